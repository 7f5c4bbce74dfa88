package api

import (
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
)

// roomTask is a person to reach.
type roomTask struct {
	Person court.PersonID `json:"person"`
	Since  string         `json:"since"` // in words
	Next   string         `json:"next"`  // of hearing.Steps
	Says   string         `json:"says"`  // the same in words
	Email  string         `json:"email,omitempty"`
	SMS    string         `json:"sms,omitempty"`
	Phone  string         `json:"phone,omitempty"`
}

// roomAlarm is one who cannot get in.
type roomAlarm struct {
	No     uint64         `json:"no"`
	At     moment         `json:"at"`
	Person court.PersonID `json:"person,omitempty"` // on the roll
	Name   string         `json:"name"`
	What   string         `json:"what"` // in words
	Text   string         `json:"text,omitempty"`
	Reach  string         `json:"reach,omitempty"`
	Call   court.PersonID `json:"call,omitempty"` // whom of the roll to contact
}

// roomDispute is what was declared about the reader, who may say it is not so.
type roomDispute struct {
	No   uint64 `json:"no"`
	Text string `json:"text"`
}

// showContact shows what was tried to reach people, and what is to be done.
func showContact(out *roomView, v clerk.HearingView, lang court.Lang, zone i18n.Zone, at func(time.Time) moment) {
	say := func(key string, args fault.Args) string { return i18n.T(lang, key, args) }
	for _, a := range v.Sitting.Attempts {
		out.Attempts = append(out.Attempts, roomAttempt{Person: a.Person, Channel: a.Channel, Result: a.Result, Text: clerk.AttemptText(a, v.Sitting.Over(), lang),
			At: at(a.At), No: a.Version})
		if a.Person == v.Me && a.Declared && a.Disputed == nil && v.May["dispute"] {
			out.Disputes = append(out.Disputes, roomDispute{No: a.Version, Text: say("room.dispute", fault.Args{"no": a.Version,
				"channel": say("contact.channel."+a.Channel, nil), "result": say("contact.result."+a.Result, nil)})})
		}
	}
	for _, t := range v.Contact.Tasks {
		reach := v.Contact.Reach[t.Seat.Person]
		since, next := clerk.TaskText(t, zone, lang)
		out.Tasks = append(out.Tasks, roomTask{Person: t.Seat.Person, Since: since, Next: t.Next, Says: next, Email: reach.Email, SMS: reach.SMS, Phone: reach.Phone})
	}
	for _, r := range v.Contact.Reports {
		one := roomAlarm{No: r.Version, At: at(r.At), Person: r.Person, Name: r.Name, What: say("cannot.what."+r.What, nil), Text: r.Text, Reach: r.Reach, Call: r.Like}
		if r.Person != "" {
			one.Name, one.Call = v.Names[r.Person], r.Person
		}
		out.Alarms = append(out.Alarms, one)
	}
}
