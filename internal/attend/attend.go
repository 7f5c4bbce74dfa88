// Package attend tells from what the server sees who is there. It is a pure
// machine: observations and moments go in, what is live and since when it is
// not comes out. It never says why beyond what it saw, and blames nobody.
package attend

import (
	"maps"
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/hearing"
)

// settle is how long after joining the first packet of an open microphone may
// take before its absence means anything.
const settle = 5 * time.Second

// stale is when the media server's word about packets is too old to prove
// anything: silence of the reporter is not silence of the person.
const stale = 2500 * time.Millisecond

// Person is what was last seen of one person.
type Person struct {
	Beat       time.Time // last heartbeat, on any socket
	Socket     string    // the newest socket of the room page; empty when it closed
	Joined     bool      // in the media room
	Session    string    // the media session that joined last
	JoinedAt   time.Time
	MediaGone  time.Time // when the person was last seen to leave the media room
	Report     time.Time // when the media server last reported packets
	LastPacket time.Time
	MicOpen    bool
	OpenSince  time.Time
	Left       bool // pressed Leave
}

// Room is what was last seen of everyone in one hearing.
type Room struct {
	People    map[court.PersonID]Person
	MediaDown time.Time // zero while the media server answers
	MediaBack time.Time // when it last began to answer
}

// Seen updates a person's entry. p is created when it is new.
func (r *Room) Seen(p court.PersonID, f func(*Person)) {
	if r.People == nil {
		r.People = map[court.PersonID]Person{}
	}
	v := r.People[p]
	f(&v)
	r.People[p] = v
}

// BeatAt notes a heartbeat.
func (v *Person) BeatAt(t time.Time) { v.Beat = later(v.Beat, t) }

// Join notes that the person is in the media room. A new page takes back an
// earlier Leave.
func (v *Person) Join(t time.Time, session string) {
	if !v.Joined {
		v.Joined, v.JoinedAt, v.MediaGone, v.Left = true, t, time.Time{}, false
		v.MicOpen, v.OpenSince, v.LastPacket, v.Report = false, time.Time{}, time.Time{}, time.Time{}
		v.Beat = later(v.Beat, t) // who joins without a heartbeat has as long to begin as anyone
	}
	if session != "" {
		v.Session = session
	}
}

// Go notes that the person left the media room. Word of an older session does
// not count once a newer one is there.
func (v *Person) Go(t time.Time, session string) {
	if v.Joined && (session == "" || v.Session == "" || session == v.Session) {
		v.Joined, v.MediaGone, v.Session = false, t, ""
	}
}

// Move notes that the record has the person in another room now: they are to be
// seen joining that one, as after leaving the one before.
func (v *Person) Move(t time.Time) {
	v.Go(t, "")
	v.MediaGone, v.MicOpen = t, false
}

// Leave notes the Leave button. The person is out until joining anew.
func (v *Person) Leave(t time.Time) {
	v.Go(t, "")
	v.Left = true
}

// late is how long a report of the media server may trail what it reports on.
const late = 1500 * time.Millisecond

// Packets notes the media server's view of the person's stream. A report also
// says that the person is in the media room, unless it may be a late one about
// a session that just ended.
func (v *Person) Packets(t, last time.Time, open bool, session string) {
	if !v.Joined {
		if v.Left || (t.Sub(v.MediaGone) < late && !last.After(v.MediaGone)) {
			return
		}
		v.Join(t, session)
	}
	if open && !v.MicOpen {
		v.OpenSince = t
	}
	v.MicOpen, v.Report, v.LastPacket = open, t, later(v.LastPacket, last)
}

// Finding is whether a person is live, and if not, since when and by what signs.
type Finding struct {
	Live  bool
	Since time.Time // the last sign of life of what stopped first
	Signs []string
	Left  bool // pressed Leave before it stopped
	Court bool // the court's own side explains it
}

// Find judges one person. after is how long something must be silent to count.
//
// A person with an open microphone is judged by heartbeat and packets, one
// without by the heartbeat alone; both must be in the media room, since who is
// not there hears nothing. Of one who is lost everything is named that has
// stopped, also what did a moment later: which of them was found first is chance.
func (r Room) Find(p court.PersonID, now time.Time, after time.Duration) Finding {
	v := r.People[p]
	f := Finding{Live: true, Left: v.Left}
	var beside []string
	gone := func(since time.Time, sign string) {
		switch silent := now.Sub(since); {
		case silent >= after:
			if f.Live || since.Before(f.Since) {
				f.Since = since
			}
			f.Live, f.Signs = false, append(f.Signs, sign)
		case silent >= stopping && sign != hearing.SignMediaDown:
			beside = append(beside, sign)
		}
	}
	gone(v.Beat, hearing.SignHeartbeat)
	if !r.MediaDown.IsZero() {
		gone(r.MediaDown, hearing.SignMediaDown)
	} else if !v.Joined {
		gone(v.MediaGone, hearing.SignMediaLeft)
	} else if since, silent := v.silent(now); silent {
		gone(since, hearing.SignPackets)
	}
	if f.Live {
		return f
	}
	f.Court = slices.Contains(f.Signs, hearing.SignMediaDown)
	f.Signs = append(f.Signs, beside...)
	if v.Socket == "" {
		f.Signs = append(f.Signs, hearing.SignSocket)
	}
	return f
}

// stopping is how long what comes every second must have stayed away to be
// named beside what has stopped.
const stopping = 1500 * time.Millisecond

// Here reports whether a person is seen in the room on every path: what it
// takes to be back. Find's patience is for losing; coming back needs proof.
func (r Room) Here(p court.PersonID, now time.Time, after time.Duration) bool {
	v := r.People[p]
	if !v.Joined || !r.MediaDown.IsZero() || now.Sub(v.Beat) >= after {
		return false
	}
	since, silent := v.silent(now)
	return !silent || now.Sub(since) < after
}

// silent says since when an open microphone has sent nothing, going by a
// report that is fresh.
func (v Person) silent(now time.Time) (since time.Time, is bool) {
	if !v.MicOpen || now.Sub(v.Report) > stale {
		return since, false
	}
	if v.LastPacket.After(v.OpenSince) || now.Sub(v.OpenSince) > settle {
		return later(v.LastPacket, v.OpenSince), true
	}
	return since, false
}

// AllAtOnce reports whether everyone of those named is lost and it happened to
// all within the window: then the court's own side is the likeliest place.
// One person alone is never all.
func AllAtOnce(found map[court.PersonID]Finding, window time.Duration) (since time.Time, is bool) {
	if len(found) < 2 {
		return since, false
	}
	var first, last time.Time
	for _, p := range slices.Sorted(maps.Keys(found)) {
		f := found[p]
		if f.Live || f.Left {
			return since, false
		}
		if first.IsZero() || f.Since.Before(first) {
			first = f.Since
		}
		last = later(last, f.Since)
	}
	return first, last.Sub(first) <= window
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
