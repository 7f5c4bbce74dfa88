package notary

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Conflict is what a cosigner says against the log's head: it has signed a tree
// that this one does not continue. One of the two histories was told anew. Its
// word is no proof; both checkpoints laid side by side are.
type Conflict struct {
	Log      string    `json:"log"`
	Cosigner string    `json:"cosigner"`
	Kind     string    `json:"kind"`  // ConflictAhead or ConflictOther
	Ours     int64     `json:"ours"`  // entries of the checkpoint it was asked to sign
	Theirs   int64     `json:"known"` // entries of the one it signed last, as far as it said
	Since    time.Time `json:"since"` // when it said so first
}

const (
	ConflictAhead = "ahead" // it signed a larger tree than ours
	ConflictOther = "other" // it signed a tree that ours does not continue
)

// Error is for the operator's log.
func (c Conflict) Error() string {
	return fmt.Sprintf("notary: the cosigner has signed another tree (%s): ours has %d entries, its own %d", c.Kind, c.Ours, c.Theirs)
}

// ReadConflicts reads what SaveConflicts kept; those of an earlier epoch are
// history and left out.
func ReadConflicts(kept, log string) ([]Conflict, error) {
	var out []Conflict
	for line := range strings.Lines(kept) {
		var c Conflict
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			return nil, fmt.Errorf("notary: kept conflicts: %w", err)
		}
		if c.Log == log {
			out = append(out, c)
		}
	}
	return out, nil
}

// Conflicts are those that stand: a cosigner that signs again takes its own back.
func (n *Notary) Conflicts() []Conflict {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return slices.Clone(n.conflicts)
}

// Forked names the cosigners whose conflicts stand, each once.
func (n *Notary) Forked() []string {
	var names []string
	for _, c := range n.Conflicts() {
		names = append(names, c.Cosigner)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// disputed keeps what a cosigner says, for `tarazy doctor` and the next start.
func (n *Notary) disputed(c Conflict) {
	n.mu.Lock()
	defer n.mu.Unlock()
	c.Log, c.Since = n.Origin, n.Clock.Now().UTC().Truncate(time.Second)
	for _, old := range n.conflicts {
		if old.Cosigner == c.Cosigner && old.Kind == c.Kind {
			return
		}
	}
	n.keepConflicts(append(without(n.conflicts, c.Cosigner), c))
}

// agreed takes a cosigner's conflict back: it has just signed our tree.
func (n *Notary) agreed(cosigner string) {
	if left := without(n.conflicts, cosigner); len(left) != len(n.conflicts) { // mu is held
		n.keepConflicts(left)
	}
}

func without(all []Conflict, cosigner string) []Conflict {
	return slices.DeleteFunc(slices.Clone(all), func(c Conflict) bool { return c.Cosigner == cosigner })
}

// keepConflicts replaces them; mu is held.
func (n *Notary) keepConflicts(all []Conflict) {
	n.conflicts = all
	var b strings.Builder
	for _, c := range all {
		line, err := json.Marshal(c)
		if err != nil {
			n.Log.Error("a cosigner's conflict was not kept", "err", err)
			return
		}
		b.Write(append(line, '\n'))
	}
	if err := n.Memory.SaveConflicts(b.String()); err != nil {
		n.Log.Error("a cosigner's conflict was not kept", "err", err)
	}
}
