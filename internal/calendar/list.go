package calendar

import "time"

// CauseList is a day of a courthouse as it hangs in the corridor and is
// printed: notices in words. It holds what anybody may read and nothing else.
type CauseList struct {
	Day    Day
	Today  bool
	House  string   // the courthouse; empty: the whole court
	Houses []string // all there are
	Lines  []Listed
	Now    time.Time
}

// Listed is a notice with names. A party is named where the law lets the
// hearing be public and says nothing against it, by as much of the name as the
// court publishes.
type Listed struct {
	Notice
	JudgeName  string
	PartyNames []string
	Sits       Sits
}

// Sits is how far a sitting that stands has come.
type Sits string

const (
	Ahead   Sits = ""
	Running Sits = "running"
	Paused  Sits = "paused"
	Over    Sits = "over"
)
