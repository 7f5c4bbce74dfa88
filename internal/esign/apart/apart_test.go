package apart_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tarazy/internal/esign"
	"tarazy/internal/esign/apart"
	"tarazy/internal/esign/esigntest"
	"tarazy/internal/record"
)

func TestMain(m *testing.M) {
	if apart.Asked(os.Args) {
		os.Exit(child())
	}
	os.Exit(m.Run())
}

// child is the process; some of its files make it misbehave, so that its limits
// are seen to hold.
func child() int {
	out := &strings.Builder{}
	code := apart.Serve(os.Stdin, out)
	switch { // after Serve the limits are set
	case strings.Contains(out.String(), digestOf("eat")):
		for hold := [][]byte{}; ; {
			b := make([]byte, 1<<24)
			for i := range b {
				b[i] = 1
			}
			hold = append(hold, b)
			_ = hold
		}
	case strings.Contains(out.String(), digestOf("spin")):
		for {
		}
	case strings.Contains(out.String(), digestOf("talk")):
		for {
			os.Stdout.WriteString(strings.Repeat("x", 1<<16))
		}
	case strings.Contains(out.String(), digestOf("die")):
		panic("dead")
	case strings.Contains(out.String(), digestOf("write")):
		if f, err := os.CreateTemp("", "x"); err == nil {
			if _, err := f.WriteString("x"); err == nil {
				return 0 // its answer is left out: the parent sees a failure
			}
			os.Remove(f.Name())
		}
	}
	os.Stdout.WriteString(out.String())
	return code
}

func digestOf(s string) string {
	v := esign.New(nil).Verify(esign.Question{File: []byte(s)}, time.Now())
	return v.File.SHA256
}

func now() time.Time { return time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC) }

func limits() apart.Limits {
	l := apart.Limits{Time: 4 * time.Second, Memory: 256 << 20, Answer: 1 << 20}
	if raced {
		l.Memory = 0 // what watches for races has more than that for itself
	}
	return l
}

// TestTheSameVerdict: apart or not, the verdict is one, IIN included.
func TestTheSameVerdict(t *testing.T) {
	w := esigntest.New(now(), func() *esigntest.Key { return esigntest.NewGOST(0) })
	dir := t.TempDir()
	for name, raw := range map[string][]byte{"root.cer": w.Root.Cert, "ca.cer": w.CA.Cert, "text": []byte("Құжат")} {
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	content, err := os.Open(filepath.Join(dir, "text"))
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	q := esign.Question{Content: content, File: esigntest.Sign(esigntest.CMS{Content: []byte("Құжат"), Detached: true,
		Signers: []esigntest.Signer{{Party: w.Aigul, At: now()}}})}
	for _, l := range w.Lists(now()) {
		q.Evidence = append(q.Evidence, esign.Evidence{Kind: esign.CRL, DER: l})
	}
	v, err := apart.Checker{Trust: dir, Limits: limits()}.Check(context.Background(), q, now())
	if err != nil || v.Outcome != esign.Valid || v.Signers[0].IIN != "850101400123" || v.Trust.SHA256 == "" {
		t.Errorf("%v %s %s %+v", err, v.Outcome, v.Reason, v.Signers)
	}
	// A relative name is one of the directory we work in, not of the process's.
	t.Chdir(filepath.Dir(dir))
	v, err = apart.Checker{Trust: filepath.Base(dir), Limits: limits()}.Check(context.Background(), q, now())
	if err != nil || v.Outcome != esign.Valid {
		t.Errorf("a relative name: %v %s %s", err, v.Outcome, v.Reason)
	}
	if _, err := (apart.Checker{Trust: filepath.Join(dir, "nowhere"), Limits: limits()}).Check(context.Background(), q, now()); err == nil {
		t.Error("a trust list that is not there was read")
	}
	q.Content = strings.NewReader("x")
	if _, err := (apart.Checker{Limits: limits()}).Check(context.Background(), q, now()); err == nil {
		t.Error("content that is no file")
	}
}

// TestLimitsHold: a process that eats memory, time or the pipe, or dies, is a
// verdict and no harm.
func TestLimitsHold(t *testing.T) {
	for file, want := range map[string]esign.Reason{
		"eat": esign.CheckerFailed, "talk": esign.CheckerFailed, "die": esign.CheckerFailed, "spin": esign.CheckerTimedOut,
		"write": esign.NotASignature, "harmless": esign.NotASignature,
	} {
		if file == "eat" && raced {
			continue
		}
		before := time.Now()
		v, err := apart.Checker{Limits: limits()}.Check(context.Background(), esign.Question{File: []byte(file)}, now())
		if err != nil || v.Outcome != esign.Unreadable || v.Reason != want || v.Exit != 2 || v.File.SHA256 != digestOf(file) {
			t.Errorf("%s: %v %s %s", file, err, v.Outcome, v.Reason)
		}
		if d := time.Since(before); d > 8*time.Second {
			t.Errorf("%s took %v", file, d)
		}
	}
}

// TestRecord: a receipt is read apart too, and a key that is none is said so.
func TestRecord(t *testing.T) {
	c := apart.Checker{Limits: limits()}
	for _, file := range []string{"{}", "PK\x03\x04", ""} {
		r, err := c.Record(context.Background(), []byte(file), "")
		if want := record.VerifyFile([]byte(file), record.Options{}); err != nil || r.Result != want.Result || len(r.Checks) != len(want.Checks) || r.Checks[0] != want.Checks[0] {
			t.Errorf("%q: %v %+v, want %+v", file, err, r, want)
		}
	}
	if _, err := c.Record(context.Background(), []byte("{}"), "no key"); err == nil {
		t.Error("a key that is none")
	}
}
