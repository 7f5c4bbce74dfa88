package notary_test

import (
	"crypto/rand"
	"io"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"

	"filippo.io/torchwood"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/keys"
	"tarazy/internal/notary"
	"tarazy/internal/record"
	"tarazy/internal/store"
)

const origin = "localhost/log/1"

type bench struct {
	store *store.Store
	conf  notary.Config
}

func set(t *testing.T) *bench {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "t.sqlite"), Log: origin, Clock: court.ClockFunc(time.Now)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	skey, _, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		t.Fatal(err)
	}
	return &bench{s, notary.Config{Origin: origin, Key: skey, Tree: s, Memory: keys.Dir(t.TempDir()), Clock: court.ClockFunc(time.Now), Log: slog.New(slog.DiscardHandler)}}
}

func (b *bench) open(t *testing.T) *notary.Notary {
	t.Helper()
	n, err := notary.Open(t.Context(), b.conf)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (b *bench) add(t *testing.T, n int) {
	t.Helper()
	for range n {
		err := b.store.Act(t.Context(), func(tx clerk.Tx) error {
			_, err := tx.Append(record.Draft{Stream: "00112233445566778899aabbccddeeff", Type: "case.noted", By: court.TheServer(), Key: rand.Text()})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestProofsHoldForOtherSoftware(t *testing.T) {
	b := set(t)
	n := b.open(t)
	if _, ok, _ := n.Proof(t.Context(), 0); ok {
		t.Error("a proof of a leaf that is not there")
	}
	b.add(t, 9)
	if err := n.Sign(t.Context()); err != nil {
		t.Fatal(err)
	}
	entries, _ := b.store.Entries(t.Context(), 0, 9)
	for leaf := range int64(9) {
		p, ok, err := n.Proof(t.Context(), leaf)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		cp, _ := record.ParseSigned(p.Checkpoint)
		var path [][]byte
		for _, h := range p.Hashes {
			path = append(path, h[:])
		}
		if err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(leaf), uint64(p.Size), rfc6962.DefaultHasher.HashLeaf(entries[leaf]), path, cp.Root[:]); err != nil {
			t.Errorf("leaf %d: %v", leaf, err)
		}
	}
}

func TestAnOlderTreeIsNotSigned(t *testing.T) {
	b := set(t)
	n := b.open(t)
	b.add(t, 5)
	if err := n.Sign(t.Context()); err != nil {
		t.Fatal(err)
	}
	older := set(t)
	older.add(t, 3)
	older.conf.Key, older.conf.Memory = b.conf.Key, b.conf.Memory
	if _, err := notary.Open(t.Context(), older.conf); !fault.Is(err, fault.KindConflict) {
		t.Errorf("a smaller tree: %v", err)
	}
	older.add(t, 4)
	if _, err := notary.Open(t.Context(), older.conf); !fault.Is(err, fault.KindConflict) {
		t.Errorf("another tree: %v", err)
	}
	b.open(t) // the right one goes on
	b.conf.Memory = keys.Dir(t.TempDir())
	if _, err := notary.Open(t.Context(), b.conf); !fault.Is(err, fault.KindConflict) {
		t.Errorf("a tree of which nothing is known: %v", err)
	}
}

func TestTilesAreReadByOtherSoftware(t *testing.T) {
	b := set(t)
	n := b.open(t)
	b.add(t, 300)
	if err := n.Sign(t.Context()); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(n.Handler())
	defer srv.Close()
	fetcher, err := torchwood.NewTileFetcher(srv.URL + "/log")
	if err != nil {
		t.Fatal(err)
	}
	client, err := torchwood.NewClient(fetcher)
	if err != nil {
		t.Fatal(err)
	}
	v, _ := note.NewVerifier(n.VKey())
	cp, _, err := torchwood.VerifyCheckpoint([]byte(n.Checkpoint()), torchwood.ThresholdPolicy(2, torchwood.OriginPolicy(origin), torchwood.SingleVerifierPolicy(v)))
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for range client.AllEntries(t.Context(), cp.Tree, 0) {
		count++
	}
	if client.Err() != nil || count != 300 {
		t.Errorf("%d entries, %v", count, client.Err())
	}
	for path, want := range map[string]int{"/log/tile/0/001": 404, "/log/tile/0/001.p/45": 404, "/log/tile/0/001.p/44": 200,
		"/log/tile/9/000": 404, "/log/tile/x": 400, "/log/checkpoint": 200, "/log/key": 200} {
		resp, err := srv.Client().Get(srv.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, resp.StatusCode, want)
		}
	}
}
