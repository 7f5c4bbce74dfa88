package record

import (
	"slices"
	"testing"

	"tarazy/internal/court"
)

// TestNamedOnce: one thing that is wrong is one or two lines, however much hangs
// on it; what could not be checked for it says so, and the rest is checked.
func TestNamedOnce(t *testing.T) {
	w := newWorld(t, testLog)
	w.trial()
	for range 30 {
		w.append(Draft{Stream: streamNo(3), Type: "case.noted", By: court.TheServer()}, kindCase)
	}
	p, opt := w.bundle(w.checkpoint(true)), Options{Policy: must(ParsePolicy(w.policy())), Log: w.logFiles()}
	c, h := streamNo(3), streamNo(4)
	all, _ := splitLines(p[fileProofs], 1000)
	half := len(all) / 2
	middle, _ := readProof(all[half], nil)
	for _, x := range []struct {
		name   string
		parts  Parts
		failed []string
		passed []string
	}{
		{"event dropped", lines(p, eventsFile(c), drop(3)), []string{"chain " + place(c, 4), "proofs " + fileProofs}, nil},
		{"event dropped that names the document", lines(p, eventsFile(c), drop(1)), []string{"chain " + place(c, 2), "proofs " + fileProofs}, []string{CheckDocuments}},
		{"last event dropped", lines(p, eventsFile(h), drop(3)), []string{"chain " + eventsFile(h), "proofs " + fileProofs, "log " + place(h, 4)}, []string{CheckHearings}},
		{"proof dropped", lines(p, fileProofs, drop(0)), []string{"proofs " + place(streamNo(1), 1)}, []string{CheckTags, CheckLog}},
		{"proofs swapped", lines(p, fileProofs, swap(half, half+1)), []string{"proofs " + place(c, int(middle.Version))}, nil},
		{"no proofs", with(p, fileProofs, nil), []string{"proofs " + place(streamNo(1), 1)}, []string{CheckTags, CheckSignatures, CheckLog}},
		{"checkpoint malformed", with(p, fileCheckpoint, []byte("x")), nil, []string{CheckProofs}},
		{"payload edited", replaceIn(p, eventsFile(c), "Талап", "Салап"), []string{"events " + place(c, 2)}, []string{CheckTags, CheckDocuments, CheckSignatures, CheckLog}},
	} {
		t.Run(x.name, func(t *testing.T) {
			r := VerifyFile(zipped(x.parts), opt)
			var failed, passed []string
			for _, one := range r.Checks {
				switch {
				case !one.OK && one.Name != CheckLayout && one.Name != CheckCheckpoint && one.Name != CheckSigners && (x.failed != nil || one.Name != CheckLog && one.Name != CheckStatement):
					failed = append(failed, one.Name+" "+one.Part)
				case one.Message == "verifier.passed_over":
					passed = append(passed, one.Name)
				}
			}
			if r.Exit != 1 || !slices.Equal(failed, x.failed) || !slices.Equal(passed, x.passed) {
				t.Errorf("exit %d, fails %q, passes over %q", r.Exit, failed, passed)
			}
		})
	}
}
