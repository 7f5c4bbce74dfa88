package clerk_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

func refusedWith(t testing.TB, err error, key string) {
	t.Helper()
	if err == nil || fault.Of(err).Key != key {
		t.Errorf("refused with %v, want %s", err, key)
	}
}

func (b *bench) file(title string) clerk.File {
	return clerk.File{Stamp: b.stamp(), Case: b.id, Kind: "claim", Title: title, Name: "a.pdf", Type: "application/pdf",
		Blob: record.HashOf([]byte(title)), Size: 3}
}

// TestFilingIsJoining: what is filed is in everyone's file at once, and a
// retry is the same filing.
func TestFilingIsJoining(t *testing.T) {
	b := newBench(t, inMemory)
	cmd := b.file("claim")
	first, err := b.c.File(t.Context(), b.people["claimant"], cmd)
	b.must(err)
	again, err := b.c.File(t.Context(), b.people["claimant"], cmd)
	b.must(err)
	if !again.Again || again.Ref != first.Ref || again.At != first.At {
		t.Errorf("the retry answers %+v, not %+v", again, first)
	}
	for _, who := range []string{"judge", "secretary", "claimant", "respondent", "advocate"} {
		v, err := b.c.Case(t.Context(), b.people[who], b.no)
		b.must(err)
		if len(v.File.Filings) != 1 || v.File.Filings[0].Version != first.Ref.Version {
			t.Errorf("%s sees %+v", who, v.File.Filings)
		}
	}
	_, err = b.c.Case(t.Context(), b.people["stranger"], b.no)
	refusedWith(t, err, "case.not_found")
	_, err = b.c.File(t.Context(), b.people["stranger"], b.file("other"))
	refusedWith(t, err, "case.not_found")
	reused := clerk.Schedule{Stamp: clerk.Stamp{Key: cmd.Key}, Case: b.id, At: b.clock.Now()}
	_, err = b.c.Schedule(t.Context(), b.people["claimant"], reused)
	refusedWith(t, err, "act.key_reused")
	other := b.file("another document")
	other.Stamp = cmd.Stamp
	_, err = b.c.File(t.Context(), b.people["claimant"], other)
	refusedWith(t, err, "act.key_reused")
}

func TestSetUpEndsWithTheFirstRegistrar(t *testing.T) {
	b := newBench(t, inMemory)
	_, err := b.c.Enrol(t.Context(), "", clerk.Enrol{Stamp: b.stamp(), Name: "late", Lang: court.Russian})
	refusedWith(t, err, "act.not_permitted")
	_, err = b.c.Enrol(t.Context(), b.people["judge"], clerk.Enrol{Stamp: b.stamp(), Name: "late", Lang: court.Russian})
	refusedWith(t, err, "act.not_permitted")
	_, err = b.c.Enrol(t.Context(), b.people["registrar"], clerk.Enrol{Stamp: b.stamp(), Name: "late", Lang: court.Russian})
	b.must(err)
}

// TestOwnSignature: without the demo's signer a weighty act needs the actor's
// own signature, over exactly the act that is done.
func TestOwnSignature(t *testing.T) {
	b := newBench(t, inMemory)
	ctx, judge := t.Context(), b.people["judge"]
	d, err := b.c.Schedule(ctx, judge, clerk.Schedule{Stamp: b.stamp(), Case: b.id, At: b.clock.Now()})
	b.must(err)
	own := clerk.New(clerk.Deps{Store: b.store, Clock: b.clock, Origin: testLog})
	cmd := clerk.Reasoned{Stamp: b.stamp(), Hearing: d.Ref.Stream, Reason: "all agree"}
	_, err = own.Open(ctx, judge, cmd)
	refusedWith(t, err, "hearing.open.judge_outside")
	b.enters(own, d.Ref.Stream, judge)
	cmd.Stamp = b.stamp()
	_, err = own.Open(ctx, judge, cmd)
	refusedWith(t, err, "act.signature_needed")
	what, err := own.ActToSign(ctx, judge, "open", cmd, "")
	b.must(err)
	if len(what.Keys) != 1 {
		t.Fatal("no signature needed, or by which key?")
	}
	sig, err := b.signer.Sign(judge, what.Act)
	b.must(err)
	other := cmd
	other.Sig, other.Reason = sig, "another reason"
	_, err = own.Open(ctx, judge, other)
	refusedWith(t, err, "act.signature_invalid")
	foreign := cmd
	foreign.Sig, err = b.signer.Sign(b.people["secretary"], what.Act)
	b.must(err)
	_, err = own.Open(ctx, judge, foreign)
	refusedWith(t, err, "act.signature_unknown_key")
	cmd.Sig = sig
	if _, err := own.Open(ctx, judge, cmd); err != nil {
		t.Fatal(err)
	}
}

// TestRacingActs: of two acts that exclude each other one wins; numbers never
// repeat and none is lost.
func TestRacingActs(t *testing.T) {
	b := newBench(t, inMemory)
	var wg sync.WaitGroup
	var mu sync.Mutex
	seen := map[uint64]bool{}
	cmds := make([]clerk.File, 64)
	for i := range cmds {
		cmds[i] = b.file(fmt.Sprint("document ", i))
	}
	for _, cmd := range cmds {
		wg.Go(func() {
			d, err := b.c.File(t.Context(), b.people["claimant"], cmd)
			mu.Lock()
			defer mu.Unlock()
			if err != nil || seen[d.Ref.Version] {
				t.Errorf("№ %d: %v", d.Ref.Version, err)
			}
			seen[d.Ref.Version] = true
		})
	}
	wg.Wait()
	v, err := b.c.Case(t.Context(), b.people["judge"], b.no)
	b.must(err)
	if len(v.File.Filings) != len(cmds) {
		t.Errorf("%d filings", len(v.File.Filings))
	}
	for i, f := range v.File.Filings {
		if f.Number != i+1 {
			t.Errorf("filing %d has number %d", i+1, f.Number)
		}
	}
}

// TestRolledBackStateIsNotUsed: the store fails after the act was decided;
// the next act must not build on what never happened.
func TestRolledBackStateIsNotUsed(t *testing.T) {
	b := newBench(t, func(_ testing.TB, c court.Clock) clerk.Store { return &failing{memory: newMemory(c)} })
	b.store.(*failing).fail = true
	if _, err := b.c.File(t.Context(), b.people["claimant"], b.file("lost")); err == nil {
		t.Fatal("the act was done")
	}
	b.store.(*failing).fail = false
	_, err := b.c.File(t.Context(), b.people["claimant"], b.file("kept"))
	b.must(err)
	v, err := b.c.Case(t.Context(), b.people["judge"], b.no)
	b.must(err)
	if len(v.File.Filings) != 1 || v.File.Filings[0].Title != "kept" || v.File.Filings[0].Number != 1 {
		t.Errorf("the file has %+v", v.File.Filings)
	}
}

// failing refuses to commit.
type failing struct {
	*memory
	fail bool
}

func (f *failing) Act(ctx context.Context, fn func(clerk.Tx) error) error {
	return f.memory.Act(ctx, func(tx clerk.Tx) error {
		err := fn(tx)
		if err == nil && f.fail {
			return errors.New("the disk is full")
		}
		return err
	})
}

func TestSubscribersHearTheNewest(t *testing.T) {
	b := newBench(t, inMemory)
	ch, cancel := b.c.Subscribe(b.id)
	var last clerk.Done
	for i := range 3 {
		d, err := b.c.File(t.Context(), b.people["claimant"], b.file(fmt.Sprint(i)))
		b.must(err)
		last = d
	}
	if v := <-ch; v != last.Ref.Version {
		t.Errorf("heard of № %d, not %d", v, last.Ref.Version)
	}
	cancel()
	cancel()
	if _, open := <-ch; open {
		t.Error("the channel is open after cancel")
	}
}

func TestOnlyTheirOwnCaseIsWatched(t *testing.T) {
	b := newBench(t, inMemory)
	_, err := b.c.Schedule(t.Context(), b.people["judge"], clerk.Schedule{Stamp: b.stamp(), Case: b.id, At: b.clock.Now()})
	b.must(err)
	view, err := b.c.Case(t.Context(), b.people["claimant"], b.no)
	b.must(err)
	for _, stream := range []court.StreamID{b.id, view.File.Hearings[0].ID} {
		if _, _, err := b.c.Watch(t.Context(), "p-stranger", stream); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a stranger watches %s: %v", stream, err)
		}
		_, cancel, err := b.c.Watch(t.Context(), b.people["respondent"], stream)
		b.must(err)
		cancel()
	}
	ch, cancel, err := b.c.Watch(t.Context(), b.people["respondent"], b.id)
	b.must(err)
	defer cancel()
	filed, err := b.c.File(t.Context(), b.people["claimant"], b.file("for all to see"))
	b.must(err)
	if v := <-ch; v != filed.Ref.Version {
		t.Errorf("the respondent hears of № %d, not %d", v, filed.Ref.Version)
	}
}

func TestExportGathersEveryStream(t *testing.T) {
	b := newBench(t, inMemory)
	_, err := b.c.Schedule(t.Context(), b.people["judge"], clerk.Schedule{Stamp: b.stamp(), Case: b.id, At: b.clock.Now()})
	b.must(err)
	bundle, err := b.c.Export(t.Context(), b.people["claimant"], b.no)
	b.must(err)
	kinds := map[string]int{}
	for _, s := range bundle.Streams {
		kinds[s.Kind]++
	}
	if fmt.Sprint(kinds) != "map[case:1 hearing:1 person:5]" {
		t.Errorf("streams: %v", kinds)
	}
	if clerk.Covers(bundle) == 0 {
		t.Error("the bundle covers nothing")
	}
	_, err = b.c.Export(t.Context(), b.people["stranger"], b.no)
	refusedWith(t, err, "case.not_found")
}

func TestClockStepIsOnTheRecord(t *testing.T) {
	b := newBench(t, inMemory)
	b.must(b.c.Found(t.Context(), "again"))
	b.must(b.c.ClockStepped(t.Context(), -3*time.Second))
	b.must(b.store.View(t.Context(), func(v clerk.View) error {
		rows, err := v.Rows("court", "")
		if err != nil || len(rows) != 1 {
			t.Fatalf("%d courts, %v", len(rows), err)
		}
		events, err := v.Events(court.StreamID(rows[0].Key), 0)
		if len(events) != 2 || events[1].Type() != "court.clock_stepped" {
			t.Errorf("events: %v", events)
		}
		return err
	}))
}
