package clerk

import "tarazy/internal/record"

// Project answers the register rows that a stream's events say there must be.
// It is all the registers hold: doctor compares.
func Project(events []record.Event) ([]Row, error) {
	state, err := foldStream(New(Deps{}), events)
	return rowsOf(state), err
}
