// Package rules is procedure as data: tables with an article and a date of
// effect, which a lawyer can read in testdata/rules.txt. An article that no
// lawyer has confirmed is marked verify, and shown so.
package rules

import (
	"fmt"
	"strings"
	"time"

	"tarazy/internal/court"
)

// Necessity says who is necessary in a kind of proceeding: without this
// person the sitting is held, and cannot be opened without a reason.
type Necessity struct {
	Kind     court.Kind
	Role     court.Role
	Is       bool
	Articles []court.Article
	From     time.Time // in force from this date
}

// HoldPolicy says when a lost line is seen, when the sitting is held for it,
// and when a hold without an act becomes an alarm.
type HoldPolicy struct {
	Seen  time.Duration
	Hold  time.Duration
	Alarm time.Duration
	From  time.Time
}

// code is the short title of the law that governs the kind of proceeding:
// ГПК is the code of civil procedure, УПК of criminal, АППК of administrative.
func code(k court.Kind) string {
	return map[court.Kind]string{court.Civil: "ГПК РК", court.Criminal: "УПК РК", court.Administrative: "АППК РК"}[k]
}

// necessity is written by role; the article numbers are general knowledge,
// not read in the source, and therefore all carry verify.
func necessity() []Necessity {
	from := time.Date(2021, 7, 1, 0, 0, 0, 0, time.UTC)
	row := func(k court.Kind, r court.Role, is bool, no string) Necessity {
		return Necessity{Kind: k, Role: r, Is: is, From: from, Articles: []court.Article{{Code: code(k), No: no, Verify: true}}}
	}
	return []Necessity{
		row(court.Civil, court.Judge, true, "35"),
		row(court.Civil, court.Secretary, true, "282"),
		row(court.Civil, court.Claimant, true, "196"),
		row(court.Civil, court.Respondent, true, "196"),
		row(court.Civil, court.Representative, true, "57"),
		row(court.Civil, court.Advocate, true, "57"),
		row(court.Civil, court.Prosecutor, true, "54"),
		row(court.Civil, court.Interpreter, true, "14"),

		row(court.Criminal, court.Judge, true, "52"),
		row(court.Criminal, court.Secretary, true, "347"),
		row(court.Criminal, court.Claimant, true, "338"),
		row(court.Criminal, court.Respondent, true, "335"),
		row(court.Criminal, court.Representative, true, "338"),
		row(court.Criminal, court.Advocate, true, "336"),
		row(court.Criminal, court.Prosecutor, true, "337"),
		row(court.Criminal, court.Interpreter, true, "30"),

		row(court.Administrative, court.Judge, true, "24"),
		row(court.Administrative, court.Secretary, true, "143"),
		row(court.Administrative, court.Claimant, true, "27"),
		row(court.Administrative, court.Respondent, true, "28"),
		row(court.Administrative, court.Representative, true, "32"),
		row(court.Administrative, court.Advocate, true, "32"),
		row(court.Administrative, court.Prosecutor, true, "31"),
		row(court.Administrative, court.Interpreter, true, "14"),
	}
}

// Necessary says whether the role is necessary in the kind of proceeding at
// that date, and by which articles. What no table row names is necessary: the
// doubt is the judge's to resolve, not the program's.
func Necessary(k court.Kind, r court.Role, at time.Time) (is bool, articles []court.Article) {
	is = true
	for _, n := range necessity() {
		if n.Kind == k && n.Role == r && !at.Before(n.From) {
			is, articles = n.Is, n.Articles
		}
	}
	return is, articles
}

// Hold is the policy in force at that date.
func Hold(at time.Time) HoldPolicy {
	return HoldPolicy{Seen: 3 * time.Second, Hold: 10 * time.Second, Alarm: 10 * time.Minute,
		From: time.Date(2021, 7, 1, 0, 0, 0, 0, time.UTC)}
}

// MayEndHold says whether a role may end a hold. Only a judge may.
func MayEndHold(r court.Role) bool { return r == court.Judge }

// Text prints the tables for a lawyer.
func Text() string {
	var b strings.Builder
	b.WriteString("Necessary persons: without them the sitting is held, and opens only by a reasoned ruling\n\n")
	for _, n := range necessity() {
		word := "necessary"
		if !n.Is {
			word = "not necessary"
		}
		var arts []string
		for _, a := range n.Articles {
			arts = append(arts, a.String())
		}
		fmt.Fprintf(&b, "%-15s %-15s %-14s from %s  %s\n", n.Kind, n.Role, word, n.From.Format(time.DateOnly), strings.Join(arts, ", "))
	}
	p := Hold(time.Time{})
	fmt.Fprintf(&b, "\nHold policy: a lost line is seen after %s, the sitting is held after %s, a hold without an act is an alarm after %s (from %s)\n",
		p.Seen, p.Hold, p.Alarm, p.From.Format(time.DateOnly))
	b.WriteString("\nWho may end a hold (resume, go on, dismiss):")
	for _, r := range court.Roles() {
		if MayEndHold(r) {
			b.WriteString(" " + string(r))
		}
	}
	b.WriteString("\n")
	return b.String()
}
