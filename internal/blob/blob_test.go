package blob

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// A document that is wanted in the last moment is too young to go; one that is
// gone is not wanted any more.
func TestDropLeavesWhatIsYoung(t *testing.T) {
	ctx := context.Background()
	d, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	put := func(text string) record.Hash {
		hash, _, err := d.Put(ctx, strings.NewReader(text), 100)
		if err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(-time.Hour)
		if err := os.Chtimes(d.path(hash), old, old); err != nil {
			t.Fatal(err)
		}
		return hash
	}
	before := time.Now().Add(-time.Minute)
	touched, again, old := put("touched"), put("again"), put("old")
	if all, err := d.Old(ctx, time.Time{}, before); err != nil || len(all) != 3 {
		t.Errorf("old: %v %v", all, err)
	}
	if none, err := d.Old(ctx, before.Add(-time.Second), before); err != nil || len(none) != 0 {
		t.Errorf("between: %v %v", none, err)
	}
	if err := d.Touch(ctx, touched); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Put(ctx, strings.NewReader("again"), 100); err != nil {
		t.Fatal(err)
	}
	for hash, want := range map[record.Hash]bool{touched: false, again: false, old: true, record.HashOf([]byte("never")): false} {
		if dropped, err := d.Drop(ctx, hash, before); err != nil || dropped != want {
			t.Errorf("%s dropped %v, %v", hash, dropped, err)
		}
	}
	if err := d.Touch(ctx, old); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("touched what is gone: %v", err)
	}
}
