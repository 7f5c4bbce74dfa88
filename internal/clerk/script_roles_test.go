package clerk_test

import (
	"fmt"
	"slices"
	"strings"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/identity"
)

// member finds a person of the script, and enrols one who was not heard of.
func (m *bench) member(name string) court.PersonID {
	if p, known := m.people[name]; known {
		return p
	}
	cmd := clerk.Enrol{Stamp: m.stamp(), Name: name, Lang: court.Kazakh}
	if strings.HasPrefix(name, "judge") {
		cmd.Staff = []court.Role{court.Judge}
	}
	d, err := m.c.Enrol(m.t.Context(), m.people["registrar"], cmd)
	m.must(err)
	p := identity.Of(d.Ref.Stream)
	m.people[name], m.names[p] = p, name
	_, err = m.c.RegisterCredential(m.t.Context(), p, m.signer.credential(m.t, p))
	m.must(err)
	return p
}

// roleAct are the verbs of who is in the case: person role, for=, power=,
// from=, until=, because …; nil for others.
func (m *minutes) roleAct(who, verb string, words []string) func() (clerk.Done, error) {
	ctx, by, st := m.t.Context(), m.people[who], m.stamp()
	said, reason, _ := strings.Cut(strings.Join(words, " "), "because ")
	with, plain := pairs(said)
	entry := clerk.PartyEntry{Power: with["power"], Terms: docket.Terms{From: with["from"], Until: with["until"]}}
	if !slices.Contains([]string{"adds", "empowers", "ends", "looks-at"}, verb) {
		return nil
	}
	if verb != "looks-at" {
		entry.Person, entry.Role = m.member(plain[0]), court.Role(plain[1])
		if with["for"] != "" {
			entry.For = m.people[with["for"]]
		}
	}
	switch verb {
	case "adds":
		return func() (clerk.Done, error) {
			return m.c.AddParty(ctx, by, clerk.AddParty{Stamp: st, Case: m.id, PartyEntry: entry, Reason: reason})
		}
	case "empowers":
		return func() (clerk.Done, error) {
			return m.c.Empower(ctx, by, clerk.Empower{Stamp: st, Case: m.id, PartyEntry: entry, Reason: reason})
		}
	case "ends":
		return func() (clerk.Done, error) {
			return m.c.EndRole(ctx, by, clerk.EndRole{Stamp: st, Case: m.id, Person: entry.Person, Role: entry.Role, For: entry.For, Reason: reason})
		}
	}
	look := clerk.LookAt{Stamp: st, No: m.no, What: words[0]}
	if words[0] != docket.LookFile {
		look.Hearing = m.hearing
	}
	return func() (clerk.Done, error) { return m.c.Look(ctx, by, look) }
}

// expectSeen tries to see the case file, the hearing or its journal, or counts
// what a person sees of overseers' looks and of the roll.
func (m *minutes) expectSeen(who string, words []string) error {
	ctx, by := m.t.Context(), m.people[who]
	switch words[0] {
	case "case":
		_, err := m.c.Case(ctx, by, m.no)
		return err
	case "hearing":
		_, err := m.c.HearingView(ctx, by, m.hearing)
		return err
	case "journal":
		_, err := m.c.Journal(ctx, by, m.hearing)
		return err
	case "lines":
		v, err := m.c.HearingView(ctx, by, m.hearing)
		all := m.view().Journal
		own := hearing.OwnLines(all, by)
		if n := map[string]int{"shown": len(all), "own": len(own)}[words[1]]; err == nil && (len(v.Journal) != n || n == 0 || len(own) == len(all)) {
			err = fmt.Errorf("%d lines of %d, %d own", len(v.Journal), len(all), len(own))
		}
		return err
	case "nothing-of": // who is not on the roll as this person sees it
		v, err := m.c.HearingView(ctx, by, m.hearing)
		if _, on := v.Sitting.Seat(m.people[words[1]]); err == nil && (on || v.Names[m.people[words[1]]] != "") {
			err = fmt.Errorf("%s is shown", words[1])
		}
		return err
	case "order": // what was ruled on the person's last word against it, and why
		v, err := m.c.HearingView(ctx, by, m.hearing)
		if err != nil {
			return err
		}
		o, _ := v.Sitting.Ordered(by)
		if n := len(o.Objections); n == 0 || o.Objections[n-1].Answer+" "+o.Objections[n-1].Why != strings.Join(words[1:], " ") {
			return fmt.Errorf("order: %+v", o)
		}
	case "looks":
		v, err := m.c.Case(ctx, by, m.no)
		var got []string
		for _, l := range v.File.Looks {
			got = append(got, m.names[l.By.Person]+"/"+l.What)
		}
		if err == nil && strings.Join(got, " ") != strings.Join(words[1:], " ") {
			err = fmt.Errorf("looks %v", got)
		}
		return err
	case "roll":
		var got []string
		for _, t := range m.view().Sitting.Roll {
			got = append(got, m.names[t.Person])
		}
		if strings.Join(got, " ") != strings.Join(words[1:], " ") {
			return fmt.Errorf("roll %v", got)
		}
	}
	return nil
}

// expectNoPlace: the person is on the roll of the hearing no longer, and in no room of it.
func (m *minutes) expectNoPlace(who string) error {
	p, s := m.people[who], m.view().Sitting
	_, on := s.Seat(p)
	for _, plan := range clerk.PlansOf(s) {
		_, in := plan.People[p]
		on = on || in
	}
	if _, in := m.rooms.plans[m.hearing].People[p]; on || in {
		return fmt.Errorf("%s has a place", who)
	}
	return nil
}

// expectNoTicket: the person is in no room of the hearing, what was told to the
// media server included, and is given no way into one.
func (m *minutes) expectNoTicket(who string) error {
	p := m.people[who]
	_, in := m.rooms.plans[m.hearing].People[p]
	if _, err := m.c.Ticket(m.t.Context(), p, m.hearing); in || !fault.Is(err, fault.KindForbidden) {
		return fmt.Errorf("%s has a place: %v, %v", who, in, err)
	}
	return nil
}
