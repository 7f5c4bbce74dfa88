package clerk_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

// line is what the test pretends of one person's connection. The scripts say
// what happens to the line; the facts that follow are made here every half
// second, as the sockets and the media server would.
type line struct {
	in, beats, packets bool
	session            int
}

type minutes struct {
	*bench
	hearing court.HearingID
	lines   map[string]*line
	down    bool
	last    func() (clerk.Done, error)
	sizes   uint64
}

// The day of a time without a date, and the year of one with a date.
const (
	day  = "2026-11-23T"
	year = "2026-"
)

func TestScripts(t *testing.T) {
	files, _ := filepath.Glob("testdata/script/*.txtar")
	if len(files) == 0 {
		t.Fatal("no scripts")
	}
	for _, store := range stores() {
		for _, f := range files {
			t.Run(store.name+"/"+strings.TrimSuffix(filepath.Base(f), ".txtar"), func(t *testing.T) {
				m := &minutes{bench: newBench(t, store.open), lines: map[string]*line{}}
				m.run(f)
			})
		}
	}
}

// run plays a script's minutes and compares the journal.
func (m *minutes) run(file string) {
	b, err := os.ReadFile(file)
	m.must(err)
	script, want := string(b), ""
	if i := strings.Index(script, "\n-- "); i >= 0 {
		script, want = script[:i+1], script[i+1:]
	}
	for n, text := range strings.Split(script, "\n") {
		text, _, _ = strings.Cut(text, "#")
		if text = strings.TrimSpace(text); text == "" || strings.HasPrefix(text, "--") {
			continue
		}
		m.play(fmt.Sprintf("%s:%d: %s", filepath.Base(file), n+1, text), text)
	}
	got := "-- journal --\n" + m.journal()
	if strings.HasPrefix(want, "-- format --") {
		got = "-- format --\n" + m.history() + got
	}
	m.check()
	if *update {
		m.must(os.WriteFile(file, []byte(script+got), 0o644))
	} else if got != want {
		m.t.Errorf("%s\nwant:\n%s", got, want)
	}
}

func (m *minutes) play(where, text string) {
	text, refusal, refused := strings.Cut(text, "!")
	words := strings.Fields(text)
	moment := day + words[0] + "Z"
	if strings.Contains(words[0], "T") {
		moment = year + words[0] + "Z"
	}
	at, err := time.Parse("2006-01-02T15:04:05Z", moment)
	if err != nil {
		m.t.Fatalf("%s: %v", where, err)
	}
	m.until(at)
	err = m.verb(words[1], words[2:])
	switch {
	case refused && (err == nil || fault.Of(err).Key != strings.TrimSpace(refusal)):
		m.t.Fatalf("%s: refused with %v", where, err)
	case !refused && err != nil:
		m.t.Fatalf("%s: %v", where, err)
	}
}

// until lets time pass in half seconds, with the facts of every line.
func (m *minutes) until(at time.Time) {
	if len(m.lines) == 0 || at.Sub(m.clock.Now()) > 12*time.Hour {
		m.clock.set(at.Add(-time.Second)) // nobody is there to be seen
	}
	for m.clock.Now().Before(at) {
		m.clock.set(m.clock.Now().Add(500 * time.Millisecond))
		m.seen()
		m.must(m.c.Tick(m.t.Context(), m.clock.Now()))
	}
}

func (m *minutes) seen() {
	now := m.clock.Now()
	for who, l := range m.lines {
		f := clerk.Fact{Hearing: m.hearing, Person: m.people[who], At: now, Session: fmt.Sprint(l.session)}
		if l.beats && now.Nanosecond() == 0 {
			f.Kind = clerk.FactBeat
			m.c.Saw(f)
		}
		if l.in && !m.down && now.Nanosecond() == 0 {
			f.Kind, f.MicOpen = clerk.FactPackets, true
			f.LastPacket = now.Add(-20 * time.Millisecond)
			if !l.packets {
				f.LastPacket = time.Time{}
			}
			m.c.Saw(f)
		}
	}
}

func (m *minutes) fact(who string, kind clerk.FactKind) {
	m.c.Saw(clerk.Fact{Kind: kind, Hearing: m.hearing, Person: m.people[who], At: m.clock.Now(), Session: fmt.Sprint(m.lines[who].session)})
}

func (m *minutes) verb(who string, words []string) error {
	rest := strings.Join(words[1:], " ")
	switch who {
	case "state":
		return m.expectState(words[0])
	case "court":
		return m.courtDoes(strings.Join(words, " "))
	case "format":
		return m.expectFormat(words)
	}
	if m.lines[who] == nil {
		m.lines[who] = &line{}
	}
	if m.lineDoes(who, words[0]) {
		return nil
	}
	switch words[0] {
	case "is":
		return m.expectPresence(who, words[1])
	case "may", "may-not":
		return m.expectMay(who, words[1], words[0] == "may")
	case "has-no-room":
		return m.expectNoRoom(who)
	case "retries":
		return m.retry()
	}
	before := m.version()
	m.last = m.act(who, words[0], words[1:], rest)
	done, err := m.last()
	if words[0] == "schedules" && err == nil {
		m.hearing = done.Ref.Stream
	} else if err != nil && m.hearing != "" && m.version() != before {
		return fmt.Errorf("a refused act left an event")
	}
	return err
}

// lineDoes is what befalls a person's connection.
func (m *minutes) lineDoes(who, what string) bool {
	l := m.lines[who]
	switch what {
	case "joins", "reconnects":
		l.session++
		l.in, l.beats, l.packets = true, true, true
		m.fact(who, clerk.FactSocketOpen)
		m.fact(who, clerk.FactJoined)
	case "loses-line":
		l.beats, l.packets = false, false
	case "loses-udp":
		l.packets = false
	case "freezes":
		l.beats = false
	case "is-killed":
		m.fact(who, clerk.FactSocketGone)
		m.fact(who, clerk.FactGone)
		l.in, l.beats, l.packets = false, false, false
	case "recovers":
		l.beats, l.packets = true, true
	default:
		return false
	}
	return true
}

func (m *minutes) courtDoes(what string) error {
	switch what {
	case "loses media":
		m.down = true
		m.c.Saw(clerk.Fact{Kind: clerk.FactMediaDown, Hearing: m.hearing, At: m.clock.Now()})
	case "restores media":
		m.down = false
		m.c.Saw(clerk.Fact{Kind: clerk.FactMediaUp, Hearing: m.hearing, At: m.clock.Now()})
		for who := range m.lines {
			if m.lines[who].in {
				m.lines[who].session++
				m.fact(who, clerk.FactJoined)
			}
		}
	case "stops":
		m.lines = map[string]*line{}
		m.newClerk()
	case "starts":
		m.newClerk()
		return m.c.Start(m.t.Context())
	}
	return nil
}

func (m *minutes) act(who, verb string, words []string, rest string) func() (clerk.Done, error) {
	ctx, by, st, h := m.t.Context(), m.people[who], m.stamp(), m.hearing
	reasoned := clerk.Reasoned{Stamp: st, Hearing: h, Reason: strings.TrimPrefix(rest, "because ")}
	plain := clerk.Hearing{Stamp: st, Hearing: h}
	switch verb {
	case "files":
		cmd := clerk.File{Stamp: st, Case: m.id, Kind: "claim", Title: rest, Name: "claim.pdf", Type: "application/pdf", Blob: record.HashOf([]byte(rest)), Size: 9}
		return func() (clerk.Done, error) { return m.c.File(ctx, by, cmd) }
	case "schedules":
		cmd := clerk.Schedule{Stamp: st, Case: m.id, At: m.clock.Now(), Format: court.Format(rest)}
		return func() (clerk.Done, error) { return m.c.Schedule(ctx, by, cmd) }
	case "prepares":
		cmd := clerk.Prepare{Stamp: st, Hearing: h, Camera: "ok", Microphone: "ok", Sound: "ok", NoRecording: rest != "without promise"}
		return func() (clerk.Done, error) { return m.c.PrepareToEnter(ctx, by, cmd) }
	case "admits":
		cmd := clerk.About{Stamp: st, Hearing: h, Person: m.people[words[0]]}
		return func() (clerk.Done, error) { return m.c.Admit(ctx, by, cmd) }
	case "tries-to-reach":
		cmd := clerk.Contact{Stamp: st, Hearing: h, Person: m.people[words[0]], Channel: words[1], Result: words[2], Note: strings.Join(words[3:], " ")}
		return func() (clerk.Done, error) { return m.c.ContactAttempt(ctx, by, cmd) }
	case "opens":
		return func() (clerk.Done, error) { return m.c.Open(ctx, by, reasoned) }
	case "recesses":
		return func() (clerk.Done, error) { return m.c.Recess(ctx, by, reasoned) }
	case "goes-on":
		return func() (clerk.Done, error) { return m.c.GoOn(ctx, by, reasoned) }
	case "dismisses":
		return func() (clerk.Done, error) { return m.c.Dismiss(ctx, by, reasoned) }
	case "resumes":
		return func() (clerk.Done, error) { return m.c.Resume(ctx, by, plain) }
	case "closes":
		return func() (clerk.Done, error) { return m.c.Close(ctx, by, plain) }
	case "leaves":
		m.lines[who].in, m.lines[who].beats = false, false
		return func() (clerk.Done, error) { return m.c.Leave(ctx, by, plain) }
	}
	return m.formatAct(who, verb, words, rest)
}

func (m *minutes) view() clerk.HearingView {
	v, err := m.c.HearingView(m.t.Context(), m.people["judge"], m.hearing)
	m.must(err)
	return v
}

func (m *minutes) version() uint64 {
	if m.hearing == "" {
		return 0
	}
	return m.view().Sitting.Version
}

func (m *minutes) retry() error {
	before := m.version()
	done, err := m.last()
	if err == nil && (!done.Again || m.version() != before) {
		return fmt.Errorf("the act happened twice")
	}
	return err
}

func (m *minutes) expectState(want string) error {
	if s := m.view().Sitting.State; string(s) != want {
		return fmt.Errorf("the state is %s", s)
	}
	return nil
}

func (m *minutes) expectPresence(who, want string) error {
	seat, _ := m.view().Sitting.Seat(m.people[who])
	if got := string(seat.Presence); got != want {
		return fmt.Errorf("%s is %s", who, got)
	}
	return nil
}

// journal is the English journal with record numbers and UTC times.
func (m *minutes) journal() string {
	if m.hearing == "" {
		return ""
	}
	var b strings.Builder
	for _, l := range m.view().Journal {
		fmt.Fprintf(&b, "№ %d %s %s: %s\n", l.Version, l.At.Format("15:04:05.0"), l.By.Role, l.Text(court.English, m.names))
	}
	return b.String()
}

// check holds whatever the script did: the registers are what the events say,
// and a fresh clerk folds the same sitting.
func (m *minutes) check() {
	m.must(m.store.View(m.t.Context(), func(v clerk.View) error {
		for _, kind := range []string{"case", "hearing"} {
			rows, err := v.Rows(kind, "")
			if err != nil {
				return err
			}
			for _, r := range rows {
				events, err := v.Events(court.StreamID(r.Key), 0)
				if err != nil {
					return err
				}
				want, err := clerk.Project(events)
				if err != nil {
					return err
				}
				if !slices.ContainsFunc(want, func(w clerk.Row) bool { return w.Key == r.Key && string(w.Doc) == string(r.Doc) }) {
					m.t.Errorf("register %s %s is %s, the events say %s", kind, r.Key, r.Doc, want)
				}
			}
		}
		return nil
	}))
	if m.hearing == "" {
		return
	}
	was := m.view().Sitting
	m.newClerk()
	if now := m.view().Sitting; now.State != was.State || now.Version != was.Version || len(now.Roll) != len(was.Roll) {
		m.t.Errorf("a fresh clerk folds another sitting")
	}
	if was.State == hearing.Ended && m.rooms.plans[m.hearing].Open {
		m.t.Errorf("the room is open after the end")
	}
}
