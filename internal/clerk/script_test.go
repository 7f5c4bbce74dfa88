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
	"tarazy/internal/rules"
)

var update = flag.Bool("update", false, "write the golden files anew")

// line is what the test pretends of one person's connection. The scripts say
// what happens to the line; the facts that follow are made here every half
// second, as the sockets and the media server would.
type line struct {
	in, beats, packets bool
	session            int
	talk               court.TalkID
	gen                uint64
	sound              *counts // what their page counts; nil: it counts nothing
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
		if testing.Short() && store.name != "memory" {
			continue // the scripts are the same; each store has tests of its own
		}
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
		m.unlessBroken(m.c.Tick(m.t.Context(), m.clock.Now()))
		m.unlessBroken(m.c.SendContacts(m.t.Context()))
		m.must(m.c.SendChanges(m.t.Context()))
	}
}

func (m *minutes) seen() {
	now := m.clock.Now()
	for who, l := range m.lines {
		f := clerk.Fact{Hearing: m.hearing, Person: m.people[who], At: now, Session: fmt.Sprint(l.session), Talk: l.talk, Gen: l.gen}
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
	m.counted()
}

func (m *minutes) fact(who string, kind clerk.FactKind) {
	l := m.lines[who]
	m.c.Saw(clerk.Fact{Kind: kind, Hearing: m.hearing, Person: m.people[who], At: m.clock.Now(), Session: fmt.Sprint(l.session), Talk: l.talk, Gen: l.gen})
}

func (m *minutes) verb(who string, words []string) error {
	rest := strings.Join(words[1:], " ")
	switch who {
	case "state":
		return m.expectState(words[0])
	case "court":
		if what := strings.Join(words, " "); what != "works" && what != "fails" {
			return m.courtDoes(what)
		}
		if f := m.view().Sitting.Failure; (f != nil) != (words[0] == "fails") {
			return fmt.Errorf("failure %+v", f)
		}
		return nil
	case "episodes": // over: none goes on
		for _, e := range hearing.Episodes(m.view().Journal, m.clock.Now()) {
			if e.Lasts {
				return fmt.Errorf("%+v", e)
			}
		}
		return nil
	case "post": // has-sent n
		if got := fmt.Sprint(len(m.letters.took)); got != words[1] {
			return fmt.Errorf("%s letters: %+v", got, m.letters.took)
		}
		return nil
	case "tasks":
		return m.expectTasks(strings.Join(words, " "))
	case "format":
		return m.expectFormat(words)
	case "hearing-format":
		return m.expectHearingFormat(rest)
	}
	if m.lines[who] == nil {
		m.lines[who] = &line{}
	}
	if m.lineDoes(who, words[0]) {
		return nil
	}
	switch words[0] {
	case "page-says":
		return m.c.SawStep(m.t.Context(), m.people[who], m.hearing, words[1])
	case "is-on-board":
		return m.expectBoard(who, rest)
	case "is":
		return m.expectPresence(who, words[1])
	case "may", "may-not":
		return m.expectMay(who, words[1], words[0] == "may")
	case "now-may", "now-may-not":
		v, err := m.c.HearingView(m.t.Context(), m.people[who], m.hearing)
		if err == nil && v.May[words[1]] != (words[0] == "now-may") {
			err = fmt.Errorf("may: %v", v.May)
		}
		return err
	case "barred":
		return m.expectBarred(who, words[1:])
	case "is-heard", "is-silent":
		if got := clerk.PlansOf(m.view().Sitting)[0].People[m.people[who]].Voice; got != (words[0] == "is-heard") {
			return fmt.Errorf("voice: %v", got)
		}
		return nil
	case "talks-with", "is-in-the-room":
		return m.expectTalk(who, words[1:])
	case "sees":
		return m.expectSeen(who, words[1:])
	case "has-no-place":
		return m.expectNoPlace(who)
	case "has-no-ticket":
		return m.expectNoTicket(who)
	case "has-no-room":
		return m.expectNoRoom(who)
	case "is-told-over", "is-not-told-over":
		return m.expectOver(who, words[0] == "is-told-over", rest)
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
	case "joins", "reconnects", "moves":
		l.session++
		m.moves(who)
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
		return m.soundDoes(l, what)
	}
	return true
}

func (m *minutes) courtDoes(what string) error {
	switch what {
	case "loses media":
		m.down = true
		m.c.Saw(clerk.Fact{Kind: clerk.FactMediaDown, Hearing: m.hearing, At: m.clock.Now()})
	case "loses store":
		m.c.Store = broken{m.store}
	case "restores store":
		m.c.Store = m.store
	case "restores media":
		m.down = false
		m.c.Saw(clerk.Fact{Kind: clerk.FactMediaUp, Hearing: m.hearing, At: m.clock.Now()})
		for who := range m.lines {
			if m.lines[who].in {
				m.lines[who].session++
				m.fact(who, clerk.FactJoined)
			}
		}
	case "restarts media": // so soon that it never counted as down
		for _, l := range m.lines {
			l.in, l.packets = false, false
		}
		for who := range m.lines {
			m.fact(who, clerk.FactGone)
		}
		m.c.Saw(clerk.Fact{Kind: clerk.FactMediaUp, Hearing: m.hearing, At: m.clock.Now()})
	case "has post", "loses post", "post refuses", "restores post":
		m.postDoes(what)
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
	if len(words) > 1 && words[0] == "shown" { // person because …
		reasoned.Shown, reasoned.Reason = []court.PersonID{m.people[words[1]]}, strings.Join(words[3:], " ")
	}
	plain := clerk.Hearing{Stamp: st, Hearing: h}
	switch verb {
	case "files":
		cmd := clerk.File{Stamp: st, Case: m.id, Kind: "claim", Title: rest, Name: "claim.pdf", Type: "application/pdf", Blob: record.HashOf([]byte(rest)), Size: 9}
		return func() (clerk.Done, error) { return m.c.File(ctx, by, cmd) }
	case "schedules":
		said, why, _ := strings.Cut(rest, " because ")
		at := m.clock.Now()
		if when, ahead := strings.CutPrefix(said, "for "); ahead {
			t, err := time.Parse(time.RFC3339, when)
			m.must(err)
			said, at = "", t
		}
		format, stage, _ := strings.Cut(said, " at ")
		cmd := clerk.Schedule{Stamp: st, Case: m.id, At: at, Format: court.Format(format), Stage: stage, Reason: why}
		return func() (clerk.Done, error) { return m.c.Schedule(ctx, by, cmd) }
	case "prepares":
		cmd := clerk.Prepare{Stamp: st, Hearing: h, Camera: "ok", Microphone: "ok", Sound: "ok", NoRecording: rest != "without promise"}
		if said, is := strings.CutPrefix(rest, "in "); is {
			cmd.Lang, cmd.Interpreter, cmd.Link = said[:2], "not_needed", "good"
			if strings.HasSuffix(said, " with interpreter") {
				cmd.Interpreter = "needed"
			}
		}
		if rest == "untested" {
			cmd.Camera, cmd.Microphone, cmd.Sound = "untested", "untested", "untested"
		}
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
	case "identifies": // person how note
		cmd := clerk.Identify{Stamp: st, Hearing: h, Person: m.people[words[0]], How: words[1], Note: strings.Join(words[2:], " ")}
		return func() (clerk.Done, error) { return m.c.Identify(ctx, by, cmd) }
	case "breaks-off":
		return func() (clerk.Done, error) { return m.c.BreakOff(ctx, by, reasoned) }
	case "adjourns": // to 2026-12-01T10:00:00Z because …, or: because …
		return m.adjourns(by, words)
	case "closes":
		return func() (clerk.Done, error) { return m.c.Close(ctx, by, plain) }
	case "leaves":
		m.lines[who].in, m.lines[who].beats = false, false
		return func() (clerk.Done, error) { return m.c.Leave(ctx, by, plain) }
	}
	return m.admissionAct(who, verb, words)
}

func (m *minutes) admissionAct(who, verb string, words []string) func() (clerk.Done, error) {
	ctx, by, st := m.t.Context(), m.people[who], m.stamp()
	about := clerk.About{Stamp: st, Hearing: m.hearing}
	if len(words) > 0 {
		about.Person, about.Reason = m.people[words[0]], strings.TrimPrefix(strings.Join(words[1:], " "), "because ")
	}
	switch verb {
	case "turns-away":
		return func() (clerk.Done, error) { return m.c.TurnAway(ctx, by, about) }
	case "removes":
		return func() (clerk.Done, error) { return m.c.Remove(ctx, by, about) }
	case "readmits":
		return func() (clerk.Done, error) { return m.c.Readmit(ctx, by, about) }
	case "protests":
		cmd := clerk.Reasoned{Stamp: st, Hearing: m.hearing, Reason: strings.Join(words, " ")}
		return func() (clerk.Done, error) { return m.c.Protest(ctx, by, cmd) }
	case "raises-hand", "lowers-hand":
		cmd := clerk.Hand{Stamp: st, Hearing: m.hearing, Down: verb == "lowers-hand"}
		return func() (clerk.Done, error) { return m.c.RaiseHand(ctx, by, cmd) }
	case "floor-order": // what person
		cmd := clerk.Floor{Stamp: st, Hearing: m.hearing, What: words[0]}
		if len(words) > 1 {
			cmd.Person = m.people[words[1]]
		}
		return func() (clerk.Done, error) { return m.c.OrderFloor(ctx, by, cmd) }
	case "rules-ahead-on", "takes-back-on": // person minutes because …
		cmd := clerk.StandRuling{Stamp: st, Hearing: m.hearing, Person: about.Person}
		if verb == "rules-ahead-on" {
			span, err := time.ParseDuration(words[1])
			m.must(err)
			cmd.Until, cmd.Reason = m.clock.Now().Add(span), strings.TrimPrefix(strings.Join(words[2:], " "), "because ")
		}
		return func() (clerk.Done, error) { return m.c.Stand(ctx, by, cmd) }
	}
	if act := m.roleAct(who, verb, words); act != nil {
		return act
	}
	if act := m.contactAct(who, verb, words); act != nil {
		return act
	}
	if act := m.calendarAct(who, verb, words); act != nil {
		return act
	}
	return m.privateAct(who, verb, words)
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
		fmt.Fprintf(&b, "№ %d %s %s: %s\n", l.Version, l.At.Format("15:04:05.0"), l.By.Role, l.Text(court.English, rules.Kazakhstan().Local, m.names))
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
				for _, e := range events {
					// Whoever checks the record demands the signatures that were asked for here. These two are
					// signed where a judge does them, and also done by others.
					either := e.Type() == "case.role_ended" || e.Type() == "hearing.standing_lapsed"
					if signed := e.Payload.Sig != nil; signed != record.OwnSigned(e.Type()) && !either {
						m.t.Errorf("%s: signed %v", e.Type(), signed)
					}
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
