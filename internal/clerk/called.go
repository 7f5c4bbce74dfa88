package clerk

import (
	"sync"

	"tarazy/internal/court"
)

// nameOf is how a person is called. It is said once, when they are enrolled, and
// nothing changes it, so that what was read is not asked again: each act of a
// hearing is shown on every page of it, with everybody's name.
func (c *Clerk) nameOf(v View, id court.PersonID) (string, error) {
	if id == "" {
		return "", nil
	}
	if name, known := c.called.get(id); known {
		return name, nil
	}
	p, err := c.personOf(v, id)
	if err == nil {
		c.called.put(id, p.Name)
	}
	return p.Name, err
}

// called keeps names that were read, cacheSize of them; over it, all may go.
type called struct {
	mu sync.RWMutex
	m  map[court.PersonID]string
}

func (n *called) get(id court.PersonID) (name string, known bool) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	name, known = n.m[id]
	return name, known
}

func (n *called) put(id court.PersonID, name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.m == nil || len(n.m) >= cacheSize {
		n.m = map[court.PersonID]string{}
	}
	n.m[id] = name
}
