package hearing

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

const (
	pJudge      = court.PersonID("p-judge")
	pClaimant   = court.PersonID("p-claimant")
	pRespondent = court.PersonID("p-respondent")
)

// told is the journal of events with their numbers.
func told(t *testing.T, events ...record.Event) []Line {
	t.Helper()
	for i := range events {
		events[i].Header.Version = uint64(i + 1)
	}
	lines, err := Journal(events...)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// The whole way of one disruption is one line.
func TestAnEpisodeFromEndToEnd(t *testing.T) {
	lines := told(t, happened(0, "", Entered{Person: pJudge}), happened(1, "", Entered{Person: pClaimant}), happened(10, pJudge, Opened{}),
		happened(25, "", lost(pClaimant, 20)), happened(30, "", HeldFor{About: []court.PersonID{pClaimant}, Cause: NotEstablished}),
		happened(40, "p-secretary", ContactAttempted{Person: pClaimant, Channel: "phone", Result: "no_answer"}),
		happened(50, "p-secretary", ContactAttempted{Person: pClaimant, Channel: "sms", Result: "reached"}),
		happened(60, "", back(pClaimant, 20)), happened(63, "", lost(pClaimant, 62)), happened(70, "", back(pClaimant, 62)),
		happened(80, pJudge, Resumed{}), happened(100, "", lost(pClaimant, 99)))
	all := Episodes(lines, clock(120).Time)
	if len(all) != 2 {
		t.Fatalf("%+v", all)
	}
	e := all[0]
	if e.Person != pClaimant || e.Cause != NotEstablished || e.Lasts || e.Held != 50*time.Second || e.Attempts != 2 || e.Reached != 1 ||
		len(e.Gaps) != 2 || e.Away() != 48*time.Second || !slices.Equal(e.Lines, []uint64{4, 5, 6, 7, 8, 9, 10, 11}) ||
		!slices.Equal(e.Did, []string{"hearing.resumed"}) || !e.Since.Equal(clock(20).Time) || !e.Until.Equal(clock(80).Time) {
		t.Errorf("%+v", e)
	}
	if e := all[1]; !e.Lasts || e.Away() != 21*time.Second || e.Gaps[0].End != GapLasts {
		t.Errorf("%+v", e)
	}
}

// What the court's own side did is one episode of everybody, and nobody's.
func TestTheCourtsFailureIsEverybodys(t *testing.T) {
	until := clock(160)
	both := []court.PersonID{pJudge, pClaimant}
	byCourt := func(p court.PersonID) PersonLost {
		return PersonLost{Person: p, Since: clock(200), Cause: TheCourt, Signs: []string{SignMediaDown}}
	}
	lines := told(t, happened(0, "", Entered{Person: pJudge}), happened(1, "", Entered{Person: pClaimant}), happened(10, pJudge, Opened{}),
		happened(160, "", CourtFailed{Since: clock(150), Until: &until, Sign: SignRestarted}), happened(160, "", HeldFor{About: both, Cause: TheCourt}),
		happened(165, "", back(pJudge, 150)), happened(170, "", back(pClaimant, 150)), happened(180, pJudge, Resumed{}),
		happened(201, "", CourtFailed{Since: clock(200), Sign: SignMediaDown}), happened(202, "", byCourt(pJudge)), happened(202, "", byCourt(pClaimant)),
		happened(210, "", HeldFor{About: both, Cause: TheCourt}), happened(220, "", CourtRestored{Since: clock(200), MS: 20000}),
		happened(221, "", back(pJudge, 200)), happened(222, "", back(pClaimant, 200)), happened(230, pJudge, Resumed{}))
	all := Episodes(lines, clock(300).Time)
	if len(all) != 2 {
		t.Fatalf("%+v", all)
	}
	for i, e := range all {
		if e.Person != "" || e.Cause != TheCourt || len(e.Whom()) != 2 || e.Lasts || e.Held != 20*time.Second || !e.About(pClaimant) {
			t.Errorf("%d: %+v", i, e)
		}
	}
	f := FiguresOf(lines, clock(300).Time)
	if f.Losses[TheCourt] != 4 || f.Losses[NotEstablished] != 0 || f.Returned != 0 || f.LostMS[TheCourt] != 40_000 || f.HeldMS != 40_000 {
		t.Errorf("%+v", f)
	}
}

// Over random sittings: every loss is in exactly one episode, lengths add up
// to what the sitting itself says, and the court's failures are nobody's.
func TestEpisodesOfRandomSittings(t *testing.T) {
	for seed := range uint64(2000) {
		s := newRandomSitting(seed)
		s.play(120)
		lines := told(t, s.events...)
		all := Episodes(lines, s.now())
		sum, in, gaps, away, longest := Sum(lines, s.now()), map[uint64]int{}, 0, time.Duration(0), time.Duration(0)
		for _, e := range all {
			gaps, away = gaps+len(e.Gaps), away+e.Away()
			for _, n := range e.Lines {
				in[n]++
			}
			for _, g := range e.Gaps {
				longest = max(longest, g.Length())
			}
			if (e.Person == "") != (e.Cause == TheCourt) || e.Until.Before(e.Since) || !slices.IsSorted(e.Lines) || e.Reached > e.Attempts {
				t.Fatalf("seed %d: %+v", seed, e)
			}
		}
		for _, l := range lines {
			if once := l.Type == "hearing.lost" || l.Type == "hearing.court_failed"; once && in[l.Version] != 1 {
				t.Fatalf("seed %d: № %d is in %d episodes", seed, l.Version, in[l.Version])
			}
		}
		if gaps != sum.Losses || gaps != s.losses || away != s.away() || longest != sum.Longest {
			t.Fatalf("seed %d: gaps %d, sum %d, seen %d; away %v, seen %v; longest %v, sum %v", seed, gaps, sum.Losses, s.losses, away, s.away(), longest, sum.Longest)
		}
		checkFigures(t, lines, s.now())
		checkTimeline(t, TimelineOf(s.Roll, lines, s.now()))
	}
}

func checkFigures(t *testing.T, lines []Line, now time.Time) {
	t.Helper()
	f := FiguresOf(lines, now)
	lost := int64(0)
	for _, ms := range f.LostMS {
		lost += ms
	}
	if twice := f.Plus(f); lost != f.HeldMS || f.HeldMS > f.SatMS || f.BackMedian > f.BackNinety || twice.BackMedian != f.BackMedian || twice.Returned != 2*f.Returned {
		t.Fatalf("%+v", f)
	}
}

func checkTimeline(t *testing.T, l Timeline) {
	t.Helper()
	for _, r := range l.Rows {
		for i, s := range r.Stretch {
			if s.To.Before(s.From) || i > 0 && s.From.Before(r.Stretch[i-1].To) {
				t.Fatalf("%+v", r)
			}
		}
	}
}

// randomSitting is a sitting to which things happen, and what is seen of it by
// the way: an account kept by other means than the journal's.
type randomSitting struct {
	Sitting
	*rand.Rand
	events []record.Event
	at     float64
	lostAt map[court.PersonID]time.Time
	losses int
	sum    time.Duration
}

func newRandomSitting(seed uint64) *randomSitting {
	s := &randomSitting{Rand: rand.New(rand.NewPCG(seed, 4)), lostAt: map[court.PersonID]time.Time{}}
	d := ScheduledFor{Case: "c", No: 1, At: clock(0)}
	for _, l := range []RollLine{{Person: pJudge, Role: court.Judge}, {Person: pClaimant, Role: court.Claimant}, {Person: pRespondent, Role: court.Respondent}} {
		l.Necessary = l.Person != pRespondent || seed%2 == 0
		d.Roll = append(d.Roll, l)
	}
	s.append("", d)
	return s
}

func (s *randomSitting) now() time.Time { return clock(s.at).Time }

// append folds what was decided, and looks where people are afterwards.
func (s *randomSitting) append(by court.PersonID, data ...record.Data) {
	for _, d := range data {
		raw, _ := json.Marshal(d)
		e := record.Event{Header: record.Header{Stream: "h", Version: s.Version + 1},
			Payload: &record.Payload{At: clock(s.at), By: court.Actor{Person: by}, Type: d.EventType(), Data: raw}}
		s.events = append(s.events, e)
		s.Sitting, _ = s.Fold(e)
		for _, t := range s.Roll {
			since, was := s.lostAt[t.Person]
			switch is := t.Presence == Lost && s.State != Ended; {
			case is && !was:
				s.lostAt[t.Person], s.losses = t.Since, s.losses+1
			case was && !is:
				s.sum += s.now().Sub(since)
				delete(s.lostAt, t.Person)
			}
		}
	}
}

func (s *randomSitting) away() time.Duration {
	sum := s.sum
	for _, since := range s.lostAt {
		sum += s.now().Sub(since)
	}
	return sum
}

func (s *randomSitting) play(steps int) {
	for _, p := range []court.PersonID{pJudge, pClaimant, pRespondent} {
		s.append(p, Prepared{NoRecording: true})
	}
	policy := rules.HoldPolicy{Hold: 10 * time.Second, Alarm: time.Minute}
	for range steps {
		s.at += 1 + float64(s.IntN(8))
		p := []court.PersonID{pJudge, pClaimant, pRespondent}[s.IntN(3)]
		s.happens(p)
		s.append("", s.HoldNow(s.now(), policy)...)
		s.append("", s.AlarmNow(s.now(), policy)...)
	}
}

func (s *randomSitting) happens(p court.PersonID) {
	do := func(by court.PersonID, d []record.Data, err error) {
		if err == nil {
			s.append(by, d...)
		}
	}
	acts := []func() ([]record.Data, error){
		func() ([]record.Data, error) { return s.Open("x", s.now()) }, s.Resume, func() ([]record.Data, error) { return s.GoOn("x", nil) },
		func() ([]record.Data, error) { return s.Recess("x") }, func() ([]record.Data, error) { return s.Dismiss("x", nil) },
		func() ([]record.Data, error) { return s.Remove(p, "x") }, func() ([]record.Data, error) { return s.Readmit(p, "x") },
		func() ([]record.Data, error) { return s.Admit(p) },
		func() ([]record.Data, error) {
			return s.Contact(ContactAttempted{Person: p, Channel: "phone", Result: "reached"}, Way{})
		},
	}
	switch n := s.IntN(24); {
	case n < len(acts):
		d, err := acts[n]()
		do(pJudge, d, err)
	case n < 14:
		s.append("", s.Enter(p, s.now())...)
	case n < 17:
		s.append("", s.Lose(p, clock(s.at-1).Time, NotEstablished, []string{SignHeartbeat})...)
	case n == 17:
		d, err := s.Leave(p)
		do(p, d, err)
	case n == 18:
		s.append("", s.Fail(s.now(), SignMediaDown)...)
	case n == 19 && s.Failure != nil:
		s.append("", s.Lose(p, s.now(), TheCourt, []string{SignMediaDown})...)
	case n < 22:
		s.append("", s.Restore(s.now())...)
	case n == 22 && s.IntN(4) == 0:
		s.append("", s.Restart(clock(s.at-1).Time, s.now())...)
	case n == 23 && s.IntN(20) == 0:
		d, err := s.Close()
		do(pJudge, d, err)
	}
}
