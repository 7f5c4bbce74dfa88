package clerk

import (
	"context"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// actors are the roles in which one person acts on several hearings: the judge
// of one case may be the secretary of another.
type actors map[court.HearingID]court.Actor

// placed appends what the calendar decides of hearings, and says it in each
// hearing's own stream. The hearing's event leads: its receipt is for its people,
// who are written to where the date they know is another now.
func (d *desk) placed(ctx context.Context, as actors, decide func(agenda) ([]record.Data, error)) error {
	a, data, err := d.decided(decide)
	if err != nil {
		return err
	}
	var actor court.Actor
	var told []entry
	for _, one := range data {
		var at entry
		switch e := one.(type) {
		case calendar.Booked:
			reason := ""
			if e.Instead != nil {
				reason = e.Instead.Reason
			}
			at = entry{e.Hearing, []record.Data{placeOf(a, e.Slots, reason, e.Over)}}
		case calendar.Moved:
			at = entry{e.Hearing, []record.Data{placeOf(a, e.Slots, e.Reason, e.Over)}}
		case calendar.Released:
			at = entry{e.Hearing, []record.Data{hearing.Unplaced{Reason: e.Reason}}}
		}
		actor = as[at.stream]
		before, err := load[sheet](d.Clerk, d, at.stream)
		if err != nil {
			return err
		}
		owed, err := d.tellDate(ctx, before, one)
		if err != nil {
			return err
		}
		if len(owed) > 0 {
			told = append(told, entry{at.stream, owed})
		}
		if err := d.append(actor, nil, at); err != nil {
			return err
		}
	}
	if err := d.append(actor, nil, entry{a.ID, data}); err != nil || len(told) == 0 {
		return err
	}
	return d.append(court.TheServer(), nil, told...) // after the act: what belongs to one act stands together
}

// placeOf is a place in the words of a hearing.
func placeOf(a agenda, slots []calendar.Slot, reason string, over *calendar.OverWish) hearing.Placed {
	p := hearing.Placed{Reason: reason}
	if over != nil {
		told := hearing.OverWish(*over)
		p.Over = &told
	}
	for _, s := range slots {
		r, _ := a.Room(s.Room)
		p.Sittings = append(p.Sittings, hearing.When{Start: s.Start, End: s.End, Room: s.Room, Name: r.Name, House: r.House})
	}
	return p
}
