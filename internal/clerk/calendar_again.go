package clerk

import (
	"slices"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/record"
)

// What an act of the calendar must have said to be the same act: its days and
// slots as well as its words. A form sent again with another time chosen must
// not pass for booked.

func (cmd Courtroom) again() func([]record.Event) bool {
	same := func(was calendar.Courtroom) bool {
		now := cmd.Room.Tidy()
		now.ID = was.ID
		if now.Use.First == 0 {
			now.Use.First = was.Use.First
		}
		equal := slices.Equal(now.Seats.Witnesses, was.Seats.Witnesses)
		rest := func(r calendar.Courtroom) [7]any {
			s := r.Seats
			return [...]any{[3]string{r.Name, r.House, r.Town}, [4]int{s.Bench, s.Parties, s.Press, s.Public}, r.AreaM2, r.VolumeM3, r.Cameras, r.Microphones, r.Use}
		}
		return equal && rest(now) == rest(was)
	}
	if cmd.Room.ID != "" {
		return saying(1, func(_ int, d calendar.RoomChanged, _ record.Event) bool { return same(d.Courtroom) })
	}
	return saying(1, func(_ int, d calendar.RoomAdded, _ record.Event) bool { return same(d.Courtroom) })
}

func (cmd RoomSpan) again() func([]record.Event) bool {
	if cmd.Reopen {
		return saying(1, func(_ int, d calendar.RoomReopened, _ record.Event) bool { return d.On == cmd.Span.First })
	}
	return saying(1, func(_ int, d calendar.RoomClosed, _ record.Event) bool {
		return d.Span == cmd.Span && d.Reason == court.Text(cmd.Reason)
	})
}

func (cmd Absence) again() func([]record.Event) bool {
	if cmd.Back {
		return saying(1, func(_ int, d calendar.PersonBack, _ record.Event) bool { return d.On == cmd.Span.First })
	}
	return saying(1, func(_ int, d calendar.PersonAway, _ record.Event) bool {
		return d.Span == cmd.Span && d.Reason == court.Text(cmd.Reason)
	})
}

// said reports whether what an act booked over is what this one would say.
func (o Over) said(was *calendar.OverWish) bool {
	return was == nil || o.Wish && was.Reason == court.Text(o.Reason)
}

func (cmd Book) again() func([]record.Event) bool {
	return saying(1, func(_ int, d calendar.Booked, _ record.Event) bool {
		least := 0
		if d.Format == court.Hybrid { // the calendar asks for one of each whatever the form says
			least = 1
			for _, p := range d.People {
				if !p.Role.OnBench() && (p.Where == calendar.InCourt) != slices.Contains(cmd.InCourt, p.Person) {
					return false
				}
			}
		}
		seats := d.Closed || d.Press == cmd.Press && d.Public == cmd.Public // closed, it has none whatever was asked
		reasons := (d.Instead == nil || d.Instead.Reason == court.Text(cmd.Reason)) && (d.NoPublic == "" || d.NoPublic == court.Text(cmd.NoPublic))
		return seats && reasons && cmd.Over.said(d.Over) && calendar.SameTimes(d.Slots, cmd.Slots) && d.Cameras == max(cmd.Cameras, least) && d.Microphones == max(cmd.Microphones, least)
	})
}

func (cmd Rebook) again() func([]record.Event) bool {
	return saying(len(cmd.Shifts), func(i int, d calendar.Moved, e record.Event) bool {
		now := cmd.Shifts[i]
		return d.Hearing == now.Hearing && cmd.Over.said(d.Over) && d.Reason == court.Text(cmd.Reason) && calendar.SameTimes(d.Ahead(e.Payload.At), now.Slots)
	})
}
