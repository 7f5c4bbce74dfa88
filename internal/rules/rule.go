// Package rules is procedure as data: which format a case may take, who is
// necessary, which warning a witness is given, which time limits run. The
// tables are files with an article, a date of effect and a reason in every
// language of the court; the conditions are written in CEL over closed lists
// of facts, so that every answer can be enumerated, explained, and run again
// under a law that does not yet exist.
package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
)

// Unit is what a number counts.
type Unit string

const (
	Seconds     Unit = "seconds"
	Minutes     Unit = "minutes"
	Hours       Unit = "hours"
	Days        Unit = "days"
	WorkingDays Unit = "working_days"
	Months      Unit = "months"
	Centimetres Unit = "cm"
	Percent     Unit = "percent"
	Count       Unit = "count"
	CubicMetres Unit = "m3"
)

// Units lists what numbers may count.
func Units() []Unit {
	return []Unit{Seconds, Minutes, Hours, Days, WorkingDays, Months, Centimetres, Percent, Count, CubicMetres}
}

// Outcome is an answer: a word of its table, or a number and its unit.
type Outcome struct {
	Word string `json:"word,omitempty"`
	N    int64  `json:"n,omitempty"`
	Unit Unit   `json:"unit,omitempty"`
}

func (o Outcome) String() string {
	if o.Unit != "" {
		return fmt.Sprintf("%d %s", o.N, o.Unit)
	}
	return o.Word
}

// Duration is the outcome as a time, where its unit is one of fixed length.
func (o Outcome) Duration() time.Duration {
	switch o.Unit {
	case Seconds:
		return time.Duration(o.N) * time.Second
	case Minutes:
		return time.Duration(o.N) * time.Minute
	case Hours:
		return time.Duration(o.N) * time.Hour
	}
	return 0
}

// Rule is one row of a table, in one version.
type Rule struct {
	ID       string                `json:"id"`
	Table    Table                 `json:"table"`
	When     string                `json:"when"`               // a condition in CEL; empty is always
	Gives    Outcome               `json:"gives"`              // its answer, or
	Forbids  []string              `json:"forbids,omitempty"`  // formats it takes away
	Comes    Comes                 `json:"comes,omitempty"`    // who must be in the courtroom of a hybrid hearing
	Supposes []Fact                `json:"supposes,omitempty"` // what must be asked: unknown, the answer holds for now only
	Least    int64                 `json:"least,omitempty"`    // how far a court's own policy may go
	Most     int64                 `json:"most,omitempty"`
	Articles []court.Article       `json:"articles"`
	Own      bool                  `json:"own,omitempty"` // no code says it: the court's own policy, which cites none
	Text     string                `json:"text"`          // where the law can be read
	From     Day                   `json:"from"`
	Until    Day                   `json:"until,omitempty"` // exclusive; the zero Day is none
	Verified bool                  `json:"verified"`        // a lawyer has confirmed it
	Over     []string              `json:"over,omitempty"`  // ids it outranks; "x.*" are all that begin so
	Default  bool                  `json:"default,omitempty"`
	Reason   map[court.Lang]string `json:"reason"`
	Say      map[court.Lang]string `json:"say,omitempty"`
	Local    bool                  `json:"local,omitempty"` // a court's own policy

	File string `json:"-"`
	Line int    `json:"-"`

	when  int // the line of its condition
	holds truth
	gives uint8 // its format, and those it takes away, as sets
	takes uint8
}

// forbids reports whether the rule takes formats away and gives none.
func (r *Rule) forbids() bool { return len(r.Forbids) > 0 }

// inForce reports whether the rule applies on a day.
func (r *Rule) inForce(d Day) bool { return r.From <= d && (r.Until == 0 || d < r.Until) }

// names reports whether one of the patterns of an over list means id.
func names(patterns []string, id string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		prefix, open := strings.CutSuffix(p, "*")
		return p == id || open && strings.HasPrefix(id, prefix)
	})
}

// Day is a date without a time: yyyymmdd, so that days compare as numbers.
// The zero Day is no day.
type Day int

// DayOf is the date of t, in t's own zone.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day(y*10000 + int(m)*100 + d)
}

// ParseDay reads "2026-11-24".
func ParseDay(s string) (Day, bool) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, false
	}
	return DayOf(t), true
}

// Time is the day's beginning in loc.
func (d Day) Time(loc *time.Location) time.Time {
	return time.Date(int(d)/10000, time.Month(int(d)/100%100), int(d)%100, 0, 0, 0, 0, loc)
}

func (d Day) String() string {
	return fmt.Sprintf("%04d-%02d-%02d", int(d)/10000, int(d)/100%100, int(d)%100)
}

// Problem is one thing wrong with the law's files.
type Problem struct {
	File string
	Line int // 0 where what is wrong stands on no line: something is missing
	Rule string
	Why  *fault.Error
	// Detail is what the reader of YAML or of CEL says itself: in English, for
	// whoever knows these languages. Mostly there is none.
	Detail string
}

// String is a line for logs, in English.
func (p Problem) String() string { return p.In(court.English) }

// In is a line for a terminal: where, which rule, and why.
func (p Problem) In(lang court.Lang) string {
	s := p.File + ": " + p.Says(lang)
	if p.Line > 0 {
		s = fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Says(lang))
	}
	if d := p.Details(lang); d != "" {
		s += " " + d
	}
	return s
}

// Says is why, in a language, after the rule's name.
func (p Problem) Says(lang court.Lang) string {
	why := i18n.T(lang, p.Why.Key, p.Why.Args)
	if p.Rule == "" {
		return why
	}
	return p.Rule + ": " + why
}

// Details are the detail marked as what it is; "" where there is none.
func (p Problem) Details(lang court.Lang) string {
	if p.Detail == "" {
		return ""
	}
	return i18n.T(lang, "law.wrong.detail", fault.Args{"detail": p.Detail})
}

// Problems is everything wrong with the law's files at once. It is an error.
type Problems []Problem

func (p Problems) Error() string {
	var b strings.Builder
	for i, one := range p {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(one.String())
	}
	return b.String()
}

func (p *Problems) add(r *Rule, why *fault.Error) {
	*p = append(*p, Problem{File: r.File, Line: r.Line, Rule: r.ID, Why: why})
}

// listed writes words as a list.
func listed[W ~string](words []W) string {
	var out []string
	for _, w := range words {
		out = append(out, string(w))
	}
	return strings.Join(out, ", ")
}
