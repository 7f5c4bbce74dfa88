package livekit

import "testing"

// Gaps are counted, also over the end of the numbers; one that comes late is
// taken off again, and a stream that begins anew has lost nothing.
func TestSequence(t *testing.T) {
	for _, c := range []struct {
		name string
		come []uint16
		want int64
	}{
		{"in order", []uint16{7, 8, 9, 10}, 0},
		{"two passed over", []uint16{7, 10, 11}, 2},
		{"one of them late", []uint16{7, 10, 8, 11}, 1},
		{"over the end", []uint16{65534, 0, 1}, 1},
		{"anew", []uint16{7, 40000, 40001}, 0},
	} {
		var s sequence
		missed := int64(0)
		for _, n := range c.come {
			missed += s.missed(n)
		}
		if missed != c.want {
			t.Errorf("%s: %d missed, want %d", c.name, missed, c.want)
		}
	}
}
