package hearing

import (
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// TurnedAway leaves a person who knocked at the door, by the judge's reasoned
// order.
type TurnedAway struct {
	Person court.PersonID `json:"person"`
	Reason string         `json:"reason"`
}

// Removed puts a person out of the room by the judge's reasoned order.
type Removed struct {
	Person court.PersonID `json:"person"`
	Reason string         `json:"reason"`
}

// Readmitted ends an order that keeps a person out, by a reasoned order too.
type Readmitted struct {
	Person court.PersonID `json:"person"`
	Reason string         `json:"reason"`
}

// Objected is what a person says against an order about themselves, named by
// its number in the record.
type Objected struct {
	To   uint64 `json:"to"`
	Text string `json:"text"`
}

// KeptWaiting: a person of the roll has been at the door for too long while
// the sitting runs without them.
type KeptWaiting struct {
	Person court.PersonID `json:"person"`
	Since  record.Time    `json:"since"`
}

// EventType is the word in the record; likewise for all below.
func (TurnedAway) EventType() string  { return "hearing.turned_away" }
func (Removed) EventType() string     { return "hearing.removed" }
func (Readmitted) EventType() string  { return "hearing.readmitted" }
func (Objected) EventType() string    { return "hearing.objected" }
func (KeptWaiting) EventType() string { return "hearing.kept_waiting" }

// Order is what the judge ordered that keeps a person out of the room, and
// what the person said against it.
type Order struct {
	Removal    bool // out of the room; else not let in
	Ended      bool // the person's role in the case ended, and their place with it
	Reason     string
	By         court.PersonID
	At         time.Time
	Version    uint64 // its record number
	Objections []Objection
}

// Objection is a person's own word against an order.
type Objection struct {
	Text    string
	At      time.Time
	Version uint64
	After   bool   // said once the sitting was over: the number is the case's
	Answer  string // what the judge ruled on it: "upheld" or "rejected"; empty: nothing yet
	Why     string
}

// maxObjections is how often one person may object to one order. What is more
// adds no ground and only fills the journal.
const maxObjections = 10

// TurnAway leaves a person at the door. It refuses without a reason, and
// somebody who has not knocked or is in the room.
func (s Sitting) TurnAway(p court.PersonID, reason string) ([]record.Data, error) {
	t, reason, err := s.about(p, reason)
	switch {
	case err != nil:
		return nil, err
	case t.Role.OnBench():
		return nil, fault.Forbidden("hearing.remove.bench")
	case t.Presence != Waiting || t.Admitted:
		return nil, fault.Conflict("hearing.admit.not_waiting")
	case t.Order != nil:
		return nil, fault.Conflict("hearing.turn_away.already")
	}
	return []record.Data{TurnedAway{Person: p, Reason: reason}}, nil
}

// Remove puts a person out of the room. It refuses without a reason, the
// bench itself, and somebody who was not admitted. To go on without a person
// who is necessary takes another ruling: the sitting is held for whoever was
// removed as for whoever was lost.
func (s Sitting) Remove(p court.PersonID, reason string) ([]record.Data, error) {
	t, reason, err := s.about(p, reason)
	switch {
	case err != nil:
		return nil, err
	case t.Role.OnBench():
		return nil, fault.Forbidden("hearing.remove.bench")
	case !t.Admitted:
		return nil, fault.Conflict("hearing.remove.not_admitted")
	}
	return []record.Data{Removed{Person: p, Reason: reason}}, nil
}

// Readmit ends the order that keeps a person out: they may come in again
// without knocking. It refuses without a reason, and somebody whom no order
// keeps out.
func (s Sitting) Readmit(p court.PersonID, reason string) ([]record.Data, error) {
	t, reason, err := s.about(p, reason)
	switch {
	case err != nil:
		return nil, err
	case t.Order == nil:
		return nil, fault.Conflict("hearing.readmit.no_order")
	}
	return []record.Data{Readmitted{Person: p, Reason: reason}}, nil
}

// Object is a person's own word against the order that keeps them out, the end
// of their role while the sitting went on included. It refuses without words, and
// who is under no order.
func (s Sitting) Object(p court.PersonID, words string) ([]record.Data, error) {
	t, said, err := s.about(p, words)
	if out, ousted := s.Ousted(p); ousted && fault.Of(err).Key == "hearing.not_on_roll" {
		t = out
		said, err = ground(words)
	}
	switch {
	case err != nil:
		return nil, err
	case t.Order == nil:
		return nil, fault.Conflict("hearing.object.no_order")
	case len(t.Order.Objections) >= maxObjections:
		return nil, fault.Limit("hearing.object.many").On("reason")
	}
	return []record.Data{Objected{To: t.Order.Version, Text: said}}, nil
}

// Ordered is the order that keeps a person out, or kept them out to the end; the
// end of their role while the sitting went on is one.
func (s Sitting) Ordered(p court.PersonID) (Order, bool) {
	t, on := s.Seat(p)
	if !on {
		t, on = s.Ousted(p)
	}
	if !on || t.Order == nil {
		return Order{}, false
	}
	return *t.Order, true
}

// about finds the seat of whom an order is about, and refuses an order without
// words.
func (s Sitting) about(p court.PersonID, words string) (Seat, string, error) {
	if err := s.notEnded(); err != nil {
		return Seat{}, "", err
	}
	t, on := s.Seat(p)
	if !on {
		return t, "", fault.Forbidden("hearing.not_on_roll")
	}
	words, err := ground(words)
	return t, words, err
}

// ground refuses (Invalid) no words at all.
func ground(words string) (string, error) {
	words, err := text(words)
	if err == nil && words == "" {
		err = fault.Invalid("hearing.order.reason_missing").On("reason")
	}
	return words, err
}

// WaitNow answers the alarm for each person of the roll who has been at the
// door for longer than the policy allows while the sitting runs, once for each
// time they knock. Whom an order keeps out is not kept waiting.
func (s Sitting) WaitNow(now time.Time, allowed time.Duration) []record.Data {
	if s.State != Session && s.State != Held {
		return nil
	}
	var out []record.Data
	for _, t := range s.Roll {
		since := t.Since
		if since.Before(s.OpenedAt) {
			since = s.OpenedAt
		}
		if t.Presence == Waiting && !t.waitsOutside() && !t.Admitted && t.Order == nil && !t.Overdue && now.Sub(since) >= allowed {
			out = append(out, KeptWaiting{Person: t.Person, Since: record.At(since)})
		}
	}
	return out
}

// waitsOutside reports whether being at the door is where the person belongs
// until they are called, or wronged by nothing: a witness, and who only watches.
func (t Seat) waitsOutside() bool { return t.Role == court.Witness || t.Role.Watches() }

// applyAdmission applies who may be in the room, and what is said about it.
func (s *Sitting) applyAdmission(e record.Event, at time.Time) error {
	by, version := e.Payload.By.Person, e.Header.Version
	switch e.Payload.Type {
	case "hearing.admitted":
		return with(e, func(d Admitted) { s.let(d.Person, at) })
	case "hearing.readmitted":
		return with(e, func(d Readmitted) { s.let(d.Person, at) })
	case "hearing.turned_away":
		return with(e, func(d TurnedAway) {
			s.seat(d.Person, func(t *Seat) { t.Order = &Order{Reason: d.Reason, By: by, At: at, Version: version} })
		})
	case "hearing.removed":
		return with(e, func(d Removed) {
			s.untalk(d.Person, at, version)
			s.Floor, s.Hands = without(s.Floor, d.Person), without(s.Hands, d.Person)
			s.seat(d.Person, func(t *Seat) {
				t.Admitted, t.Presence, t.Since, t.Cause = false, PutOut, at, ByOrder
				t.Order = &Order{Removal: true, Reason: d.Reason, By: by, At: at, Version: version}
			})
		})
	case "hearing.objected":
		return with(e, func(d Objected) { s.object(by, d.To, Objection{Text: d.Text, At: at, Version: version}) })
	case "hearing.kept_waiting":
		return with(e, func(d KeptWaiting) { s.seat(d.Person, func(t *Seat) { t.Overdue = true }) })
	}
	return nil
}

// let lets a person into the room. Who was put out is at the door again.
func (s *Sitting) let(p court.PersonID, at time.Time) {
	s.seat(p, func(t *Seat) {
		t.Uncalled = false
		t.Admitted, t.LetIn, t.Order, t.Overdue = true, at, nil, false
		if t.Presence == PutOut {
			t.Presence, t.Cause = Waiting, ""
		}
	})
}

// uncall takes a witness who was cut off or left out of the room: who testifies
// is called again, where a party flows back alone. Until then they hear nothing.
func (s *Sitting) uncall(p court.PersonID, at time.Time, version uint64) {
	t, on := s.Seat(p)
	if !on || t.Role != court.Witness || !t.Admitted {
		return
	}
	s.untalk(p, at, version)
	s.Floor, s.Hands = without(s.Floor, p), without(s.Hands, p)
	s.seat(p, func(t *Seat) { t.Admitted, t.Uncalled = false, true })
}
