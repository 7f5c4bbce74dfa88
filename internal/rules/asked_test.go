package rules

import (
	"slices"
	"testing"
	"time"
)

// A civil case is not asked about its jury, and a criminal one is.
func TestAsked(t *testing.T) {
	at := time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
	l := Kazakhstan()
	civil, err := l.Asked(Format, Facts{"kind": "civil"}, at)
	if err != nil {
		t.Fatal(err)
	}
	criminal, err := l.Asked(Format, Facts{"kind": "criminal"}, at)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(civil)
	t.Log(criminal)
	if !slices.Contains(civil, "authenticity") || slices.Contains(civil, "jury") {
		t.Errorf("a civil case is asked %v", civil)
	}
	if !slices.Contains(criminal, "jury") || !slices.Contains(criminal, "liberty") {
		t.Errorf("a criminal case is asked %v", criminal)
	}
	if _, err := l.Asked(Format, Facts{"kind": "maritime"}, at); err == nil {
		t.Error("a kind nobody knows")
	}
}
