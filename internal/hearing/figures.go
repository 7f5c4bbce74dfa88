package hearing

import (
	"slices"
	"strings"
	"time"
)

// Figures are what sittings come to, in whole numbers that can be added.
type Figures struct {
	Sittings    int             `json:"sittings"`
	SatMS       int64           `json:"sat_ms"`
	Holds       int             `json:"holds"`
	HeldMS      int64           `json:"held_ms"`
	LostMS      map[Cause]int64 `json:"lost_ms"` // of HeldMS, by the hold's cause
	Losses      map[Cause]int   `json:"losses"`
	Attempts    int             `json:"attempts"`
	Reached     int             `json:"reached"`
	NotAdmitted int             `json:"not_admitted"`
	KeptWaiting int             `json:"kept_waiting"`
	Removed     int             `json:"removed"`
	// What it took people to come back, in milliseconds. Losses by the court's
	// own failure are not among them: they count against nobody.
	Returned   int   `json:"returned"`
	BackMedian int64 `json:"back_median_ms"`
	BackNinety int64 `json:"back_p90_ms"`

	back []int64 // sorted
}

// FiguresOf counts one sitting from its lines, until now or the closing.
func FiguresOf(lines []Line, now time.Time) Figures {
	f := Figures{LostMS: map[Cause]int64{}, Losses: map[Cause]int{}}
	if sum := Sum(lines, now); sum.Sat > 0 {
		f.Sittings, f.SatMS, f.Holds = 1, sum.Sat.Milliseconds(), sum.Holds
	}
	for _, l := range lines {
		switch l.Type {
		case "hearing.turned_away":
			f.NotAdmitted++
		case "hearing.kept_waiting":
			f.KeptWaiting++
		case "hearing.removed":
			f.Removed++
		case "hearing.contact_attempted", "hearing.contact_queued":
			f.Attempts++
			if l.Args["result"] == "contact.result.reached" {
				f.Reached++
			}
		}
	}
	f.stood(lines, now)
	for _, e := range Episodes(lines, now) {
		f.Losses[e.Cause] += len(e.Gaps)
		for _, g := range e.Gaps {
			if g.End == GapBack && e.Cause != TheCourt {
				f.back = append(f.back, g.Length().Milliseconds())
			}
		}
	}
	return f.settle()
}

// stood counts how long the sitting stood still in holds and technical breaks, by the cause of each
// as it was when it ended: one that was widened to another cause is not
// established.
func (f *Figures) stood(lines []Line, now time.Time) {
	var from time.Time
	var cause Cause
	end := func(at time.Time) {
		if !from.IsZero() {
			ms := at.Sub(from).Milliseconds()
			f.HeldMS, f.LostMS[cause] = f.HeldMS+ms, f.LostMS[cause]+ms
		}
		from = time.Time{}
	}
	for _, l := range lines {
		switch l.Type {
		case "hearing.held":
			said := Cause(strings.TrimPrefix(l.Args["cause"], "cause."))
			if from.IsZero() {
				from, cause = l.At, said
			} else if cause != said {
				cause = NotEstablished
			}
		case "hearing.recessed", "hearing.resumed", "hearing.went_on", "hearing.hold_dismissed":
			end(l.At)
		case "hearing.technical_break": // from session alone: nothing was held
			from, cause = l.At, TheCourt
		case "hearing.closed", "hearing.adjourned":
			now = l.At
		}
	}
	end(now)
}

// Plus adds the figures of other sittings.
func (f Figures) Plus(g Figures) Figures {
	f.Sittings, f.SatMS, f.Holds, f.HeldMS = f.Sittings+g.Sittings, f.SatMS+g.SatMS, f.Holds+g.Holds, f.HeldMS+g.HeldMS
	f.Attempts, f.Reached = f.Attempts+g.Attempts, f.Reached+g.Reached
	f.NotAdmitted, f.KeptWaiting, f.Removed = f.NotAdmitted+g.NotAdmitted, f.KeptWaiting+g.KeptWaiting, f.Removed+g.Removed
	f.LostMS, f.Losses = added(f.LostMS, g.LostMS), added(f.Losses, g.Losses)
	f.back = slices.Concat(f.back, g.back)
	return f.settle()
}

func added[N int | int64](a, b map[Cause]N) map[Cause]N {
	sum := map[Cause]N{}
	for _, m := range []map[Cause]N{a, b} {
		for k, v := range m {
			sum[k] += v
		}
	}
	return sum
}

// settle works out what does not add up by itself.
func (f Figures) settle() Figures {
	slices.Sort(f.back)
	f.Returned = len(f.back)
	f.BackMedian, f.BackNinety = rank(f.back, 50), rank(f.back, 90)
	return f
}

// rank is the nearest-rank percentile of sorted values; 0 of none.
func rank(sorted []int64, percent int) int64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[max(0, (len(sorted)*percent+99)/100-1)]
}

// Causes of a loss, in the order in which they are shown.
func Causes() []Cause {
	return []Cause{NotEstablished, ThePlace, TheCourt, LeftByOwnAct, ByOrder, NotCome, PowerOver}
}
