package clerk

import (
	"context"
	"slices"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

type AddParty struct { // registrar, secretary, judge: a person comes into the case
	Stamp
	Case court.CaseID
	PartyEntry
	Reason string
}

type Empower struct { // registrar, secretary, judge: another power for a role that is held
	Stamp
	Case court.CaseID
	PartyEntry
	Reason string
}

type EndRole struct { // registrar, secretary, judge; a party: the role of who stands for them
	Stamp
	Case   court.CaseID
	Person court.PersonID
	Role   court.Role
	For    court.PersonID
	Reason string
}

type LookAt struct { // overseer: at the case file, a hearing, or its journal
	Stamp
	No      court.CaseNo
	What    string // docket.LookFile, LookHearing, LookJournal
	Hearing court.HearingID
}

// How long a look lasts: reading a file takes a while, following a hearing a day.
const (
	fileLook    = 30 * time.Minute
	hearingLook = 12 * time.Hour
)

// Members are the people of a case, for those who see or change who they are.
type Members struct {
	File   docket.File
	Me     court.PersonID
	Names  map[court.PersonID]string
	Now    time.Time
	Today  string          // by the court's calendar, as docket.Terms has days
	May    map[string]bool // "add_party", "power", "end_role"
	Known  []PersonCard    // whom the court knows, where people may be added
	MyRole court.Role
	Going  map[court.PersonID]bool // who is on the roll of a hearing that goes on
}

// MayEnd reports whether the viewer may end a role; what the acts would answer
// with a reason given.
func (m Members) MayEnd(p docket.Party) bool {
	_, _, err := m.end(p)
	return m.May[string(ActEndRole)] && err == nil
}

// EndIsSigned reports whether the viewer would sign the end of a role.
func (m Members) EndIsSigned(p docket.Party) bool {
	_, a, err := m.end(p)
	return err == nil && Weighty(a)
}

func (m Members) end(p docket.Party) ([]record.Data, Action, error) {
	return endOf(m.File, docket.RoleEnded{Person: p.Person, Role: p.Role, For: p.For, Reason: "."}, court.Actor{Person: m.Me, Role: m.MyRole}, m.Going)
}

// AddParty puts a person into a case that was opened: the roll of every hearing
// ahead follows, and the law is asked anew. It refuses what docket.File.Add
// refuses, people nobody enrolled, and as a judge of the panel one who is no judge.
func (c *Clerk) AddParty(ctx context.Context, by court.PersonID, cmd AddParty) (Done, error) {
	same := want{first: docket.PartyAdded{}.EventType(), stream: cmd.Case,
		says: map[string]string{"person": string(cmd.Person), "role": string(cmd.Role), "reason": cmd.Reason}}
	return c.act(ctx, by, cmd.Stamp, same, func(d *desk) error {
		f, actor, err := d.membersFor(d.View, by, cmd.Case, ActAddParty)
		if err != nil {
			return err
		}
		events, err := f.Add(cmd.party(), cmd.Reason)
		if err != nil {
			return err
		}
		if err := d.enrolled(cmd.party()); err != nil {
			return err
		}
		return d.changeRoles(actor, nil, f.ID, events, cmd.Reason)
	})
}

// Empower gives a role that is held another power: a new order, a longer term.
// It refuses what docket.File.Empower refuses, and (Conflict) a power that ends
// sooner than the one in force while a hearing with the person is ahead.
func (c *Clerk) Empower(ctx context.Context, by court.PersonID, cmd Empower) (Done, error) {
	same := want{first: docket.PowerGiven{}.EventType(), stream: cmd.Case,
		says: map[string]string{"person": string(cmd.Person), "power": cmd.Power, "reason": cmd.Reason}}
	return c.act(ctx, by, cmd.Stamp, same, func(d *desk) error {
		f, actor, err := d.membersFor(d.View, by, cmd.Case, ActPower)
		if err != nil {
			return err
		}
		events, err := f.Empower(cmd.party(), cmd.Reason, c.today())
		if err != nil {
			return err
		}
		ahead, err := c.onRolls(d.View, f, func(sheet) bool { return true })
		if err != nil {
			return err
		}
		if err := mayShorten(f, cmd.party(), c.today(), ahead); err != nil {
			return err
		}
		return d.changeRoles(actor, nil, f.ID, events, cmd.Reason)
	})
}

// Look records that an overseer looks. Without it nothing is shown to them:
// what they see, they see in the sight of everybody in the case.
func (c *Clerk) Look(ctx context.Context, by court.PersonID, cmd LookAt) (Done, error) {
	same := want{first: docket.Looked{}.EventType(), says: map[string]string{"what": cmd.What, "hearing": string(cmd.Hearing)}}
	return c.act(ctx, by, cmd.Stamp, same, func(d *desk) error {
		id, err := findCase(d, cmd.No)
		if err != nil {
			return err
		}
		f, actor, err := d.caseFile(id, ActLook)
		if err != nil {
			return err
		}
		look, err := f.Look(cmd.What, cmd.Hearing)
		if err != nil {
			return err
		}
		return d.append(actor, nil, entry{f.ID, []record.Data{look}})
	})
}

// looked refuses (Forbidden) to show an overseer what they have not said they look at.
func (c *Clerk) looked(f docket.File, by court.PersonID, what string, id court.HearingID) error {
	lasts := fileLook
	if what == docket.LookHearing {
		lasts = hearingLook
	}
	if at := f.LookedAt(by, what, id); at.IsZero() || c.Clock.Now().Sub(at) >= lasts {
		return fault.Forbidden("case.look.needed").With(fault.Args{"what": what, "hearing": string(id), "case": f.No})
	}
	return nil
}

// Members are the people of a case for whoever may see them: everybody who may
// read the file, and the court's registrar.
func (c *Clerk) Members(ctx context.Context, by court.PersonID, no court.CaseNo) (m Members, err error) {
	err = c.Store.View(ctx, func(v View) error {
		id, err := findCase(v, no)
		if err != nil {
			return err
		}
		f, actor, err := c.membersFor(v, by, id, ActMembers)
		if err != nil {
			return err
		}
		m = Members{File: f, Me: by, Now: c.Clock.Now(), Today: c.today(), May: map[string]bool{}, MyRole: actor.Role}
		for _, a := range []Action{ActAddParty, ActPower, ActEndRole} {
			m.May[string(a)] = Permitted(actor.Role, a)
		}
		if m.Going, err = c.goingOn(v, f); err != nil {
			return err
		}
		if m.Names, err = c.names(v, f); err != nil || !m.May[string(ActAddParty)] {
			return err
		}
		all, err := c.enrolledIn(v)
		m.Known = cardsOf(all)
		return err
	})
	return m, err
}

// membersFor is fileFor for acts on who is in the case: the registrar, who is
// in no case, does them too.
func (c *Clerk) membersFor(v View, by court.PersonID, id court.CaseID, a Action) (docket.File, court.Actor, error) {
	f, actor, err := c.fileFor(v, by, id, a)
	if !fault.Is(err, fault.KindNotFound) || !Permitted(court.Registrar, a) {
		return f, actor, err
	}
	p, perr := c.personOf(v, by)
	if perr != nil || !p.Is(court.Registrar) {
		return f, actor, err
	}
	f, err = load[docket.File](c, v, id)
	return f, court.Actor{Person: by, Role: court.Registrar}, err
}

// changeRoles appends what became of roles in the case. In the same act the
// roll of every hearing that is not over follows the case file, its place in the
// calendar follows the roll, and the law is asked anew: there is no between. The
// law is asked last, since an act's events stand in the record one after another.
func (d *desk) changeRoles(actor court.Actor, sig *record.Signature, id court.CaseID, events []record.Data, reason string) error {
	if err := d.append(actor, sig, entry{id, events}); err != nil {
		return err
	}
	f, err := load[docket.File](d.Clerk, d, id)
	if err != nil {
		return err
	}
	for _, h := range f.Hearings {
		if h.Ended != nil {
			continue
		}
		s, err := load[sheet](d.Clerk, d, h.ID)
		if err != nil {
			return err
		}
		follows, err := s.Follow(f, d.Law, reason)
		if err != nil {
			return err
		}
		if len(follows) == 0 {
			continue
		}
		if err := d.append(actor, nil, entry{h.ID, follows}); err != nil {
			return err
		}
		if err := d.attend(actor, f, h.ID); err != nil {
			return err
		}
	}
	_, err = d.ask(id, docket.ByPeople)
	return err
}

func (e PartyEntry) party() docket.Party {
	return docket.Party{Person: e.Person, Role: e.Role, For: e.For, Power: e.Power, Terms: e.Terms}
}

// enrolled refuses (Invalid) a person nobody enrolled, and a judge of the panel
// who is no judge of the court.
func (d *desk) enrolled(q docket.Party) error {
	p, err := d.person(q.Person)
	if err != nil {
		return fault.Invalid("case.party.invalid").On("parties").Because(err)
	}
	if q.Role == court.PanelJudge && !p.Is(court.Judge) {
		return fault.Invalid("case.party.no_judge").On("parties")
	}
	return nil
}

// today is the day by the court's calendar, as docket.Terms has days.
func (c *Clerk) today() string { return c.Law.Local(c.Clock.Now()).Format(time.DateOnly) }

// outOfCase refuses (Forbidden) a person who has no role in the case today but
// had or will have one, and says why; to everybody else there is no such case.
func (c *Clerk) outOfCase(f docket.File, by court.PersonID) error {
	i := slices.IndexFunc(f.Parties, func(p docket.Party) bool { return p.Person == by })
	if i >= 0 {
		p := f.Parties[i]
		from, _ := calendar.ParseDay(p.From)
		until, _ := calendar.ParseDay(p.Until)
		if c.today() < p.From {
			return fault.Forbidden("case.power.not_yet").With(fault.Args{"day": from, "power": p.Power})
		}
		return fault.Forbidden("case.power.over").With(fault.Args{"day": until, "power": p.Power})
	}
	for _, last := range slices.Backward(f.Changes) {
		if last.What == "ended" && last.Person == by {
			return fault.Forbidden(roleOver).With(fault.Args{"reason": last.Reason})
		}
	}
	return fault.NotFound("case.not_found")
}
