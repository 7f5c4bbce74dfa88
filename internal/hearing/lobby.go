package hearing

import (
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// LobbyOpened: the program opened the waiting room, for a hearing at that time.
type LobbyOpened struct {
	For record.Time `json:"for"`
}

// EventType is the word in the record.
func (LobbyOpened) EventType() string { return "hearing.lobby_opened" }

// stale is how long after its time the program still opens a lobby by itself:
// a hearing's day. Whoever comes to an older one opens it by coming.
const stale = 24 * time.Hour

// DoorAt is when the waiting room opens, early being the policy's time before
// the hearing; zero while the hearing has no time.
func (s Sitting) DoorAt(early time.Duration) time.Time {
	if s.Released {
		return time.Time{}
	}
	return s.At.Add(-early)
}

// OpenLobbyNow answers the opening of the waiting room when its time has come.
func (s Sitting) OpenLobbyNow(now time.Time, early time.Duration) []record.Data {
	door := s.DoorAt(early)
	if s.State != Scheduled || !s.Remote() || door.IsZero() || now.Before(door) || now.After(s.At.Add(stale)) {
		return nil
	}
	return []record.Data{LobbyOpened{For: record.At(s.At)}}
}

// MayCome refuses a person before the waiting room opens, and says when it
// does. The bench comes when it likes, and with it the door is open. What the
// clock says is enough: nobody stands at the door because the program was late
// to note that it is open.
func (s Sitting) MayCome(p court.PersonID, now time.Time, early time.Duration) error {
	if err := s.notEnded(); err != nil {
		return err
	}
	if !s.Remote() {
		return fault.Conflict("hearing.prepare.in_person")
	}
	t, on := s.Seat(p)
	if !on {
		return fault.Forbidden("hearing.not_on_roll")
	}
	if err := s.standing(t); err != nil {
		return err
	}
	switch {
	case s.State != Scheduled, t.Role.OnBench():
		return nil
	case s.Released:
		return fault.Conflict("hearing.prepare.no_time")
	case now.Before(s.DoorAt(early)):
		return fault.Conflict("hearing.prepare.early").With(fault.Args{"at": s.DoorAt(early)})
	}
	return nil
}

// Prepare is the person's device test, promise and knock. It refuses for a
// hearing in the courtroom, which has no lobby, before the lobby opens, without
// the promise not to record, and words no device test says. A device that does
// not work, or that was not tested, is noted and no ground to refuse: the court
// hears the person another way.
func (s Sitting) Prepare(p court.PersonID, d Prepared, now time.Time, early time.Duration) ([]record.Data, error) {
	if err := s.MayCome(p, now, early); err != nil {
		return nil, err
	}
	if !d.NoRecording {
		return nil, fault.Invalid("hearing.prepare.promise_missing").On("no_recording")
	}
	known := func(v string, words ...string) bool { return slices.Contains(words, v) }
	if !known(d.Camera, "ok", "none", "blocked", Untested) || !known(d.Microphone, "ok", "none", "blocked", "silent", Untested) ||
		!known(d.Sound, "ok", "not_heard", Untested) {
		return nil, fault.Invalid("hearing.prepare.test_missing").On("camera")
	}
	if !known(d.Link, "", "good", "sound_only", "poor", Untested) || !known(d.Lang, "", "kk", "ru", "en", "other") ||
		!known(d.Interpreter, "", "needed", "not_needed") {
		return nil, fault.Invalid("hearing.prepare.said").On("lang")
	}
	return []record.Data{d}, nil
}
