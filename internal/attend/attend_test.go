package attend

import (
	"slices"
	"testing"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/hearing"
)

const seen = 3 * time.Second

var start = time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)

func at(s float64) time.Time { return start.Add(time.Duration(s * float64(time.Second))) }

// room is one person who joined at 0 and was whole until the given second.
func room(until float64) *Room {
	r := &Room{}
	r.Seen("p", func(v *Person) {
		v.Join(at(0), "a")
		v.Packets(at(0), at(0), true, "a")
		v.BeatAt(at(until))
		v.Packets(at(until), at(until), true, "a")
	})
	return r
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		name  string
		then  func(*Person)
		at    float64
		live  bool
		since float64
		sign  string
	}{
		{"whole", func(*Person) {}, 61, true, 0, ""},
		{"not yet", func(*Person) {}, 62.9, true, 0, ""},
		{"line gone", func(*Person) {}, 63, false, 60, hearing.SignHeartbeat},
		{"packets alone gone", func(v *Person) { v.BeatAt(at(64)); v.Packets(at(64), time.Time{}, true, "a") }, 64, false, 60, hearing.SignPackets},
		{"muted", func(v *Person) { v.BeatAt(at(70)); v.Packets(at(70), time.Time{}, false, "a") }, 70, true, 0, ""},
		{"reporter silent", func(v *Person) { v.BeatAt(at(70)) }, 70, true, 0, ""},
		{"frozen page", func(v *Person) { v.Packets(at(66), at(66), true, "a") }, 66, false, 60, hearing.SignHeartbeat},
		{"killed, its packets seen to stop first", func(v *Person) { v.BeatAt(at(60.4)); v.Packets(at(63), time.Time{}, true, "a") }, 63, false, 60, hearing.SignSocket},
		{"the same, and its heartbeat", func(v *Person) { v.BeatAt(at(60.4)); v.Packets(at(63), time.Time{}, true, "a") }, 63, false, 60, hearing.SignHeartbeat},
		{"left the media room", func(v *Person) { v.Go(at(61), "a"); v.BeatAt(at(65)) }, 65, false, 61, hearing.SignMediaLeft},
		{"an older session ends", func(v *Person) { v.Join(at(61), "b"); v.Go(at(61), "a"); v.BeatAt(at(62)) }, 62, true, 0, ""},
	} {
		r := room(60)
		r.Seen("p", c.then)
		f := r.Find("p", at(c.at), seen)
		if f.Live != c.live || (!c.live && (!f.Since.Equal(at(c.since)) || !slices.Contains(f.Signs, c.sign))) {
			t.Errorf("%s: %+v", c.name, f)
		}
	}
}

// TestComingBackNeedsProof: not being lost any more is not being here.
func TestComingBackNeedsProof(t *testing.T) {
	r := room(60)
	r.Seen("p", func(v *Person) { v.Go(at(70), "a"); v.BeatAt(at(70)) })
	if r.Here("p", at(71), seen) {
		t.Error("here without the media room")
	}
	r.Seen("p", func(v *Person) { v.Packets(at(70.5), at(69), true, "a") })
	if r.Here("p", at(71), seen) {
		t.Error("here by a late report")
	}
	r.Seen("p", func(v *Person) { v.Join(at(72), "b") })
	if !r.Here("p", at(72.5), seen) {
		t.Error("not here after joining")
	}
	r.MediaDown = at(73)
	if r.Here("p", at(73), seen) {
		t.Error("here while the media server is down")
	}
}

func TestLeaveOutlastsLateReports(t *testing.T) {
	r := room(60)
	r.Seen("p", func(v *Person) { v.Leave(at(61)); v.Packets(at(65), at(65), true, "a"); v.BeatAt(at(65)) })
	if r.Here("p", at(65), seen) || !r.Find("p", at(65), seen).Left {
		t.Error("a report undid the Leave button")
	}
}

func TestAllAtOnce(t *testing.T) {
	gone := func(s float64) Finding { return Finding{Since: at(s)} }
	for _, c := range []struct {
		name  string
		found map[court.PersonID]Finding
		is    bool
	}{
		{"together", map[court.PersonID]Finding{"a": gone(1), "b": gone(2.5)}, true},
		{"one alone", map[court.PersonID]Finding{"a": gone(1)}, false},
		{"one still there", map[court.PersonID]Finding{"a": gone(1), "b": {Live: true}}, false},
		{"one after the other", map[court.PersonID]Finding{"a": gone(1), "b": gone(20)}, false},
	} {
		if _, is := AllAtOnce(c.found, seen); is != c.is {
			t.Errorf("%s: %v", c.name, is)
		}
	}
}
