package rules

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/record"
)

// lot is a case to which acts happen by lot, as the clerk would record them.
type lot struct {
	t   *testing.T
	r   *rand.Rand
	law *Law
	f   docket.File
	now time.Time
	did []string
}

func (l *lot) fold(by court.Actor, data ...record.Data) {
	for _, d := range data {
		b, err := json.Marshal(d)
		if err != nil {
			l.t.Fatal(err)
		}
		l.now = l.now.Add(time.Minute)
		e := record.Event{Header: record.Header{Stream: "c", Version: l.f.Version + 1},
			Payload: &record.Payload{Type: d.EventType(), At: record.At(l.now), By: by, Data: b}}
		if l.f, err = l.f.Fold(e); err != nil {
			l.t.Fatal(err)
		}
	}
}

// act folds an act and what the law answers after it.
func (l *lot) act(by court.Actor, because string, data ...record.Data) {
	l.did = append(l.did, fmt.Sprintf("%s: %+v", by.Role, data))
	l.fold(by, data...)
	d, differs, err := l.law.Triage(l.f, l.now, because)
	if err != nil {
		l.t.Fatal(err)
	}
	if differs {
		l.fold(court.TheServer(), d)
	}
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

func (l *lot) ready() docket.Readiness {
	return docket.Readiness{Equipment: pick(l.r, "all", "none"), Link: pick(l.r, "good", "poor"), Consent: pick(l.r, docket.Agrees, docket.Refuses),
		Custody: pick(l.r, "none", "equipped", "unequipped"), Accessibility: pick(l.r, "none", "courtroom"), Abroad: l.r.IntN(3) == 0}
}

func (l *lot) facts() map[string]string {
	fact := pick(l.r, []string{"liberty", "none", "at_stake"}, []string{"property", "none", "sum", "deprivation"}, []string{"witnesses", "none", "some"},
		[]string{"attendance", "parties", "representatives", "none"}, []string{"state_secret", "false", "true"}, []string{"simplified", "false", "true"})
	return map[string]string{fact[0]: pick(l.r, fact[1:]...)}
}

// others does one act of somebody who is not the judge; own is whether it is a
// person's word of themselves.
func (l *lot) others() (own bool) {
	p := pick(l.r, l.f.Participants()...)
	secretary := court.Actor{Person: "s", Role: court.Secretary}
	x := docket.PartyAdded{Person: "x", Role: court.Specialist}
	y := docket.PartyAdded{Person: "y", Role: court.Representative, For: "a"}
	switch l.r.IntN(6) {
	case 0, 1:
		l.act(secretary, docket.ByCircumstances, docket.CircumstancesStated{Facts: l.facts()})
	case 2:
		l.act(secretary, docket.ByReadiness, docket.ReadinessStated{Person: p, Readiness: l.ready()})
	case 3, 4:
		l.act(court.Actor{Person: p, Role: court.Claimant}, docket.ByReadiness, docket.ReadinessStated{Person: p, Readiness: l.ready()})
		return true
	case 5:
		who := pick(l.r, x, y)
		if _, in := l.f.Line(who.Person, who.Role, who.For); in {
			l.act(secretary, docket.ByPeople, docket.RoleEnded{Person: who.Person, Role: who.Role, For: who.For})
		} else {
			l.act(secretary, docket.ByPeople, who)
		}
	}
	return false
}

// judge rules or states the case, or nothing.
func (l *lot) judge() bool {
	by := court.Actor{Person: "j", Role: court.Judge}
	switch l.r.IntN(10) {
	case 0:
		l.act(by, docket.ByCircumstances, docket.CircumstancesStated{Facts: l.facts()})
	case 1:
		d, _, err := l.law.Triage(l.f, l.now, "")
		if err != nil {
			l.t.Fatal(err)
		}
		format := pick(l.r, court.Formats()...)
		if _, forbidden := d.Forbids(format); forbidden {
			return false
		}
		l.act(by, docket.ByRuling, docket.FormatRuled{Format: format})
	default:
		return false
	}
	return true
}

// TestNobodyButTheJudgeLoosens: whatever anybody but the judge does, one after
// another, no case comes to stand further from the courtroom than it stood, save
// by people's own words outside the courtroom; and then not further than the law
// has it for what the judge last stated.
func TestNobodyButTheJudgeLoosens(t *testing.T) {
	law := MustShipped("kz")
	for seed := range uint64(120) {
		l := &lot{t: t, r: rand.New(rand.NewPCG(seed, 7)), law: law, now: time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC)}
		l.fold(court.Actor{Person: "r", Role: court.Registrar}, docket.Opened{No: "1", Kind: pick(l.r, court.Civil, court.Criminal), Judge: "j", Secretary: "s"},
			docket.PartyAdded{Person: "a", Role: court.Claimant}, docket.PartyAdded{Person: "b", Role: court.Respondent})
		l.act(court.TheServer(), "opened")
		stated := l.f
		for range 25 {
			if l.judge() {
				stated = l.f
				continue
			}
			was, _ := l.f.Standing()
			own := l.others()
			now, _ := l.f.Standing()
			if docket.Further(was.Format, now.Format) && !(own && was.Format != court.InPerson) {
				t.Fatalf("seed %d: %s became %s by others than the judge:\n%s", seed, was.Format, now.Format, strings.Join(l.did, "\n"))
			}
			if now.Ruling != nil {
				continue
			}
			asStated := l.f
			asStated.Circumstances = stated.Circumstances
			a, err := law.Decide(Format, FactsOf(asStated, l.now), l.now)
			if err != nil {
				t.Fatal(err)
			}
			if docket.Further(court.Format(a.Outcome.Word), now.Format) {
				t.Fatalf("seed %d: %s stands, by what the judge stated it is %s:\n%s", seed, now.Format, a.Outcome.Word, strings.Join(l.did, "\n"))
			}
		}
	}
}
