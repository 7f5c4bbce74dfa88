package livekit

import (
	"maps"
	"sync"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
)

const unknownReason = "UNKNOWN_REASON" // the media server's own word

// roster is who is in a room, made of two sources that each may be late. A
// session that was seen leaving never comes back, so that a late list cannot
// bring a person back.
type roster struct {
	mu     *sync.Mutex // guards the maps
	here   map[court.PersonID]string
	misses map[court.PersonID]int
	gone   map[string]bool // sessions that have ended
}

func newRoster() roster {
	return roster{
		mu: &sync.Mutex{}, here: map[court.PersonID]string{},
		misses: map[court.PersonID]int{}, gone: map[string]bool{},
	}
}

// present is who is here, and in which session.
func (r roster) present() map[court.PersonID]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.here)
}

// joined answers the facts that follow from seeing the person in a session.
func (r roster) joined(person court.PersonID, session string) []clerk.Fact {
	r.mu.Lock()
	defer r.mu.Unlock()
	before, was := r.here[person]
	if r.gone[session] || (was && before == session) {
		return nil
	}
	var facts []clerk.Fact
	if was {
		facts = append(facts, r.end(person, before, unknownReason))
	}
	r.here[person] = session
	delete(r.misses, person)
	return append(facts, clerk.Fact{Kind: clerk.FactJoined, Person: person, Session: session})
}

// left answers the facts that follow from a session's end. The reason is in
// the media server's words.
func (r roster) left(person court.PersonID, session, reason string) []clerk.Fact {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.here[person] != session {
		r.gone[session] = true
		return nil
	}
	return []clerk.Fact{r.end(person, session, reason)}
}

// listed answers the facts that follow from the server's whole list. Who is
// missing twice, and is not seen by other means, has gone.
func (r roster) listed(list map[court.PersonID]string, seen func(identity, session string) bool) []clerk.Fact {
	var facts []clerk.Fact
	for person, session := range list {
		facts = append(facts, r.joined(person, session)...)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for person, session := range r.here {
		if list[person] == session || seen(string(person), session) {
			delete(r.misses, person)
			continue
		}
		if r.misses[person]++; r.misses[person] >= 2 {
			facts = append(facts, r.end(person, session, unknownReason))
		}
	}
	return facts
}

// end forgets a session; the caller holds mu.
func (r roster) end(person court.PersonID, session, reason string) clerk.Fact {
	delete(r.here, person)
	delete(r.misses, person)
	r.gone[session] = true
	return clerk.Fact{Kind: clerk.FactGone, Person: person, Session: session, Reason: reason}
}
