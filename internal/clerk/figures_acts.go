package clerk

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// FiguresCounted sets down what the sittings that ended in a period came to,
// with the heads of their streams: whoever has the streams counts the same.
// From is in the period and To is not.
type FiguresCounted struct {
	From    record.Time     `json:"from"`
	To      record.Time     `json:"to"`
	Figures hearing.Figures `json:"figures"`
	Heads   []record.Head   `json:"heads"`
}

// EventType is the word in the record.
func (FiguresCounted) EventType() string { return "court.figures" }

type CountFigures struct { // registrar: of a period that is over
	Stamp
	From, To time.Time
}

// FiguresView is what sittings came to, as far as the person may see it: a
// judge sees their own sittings and the court's sum, the registrar all.
type FiguresView struct {
	From, To time.Time
	Now      time.Time
	Total    hearing.Figures // the court's
	Mine     hearing.Figures // of the person's own sittings
	Judges   []JudgeFigures  // the registrar's
	Sittings []SittingFigures
	Counted  []CountedFigures // set down in the record, newest first
	May      map[string]bool
}

// JudgeFigures are one judge's.
type JudgeFigures struct {
	Judge court.PersonID
	Name  string
	hearing.Figures
}

// SittingFigures are one sitting's.
type SittingFigures struct {
	Hearing court.HearingID
	CaseNo  court.CaseNo
	No      int
	EndedAt time.Time
	Judge   court.PersonID
	Name    string // the judge's
	Head    record.Head
	hearing.Figures
}

// CountedFigures is a count and where it stands in the court's stream.
type CountedFigures struct {
	FiguresCounted
	At      time.Time
	By      court.PersonID
	Version uint64
}

// Figures counts the sittings that ended from a moment until before another.
// It refuses (Forbidden) who is neither judge nor registrar of the court, and
// (Invalid) a period that ends before it begins.
func (c *Clerk) Figures(ctx context.Context, by court.PersonID, from, to time.Time) (view FiguresView, err error) {
	err = c.Store.View(ctx, func(v View) error {
		if err := c.mayInCourt(v, by, ActFigures); err != nil {
			return err
		}
		if !from.Before(to) {
			return fault.Invalid("figures.period").On("from")
		}
		view = FiguresView{From: from, To: to, Now: c.Clock.Now(), May: map[string]bool{}}
		view.May[string(ActCount)] = c.mayInCourt(v, by, ActCount) == nil
		all, err := c.sittings(v, from, to)
		if err != nil {
			return err
		}
		view.share(all, by)
		view.Counted, err = c.counted(v)
		return err
	})
	return view, err
}

// share gives the person what they may see of all.
func (v *FiguresView) share(all []SittingFigures, by court.PersonID) {
	judges := map[court.PersonID]JudgeFigures{}
	for _, s := range all {
		v.Total = v.Total.Plus(s.Figures)
		if s.Judge == by {
			v.Mine = v.Mine.Plus(s.Figures)
		}
		if s.Judge == by || v.May[string(ActCount)] {
			v.Sittings = append(v.Sittings, s)
		}
		one := judges[s.Judge]
		judges[s.Judge] = JudgeFigures{s.Judge, s.Name, one.Figures.Plus(s.Figures)}
	}
	if !v.May[string(ActCount)] {
		return
	}
	for _, j := range judges {
		v.Judges = append(v.Judges, j)
	}
	slices.SortFunc(v.Judges, func(a, b JudgeFigures) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Judge, b.Judge)) })
}

// sittings counts each sitting that ended in the period, by the time it ended.
func (c *Clerk) sittings(v View, from, to time.Time) (all []SittingFigures, err error) {
	rows, err := v.Rows("hearing", "")
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		var doc hearingRow
		if err := json.Unmarshal(r.Doc, &doc); err != nil {
			return nil, err
		}
		if doc.State != hearing.Ended && doc.State != hearing.Adjourned {
			continue
		}
		s, err := load[sheet](c, v, court.HearingID(r.Key))
		if err != nil {
			return nil, err
		}
		if s.EndedAt.Before(from) || !s.EndedAt.Before(to) {
			continue
		}
		one, err := c.sitting(v, s)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b SittingFigures) int {
		return cmp.Or(a.EndedAt.Compare(b.EndedAt), cmp.Compare(a.Hearing, b.Hearing))
	})
	return all, nil
}

func (c *Clerk) sitting(v View, s sheet) (one SittingFigures, err error) {
	f, err := load[docket.File](c, v, s.Case)
	if err != nil {
		return one, err
	}
	one = SittingFigures{Hearing: s.ID, CaseNo: s.CaseNo, No: s.No, EndedAt: s.EndedAt, Judge: f.Judge, Figures: hearing.FiguresOf(s.Lines, s.EndedAt)}
	if one.Name, err = c.nameOf(v, f.Judge); err != nil {
		return one, err
	}
	one.Head, err = v.Head(s.ID)
	return one, err
}

func (c *Clerk) counted(v View) ([]CountedFigures, error) {
	id, found, err := houseOf(v)
	if err != nil || !found {
		return nil, err
	}
	h, err := load[house](c, v, id)
	out := slices.Clone(h.Counted)
	slices.Reverse(out)
	return out, err
}

// CountFigures sets down a period's figures in the court's own stream. It
// refuses (Conflict) a period that is not over: its figures would be others
// tomorrow.
func (c *Clerk) CountFigures(ctx context.Context, by court.PersonID, cmd CountFigures) (Done, error) {
	from, to := record.At(cmd.From), record.At(cmd.To)
	same := want{first: FiguresCounted{}.EventType(), says: map[string]string{"from": from.String(), "to": to.String()}}
	return c.act(ctx, by, cmd.Stamp, same, func(d *desk) error {
		actor, err := d.staff(ActCount)
		if err != nil {
			return err
		}
		switch {
		case !cmd.From.Before(cmd.To):
			return fault.Invalid("figures.period").On("from")
		case c.Clock.Now().Before(cmd.To):
			return fault.Conflict("figures.not_over").On("to")
		}
		all, err := c.sittings(d.View, cmd.From, cmd.To)
		if err != nil {
			return err
		}
		counted := FiguresCounted{From: from, To: to, Figures: hearing.Figures{}.Plus(hearing.Figures{}), Heads: []record.Head{}}
		for _, s := range all {
			counted.Figures, counted.Heads = counted.Figures.Plus(s.Figures), append(counted.Heads, s.Head)
		}
		id, found, err := d.house()
		if err != nil {
			return err
		}
		if !found {
			return fault.NotFound("court.not_founded")
		}
		return d.append(actor, nil, entry{id, []record.Data{counted}})
	})
}

// Gauge is one number of the court as it is now, for the operator's watch. It
// is about nobody.
type Gauge struct {
	Hearings map[hearing.State]int    // that have not ended
	People   map[hearing.Presence]int // in hearings that people may be in
	Failing  int                      // hearings in which the court's own side fails now
}

// Gauges counts what is under way.
func (c *Clerk) Gauges(ctx context.Context) (g Gauge, err error) {
	g = Gauge{Hearings: map[hearing.State]int{}, People: map[hearing.Presence]int{}}
	err = c.Store.View(ctx, func(v View) error {
		rows, err := v.Rows("hearing", "")
		if err != nil {
			return err
		}
		for _, r := range rows {
			var doc hearingRow
			if err := json.Unmarshal(r.Doc, &doc); err != nil {
				return err
			}
			if doc.State == hearing.Ended || doc.State == hearing.Adjourned {
				continue
			}
			g.Hearings[doc.State]++
			s, err := load[sheet](c, v, court.HearingID(r.Key))
			if err != nil {
				return err
			}
			if !s.Live() {
				continue
			}
			for _, t := range s.Roll {
				g.People[t.Presence]++
			}
			if s.Failure != nil {
				g.Failing++
			}
		}
		return nil
	})
	return g, err
}
