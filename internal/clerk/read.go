package clerk

import (
	"context"
	"io"
	"slices"
	"strings"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/identity"
	"tarazy/internal/record"
)

// MaxDocument is the most bytes a filed document may have.
const MaxDocument = 20 << 20

// Person is one enrolled person. It refuses (NotFound) an unknown one.
func (c *Clerk) Person(ctx context.Context, id court.PersonID) (p identity.Person, err error) {
	err = c.Store.View(ctx, func(v View) error {
		p, err = c.personOf(v, id)
		return err
	})
	return p, err
}

// Cases are the cases the person is in, newest first.
func (c *Clerk) Cases(ctx context.Context, by court.PersonID) (cards []CaseCard, err error) {
	if by == "" {
		return nil, fault.Forbidden("act.not_permitted")
	}
	err = c.Store.View(ctx, func(v View) error {
		parts, err := v.Rows("part", string(by))
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		var files []docket.File
		for _, r := range parts {
			id, _, _ := strings.Cut(r.Key, "|")
			if seen[id] {
				continue
			}
			seen[id] = true
			f, err := load[docket.File](c, v, court.CaseID(id))
			if err != nil {
				return err
			}
			files = append(files, f)
		}
		slices.SortFunc(files, func(a, b docket.File) int { return b.OpenedAt.Compare(a.OpenedAt) })
		for _, f := range files {
			card, _, err := c.card(v, by, f)
			if err != nil {
				return err
			}
			cards = append(cards, card)
		}
		return nil
	})
	return cards, err
}

// card is the case in short, with its hearings. Next is the first that has not ended.
func (c *Clerk) card(v View, by court.PersonID, f docket.File) (CaseCard, []HearingCard, error) {
	card := CaseCard{ID: f.ID, No: f.No, Kind: f.Kind, Subject: f.Subject, MyRoles: rolesOf(f, by)}
	var all []HearingCard
	for _, h := range f.Hearings {
		s, err := load[sheet](c, v, h.ID)
		if err != nil {
			return card, nil, err
		}
		all = append(all, HearingCard{ID: h.ID, No: h.No, At: h.At, State: s.State, Format: s.Format})
	}
	for i := range all {
		if all[i].State != hearing.Ended {
			card.Next = &all[i]
			break
		}
	}
	return card, all, nil
}

// findCase finds a case by its number. It refuses (NotFound) when there is none.
func findCase(v View, no court.CaseNo) (court.CaseID, error) {
	if no == "" {
		return "", fault.NotFound("case.not_found")
	}
	rows, err := v.Rows("case", string(no))
	if err != nil {
		return "", err
	}
	if len(rows) == 0 {
		return "", fault.NotFound("case.not_found")
	}
	return court.CaseID(rows[0].Key), nil
}

// Case is the whole case file, for whoever is in the case and may read it.
func (c *Clerk) Case(ctx context.Context, by court.PersonID, no court.CaseNo) (view CaseView, err error) {
	err = c.Store.View(ctx, func(v View) error {
		id, err := findCase(v, no)
		if err != nil {
			return err
		}
		if view.File, _, err = c.fileFor(v, by, id, ActRead); err != nil {
			return err
		}
		card, hearings, err := c.card(v, by, view.File)
		if err != nil {
			return err
		}
		view.Me, view.MyRoles, view.States = by, card.MyRoles, map[court.HearingID]hearing.State{}
		for _, h := range hearings {
			view.States[h.ID] = h.State
		}
		view.Standing, _ = view.File.Standing()
		view.May = mayInCase(card.MyRoles)
		view.Names, err = c.names(v, view.File)
		return err
	})
	return view, err
}

func (c *Clerk) names(v View, f docket.File) (map[court.PersonID]string, error) {
	names := map[court.PersonID]string{}
	for _, id := range f.People() {
		p, err := c.personOf(v, id)
		if err != nil {
			return nil, err
		}
		names[id] = p.Name
	}
	return names, nil
}

// HearingView is what a hearing's pages and room may show this person.
func (c *Clerk) HearingView(ctx context.Context, by court.PersonID, id court.HearingID) (view HearingView, err error) {
	err = c.Store.View(ctx, func(v View) error {
		s, f, _, err := c.sheetFor(v, by, id, ActPrepare)
		if err != nil {
			return err
		}
		card, _, err := c.card(v, by, f)
		if err != nil {
			return err
		}
		view = HearingView{Case: card, Sitting: s.Sitting, Me: by, Journal: s.Lines, Now: c.Clock.Now()}
		if seat, on := s.Seat(by); on {
			view.MyRole = seat.Role
		}
		view.May = mayNow(s.Sitting, by, func(a Action) bool {
			_, may := c.roleFor(f, card.MyRoles, a)
			return may
		})
		view.Names, err = c.names(v, f)
		return err
	})
	return view, err
}

// mayNow says which acts the person's roles and the state allow at this
// moment; granted says what the roles do. A reason is taken as given; "enter" is going into the room.
func mayNow(s hearing.Sitting, by court.PersonID, granted func(Action) bool) map[string]bool {
	may := map[string]bool{}
	can := func(a Action, lawful bool) { may[string(a)] = lawful && granted(a) }
	ok := func(_ []record.Data, err error) bool { return err == nil }
	const given = "."
	seat, _ := s.Seat(by)
	can(ActPrepare, s.Remote() && s.State != hearing.Ended && (!seat.Promised || seat.Presence != hearing.Inside))
	can(ActAdmit, slices.ContainsFunc(s.Roll, func(t hearing.Seat) bool { return ok(s.Admit(t.Person)) }))
	can(ActOpen, ok(s.Open(given)))
	can(ActRecess, ok(s.Recess(given)))
	can(ActResume, ok(s.Resume()))
	can(ActGoOn, ok(s.GoOn(given)))
	can(ActDismiss, ok(s.Dismiss(given)))
	can(ActClose, ok(s.Close()))
	can(ActContact, s.Live())
	can(ActLeave, ok(s.Leave(by)))
	may["enter"] = seat.Admitted && s.Live() && s.Remote()
	return may
}

// Ticket opens the media room to a person the record admits. It refuses
// (Forbidden) anyone else, and (Conflict) a hearing in the courtroom, which
// has no media room.
func (c *Clerk) Ticket(ctx context.Context, by court.PersonID, id court.HearingID) (Ticket, error) {
	view, err := c.HearingView(ctx, by, id)
	if err != nil {
		return Ticket{}, err
	}
	if !view.Sitting.Remote() {
		return Ticket{}, fault.Conflict("hearing.enter.in_person")
	}
	if !view.May["enter"] {
		return Ticket{}, fault.Forbidden("hearing.enter.not_admitted")
	}
	if c.Rooms == nil {
		return Ticket{}, fault.Unavailable("hearing.enter.no_media")
	}
	return c.Rooms.Ticket(ctx, id, by, view.Names[by])
}

// Receive keeps a document that the person is about to file. What is never
// filed stays an orphan that nobody can read.
func (c *Clerk) Receive(ctx context.Context, by court.PersonID, no court.CaseNo, r io.Reader) (record.Hash, int64, error) {
	err := c.Store.View(ctx, func(v View) error {
		id, err := findCase(v, no)
		if err != nil {
			return err
		}
		_, _, err = c.fileFor(v, by, id, ActFile)
		return err
	})
	if err != nil {
		return record.Hash{}, 0, err
	}
	return c.Blobs.Put(ctx, r, MaxDocument)
}

// Document opens a document of the file. It refuses (NotFound) content that
// was not filed in this very case.
func (c *Clerk) Document(ctx context.Context, by court.PersonID, no court.CaseNo, hash record.Hash) (io.ReadSeekCloser, docket.Filing, error) {
	view, err := c.Case(ctx, by, no)
	if err != nil {
		return nil, docket.Filing{}, err
	}
	for _, f := range view.File.Filings {
		if f.Blob == hash {
			content, _, err := c.Blobs.Open(ctx, hash)
			return content, f, err
		}
	}
	return nil, docket.Filing{}, fault.NotFound("document.not_found")
}

// Receipt proves that an event of the case, or of one of its hearings, stands
// in the record. ready is false while no signed checkpoint covers it yet.
func (c *Clerk) Receipt(ctx context.Context, by court.PersonID, id court.StreamID, version uint64) (r record.Receipt, ready bool, err error) {
	var ref record.Ref
	err = c.Store.View(ctx, func(v View) error {
		if err := c.mayOn(v, by, id, ActReceipt, ActReceipt); err != nil {
			return err
		}
		if version == 0 {
			return fault.NotFound("record.not_found")
		}
		events, err := v.Events(id, version-1)
		if err != nil {
			return err
		}
		if len(events) == 0 {
			return fault.NotFound("record.not_found")
		}
		keys, err := v.Keys(id)
		if err != nil {
			return err
		}
		r.Event, r.Tag = events[0], record.Tag(keys.Tag, version)
		ref, err = v.Leaf(id, version)
		return err
	})
	if err != nil || c.Notary == nil {
		return r, false, err
	}
	proof, ready, err := c.Notary.Proof(ctx, ref.Leaf)
	if err != nil || !ready {
		return r, false, err
	}
	return record.NewReceipt(r.Event, r.Tag, proof), true, nil
}

// mayOn refuses a person who may not do inCase on the case id, nor inHearing on
// the hearing id, whichever it is.
func (c *Clerk) mayOn(v View, by court.PersonID, id court.StreamID, inCase, inHearing Action) error {
	_, _, err := c.fileFor(v, by, id, inCase)
	if fault.Is(err, fault.KindNotFound) {
		_, _, _, err = c.sheetFor(v, by, id, inHearing)
	}
	return err
}
