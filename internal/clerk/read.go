package clerk

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/identity"
	"tarazy/internal/record"
)

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
			if seen[id] || ended(r) {
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

// card is the case in short, with its hearings: their state, time and place are
// what each hearing's own stream says, which follows the calendar. Next is the
// first that has not ended.
func (c *Clerk) card(v View, by court.PersonID, f docket.File) (CaseCard, []HearingCard, error) {
	card := CaseCard{ID: f.ID, No: f.No, Kind: f.Kind, Subject: f.Subject, MyRoles: c.rolesNow(f, by)}
	var all []HearingCard
	for _, h := range f.Hearings {
		s, err := load[sheet](c, v, h.ID)
		if err != nil {
			return card, nil, err
		}
		one := HearingCard{ID: h.ID, No: h.No, At: s.At, State: s.State, Format: s.Format, Place: s.Place, Released: s.Released}
		if s.Decision != nil {
			one.Stage = s.Decision.Stage
		}
		all = append(all, one)
	}
	for i := range all {
		if all[i].State != hearing.Ended && all[i].State != hearing.Adjourned {
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
		view.Me, view.MyRoles, view.Hearings, view.States = by, card.MyRoles, hearings, map[court.HearingID]hearing.State{}
		view.Today = c.today()
		for _, h := range hearings {
			view.States[h.ID] = h.State
		}
		view.Standing, _ = view.File.Standing()
		view.May = mayInCase(card.MyRoles)
		if waits := func(h HearingCard) bool { return h.State != hearing.Ended }; len(hearings) == 0 || slices.ContainsFunc(hearings, waits) {
			view.Due = c.pending(view.File, c.Clock.Now()).Due // as the queue has it: what was heard is due no more
		}
		view.Names, err = c.names(v, view.File)
		return err
	})
	return view, err
}

func (c *Clerk) names(v View, f docket.File) (map[court.PersonID]string, error) {
	names := map[court.PersonID]string{}
	for _, id := range f.Named() {
		name, err := c.nameOf(v, id)
		if err != nil {
			return nil, err
		}
		names[id] = name
	}
	return names, nil
}

// HearingView is what a hearing's pages and room may show this person.
func (c *Clerk) HearingView(ctx context.Context, by court.PersonID, id court.HearingID) (view HearingView, err error) {
	err = c.Store.View(ctx, func(v View) error {
		s, f, _, err := c.sheetFor(v, by, id, ActPrepare)
		if err == nil {
			view, err = c.viewOf(ctx, v, by, s, f)
		}
		return err
	})
	return view, err
}

// viewOf is what this person may be shown of a hearing that is theirs to see.
func (c *Clerk) viewOf(ctx context.Context, v View, by court.PersonID, s sheet, f docket.File) (HearingView, error) {
	card, _, err := c.card(v, by, f)
	if err != nil {
		return HearingView{}, err
	}
	view := HearingView{Case: card, Sitting: s.Sitting, Me: by, Journal: s.Lines, Now: c.Clock.Now()}
	view.Spent = s.Spent(c.Law.Hold(view.Now).Budget)
	if seat, on := s.Seat(by); on {
		view.MyRole = seat.Role
	}
	early := c.Law.LobbyOpens(view.Now)
	if door := s.DoorAt(early); s.State == hearing.Scheduled && s.Remote() && view.Now.Before(door) {
		view.Door = door
	}
	granted := func(a Action) bool {
		_, may := c.roleFor(f, card.MyRoles, a)
		return may
	}
	view.May = mayNow(s.Sitting, by, view.Now, early, granted)
	until, _, err := c.journalLimit(s)
	if err != nil {
		return view, err
	}
	view.afterEnd(f, until, granted)
	if err := c.orders(&view, s, f, granted); err != nil {
		return view, err
	}
	view.Invite = c.invitations(s.Sitting, by)
	if _, talks := s.Talk(by); len(view.Invite) == 0 && !talks {
		view.May[string(ActConfer)] = false
	}
	if err := c.tellBarred(&view, f); err != nil {
		return view, err
	}
	if view.Names, err = c.names(v, f); err != nil {
		return view, err
	}
	view.withhold()
	return view, c.lookAfter(ctx, &view)
}

// mayNow says which acts the person's roles and the state allow at this
// moment; granted says what the roles do. A reason is taken as given; "enter" is going into the room.
func mayNow(s hearing.Sitting, by court.PersonID, now time.Time, early time.Duration, granted func(Action) bool) map[string]bool {
	may := map[string]bool{}
	can := func(a Action, lawful bool) { may[string(a)] = lawful && granted(a) }
	ok := func(_ []record.Data, err error) bool { return err == nil }
	const given = "."
	anyone := func(f func(p court.PersonID) ([]record.Data, error)) bool {
		return slices.ContainsFunc(s.Roll, func(t hearing.Seat) bool { return ok(f(t.Person)) })
	}
	seat, _ := s.Seat(by)
	can(ActPrepare, s.MayCome(by, now, early) == nil && (!seat.Promised || !seat.Here()))
	can(ActAdmit, anyone(s.Admit))
	can(ActIdentify, anyone(func(p court.PersonID) ([]record.Data, error) { return s.Identify(p, hearing.Hows()[0], "") }))
	can(ActOpen, s.MayOpen() == nil)
	can(ActRecess, ok(s.Recess(given)))
	can(ActResume, ok(s.Resume()))
	can(ActGoOn, ok(s.GoOn(given, nil)))
	can(ActDismiss, ok(s.Dismiss(given, nil)))
	can(ActClose, ok(s.Close()))
	can(ActBreak, ok(s.BreakOff(given)))
	can(ActAdjourn, ok(s.Adjourn(time.Time{}, given, now)))
	can(ActContact, s.Live())
	can(ActLeave, ok(s.Leave(by)))
	can(ActReport, !s.Over())
	can(ActDispute, slices.ContainsFunc(s.Attempts, func(a hearing.Attempt) bool { return ok(s.Dispute(by, a.Version)) }))
	can(ActTurnAway, anyone(func(p court.PersonID) ([]record.Data, error) { return s.TurnAway(p, given) }))
	can(ActRemove, anyone(func(p court.PersonID) ([]record.Data, error) { return s.Remove(p, given) }))
	can(ActReadmit, anyone(func(p court.PersonID) ([]record.Data, error) { return s.Readmit(p, given) }))
	can(ActStanding, slices.ContainsFunc(s.Roll, func(t hearing.Seat) bool { return t.Holds > 0 || t.Standing != nil }) && s.Live())
	can(ActHand, ok(s.Raise(by)) || ok(s.Lower(by)))
	can(ActFloor, s.State == hearing.Session)
	can(ActProtest, ok(s.Object(by, given)))
	can(ActConfer, len(s.Invitations(by)) > 0 || ok(s.Return(by)))
	can(ActInterpret, ok(s.Interpret(by, true)) || ok(s.Interpret(by, false)))
	can(ActFollow, true)
	can(ActPrivate, len(s.Asks) > 0 || s.Talking())
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
	return c.Rooms.Ticket(ctx, roomOf(view.Sitting, by), by, view.Names[by])
}

// roomOf is the room the record has a person in.
func roomOf(s hearing.Sitting, p court.PersonID) court.StreamID {
	if k, in := s.Talk(p); in {
		return k.ID
	}
	return s.ID
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
