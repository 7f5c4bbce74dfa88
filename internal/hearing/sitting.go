package hearing

import (
	"slices"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

// Schedule fixes a hearing; its format is the clerk's to add. The roll is everyone in the case file,
// bench first; nobody can shorten it, and who of it is necessary the law of
// that day says. It refuses a time that is past.
func Schedule(f docket.File, at, now time.Time, law *rules.Law) (ScheduledFor, error) {
	if at.IsZero() || at.Before(now.Add(-time.Hour)) {
		return ScheduledFor{}, fault.Invalid("hearing.schedule.past").On("at")
	}
	d := ScheduledFor{Case: f.ID, CaseNo: f.No, Kind: f.Kind, No: len(f.Hearings) + 1, At: record.At(at)}
	for _, p := range f.People() {
		line := RollLine{Person: p, Role: f.RolesOf(p)[0]}
		for _, party := range f.Parties {
			if party.Person == p && party.Role == line.Role {
				line.For = party.For
				break
			}
		}
		line.Necessary, line.Articles = law.Necessary(f.Kind, line.Role, at)
		d.Roll = append(d.Roll, line)
	}
	return d, nil
}

// Live reports whether people may be in the room.
func (s Sitting) Live() bool {
	return slices.Contains([]State{Lobby, Session, Recess, Held, TechnicalBreak}, s.State)
}

// Remote reports whether people take part through the media room: in a
// hearing that is wholly in the courtroom nobody does.
func (s Sitting) Remote() bool { return s.Format == court.Online || s.Format == court.Hybrid }

// Missing lists the necessary persons who are not in the room and whom the
// judge has not gone on without. Who came to a hearing in the courtroom is
// established there; the program sees nobody and says nothing.
func (s Sitting) Missing() []court.PersonID {
	missing := []court.PersonID{}
	if !s.Remote() {
		return missing
	}
	for _, t := range s.Roll {
		if t.Necessary && t.Presence != Inside && !t.Excused {
			missing = append(missing, t.Person)
		}
	}
	return missing
}

// Prepare is the person's device test, promise and knock. It refuses for a
// hearing in the courtroom, which has no lobby, without the promise not to
// record, and words no device test says. A device that does not work is noted
// and no ground to refuse: the court hears the person another way.
func (s Sitting) Prepare(p court.PersonID, d Prepared) ([]record.Data, error) {
	if err := s.notEnded(); err != nil {
		return nil, err
	}
	if !s.Remote() {
		return nil, fault.Conflict("hearing.prepare.in_person")
	}
	if !d.NoRecording {
		return nil, fault.Invalid("hearing.prepare.promise_missing").On("no_recording")
	}
	known := func(v string, words ...string) bool { return slices.Contains(words, v) }
	if !known(d.Camera, "ok", "none", "blocked") || !known(d.Microphone, "ok", "none", "blocked", "silent") ||
		!known(d.Sound, "ok", "not_heard") {
		return nil, fault.Invalid("hearing.prepare.test_missing").On("camera")
	}
	if _, on := s.Seat(p); !on {
		return nil, fault.Forbidden("hearing.not_on_roll")
	}
	return []record.Data{d}, nil
}

// Admit lets p into the room. It refuses someone who is not on the roll, has
// not knocked, or was admitted already.
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
	case t.Presence != Waiting || !t.Promised:
		return nil, fault.Conflict("hearing.admit.not_waiting")
	}
	return []record.Data{Admitted{Person: p}}, nil
}

// Open begins the sitting. With a necessary person absent it refuses to do so
// without a reason: that is a ruling, and the record must say why.
func (s Sitting) Open(reason string) ([]record.Data, error) {
	if s.State != Scheduled && s.State != Lobby {
		return nil, fault.Conflict("hearing.open.not_lobby")
	}
	reason, err := text(reason)
	if err != nil {
		return nil, err
	}
	absent := s.Missing()
	if len(absent) > 0 && reason == "" {
		return nil, fault.Conflict("hearing.open.person_missing").With(fault.Args{"people": join(absent)}).On("reason")
	}
	return []record.Data{Opened{Reason: reason, Absent: absent}}, nil
}

// Recess interrupts a sitting that is in session or held.
func (s Sitting) Recess(reason string) ([]record.Data, error) {
	if s.State != Session && s.State != Held {
		return nil, fault.Conflict("hearing.recess.not_in_session")
	}
	reason, err := text(reason)
	if err != nil {
		return nil, err
	}
	return []record.Data{Recessed{Reason: reason}}, nil
}

// Resume ends a hold or a recess without a reason. It refuses while a
// necessary person is missing: that takes GoOn, with a reason.
func (s Sitting) Resume() ([]record.Data, error) {
	if s.State != Held && s.State != Recess {
		return nil, fault.Conflict("hearing.resume.not_stopped")
	}
	if missing := s.Missing(); len(missing) > 0 {
		return nil, fault.Conflict("hearing.resume.person_missing").With(fault.Args{"people": join(missing)})
	}
	return []record.Data{Resumed{}}, nil
}

// GoOn ends a hold or recess without the people missing. It refuses without a
// reason.
func (s Sitting) GoOn(reason string) ([]record.Data, error) {
	if s.State != Held && s.State != Recess {
		return nil, fault.Conflict("hearing.go_on.not_stopped")
	}
	reason, err := text(reason)
	if err != nil {
		return nil, err
	}
	if reason == "" {
		return nil, fault.Invalid("hearing.go_on.reason_missing").On("reason")
	}
	return []record.Data{WentOn{Reason: reason, Without: s.Missing()}}, nil
}

// Dismiss ends a hold as mistaken. It refuses without a reason.
func (s Sitting) Dismiss(reason string) ([]record.Data, error) {
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
	return []record.Data{HoldDismissed{Reason: reason, About: s.Missing()}}, nil
}

// Close ends the sitting. It refuses while the sitting is held: a hold ends by
// an act that says what becomes of it, never by the way.
func (s Sitting) Close() ([]record.Data, error) {
	switch s.State {
	case Session, Recess:
		return []record.Data{Closed{}}, nil
	case Held:
		return nil, fault.Conflict("hearing.close.held")
	}
	return nil, fault.Conflict("hearing.close.not_in_session")
}

// Contact records an attempt to reach a person of the roll. It does not
// refuse because the person is back by now: the attempt was made.
func (s Sitting) Contact(d ContactAttempted) ([]record.Data, error) {
	if err := s.notEnded(); err != nil {
		return nil, err
	}
	if _, on := s.Seat(d.Person); !on {
		return nil, fault.Invalid("hearing.contact.not_on_roll").On("person")
	}
	if !slices.Contains(ContactChannels(), d.Channel) {
		return nil, fault.Invalid("hearing.contact.channel_unknown").On("channel")
	}
	if !slices.Contains(ContactResults(), d.Result) {
		return nil, fault.Invalid("hearing.contact.result_unknown").On("result")
	}
	var err error
	if d.Note, err = text(d.Note); err != nil {
		return nil, err
	}
	return []record.Data{d}, nil
}

// ContactChannels are the ways to reach a person.
func ContactChannels() []string { return []string{"phone", "sms", "email", "other"} }

// ContactResults are what may come of an attempt.
func ContactResults() []string {
	return []string{"reached", "no_answer", "busy", "wrong_number", "other"}
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
	if t.Presence == Outside || t.Presence == Gone {
		return nil, fault.Conflict("hearing.leave.not_inside")
	}
	return []record.Data{PersonLeft{}}, nil
}

func (s Sitting) notEnded() error {
	if s.State == Ended || s.State == Adjourned {
		return fault.Conflict("hearing.ended")
	}
	return nil
}

// text trims what a person wrote and refuses more than a page of it.
func text(v string) (string, error) {
	if v = court.Text(v); len(v) > 4000 {
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
