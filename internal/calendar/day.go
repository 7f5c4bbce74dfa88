package calendar

import (
	"fmt"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// Day is a day by the court's clock. Zero is no day.
type Day int32

// DayOf is the day a local time falls on.
func DayOf(local time.Time) Day {
	y, m, d := local.Date()
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// ParseDay reads a day as a form sends it: 2026-03-02.
func ParseDay(s string) (Day, bool) {
	t, err := time.Parse(time.DateOnly, s)
	return DayOf(t), err == nil
}

// Noon is the middle of the day by UTC, a moment that falls on this day in
// every zone a court sits in: what rules are asked with.
func (d Day) Noon() time.Time { return d.utc().Add(12 * time.Hour) }

func (d Day) utc() time.Time { return time.Unix(int64(d)*24*60*60, 0).UTC() }

func (d Day) String() string { return d.utc().Format(time.DateOnly) }

// MarshalText writes 2026-03-02.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText accepts exactly that.
func (d *Day) UnmarshalText(b []byte) error {
	v, ok := ParseDay(string(b))
	if !ok {
		return fmt.Errorf("calendar: %q is no day", b)
	}
	*d = v
	return nil
}

// Span is from the first to the last day, both included. Without a last day
// it is open.
type Span struct {
	First Day `json:"first"`
	Last  Day `json:"last,omitempty"`
}

// Has reports whether d is in the span.
func (s Span) Has(d Day) bool { return d >= s.First && (s.Last == 0 || d <= s.Last) }

func (s Span) valid() bool { return s.First > 0 && (s.Last == 0 || s.Last >= s.First) }

// until is the span cut off before d; false when nothing is left of it.
func (s Span) until(d Day) (Span, bool) {
	if s.Last == 0 || s.Last >= d {
		s.Last = d - 1
	}
	return s, s.Last >= s.First
}

// Slot is one sitting of a hearing: when, in which courtroom (none online),
// and which seats were given for it.
type Slot struct {
	Start record.Time  `json:"start"`
	End   record.Time  `json:"end"`
	Room  court.RoomID `json:"room,omitempty"`
	Seats Given        `json:"seats"`
}

// Policy is what the rules say for one day. Times of day count from midnight.
type Policy struct {
	SeatDistanceCM   int           // between people: each has a square of this side
	AirPerPersonM3   int           // of the room's volume
	RoomSharePercent int           // of the room's seats that may be taken
	Cleaning         time.Duration // between two hearings in one room
	JourneySameTown  time.Duration // between two places of one town
	JourneyOtherTown time.Duration
	SlotStart        time.Duration // when the first hearing may begin
	SlotEnd          time.Duration // when the last must be over
	SlotStep         time.Duration // hearings begin at whole steps
	WishDays         int           // which one person may keep free of any WishWindow in a row
	WishWindow       int           // in days
	WishBinds        int           // for how many days after a case was opened wishes bind it
	LeaveDays        int           // of leave of one person, of any LeaveWindow in a row
	LeaveWindow      int           // in days
}

// farKM is the way from which a person cannot be asked to be in the courtroom
// for the first slot of a day. It is one of the cuts of the rules' band.
const farKM = 200

// Terms are what the law says, asked by day: rules and holidays have dates.
type Terms struct {
	Local   func(time.Time) time.Time // a moment by the court's clock
	Policy  func(Day) Policy          // in force on the day
	Working func(Day) (bool, string)  // whether the court sits, and if not, why
}

// at is a time of day as a moment.
func (t Terms) at(d Day, since time.Duration) time.Time {
	utc := d.utc().Add(since)
	guess := utc.Add(-east(t.Local(utc)))
	return utc.Add(-east(t.Local(guess)))
}

func east(local time.Time) time.Duration {
	_, sec := local.Zone()
	return time.Duration(sec) * time.Second
}

func (t Terms) day(at time.Time) Day { return DayOf(t.Local(at)) }

// clock is the time of day.
func (t Terms) clock(at time.Time) time.Duration {
	local := t.Local(at)
	h, m, s := local.Clock()
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second
}
