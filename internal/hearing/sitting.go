package hearing

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

// yearsAhead is how far ahead a hearing may be fixed, as in the calendar.
const yearsAhead = 2

// Grace is how long after its time a hearing may still be put down: people were
// called by telephone, and are there.
const Grace = time.Hour

// Schedule fixes a hearing; its format is the clerk's to add. The roll is everyone in the case file,
// bench first; nobody can shorten it, and who of it is necessary the law of
// that day says. It refuses a time that is past, or further ahead than the calendar goes,
// and one at which the case has a hearing already.
func Schedule(f docket.File, at, now time.Time, law *rules.Law) (ScheduledFor, error) {
	if at.IsZero() || at.Before(now.Add(-Grace)) {
		return ScheduledFor{}, fault.Invalid("hearing.schedule.past").On("at")
	}
	if at.After(now.AddDate(yearsAhead, 0, 0)) {
		return ScheduledFor{}, fault.Invalid("calendar.slots.far").With(fault.Args{"n": yearsAhead}).On("at")
	}
	for _, h := range f.Hearings {
		if h.Ended == nil && h.At.Equal(at) {
			return ScheduledFor{}, fault.Conflict("hearing.schedule.twice").With(fault.Args{"n": h.No}).On("at")
		}
	}
	d := ScheduledFor{Case: f.ID, CaseNo: f.No, Kind: f.Kind, No: len(f.Hearings) + 1, At: record.At(at)}
	var err error
	d.Roll, err = rollOf(f, at, law)
	return d, err
}

// Live reports whether people may be in the room.
func (s Sitting) Live() bool {
	return slices.Contains([]State{Lobby, Session, Recess, Held, TechnicalBreak}, s.State)
}

// Remote reports whether people take part through the media room: in a
// hearing that is wholly in the courtroom nobody does.
func (s Sitting) Remote() bool { return s.Format == court.Online || s.Format == court.Hybrid }

// Missing lists the necessary persons who are not in the room and whom the
// judge has not gone on without, and those of whom the case
// has no more whom it cannot do without. Who came to a hearing in the courtroom is
// established there; the program sees nobody and says nothing.
func (s Sitting) Missing() []court.PersonID {
	missing := []court.PersonID{}
	if !s.Remote() {
		return missing
	}
	for _, t := range s.Roll {
		if s.Awaited(t) && t.Presence != Inside && !t.Excused {
			missing = append(missing, t.Person)
		}
	}
	for _, v := range s.Vacant {
		if !slices.Contains(missing, v.Person) {
			missing = append(missing, v.Person)
		}
	}
	return missing
}

// MayOpen refuses (Conflict) a sitting that has begun or ended, and one whose
// people are in a private talk. Who is missing, Open says.
func (s Sitting) MayOpen() error {
	if s.State != Scheduled && s.State != Lobby {
		return fault.Conflict("hearing.open.not_lobby")
	}
	return s.notTalking()
}

// benchAway reports whether the presiding judge takes part through the room and
// is not in it: a sitting neither begins nor goes on behind their back.
func (s Sitting) benchAway() bool {
	return s.Remote() && slices.ContainsFunc(s.Roll, func(t Seat) bool {
		return t.Role == court.Judge && s.Awaited(t) && t.Presence != Inside
	})
}

// Admit lets p into the room. It refuses someone who is not on the roll, has
// not knocked, was admitted already, or is kept out by an order of the judge; a
// witness before the sitting is in session, but not one who was in the room and is
// called again; and one whose power does not cover
// the day.
func (s Sitting) Admit(p court.PersonID) ([]record.Data, error) {
	if err := s.notEnded(); err != nil {
		return nil, err
	}
	t, on := s.Seat(p)
	switch {
	case !on:
		return nil, fault.Forbidden("hearing.not_on_roll")
	case t.Admitted:
		return nil, fault.Conflict("hearing.admit.already")
	case t.Order != nil:
		// What the judge ordered, the judge ends, with a reason.
		return nil, fault.Conflict("hearing.admit.ordered_out")
	case t.Uncalled && s.State != Lobby:
		// Called again: they need not knock a second time.
	case t.Presence != Waiting || !t.Promised:
		return nil, fault.Conflict("hearing.admit.not_waiting")
	case t.Role == court.Witness && s.State != Session:
		// Who is to testify hears nothing of the hearing before that.
		return nil, fault.Conflict("hearing.admit.witness_early")
	}
	if err := s.standing(t); err != nil {
		return nil, err
	}
	return []record.Data{Admitted{Person: p}}, nil
}

// Open begins the sitting. The presiding judge opens it from within the room,
// and not before its time while somebody necessary is not there: who comes when
// they were told to finds no sitting that went on without them. With a necessary
// person absent after that it refuses to begin without a reason: that is a
// ruling, and the record must say why.
func (s Sitting) Open(reason string, now time.Time) ([]record.Data, error) {
	if err := s.MayOpen(); err != nil {
		return nil, err
	}
	reason, err := text(reason)
	if err != nil {
		return nil, err
	}
	absent := s.Missing()
	switch {
	case s.benchAway():
		return nil, fault.Conflict("hearing.open.judge_outside")
	case len(absent) > 0 && now.Before(s.At):
		return nil, fault.Conflict("hearing.open.early").With(fault.Args{"people": join(absent), "time": s.At})
	case len(absent) > 0 && reason == "":
		return nil, fault.Conflict("hearing.open.person_missing").With(fault.Args{"people": join(absent)}).On("reason")
	}
	return []record.Data{Opened{Reason: reason, Absent: absent}}, nil
}

// Recess interrupts a sitting that is in session; it also ends a hold or a
// technical break.
func (s Sitting) Recess(reason string) ([]record.Data, error) {
	if s.State != Session && s.State != Held && s.State != TechnicalBreak {
		return nil, fault.Conflict("hearing.recess.not_in_session")
	}
	reason, err := text(reason)
	if err != nil {
		return nil, err
	}
	return []record.Data{Recessed{Reason: reason}}, nil
}

// Resume ends a hold, a recess or a technical break without a reason. It refuses while a
// necessary person is missing: that takes GoOn, with a reason.
func (s Sitting) Resume() ([]record.Data, error) {
	if !s.stopped() {
		return nil, fault.Conflict("hearing.resume.not_stopped")
	}
	if err := s.notTalking(); err != nil {
		return nil, err
	}
	if missing := s.Missing(); len(missing) > 0 {
		return nil, fault.Conflict("hearing.resume.person_missing").With(fault.Args{"people": join(missing)})
	}
	return []record.Data{Resumed{}}, nil
}

// GoOn ends a hold, a recess or a technical break without the people missing whom the judge had
// in view: shown names them, and nil stands for all. It is about nobody else: who is missing since
// is held for anew. It refuses without a reason, and while the judge is out of the room: nobody
// goes on without the court.
func (s Sitting) GoOn(reason string, shown []court.PersonID) ([]record.Data, error) {
	if !s.stopped() {
		return nil, fault.Conflict("hearing.go_on.not_stopped")
	}
	if err := s.notTalking(); err != nil {
		return nil, err
	}
	reason, err := text(reason)
	if err != nil {
		return nil, err
	}
	if reason == "" {
		return nil, fault.Invalid("hearing.go_on.reason_missing").On("reason")
	}
	if s.benchAway() {
		return nil, fault.Conflict("hearing.go_on.judge_outside")
	}
	return []record.Data{WentOn{Reason: reason, Without: s.RuledOn(shown)}}, nil
}

// RuledOn are the people missing whom a ruling covers: of a hold, only those it
// is for; and only those shown to the judge, where that is known: nil stands for all.
func (s Sitting) RuledOn(shown []court.PersonID) []court.PersonID {
	return slices.DeleteFunc(s.Missing(), func(p court.PersonID) bool {
		return s.Hold != nil && !slices.Contains(s.Hold.About, p) || shown != nil && !slices.Contains(shown, p)
	})
}

// Dismiss ends a hold as mistaken, about whom GoOn would be. It refuses without a
// reason, and while the judge is out of the room.
func (s Sitting) Dismiss(reason string, shown []court.PersonID) ([]record.Data, error) {
	if s.State != Held {
		return nil, fault.Conflict("hearing.dismiss.not_held")
	}
	reason, err := text(reason)
	if err != nil {
		return nil, err
	}
	if reason == "" {
		return nil, fault.Invalid("hearing.dismiss.reason_missing").On("reason")
	}
	if s.benchAway() {
		return nil, fault.Conflict("hearing.go_on.judge_outside")
	}
	return []record.Data{HoldDismissed{Reason: reason, About: s.RuledOn(shown)}}, nil
}

// Close ends the sitting. It refuses while the sitting is held or in a technical
// break: either ends by an act that says what becomes of it, never by the way.
func (s Sitting) Close() ([]record.Data, error) {
	switch s.State {
	case Session, Recess:
		if err := s.notTalking(); err != nil {
			return nil, err
		}
		return []record.Data{Closed{}}, nil
	case Held:
		return nil, fault.Conflict("hearing.close.held")
	case TechnicalBreak:
		return nil, fault.Conflict("hearing.close.technical_break")
	}
	return nil, fault.Conflict("hearing.close.not_in_session")
}

// Leave is the person's own act. It refuses someone who is not there.
func (s Sitting) Leave(p court.PersonID) ([]record.Data, error) {
	if err := s.notEnded(); err != nil {
		return nil, err
	}
	t, on := s.Seat(p)
	if !on {
		return nil, fault.Forbidden("hearing.not_on_roll")
	}
	if t.Presence == Outside || t.Presence == Gone || t.Presence == PutOut {
		return nil, fault.Conflict("hearing.leave.not_inside")
	}
	return []record.Data{PersonLeft{}}, nil
}

// stopped reports whether the sitting stands still until a judge acts.
func (s Sitting) stopped() bool {
	return s.State == Held || s.State == Recess || s.State == TechnicalBreak
}

// Over reports whether the sitting has ended or was put off: nothing more is done in it.
func (s Sitting) Over() bool { return s.State == Ended || s.State == Adjourned }

func (s Sitting) notEnded() error {
	if s.Over() {
		return fault.Conflict("hearing.ended")
	}
	return nil
}

// text trims what a person wrote and refuses more than a page of it.
func text(v string) (string, error) {
	if v = court.Text(v); utf8.RuneCountInString(v) > 4000 {
		return v, fault.Invalid("hearing.text_long").On("reason")
	}
	return v, nil
}

func join(people []court.PersonID) string {
	words := make([]string, len(people))
	for i, p := range people {
		words[i] = string(p)
	}
	return strings.Join(words, " ")
}
