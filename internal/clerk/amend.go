package clerk

import (
	"context"
	"strconv"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

// MaxDraft is the most bytes a draft amendment may have.
const MaxDraft = 1 << 20

// Replay runs a draft amendment over every format the court has ever decided,
// and answers what would have been heard otherwise. It reads only: past
// decisions stand whatever comes of it. It refuses (Forbidden) who may not,
// (Limit) a draft that is too long, and (Invalid) one that does not make a law;
// the cause is then of type rules.Problems and names every line.
func (c *Clerk) Replay(ctx context.Context, by court.PersonID, draft []byte) (report rules.Report, err error) {
	err = c.Store.View(ctx, func(v View) error {
		if err := c.mayInCourt(v, by, ActAmend); err != nil {
			return err
		}
		amended, err := c.amended(draft)
		if err != nil {
			return err
		}
		cases, failed, err := c.past(ctx, v)
		if err != nil {
			return err
		}
		report = rules.Replay(c.Law, amended, cases)
		return *failed
	})
	return report, err
}

func (c *Clerk) amended(draft []byte) (*rules.Law, error) {
	if len(draft) > MaxDraft {
		return nil, fault.Limit("law.draft.long").On("draft")
	}
	amended, err := c.Law.Amend(rules.Draft(draft))
	if err != nil {
		return nil, fault.Invalid("law.draft.wrong").On("draft").Because(err)
	}
	return amended, nil
}

// past are all decisions of the court, case by case as they are read: never
// more than one case is held. What cannot be read ends it and is answered in
// failed.
func (c *Clerk) past(ctx context.Context, v View) (cases func(yield func(rules.PastCase) bool), failed *error, err error) {
	rows, err := v.Rows("case", "")
	if err != nil {
		return nil, nil, err
	}
	here, err := c.home(v)
	if err != nil {
		return nil, nil, err
	}
	failed = new(error)
	return func(yield func(rules.PastCase) bool) {
		for _, r := range rows {
			if *failed = ctx.Err(); *failed != nil {
				return
			}
			var goOn bool
			if goOn, *failed = pastOf(v, court.CaseID(r.Key), here, yield); *failed != nil || !goOn {
				return
			}
		}
	}, failed, nil
}

// pastOf yields one case's decisions.
func pastOf(v View, id court.CaseID, here string, yield func(rules.PastCase) bool) (goOn bool, err error) {
	events, err := v.Events(id, 0)
	if err != nil {
		return false, err
	}
	var o docket.Opened
	for _, e := range events {
		switch e.Type() {
		case o.EventType():
			if err := e.Decode(&o); err != nil {
				return false, err
			}
			if o.District != "" {
				here = o.District
			}
		case docket.HearingScheduled{}.EventType():
			goOn, err := hearingOf(v, e, func(d docket.FormatDecided, at time.Time) bool { return yield(rules.PastOf(id, o.No, here, d, at)) })
			if err != nil || !goOn {
				return false, err
			}
		case docket.FormatDecided{}.EventType():
			var d docket.FormatDecided
			if err := e.Decode(&d); err != nil {
				return false, err
			}
			if !yield(rules.PastOf(id, o.No, here, d, e.Payload.At.Time)) {
				return false, nil
			}
		}
	}
	return true, nil
}

// hearingOf yields the decision of a hearing that had one of its own.
func hearingOf(v View, named record.Event, yield func(docket.FormatDecided, time.Time) bool) (goOn bool, err error) {
	var d docket.HearingScheduled
	if err := named.Decode(&d); err != nil {
		return false, err
	}
	events, err := v.Events(d.Hearing, 0)
	if err != nil || len(events) == 0 {
		return err == nil, err
	}
	var s hearing.ScheduledFor
	if err := events[0].Decode(&s); err != nil || s.Decision == nil {
		return err == nil, err
	}
	return yield(*s.Decision, events[0].Payload.At.Time), nil
}

// home is the district of a case that names none: the court's first, or in a
// court that lists none its name.
func (c *Clerk) home(v View) (string, error) {
	if len(c.Districts) > 0 {
		return c.Districts[0], nil
	}
	if name := c.Name[court.Kazakh]; name != "" {
		return name, nil
	}
	id, found, err := houseOf(v)
	if err != nil || !found {
		return "", err
	}
	h, err := load[house](c, v, id)
	return h.Name, err
}

// ReportRows are a report for a spreadsheet: one row for the whole, one for each
// move, district and single decision, told apart by the first column.
func ReportRows(lang court.Lang, r rules.Report) [][]string {
	t := func(key string) string { return i18n.T(lang, key, nil) }
	format := func(o rules.Outcome) string { return t("format." + o.Word) }
	counts := func(what, district string, c rules.Extent) []string {
		return []string{what, district, "", "", "", "", strconv.Itoa(c.Cases), strconv.Itoa(c.CasesChanged), strconv.Itoa(c.Decisions), strconv.Itoa(c.DecisionsChanged), "", ""}
	}
	rows := [][]string{
		{t("replay.csv.what"), t("replay.csv.district"), t("replay.csv.case"), t("replay.csv.date"), t("replay.csv.from"), t("replay.csv.to"),
			t("replay.csv.all_cases"), t("replay.csv.cases_changed"), t("replay.csv.cases"), t("replay.csv.changed"), t("replay.csv.rule"), t("replay.csv.on")},
		counts(t("replay.csv.all"), "", r.Extent),
	}
	for _, m := range r.Moves {
		rows = append(rows, []string{t("replay.csv.move"), "", "", "", format(m.From), format(m.To), "", "", "", strconv.Itoa(m.Decisions), "", ""})
	}
	for _, d := range r.Districts {
		rows = append(rows, counts(t("replay.csv.in_district"), d.Name, d.Extent))
	}
	for _, d := range r.Changed {
		rows = append(rows, []string{t("replay.csv.one"), d.District, string(d.No), d.At.Format(time.DateOnly), format(d.Was), format(d.Now), "", "", "", "", d.By, d.On.String()})
	}
	return rows
}
