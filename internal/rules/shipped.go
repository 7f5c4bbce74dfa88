package rules

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
)

//go:embed all:law
var laws embed.FS

// Shipped is a law that comes with the program: "kz", "ee". It refuses
// (NotFound "law.country_unknown") any other.
func Shipped(code string) (*Law, error) {
	dir, err := fs.Sub(laws, "law/"+code)
	if err != nil {
		return nil, fault.NotFound("law.country_unknown").Because(err)
	}
	if _, err := fs.Stat(dir, "country.yaml"); err != nil {
		return nil, fault.NotFound("law.country_unknown").Because(err)
	}
	return Load(dir)
}

// Kazakhstan is the shipped law of Kazakhstan. A test holds that it loads.
func Kazakhstan() *Law { return kazakhstan() }

var kazakhstan = sync.OnceValue(func() *Law { return MustShipped("kz") })

// MustShipped is Shipped for a law that is part of the program.
func MustShipped(code string) *Law {
	l, err := Shipped(code)
	if err != nil {
		panic(fmt.Sprintf("rules: the shipped law does not load:\n%v", err))
	}
	return l
}

// HoldPolicy says when a lost line is seen, when the sitting is held for it,
// when a hold without an act becomes an alarm, how many holds for one person
// are the court's to bear before it owes them another way to take part, and how
// long somebody may be kept waiting at the door of a sitting that runs.
type HoldPolicy struct {
	Seen   time.Duration
	Hold   time.Duration
	Alarm  time.Duration
	Budget int
	Wait   time.Duration
}

// ReportPace is how many reports that somebody cannot get in are taken at once
// from one address, and from all together, about one hearing; and after which
// pause there is one more each time.
type ReportPace struct {
	One, All           int
	PauseOne, PauseAll time.Duration
}

// Reports is the pace of reports in force at a date.
func (l *Law) Reports(at time.Time) ReportPace {
	of := func(matter string) Outcome { n, _ := l.Number(matter, at); return n }
	return ReportPace{
		One: int(of("report_burst").N), PauseOne: of("report_pause").Duration(),
		All: int(of("report_burst_all").N), PauseAll: of("report_pause_all").Duration(),
	}
}

// Necessary says whether the role is necessary in the kind of proceeding at
// that date, and by which articles. What no rule speaks of is necessary: the
// doubt is the judge's to resolve, not the program's.
func (l *Law) Necessary(k court.Kind, r court.Role, at time.Time) (is bool, articles []court.Article) {
	a, err := l.Decide(Necessary, Facts{"kind": string(k), "role": string(r)}, at)
	if err != nil {
		return true, nil
	}
	return a.Outcome.Word != "no", a.Articles()
}

// May says whether a role may do an act that the bench table speaks of: end a
// hold, take a recess, call a technical break.
func (l *Law) May(k court.Kind, r court.Role, act string, at time.Time) bool {
	a, err := l.Decide(Bench, Facts{"kind": string(k), "role": string(r), "act": act}, at)
	return err == nil && a.Outcome.Word == "yes"
}

// ReceiptSays is what the receipt of a filing says, by language in Rule.Say,
// with its articles. ok is false where the law says nothing.
func (l *Law) ReceiptSays(kind court.Kind, filing docket.Filing) (r Rule, ok bool) {
	word := filing.Kind
	if word == docket.Forgery {
		word = "motion" // which the court may not leave undecided either
	}
	a, err := l.Decide(Receipt, Facts{"kind": string(kind), "filing": word}, filing.At)
	return a.By, err == nil
}

// Number is a policy's number at a date, and what it rests on. The zero
// Outcome is a date before the law began.
func (l *Law) Number(matter string, at time.Time) (Outcome, Answer) {
	a, _ := l.Decide(Policy, Facts{"matter": matter}, at)
	return a.Outcome, a
}

// LobbyOpens is how long before a hearing its waiting room opens, by the policy
// in force at a date.
func (l *Law) LobbyOpens(at time.Time) time.Duration {
	n, _ := l.Number("lobby_opens", at)
	return n.Duration()
}

// Hold is the policy of holds in force at a date.
func (l *Law) Hold(at time.Time) HoldPolicy {
	of := func(matter string) time.Duration {
		n, _ := l.Number(matter, at)
		return n.Duration()
	}
	budget, _ := l.Number("hold_budget", at)
	return HoldPolicy{Seen: of("hold_seen"), Hold: of("hold_after"), Alarm: of("hold_alarm"), Budget: int(budget.N), Wait: of("lobby_alarm")}
}
