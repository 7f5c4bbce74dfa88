package calendar

import (
	"tarazy/internal/court"
	"tarazy/internal/record"
)

// Opened is how the court's calendar stream begins.
type Opened struct{}

// RoomAdded puts a courtroom into the calendar.
type RoomAdded struct{ Courtroom }

// RoomChanged says anew what a courtroom is.
type RoomChanged struct{ Courtroom }

// RoomClosed takes a courtroom out of use for a while.
type RoomClosed struct {
	Room   court.RoomID `json:"room"`
	Span   Span         `json:"span"`
	Reason string       `json:"reason"`
}

// RoomReopened ends the closures of a courtroom from a day on.
type RoomReopened struct {
	Room court.RoomID `json:"room"`
	On   Day          `json:"on"`
}

// PersonAway says that a person cannot attend. The reason is theirs: no view
// of the calendar shows it.
type PersonAway struct {
	Person court.PersonID `json:"person"`
	Span   Span           `json:"span"`
	Leave  bool           `json:"leave,omitempty"` // of the bench: leave or illness, not a wish
	Reason string         `json:"reason,omitempty"`
}

// PersonBack ends a person's absences from a day on.
type PersonBack struct {
	Person court.PersonID `json:"person"`
	On     Day            `json:"on"`
}

// Booked gives a hearing its place.
type Booked struct {
	Hearing     court.HearingID `json:"hearing"`
	Case        court.CaseID    `json:"case"`
	CaseNo      court.CaseNo    `json:"case_no"`
	Format      court.Format    `json:"format"`
	Lang        court.Lang      `json:"lang,omitempty"`
	Closed      bool            `json:"closed,omitempty"` // to the public
	People      []Person        `json:"people"`
	Press       int             `json:"press,omitempty"` // seats wished for
	Public      int             `json:"public,omitempty"`
	Cameras     int             `json:"cameras,omitempty"` // asked of the room
	Microphones int             `json:"microphones,omitempty"`
	Slots       []Slot          `json:"slots"`
	Waiting     []Wait          `json:"waiting,omitempty"`
	Over        *OverWish       `json:"over,omitempty"`
	Instead     *Instead        `json:"instead,omitempty"`
	NoPublic    string          `json:"no_public,omitempty"` // why an open hearing has no seats for the public
}

// Instead is the date that was fixed and told before the hearing had a place,
// and why its first place does not keep it.
type Instead struct {
	At     record.Time `json:"at"`
	Reason string      `json:"reason"`
}

// Wait is where and until when a witness waits to be called, so that no two
// witnesses meet.
type Wait struct {
	Person court.PersonID `json:"person"`
	Place  string         `json:"place"`
	From   record.Time    `json:"from"`
	Until  record.Time    `json:"until"`
}

// Moved gives a hearing another place. Slots are all it has now, those that
// have begun before included. People is who attends from where, if the move
// changed that.
type Moved struct {
	Hearing court.HearingID `json:"hearing"`
	Slots   []Slot          `json:"slots"`
	People  []Person        `json:"people,omitempty"`
	Waiting []Wait          `json:"waiting,omitempty"`
	Reason  string          `json:"reason"`
	Over    *OverWish       `json:"over,omitempty"`
}

// Released takes a hearing out of the calendar; what has begun stays in it.
type Released struct {
	Hearing court.HearingID `json:"hearing"`
	Reason  string          `json:"reason"`
}

// Ended: the hearing has ended; what of its place had not begun is free.
type Ended struct {
	Hearing court.HearingID `json:"hearing"`
}

// CheckedIn: a person came in at the courtroom's door.
type CheckedIn struct {
	Hearing court.HearingID `json:"hearing"`
	Person  court.PersonID  `json:"person"`
	Room    court.RoomID    `json:"room"`
}

// EventType is the word in the record; likewise for all below.
func (Opened) EventType() string       { return "calendar.opened" }
func (RoomAdded) EventType() string    { return "calendar.room_added" }
func (RoomChanged) EventType() string  { return "calendar.room_changed" }
func (RoomClosed) EventType() string   { return "calendar.room_closed" }
func (RoomReopened) EventType() string { return "calendar.room_reopened" }
func (PersonAway) EventType() string   { return "calendar.person_away" }
func (PersonBack) EventType() string   { return "calendar.person_back" }
func (Booked) EventType() string       { return "calendar.booked" }
func (Moved) EventType() string        { return "calendar.moved" }
func (Released) EventType() string     { return "calendar.released" }
func (Ended) EventType() string        { return "calendar.ended" }
func (CheckedIn) EventType() string    { return "calendar.checked_in" }
