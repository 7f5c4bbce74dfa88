package record

import (
	"crypto/rand"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"tarazy/internal/court"
)

func TestContinues(t *testing.T) {
	for _, c := range []struct {
		now, was string
		want     bool
	}{
		{"court.example/log/2", "court.example/log/1", true},
		{"court.example/log/10", "court.example/log/9", true},
		{"court.example/log/1", "court.example/log/1", true},
		{"court.example/log/1", "court.example/log/2", false},
		{"court.example/log/2", "other.example/log/1", false},
		{"court.example/log/2", "court.example/log/01", false},
		{"court.example/log/2", "court.example/log/0", false},
		{"court.example/log/2", "court.example/log/", false},
		{"court.example/log/2", "court.example/log/1x", false},
		{"court.example/log/2000000000", "court.example/log/1", false},
		{"anything", "anything", true},
		{"anything", "", false},
		{"/log/2", "/log/1", false},
	} {
		if got := Continues(c.now, c.was); got != c.want {
			t.Errorf("Continues(%q, %q) = %v", c.now, c.was, got)
		}
	}
}

// nextEpoch is the court after a recovery: a new name and key, the same tree.
func (w *world) nextEpoch(log string) {
	w.log = log
	var err error
	if w.skey, w.vkey, err = note.GenerateKey(rand.Reader, log); err != nil {
		w.t.Fatal(err)
	}
}

// recovered plays a case whose hearing begins in the first epoch and goes on in
// the second.
func recovered(t testing.TB) *world {
	w := newWorld(t, testLog)
	w.trial()
	w.nextEpoch(EpochLog("court.example", 2))
	by := court.Actor{Person: judge, Role: court.Judge}
	w.append(w.sign(Draft{Stream: streamNo(3), Type: "case.ruled", By: by, Data: map[string]any{}}), kindCase)
	return w
}

// epochAttacks are a case and receipts over a recovery, as they should be, and
// with the epochs mixed up.
func epochAttacks(t testing.TB) []attack {
	first := newWorld(t, testLog)
	first.trial()
	before, beforePolicy := first.bundle(first.checkpoint(true)), first.policy()
	old := first.receipt(streamNo(3), 2)
	first.nextEpoch(EpochLog("court.example", 2))
	first.append(Draft{Stream: streamNo(3), Type: "case.ruled", By: court.TheServer()}, kindCase)

	w := recovered(t)
	whole, policy := w.bundle(w.checkpoint(true)), w.policy()
	again := w.receipt(streamNo(3), 2)
	log := w.logFiles()

	backwards := recovered(t)
	backwards.log = testLog
	backwards.append(Draft{Stream: streamNo(3), Type: "case.backdated", By: court.TheServer()}, kindCase)
	backwards.log = EpochLog("court.example", 2)

	ahead := recovered(t)
	ahead.log = EpochLog("court.example", 3)
	ahead.append(Draft{Stream: streamNo(3), Type: "case.ahead", By: court.TheServer()}, kindCase)
	ahead.log = EpochLog("court.example", 2)
	early := ahead.receipt(streamNo(3), 6)

	elsewhere := recovered(t)
	elsewhere.log = EpochLog("other.example", 1)
	elsewhere.append(Draft{Stream: streamNo(3), Type: "case.elsewhere", By: court.TheServer()}, kindCase)
	elsewhere.log = EpochLog("court.example", 2)

	replayed := recovered(t)
	replayed.log = testLog
	signed := replayed.sign(Draft{Stream: streamNo(3), Type: "case.ruled", By: court.Actor{Person: judge, Role: court.Judge}, Data: map[string]any{"n": 1}})
	replayed.log = EpochLog("court.example", 2)
	replayed.append(signed, kindCase)

	bundle := func(w *world) Parts { return w.bundle(w.checkpoint(true)) }
	return []attack{
		{Name: "case over a recovery", parts: whole, policy: policy, log: log, Exit: 0},
		{Name: "receipt of the first epoch given again in the second", raw: again, policy: policy, log: log, Exit: 0},
		{Name: "bundle of the first epoch, log of the second", parts: before, policy: beforePolicy, log: first.logFiles(), Exit: 1, Check: CheckLog, Part: "log"},
		{Name: "receipt of the first epoch, log of the second", raw: old, policy: beforePolicy, log: first.logFiles(), Exit: 1, Check: CheckLog, Part: "log"},
		{Name: "event of the first epoch after one of the second", parts: bundle(backwards), policy: backwards.policy(), Exit: 1, Check: CheckChain, Part: place(streamNo(3), 6)},
		{Name: "event of an epoch the bundle does not know", parts: bundle(ahead), policy: ahead.policy(), Exit: 1, Check: CheckChain, Part: place(streamNo(3), 6)},
		{Name: "receipt of a later epoch than its checkpoint", raw: early, policy: ahead.policy(), Exit: 1, Check: CheckProofs, Part: receiptPart},
		{Name: "event of another court's log", parts: bundle(elsewhere), policy: elsewhere.policy(), Exit: 1, Check: CheckChain, Part: place(streamNo(3), 6)},
		{Name: "signature of the first epoch used in the second", parts: bundle(replayed), policy: replayed.policy(), Exit: 1, Check: CheckSignatures, Part: place(streamNo(3), 6)},
	}
}
