package pages

import (
	"net/http"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/i18n"
	"tarazy/internal/rules"
)

type queuePage struct {
	Frame
	Waiting []queueLine
	Booked  []queueLine
}

type queueLine struct {
	calendar.Queued
	Why  []string
	Mine bool
	Next string // the page of the next step, for whose it is
	Step string // its key
}

// queueShow is the order proposed for cases that wait for a hearing. It only
// proposes; the next step belongs to the bench of the case.
func (s *site) queueShow(w http.ResponseWriter, r *http.Request) error {
	v, err := s.Calendar.Queue(r.Context(), me(r))
	if err != nil {
		return err
	}
	mine, err := s.Clerk.Cases(r.Context(), me(r))
	if err != nil {
		return err
	}
	p := &queuePage{}
	p.Islands, p.Role = []string{"live"}, s.staffRole(r)
	cards := map[court.CaseID]clerk.CaseCard{}
	for _, c := range mine {
		cards[c.ID] = c
	}
	for _, q := range v.Cases {
		l := queueLine{Queued: q}
		for _, why := range q.Reasons {
			l.Why = append(l.Why, queueReason(lang(r), s.Law.Local, why))
		}
		card, is := cards[q.Case]
		if l.Mine = is; is {
			l.Next, l.Step = nextOf(card)
		}
		if q.Booked.IsZero() {
			p.Waiting = append(p.Waiting, l)
		} else {
			p.Booked = append(p.Booked, l)
		}
	}
	s.Page(w, r, http.StatusOK, "calendar_queue", p)
	return nil
}

// nextOf is where the person goes on with a case of theirs: to its hearing's
// place, or to a new hearing where the judge has scheduled none.
func nextOf(c clerk.CaseCard) (href, step string) {
	bench, judge := false, false
	for _, role := range c.MyRoles {
		bench, judge = bench || role.OnBench(), judge || role == court.Judge
	}
	switch {
	case c.Next != nil && bench && len(c.Next.Place) > 0:
		return "/hearings/" + string(c.Next.ID) + "/place", "cal.place.when"
	case c.Next != nil && bench:
		return "/hearings/" + string(c.Next.ID) + "/place", "cal.place.button"
	case c.Next == nil && judge:
		return caseHref(c.No) + "/hearings/new", "page.hearing_new.button"
	}
	return "", ""
}

// queueReason is one reason in words; the urgency is a word of the law's.
func queueReason(lang court.Lang, zone i18n.Zone, r calendar.Reason) string {
	if word, is := r.Args["urgency"].(string); is {
		r.Args["urgency"] = i18n.T(lang, outcomeKey(rules.Urgency, word), nil)
	}
	if at, is := r.Args["when"].(time.Time); is {
		r.Args["when"] = zone(at)
	}
	return i18n.T(lang, r.Key, r.Args)
}
