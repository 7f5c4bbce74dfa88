package api

import (
	"slices"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
)

// moment is a time with its reading on the court's clock, so that a browser
// in another zone shows the same words as the journal.
type moment struct {
	At    time.Time `json:"at"`
	Clock string    `json:"clock"`
}

// roomView is the hearing as the room shows it to one person, in that
// person's language. web/src/room/model/types.ts is its twin.
type roomView struct {
	Version   uint64          `json:"version"`
	State     hearing.State   `json:"state"`
	CaseNo    court.CaseNo    `json:"case_no"`
	No        int             `json:"no"`
	Subject   string          `json:"subject"`
	Scheduled moment          `json:"scheduled"`
	Opened    moment          `json:"opened,omitzero"`
	Ended     moment          `json:"ended,omitzero"`
	Now       time.Time       `json:"now"`
	Offset    int             `json:"offset"` // seconds the court's clock is east of UTC
	Me        court.PersonID  `json:"me"`
	Role      court.Role      `json:"role"`
	May       map[string]bool `json:"may"`
	OpenMics  bool            `json:"open_mics"`
	Roll      []roomSeat      `json:"roll"`
	Vacant    []roomVacant    `json:"vacant,omitempty"`
	Hold      *roomHold       `json:"hold,omitempty"`
	Failure   *roomFailure    `json:"failure,omitempty"`
	Break     *roomBreak      `json:"break,omitempty"`
	Adjourned *roomAdjourned  `json:"adjourned,omitempty"`
	Barred    string          `json:"barred,omitempty"` // for the bench: the law by now forbids this format
	Attempts  []roomAttempt   `json:"attempts"`
	Journal   []roomLine      `json:"journal"`
	Tasks     []roomTask      `json:"tasks,omitempty"`    // to those who may contact people
	Alarms    []roomAlarm     `json:"alarms,omitempty"`   // likewise
	Disputes  []roomDispute   `json:"disputes,omitempty"` // what was declared about the reader, whom it is open to
	Private   roomPrivate     `json:"private"`
	Ready     []roomReady     `json:"ready,omitempty"` // to the bench
	// NoInterpreter: to the bench, somebody needs one and none is on the roll.
	NoInterpreter bool `json:"no_interpreter,omitempty"`
}

type roomSeat struct {
	Person      court.PersonID   `json:"person"`
	Name        string           `json:"name"`
	Role        court.Role       `json:"role"`
	For         court.PersonID   `json:"for,omitempty"`
	Necessary   bool             `json:"necessary"` // the sitting waits for them
	Presence    hearing.Presence `json:"presence"`
	Since       moment           `json:"since"`
	Admitted    bool             `json:"admitted"`
	Uncalled    bool             `json:"uncalled,omitempty"` // a witness who is back only when called again
	Cause       hearing.Cause    `json:"cause,omitempty"`
	Excused     bool             `json:"excused"`
	Voice       bool             `json:"voice"` // their microphone may send now
	Floor       bool             `json:"floor,omitempty"`
	Hand        int              `json:"hand,omitempty"` // their place among those who ask for the floor, from 1
	Muted       bool             `json:"muted,omitempty"`
	Interpreted bool             `json:"interpreted,omitempty"` // follows through the interpreter
	Order       *roomOrder       `json:"order,omitempty"`
	Overdue     bool             `json:"overdue,omitempty"` // kept waiting at the door
	Holds       int              `json:"holds,omitempty"`
	Standing    *moment          `json:"standing,omitempty"` // until when a standing ruling holds
	Orders      []clerk.Action   `json:"orders,omitempty"`   // about them, that the reader may give now
}

// roomVacant is whose role ended and left nobody in their place, whom the sitting
// cannot do without.
type roomVacant struct {
	Person court.PersonID `json:"person"`
	Name   string         `json:"name"`
}

// roomOrder keeps a person out; what they said against it is for all to read.
type roomOrder struct {
	Removal    bool     `json:"removal"`
	Reason     string   `json:"reason"`
	At         moment   `json:"at"`
	No         uint64   `json:"no"`
	Objections []string `json:"objections"`
}

type roomHold struct {
	Spent   []court.PersonID `json:"spent,omitempty"` // whom the court owes another way to take part
	Since   moment           `json:"since"`
	About   []court.PersonID `json:"about"`
	Cause   hearing.Cause    `json:"cause"`
	No      uint64           `json:"no"`
	Alarmed bool             `json:"alarmed"`
}

type roomFailure struct {
	Since moment `json:"since"`
	Sign  string `json:"sign"`
}

type roomBreak struct {
	Since   moment `json:"since"`
	Reason  string `json:"reason,omitempty"` // of the bench
	No      uint64 `json:"no"`
	Alarmed bool   `json:"alarmed"`
}

type roomAdjourned struct {
	Reason string `json:"reason"`
	Until  string `json:"until,omitempty"` // in words; empty: to be set
	No     uint64 `json:"no"`
}

type roomAttempt struct {
	Person  court.PersonID `json:"person"`
	Channel string         `json:"channel"`
	Result  string         `json:"result"`
	Text    string         `json:"text"` // what came of it, in words
	At      moment         `json:"at"`
	No      uint64         `json:"no"`
}

type roomLine struct {
	No      uint64 `json:"no"`
	At      moment `json:"at"`
	Type    string `json:"type"`
	Text    string `json:"text"`
	Machine bool   `json:"machine"`
}

// show puts a view into the room's form.
func show(v clerk.HearingView, lang court.Lang, zone i18n.Zone) roomView {
	s := v.Sitting
	at := func(t time.Time) moment {
		if t.IsZero() {
			return moment{}
		}
		return moment{At: t, Clock: zone.Clock(lang, t)}
	}
	_, offset := zone(v.Now).Zone()
	out := roomView{Version: s.Version, State: s.State, CaseNo: s.CaseNo, No: s.No, Subject: v.Case.Subject,
		Scheduled: at(s.At), Opened: at(s.OpenedAt), Ended: at(s.EndedAt), Now: v.Now, Offset: offset,
		Me: v.Me, Role: v.MyRole, May: v.May, OpenMics: s.OpenMics, Roll: []roomSeat{}, Attempts: []roomAttempt{}, Journal: []roomLine{}}
	out.Private = showPrivate(s, v.Me, v.Invite, at)
	for _, t := range s.Roll {
		seat := showSeat(t, v.Names, at)
		seat.Necessary = s.Awaited(t) // a witness is, while they are heard
		seat.Voice, seat.Floor, seat.Hand = s.Voice(t.Person), slices.Contains(s.Floor, t.Person), slices.Index(s.Hands, t.Person)+1
		seat.Orders = v.OrdersAbout(t.Person)
		out.Roll = append(out.Roll, seat)
	}
	for _, p := range s.Vacant {
		out.Vacant = append(out.Vacant, roomVacant{p.Person, v.Names[p.Person]})
	}
	if h := s.Hold; h != nil {
		out.Hold = &roomHold{Since: at(h.Since), About: h.About, Cause: h.Cause, No: h.Version, Alarmed: h.Alarmed, Spent: v.Spent}
	}
	if f := s.Failure; f != nil {
		out.Failure = &roomFailure{Since: at(f.Since), Sign: f.Sign}
	}
	if b := s.Break; b != nil {
		out.Break = &roomBreak{Since: at(b.Since), Reason: b.Reason, No: b.Version, Alarmed: b.Alarmed}
	}
	if a := s.Adjournment; a != nil {
		out.Adjourned = &roomAdjourned{Reason: a.Reason, No: a.Version}
		if !a.Until.IsZero() {
			out.Adjourned.Until = zone.DateTime(lang, a.Until)
		}
	}
	if b := v.Barred; b != nil {
		out.Barred = b.Text(lang)
	}
	showReady(&out, v, at)
	showContact(&out, v, lang, zone, at)
	for _, l := range v.Journal {
		out.Journal = append(out.Journal, roomLine{No: l.Version, At: at(l.At), Type: l.Type, Text: l.Text(lang, zone, v.Names), Machine: l.Machine})
	}
	return out
}

func showSeat(t hearing.Seat, names map[court.PersonID]string, at func(time.Time) moment) roomSeat {
	s := roomSeat{Person: t.Person, Name: names[t.Person], Role: t.Role, For: t.For, Presence: t.Presence,
		Since: at(t.Since), Admitted: t.Admitted, Uncalled: t.Uncalled, Cause: t.Cause, Excused: t.Excused, Overdue: t.Overdue, Holds: t.Holds, Muted: t.Muted, Interpreted: t.Interpreted}
	if o := t.Order; o != nil {
		s.Order = &roomOrder{Removal: o.Removal, Reason: o.Reason, At: at(o.At), No: o.Version, Objections: []string{}}
		for _, said := range o.Objections {
			s.Order.Objections = append(s.Order.Objections, said.Text)
		}
	}
	if t.Standing != nil {
		until := at(t.Standing.Until)
		s.Standing = &until
	}
	return s
}
