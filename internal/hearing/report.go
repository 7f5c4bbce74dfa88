package hearing

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// CannotEnter: somebody says that they take part in the case and cannot get
// in. Of a person on the roll who has signed in it is their own act; from
// anybody else the program notes that it was said, and Name and Text are what
// they typed, which nobody has checked.
type CannotEnter struct {
	Name string `json:"name,omitempty"`
	What string `json:"what"`
	Text string `json:"text,omitempty"`
}

// CannotEnterBounded: so many strangers have said so that some are turned away
// for a time, and told so.
type CannotEnterBounded struct {
	Waiting int `json:"waiting"`
}

// ReportAnswered is what the bench did about a report, named by its record
// number.
type ReportAnswered struct {
	To   uint64 `json:"to"`
	Text string `json:"text"`
}

// EventType is the word in the record; likewise for all below.
func (CannotEnter) EventType() string        { return "hearing.cannot_enter" }
func (CannotEnterBounded) EventType() string { return "hearing.cannot_enter_bounded" }
func (ReportAnswered) EventType() string     { return "hearing.report_answered" }

// Report is one who cannot get in.
type Report struct {
	Person   court.PersonID // on the roll; empty: a stranger, or one who has not signed in
	Name     string         // as typed
	What     string
	Text     string
	At       time.Time
	Version  uint64
	Answered *Answer
}

// Answer is what the bench did about a report.
type Answer struct {
	By      court.PersonID
	Text    string
	At      time.Time
	Version uint64
}

// How many reports wait for an answer at once: of one person of the roll, whom
// no stranger's flood keeps from saying it, and of strangers together. From
// maxStrangers on the bench is told that there are many.
const (
	maxStrangers = 20
	maxOwn       = 3
	maxReports   = 200
)

// How long a report's words may be, in characters.
const (
	MaxReportText = 300
	MaxReportName = 100
)

// Obstacles are what may keep a person from getting in.
func Obstacles() []string {
	return []string{"no_invitation", "link", "not_admitted", "device", "other"}
}

// Report takes down that somebody cannot get in; p is empty for a stranger. It
// refuses (Invalid) what is incomplete or too long, and (Limit) what is more
// than the bounds allow. How fast strangers may come, whoever asks bounds.
func (s Sitting) Report(p court.PersonID, d CannotEnter) ([]record.Data, error) {
	if err := s.notEnded(); err != nil {
		return nil, err
	}
	d, err := checkReport(p != "", d)
	if err != nil {
		return nil, err
	}
	if p != "" {
		if _, on := s.Seat(p); !on {
			return nil, fault.Forbidden("hearing.not_on_roll")
		}
		if s.waiting(p) >= maxOwn {
			return nil, fault.Limit("hearing.report.told_already")
		}
		return []record.Data{d}, nil
	}
	if s.waiting("") >= maxReports {
		return nil, fault.Limit("hearing.report.many")
	}
	return []record.Data{d}, nil
}

// Bound notes that strangers' reports are turned away, once until the bench has
// answered some of those that wait.
func (s Sitting) Bound() []record.Data {
	if s.Bounded || s.Over() {
		return nil
	}
	return []record.Data{CannotEnterBounded{Waiting: s.waiting("")}}
}

// checkReport holds for any report, whether there is such a hearing or not.
func checkReport(known bool, d CannotEnter) (CannotEnter, error) {
	d.Name, d.Text = court.Text(d.Name), court.Text(d.Text)
	switch {
	case known:
		d.Name = "" // the record knows who acts
	case d.Name == "" || utf8.RuneCountInString(d.Name) > MaxReportName:
		return d, fault.Invalid("hearing.report.name").On("name")
	}
	if !slices.Contains(Obstacles(), d.What) {
		return d, fault.Invalid("hearing.report.what").On("what")
	}
	if utf8.RuneCountInString(d.Text) > MaxReportText {
		return d, fault.Invalid("hearing.report.text_long").On("text")
	}
	if d.What == "other" && d.Text == "" {
		return d, fault.Invalid("hearing.report.text_missing").On("text")
	}
	return d, nil
}

// CheckReport refuses a stranger's report that no hearing would take, so that
// a form can say so before it is known whether there is such a hearing.
func CheckReport(d CannotEnter) error {
	_, err := checkReport(false, d)
	return err
}

// Reported finds the same report, not yet answered: who sends a form twice has
// said one thing.
func (s Sitting) Reported(p court.PersonID, d CannotEnter) (Report, bool) {
	d, _ = checkReport(p != "", d)
	for _, r := range s.Reports {
		if r.Answered == nil && r.Person == p && r.Name == d.Name && r.What == d.What && r.Text == d.Text {
			return r, true
		}
	}
	return Report{}, false
}

// AnswerReport says what the bench did about a report; with it the alarm ends.
// It refuses without words, and (Conflict) a report that was answered.
func (s Sitting) AnswerReport(no uint64, words string) ([]record.Data, error) {
	if err := s.notEnded(); err != nil {
		return nil, err
	}
	words, err := text(words)
	if err != nil {
		return nil, err
	}
	if words == "" {
		return nil, fault.Invalid("hearing.report.answer_missing").On("reason")
	}
	for _, r := range s.Reports {
		switch {
		case r.Version != no:
		case r.Answered != nil:
			return nil, fault.Conflict("hearing.report.answered")
		default:
			return []record.Data{ReportAnswered{To: no, Text: words}}, nil
		}
	}
	return nil, fault.NotFound("hearing.report.none")
}

// Alarms are the reports that nobody has answered and that have not settled
// themselves: a person who came in after saying so needs no answer.
func (s Sitting) Alarms() []Report {
	var out []Report
	for _, r := range s.Reports {
		t, _ := s.Seat(r.Person)
		if r.Answered == nil && !(t.Presence == Inside && t.Since.After(r.At)) {
			out = append(out, r)
		}
	}
	return out
}

// waiting counts a person's reports, or the strangers', that are not answered.
func (s Sitting) waiting(p court.PersonID) (open int) {
	for _, r := range s.Reports {
		if r.Person == p && r.Answered == nil {
			open++
		}
	}
	return open
}

func (s *Sitting) applyReport(e record.Event) error {
	at, by, version := e.Payload.At.Time, e.Payload.By.Person, e.Header.Version
	switch e.Payload.Type {
	case "hearing.cannot_enter":
		return with(e, func(d CannotEnter) {
			s.Reports = append(s.Reports, Report{Person: by, Name: d.Name, What: d.What, Text: d.Text, At: at, Version: version})
		})
	case "hearing.cannot_enter_bounded":
		s.Bounded = true
	case "hearing.report_answered":
		return with(e, func(d ReportAnswered) {
			for i := range s.Reports {
				if s.Reports[i].Version == d.To {
					s.Reports[i].Answered = &Answer{By: by, Text: d.Text, At: at, Version: version}
				}
			}
			s.Bounded = s.Bounded && s.waiting("") >= maxStrangers
		})
	}
	return nil
}

// reporting fills the words of a journal line about one who cannot get in.
func (l *Line) reporting(e record.Event) error {
	a := l.Args
	switch l.Type {
	case "hearing.cannot_enter":
		return with(e, func(d CannotEnter) {
			a["name"], a["what"] = d.Name, "cannot.what."+d.What
			if l.Machine {
				l.Key += ".stranger"
			}
			l.because(d.Text)
		})
	case "hearing.cannot_enter_bounded":
		return with(e, func(d CannotEnterBounded) { a["n"] = strconv.Itoa(d.Waiting) })
	case "hearing.report_answered":
		return with(e, func(d ReportAnswered) { a["no"], a["reason"] = strconv.FormatUint(d.To, 10), d.Text })
	}
	return nil
}
