package hearing

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/record"
)

// Fold applies events to s and answers a new value; s is left as it was.
// Stubs and types of a later version only move the version.
func (s Sitting) Fold(events ...record.Event) (Sitting, error) {
	// Cloned, so that values folded earlier from the same base stay as they were.
	s.Roll, s.Reports = slices.Clone(s.Roll), slices.Clone(s.Reports)
	s.Attempts, s.DateNotices = slices.Clone(s.Attempts), slices.Clone(s.DateNotices)
	s.Unheard = slices.Clone(s.Unheard)
	for _, e := range events {
		if e.Payload != nil {
			if err := s.apply(e); err != nil {
				return s, err
			}
		}
		s.ID, s.Version = e.Header.Stream, e.Header.Version
	}
	return s, nil
}

// read decodes the event's data as a T.
func read[T record.Data](e record.Event) (d T, err error) {
	if err := json.Unmarshal(e.Payload.Data, &d); err != nil {
		return d, fmt.Errorf("hearing: № %d %s: %w", e.Header.Version, e.Payload.Type, err)
	}
	return d, nil
}

// with applies the data of an event as a T.
func with[T record.Data](e record.Event, f func(T)) error {
	d, err := read[T](e)
	if err == nil {
		f(d)
	}
	return err
}

func (s *Sitting) apply(e record.Event) error {
	at, by := e.Payload.At.Time, e.Payload.By.Person
	switch e.Payload.Type {
	case "hearing.scheduled":
		return with(e, func(d ScheduledFor) { s.schedule(d, at) })
	case "hearing.prepared":
		return with(e, func(d Prepared) { s.prepare(by, d, at) })
	case "hearing.admitted", "hearing.turned_away", "hearing.removed", "hearing.readmitted", "hearing.objected", "hearing.kept_waiting":
		return s.applyAdmission(e, at)
	case "hearing.identified":
		return with(e, func(d Identified) { s.identify(d, by, at, e.Header.Version) })
	case "hearing.entered":
		return with(e, func(d Entered) { s.place(d.Person, Inside, at, "") })
	case "hearing.lost":
		return with(e, func(d PersonLost) {
			s.place(d.Person, Lost, d.Since.Time, d.Cause)
			s.uncall(d.Person, at, e.Header.Version)
		})
	case "hearing.back":
		return with(e, func(d PersonBack) { s.place(d.Person, Inside, at, "") })
	case "hearing.left":
		s.untalk(by, at, e.Header.Version)
		s.place(by, Gone, at, LeftByOwnAct)
		s.uncall(by, at, e.Header.Version)
		s.Hands = without(s.Hands, by)
	case "hearing.contact_attempted", "hearing.contact_queued", "hearing.contact_delivered", "hearing.contact_disputed", "hearing.date_notice_queued":
		return s.applyContact(e)
	case "hearing.cannot_enter", "hearing.cannot_enter_bounded", "hearing.report_answered":
		return s.applyReport(e)
	case "hearing.interpretation_taken", "hearing.interpretation_dropped":
		s.seat(by, func(t *Seat) { t.Interpreted = e.Payload.Type == "hearing.interpretation_taken" })
	case SoundFailed{}.EventType(), SoundBack{}.EventType():
		return s.applySound(e)
	case "hearing.private_asked", "hearing.private_declined", "hearing.private_opened", "hearing.private_left", "hearing.private_recalled",
		"hearing.private_closed":
		return s.applyPrivate(e, at)
	case PowerLapsed{}.EventType():
		return with(e, func(d PowerLapsed) { s.lapse(d, at, e.Header.Version) })
	case "hearing.roll_changed":
		return with(e, func(d RollChanged) { s.follow(d, by, at, e.Header.Version) })
	case "hearing.hand_raised", "hearing.hand_lowered", "hearing.floor_given", "hearing.floor_taken", "hearing.mics_opened", "hearing.mics_closed",
		"hearing.muted", "hearing.unmuted":
		return s.applyFloor(e)
	default:
		return s.applyOrder(e, at)
	}
	return nil
}

// applyOrder applies what changes the state of the sitting.
func (s *Sitting) applyOrder(e record.Event, at time.Time) error {
	switch e.Payload.Type {
	case "hearing.opened":
		s.State, s.OpenedAt = Session, at
		for i, t := range s.Roll {
			s.Roll[i].Attended = t.Here()
		}
		return with(e, func(d Opened) { s.excuse(d.Absent) })
	case "hearing.lobby_opened":
		s.State = Lobby
	case "hearing.recessed":
		s.State, s.Hold, s.Break, s.Asks = Recess, nil, nil, nil // they may begin by themselves now
	case "hearing.resumed":
		s.State, s.Hold, s.Break = Session, nil, nil
	case "hearing.technical_break", "hearing.break_alarmed":
		return s.applyTechnical(e, at)
	case "hearing.went_on":
		s.State, s.Hold, s.Break = Session, nil, nil
		return with(e, func(d WentOn) { s.excuse(d.Without) })
	case "hearing.hold_dismissed":
		s.State, s.Hold = Session, nil
		return with(e, func(d HoldDismissed) { s.excuse(d.About) })
	case "hearing.held":
		return with(e, func(d HeldFor) { s.hold(d, at, e.Header.Version) })
	case "hearing.hold_alarmed":
		if s.Hold != nil {
			h := *s.Hold
			h.Alarmed = true
			s.Hold = &h
		}
	case "hearing.court_failed":
		return with(e, func(d CourtFailed) { s.fail(d, at, e.Header.Version) })
	case "hearing.court_restored":
		s.Failure = nil
	case "hearing.standing_ruled", "hearing.standing_lapsed":
		return s.applyStanding(e)
	case "hearing.placed":
		return with(e, s.placeIn)
	case "hearing.unplaced":
		s.Place, s.Released, s.OverWish = nil, true, nil
	case "hearing.closed":
		s.over(Ended, at)
	case "hearing.adjourned":
		return s.applyPutOff(e, at)
	}
	return nil
}

func (s *Sitting) schedule(d ScheduledFor, at time.Time) {
	s.Case, s.CaseNo, s.Kind, s.No, s.At, s.State = d.Case, d.CaseNo, d.Kind, d.No, d.At.Time, Scheduled
	s.Format, s.StageReason = cmp.Or(d.Format, court.Online), d.Reason
	if d.Decision != nil {
		s.Decision = &docket.Decision{FormatDecided: *d.Decision, At: at, Version: 1}
	}
	for _, l := range d.Roll {
		t := Seat{Presence: Outside, Since: at}
		t.take(l)
		s.Roll = append(s.Roll, t)
	}
}

// prepare seats the person in the lobby. The bench does not knock: judge and
// secretary admit themselves. Who was admitted before stays admitted.
func (s *Sitting) prepare(p court.PersonID, d Prepared, at time.Time) {
	if s.State == Scheduled {
		s.State = Lobby
	}
	s.seat(p, func(t *Seat) {
		t.Promised = d.NoRecording
		t.Device = map[string]string{"camera": d.Camera, "microphone": d.Microphone, "sound": d.Sound}
		if d.Link != "" {
			t.Device["link"] = d.Link
		}
		t.Lang, t.Interpreter = d.Lang, d.Interpreter
		if t.Role.OnBench() {
			t.Admitted = true
		}
		if t.Presence == Outside {
			t.Presence, t.Since, t.Cause, t.Overdue = Waiting, at, "", false
		}
	})
}

// hold begins a hold, or widens one: Since stays when the first began.
func (s *Sitting) hold(d HeldFor, at time.Time, version uint64) {
	h := Hold{Since: at, About: slices.Clone(d.About), Cause: d.Cause, Version: version}
	if old := s.Hold; old != nil {
		h.Since, h.Version, h.Alarmed = old.Since, old.Version, old.Alarmed
		h.About = slices.Clone(old.About)
		for _, p := range d.About {
			if !slices.Contains(h.About, p) {
				h.About = append(h.About, p)
			}
		}
		if old.Cause != d.Cause {
			h.Cause = NotEstablished
		}
	}
	s.State, s.Hold = Held, &h
	for _, p := range d.About {
		if d.Cause != TheCourt {
			s.seat(p, func(t *Seat) { t.Holds++ })
		}
	}
}

// fail notes the court's own failure. A restart of the program cut everyone
// off: nobody is in the room until seen in it again.
func (s *Sitting) fail(d CourtFailed, at time.Time, version uint64) {
	if d.Sign == SignRecordGone {
		return // over when it is written, and nobody was cut off
	}
	if d.Sign != SignRestarted {
		s.Failure = &Failure{Since: d.Since.Time, Sign: d.Sign}
		return
	}
	s.Failure = nil
	for i, t := range s.Roll {
		if t.Here() {
			s.Roll[i].Presence, s.Roll[i].Since, s.Roll[i].Cause = Lost, d.Since.Time, TheCourt
		}
		s.uncall(t.Person, at, version)
	}
}

func (s *Sitting) seat(p court.PersonID, f func(*Seat)) {
	for i := range s.Roll {
		if s.Roll[i].Person == p {
			f(&s.Roll[i])
		}
	}
}

func (s *Sitting) place(p court.PersonID, where Presence, since time.Time, cause Cause) {
	s.seat(p, func(t *Seat) {
		t.Presence, t.Since, t.Cause = where, since, cause
		if where == Inside {
			t.Excused, t.Stood = false, false
			t.Attended = t.Attended || !s.OpenedAt.IsZero()
			if t.Talk != "" {
				t.Presence = Private
			}
		}
		t.stand()
	})
	if where != Inside {
		s.Unheard = slices.DeleteFunc(s.Unheard, func(u Unheard) bool { return u.Person == p }) // the broken line says more
	}
}

func (s *Sitting) excuse(people []court.PersonID) {
	s.Vacant = slices.DeleteFunc(slices.Clone(s.Vacant), func(v Vacancy) bool { return slices.Contains(people, v.Person) })
	for _, p := range people {
		s.seat(p, func(t *Seat) { t.Excused, t.Stood = !t.Here(), false })
	}
}

// Seat finds the person's line of the roll.
func (s Sitting) Seat(p court.PersonID) (Seat, bool) {
	for _, t := range s.Roll {
		if t.Person == p {
			return t, true
		}
	}
	return Seat{}, false
}
