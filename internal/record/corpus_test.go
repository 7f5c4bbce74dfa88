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
	return VerifyFile(raw, opt)
}

func (a attack) bytes() []byte {
	if a.parts != nil {
		return zipped(a.parts)
	}
	return a.raw
}

func TestAttacks(t *testing.T) {
	for _, a := range attacks(t) {
		t.Run(a.Name, func(t *testing.T) {
			r := a.answer(a.bytes())
			check, part := "", ""
			for _, c := range r.Checks {
				if !c.OK {
					check, part = c.Name, c.Part
					break
				}
			}
			if r.Exit != a.Exit || check != a.Check || part != a.Part || !strings.Contains(asJSONIndent(r), a.Shows) {
				t.Errorf("exit %d %s %s, want %d %s %s\n%s", r.Exit, check, part, a.Exit, a.Check, a.Part, failures(r))
			}
		})
	}
}

func asJSONIndent(r Report) string { return string(must(json.MarshalIndent(r, "", "  "))) }

// TestEveryByteFlipped changes each byte of a small bundle's ZIP, and each byte of
// each file of the same bundle as a folder.
func TestEveryByteFlipped(t *testing.T) {
	w := newWorld(t, testLog)
	w.append(Draft{Stream: streamNo(1), Type: "person.enrolled", By: court.TheServer()}, kindPerson)
	w.register(judge, streamNo(1), "anVkZ2U")
	w.append(w.sign(Draft{Stream: streamNo(3), Type: "case.opened", By: court.Actor{Person: judge, Role: court.Judge},
		Data: map[string]any{"no": "7501-26-1/1"}}), kindCase)
	claim := []byte("%PDF")
	w.blobs[HashOf(claim)] = claim
	w.append(Draft{Stream: streamNo(3), Type: "case.filed", By: court.TheServer(), Data: map[string]any{"blob": HashOf(claim)}}, kindCase)
	parts := w.bundle(w.checkpoint(true))
	opt := Options{Policy: must(ParsePolicy(w.policy()))}
	zip := zipped(parts)
	for i := range zip {
		zip[i] ^= 1
		if _, wrong, err := ReadZip(zip); wrong == "" && err == nil {
			t.Fatalf("byte %d of the archive went unnoticed", i)
		}
		zip[i] ^= 1
	}
	for _, name := range parts.Names() {
		body := bytes.Clone(parts[name])
		folder := with(parts, name, body)
		for i := range body {
			bit := byte(1) << (i % 8)
			body[i] ^= bit
			if r := VerifyBundle(folder, "", opt); r.Exit != 1 && r.Exit != 2 {
				t.Fatalf("%s byte %d bit %x: exit %d", name, i, bit, r.Exit)
			}
			body[i] ^= bit
		}
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
		for path, body := range a.log {
			a.Log = base + ".log"
			write(t, filepath.Join(dir, a.Log, filepath.FromSlash(path)), body)
		}
	}
	write(t, filepath.Join(dir, "cases.json"), must(json.MarshalIndent(list, "", " ")))
}

func write(t *testing.T, name string, b []byte) {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b, 0o644); err != nil {
		t.Fatal(err)
	}
}
