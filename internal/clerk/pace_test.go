package clerk

import (
	"testing"
	"time"

	"tarazy/internal/fault"
)

// TestPace: a burst is taken, what comes on top is refused and leaves nothing;
// patience gives it back; nobody's haste is another's.
func TestPace(t *testing.T) {
	var p pace
	now := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	mine := paced{by: "claimant", hearing: "h", act: ActHand}
	for i := range 12 {
		if err := p.take(mine, now); err != nil {
			t.Fatalf("act %d: %v", i+1, err)
		}
	}
	for range 100 {
		if err := p.take(mine, now); !fault.Is(err, fault.KindLimit) {
			t.Fatalf("the thirteenth: %v", err)
		}
	}
	theirs := mine
	theirs.by = "respondent"
	if err := p.take(theirs, now); err != nil {
		t.Errorf("another person: %v", err)
	}
	if err := p.take(mine, now.Add(5*time.Second)); err != nil {
		t.Errorf("after five seconds: %v", err)
	}
	if err := p.take(paced{by: "judge", act: ActRemove}, now); err != nil || len(p.full) != 2 {
		t.Errorf("an order is counted: %v, %d", err, len(p.full))
	}
	for i := range 2 * mostPaced {
		if err := p.take(paced{by: "claimant", about: "x", hearing: "h", act: ActLeave}, now.Add(time.Duration(i)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
}
