package docket

import (
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// NoticeDelivered is what became of the notice that a person is owed of an
// attempt to reach them, where it went only after the hearing had ended: Of is
// the attempt's number in the hearing's record, State sent, delayed or failed,
// and then why, as a message key.
type NoticeDelivered struct {
	Hearing court.HearingID `json:"hearing"`
	Of      uint64          `json:"of"`
	Person  court.PersonID  `json:"person"`
	Channel string          `json:"channel"`
	State   string          `json:"state"`
	Why     string          `json:"why,omitempty"`
}

// EventType is the word in the record.
func (NoticeDelivered) EventType() string { return "case.notice_delivered" }

// Notice is how such a notice stands.
type Notice struct {
	NoticeDelivered
	At      time.Time
	Version uint64
}

// Notice finds how the notice of an attempt stands by what the case knows.
func (f File) Notice(h court.HearingID, of uint64) (Notice, bool) {
	i := slices.IndexFunc(f.Notices, func(n Notice) bool { return n.Hearing == h && n.Of == of })
	if i < 0 {
		return Notice{}, false
	}
	return f.Notices[i], true
}

// DeliverNotice notes what became of a notice. It answers nothing when the case
// says so already.
func (f File) DeliverNotice(d NoticeDelivered) []record.Data {
	if n, known := f.Notice(d.Hearing, d.Of); known && n.NoticeDelivered == d {
		return nil
	}
	return []record.Data{d}
}

// DenyAttempt is the person's own word, after the hearing has ended, that an
// attempt which was declared about them was not made: an objection to that line
// of the journal, with one tap and no other words. It refuses (Conflict) before
// the end, after until, and a second one to the same line. Whether the line is
// such an attempt the hearing says.
func (f File) DenyAttempt(h court.HearingID, no uint64, by court.PersonID, now, until time.Time) (JournalAnswered, error) {
	d := JournalAnswered{Hearing: h, Lines: []uint64{no}, Denied: true}
	if f.denied(h, by, no) != nil {
		return d, fault.Conflict("hearing.dispute.already")
	}
	var err error
	d.Head, err = f.answerable(h, now, until)
	return d, err
}

// maxProtests is how often one person may object to one order after the end.
const maxProtests = 10

// ProtestOrder is the person's own word, after the hearing has ended, against the
// order under no that kept them out of it. It refuses (Conflict) before the end
// and after until, (Invalid) no words, and (Limit) too many. Whether the line is
// such an order the hearing says.
func (f File) ProtestOrder(h court.HearingID, no uint64, words string, by court.PersonID, now, until time.Time) (JournalAnswered, error) {
	d := JournalAnswered{Hearing: h, Lines: []uint64{no}, Order: true}
	if len(f.Protests(h, by, no)) >= maxProtests {
		return d, fault.Limit("hearing.object.many").On("reason")
	}
	var err error
	if d.Head, err = f.answerable(h, now, until); err != nil {
		return d, err
	}
	d.Text, err = written(words, "reason", "hearing.order.reason_missing")
	return d, err
}

// Protests are what a person said after the end against an order about them.
func (f File) Protests(h court.HearingID, by court.PersonID, no uint64) (out []JournalAnswer) {
	for _, a := range f.Journals(h) {
		if a.By.Person == by && a.Order && slices.Contains(a.Lines, no) {
			out = append(out, a)
		}
	}
	return out
}

func (f File) denied(h court.HearingID, by court.PersonID, no uint64) *JournalAnswer {
	for i, a := range f.JournalAnswers {
		if a.Hearing == h && a.By.Person == by && a.Denied && slices.Contains(a.Lines, no) {
			return &f.JournalAnswers[i]
		}
	}
	return nil
}

// Denied finds what a person said after the end against an attempt that was
// declared about them.
func (f File) Denied(h court.HearingID, by court.PersonID, no uint64) (JournalAnswer, bool) {
	if a := f.denied(h, by, no); a != nil {
		return *a, true
	}
	return JournalAnswer{}, false
}

func (f *File) noticed(e record.Event) error {
	var d NoticeDelivered
	if err := e.Decode(&d); err != nil {
		return err
	}
	rest := slices.DeleteFunc(slices.Clone(f.Notices), func(n Notice) bool { return n.Hearing == d.Hearing && n.Of == d.Of })
	f.Notices = append(rest, Notice{NoticeDelivered: d, At: e.Payload.At.Time, Version: e.Header.Version})
	return nil
}
