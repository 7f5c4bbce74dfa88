package hearing

import (
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// DateNoticeQueued owes a person of the roll a message about the hearing's date:
// it is another one, there is none for now, or there is one again. The program
// owes it until it is sent, cannot be, or a later one tells more.
type DateNoticeQueued struct {
	Person court.PersonID `json:"person"`
	Way    Way            `json:"way"`
	From   *record.Time   `json:"from,omitempty"` // the date they know; absent: there was none
	To     *record.Time   `json:"to,omitempty"`   // absent: there is none for now
	Reason string         `json:"reason,omitempty"`
	First  bool           `json:"first,omitempty"` // they were told of no date of this hearing before
}

// EventType is the word in the record.
func (DateNoticeQueued) EventType() string { return "hearing.date_notice_queued" }

// TellFirst owes everybody on the roll but the bench a message that the hearing was
// fixed. It answers nothing for whom the court knows no address, as TellDate.
func (s Sitting) TellFirst(way func(court.PersonID) (Way, error)) ([]record.Data, error) {
	var out []record.Data
	at := record.At(s.At)
	for _, t := range s.Roll {
		if t.Role.OnBench() {
			continue
		}
		w, err := way(t.Person)
		if err != nil {
			return nil, err
		}
		if w.To != "" {
			out = append(out, DateNoticeQueued{Person: t.Person, Way: w, To: &at, First: true})
		}
	}
	return out, nil
}

// TellDate owes everybody on the roll but the bench, whose calendar is the
// court's own, a message that the hearing is at another date than it was when s
// was read; to is nil where it has none for now. It answers nothing for whom the
// court knows no address: the pages alone tell them. Who was not yet written to
// about an earlier change knows the date before that.
func (s Sitting) TellDate(to *record.Time, reason string, way func(court.PersonID) (Way, error)) ([]record.Data, error) {
	var out []record.Data
	for _, t := range s.Roll {
		if t.Role.OnBench() {
			continue
		}
		w, err := way(t.Person)
		if err != nil {
			return nil, err
		}
		if w.To == "" {
			continue
		}
		d := DateNoticeQueued{Person: t.Person, Way: w, To: to, Reason: court.Text(reason)}
		if !s.Released {
			at := record.At(s.At)
			d.From = &at
		}
		for _, a := range s.DateNotices {
			if a.Person == t.Person && a.Delivery.Open() && !s.retold(a) {
				d.From, d.First = a.Date.From, a.Date.First && to != nil
			}
		}
		out = append(out, d)
	}
	return out, nil
}

// retold reports whether a later message about the date takes the place of this one.
func (s Sitting) retold(a Attempt) bool {
	return slices.ContainsFunc(s.DateNotices, func(b Attempt) bool { return b.Person == a.Person && b.Version > a.Version })
}

// telling fills the words of a journal line about such a message.
func (l *Line) telling(e record.Event) error {
	if l.Type != (DateNoticeQueued{}).EventType() {
		return nil
	}
	return with(e, func(d DateNoticeQueued) {
		l.Args["person"], l.Args["channel"], l.Args["to"] = string(d.Person), "contact.channel."+d.Way.Channel, d.Way.To
		if d.To == nil {
			l.Key += ".none"
			return
		}
		if d.First {
			l.Key += ".first"
		}
		l.Args["time"] = d.To.String()
	})
}
