package attend

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"tarazy/internal/court"
)

// From a series alone the same states are found, second by second, as were found
// when the counts came.
func TestASeriesIsFoundAnew(t *testing.T) {
	kept, live := NewSeries("h", Rule1()), &Sound{}
	people := []Who{{Person: "l", Here: true}, {Person: "s", Here: true, Voice: true}}
	var was [][]Pair
	for i := range 20 {
		x, now := whole(), at(float64(i))
		if i >= 8 && i < 14 {
			x.ear.Packets = 20
			x.madeUp(35)
		}
		x.up.At, x.up.Last = now, now.Add(-20*time.Millisecond)
		mouth := Second{At: now, Span: time.Second, Mouth: x.mouth}
		ear := Second{At: now, Span: time.Second, Mouth: Mouth{On: true, Level: 5}, Rows: []Row{x.ear}}
		kept.Uplink("s", x.up)
		kept.Second("s", mouth)
		kept.Second("l", ear)
		live.Uplink("s", x.up)
		live.Report("s", mouth, Rule1())
		live.Report("l", ear, Rule1())
		was = append(was, live.Look(people, now, Rule1()))
	}
	if kept.Rows != 60 || kept.From != at(0) || kept.To != at(19) {
		t.Errorf("%d rows, %v to %v", kept.Rows, kept.From, kept.To)
	}
	anew, now := &Sound{}, time.Time{}
	var is [][]Pair
	for _, l := range readSeries(t, kept.Bytes()) {
		when := time.UnixMilli(l.T).UTC()
		if !now.IsZero() && when != now {
			is = append(is, anew.Look(people, now, Rule1()))
		}
		now = when
		if l.Up != "" {
			anew.Uplink(l.Up, Uplink{At: when, Open: l.Open, Packets: l.Packets, Lost: l.Lost, Last: time.UnixMilli(l.Last).UTC()})
			continue
		}
		s := Second{At: when, Span: time.Duration(l.MS) * time.Millisecond, Blocked: l.Blocked, Mouth: Mouth{On: l.On, Level: l.Level, Lost: l.Lost}}
		for _, r := range l.Rows {
			s.Rows = append(s.Rows, Row{r.Speaker, r.Packets, r.Samples, r.MadeUp, r.Level, r.Plays, r.Volume, time.Duration(r.Delay) * time.Millisecond})
		}
		anew.Report(l.Of, s, Rule1())
	}
	is = append(is, anew.Look(people, now, Rule1()))
	if !reflect.DeepEqual(was, is) {
		t.Errorf("found anew: %+v\nwas: %+v", is, was)
	}
}

type anyLine struct {
	seriesSecond
	Up      court.PersonID `json:"up"`
	Open    bool           `json:"open"`
	Packets int            `json:"packets"`
	Last    int64          `json:"last"`
}

func readSeries(t *testing.T, b []byte) (out []anyLine) {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	for n := 0; lines.Scan(); n++ {
		var l anyLine
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			out = append(out, l)
		}
	}
	return out
}
