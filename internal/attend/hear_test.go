package attend

import (
	"testing"
	"time"

	"tarazy/internal/court"
)

// second is one of two people in the room: the listener's page counts the
// speaker, the speaker's page its microphone, the probe what arrives.
type second struct {
	ear   Row
	mouth Mouth
	up    Uplink
	block bool
}

// whole is a second in which all is well. The numbers are those measured with
// speech in Chromium; likewise for the faults below.
func whole() second {
	return second{
		ear:   Row{Speaker: "s", Packets: 50, Samples: 48000, Level: 900, Plays: true, Volume: 100, Delay: 60 * time.Millisecond},
		mouth: Mouth{On: true, Level: 1000},
		up:    Uplink{Open: true, Packets: 50},
	}
}

// madeUp makes up so much of what is played, in per cent.
func (x *second) madeUp(percent int) { x.ear.MadeUp = x.ear.Samples * percent / 100 }

// found plays seconds of a fault after three whole ones and answers what is
// found in each.
func found(fault func(*second, int), n int) []Pair {
	s, out := &Sound{}, []Pair(nil)
	for i := range n + 3 {
		x, now := whole(), at(float64(i))
		x.up.At, x.up.Last = now, now
		if i >= 3 {
			fault(&x, i-3)
		}
		s.Uplink("s", x.up)
		s.Report("s", Second{At: now, Span: time.Second, Mouth: x.mouth}, Rule1())
		l := Second{At: now, Span: time.Second, Mouth: Mouth{On: true, Level: 5}, Blocked: x.block}
		if x.ear.Speaker != "" {
			l.Rows = []Row{x.ear}
		}
		s.Report("l", l, Rule1())
		pairs := s.Look([]Who{{Person: "l", Here: true}, {Person: "s", Here: true, Voice: true}}, now, Rule1())
		if i >= 3 {
			out = append(out, pairs[0])
		}
	}
	return out
}

// Each fault that was measured comes to its state within three seconds, is
// laid at the right place, and a whole line never looks broken.
func TestHeard(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault func(x *second, i int)
		state Heard
		cause HearCause
		tip   string
	}{
		{"whole", func(*second, int) {}, Delivered, "", ""},
		{"a tenth of the way down lost, repaired", func(x *second, _ int) { x.ear.Packets = 45; x.madeUp(1) }, Delivered, "", ""},
		{"down 30 %", func(x *second, _ int) { x.ear.Packets = 36; x.madeUp(8) }, Choppy, ListenersLink, TipDown},
		{"down 60 %", func(x *second, _ int) { x.ear.Packets = 19; x.madeUp(35) }, NotDelivered, ListenersLink, TipDown},
		{"down 100 %", func(x *second, _ int) { x.ear.Packets, x.ear.Level = 0, 0; x.madeUp(100) }, NotDelivered, ListenersLink, TipDown},
		{"up 60 %", func(x *second, _ int) { x.ear.Packets = 30; x.madeUp(11); x.up.Packets, x.up.Lost = 38, 8 }, Choppy, SpeakersLink, TipUp},
		{"up 60 %, as the speaker is told", func(x *second, _ int) { x.ear.Packets = 30; x.madeUp(11); x.mouth.Lost = 400 }, Choppy, SpeakersLink, TipUp},
		{"up 100 %", func(x *second, i int) {
			x.ear.Packets, x.ear.Level, x.up.Packets = 0, 0, 0
			x.up.Last = at(2)
			x.madeUp(100)
		}, NotDelivered, SpeakersLink, TipUp},
		{"microphone turned off", func(x *second, _ int) { x.mouth = Mouth{}; x.ear.Packets, x.ear.Level = 0, 0; x.madeUp(100) }, Untested, "", ""},
		{"a device that gives nothing", func(x *second, _ int) { x.mouth.Level, x.ear.Level = 0, 0 }, Untested, SpeakersDevice, TipSilent},
		{"a pause", func(x *second, _ int) { x.mouth.Level, x.ear.Level = 20, 18 }, Untested, "", ""},
		{"muted in the page", func(x *second, _ int) { x.ear.Level, x.ear.Volume = 0, 0 }, NotDelivered, ListenersDevice, TipMuted},
		{"received and not played", func(x *second, _ int) { x.ear.Level = 0 }, NotDelivered, ListenersDevice, TipMuted},
		{"quieter by a third", func(x *second, _ int) { x.ear.Level, x.ear.Volume = 300, 30 }, Delivered, "", ""},
		{"paused", func(x *second, _ int) { x.ear.Level, x.ear.Plays = 0, false }, NotDelivered, ListenersDevice, TipBlocked},
		{"kept off by the browser", func(x *second, _ int) { x.ear.Level, x.ear.Plays, x.block = 0, false, true }, NotDelivered, ListenersDevice, TipBlocked},
		{"cannot be decrypted", func(x *second, _ int) { x.ear.Samples, x.ear.Level = 0, 0 }, NotDelivered, NoCause, ""},
		{"no stream at all", func(x *second, _ int) { x.ear = Row{} }, NotDelivered, NoCause, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i, p := range found(c.fault, 8) {
				if i >= 2 && (p.State != c.state || p.Cause != c.cause || p.Tip != c.tip) {
					t.Errorf("second %d: %s %s %q, want %s %s %q", i+1, p.State, p.Cause, p.Tip, c.state, c.cause, c.tip)
				}
			}
		})
	}
}

// What was found stays known over a silence, with its moment.
func TestHeardIsCarried(t *testing.T) {
	got := found(func(x *second, _ int) { x.mouth.Level, x.ear.Level = 20, 18 }, 5)
	if p := got[4]; p.State != Untested || p.Last != Delivered || !p.LastAt.Equal(at(2)) {
		t.Errorf("after five seconds of silence: %+v", p)
	}
}

// The first word is in the speaker's second and not yet in the listener's.
func TestHeardAtTheFirstWord(t *testing.T) {
	for i, p := range found(func(x *second, i int) {
		if i < 3 {
			x.mouth.Level, x.ear.Level = 20, 18
		}
		if i == 3 {
			x.ear.Level = 18
		}
	}, 6) {
		if p.State == NotDelivered {
			t.Errorf("second %d: %s %s", i+1, p.State, p.Cause)
		}
	}
}

// A microphone that is opened makes nothing look broken: what was made up
// before the first packet is no loss.
func TestHeardRestartsWithTheMicrophone(t *testing.T) {
	for i, p := range found(func(x *second, i int) {
		switch {
		case i < 3:
			x.mouth, x.up.Open, x.ear.Packets, x.ear.Level = Mouth{}, false, 0, 0
			x.madeUp(100)
		case i == 3:
			x.madeUp(45)
		}
	}, 8) {
		if p.State == Choppy || p.State == NotDelivered {
			t.Errorf("second %d: %s", i+1, p.State)
		}
	}
}

// A page that says nothing is unknown, one that is not here away.
func TestHeardOfASilentPage(t *testing.T) {
	s := &Sound{}
	people := []Who{{Person: "l", Here: true}, {Person: "s", Here: true, Voice: true}}
	if got := s.Look(people, at(0), Rule1())[0].State; got != Unknown {
		t.Errorf("before the first report: %s", got)
	}
	x := whole()
	s.Report("l", Second{At: at(1), Span: time.Second, Rows: []Row{x.ear}}, Rule1())
	s.Report("l", Second{At: at(2), Span: 9 * time.Second, Rows: []Row{x.ear}}, Rule1()) // no second
	if got := s.Look(people, at(3.6), Rule1())[0].State; got != Unknown {
		t.Errorf("two and a half seconds after the last: %s", got)
	}
	people[0].Here = false
	if got := s.Look(people, at(3.6), Rule1())[0].State; got != Away {
		t.Errorf("who is not in the room: %s", got)
	}
}

// Where one place explains what many suffer it is the court's.
func TestHeardByNobodyIsTheCourts(t *testing.T) {
	s, now := &Sound{}, at(1)
	people := []Who{{Person: "s", Here: true, Voice: true}, {Person: "q", Here: true}, {Person: "l", Here: true}, {Person: "m", Here: true}}
	bad := whole()
	bad.madeUp(60)
	for range 2 { // the first second of a stream counts for nothing
		for _, p := range []court.PersonID{"l", "m"} {
			s.Report(p, Second{At: now, Span: time.Second, Rows: []Row{bad.ear}}, Rule1())
		}
		s.Report("q", Second{At: now, Span: time.Second, Rows: []Row{whole().ear}}, Rule1())
	}
	s.Report("s", Second{At: now, Span: time.Second, Mouth: whole().mouth}, Rule1())
	s.Uplink("s", Uplink{At: now, Last: now, Open: true, Packets: 50})
	for _, p := range s.Look(people, now, Rule1()) {
		want := TheCourts
		if p.Listener == "q" {
			want = ""
		}
		if p.Cause != want {
			t.Errorf("%s: %s %s", p.Listener, p.State, p.Cause)
		}
	}
}

// Who follows through the interpreter gets no more than the interpreter got.
func TestHeardThroughTheInterpreter(t *testing.T) {
	look := func(toInterpreter, fromInterpreter int) Pair {
		s, now := &Sound{}, at(1)
		row := func(of court.PersonID, made int) Row {
			x := whole()
			x.madeUp(made)
			x.ear.Speaker = of
			return x.ear
		}
		for range 2 {
			s.Report("i", Second{At: now, Span: time.Second, Mouth: whole().mouth, Rows: []Row{row("s", toInterpreter)}}, Rule1())
			s.Report("s", Second{At: now, Span: time.Second, Mouth: whole().mouth}, Rule1())
			s.Report("l", Second{At: now, Span: time.Second, Rows: []Row{row("s", 60), row("i", fromInterpreter)}}, Rule1())
		}
		pairs := s.Look([]Who{
			{Person: "s", Here: true, Voice: true}, {Person: "i", Here: true, Voice: true, Interprets: true}, {Person: "l", Here: true, Interpreted: true},
		}, now, Rule1())
		for _, p := range pairs {
			if p.Listener == "l" && p.Speaker == "s" {
				return p
			}
			if p.Listener == "s" && p.Speaker == "i" {
				t.Error("who hears the original is asked about the interpreter")
			}
		}
		return Pair{}
	}
	for _, c := range []struct {
		to, from int
		state    Heard
	}{{0, 0, Delivered}, {40, 0, NotDelivered}, {0, 40, NotDelivered}, {10, 0, Choppy}, {10, 40, NotDelivered}} {
		if p := look(c.to, c.from); p.State != c.state || p.Via != "i" {
			t.Errorf("%d %% to the interpreter and %d %% from: %s via %q", c.to, c.from, p.State, p.Via)
		}
	}
}
