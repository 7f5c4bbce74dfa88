package pages

import (
	"fmt"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
)

// chart is the timeline as the page draws it: across in per cent, so that it
// fits every screen and keeps its letters, down in pixels.
type chart struct {
	High   int
	Base   int // the axis
	Rows   []chartRow
	Bands  []chartBox
	Ticks  []chartTick
	Alt    string
	Legend []string // of hearing.Presence, in use
	Band   []string // of the bands, in use
}

type chartRow struct {
	Y, Bar int // of the name and of the bar
	Name   string
	Boxes  []chartBox
}

type chartBox struct {
	X, W string // per cent
	Word string // what it is, for the class and the key
	Says string // in words
}

type chartTick struct {
	X, Anchor, Text string
	Y               int
}

const (
	chartTop     = 8
	chartRowHigh = 40
	chartAxis    = 26
)

// newChart draws the sitting's time; nil while there is nothing to draw.
func newChart(l court.Lang, zone i18n.Zone, roll []hearing.Seat, v clerk.JournalView) *chart {
	t := hearing.TimelineOf(roll, v.Journal, v.Now)
	if !t.To.After(t.From) {
		return nil
	}
	c := &chart{Base: chartTop + chartRowHigh*len(t.Rows)}
	c.High = c.Base + chartAxis
	part := func(at time.Time) float64 {
		return 100 * float64(min(max(at.Sub(t.From), 0), t.To.Sub(t.From))) / float64(t.To.Sub(t.From))
	}
	box := func(from, to time.Time, word, key string) chartBox {
		x := part(from)
		return chartBox{X: percent(x), W: percent(max(part(to)-x, 0.15)), Word: word,
			Says: i18n.T(l, key, nil) + ", " + zone.Clock(l, from) + "–" + zone.Clock(l, to)}
	}
	for i, row := range t.Rows {
		y := chartTop + i*chartRowHigh
		r := chartRow{Y: y + 14, Bar: y + 20, Name: v.Names[row.Person] + ", " + i18n.T(l, "role."+string(row.Role), nil)}
		for _, s := range row.Stretch {
			r.Boxes = append(r.Boxes, box(s.From, s.To, string(s.Where), "presence."+string(s.Where)))
			c.Legend = once(c.Legend, string(s.Where))
		}
		c.Rows = append(c.Rows, r)
	}
	for _, b := range t.Bands {
		c.Bands = append(c.Bands, box(b.From, b.To, b.What, "page.journal.band."+b.What))
		c.Band = once(c.Band, b.What)
	}
	c.ticks(l, zone, t)
	c.Alt = i18n.T(l, "page.journal.chart_alt", fault.Args{"from": zone.Clock(l, t.From), "to": zone.Clock(l, t.To), "people": len(t.Rows), "bands": len(t.Bands)})
	return c
}

// ticks writes the time under the axis: of a short sitting to the second, and
// then less often, so that a narrow screen has room for it.
func (c *chart) ticks(l court.Lang, zone i18n.Zone, t hearing.Timeline) {
	write, parts := zone.Time, 4
	if t.To.Sub(t.From) < 20*time.Minute {
		write, parts = zone.Clock, 2
	}
	for i := range parts + 1 {
		anchor := "middle"
		switch i {
		case 0:
			anchor = "start"
		case parts:
			anchor = "end"
		}
		at := t.From.Add(t.To.Sub(t.From) * time.Duration(i) / time.Duration(parts))
		c.Ticks = append(c.Ticks, chartTick{percent(100 * float64(i) / float64(parts)), anchor, write(l, at), c.Base + 20})
	}
}

func percent(x float64) string { return fmt.Sprintf("%.2f%%", x) }

func once(words []string, w string) []string {
	for _, have := range words {
		if have == w {
			return words
		}
	}
	return append(words, w)
}
