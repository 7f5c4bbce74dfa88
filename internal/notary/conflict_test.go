package notary_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"

	"tarazy/internal/notary"
	"tarazy/internal/record"
)

// A cosigner that has signed another tree says so in three ways, and each is
// kept over a restart; one that signs afterwards takes it back.
func TestACosignerSaysFork(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		kind   string
	}{
		"a larger tree":             {http.StatusConflict, "99\n", notary.ConflictAhead},
		"another of the same size":  {http.StatusConflict, "2\n", notary.ConflictOther},
		"another that we continued": {http.StatusUnprocessableEntity, "", notary.ConflictOther},
	} {
		t.Run(name, func(t *testing.T) {
			b := set(t)
			b.open(t) // signs the empty tree
			b.add(t, 2)
			_, key, err := ed25519.GenerateKey(rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			signer, err := torchwood.NewCosignatureSigner("bar.example", key)
			if err != nil {
				t.Fatal(err)
			}
			sound := make(chan bool)
			outside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked, _ := io.ReadAll(r.Body)
				select {
				case <-sound:
					_, text, _ := strings.Cut(string(asked), "\n\n")
					cp, err := record.ParseSigned(text)
					if err != nil {
						t.Error(err)
					}
					signed, err := note.Sign(&note.Note{Text: cp.Text()}, signer)
					if err != nil {
						t.Error(err)
					}
					_, lines, _ := strings.Cut(string(signed), "\n\n")
					io.WriteString(w, lines)
				default:
					w.WriteHeader(c.status)
					io.WriteString(w, c.body)
				}
			}))
			t.Cleanup(outside.Close)
			b.conf.Outside = []notary.Cosigner{{Name: "bar.example", URL: outside.URL, Verifier: signer.Verifier()}}
			n := b.open(t)
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() { n.Run(ctx, 10*time.Millisecond); close(ended) }()
			eventually(t, "the conflict is told", func() bool { return len(n.Conflicts()) == 1 })
			if got := n.Conflicts()[0]; got.Kind != c.kind || got.Cosigner != "bar.example" || got.Ours != 2 {
				t.Errorf("%+v", got)
			}
			if again := b.open(t); len(again.Conflicts()) != 1 {
				t.Error("the next start does not know")
			}
			close(sound)
			eventually(t, "it is taken back", func() bool { return len(n.Conflicts()) == 0 })
			cancel()
			<-ended
			if again := b.open(t); len(again.Conflicts()) != 0 {
				t.Error("the next start still says so")
			}
		})
	}
	other := fmt.Sprintf(`{"log":%q,"cosigner":"bar.example","kind":"other","since":"2026-11-26T00:00:00Z"}`+"\n", "localhost/log/1")
	if all, err := notary.ReadConflicts(other, "localhost/log/2"); err != nil || len(all) != 0 {
		t.Errorf("a conflict of an earlier epoch: %v %v", all, err)
	}
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for range 1000 {
		if is() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("not seen: " + what)
}
