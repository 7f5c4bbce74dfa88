//go:build demo

package cli

import (
	"context"
	"fmt"
	"sync"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/pages/door"
)

// panelCase is the demo's second case, which is opened when somebody asks for
// it: an appeal in a criminal case, before three judges.
const panelCase = court.CaseNo("7501-26-00-1/1")

// demoPanel opens the panel case and knows its people. Every step has a fixed
// key: opened twice, or half-way before we died, it is opened once.
type demoPanel struct {
	h                           *house
	judge, secretary, registrar door.DemoPerson

	mu     sync.Mutex // guards people
	people []door.DemoPerson
}

// panelSeat is one of the panel case's people: n tells those of one role
// apart, beside is the role of whom they stand for.
type panelSeat struct {
	role   court.Role
	n      int
	beside court.Role
	kind   string // of the power; "" for a role that rests on none
}

func panelSeats() []panelSeat {
	return []panelSeat{{role: court.PanelJudge, n: 1}, {role: court.PanelJudge, n: 2},
		{role: court.Prosecutor, kind: "mandate"}, {role: court.Victim}, {role: court.Accused}, {role: court.Defender, beside: court.Accused, kind: "order"},
		{role: court.Witness}, {role: court.Interpreter, kind: "ruling"}, {role: court.Overseer, kind: "mandate"}}
}

// People are those of the panel case; none before it was opened.
func (p *demoPanel) People() []door.DemoPerson {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.people
}

// Offered reports whether the case can be opened: the registrar enrols its people.
func (p *demoPanel) Offered() bool { return p.registrar.Person != "" }

// again knows the people of a case that was opened before the program's start.
func (p *demoPanel) again(ctx context.Context) error {
	if _, err := p.h.desk.Case(ctx, p.judge.Person, panelCase); err != nil || !p.Offered() {
		return nil // nobody has asked for it
	}
	return p.Open(ctx)
}

// Open enrols the people and opens the case. It refuses (NotFound) where there
// is no registrar of the demo's.
func (p *demoPanel) Open(ctx context.Context) error {
	if !p.Offered() {
		return fault.NotFound("page.fault.not_found")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	c := clerk.OpenCase{Stamp: clerk.Stamp{Key: "demo-case-panel-01"}, No: panelCase, Kind: court.Criminal,
		Subject: i18n.T(court.Kazakh, "demo.panel.subject", nil), Judge: p.judge.Person, Secretary: p.secretary.Person,
		Facts: map[string]string{"stage": "appeal", "witnesses": "some"}}
	people := []door.DemoPerson{p.judge, p.secretary}
	of := map[court.Role]court.PersonID{}
	for _, s := range panelSeats() {
		key, number := string(s.role), ""
		if s.n > 0 {
			key, number = fmt.Sprintf("%s-%d", s.role, s.n), fmt.Sprintf(" %d", s.n)
		}
		one, err := p.h.demoMember(ctx, p.registrar.Person, s.role, key, number)
		if err != nil {
			return err
		}
		of[s.role] = one.Person
		people = append(people, one)
		entry := clerk.PartyEntry{Person: one.Person, Role: s.role, For: of[s.beside], Terms: docket.Terms{Kind: s.kind}}
		if s.kind != "" {
			entry.Power = i18n.T(court.Kazakh, "demo.panel.power", fault.Args{"n": len(people)})
		}
		c.Parties = append(c.Parties, entry)
	}
	if _, err := p.h.desk.OpenCase(ctx, p.secretary.Person, c); err != nil {
		return err
	}
	for i := range people {
		people[i].Case = panelCase
	}
	p.people = people
	return nil
}
