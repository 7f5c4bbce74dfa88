package clerk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// CannotEnter says that somebody takes part in a case and cannot get in.
type CannotEnter struct {
	Stamp
	Case    court.CaseNo    // as typed; or
	Hearing court.HearingID // as the link had it
	Name    string          // as typed, by who has not signed in or is not on the roll
	What    string          // of hearing.Obstacles
	Text    string
	Reach   string // how to reach them: for the bench, kept out of the record, for two days
	From    string // the address it came from: for the bounds alone, and kept nowhere
}

// Told is what who cannot get in is answered. Where the hearing is not on the
// public list the answer is the same whether there is one or not: nobody
// learns of a case by asking for it.
type Told struct {
	At      time.Time
	No      uint64 // record number; zero: not said
	CaseNo  court.CaseNo
	Hearing court.HearingID
}

// keepReach is how long the bench finds how a stranger can be reached.
const keepReach = 48 * time.Hour

// maxReach is how long that may be, in bytes.
const maxReach = 400

// CannotEnter takes down that somebody cannot get in: in their own name where
// they have signed in and are on the hearing's roll, else as what the program
// observed. It refuses (Invalid) what no hearing would take down, and (Limit)
// what is over the bounds of strangers, and says until when: whether there is
// such a hearing or not. Nobody is told that a bench knows what it does not.
func (c *Clerk) CannotEnter(ctx context.Context, by court.PersonID, cmd CannotEnter) (Told, error) {
	said := hearing.CannotEnter{Name: cmd.Name, What: cmd.What, Text: cmd.Text}
	if len(cmd.Reach) > maxReach {
		return Told{}, fault.Invalid("hearing.report.reach_long").On("reach")
	}
	told := Told{At: c.Clock.Now(), CaseNo: cmd.Case}
	id, own, public, err := c.whereTo(ctx, by, cmd)
	if err != nil {
		return told, err
	}
	if !own {
		if err := hearing.CheckReport(said); err != nil {
			return told, err
		}
	}
	if !own {
		if err := c.strangerMay(ctx, id, by, cmd); err != nil {
			return told, err
		}
	}
	if id == "" {
		return told, nil
	}
	var no uint64
	if own {
		no, err = c.reportOwn(ctx, by, id, cmd, said)
	} else {
		no, err = c.reportStranger(ctx, id, said)
	}
	if err == nil && cmd.Reach != "" && c.Addresses != nil {
		err = c.Addresses.Keep(ctx, reachKey(id, no), court.Text(cmd.Reach), told.At.Add(keepReach))
	}
	if !own && !public {
		if err != nil && !fault.Is(err, fault.KindConflict) { // it has ended: as if there were none
			return told, err
		}
		return told, nil
	}
	told.No, told.Hearing = no, id
	return told, err
}

func reachKey(id court.HearingID, no uint64) string { return fmt.Sprintf("%s/%d", id, no) }

// strangerMay refuses (Limit) a stranger's report that is over the bounds of
// their address or of everybody's about what they named, with the moment from
// which one is taken again. It asks before anybody knows whether there is such a
// hearing; where there is, the bench is told that people are turned away.
func (c *Clerk) strangerMay(ctx context.Context, id court.HearingID, by court.PersonID, cmd CannotEnter) error {
	about, from := cmp.Or(string(id), string(cmd.Hearing), string(cmd.Case)), cmd.From
	if by != "" {
		from = "person " + string(by)
	}
	now := c.Clock.Now()
	until, all := c.reports.take(about, from, c.Law.Reports(now), now)
	if until.IsZero() {
		return nil
	}
	why := fault.Limit("hearing.report.pace").With(fault.Args{"time": until.Add(time.Minute - 1).Truncate(time.Minute)})
	if all && id != "" {
		if err := c.observe(ctx, id, func(s sheet) []record.Data { return s.Bound() }); err != nil {
			return err
		}
	}
	return why
}

// reportOwn is the person's own act. Said twice it is said once.
func (c *Clerk) reportOwn(ctx context.Context, by court.PersonID, id court.HearingID, cmd CannotEnter, said hearing.CannotEnter) (uint64, error) {
	var before uint64
	done, err := c.order(ctx, by, order{ActReport, id, cmd.Stamp, "hearing.cannot_enter", nil, func(s hearing.Sitting) ([]record.Data, error) {
		if r, same := s.Reported(by, said); same {
			before = r.Version
			return nil, fault.Conflict("hearing.report.told_already")
		}
		return s.Report(by, said)
	}})
	if before != 0 {
		return before, nil
	}
	return done.Ref.Version, err
}

// reportStranger is what the program notes of somebody it does not know.
func (c *Clerk) reportStranger(ctx context.Context, id court.HearingID, said hearing.CannotEnter) (no uint64, err error) {
	var refusal error
	err = c.observe(ctx, id, func(s sheet) []record.Data {
		if r, same := s.Reported("", said); same {
			no = r.Version
			return nil
		}
		var data []record.Data
		if data, refusal = s.Report("", said); refusal != nil {
			return nil
		}
		no = s.Version + 1
		return data
	})
	if err == nil {
		err = refusal
	}
	if err == nil && no == 0 {
		err = fault.Conflict("hearing.ended")
	}
	return no, err
}

// whereTo finds the hearing that is meant: whether the person is on its roll,
// and whether it is on the public list of its day. No hearing is no refusal.
func (c *Clerk) whereTo(ctx context.Context, by court.PersonID, cmd CannotEnter) (id court.HearingID, own, public bool, err error) {
	err = c.Store.View(ctx, func(v View) error {
		s, err := c.meant(v, cmd)
		if fault.Is(err, fault.KindNotFound) {
			return nil
		}
		if err != nil || s.ID == "" {
			return err
		}
		id = s.ID
		if by != "" {
			_, _, _, err := c.sheetFor(v, by, id, ActReport)
			_, on := s.Seat(by)
			own = err == nil && on
		}
		a, err := c.agendaOf(v)
		if err != nil {
			return err
		}
		day := calendar.DayOf(c.Law.Local(s.At))
		public = slices.ContainsFunc(a.Wall(c.terms(), day, ""), func(n calendar.Notice) bool { return n.Hearing == id })
		return nil
	})
	return id, own, public, err
}

// meant is the hearing named, or the case's: the one under way, else the next.
func (c *Clerk) meant(v View, cmd CannotEnter) (sheet, error) {
	if cmd.Hearing != "" {
		return load[sheet](c, v, cmd.Hearing)
	}
	id, err := findCase(v, cmd.Case)
	if err != nil {
		return sheet{}, err
	}
	f, err := load[docket.File](c, v, id)
	if err != nil {
		return sheet{}, err
	}
	var best sheet
	for _, h := range f.Hearings {
		s, err := load[sheet](c, v, h.ID)
		if err != nil {
			return sheet{}, err
		}
		switch {
		case s.Over():
		case best.ID == "", s.Live() && !best.Live(), s.Live() == best.Live() && s.At.Before(best.At):
			best = s
		}
	}
	return best, nil
}

// AnswerReport says what the bench did about a report; it ends the alarm.
func (c *Clerk) AnswerReport(ctx context.Context, by court.PersonID, cmd Numbered) (Done, error) {
	return c.order(ctx, by, order{ActContact, cmd.Hearing, cmd.Stamp, "hearing.report_answered", map[string]string{"text": cmd.Reason},
		func(s hearing.Sitting) ([]record.Data, error) { return s.AnswerReport(cmd.No, cmd.Reason) }})
}
