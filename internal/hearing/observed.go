package hearing

import (
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

// Signs of a loss or failure: what stopped.
const (
	SignHeartbeat = "heartbeat_gone"
	SignPackets   = "packets_gone"
	SignSocket    = "socket_closed"
	SignMediaLeft = "media_left"
	SignMediaDown = "media_server_down"
	SignRestarted = "program_restarted"
	SignAllAtOnce = "all_at_once"
	// SignRecordGone: the record could not be kept.
	SignRecordGone = "record_gone"
)

// Enter notes that an admitted person is in the room, for the first time or
// again. It answers nothing when that changes nothing: the room may report
// someone who is not admitted, and a report is no act.
func (s Sitting) Enter(p court.PersonID, now time.Time) []record.Data {
	t, on := s.Seat(p)
	if !on || !t.Admitted || !s.Live() {
		return nil
	}
	switch t.Presence {
	case Waiting:
		return []record.Data{Entered{Person: p}}
	case Lost, Gone:
		return []record.Data{PersonBack{Person: p, Since: record.At(t.Since), MS: max(0, now.Sub(t.Since).Milliseconds())}}
	}
	return nil
}

// Lose notes that nothing is seen of a person who was in the room.
func (s Sitting) Lose(p court.PersonID, since time.Time, cause Cause, signs []string) []record.Data {
	t, on := s.Seat(p)
	if !on || !t.Here() || !s.Live() {
		return nil
	}
	return []record.Data{PersonLost{Person: p, Since: record.At(since), Cause: cause, Signs: signs}}
}

// HoldNow answers a hold when the sitting is in session and a necessary person
// has not been there for as long as the policy says, wherever else they are:
// lost, also out of a private talk; gone or put out; at the door, let in or not;
// or not come yet, as one who was added to the case a moment ago. While it is
// held already, it answers the hold for those who are missing since.
//
// A person who left by own act is held for as well, and one whose power ended:
// what follows is the judge's to say. Whom the court's own failure cut off the sitting waits
// for in a technical break. In a courtroom the program sees nobody and holds nothing.
func (s Sitting) HoldNow(now time.Time, policy rules.HoldPolicy) []record.Data {
	if s.State != Session && s.State != Held || !s.Remote() {
		return nil
	}
	d := HeldFor{Cause: TheCourt}
	for _, t := range s.Roll {
		if !s.Awaited(t) || t.Excused || t.Here() || t.cutOffByCourt() || now.Sub(s.awaitedSince(t)) < policy.Hold {
			continue
		}
		if s.Hold != nil && slices.Contains(s.Hold.About, t.Person) {
			continue
		}
		d.About = append(d.About, t.Person)
		if why := t.whyAway(); why != d.Cause {
			d.Cause = oneCause(d, why)
		}
	}
	if len(d.About) == 0 {
		return nil
	}
	return []record.Data{d}
}

// awaitedSince is since when the sitting has gone on without the person. Who
// knocks, and who is let in, is given the time it takes.
func (s Sitting) awaitedSince(t Seat) time.Time {
	since := t.Since
	for _, m := range []time.Time{s.OpenedAt, t.LetIn} {
		if m.After(since) {
			since = m
		}
	}
	return since
}

// cutOffByCourt reports whether the court's own failure keeps the person away:
// then it is a technical break that the sitting waits in.
func (t Seat) cutOffByCourt() bool { return t.Presence == Lost && t.Cause == TheCourt }

// whyAway is why the person is not there. At the door by an order is by order;
// who was never in the room, or is let in and not back, has lost no line.
func (t Seat) whyAway() Cause {
	switch {
	case t.Order != nil:
		return ByOrder
	case t.Cause == "":
		return NotCome
	}
	return t.Cause
}

// oneCause is the cause of a hold about several people: theirs if it is the
// same for all, else not established.
func oneCause(d HeldFor, c Cause) Cause {
	if len(d.About) == 1 {
		return c
	}
	return NotEstablished
}

// AlarmNow answers the alarm when a hold or a technical break has lasted too
// long without an act.
func (s Sitting) AlarmNow(now time.Time, policy rules.HoldPolicy) []record.Data {
	if b := s.Break; s.State == TechnicalBreak && b != nil && !b.Alarmed && now.Sub(b.Since) >= policy.Alarm {
		return []record.Data{BreakAlarmed{Since: record.At(b.Since)}}
	}
	if s.State != Held || s.Hold == nil || s.Hold.Alarmed || now.Sub(s.Hold.Since) < policy.Alarm {
		return nil
	}
	return []record.Data{HoldAlarmed{Since: record.At(s.Hold.Since)}}
}

// Fail notes that the court's own side has failed, Restore that it works again.
func (s Sitting) Fail(since time.Time, sign string) []record.Data {
	if s.Failure != nil || !s.Live() {
		return nil
	}
	return []record.Data{CourtFailed{Since: record.At(since), Sign: sign}}
}

// Restore ends a failure noted by Fail.
func (s Sitting) Restore(now time.Time) []record.Data {
	if s.Failure == nil || !s.Live() {
		return nil
	}
	return []record.Data{CourtRestored{Since: record.At(s.Failure.Since), MS: max(0, now.Sub(s.Failure.Since).Milliseconds())}}
}

// RestoreUnseen ends a failure that nobody was there to see the end of. It answers
// nothing while somebody is in the room, who is the better witness.
func (s Sitting) RestoreUnseen(now time.Time) []record.Data {
	data := s.Restore(now)
	if len(data) == 0 || slices.ContainsFunc(s.Roll, Seat.Here) {
		return nil
	}
	d := data[0].(CourtRestored)
	d.Unseen = true
	return []record.Data{d}
}

// Restart says what follows when the program starts again over a sitting that
// people were in: the court failed, from the last thing on the record until
// now, and a sitting in session is in a technical break until the judge acts.
// Nobody's absence is theirs.
func (s Sitting) Restart(last, now time.Time) []record.Data {
	if !s.Live() || !slices.ContainsFunc(s.Roll, Seat.Here) {
		return nil
	}
	until := record.At(now)
	return s.brokenOff(CourtFailed{Since: record.At(last), Until: &until, Sign: SignRestarted})
}
