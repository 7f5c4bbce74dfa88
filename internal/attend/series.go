package attend

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"time"

	"tarazy/internal/court"
)

// SeriesFormat names the form of a series: gzip over lines of JSON. The first
// line is {"format","hearing","rule"}. A line with "of" is a page's second about
// its own reader, one with "up" the court's count of a person's packets. "t" is the
// court's clock in milliseconds since 1970 (UTC), "ms" the length of what was counted.
const SeriesFormat = "tarazy-sound/1"

// MostSeries is how many bytes a series may take, compressed, before another begins.
const MostSeries = 16 << 20

// Series are the raw counts of a time, as they came: what the states of every
// way of sound were found from, so that anyone can find them anew.
type Series struct {
	From, To time.Time // of the counts in it; zero: there are none
	Rows     int
	buf      bytes.Buffer
	zip      *gzip.Writer
}

// NewSeries begins a series of a hearing's counts.
func NewSeries(hearing court.HearingID, rule HearingRule) *Series {
	s := &Series{}
	s.zip = gzip.NewWriter(&s.buf)
	s.line(struct {
		Format  string          `json:"format"`
		Hearing court.HearingID `json:"hearing"`
		Rule    string          `json:"rule"`
	}{SeriesFormat, hearing, rule.Version})
	return s
}

type seriesRow struct {
	Speaker court.PersonID `json:"s"`
	Packets int            `json:"packets"`
	Samples int            `json:"samples"`
	MadeUp  int            `json:"made_up"`
	Level   int            `json:"level"`
	Plays   bool           `json:"plays"`
	Volume  int            `json:"volume"`
	Delay   int64          `json:"delay"`
}

type seriesSecond struct {
	T       int64          `json:"t"`
	Of      court.PersonID `json:"of"`
	MS      int64          `json:"ms"`
	Blocked bool           `json:"blocked,omitempty"`
	On      bool           `json:"mic"`
	Level   int            `json:"level"`
	Lost    int            `json:"lost"`
	Rows    []seriesRow    `json:"rows"`
}

type seriesUplink struct {
	T       int64          `json:"t"`
	Up      court.PersonID `json:"up"`
	Open    bool           `json:"open"`
	Packets int            `json:"packets"`
	Lost    int            `json:"lost"`
	Last    int64          `json:"last"`
}

// Second adds what a page counted.
func (s *Series) Second(p court.PersonID, r Second) {
	l := seriesSecond{T: r.At.UnixMilli(), Of: p, MS: r.Span.Milliseconds(), Blocked: r.Blocked, On: r.Mouth.On, Level: r.Mouth.Level, Lost: r.Mouth.Lost, Rows: []seriesRow{}}
	for _, row := range r.Rows {
		l.Rows = append(l.Rows, seriesRow{row.Speaker, row.Packets, row.Samples, row.MadeUp, row.Level, row.Plays, row.Volume, row.Delay.Milliseconds()})
	}
	s.count(r.At, l)
}

// Uplink adds what the court counted of a speaker.
func (s *Series) Uplink(p court.PersonID, u Uplink) {
	s.count(u.At, seriesUplink{u.At.UnixMilli(), p, u.Open, u.Packets, u.Lost, max(0, u.Last.UnixMilli())})
}

func (s *Series) count(at time.Time, line any) {
	if s.From.IsZero() {
		s.From = at
	}
	s.To = at
	s.Rows++
	s.line(line)
}

// line writes to memory, which does not fail; nor does JSON of numbers and words.
func (s *Series) line(v any) {
	b, _ := json.Marshal(v)
	_, _ = s.zip.Write(append(b, '\n'))
}

// Full reports whether another series is to begin.
func (s *Series) Full() bool { return s.buf.Len() >= MostSeries }

// Bytes ends the series and answers it; nothing may be added after.
func (s *Series) Bytes() []byte {
	_ = s.zip.Close()
	return s.buf.Bytes()
}
