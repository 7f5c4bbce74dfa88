package clerk_test

import (
	"bufio"
	"compress/gzip"
	"strings"
	"testing"
	"time"

	"tarazy/internal/blob"
	"tarazy/internal/clerk"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// The raw counts of sound lie among the documents, in pieces of ten minutes and
// what is left at the closing; the record has the hash of each, the case's bundle the
// pieces themselves, and no sweep takes them away.
func TestCountsOfSoundAreKept(t *testing.T) {
	m := played(t, stores()[0], "05:00:00 judge schedules")
	dir, err := blob.Open(t.TempDir())
	m.must(err)
	m.c.Blobs = dir
	for _, text := range strings.Split(strings.TrimPrefix(opened, "\n\t05:00:00 judge schedules"), "\n") {
		if text = strings.TrimSpace(text); text != "" {
			m.play(text, text)
		}
	}
	for _, text := range []string{"05:00:30 judge speaks", "05:00:30 claimant speaks", "05:14:00 judge closes"} {
		m.play(text, text)
	}
	var kept []hearing.SoundKept
	events := m.events()
	for i, e := range events {
		var d hearing.SoundKept
		if e.Type() == d.EventType() {
			m.must(e.Decode(&d))
			kept = append(kept, d)
		}
		if last := i == len(events)-1; last && e.Type() != (hearing.Closed{}).EventType() {
			t.Errorf("the last is %s", e.Type())
		}
	}
	if len(kept) != 2 {
		t.Fatalf("%d pieces: %+v", len(kept), kept)
	}
	if gap := kept[1].From.Sub(kept[0].To.Time); gap < 0 || gap > 2*time.Second {
		t.Errorf("between the pieces: %v", gap)
	}
	m.must(m.c.SweepDocuments(t.Context(), time.Now().Add(48*time.Hour)))
	b, err := m.c.Export(t.Context(), m.people["claimant"], m.no)
	m.must(err)
	for _, d := range kept {
		if n := linesOf(t, dir, d.Blob); n != d.Rows+1 {
			t.Errorf("a piece has %d lines, its event says %d counts", n, d.Rows)
		}
		if int64(len(b.Blobs[d.Blob])) != d.Size {
			t.Errorf("the bundle has %d bytes of %d", len(b.Blobs[d.Blob]), d.Size)
		}
	}
}

func linesOf(t *testing.T, dir clerk.Blobs, hash record.Hash) (n int) {
	t.Helper()
	in, _, err := dir.Open(t.Context(), hash)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	z, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		n++
	}
	if lines.Err() != nil {
		t.Error(lines.Err())
	}
	return n
}

// Who may not close the sitting makes nothing be kept by trying.
func TestOnlyTheJudgeEndsTheCounts(t *testing.T) {
	m := played(t, stores()[0], opened)
	dir, err := blob.Open(t.TempDir())
	m.must(err)
	m.c.Blobs = dir
	for _, text := range []string{"05:00:30 judge speaks", "05:01:00 claimant closes ! act.not_permitted"} {
		m.play(text, text)
	}
	for _, e := range m.events() {
		if e.Type() == (hearing.SoundKept{}).EventType() {
			t.Errorf("№ %d", e.Header.Version)
		}
	}
}

// events are the hearing's, as they stand in the record.
func (m *minutes) events() (events []record.Event) {
	m.t.Helper()
	m.must(m.store.View(m.t.Context(), func(v clerk.View) (err error) {
		events, err = v.Events(m.hearing, 0)
		return err
	}))
	return events
}
