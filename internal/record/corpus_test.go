package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tarazy/internal/court"
)

// answer runs this verifier on a case.
func (a attack) answer(raw []byte) Report {
	var opt Options
	switch {
	case a.Key != "":
		opt.Policy = must(KeyPolicy(a.Key))
	case a.policy != "":
		opt.Policy = must(ParsePolicy(a.policy))
	}
	if a.log != nil {
		opt.Log = a.log
	}
	opt.Kept = a.kept
	return VerifyFile(raw, opt)
}

func (a attack) bytes() []byte {
	if a.parts != nil {
		return zipped(a.parts)
	}
	return a.raw
}

// TestAttacks is the attack table: what was done, the exit code and the part
// named; on this verifier as written there, on the second one the same.
func TestAttacks(t *testing.T) {
	other := newSecond(t)
	for _, a := range attacks(t) {
		t.Run(a.Name, func(t *testing.T) {
			r := a.answer(a.bytes())
			check, part := first(r)
			if r.Exit != a.Exit || check != a.Check || part != a.Part || !strings.Contains(asJSONIndent(r), a.Shows) {
				t.Errorf("exit %d %s %s, want %d %s %s\n%s", r.Exit, check, part, a.Exit, a.Check, a.Part, failures(r))
			}
			agree(t, a.Name, r, other.onCase(t, a))
		})
	}
}

func asJSONIndent(r Report) string { return string(must(json.MarshalIndent(r, "", "  "))) }

// smallBundle is a bundle with a key, a signature and a document, and a receipt
// out of it.
func smallBundle(t testing.TB) (w *world, parts Parts, receipt []byte) {
	w = newWorld(t, testLog)
	w.append(Draft{Stream: streamNo(1), Type: "person.enrolled", By: court.TheServer()}, kindPerson)
	w.register(judge, streamNo(1), "anVkZ2U")
	w.append(w.sign(Draft{Stream: streamNo(3), Type: "case.opened", By: court.Actor{Person: judge, Role: court.Judge},
		Data: map[string]any{"no": "7501-26-1/1"}}), kindCase)
	claim := []byte("%PDF")
	w.blobs[HashOf(claim)] = claim
	w.append(Draft{Stream: streamNo(3), Type: "case.filed", By: court.TheServer(), Data: map[string]any{"blob": HashOf(claim)}}, kindCase)
	return w, w.bundle(w.checkpoint(true)), w.receipt(streamNo(3), 1)
}

// TestEveryByteFlipped changes each byte of a small bundle's ZIP, each byte of
// each file of the same bundle as a folder, and each byte of a receipt. Nothing
// passes, something is named, and both verifiers name the same.
func TestEveryByteFlipped(t *testing.T) {
	w, parts, receipt := smallBundle(t)
	other, opt := newSecond(t), Options{Policy: must(ParsePolicy(w.policy()))}
	policy := other.write(t, "policy", []byte(w.policy()))
	// flip tries every byte; set puts the changed bytes where the other reads them.
	flip := func(what string, body []byte, ours func() Report, theirs string, set func()) {
		step := 1
		if testing.Short() {
			step = 61
		}
		for i := 0; i < len(body); i += step {
			bit := byte(1) << (i % 8)
			body[i] ^= bit
			set()
			other.start(t, "--policy", policy, theirs)
			r := ours()
			if r.Exit != 1 && r.Exit != 2 {
				t.Fatalf("%s byte %d bit %x went unnoticed", what, i, bit)
			}
			if !agree(t, what, r, other.answer(t)) {
				t.Fatalf("%s byte %d bit %x", what, i, bit)
			}
			body[i] ^= bit
		}
		set()
	}
	zip := zipped(parts)
	flip("the archive", zip, func() Report { return VerifyFile(zip, opt) }, other.write(t, "zip", zip), func() { other.write(t, "zip", zip) })
	flip("a receipt", receipt, func() Report { return VerifyFile(receipt, opt) }, other.write(t, "receipt", receipt), func() { other.write(t, "receipt", receipt) })
	dir := other.folder(t, "bundle", parts)
	for _, name := range parts.Names() {
		body := bytes.Clone(parts[name])
		changed := with(parts, name, body)
		flip(name, body, func() Report { return VerifyBundle(changed, "", opt) }, dir, func() { other.write(t, "bundle/"+name, body) })
	}
}

// TestExportCorpus writes the cases where another verifier can be run on them.
func TestExportCorpus(t *testing.T) {
	dir := os.Getenv("TARAZY_CORPUS")
	if dir == "" {
		t.Skip("TARAZY_CORPUS names no directory")
	}
	list := attacks(t)
	for i := range list {
		a := &list[i]
		base := fmt.Sprintf("%02d", i)
		a.File = base + ".receipt.json"
		if a.parts != nil {
			a.File = base + ".zip"
		}
		write(t, filepath.Join(dir, a.File), a.bytes())
		if a.policy != "" {
			a.Policy = base + ".policy"
			write(t, filepath.Join(dir, a.Policy), []byte(a.policy))
		}
		if a.kept != "" {
			a.Kept = base + ".checkpoint"
			write(t, filepath.Join(dir, a.Kept), []byte(a.kept))
		}
		for path, body := range a.log {
			a.Log = base + ".log"
			write(t, filepath.Join(dir, a.Log, filepath.FromSlash(path)), body)
		}
	}
	write(t, filepath.Join(dir, "cases.json"), must(json.MarshalIndent(list, "", " ")))
}

func write(t testing.TB, name string, b []byte) {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b, 0o644); err != nil {
		t.Fatal(err)
	}
}
