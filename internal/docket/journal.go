package docket

import (
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// JournalAnswered is a person's own word about the journal of a hearing that
// has ended: agreed, or objected to lines of it by their record numbers.
// Nothing may follow a closed sitting in its own stream, whose final head the
// case file names; so what is said of it afterwards stands here.
type JournalAnswered struct {
	Hearing court.HearingID `json:"hearing"`
	Head    uint64          `json:"head"` // the journal's last number
	Agreed  bool            `json:"agreed"`
	Lines   []uint64        `json:"lines"`
	Text    string          `json:"text,omitempty"`
	Denied  bool            `json:"denied,omitempty"` // the line is an attempt to reach the person, who says that nobody did
	Order   bool            `json:"order,omitempty"`  // the line is the order that put the person out, or kept them out
}

// JournalRuled is the judge's reasoned answer to one objection.
type JournalRuled struct {
	Hearing   court.HearingID `json:"hearing"`
	Objection uint64          `json:"objection"`
	Upheld    bool            `json:"upheld"`
	Reason    string          `json:"reason"`
}

// EventType is the word in the record; likewise for the one below.
func (JournalAnswered) EventType() string { return "case.journal_answered" }
func (JournalRuled) EventType() string    { return "case.journal_ruled" }

// JournalAnswer is what a person said of a journal and what became of it.
type JournalAnswer struct {
	JournalAnswered
	By      court.Actor
	At      time.Time
	Version uint64
	Ruled   *JournalRuling // nil while nobody has; an agreement needs none
}

// Pending reports whether an objection waits for the judge.
func (a JournalAnswer) Pending() bool { return !a.Agreed && a.Ruled == nil }

// JournalRuling is a ruling and where it stands in the record.
type JournalRuling struct {
	JournalRuled
	By      court.Actor
	At      time.Time
	Version uint64
}

// maxJournalLines is how many lines one objection may name, and
// maxJournalAnswers how often one person may answer for one hearing.
const (
	maxJournalLines   = 200
	maxJournalAnswers = 10
)

// Journals are the answers for one hearing, in the order they were given.
func (f File) Journals(h court.HearingID) []JournalAnswer {
	var out []JournalAnswer
	for _, a := range f.JournalAnswers {
		if a.Hearing == h {
			out = append(out, a)
		}
	}
	return out
}

// AnswerJournal is a person's word about a hearing's journal. It refuses
// (Conflict) before the hearing has ended, after until, and to agree twice or
// after an objection; (Invalid) an objection without words or without lines,
// and lines that the journal does not have. Too late, a motion can still be filed.
func (f File) AnswerJournal(d JournalAnswered, by court.PersonID, now, until time.Time) (JournalAnswered, error) {
	var err error
	if d.Head, err = f.answerable(d.Hearing, now, until); err != nil {
		return d, err
	}
	mine, denied := 0, 0 // what is said of one line apart is no word on the whole, and takes no place
	for _, a := range f.Journals(d.Hearing) {
		if a.By.Person == by && (a.Denied || a.Order) {
			denied++
		} else if a.By.Person == by {
			mine++
		}
	}
	if d.Agreed {
		if d.Lines, d.Text = []uint64{}, ""; mine+denied > 0 {
			return d, fault.Conflict("case.journal.answered")
		}
		return d, nil
	}
	if mine >= maxJournalAnswers {
		return d, fault.Limit("case.journal.many").On("text")
	}
	if d.Lines = slices.Compact(slices.Sorted(slices.Values(d.Lines))); len(d.Lines) == 0 {
		return d, fault.Invalid("case.journal.lines_missing").On("lines")
	}
	if len(d.Lines) > maxJournalLines || d.Lines[0] == 0 || d.Lines[len(d.Lines)-1] > d.Head {
		return d, fault.Invalid("case.journal.lines_unknown").With(fault.Args{"last": d.Head}).On("lines")
	}
	d.Text, err = written(d.Text, "text", "case.journal.text_missing")
	return d, err
}

// answerable refuses (Conflict) an answer to a hearing's journal before the end
// and after until, and says the journal's last number.
func (f File) answerable(h court.HearingID, now, until time.Time) (head uint64, err error) {
	i := slices.IndexFunc(f.Hearings, func(o Hearing) bool { return o.ID == h })
	switch {
	case i < 0 || f.Hearings[i].Ended == nil:
		return 0, fault.Conflict("case.journal.not_ended")
	case now.After(until):
		return 0, fault.Conflict("case.journal.late").With(fault.Args{"until": until})
	}
	return f.Hearings[i].Ended.Version, nil
}

// RuleJournal is the judge's answer to an objection. It refuses (Invalid) one
// without a reason, and (Conflict) to answer what is no objection or was
// answered. The journal stays as it is: what is upheld stands beside the line.
func (f File) RuleJournal(d JournalRuled) (JournalRuled, error) {
	i := slices.IndexFunc(f.JournalAnswers, func(a JournalAnswer) bool { return a.Version == d.Objection && a.Hearing == d.Hearing })
	if i < 0 || f.JournalAnswers[i].Agreed {
		return d, fault.Conflict("case.journal.no_objection")
	}
	if !f.JournalAnswers[i].Pending() {
		return d, fault.Conflict("case.journal.ruled")
	}
	var err error
	d.Reason, err = written(d.Reason, "reason", "case.journal.reason_missing")
	return d, err
}

// written trims what a person wrote and refuses nothing written.
func written(v, field, missing string) (string, error) {
	v, err := page(v, field)
	if err == nil && v == "" {
		err = fault.Invalid(missing).On(field)
	}
	return v, err
}

// applyJournal folds what was said and ruled about journals.
func (f *File) applyJournal(e record.Event) error {
	switch e.Type() {
	case NoticeDelivered{}.EventType():
		return f.noticed(e)
	case JournalAnswered{}.EventType():
		var d JournalAnswered
		if err := e.Decode(&d); err != nil {
			return err
		}
		f.JournalAnswers = append(slices.Clip(f.JournalAnswers), JournalAnswer{JournalAnswered: d, By: e.Payload.By, At: e.Payload.At.Time, Version: e.Header.Version})
	case JournalRuled{}.EventType():
		var d JournalRuled
		if err := e.Decode(&d); err != nil {
			return err
		}
		f.JournalAnswers = slices.Clone(f.JournalAnswers)
		for i := range f.JournalAnswers {
			if a := &f.JournalAnswers[i]; a.Version == d.Objection {
				a.Ruled = &JournalRuling{JournalRuled: d, By: e.Payload.By, At: e.Payload.At.Time, Version: e.Header.Version}
			}
		}
	}
	return nil
}
