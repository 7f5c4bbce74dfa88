package rules

import (
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// country is what holds for the whole of a law: its clock and its days.
type country struct {
	Code       string                `json:"code"`
	Names      map[court.Lang]string `json:"names"`
	Codes      map[string][]string   `json:"codes,omitempty"` // the kinds of proceeding a code governs, where not all
	Zone       []zone                `json:"zone"`
	Weekend    []time.Weekday        `json:"weekend"`
	Holidays   []holiday             `json:"holidays"`
	NotMoved   []int                 `json:"not_moved"` // mmdd
	MovesOn    bool                  `json:"moves_on"`  // a holiday on a weekend frees the next working day
	MovedByAct []moved               `json:"moved"`
}

// zone is the court's time from a day on, in hours east of UTC. The machine's
// own zone files may be older than a change of law.
type zone struct {
	From  Day `json:"from"`
	Hours int `json:"hours"`
}

// holiday is one date, or a day of each year.
type holiday struct {
	On       Day                   `json:"on,omitempty"`
	Every    int                   `json:"every,omitempty"` // mmdd
	From     Day                   `json:"from,omitempty"`
	Until    Day                   `json:"until,omitempty"`
	Name     map[court.Lang]string `json:"name"`
	Verified bool                  `json:"verified"`
}

// moved is a working day made free by decree, and the free day worked for it.
type moved struct {
	Off      Day    `json:"off"`
	Work     Day    `json:"work,omitempty"`
	By       string `json:"by"`
	Verified bool   `json:"verified"`
}

func (h holiday) falls(d Day) bool {
	if h.On != 0 {
		return h.On == d
	}
	return h.Every == int(d)%10000 && d >= h.From && (h.Until == 0 || d < h.Until)
}

// Local is a moment by the court's clock.
func (l *Law) Local(t time.Time) time.Time {
	hours := 0
	for i, z := range l.src.country.Zone {
		if i == 0 || !t.Before(z.From.Time(time.FixedZone("", hours*3600))) {
			hours = z.Hours
		}
	}
	return t.In(time.FixedZone(fmt.Sprintf("UTC%+d", hours), hours*3600))
}

// Country is the law's country code, Name what people call it.
func (l *Law) Country() string             { return l.src.country.Code }
func (l *Law) Name(lang court.Lang) string { return l.src.country.Names[lang] }

// Closed says why nobody works on a day. The zero Closed is a working day.
type Closed struct {
	Weekend bool
	Holiday map[court.Lang]string // the holiday's name; also where the free day stands for one on a weekend
	Decree  string                // the act that moved the day
	Verify  bool                  // no lawyer has confirmed the date
}

// Is reports whether the day is free.
func (c Closed) Is() bool { return c.Weekend || c.Holiday != nil || c.Decree != "" }

// DayOff says whether and why a day is free, by the holidays of that date and
// the days moved by decree.
func (l *Law) DayOff(d Day) Closed {
	c := &l.src.country
	for _, m := range c.MovedByAct {
		if m.Off == d {
			return Closed{Decree: m.By, Verify: !m.Verified}
		}
	}
	if h := c.holidayOn(d); h != nil {
		return Closed{Holiday: h.Name, Verify: !h.Verified}
	}
	for _, m := range c.MovedByAct {
		if m.Work == d {
			return Closed{}
		}
	}
	if c.weekend(d) {
		return Closed{Weekend: true}
	}
	if h := c.standsFor(d); h != nil {
		return Closed{Holiday: h.Name, Verify: !h.Verified}
	}
	return Closed{}
}

// WorkingDay reports whether courts work on the day of t by the court's clock.
func (l *Law) WorkingDay(t time.Time) bool { return !l.DayOff(DayOf(l.Local(t))).Is() }

func (c *country) weekend(d Day) bool {
	return slices.Contains(c.Weekend, d.Time(time.UTC).Weekday())
}

func (c *country) holidayOn(d Day) *holiday {
	for i := range c.Holidays {
		if c.Holidays[i].falls(d) {
			return &c.Holidays[i]
		}
	}
	return nil
}

// standsFor finds the holiday that fell on a weekend and frees this day
// instead: each such holiday frees the next day that is not free already.
func (c *country) standsFor(d Day) *holiday {
	if !c.MovesOn {
		return nil
	}
	// Go back to the last day that was worked for certain, then forward.
	var owed []*holiday
	back := d
	for range 14 {
		back = back.plus(-1)
		if !c.weekend(back) && c.holidayOn(back) == nil {
			break
		}
	}
	// A chain of moved days can stand just before back: begin a week earlier.
	for day := back.plus(-7); day <= d; day = day.plus(1) {
		h := c.holidayOn(day)
		switch {
		case h != nil && c.weekend(day) && !slices.Contains(c.NotMoved, int(day)%10000):
			owed = append(owed, h)
		case h == nil && !c.weekend(day) && len(owed) > 0:
			if day == d {
				return owed[0]
			}
			owed = owed[1:]
		}
	}
	return nil
}

func (d Day) plus(n int) Day { return DayOf(d.Time(time.UTC).AddDate(0, 0, n)) }

// Limit is the last moment of a time limit that begins to run after the day
// of from: the last day's end by the court's clock. A limit in days or months
// that ends on a free day ends on the next working day; one in working days
// counts only those; minutes and hours run through.
func (l *Law) Limit(matter string, f Facts, from time.Time) (time.Time, Answer, error) {
	asked := Facts{"matter": matter}
	for k, v := range f {
		if k != "matter" {
			asked[k] = v
		}
	}
	a, err := l.Decide(Limit, asked, from)
	if err != nil {
		return time.Time{}, a, err
	}
	if d := a.Outcome.Duration(); d > 0 {
		return from.Add(d), a, nil
	}
	day, n := DayOf(l.Local(from)), int(a.Outcome.N)
	switch a.Outcome.Unit {
	case Months:
		day = day.months(n)
	case Days:
		day = day.plus(n)
	case WorkingDays:
		for n > 0 {
			if day = day.plus(1); !l.DayOff(day).Is() {
				n--
			}
		}
	}
	for l.DayOff(day).Is() {
		day = day.plus(1)
	}
	next := day.plus(1)
	// The zone of noon of that day: a change of clocks falls at night.
	zone := l.Local(day.Time(time.UTC).Add(7 * time.Hour)).Location()
	return next.Time(zone).Add(-time.Second), a, nil
}

// months is the same day so many months later, or that month's last day.
func (d Day) months(n int) Day {
	t := d.Time(time.UTC)
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return DayOf(first.AddDate(0, 0, min(t.Day(), last)-1))
}

func (r *reader) readCountry(n *yaml.Node) {
	c := &r.src.country
	r.pairs(n, func(key string, v *yaml.Node) {
		switch key {
		case "country":
			c.Code = v.Value
		case "names":
			c.Names = r.said(v)
		case "codes":
			c.Codes = r.codes(v)
		case "zone":
			for _, one := range v.Content {
				z := r.zone(one)
				if len(c.Zone) > 0 && c.Zone[len(c.Zone)-1].From >= z.From {
					r.wrong(one, fault.Invalid("law.wrong.zone_order"))
				}
				c.Zone = append(c.Zone, z)
			}
		case "weekend":
			for _, name := range r.list(v) {
				day, ok := weekday(name)
				if !ok {
					r.wrong(v, fault.Invalid("law.wrong.weekday_unknown").With(fault.Args{"word": name}))
				}
				c.Weekend = append(c.Weekend, day)
			}
		default:
			r.stray(v, key, "country, names, codes, zone, weekend")
		}
	})
	if c.Code == "" || len(c.Zone) == 0 {
		r.wrong(n, fault.Invalid("law.wrong.country_incomplete"))
	}
}

func (r *reader) zone(n *yaml.Node) (z zone) {
	r.pairs(n, func(key string, v *yaml.Node) {
		switch key {
		case "from":
			z.From = r.day(v)
		case "utc":
			z.Hours = int(r.number(v))
		default:
			r.stray(v, key, "from, utc")
		}
	})
	return z
}

func weekday(name string) (time.Weekday, bool) {
	i := slices.Index([]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}, name)
	return time.Weekday(max(i, 0)), i >= 0
}

func (r *reader) readHolidays(n *yaml.Node) {
	c := &r.src.country
	r.pairs(n, func(key string, v *yaml.Node) {
		switch key {
		case "holidays":
			for _, one := range v.Content {
				c.Holidays = append(c.Holidays, r.holiday(one))
			}
		case "on_weekend":
			c.MovesOn = v.Value == "next_working_day"
			if !c.MovesOn && v.Value != "nothing" {
				r.wrong(v, fault.Invalid("law.wrong.on_weekend"))
			}
		case "on_weekend_not":
			for _, one := range v.Content {
				c.NotMoved = append(c.NotMoved, r.monthDay(one))
			}
		case "moved":
			for _, one := range v.Content {
				c.MovedByAct = append(c.MovedByAct, r.moved(one))
			}
		default:
			r.stray(v, key, "holidays, on_weekend, on_weekend_not, moved")
		}
	})
}

func (r *reader) holiday(n *yaml.Node) holiday {
	var h holiday
	r.pairs(n, func(key string, v *yaml.Node) {
		switch key {
		case "every":
			h.Every = r.monthDay(v)
		case "on":
			h.On = r.day(v)
		case "from":
			h.From = r.day(v)
		case "until":
			h.Until = r.day(v)
		case "name":
			h.Name = r.said(v)
		case "status":
			h.Verified = v.Value == "verified"
		default:
			r.stray(v, key, "every, on, from, until, name, status")
		}
	})
	if (h.On == 0) == (h.Every == 0) || h.Name == nil {
		r.wrong(n, fault.Invalid("law.wrong.holiday_incomplete"))
	}
	return h
}

func (r *reader) moved(n *yaml.Node) moved {
	var m moved
	r.pairs(n, func(key string, v *yaml.Node) {
		switch key {
		case "off":
			m.Off = r.day(v)
		case "work":
			m.Work = r.day(v)
		case "by":
			m.By = v.Value
		case "status":
			m.Verified = v.Value == "verified"
		default:
			r.stray(v, key, "off, work, by, status")
		}
	})
	if m.Off == 0 || m.By == "" {
		r.wrong(n, fault.Invalid("law.wrong.moved_incomplete"))
	}
	return m
}

// monthDay reads "03-21".
func (r *reader) monthDay(n *yaml.Node) int {
	t, err := time.Parse("01-02", n.Value)
	if err != nil {
		r.wrong(n, fault.Invalid("law.wrong.not_month_day").With(fault.Args{"word": n.Value}))
		return 0
	}
	return int(t.Month())*100 + t.Day()
}
