package api

import (
	"slices"
	"sync"

	"tarazy/internal/court"
)

// mostSockets is how many pages of one hearing a person may have open: two
// screens, a telephone, and one more of each that is not yet seen to be gone.
const mostSockets = 6

// sockets are the open pages of people, by hearing.
type sockets struct {
	mu   sync.Mutex // guards open
	open map[seatOf][]*func()
}

type seatOf struct {
	hearing court.HearingID
	person  court.PersonID
}

// join counts a page in. Where there are too many already it closes the oldest:
// the page a person opened last is the one before them. The answer counts it out.
func (x *sockets) join(hearing court.HearingID, person court.PersonID, end func()) func() {
	k, mine := seatOf{hearing, person}, &end
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.open == nil {
		x.open = map[seatOf][]*func(){}
	}
	x.open[k] = append(x.open[k], mine)
	if n := len(x.open[k]) - mostSockets; n > 0 {
		for _, oldest := range x.open[k][:n] {
			go (*oldest)()
		}
		x.open[k] = slices.Clone(x.open[k][n:])
	}
	return func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.open[k] = slices.DeleteFunc(x.open[k], func(o *func()) bool { return o == mine })
		if len(x.open[k]) == 0 {
			delete(x.open, k)
		}
	}
}
