package calendar

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Pending is a case that may be waiting for a hearing.
type Pending struct {
	Case         court.CaseID
	CaseNo       court.CaseNo
	Urgency      string // a word of the rules
	AgeDays      int
	LastActivity time.Time
	Due          *Due // nil: no limit is known
}

// Due is by when a case is to be heard, counted from its opening, and the article
// that says so.
type Due struct {
	Last    Day
	Article court.Article
}

// Queued is a case's place in the queue, with the reasons for it.
type Queued struct {
	Pending
	No      int
	Reasons []Reason
	Booked  time.Time // when it sits next; zero while it waits
}

// Reason is a message key and what fills it.
type Reason struct {
	Key  string
	Args fault.Args
}

// Queue orders cases for the one who gives out hearings: the urgent first, of
// those the oldest, of those the longest idle; what has a hearing ahead stands
// last. Urgency lists the rules' words, the most urgent first; a word that is
// not among them counts as the least. It proposes and decides nothing.
func (c Calendar) Queue(cases []Pending, urgency []string, now time.Time) []Queued {
	ahead := c.ahead(now)
	rank := func(word string) int {
		if i := slices.Index(urgency, word); i >= 0 {
			return i
		}
		return len(urgency)
	}
	list := make([]Queued, len(cases))
	for i, p := range cases {
		list[i] = Queued{Pending: p, Booked: ahead[p.Case]}
	}
	slices.SortStableFunc(list, func(a, b Queued) int {
		return cmp.Or(
			a.Booked.Compare(b.Booked), // the zero time, still waiting, comes first
			rank(a.Urgency)-rank(b.Urgency),
			b.AgeDays-a.AgeDays,
			a.LastActivity.Compare(b.LastActivity),
			strings.Compare(string(a.CaseNo), string(b.CaseNo)),
		)
	})
	for i := range list {
		list[i].No, list[i].Reasons = i+1, list[i].reasons(now)
	}
	return list
}

func (q Queued) reasons(now time.Time) []Reason {
	list := []Reason{
		{Key: "calendar.queue.urgency", Args: fault.Args{"urgency": q.Urgency}},
		{Key: "calendar.queue.age", Args: fault.Args{"n": q.AgeDays}},
	}
	if d := q.Due; d != nil {
		list = append(list, Reason{Key: "calendar.queue.due", Args: fault.Args{"day": d.Last, "article": d.Article}})
	}
	if idle := int(now.Sub(q.LastActivity).Hours() / 24); !q.LastActivity.IsZero() && idle > 0 {
		list = append(list, Reason{Key: "calendar.queue.idle", Args: fault.Args{"n": idle}})
	}
	if !q.Booked.IsZero() {
		list = append(list, Reason{Key: "calendar.queue.booked", Args: fault.Args{"when": q.Booked}})
	}
	return list
}

// ahead is when each case sits next.
func (c Calendar) ahead(now time.Time) map[court.CaseID]time.Time {
	next := map[court.CaseID]time.Time{}
	at := record.At(now).UnixMilli()
	for d := max(utcDayOf(at), c.days.a); d <= c.days.z; d++ {
		list, _ := c.busy.get(page{day: d})
		for _, e := range list {
			if _, known := next[e.b.Case]; !known && e.b.State == Standing && e.start > at {
				next[e.b.Case] = time.UnixMilli(e.start).UTC()
			}
		}
	}
	return next
}
