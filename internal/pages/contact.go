package pages

import (
	"net/http"
	"slices"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
)

// reaching is what a hearing's page shows of those who are missing and of
// those who cannot get in.
type reaching struct {
	Tasks    []taskLine
	Alarms   []alarmLine
	Disputes []disputeLine
	Attempts []attemptLine
	Bounded  bool
}

// taskLine is one person whom the bench is to reach.
type taskLine struct {
	hearing.Task
	Name  string
	Since string // in words, and likewise
	Next  string
	Reach clerk.Reach
	Tried []attemptLine
	Write []writeForm
	Enter *actForm // by hand
}

// writeForm is a message the program sends when asked to.
type writeForm struct {
	actForm
	Channel, To string
}

// alarmLine is one who cannot get in.
type alarmLine struct {
	clerk.ReportView
	Who    string // on the roll, or as typed
	Like   string // whose name on the roll that is
	Call   []writeForm
	Answer actForm
}

// attemptLine is one attempt with what came of it, in words.
type attemptLine struct {
	hearing.Attempt
	Name, By string
	Text     string
	Notice   string // how the notice about it stands; empty for a message
}

// disputeLine is what was declared about the reader, and the button against it.
type disputeLine struct {
	attemptLine
	Channel, Result string
	Form            *actForm // nil: said already
}

// reaching fills what the reader of the hearing's page may see of it.
func (s *site) reaching(r *http.Request, v clerk.HearingView) reaching {
	out := reaching{Bounded: v.Sitting.Bounded && v.May["contact"]}
	for _, a := range v.Sitting.Attempts {
		line := attempt(lang(r), v, a)
		out.Attempts = append(out.Attempts, line)
		if a.Person == v.Me && a.Declared {
			out.Disputes = append(out.Disputes, s.dispute(r, v, line))
		}
	}
	for _, t := range v.Contact.Tasks {
		line := taskLine{Task: t, Name: v.Names[t.Seat.Person], Reach: v.Contact.Reach[t.Seat.Person]}
		line.Since, line.Next = clerk.TaskText(t, i18n.Zone(s.Law.Local), lang(r))
		for _, a := range t.Tried {
			line.Tried = append(line.Tried, attempt(lang(r), v, a))
		}
		line.Write = s.writes(r, v, t.Seat.Person)
		f := s.actForm(r, v, "contact")
		f.Person, f.Name = t.Seat.Person, line.Name
		line.Enter = &f
		out.Tasks = append(out.Tasks, line)
	}
	for _, a := range v.Contact.Reports {
		line := alarmLine{ReportView: a, Who: a.Name, Like: v.Names[a.Like], Answer: s.actForm(r, v, "answer_report")}
		call := a.Like
		if a.Person != "" {
			line.Who, call = v.Names[a.Person], a.Person
		}
		if call != "" {
			line.Call = s.writes(r, v, call)
		}
		out.Alarms = append(out.Alarms, line)
	}
	return out
}

// tasked reports whether to reach the person is a task.
func (p reaching) tasked(person court.PersonID) bool {
	return slices.ContainsFunc(p.Tasks, func(t taskLine) bool { return t.Seat.Person == person })
}

// writes are the messages that can go to the person now.
func (s *site) writes(r *http.Request, v clerk.HearingView, person court.PersonID) []writeForm {
	var forms []writeForm
	reach := v.Contact.Reach[person]
	for _, channel := range reach.Channels() {
		to := map[string]string{"email": reach.Email, "sms": reach.SMS}[channel]
		if _, err := v.Sitting.Write(person, hearing.Way{Channel: channel, To: to}); err != nil {
			continue
		}
		f := writeForm{actForm: s.actForm(r, v, "write"), Channel: channel, To: to}
		f.Person, f.Name = person, v.Names[person]
		forms = append(forms, f)
	}
	return forms
}

func (s *site) dispute(r *http.Request, v clerk.HearingView, a attemptLine) disputeLine {
	line := disputeLine{attemptLine: a, Channel: i18n.T(lang(r), "contact.channel."+a.Attempt.Channel, nil),
		Result: i18n.T(lang(r), "contact.result."+a.Attempt.Result, nil)}
	if v.May["dispute"] && v.Sitting.Disputable(v.Me, a.Version) == nil {
		f := s.actForm(r, v, "dispute")
		line.Form = &f
	}
	return line
}

func attempt(l court.Lang, v clerk.HearingView, a hearing.Attempt) attemptLine {
	ended := v.Sitting.Over()
	line := attemptLine{Attempt: a, Name: v.Names[a.Person], By: v.Names[a.By], Text: clerk.AttemptText(a, ended, l)}
	switch {
	case a.Declared && a.Delivery == nil:
		line.Notice = i18n.T(l, "contact.notice.page", nil)
	case a.Declared:
		line.Notice = clerk.DeliveryText(a.Delivery, false, l) // is owed also after the end
	}
	return line
}

// LastSeen is since when the person's last state lasts.
func (a alarmLine) LastSeen() time.Time {
	if a.Seat == nil {
		return time.Time{}
	}
	return a.Seat.Since
}
