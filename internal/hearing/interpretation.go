package hearing

import (
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// InterpretationTaken: the person follows the sitting through the interpreter
// from here on. It stands in the record, since who heard what in which language
// may matter later.
type InterpretationTaken struct{}

// InterpretationDropped: the person follows it in the original again.
type InterpretationDropped struct{}

// EventType is the word in the record; likewise for the one below.
func (InterpretationTaken) EventType() string   { return "hearing.interpretation_taken" }
func (InterpretationDropped) EventType() string { return "hearing.interpretation_dropped" }

// Interpret is the person's own choice to follow the sitting through the
// interpreter, or in the original. It refuses where no interpreter is on the
// roll, the interpreter, and what is so already.
func (s Sitting) Interpret(p court.PersonID, through bool) ([]record.Data, error) {
	t, err := s.present(p)
	switch {
	case err != nil:
		return nil, err
	case t.Role == court.Interpreter:
		return nil, fault.Forbidden("hearing.interpretation.own")
	case !slices.ContainsFunc(s.Roll, func(o Seat) bool { return o.Role == court.Interpreter }):
		return nil, fault.Conflict("hearing.interpretation.none")
	case t.Interpreted == through:
		return nil, fault.Conflict("hearing.interpretation.already")
	case through:
		return []record.Data{InterpretationTaken{}}, nil
	}
	return []record.Data{InterpretationDropped{}}, nil
}
