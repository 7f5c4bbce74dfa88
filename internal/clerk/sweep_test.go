package clerk_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tarazy/internal/blob"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// papers is a court whose documents lie in a directory.
type papers struct {
	*bench
	root string
	dir  *blob.Dir
}

func withPapers(t *testing.T, open func(testing.TB, court.Clock) clerk.Store) *papers {
	b := newBench(t, open)
	p := &papers{bench: b, root: t.TempDir()}
	var err error
	p.dir, err = blob.Open(p.root)
	b.must(err)
	p.desk(b.store, p.dir)
	return p
}

// desk puts the clerk before a store and documents of the test's making.
func (p *papers) desk(s clerk.Store, blobs clerk.Blobs) {
	p.c = clerk.New(clerk.Deps{Store: s, Rooms: p.rooms, Clock: p.clock, Signer: p.signer, Origin: testLog, Blobs: blobs})
}

// receive keeps a document that came so long ago.
func (p *papers) receive(text string, ago time.Duration) record.Hash {
	p.t.Helper()
	hash, _, err := p.dir.Put(p.t.Context(), strings.NewReader(text), 1<<20)
	p.must(err)
	p.age(filepath.Join(hash.String()[:2], hash.String()), ago)
	return hash
}

func (p *papers) age(file string, ago time.Duration) {
	p.t.Helper()
	then := time.Now().Add(-ago)
	p.must(os.Chtimes(filepath.Join(p.root, file), then, then))
}

// file files a document.
func (p *papers) file(hash record.Hash) error {
	_, err := p.c.File(p.t.Context(), p.people["claimant"], clerk.File{Stamp: p.stamp(), Case: p.id, Kind: "claim", Title: "Талап", Name: "a.pdf", Type: "application/pdf", Blob: hash, Size: 7})
	return err
}

func (p *papers) sweep() error { return p.c.SweepDocuments(p.t.Context(), time.Now()) }

// kept compares which documents are there.
func (p *papers) kept(want map[string]record.Hash, gone map[string]record.Hash) {
	p.t.Helper()
	for name, hash := range want {
		f, _, err := p.dir.Open(p.t.Context(), hash)
		if err != nil {
			p.t.Errorf("%s: %v", name, err)
			continue
		}
		f.Close()
	}
	for name, hash := range gone {
		if f, _, err := p.dir.Open(p.t.Context(), hash); err == nil {
			f.Close()
			p.t.Errorf("%s is still there", name)
		}
	}
}

type hashes = map[string]record.Hash

const week = 7 * 24 * time.Hour

// What nobody filed within a day goes; what an event names stays, however old,
// and so does what may yet be filed.
func TestSweepTakesWhatNobodyFiled(t *testing.T) {
	for _, s := range stores() {
		t.Run(s.name, func(t *testing.T) {
			p := withPapers(t, s.open)
			filed, unfiled, young := p.receive("filed", week), p.receive("unfiled", 25*time.Hour), p.receive("young", 23*time.Hour)
			p.must(p.file(filed))
			p.age(filepath.Join(filed.String()[:2], filed.String()), week)
			for file, ago := range map[string]time.Duration{"new-1": week, "new-2": 0} {
				p.must(os.WriteFile(filepath.Join(p.root, file), []byte("half"), 0o600))
				p.age(file, ago)
			}
			p.must(p.sweep())
			p.kept(hashes{"filed": filed, "young": young}, hashes{"unfiled": unfiled})
			if half, _ := filepath.Glob(filepath.Join(p.root, "new-*")); len(half) != 1 || filepath.Base(half[0]) != "new-2" {
				t.Errorf("half received: %v", half)
			}
			if err := p.file(unfiled); !fault.Is(err, fault.KindConflict) || fault.Of(err).Key != "filing.gone" {
				t.Errorf("a document that is gone was filed: %v", err)
			}
			p.must(p.file(young))
			p.receive("unfiled", 0) // the same once more
			p.must(p.file(unfiled))
		})
	}
}

// reading is a store that does something when the whole record has been read.
type reading struct {
	clerk.Store
	then func() error
}

func (r reading) Each(ctx context.Context, fn func(record.Event) error) error {
	if err := r.Store.Each(ctx, fn); err != nil {
		return err
	}
	return r.then()
}

// A filing that comes after the record was read, and before its document would
// go, keeps it; so does the same document that comes once more.
func TestSweepBesideAFiling(t *testing.T) {
	p := withPapers(t, inMemory)
	filed, again, unfiled := p.receive("filed", week), p.receive("again", week), p.receive("unfiled", week)
	p.desk(reading{p.store, func() error {
		_, _, err := p.dir.Put(t.Context(), strings.NewReader("again"), 1<<20)
		return errors.Join(err, p.file(filed))
	}}, p.dir)
	p.must(p.sweep())
	p.kept(hashes{"filed": filed, "again": again}, hashes{"unfiled": unfiled})
}

// Whatever the order, a document that was accepted is there.
func TestSweepRacesFilings(t *testing.T) {
	p := withPapers(t, inMemory)
	docs := make([]record.Hash, 64)
	for i := range docs {
		docs[i] = p.receive(fmt.Sprint("document ", i), week)
	}
	accepted := make([]bool, len(docs))
	var all sync.WaitGroup
	for i, hash := range docs {
		cmd := clerk.File{Stamp: p.stamp(), Case: p.id, Kind: "claim", Title: "Талап", Name: "a.pdf", Type: "application/pdf", Blob: hash, Size: 7}
		all.Go(func() {
			_, err := p.c.File(t.Context(), p.people["claimant"], cmd)
			if accepted[i] = err == nil; err != nil && fault.Of(err).Key != "filing.gone" {
				t.Error(err)
			}
		})
		if i%8 == 0 {
			all.Go(func() {
				if err := p.sweep(); err != nil {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	for i, hash := range docs {
		if accepted[i] {
			p.kept(hashes{fmt.Sprint("document ", i): hash}, nil)
		}
	}
}

// dying takes one document away, and then nothing works any more.
type dying struct {
	clerk.Blobs
	left int
}

func (d *dying) Drop(ctx context.Context, hash record.Hash, before time.Time) (bool, error) {
	if d.left--; d.left < 0 {
		return false, errors.New("the disk is gone")
	}
	return d.Blobs.Drop(ctx, hash, before)
}

// A sweep that ends in the middle has taken nothing that is filed, and the next
// one takes the rest.
func TestSweepEndsInTheMiddle(t *testing.T) {
	p := withPapers(t, inMemory)
	filed, one, two := p.receive("filed", week), p.receive("one", week), p.receive("two", week)
	p.must(p.file(filed))
	p.age(filepath.Join(filed.String()[:2], filed.String()), week)
	p.desk(p.store, &dying{p.dir, 1})
	if p.sweep() == nil {
		t.Error("it did not end in the middle")
	}
	left, err := p.dir.Old(t.Context(), time.Time{}, time.Now())
	if err != nil || len(left) != 2 {
		t.Errorf("%d documents left, %v", len(left), err)
	}
	p.desk(p.store, p.dir)
	p.must(p.sweep())
	p.kept(hashes{"filed": filed}, hashes{"one": one, "two": two})
}

// While the record cannot be read nothing goes: any event could name anything.
func TestSweepOfARecordThatCannotBeRead(t *testing.T) {
	p := withPapers(t, inMemory)
	unfiled := p.receive("unfiled", week)
	p.desk(reading{p.store, func() error { return errors.New("the payload is gone") }}, p.dir)
	if p.sweep() == nil {
		t.Error("the record was read")
	}
	p.kept(hashes{"unfiled": unfiled}, nil)
}

// After a loss, what came before it may have been filed in what was lost.
func TestSweepAfterALoss(t *testing.T) {
	p := withPapers(t, inMemory)
	p.clock.t = time.Now().Add(-3 * 24 * time.Hour)
	p.must(p.c.Recover(t.Context(), "test court", clerk.Recovered{Was: testLog, Size: 1, Lost: 2, Reason: "a fire"}))
	lost, unfiled := p.receive("lost", week), p.receive("unfiled", 2*24*time.Hour)
	p.must(p.sweep())
	p.kept(hashes{"lost": lost}, hashes{"unfiled": unfiled})
}
