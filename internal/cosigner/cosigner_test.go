package cosigner_test

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tarazy/internal/cosigner"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

const origin = "court.example/log/1"

// log is a court's log, told honestly or not.
type log struct {
	t      testing.TB
	key    note.Signer
	vkey   string
	hashes []tlog.Hash
	size   int64
}

func newLog(t testing.TB) *log {
	skey, vkey, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		t.Fatal(err)
	}
	key, _ := note.NewSigner(skey)
	return &log{t: t, key: key, vkey: vkey}
}

// ReadHashes reads the tree.
func (l *log) ReadHashes(idx []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(idx))
	for i, n := range idx {
		out[i] = l.hashes[n]
	}
	return out, nil
}

func (l *log) grow(n int, what string) {
	for range n {
		h, err := tlog.StoredHashes(l.size, fmt.Appendf(nil, "%s %d", what, l.size), l)
		if err != nil {
			l.t.Fatal(err)
		}
		l.hashes, l.size = append(l.hashes, h...), l.size+1
	}
}

// ask is an add-checkpoint from a known size to the log's.
func (l *log) ask(old int64) string {
	root, err := record.Root(l, l.size)
	if err != nil {
		l.t.Fatal(err)
	}
	signed, err := record.SignCheckpoint(record.Checkpoint{Origin: origin, Size: l.size, Root: root}, l.key)
	if err != nil {
		l.t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "old %d\n", old)
	if old > 0 && old < l.size {
		proof, err := tlog.ProveTree(l.size, old, l)
		if err != nil {
			l.t.Fatal(err)
		}
		for _, h := range proof {
			b.WriteString(base64.StdEncoding.EncodeToString(h[:]) + "\n")
		}
	}
	return b.String() + "\n" + signed
}

// post asks the cosigner as a log does.
func post(t *testing.T, c *cosigner.Cosigner, body string) (status int, kind, answer string) {
	t.Helper()
	w := httptest.NewRecorder()
	c.Handler(slog.New(slog.DiscardHandler)).ServeHTTP(w, httptest.NewRequest("POST", "/add-checkpoint", strings.NewReader(body)))
	b, _ := io.ReadAll(w.Body)
	return w.Code, w.Header().Get("Content-Type"), string(b)
}

func TestALogIsWatched(t *testing.T) {
	l, dir := newLog(t), t.TempDir()
	open := func() *cosigner.Cosigner {
		c, err := cosigner.Open(dir, "bar.example/witness", []string{l.vkey})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	c := open()
	l.grow(5, "event")
	status, _, line := post(t, c, l.ask(0))
	if status != 200 {
		t.Fatalf("the first head: %d %s", status, line)
	}
	v, err := torchwood.NewCosignatureVerifier(c.VKey())
	if err != nil {
		t.Fatal(err)
	}
	_, signed, _ := strings.Cut(l.ask(5), "\n\n")
	if n, err := note.Open([]byte(signed+line), note.VerifierList(v)); err != nil || len(n.Sigs) != 1 {
		t.Errorf("the cosignature does not hold: %v", err)
	}
	honest := l.ask(0)
	l.grow(4, "event")

	// Who told another story under the same key, from the sixth entry or from the third.
	forger := &log{t: t, key: l.key, vkey: l.vkey}
	forger.grow(3, "event")
	forger.grow(4, "another")
	stranger := newLog(t)
	stranger.grow(9, "event")
	smaller := &log{t: t, key: l.key}
	smaller.grow(3, "event")
	same := &log{t: t, key: l.key}
	same.grow(5, "another")
	for _, a := range []struct {
		name   string
		body   string
		status int
		answer string
	}{
		{"rewritten history", forger.ask(5), 422, ""},
		{"rewritten history of the same size", same.ask(5), 409, "5\n"},
		{"rolled back", smaller.ask(3), 409, "5\n"},
		{"rolled back, with the size it knows", strings.Replace(smaller.ask(3), "old 3", "old 5", 1), 400, ""},
		{"as if nothing had been signed", l.ask(0), 409, "5\n"},
		{"an older size", honest, 409, "5\n"},
		{"no proof", strings.Replace(l.ask(0), "old 0", "old 5", 1), 422, ""},
		{"another key", stranger.ask(5), 403, ""},
		{"another log", strings.Replace(l.ask(5), origin, "other.example/log/1", 1), 404, ""},
		{"nonsense", "hello", 400, ""},
		{"a size that is none", strings.Replace(l.ask(5), "old 5", "old 05", 1), 400, ""},
		{"too long", strings.Repeat("x", 70<<10), 413, ""},
	} {
		status, kind, answer := post(t, c, a.body)
		if status != a.status || a.answer != "" && (answer != a.answer || kind != "text/x.tlog.size") {
			t.Errorf("%s: %d %q %q, want %d %q", a.name, status, kind, answer, a.status, a.answer)
		}
	}
	if _, err := cosigner.Open(dir, "second", []string{l.vkey}); !fault.Is(err, fault.KindConflict) {
		t.Errorf("two in one directory: %v", err)
	}
	c.Close()

	// It remembers what it signed, and its name and key.
	again := open()
	defer again.Close()
	if again.VKey() != c.VKey() {
		t.Error("another key after a restart")
	}
	if status, _, _ := post(t, again, forger.ask(5)); status != 422 {
		t.Errorf("after a restart rewritten history is answered %d", status)
	}
	if status, _, _ := post(t, again, l.ask(5)); status != 200 {
		t.Errorf("after a restart honest growth is answered %d", status)
	}
	if status, _, _ := post(t, again, l.ask(9)); status != 200 {
		t.Errorf("the same head again is answered %d", status)
	}
}

// A head that cannot be read must not count as none.
func TestADamagedHeadSignsNothing(t *testing.T) {
	l, dir := newLog(t), t.TempDir()
	os.WriteFile(filepath.Join(dir, "logs"), []byte("# the court\n"+l.vkey+"\n"), 0o600)
	c, err := cosigner.Open(dir, "bar.example/witness", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	l.grow(5, "event")
	if status, _, _ := post(t, c, l.ask(0)); status != 200 {
		t.Fatal(status)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.checkpoint"))
	os.WriteFile(files[0], []byte("nothing"), 0o600)
	if status, _, _ := post(t, c, l.ask(0)); status != 500 {
		t.Errorf("answered %d", status)
	}
}

func TestOpenRefuses(t *testing.T) {
	l := newLog(t)
	if _, err := cosigner.Open(t.TempDir(), "bar.example/witness", []string{"key"}); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("malformed key: %v", err)
	}
	if _, err := cosigner.Open(t.TempDir(), "a name", []string{l.vkey}); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("a name with a space: %v", err)
	}
}

// Whoever watches no log yet can begin, and a log that is written down later is
// watched without a restart. What is written wrongly takes nothing away.
func TestALogIsAddedLater(t *testing.T) {
	dir, l, other := t.TempDir(), newLog(t), newLog(t)
	c, err := cosigner.Open(dir, "bar.example/witness", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	l.grow(5, "event")
	if status, _, _ := post(t, c, l.ask(0)); status != 404 || c.Logs() != 0 {
		t.Errorf("a log nobody wrote down: %d, %d watched", status, c.Logs())
	}
	write := func(s string) {
		if err := os.WriteFile(filepath.Join(dir, "logs"), []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(l.vkey + " # the city court\n")
	if status, _, _ := post(t, c, l.ask(0)); status != 200 || c.Logs() != 1 {
		t.Errorf("written down since: %d, %d watched", status, c.Logs())
	}
	write("nonsense\n")
	other.grow(1, "event")
	l.grow(1, "event")
	if status, _, _ := post(t, c, l.ask(5)); status != 200 {
		t.Errorf("after something wrong was written: %d", status)
	}
}

func FuzzAdd(f *testing.F) {
	l := newLog(f)
	c, err := cosigner.Open(f.TempDir(), "bar.example/witness", []string{l.vkey})
	if err != nil {
		f.Fatal(err)
	}
	l.grow(3, "event")
	f.Add(l.ask(0))
	f.Add(l.ask(2))
	f.Add("old 0\n\n" + origin + "\n")
	f.Fuzz(func(t *testing.T, body string) {
		if line, err := c.Add(body); err == nil && !strings.HasPrefix(line, "— ") {
			t.Errorf("answered %q", line)
		}
	})
}
