//go:build demo

package cli_test

import (
	"archive/tar"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tarazy/internal/record"
)

// restore unpacks a backup as --help says: into an empty directory.
func (c *court) restore(file string) {
	c.t.Helper()
	if err := errors.Join(os.RemoveAll(c.data), os.MkdirAll(c.data, 0o700)); err != nil {
		c.t.Fatal(err)
	}
	if out, err := exec.Command("tar", "-xf", file, "-C", c.data).CombinedOutput(); err != nil {
		c.t.Fatalf("tar: %v\n%s", err, out)
	}
}

// names lists what a backup holds.
func names(t *testing.T, file string) (list []string) {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for r := tar.NewReader(f); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, h.Name)
	}
}

// An old backup must not become a second history under the same name: it is
// refused, and recovered into a new epoch that says what was lost.
func TestAnOldBackupIsRecoveredIntoANewEpoch(t *testing.T) {
	verify, c := verifier(t), newCourt(t)
	dir := filepath.Dir(c.data)
	c.serve()
	first := c.key()
	claimant := c.signIn("claimant")
	claimant.mustFile(t, "Талап арыз")
	if _, err := c.signIn("judge").schedule("schedule-key-0001"); err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(dir, "court.tar")
	c.must("backup", "--out", backup) // while the court works
	for _, name := range names(t, backup) {
		if name != "tarazy.sqlite" && !strings.HasPrefix(name, "blobs/") {
			t.Errorf("the backup holds %s", name)
		}
	}
	claimant.mustFile(t, "Жоғалатын құжат")
	receipt := filepath.Join(dir, "receipt.json")
	c.checkpoint(c.size())
	text, err := claimant.page(theCasePath + "/filings/2/receipt.json")
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile(receipt, []byte(text), 0o600)
	c.stop()
	older := c.copied(t) // for a loss of the keys' last steps, below
	last := filepath.Join(c.keys, "last-checkpoint")

	if code, _, errs := c.run("recover", "--checkpoint", last, "--reason", "тексеру"); code != 1 || !strings.Contains(errs, "Nothing is lost") {
		t.Errorf("nothing was lost, and recover says: %d %s", code, errs)
	}
	c.restore(backup)
	if code, _, errs := c.run("export", "--case", theCase, "--out", filepath.Join(dir, "old.zip")); code != 1 || !strings.Contains(errs, "this is an old copy") {
		t.Errorf("export of an old copy: exit %d\n%s", code, errs)
	}
	if code, _, errs := tarazy(t, c.serveArgs()...); code != 1 || !strings.Contains(errs, "tarazy recover") || strings.Count(errs, "\n") != 1 {
		t.Fatalf("an old backup is served: exit %d\n%s", code, errs)
	}
	kept, _ := os.ReadFile(last)
	recoverFrom := filepath.Join(dir, "last-known")
	os.WriteFile(recoverFrom, kept, 0o600)
	stale := filepath.Join(dir, "stale")
	os.WriteFile(stale, []byte(strings.Replace(string(kept), "\n2", "\n1", 1)), 0o600)
	if code, _, errs := c.run("recover", "--checkpoint", stale, "--reason", "дискі істен шықты"); code != 1 || !strings.Contains(errs, "not signed") {
		t.Errorf("a forged checkpoint: exit %d %s", code, errs)
	}
	out := c.must("recover", "--checkpoint", recoverFrom, "--reason", "дискі істен шықты")
	if !strings.Contains(out, "localhost/log/2") {
		t.Errorf("recover says %s", out)
	}
	c.must("doctor")
	if code, _, errs := c.run("doctor", "--checkpoint", recoverFrom); code != 1 || !strings.Contains(errs, "another epoch") {
		t.Errorf("doctor with the lost epoch's checkpoint: exit %d %s", code, errs)
	}

	c.serve()
	second := c.key()
	if second == first || !strings.HasPrefix(second, "localhost/log/2+") {
		t.Errorf("the new key is %s", second)
	}
	c.signIn("claimant").mustFile(t, "Қайта берілген құжат")
	if _, err := c.signIn("judge").scheduleAt("schedule-key-0002", in(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	bundle := c.export("after.zip")
	code, report := verify("--key", second, "--log", c.url+"/log", bundle)
	if code != 0 || !strings.Contains(report, "localhost/log/2") {
		t.Errorf("the case over the recovery: exit %d\n%s", code, report)
	}
	if raw, _ := os.ReadFile(bundle); !strings.Contains(string(raw), `"type":"court.recovered"`) || !strings.Contains(string(raw), "дискі істен шықты") ||
		!strings.Contains(string(raw), `"log":"localhost/log/1"`) {
		t.Error("the bundle does not say what was lost")
	}
	if code, report := verify("--key", first, bundle); code != 1 {
		t.Errorf("with the first epoch's key: exit %d\n%s", code, report)
	}
	// The lost filing's receipt still proves that it once stood there.
	if code, report := verify("--key", first, receipt); code != 0 {
		t.Errorf("the old receipt: exit %d\n%s", code, report)
	}
	if code, report := verify("--key", first, "--log", c.url+"/log", receipt); code != 1 || !strings.Contains(report, "new epoch") {
		t.Errorf("the old receipt against the new log: exit %d\n%s", code, report)
	}
	c.stop()
	if code, _, errs := c.run("recover", "--checkpoint", recoverFrom, "--reason", "тағы бір рет"); code != 1 || !strings.Contains(errs, "not the last") {
		t.Errorf("recovered twice from one checkpoint: exit %d %s", code, errs)
	}

	// If it dies before its last step, serve refuses still, and running it again
	// does what is left.
	c.restore(backup)
	for _, f := range []string{"log-2.key"} {
		os.Remove(filepath.Join(c.keys, f))
	}
	os.WriteFile(last, kept, 0o600)
	c.must("recover", "--checkpoint", recoverFrom, "--reason", "бірінші рет")
	os.WriteFile(last, kept, 0o600) // as if it had died before the signature
	if code, _, _ := tarazy(t, c.serveArgs()...); code != 1 {
		t.Error("an unfinished recovery is served")
	}
	if out := c.must("recover", "--checkpoint", recoverFrom, "--reason", "екінші рет"); !strings.Contains(out, "localhost/log/2") {
		t.Errorf("the second run says %s", out)
	}
	c.must("doctor")
	c.serve()

	// A damaged record gets no new epoch: it would sign the damage.
	older.restore(backup)
	older.edit(`UPDATE tree SET hash = zeroblob(32) WHERE idx = 2`)
	if code, out, errs := older.run("recover", "--checkpoint", recoverFrom, "--reason", "бүлінген"); code != 1 || !strings.Contains(out, "hash 0 of level 1") {
		t.Errorf("a damaged record: exit %d %s%s", code, out, errs)
	}
}

func TestRecoverAndBackupRefuse(t *testing.T) {
	c, other := newCourt(t), newCourt(t)
	c.serve()
	other.serve()
	other.stop()
	theirs := filepath.Join(other.keys, "last-checkpoint")
	if code, _, errs := c.run("recover", "--checkpoint", theirs, "--reason", "жоғалту"); code != 1 || strings.Count(errs, "\n") != 1 {
		t.Errorf("while the court runs: exit %d %s", code, errs)
	}
	if code, _, errs := c.run("backup", "--out", filepath.Join(c.data, "no", "such", "place.tar")); code != 1 || !strings.Contains(errs, "cannot be written") {
		t.Errorf("no place for a backup: exit %d %s", code, errs)
	}
	c.stop()
	if code, _, errs := c.run("recover", "--checkpoint", theirs, "--reason", "жоғалту"); code != 1 || !strings.Contains(errs, "not signed") {
		t.Errorf("another court's checkpoint: exit %d %s", code, errs)
	}
	if code, _, _ := c.run("recover", "--checkpoint", theirs); code != 2 {
		t.Errorf("without a reason: exit %d", code)
	}
}

// The log's key is replaced: nothing is lost, both keys say so, and what was
// signed before is checked as before.
func TestRotate(t *testing.T) {
	verify, c := verifier(t), newCourt(t)
	c.serve()
	claimant := c.signIn("claimant")
	claimant.mustFile(t, "Талап арыз")
	c.checkpoint(c.size())
	first := c.key()
	receipt := filepath.Join(t.TempDir(), "receipt.json")
	text, err := claimant.page(theCasePath + "/filings/1/receipt.json")
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile(receipt, []byte(text), 0o600)
	if code, _, errs := c.run("rotate", "--reason", "жоспарлы ауыстыру"); code != 1 {
		t.Errorf("beside the running court: exit %d %s", code, errs)
	}
	c.stop()
	c.must("rotate", "--reason", "жоспарлы ауыстыру")
	c.must("doctor")
	c.serve()
	second := c.key()
	if second == first || !strings.HasPrefix(second, "localhost/log/2+") {
		t.Errorf("the new key is %s", second)
	}
	c.signIn("claimant").mustFile(t, "Өтінішхат")
	bundle := c.export("case.zip")
	if code, report := verify("--key", second, "--log", c.url+"/log", bundle); code != 0 {
		t.Errorf("the case over the rotation: exit %d\n%s", code, report)
	}
	if code, report := verify("--key", first, receipt); code != 0 {
		t.Errorf("the receipt of before: exit %d\n%s", code, report)
	}
	raw, _ := os.ReadFile(bundle)
	_, rest, _ := strings.Cut(string(raw), `"rotation":"`)
	quoted, _, _ := strings.Cut(rest, `","`)
	statement := strings.NewReplacer(`\n`, "\n").Replace(quoted)
	var by []note.Verifier
	for _, vkey := range []string{first, second} {
		v, err := note.NewVerifier(vkey)
		if err != nil {
			t.Fatal(err)
		}
		by = append(by, v)
	}
	n, err := note.Open([]byte(statement), note.VerifierList(by...))
	if err != nil || len(n.Sigs) != 2 || n.Text != record.RotationLine+first+"\n"+second+"\n" {
		t.Errorf("the statement %q: %v, %+v", statement, err, n)
	}
	c.stop()
	c.must("rotate", "--reason", "тағы бір рет") // a key may be replaced again
	c.must("doctor")
}
