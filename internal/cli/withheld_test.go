//go:build demo

package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tarazy/internal/record"
)

// second is the other verifier, verify/verify.mjs.
func second(args ...string) (code int, out string) {
	cmd := exec.Command("node", append([]string{filepath.Join("..", "..", "verify", "verify.mjs")}, args...)...)
	b, _ := cmd.CombinedOutput()
	return cmd.ProcessState.ExitCode(), string(b)
}

// keep writes what somebody outside the court keeps.
func keep(t *testing.T, dir, name, text string) string {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// An operator with root sets the whole machine back, data, keys and memory of
// what was signed, to before the last filing. Nothing on the machine knows. A
// checkpoint that anybody fetched, or the receipt of who filed, knows.
func TestAWithheldLastEventIsNoticedFromOutside(t *testing.T) {
	verify, c := verifier(t), newCourt(t)
	c.serve()
	key := c.key()
	claimant := c.signIn("claimant")
	claimant.mustFile(t, "Талап арыз")
	c.checkpoint(c.size())
	c.stop()
	before := c.copied(t)
	os.Chmod(filepath.Join(before.keys, "livekit.key"), 0o600)
	c.serve()
	claimant = c.signIn("claimant")
	claimant.mustFile(t, "Жасырылатын қолхат")
	outside := t.TempDir()
	text := c.checkpoint(c.size())
	kept := keep(t, outside, "log/checkpoint", text)
	head, _ := record.ParseSigned(text)
	entries := fmt.Sprintf("tile/entries/000.p/%d", head.Size)
	keep(t, outside, "log/"+entries, c.get("/log/"+entries))
	paper, err := claimant.page(theCasePath + "/filings/2/receipt.json")
	if err != nil {
		t.Fatal(err)
	}
	receipt := keep(t, outside, "receipt.json", paper)
	last := fmt.Sprintf("streams/%s#%s", c.ask(`SELECT stream FROM events WHERE `+theFiling), c.ask(`SELECT version FROM events WHERE `+theFiling))
	whole := c.export("whole.zip")
	c.stop()
	c.must("doctor", "--checkpoint", kept)

	before.serve()
	before.must("doctor")
	if code, out, errs := before.run("doctor", "--checkpoint", kept); code != 1 || !strings.Contains(out, fmt.Sprintf("%d entries were signed, %d are here", head.Size, before.size())) {
		t.Errorf("doctor with the checkpoint kept: exit %d\n%s%s", code, out, errs)
	}
	told, now, mirror := before.export("told.zip"), before.url+"/log", filepath.Join(outside, "log")
	for _, a := range []struct {
		name string
		args []string
		code int
		part string
		says string
	}{
		{"by what the operator tells alone", []string{"--log", now, told}, 0, "", ""},
		{"the whole case with the checkpoint kept", []string{"--checkpoint", kept, "--log", mirror, whole}, 0, "", ""},
		{"with the checkpoint kept", []string{"--checkpoint", kept, told}, 1, "kept", "may be withheld"},
		{"with the checkpoint kept, against the operator's log", []string{"--checkpoint", kept, "--log", now, told}, 1, "log", "shorter than it was"},
		{"with the checkpoint and the entries kept", []string{"--checkpoint", kept, "--log", mirror, told}, 1, last, "is withheld"},
		{"with the receipt of who filed", []string{"--log", now, receipt}, 1, "log", "shorter than it was"},
	} {
		args := append([]string{"--key", key}, a.args...)
		if code, out := verify(args...); code != a.code || !strings.Contains(out, a.says) || !strings.Contains(out, a.part) {
			t.Errorf("%s: exit %d\n%s", a.name, code, out)
		}
		for program, ask := range map[string]func(...string) (int, string){"ours": verify, "the second": second} {
			code, out := ask(append([]string{"--json"}, args...)...)
			var r record.Report
			if err := json.Unmarshal([]byte(out), &r); err != nil || code != a.code || failed(r) != a.part {
				t.Errorf("%s, %s: exit %d, names %q: %v", a.name, program, code, failed(r), err)
			}
		}
	}
}

// failed is the part that the first failure names.
func failed(r record.Report) string {
	for _, c := range r.Checks {
		if !c.OK {
			return c.Part
		}
	}
	return ""
}

// Who deletes the last event from the database alone is named by doctor, and
// the court is not served.
func TestAWithheldLastEventIsNoticedByTheCourt(t *testing.T) {
	c := newCourt(t)
	c.serve()
	c.signIn("claimant").mustFile(t, "Талап арыз")
	c.checkpoint(c.size())
	c.stop()
	size := c.size()
	stream := c.ask(`SELECT stream FROM events WHERE ` + theFiling)
	c.edit(`DELETE FROM events WHERE `+theFiling, `UPDATE streams SET version = version - 1, last = (SELECT MAX(leaf) FROM events WHERE stream = '`+stream+`') WHERE stream = '`+stream+`'`,
		`DELETE FROM tree WHERE idx >= (SELECT MAX(idx) FROM tree)`)
	want := fmt.Sprintf("%d entries were signed, %d are here", size, size-1)
	if code, out, _ := c.run("doctor"); code != 1 || !strings.Contains(out, want) {
		t.Errorf("doctor: exit %d\n%s", code, out)
	}
	if code, _, errs := tarazy(t, c.serveArgs()...); code != 1 || strings.Count(errs, "\n") != 1 {
		t.Errorf("it is served: exit %d\n%s", code, errs)
	}
}

func TestDoctorRefusesForeignCheckpoints(t *testing.T) {
	c, other := newCourt(t), newCourt(t)
	for _, o := range []*court{c, other} {
		o.serve()
		o.stop()
	}
	for _, a := range []struct{ file, says string }{
		{filepath.Join(other.keys, "last-checkpoint"), "not signed"},
		{filepath.Join(c.keys, "none"), "none"},
		{keep(t, t.TempDir(), "empty", ""), ""},
	} {
		if code, out, errs := c.run("doctor", "--checkpoint", a.file); code != 1 || !strings.Contains(errs, a.says) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: exit %d\n%s%s", a.file, code, out, errs)
		}
	}
	c.must("doctor", "--checkpoint", filepath.Join(c.keys, "last-checkpoint"))
}
