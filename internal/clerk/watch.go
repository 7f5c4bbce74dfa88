package clerk

import (
	"context"
	"slices"
	"time"

	"tarazy/internal/attend"
	"tarazy/internal/court"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

// mediaState is what is known of the media server as a whole.
type mediaState struct{ down time.Time }

// allWithin is how close together the losses of everyone must be to look like
// one event, and silentAlready how long the others must have been silent by
// the time the first is counted as lost: a heartbeat a second, and some.
const (
	allWithin     = 3 * time.Second
	silentAlready = 1500 * time.Millisecond
)

// Saw takes a fact from the room's sockets or the media server. It never
// blocks on the store: Tick draws the conclusions.
func (c *Clerk) Saw(f Fact) {
	c.mu.Lock()
	defer c.mu.Unlock()
	down := &c.media.down
	var room *attend.Room
	if f.Hearing != "" {
		if room = c.rooms[f.Hearing]; room == nil {
			if !c.active[f.Hearing] {
				return // nobody draws conclusions, and nobody would forget it
			}
			room = &attend.Room{}
			c.rooms[f.Hearing] = room
		}
		down = &room.MediaDown
	}
	switch {
	case f.Kind == FactMediaDown && down.IsZero():
		*down = f.At
	case f.Kind == FactMediaUp:
		*down = time.Time{}
		if room != nil {
			room.MediaBack = f.At
		}
	}
	if room == nil || f.Person == "" || c.stale(f) {
		return
	}
	room.Seen(f.Person, func(p *attend.Person) { note(p, f) })
	c.uplink(f)
}

func note(p *attend.Person, f Fact) {
	switch f.Kind {
	case FactBeat:
		p.BeatAt(f.At)
	case FactSocketOpen:
		p.BeatAt(f.At)
		p.Socket = f.Session
	case FactSocketGone:
		if p.Socket == f.Session {
			p.Socket = ""
		}
	case FactLeft:
		p.Leave(f.At)
	case FactJoined:
		p.Join(f.At, f.Session)
	case FactGone:
		p.Go(f.At, f.Session)
	case FactPackets:
		p.Packets(f.At, f.LastPacket, f.MicOpen, f.Session)
	}
}

// due looks, without the writer, whether anything would be appended.
func (c *Clerk) due(ctx context.Context, id court.HearingID, see func(sheet) []record.Data) (due bool, err error) {
	err = c.Store.View(ctx, func(v View) error {
		s, err := load[sheet](c, v, id)
		due = err == nil && len(see(s)) > 0
		return err
	})
	return due, err
}

// roomOf copies what is seen of a hearing's people.
func (c *Clerk) roomOf(id court.HearingID) attend.Room {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := attend.Room{MediaDown: c.media.down, People: map[court.PersonID]attend.Person{}}
	if have := c.rooms[id]; have != nil {
		if r.MediaDown.IsZero() {
			r.MediaDown = have.MediaDown
		}
		r.MediaBack = have.MediaBack
		for p, v := range have.People {
			r.People[p] = v
		}
	}
	return r
}

// conclude says what follows from what is seen. A loss comes into the record
// before the hold it may lead to, so the hold is concluded on a later tick.
func conclude(s hearing.Sitting, room attend.Room, now time.Time, policy rules.HoldPolicy) []record.Data {
	atOnce, all := allLost(s, room, now)
	var out []record.Data
	if !room.MediaDown.IsZero() && now.Sub(room.MediaDown) >= policy.Seen {
		out = append(out, s.Fail(room.MediaDown, hearing.SignMediaDown)...)
	}
	lost, back := 0, 0
	var people []record.Data
	for _, t := range s.Roll {
		if !t.Here() {
			if room.Here(t.Person, now, policy.Seen) {
				entered := s.Enter(t.Person, now)
				people, back = append(people, entered...), back+len(entered)
			}
			continue
		}
		f := room.Find(t.Person, now, policy.Seen)
		if f.Live {
			continue
		}
		if f.Since.Before(t.Since) {
			f.Since = t.Since
		}
		people, lost = append(people, s.Lose(t.Person, f.Since, causeOf(f, all), f.Signs)...), lost+1
	}
	if all && lost > 0 && len(out) == 0 && room.MediaDown.IsZero() {
		out = append(out, s.Fail(atOnce, hearing.SignAllAtOnce)...)
	}
	out = append(out, restored(s, room, now, back > 0, policy)...)
	out = append(out, people...)
	if len(out) > 0 {
		return out
	}
	out = slices.Concat(s.LapseNow(now), s.LapsePowersNow(now), s.TalksNow(now), s.WaitNow(now, policy.Wait))
	if len(out) > 0 {
		return out
	}
	if out = s.BreakNow(now, policy); len(out) > 0 {
		return out
	}
	if out = s.VacantNow(); len(out) > 0 {
		return out
	}
	return append(s.HoldNow(now, policy), s.AlarmNow(now, policy)...)
}

// restored ends a failure of the court's own side, by what the court sees: that
// the media server answers again after it had gone, or somebody is back. Where
// everyone was cut off at once and neither is seen, because nobody comes, it ends
// once a hold without an act would be an alarm: then the court's own means have
// answered all that time, and the record says that nobody was there to show more.
func restored(s hearing.Sitting, room attend.Room, now time.Time, back bool, policy rules.HoldPolicy) []record.Data {
	f := s.Failure
	switch {
	case f == nil || !room.MediaDown.IsZero():
		return nil
	case back, f.Sign == hearing.SignMediaDown, room.MediaBack.After(f.Since.Add(-allWithin)):
		return s.Restore(now)
	case now.Sub(f.Since) >= policy.Alarm:
		return s.RestoreUnseen(now)
	}
	return nil
}

// causeOf says no more than is known: only the Leave button is an own act, and
// what it cannot lay at the court's door stays not established.
func causeOf(f attend.Finding, all bool) hearing.Cause {
	switch {
	case f.Left:
		return hearing.LeftByOwnAct
	case f.Court || all:
		return hearing.TheCourt
	}
	return hearing.NotEstablished
}

// allLost reports whether everyone in the room fell silent together.
func allLost(s hearing.Sitting, room attend.Room, now time.Time) (time.Time, bool) {
	found := map[court.PersonID]attend.Finding{}
	for _, t := range s.Roll {
		if t.Here() {
			found[t.Person] = room.Find(t.Person, now, silentAlready)
		}
	}
	return attend.AllAtOnce(found, allWithin)
}

// Silent lists the people in the room of whom nothing is seen for a second
// while they are not yet lost: for screens that show a line weakening.
func (c *Clerk) Silent(s hearing.Sitting, now time.Time) []court.PersonID {
	room := c.roomOf(s.ID)
	var out []court.PersonID
	for _, t := range s.Roll {
		if t.Here() && !room.Find(t.Person, now, silentAlready).Live {
			out = append(out, t.Person)
		}
	}
	slices.Sort(out)
	return out
}
