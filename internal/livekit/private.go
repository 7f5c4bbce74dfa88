package livekit

import (
	"strconv"
	"sync"

	"tarazy/internal/court"
)

// genName is the attribute of a ticket, and of who entered with it, that says
// to which move of the person between rooms it belongs. The media server keeps
// it when it renews a ticket, and nobody may change their own.
const genName = "gen"

func genOf(attributes map[string]string) uint64 {
	n, _ := strconv.ParseUint(attributes[genName], 10, 64) // without one: never moved
	return n
}

// gens remembers to which move each media session belongs.
type gens struct {
	mu *sync.Mutex // guards of
	of map[string]uint64
}

func newGens() gens { return gens{&sync.Mutex{}, map[string]uint64{}} }

func (g gens) note(session string, attributes map[string]string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.of[session] = genOf(attributes)
}

func (g gens) find(session string) uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.of[session]
}

// private reports whether the room is a private talk's. Nothing of ours ever
// enters one: who is there is what the server lists, and whether their lines
// hold is what our own server counts.
func (w *watch) private() bool { return w.talk != "" }

// unseen is the probe's eyes where there is no probe.
func unseen(string, string) bool { return false }

// current reports whether the person's place in the room is still that of the
// move.
func (r *Rooms) current(room court.StreamID, person court.PersonID, gen uint64) bool {
	place, in := r.place(room, person)
	return in && place.Gen == gen
}
