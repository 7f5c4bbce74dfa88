package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"sync"

	"tarazy/internal/court"
)

// said is what a page tells the others of a private talk so that their browsers
// agree on a key: public halves and sealed boxes. The court passes it on and
// can read none of it.
type said struct {
	Talk court.TalkID    `json:"talk"`
	Gen  uint64          `json:"gen"`
	Body json.RawMessage `json:"body"`
}

// passed is the same on its way to the others, with who said it in the court's
// word.
type passed struct {
	T    string         `json:"t"`
	From court.PersonID `json:"from"`
	said
}

// relay passes what is said from socket to socket.
type relay struct {
	mu    sync.Mutex // guards lines
	lines map[court.HearingID]map[*line]bool
}

// line is one open socket of a person.
type line struct {
	person court.PersonID
	out    chan passed
}

// waiting is how much may wait for a socket that is slow. What is more is lost:
// the pages begin anew.
const waiting = 64

func (x *relay) join(hearing court.HearingID, person court.PersonID) (*line, func()) {
	l := &line{person, make(chan passed, waiting)}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.lines == nil {
		x.lines = map[court.HearingID]map[*line]bool{}
	}
	if x.lines[hearing] == nil {
		x.lines[hearing] = map[*line]bool{}
	}
	x.lines[hearing][l] = true
	return l, func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		delete(x.lines[hearing], l)
		if len(x.lines[hearing]) == 0 {
			delete(x.lines, hearing)
		}
	}
}

func (x *relay) pass(hearing court.HearingID, to []court.PersonID, m passed) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for l := range x.lines[hearing] {
		if l.person == m.From || !slices.Contains(to, l.person) {
			continue
		}
		select {
		case l.out <- m:
		default:
		}
	}
}

// say passes on what a person says to those who are in the same private talk
// at this moment. Of a talk they are not in, or of a time before somebody came
// or went, nothing is passed.
func (s *door) say(r *http.Request, raw []byte) {
	var m said
	if json.Unmarshal(raw, &m) != nil || len(m.Body) == 0 {
		return
	}
	v, err := s.see(r)
	if err != nil {
		return // the socket learns it by itself
	}
	if k, in := v.Sitting.Talk(v.Me); in && k.ID == m.Talk && k.Gen == m.Gen {
		s.relay.pass(v.Sitting.ID, k.People, passed{T: "talk", From: v.Me, said: m})
	}
}
