package hearing

import (
	"slices"
	"strconv"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Way is how a message goes to a person. The address itself is no part of the
// record: To shows as much of it as lets the person know which one it was.
type Way struct {
	Channel string `json:"channel"`
	To      string `json:"to"`
}

// ContactAttempted is what was tried to reach a person, as somebody enters it.
type ContactAttempted struct {
	Person  court.PersonID `json:"person"`
	Channel string         `json:"channel"`
	Result  string         `json:"result"`
	Note    string         `json:"note,omitempty"`
	// Declared: the record has the word of who entered it and nothing else. What
	// was entered by an older version does not say so.
	Declared bool `json:"declared,omitempty"`
	// Notice is how the person is told of it; absent where the court knows no
	// address, and the hearing's page alone tells.
	Notice *Way `json:"notice,omitempty"`
}

// ContactQueued asks for a message to the person, in their language, with a
// link back in. From then on the program owes it until it is sent or cannot be.
type ContactQueued struct {
	Person court.PersonID `json:"person"`
	Way    Way            `json:"way"`
}

// ContactDelivered is what became of the message or the notice that record
// number Of asked for: Sent, Delayed or Failed, and then why, as a message key.
type ContactDelivered struct {
	Of      uint64         `json:"of"`
	Person  court.PersonID `json:"person"`
	Channel string         `json:"channel"`
	State   DeliveryState  `json:"state"`
	Why     string         `json:"why,omitempty"`
}

// ContactDisputed is the person's own word against an attempt that was
// declared: "nobody called me".
type ContactDisputed struct {
	To uint64 `json:"to"`
}

// EventType is the word in the record; likewise for all below.
func (ContactAttempted) EventType() string { return "hearing.contact_attempted" }
func (ContactQueued) EventType() string    { return "hearing.contact_queued" }
func (ContactDelivered) EventType() string { return "hearing.contact_delivered" }
func (ContactDisputed) EventType() string  { return "hearing.contact_disputed" }

// DeliveryState is how far a message has come.
type DeliveryState string

const (
	Queued  DeliveryState = "queued"
	Delayed DeliveryState = "delayed" // the server is away; it is tried again
	Sent    DeliveryState = "sent"    // the mail server or the gateway has taken it
	Failed  DeliveryState = "failed"  // it will not be taken; somebody must try another way
)

// Delivery is how a message stands.
type Delivery struct {
	Way
	State   DeliveryState
	Why     string    // message key of the last refusal
	At      time.Time // of the state
	Version uint64    // record number of the state; the attempt's own while it is queued
}

// Open reports whether the program still owes the message.
func (d *Delivery) Open() bool { return d != nil && (d.State == Queued || d.State == Delayed) }

// Attempt is one attempt to reach a person.
type Attempt struct {
	Person   court.PersonID
	Channel  string
	Result   string // as entered; empty for a message the program sends
	Note     string
	By       court.PersonID
	At       time.Time
	Version  uint64
	Declared bool
	Delivery *Delivery // of the message, or of the notice about what was declared
	Disputed *Objection
	After    bool              // that was said after the end, and its number is the case's
	Date     *DateNoticeQueued // of a message about the hearing's date: no attempt to reach who is missing
}

// Notice reports whether what the program sends is about the attempt, and not
// the attempt itself.
func (a Attempt) Notice() bool { return a.Result != "" }

// maxMessages is how often one person may be written to in one hearing by one
// channel. Who did not answer ten will not answer the eleventh.
const maxMessages = 10

// ContactChannels are the ways to reach a person.
func ContactChannels() []string { return []string{"phone", "sms", "email", "other"} }

// MessageChannels are the ways by which the program itself reaches a person.
func MessageChannels() []string { return []string{"sms", "email"} }

// ContactResults are what may come of an attempt.
func ContactResults() []string {
	return []string{"reached", "no_answer", "busy", "wrong_number", "other"}
}

// Contact records an attempt that somebody made to reach a person of the roll;
// notice is how the person is told of it. It does not refuse because the
// person is back by now: the attempt was made.
func (s Sitting) Contact(d ContactAttempted, notice Way) ([]record.Data, error) {
	if err := s.mayReach(d.Person); err != nil {
		return nil, err
	}
	if !slices.Contains(ContactChannels(), d.Channel) {
		return nil, fault.Invalid("hearing.contact.channel_unknown").On("channel")
	}
	if !slices.Contains(ContactResults(), d.Result) {
		return nil, fault.Invalid("hearing.contact.result_unknown").On("result")
	}
	var err error
	if d.Note, err = text(d.Note); err != nil {
		return nil, err
	}
	d.Declared = true
	if notice.To != "" {
		d.Notice = &notice
	}
	return []record.Data{d}, nil
}

// Write asks for a message to a person of the roll. It refuses (Invalid) a
// channel the program does not write by, (Conflict) where the court knows no
// address for it or one such message is still on its way, and (Limit) the
// eleventh.
func (s Sitting) Write(p court.PersonID, way Way) ([]record.Data, error) {
	if err := s.mayReach(p); err != nil {
		return nil, err
	}
	if !slices.Contains(MessageChannels(), way.Channel) {
		return nil, fault.Invalid("hearing.contact.channel_unknown").On("channel")
	}
	if way.To == "" {
		return nil, fault.Conflict("hearing.contact.no_address").On("channel")
	}
	wrote := 0
	for _, a := range s.Attempts {
		if a.Person != p || a.Channel != way.Channel || a.Notice() {
			continue
		}
		if wrote++; a.Delivery.Open() {
			return nil, fault.Conflict("hearing.contact.under_way").On("channel")
		}
	}
	if wrote >= maxMessages {
		return nil, fault.Limit("hearing.contact.many").On("channel")
	}
	return []record.Data{ContactQueued{Person: p, Way: way}}, nil
}

func (s Sitting) mayReach(p court.PersonID) error {
	if err := s.notEnded(); err != nil {
		return err
	}
	if _, on := s.Seat(p); !on {
		return fault.Invalid("hearing.contact.not_on_roll").On("person")
	}
	return nil
}

// Dispute is the person's own word that an attempt which was declared about
// them was not made. It refuses (NotFound) what is not about them, (Conflict)
// a message, whose delivery is seen, and a second objection to the same.
func (s Sitting) Dispute(p court.PersonID, no uint64) ([]record.Data, error) {
	if err := s.notEnded(); err != nil {
		return nil, err
	}
	if err := s.Disputable(p, no); err != nil {
		return nil, err
	}
	return []record.Data{ContactDisputed{To: no}}, nil
}

// Disputable refuses what Dispute refuses, whether the sitting has ended or not.
func (s Sitting) Disputable(p court.PersonID, no uint64) error {
	for _, a := range s.Attempts {
		switch {
		case a.Version != no || a.Person != p:
		case !a.Declared:
			return fault.Conflict("hearing.dispute.not_declared")
		case a.Disputed != nil:
			return fault.Conflict("hearing.dispute.already")
		default:
			return nil
		}
	}
	return fault.NotFound("hearing.dispute.none")
}

// Disputed reports whether the person has said so in this record.
func (s Sitting) Disputed(p court.PersonID, no uint64) bool {
	return slices.ContainsFunc(s.Attempts, func(a Attempt) bool { return a.Version == no && a.Person == p && a.Disputed != nil })
}

// Outbox are the messages and notices that were not sent. After the end nobody
// is called to a door that is shut; a notice is owed all the same, and what
// became of it then is not in this record any more.
func (s Sitting) Outbox() []Attempt {
	var owed []Attempt
	for _, a := range s.Attempts {
		if a.Delivery.Open() && (a.Notice() || !s.Over()) {
			owed = append(owed, a)
		}
	}
	for _, a := range s.DateNotices {
		if a.Delivery.Open() && !s.Over() && !s.retold(a) {
			owed = append(owed, a)
		}
	}
	return owed
}

// Deliver notes what became of what the program owed. It answers nothing when
// the record says so already.
func (s Sitting) Deliver(no uint64, state DeliveryState, why string) []record.Data {
	if s.Over() {
		return nil
	}
	for _, a := range slices.Concat(s.Attempts, s.DateNotices) {
		if a.Version == no && a.Delivery.Open() && (a.Delivery.State != state || a.Delivery.Why != why) {
			return []record.Data{ContactDelivered{Of: no, Person: a.Person, Channel: a.Delivery.Channel, State: state, Why: why}}
		}
	}
	return nil
}

func (s *Sitting) applyContact(e record.Event) error {
	at, by, version := e.Payload.At.Time, e.Payload.By.Person, e.Header.Version
	queued := func(w Way) *Delivery { return &Delivery{Way: w, State: Queued, At: at, Version: version} }
	switch e.Payload.Type {
	case "hearing.contact_attempted":
		return with(e, func(d ContactAttempted) {
			a := Attempt{Person: d.Person, Channel: d.Channel, Result: d.Result, Note: d.Note, By: by, At: at, Version: version, Declared: d.Declared}
			if d.Notice != nil {
				a.Delivery = queued(*d.Notice)
			}
			s.Attempts = append(s.Attempts, a)
		})
	case "hearing.contact_queued":
		return with(e, func(d ContactQueued) {
			s.Attempts = append(s.Attempts, Attempt{Person: d.Person, Channel: d.Way.Channel, By: by, At: at, Version: version, Delivery: queued(d.Way)})
		})
	case "hearing.date_notice_queued":
		return with(e, func(d DateNoticeQueued) {
			s.DateNotices = append(s.DateNotices, Attempt{Person: d.Person, Channel: d.Way.Channel, By: by, At: at, Version: version, Delivery: queued(d.Way), Date: &d})
		})
	case "hearing.contact_delivered":
		return with(e, func(d ContactDelivered) {
			s.attempt(d.Of, func(a *Attempt) {
				if a.Delivery != nil {
					a.Delivery = &Delivery{Way: a.Delivery.Way, State: d.State, Why: d.Why, At: at, Version: version}
				}
			})
		})
	case "hearing.contact_disputed":
		return with(e, func(d ContactDisputed) {
			s.attempt(d.To, func(a *Attempt) {
				if a.Person == by {
					a.Disputed = &Objection{At: at, Version: version}
				}
			})
		})
	}
	return nil
}

func (s *Sitting) attempt(no uint64, f func(*Attempt)) {
	for _, list := range [][]Attempt{s.Attempts, s.DateNotices} {
		for i := range list {
			if list[i].Version == no {
				f(&list[i])
			}
		}
	}
}

// contacting fills the words of a journal line about reaching a person, or
// about one who cannot get in.
func (l *Line) contacting(e record.Event) error {
	a := l.Args
	switch l.Type {
	case "hearing.contact_attempted":
		return with(e, func(d ContactAttempted) {
			if d.Declared {
				l.Key += ".declared"
			}
			a["person"], a["channel"], a["result"] = string(d.Person), "contact.channel."+d.Channel, "contact.result."+d.Result
			l.because(d.Note)
		})
	case "hearing.contact_queued":
		return with(e, func(d ContactQueued) {
			a["person"], a["channel"], a["to"] = string(d.Person), "contact.channel."+d.Way.Channel, d.Way.To
		})
	case "hearing.contact_delivered":
		return with(e, func(d ContactDelivered) {
			a["person"], a["channel"], a["no"], a["why"] = string(d.Person), "contact.channel."+d.Channel, strconv.FormatUint(d.Of, 10), d.Why
			if d.State != Sent {
				l.Key += "." + string(d.State)
			}
		})
	case "hearing.contact_disputed":
		return with(e, func(d ContactDisputed) { a["no"] = strconv.FormatUint(d.To, 10) })
	}
	if err := l.telling(e); err != nil {
		return err
	}
	return l.reporting(e)
}
