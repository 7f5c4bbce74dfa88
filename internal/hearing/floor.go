package hearing

import (
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// HandRaised asks for the floor.
type HandRaised struct{}

// HandLowered takes the asking back.
type HandLowered struct{}

// FloorGiven lets a person speak; unless Beside, those who had the floor have
// it no longer.
type FloorGiven struct {
	Person court.PersonID `json:"person"`
	Beside bool           `json:"beside,omitempty"`
}

// FloorTaken ends a person's speaking.
type FloorTaken struct {
	Person court.PersonID `json:"person"`
}

// MicsOpened lets everybody in the room speak at will; MicsClosed ends it.
type MicsOpened struct{}

// MicsClosed leaves the word to those who are given the floor.
type MicsClosed struct{}

// Muted keeps a person silent, open microphones or not, until they are given
// the floor or the order ends.
type Muted struct {
	Person court.PersonID `json:"person"`
}

// Unmuted ends that.
type Unmuted struct {
	Person court.PersonID `json:"person"`
}

// EventType is the word in the record; likewise for all below.
func (HandRaised) EventType() string  { return "hearing.hand_raised" }
func (HandLowered) EventType() string { return "hearing.hand_lowered" }
func (FloorGiven) EventType() string  { return "hearing.floor_given" }
func (FloorTaken) EventType() string  { return "hearing.floor_taken" }
func (MicsOpened) EventType() string  { return "hearing.mics_opened" }
func (MicsClosed) EventType() string  { return "hearing.mics_closed" }
func (Muted) EventType() string       { return "hearing.muted" }
func (Unmuted) EventType() string     { return "hearing.unmuted" }

// Voice reports whether the person's microphone may send now. The bench always
// may, and who only watches never; before the opening everybody else who was
// admitted, so that each can be tried; in session who has the floor, the interpreter, and everybody while
// microphones are open; in a hold, a recess or a break nobody but the bench.
func (s Sitting) Voice(p court.PersonID) bool {
	t, on := s.Seat(p)
	switch {
	case !on || !t.Admitted || !s.Live():
		return false
	case t.Talk != "":
		return true // among themselves; nobody else hears it
	case t.Role.OnBench():
		return true
	case t.Role.Watches():
		return false
	case t.Muted:
		return false
	case s.State == Lobby || s.State == Scheduled:
		return true
	case s.State != Session:
		return false
	}
	return s.OpenMics || t.Role == court.Interpreter || slices.Contains(s.Floor, p)
}

// Raise asks for the floor. It refuses who is not in the room, who only
// watches, has asked already, or has the floor.
func (s Sitting) Raise(p court.PersonID) ([]record.Data, error) {
	t, err := s.present(p)
	if err != nil {
		return nil, err
	}
	if t.Role.Watches() {
		return nil, fault.Forbidden("hearing.floor.watches")
	}
	if slices.Contains(s.Hands, p) || slices.Contains(s.Floor, p) {
		return nil, fault.Conflict("hearing.hand.already")
	}
	return []record.Data{HandRaised{}}, nil
}

// Lower takes back the asking. It refuses who has not asked.
func (s Sitting) Lower(p court.PersonID) ([]record.Data, error) {
	if !slices.Contains(s.Hands, p) {
		return nil, fault.Conflict("hearing.hand.none")
	}
	return []record.Data{HandLowered{}}, nil
}

// Give gives a person the floor, alone or beside those who have it. It refuses
// outside a session, who is not in the room or only watches, and the bench,
// which needs none.
func (s Sitting) Give(p court.PersonID, beside bool) ([]record.Data, error) {
	t, err := s.present(p)
	switch {
	case err != nil:
		return nil, err
	case s.State != Session:
		return nil, fault.Conflict("hearing.floor.not_in_session")
	case t.Role.OnBench():
		return nil, fault.Conflict("hearing.floor.bench")
	case t.Role.Watches():
		return nil, fault.Forbidden("hearing.floor.watches")
	case slices.Contains(s.Floor, p) && (beside || len(s.Floor) == 1) && !t.Muted:
		return nil, fault.Conflict("hearing.floor.already")
	}
	return []record.Data{FloorGiven{Person: p, Beside: beside}}, nil
}

// Take takes the floor from a person. It refuses who does not have it. It
// does not ask whether they are there: a floor given stays theirs over a drop.
func (s Sitting) Take(p court.PersonID) ([]record.Data, error) {
	if err := s.notEnded(); err != nil {
		return nil, err
	}
	if !slices.Contains(s.Floor, p) {
		return nil, fault.Conflict("hearing.floor.none")
	}
	return []record.Data{FloorTaken{Person: p}}, nil
}

// OpenMicrophones lets everybody speak at will.
func (s Sitting) OpenMicrophones() ([]record.Data, error) {
	if s.State != Session {
		return nil, fault.Conflict("hearing.floor.not_in_session")
	}
	if s.OpenMics {
		return nil, fault.Conflict("hearing.mics.already")
	}
	return []record.Data{MicsOpened{}}, nil
}

// CloseMicrophones leaves the word to those with the floor. It is lawful in a
// hold too: what the judge finds when resuming is theirs to settle before.
func (s Sitting) CloseMicrophones() ([]record.Data, error) {
	if err := s.notEnded(); err != nil {
		return nil, err
	}
	if !s.OpenMics {
		return nil, fault.Conflict("hearing.mics.already")
	}
	return []record.Data{MicsClosed{}}, nil
}

// Mute keeps a person silent until Unmute or the floor. It refuses the bench.
func (s Sitting) Mute(p court.PersonID) ([]record.Data, error) {
	t, err := s.present(p)
	switch {
	case err != nil:
		return nil, err
	case t.Role.OnBench():
		return nil, fault.Forbidden("hearing.mute.bench")
	case t.Muted:
		return nil, fault.Conflict("hearing.mute.already")
	}
	return []record.Data{Muted{Person: p}}, nil
}

// Unmute ends Mute.
func (s Sitting) Unmute(p court.PersonID) ([]record.Data, error) {
	if err := s.notEnded(); err != nil {
		return nil, err
	}
	if t, _ := s.Seat(p); !t.Muted {
		return nil, fault.Conflict("hearing.mute.none")
	}
	return []record.Data{Unmuted{Person: p}}, nil
}

// present finds the seat of a person who was admitted to a sitting that lives.
func (s Sitting) present(p court.PersonID) (Seat, error) {
	if err := s.notEnded(); err != nil {
		return Seat{}, err
	}
	t, on := s.Seat(p)
	switch {
	case !on:
		return t, fault.Forbidden("hearing.not_on_roll")
	case !t.Admitted:
		return t, fault.Conflict("hearing.enter.not_admitted")
	}
	return t, nil
}

// applyFloor applies who may speak. Slices are made anew: values folded
// earlier stay as they were.
func (s *Sitting) applyFloor(e record.Event) error {
	by := e.Payload.By.Person
	switch e.Payload.Type {
	case "hearing.hand_raised":
		s.Hands = joined(s.Hands, by)
	case "hearing.hand_lowered":
		s.Hands = without(s.Hands, by)
	case "hearing.mics_opened":
		s.OpenMics = true
	case "hearing.mics_closed":
		s.OpenMics = false
	case "hearing.floor_given":
		return with(e, func(d FloorGiven) {
			if !d.Beside {
				s.Floor = nil
			}
			s.Floor, s.Hands = joined(s.Floor, d.Person), without(s.Hands, d.Person)
			s.seat(d.Person, func(t *Seat) { t.Muted = false })
		})
	case "hearing.floor_taken":
		return with(e, func(d FloorTaken) { s.Floor = without(s.Floor, d.Person) })
	case "hearing.muted":
		return with(e, func(d Muted) { s.seat(d.Person, func(t *Seat) { t.Muted = true }) })
	case "hearing.unmuted":
		return with(e, func(d Unmuted) { s.seat(d.Person, func(t *Seat) { t.Muted = false }) })
	}
	return nil
}

func joined(list []court.PersonID, p court.PersonID) []court.PersonID {
	if slices.Contains(list, p) {
		return list
	}
	return append(slices.Clone(list), p)
}

func without(list []court.PersonID, p court.PersonID) []court.PersonID {
	return slices.DeleteFunc(slices.Clone(list), func(x court.PersonID) bool { return x == p })
}
