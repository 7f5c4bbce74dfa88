package clerk

import (
	"context"
	"slices"
	"strings"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
)

// ContactView is what a hearing's bench sees of those who are missing and of
// those who cannot get in; to others it is empty.
type ContactView struct {
	Tasks   []hearing.Task
	Reach   map[court.PersonID]Reach // of those who are not in the room
	Reports []ReportView
}

// ReportView is an alarm: one who cannot get in.
type ReportView struct {
	hearing.Report
	Reach string         // how to reach them, as they typed it; kept for two days, apart from the record
	Seat  *hearing.Seat  // of the person on the roll: what they last did
	Like  court.PersonID // of a stranger: whose name on the roll was typed
}

// lookAfter fills what the bench is to look after, where the viewer may
// contact people.
func (c *Clerk) lookAfter(ctx context.Context, view *HearingView) error {
	if !view.May[string(ActContact)] && !(view.MyRole.OnBench() && view.Sitting.State == hearing.Scheduled) {
		return nil
	}
	out := ContactView{Reach: map[court.PersonID]Reach{}}
	for _, t := range view.Sitting.Roll {
		if t.Presence == hearing.Inside {
			continue // nobody writes to who is there, and most views have nobody else
		}
		r, _, err := c.reachOf(ctx, t.Person)
		if err != nil {
			return err
		}
		out.Reach[t.Person] = r
	}
	tasks := view.Sitting.Tasks(view.Now, func(p court.PersonID) []string { return out.Reach[p].Channels() })
	out.Tasks = slices.DeleteFunc(tasks, func(t hearing.Task) bool { return t.Seat.Person == view.Me })
	for _, r := range view.Sitting.Alarms() {
		one := ReportView{Report: r}
		if t, on := view.Sitting.Seat(r.Person); on {
			one.Seat = &t
		} else {
			one.Like = like(view, r.Name)
		}
		if c.Addresses != nil {
			var err error
			if one.Reach, err = c.Addresses.Kept(ctx, reachKey(view.Sitting.ID, r.Version)); err != nil {
				return err
			}
		}
		out.Reports = append(out.Reports, one)
	}
	view.Contact = out
	return nil
}

// like finds whose name of the roll was typed; nobody where two have it.
func like(view *HearingView, typed string) (found court.PersonID) {
	words := strings.Join(strings.Fields(strings.ToLower(typed)), " ")
	for _, t := range view.Sitting.Roll {
		if words == "" || strings.Join(strings.Fields(strings.ToLower(view.Names[t.Person])), " ") != words {
			continue
		}
		if found != "" {
			return ""
		}
		found = t.Person
	}
	return found
}

// AttemptText says in words what came of an attempt: of a message, how far it
// has come; of what was entered, the result. ended: the sitting is over.
func AttemptText(a hearing.Attempt, ended bool, lang court.Lang) string {
	if a.Notice() {
		text := i18n.T(lang, "contact.result."+a.Result, nil)
		if a.Declared {
			text += " (" + i18n.T(lang, "contact.declared", nil) + ")"
		}
		return text
	}
	return DeliveryText(a.Delivery, ended, lang)
}

// TaskText says in words since when somebody is missing, and what is next.
func TaskText(t hearing.Task, zone i18n.Zone, lang court.Lang) (since, next string) {
	from := zone.Clock(lang, t.Since)
	if t.Kind == "never_came" {
		from = zone.Time(lang, t.Since) // a time that was set, to the minute
	}
	return i18n.T(lang, "reach.since."+t.Kind, fault.Args{"time": from}), i18n.T(lang, "reach.next."+t.Next, fault.Args{"time": zone.Clock(lang, t.Until)})
}

// DeliveryText says how a message stands. ended: it was still owed at the end of
// the sitting it calls to, and was not sent.
func DeliveryText(d *hearing.Delivery, ended bool, lang court.Lang) string {
	state := string(d.State)
	if ended && d.Open() {
		state = "ended"
	}
	text := i18n.T(lang, "contact.delivery."+state, nil)
	if d.Why != "" {
		text += ". " + i18n.T(lang, d.Why, nil)
	}
	return text
}
