package clerk

import (
	"testing"
	"time"
)

func TestKeys(t *testing.T) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	k := NewKey(at)
	if ms, ok := KeyTime(k); !ok || int64(ms) != at.UnixMilli() || !validKey(k) {
		t.Errorf("%s: %d %v", k, ms, ok)
	}
	a, b := KeyOver(k, "claim", "x"), KeyOver(k, "claim", "y")
	if a == b || a != KeyOver(k, "claim", "x") || !validKey(a) || a[:keyMoment] != k[:keyMoment] || !validKey(KeyOver("0193a5b6c7d8e9f0", "x")) {
		t.Errorf("%s, %s", a, b)
	}
	for _, k := range []string{"", "t", "t0193", "0193a5b6c7d8e9f00193a5b6c7d8e9f0", "t0193a5b6c7d-", "t0193a5b6c7g-xxxx", "x0193a5b6c7d-xxxx", "t+193a5b6c7d-xxxx"} {
		if _, ok := KeyTime(k); ok {
			t.Errorf("%q has a time", k)
		}
	}
}
