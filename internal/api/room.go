package api

import (
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
	Roll      []roomSeat      `json:"roll"`
	Hold      *roomHold       `json:"hold,omitempty"`
	Failure   *roomFailure    `json:"failure,omitempty"`
	Attempts  []roomAttempt   `json:"attempts"`
	Journal   []roomLine      `json:"journal"`
}

type roomSeat struct {
	Person    court.PersonID   `json:"person"`
	Name      string           `json:"name"`
	Role      court.Role       `json:"role"`
	For       court.PersonID   `json:"for,omitempty"`
	Necessary bool             `json:"necessary"`
	Presence  hearing.Presence `json:"presence"`
	Since     moment           `json:"since"`
	Admitted  bool             `json:"admitted"`
	Cause     hearing.Cause    `json:"cause,omitempty"`
	Excused   bool             `json:"excused"`
}

type roomHold struct {
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

type roomAttempt struct {
	Person  court.PersonID `json:"person"`
	Channel string         `json:"channel"`
	Result  string         `json:"result"`
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
func show(v clerk.HearingView, lang court.Lang) roomView {
	s := v.Sitting
	at := func(t time.Time) moment {
		if t.IsZero() {
			return moment{}
		}
		return moment{At: t, Clock: i18n.Clock(lang, t)}
	}
	_, offset := i18n.Local(v.Now).Zone()
	out := roomView{Version: s.Version, State: s.State, CaseNo: s.CaseNo, No: s.No, Subject: v.Case.Subject,
		Scheduled: at(s.At), Opened: at(s.OpenedAt), Ended: at(s.EndedAt), Now: v.Now, Offset: offset,
		Me: v.Me, Role: v.MyRole, May: v.May, Roll: []roomSeat{}, Attempts: []roomAttempt{}, Journal: []roomLine{}}
	for _, t := range s.Roll {
		out.Roll = append(out.Roll, roomSeat{Person: t.Person, Name: v.Names[t.Person], Role: t.Role, For: t.For, Necessary: t.Necessary,
			Presence: t.Presence, Since: at(t.Since), Admitted: t.Admitted, Cause: t.Cause, Excused: t.Excused})
	}
	if h := s.Hold; h != nil {
		out.Hold = &roomHold{Since: at(h.Since), About: h.About, Cause: h.Cause, No: h.Version, Alarmed: h.Alarmed}
	}
	if f := s.Failure; f != nil {
		out.Failure = &roomFailure{Since: at(f.Since), Sign: f.Sign}
	}
	for _, a := range s.Attempts {
		out.Attempts = append(out.Attempts, roomAttempt{Person: a.Person, Channel: a.Channel, Result: a.Result, At: at(a.At), No: a.Version})
	}
	for _, l := range v.Journal {
		out.Journal = append(out.Journal, roomLine{No: l.Version, At: at(l.At), Type: l.Type, Text: l.Text(lang, v.Names), Machine: l.Machine})
	}
	return out
}
