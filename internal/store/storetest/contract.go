package storetest

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

// Contract is what clerk.Store promises, whatever keeps it.
func Contract(t *testing.T, open func(testing.TB, court.Clock) clerk.Store) {
	for _, c := range []struct {
		name string
		test func(*testing.T, clerk.Store)
	}{
		{"a stream is a chain", chain},
		{"a refused act takes no other with it", refusedAlone},
		{"an act happens once", once},
		{"an act sees what it staged", seesItsOwn},
		{"an act spans streams and is found whole", spans},
		{"of two racing acts both stand, one after the other", racing},
		{"an act given up while it waits never runs", givenUp},
		{"registers", registers},
		{"every event is handed out in the log's order", each},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t, wall())) })
	}
	t.Run("time never runs back", func(t *testing.T) {
		now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
		s := open(t, court.ClockFunc(func() time.Time { now = now.Add(-time.Minute); return now }))
		must(t, add(s, draft(streamA, "a")))
		must(t, add(s, draft(streamB, "b")))
		a, b := events(t, s, streamA), events(t, s, streamB)
		if b[0].Payload.At.Before(a[0].Payload.At.Time) {
			t.Errorf("%v before %v", b[0].Payload.At, a[0].Payload.At)
		}
	})
}

func chain(t *testing.T, s clerk.Store) {
	for _, key := range []string{"a", "b", "c"} {
		must(t, add(s, draft(streamA, key)))
	}
	got := events(t, s, streamA)
	whole(t, got, 3)
	view(t, s, func(v clerk.View) error {
		h, err := v.Head(streamA)
		if err != nil || h.Version != 3 || h.Hash != got[2].Header.Hash() {
			t.Errorf("head %+v, %v", h, err)
		}
		if h, err := v.Head(streamB); err != nil || h.Version != 0 {
			t.Errorf("head of no stream %+v, %v", h, err)
		}
		after, err := v.Events(streamA, 2)
		if err != nil || len(after) != 1 || after[0].Header.Version != 3 {
			t.Errorf("events after № 2: %v, %v", after, err)
		}
		ref, err := v.Leaf(streamA, 2)
		if err != nil || ref.Leaf != 1 {
			t.Errorf("leaf of № 2: %+v, %v", ref, err)
		}
		if _, err := v.Leaf(streamA, 4); err == nil {
			t.Error("an event that is not there has a leaf")
		}
		return nil
	})
}

func each(t *testing.T, s clerk.Store) {
	const acts = 400 // more events than one look at the database takes
	for i := range acts {
		must(t, add(s, draft(streamA, fmt.Sprint("k", i)), draft(streamB, fmt.Sprint("k", i))))
	}
	n, next := 0, map[court.StreamID]uint64{streamA: 1, streamB: 1}
	must(t, s.Each(context.Background(), func(e record.Event) error {
		if want := []court.StreamID{streamA, streamB}[n%2]; e.Header.Stream != want || e.Header.Version != next[want] || e.Payload == nil {
			t.Errorf("event %d: %+v", n, e)
		}
		next[e.Header.Stream]++
		n++
		return nil
	}))
	if n != 2*acts {
		t.Errorf("%d events", n)
	}
	stop := errors.New("enough")
	if err := s.Each(context.Background(), func(record.Event) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("not ended: %v", err)
	}
}

func refusedAlone(t *testing.T, s clerk.Store) {
	refused := errors.New("refused")
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() {
			key := fmt.Sprintf("k%02d", i)
			err := s.Act(context.Background(), func(tx clerk.Tx) error {
				if _, err := tx.Append(draft(streamA, key)); err != nil {
					return err
				}
				if err := tx.Put(clerk.Row{Kind: "x", Key: key, Owner: "o", Doc: []byte("{}")}); err != nil {
					return err
				}
				if i%3 == 0 {
					return refused
				}
				return nil
			})
			if (i%3 == 0) != errors.Is(err, refused) {
				t.Errorf("act %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	whole(t, events(t, s, streamA), 40)
	view(t, s, func(v clerk.View) error {
		rows, err := v.Rows("x", "o")
		if err != nil || len(rows) != 40 {
			t.Errorf("%d rows, %v", len(rows), err)
		}
		return nil
	})
}

func once(t *testing.T, s clerk.Store) {
	must(t, add(s, draft(streamA, "once")))
	if err := add(s, draft(streamA, "once")); !fault.Is(err, fault.KindConflict) {
		t.Errorf("second time: %v", err)
	}
	other := draft(streamA, "once")
	other.By.Person = "p-2"
	must(t, add(s, other)) // the key is unique per actor
	whole(t, events(t, s, streamA), 2)
	// Keys that tell their moment, truly or not.
	for n, moment := range []time.Duration{0, -time.Hour, time.Hour, 1000 * time.Hour} {
		key := clerk.NewKey(time.Now().Add(moment))
		must(t, add(s, draft(streamA, key)))
		if err := add(s, draft(streamA, key)); !fault.Is(err, fault.KindConflict) {
			t.Errorf("second time, with a key of %v: %v", moment, err)
		}
		whole(t, events(t, s, streamA), 3+n)
	}
}

func seesItsOwn(t *testing.T, s clerk.Store) {
	must(t, add(s, draft(streamA, "first")))
	must(t, s.Act(context.Background(), func(tx clerk.Tx) error {
		if _, err := tx.Append(draft(streamA, "second"), draft(streamB, "second")); err != nil {
			return err
		}
		a, err1 := tx.Events(streamA, 0)
		b, err2 := tx.Events(streamB, 0)
		must(t, errors.Join(err1, err2))
		whole(t, a, 2)
		whole(t, b, 1)
		ref, err := tx.Leaf(streamB, 1)
		if err != nil || ref.Leaf != 2 {
			t.Errorf("leaf %+v, %v", ref, err)
		}
		refs, found, err := tx.Acted("p-1", "second")
		if err != nil || !found || len(refs) != 2 {
			t.Errorf("acted: %v %v %v", refs, found, err)
		}
		if _, err := tx.Keys(streamB); err != nil {
			t.Error(err)
		}
		return nil
	}))
}

func spans(t *testing.T, s clerk.Store) {
	must(t, add(s, draft(streamA, "before")))
	must(t, add(s, draft(streamA, "wide"), draft(streamB, "wide"), draft(streamA, "wide")))
	whole(t, events(t, s, streamA), 3)
	whole(t, events(t, s, streamB), 1)
	view(t, s, func(v clerk.View) error {
		refs, found, err := v.Acted("p-1", "wide")
		if err != nil || !found || len(refs) != 3 {
			t.Fatalf("acted: %v %v %v", refs, found, err)
		}
		for i, want := range []struct {
			stream  court.StreamID
			version uint64
			leaf    int64
		}{{streamA, 2, 1}, {streamB, 1, 2}, {streamA, 3, 3}} {
			if refs[i].Stream != want.stream || refs[i].Version != want.version || refs[i].Leaf != want.leaf {
				t.Errorf("part %d: %+v, want %+v", i, refs[i], want)
			}
		}
		if _, found, err := v.Acted("p-1", "never"); found || err != nil {
			t.Errorf("an act that never was: %v %v", found, err)
		}
		return nil
	})
}

func racing(t *testing.T, s clerk.Store) {
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 20 {
				if err := add(s, draft(streamA, fmt.Sprintf("w%d-%d", w, i))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	whole(t, events(t, s, streamA), 160)
}

func givenUp(t *testing.T, s clerk.Store) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := s.Act(ctx, func(tx clerk.Tx) error {
		_, err := tx.Append(draft(streamA, "late"))
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("an act given up: %v", err)
	}
	must(t, add(s, draft(streamA, "next")))
	whole(t, events(t, s, streamA), 1)
}

func registers(t *testing.T, s clerk.Store) {
	put := func(rows ...clerk.Row) {
		must(t, s.Act(context.Background(), func(tx clerk.Tx) error { return tx.Put(rows...) }))
	}
	put(clerk.Row{Kind: "x", Key: "b", Owner: "o", Doc: []byte(`1`)}, clerk.Row{Kind: "x", Key: "a", Owner: "o", Doc: []byte(`2`)},
		clerk.Row{Kind: "x", Key: "c", Owner: "p", Doc: []byte(`3`)}, clerk.Row{Kind: "y", Key: "a", Owner: "o", Doc: []byte(`4`)})
	put(clerk.Row{Kind: "x", Key: "b", Owner: "o", Doc: []byte(`5`)})
	view(t, s, func(v clerk.View) error {
		mine, err1 := v.Rows("x", "o")
		all, err2 := v.Rows("x", "")
		must(t, errors.Join(err1, err2))
		if len(mine) != 2 || mine[0].Key != "a" || string(mine[1].Doc) != "5" || len(all) != 3 {
			t.Errorf("rows %v, of all owners %v", mine, all)
		}
		if _, found, err := v.Row("x", "z"); found || err != nil {
			t.Errorf("a row that is not there: %v %v", found, err)
		}
		return nil
	})
}
