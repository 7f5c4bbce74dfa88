package docket

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"tarazy/internal/record"
)

func filed(no int, title string) record.Event {
	data, err := json.Marshal(Filed{Number: no, Title: title})
	if err != nil {
		panic(err)
	}
	return record.Event{Header: record.Header{Version: uint64(no)}, Payload: &record.Payload{Type: Filed{}.EventType(), Data: data}}
}

// titles checks that the file holds filings 1..n, the last with this title.
func titles(t *testing.T, f File, n int, last string) {
	t.Helper()
	if len(f.Filings) != n || f.Filings[n-1].Title != last {
		t.Errorf("%d filings, the last %q; want %d, %q", len(f.Filings), f.Filings[len(f.Filings)-1].Title, n, last)
	}
	for i, g := range f.Filings {
		if g.Number != i+1 || i < n-1 && g.Title != "common" {
			t.Errorf("filing %d: %+v", i+1, g)
		}
	}
}

// Files folded from one base share its list and never see each other's lines:
// an act that was refused after its fold must leave nothing behind.
func TestFoldsFromOneBase(t *testing.T) {
	var base File
	var bases []File
	for no := 1; no <= 50; no++ {
		var err error
		if base, err = base.Fold(filed(no, "common")); err != nil {
			t.Fatal(err)
		}
		bases = append(bases, base)
	}
	for n, b := range bases {
		titles(t, b, n+1, "common")
		var wg sync.WaitGroup
		for w := range 4 {
			wg.Go(func() {
				f, err := b.Fold(filed(n+2, fmt.Sprint("mine ", w)))
				if err != nil {
					t.Error(err)
				}
				titles(t, f, n+2, fmt.Sprint("mine ", w))
			})
		}
		wg.Wait()
	}
	for n, b := range bases {
		titles(t, b, n+1, "common")
	}
}

// A long list is not copied for each line.
func TestFoldDoesNotCopy(t *testing.T) {
	var f File
	copies := 0
	for no := 1; no <= 1000; no++ {
		before := f
		var err error
		if f, err = f.Fold(filed(no, "common")); err != nil {
			t.Fatal(err)
		}
		if len(before.Filings) > 0 && &before.Filings[0] != &f.Filings[0] {
			copies++
		}
	}
	if copies > 20 {
		t.Errorf("%d copies", copies)
	}
}
