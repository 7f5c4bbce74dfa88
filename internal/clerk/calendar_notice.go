package clerk

import (
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

// keepsDate reports whether a hearing that begins then keeps the date its people
// were told: it is on the same day, and not before the hour they know. What was
// taken out of the calendar has no date to keep.
func (c *Clerk) keepsDate(s hearing.Sitting, start time.Time) bool {
	day := func(at time.Time) calendar.Day { return calendar.DayOf(c.Law.Local(at)) }
	return !s.Released && day(start) == day(s.At) && !start.Before(s.At)
}

// mayDate refuses (Conflict) to give a hearing another date than its people
// were told sooner than the law gives them notice (limit trial_notice). Who
// fixes hearings may shorten the notice.
func (c *Clerk) mayDate(s hearing.Sitting, f docket.File, actor court.Actor, slots []calendar.Slot) error {
	if len(slots) == 0 || c.keepsDate(s, slots[0].Start.Time) || Permitted(actor.Role, ActSchedule) {
		return nil
	}
	until, a, err := c.noticeUntil(f)
	if err != nil {
		return err
	}
	if slots[0].Start.After(until) {
		return nil
	}
	refusal := fault.Args{"day": calendar.DayOf(c.Law.Local(until)), "rule": a.By.ID}
	if len(a.By.Articles) > 0 {
		refusal["article"] = a.By.Articles[0]
	}
	return fault.Conflict("calendar.date.notice").With(refusal).On("start")
}

// noticeUntil is until when the law gives people notice of a date told now.
func (c *Clerk) noticeUntil(f docket.File) (time.Time, rules.Answer, error) {
	return c.Law.Limit("trial_notice", rules.Facts{"kind": string(f.Kind)}, c.Clock.Now())
}

// insteadOf is what a first place says of the date that the judge had fixed and
// it does not keep: nil where it keeps it, and where there is none any more.
func (c *Clerk) insteadOf(s hearing.Sitting, slots []calendar.Slot, reason string) *calendar.Instead {
	if s.Released || len(slots) == 0 || c.keepsDate(s, slots[0].Start.Time) {
		return nil
	}
	return &calendar.Instead{At: record.At(s.At), Reason: reason}
}

// seats are how many seats for press and public the court's policy gives an
// open hearing where nobody asks for another number.
func (c *Clerk) seats(now time.Time) (press, public int) {
	n := func(matter string) int {
		o, _ := c.Law.Number(matter, now)
		return int(o.N)
	}
	return n("press_seats"), n("public_seats")
}
