//go:build demo

package cli_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tarazy/internal/record"
)

var (
	crashes   = flag.Int("crashes", 20, "how often TestCrash kills the court")
	crashSeed = flag.Uint64("crashseed", 0, "TestCrash's moments; 0: new ones")
)

// The court dies at any moment, under load, again and again: what it had
// acknowledged is there, what is asked again under the same key is answered
// the same and happens once, and no checkpoint contradicts an earlier one.
func TestCrash(t *testing.T) {
	seed := *crashSeed
	for seed == 0 {
		seed = mathrand.Uint64()
	}
	t.Logf("%d crashes, seed: -args -crashseed=%d", *crashes, seed)
	l := &load{court: newCourt(t), seen: map[int64]tlog.Hash{}}
	moments := mathrand.New(mathrand.NewPCG(seed, 0))
	l.serve()
	l.logKey = l.key()
	l.begin()
	for i := range *crashes {
		l.work(time.Duration(20+moments.IntN(280)) * time.Millisecond)
		if moments.IntN(4) == 0 {
			l.dieStarting(time.Duration(moments.IntN(150)) * time.Millisecond)
		}
		l.serve()
		l.must("doctor")
		l.checkCheckpoints()
		l.checkActs()
		l.begin()
		l.again()
		if t.Failed() {
			t.Fatalf("crash %d of %d", i+1, *crashes)
		}
	}
	l.must("doctor")
	l.checkCheckpoints()
	l.checkActs()
	done := map[string]int{}
	for _, a := range l.acts {
		done[a.first]++
	}
	t.Logf("acts: %v, of them in doubt when the court died: %d; checkpoints: %d", done, l.doubts, len(l.seen))
}

// deed is something a client asked for under its own key.
type deed struct {
	key, first string // first: the type of its event
	do         func() (string, error)
	answer     string // empty: the court died before it answered
}

// load is the clients of a court that dies, and what they were told.
type load struct {
	*court
	logKey  string
	people  map[string]*person
	hearing string // its page's path; the stream is its last part

	mu       sync.Mutex
	acts     []*deed
	asked    int // acts before this one have been asked again
	doubts   int
	hearings int                 // scheduled so far
	seen     map[int64]tlog.Hash // checkpoints anybody was shown
}

// begin signs everybody in; before the first crash there is a hearing too.
func (l *load) begin() {
	l.people = map[string]*person{}
	for _, role := range []string{"judge", "secretary", "claimant", "respondent"} {
		l.people[role] = l.signIn(role)
	}
	if l.hearing != "" {
		return
	}
	if l.hearing = l.try(l.newSchedule()); l.hearing == "" {
		l.t.Fatal("no hearing was scheduled")
	}
}

func (l *load) newFiling(role string) *deed {
	key := rand.Text()
	return &deed{key: key, first: "case.filed", do: func() (string, error) {
		return accepted("/filings/")(l.people[role].file(key, "Құжат "+key))
	}}
}

func (l *load) newSchedule() *deed {
	// Asked again for another minute it would be another act; and no two hearings
	// of a case are at one time.
	l.hearings++
	key, at := rand.Text(), in(20*time.Minute+time.Duration(l.hearings)*time.Minute)
	return &deed{key: key, first: "case.hearing_scheduled", do: func() (string, error) {
		return accepted("/hearings/")(l.people["judge"].scheduleAt(key, at))
	}}
}

func (l *load) newPrepare(role string) *deed {
	return l.newAct(role, "prepare", "hearing.prepared", map[string]any{"camera": "ok", "microphone": "ok", "sound": "ok", "no_recording": true})
}

func (l *load) newContact(role string) *deed {
	return l.newAct(role, "contact", "hearing.contact_attempted",
		map[string]any{"person": l.people["respondent"].id, "channel": "phone", "result": "no_answer"})
}

func (l *load) newAct(role, act, first string, order map[string]any) *deed {
	key, hearing := rand.Text(), l.hearing
	order["key"] = key
	return &deed{key: key, first: first, do: func() (string, error) { return l.people[role].act(hearing, act, order) }}
}

// accepted refuses an answer that leads elsewhere than to what was asked for.
func accepted(where string) func(string, error) (string, error) {
	return func(path string, err error) (string, error) {
		if err == nil && !strings.Contains(path, where) {
			err = fmt.Errorf("not accepted: led to %s", path)
		}
		return path, err
	}
}

// act does an act of a hearing as the room does, and answers where it stands
// in the record.
func (p *person) act(hearing, act string, order map[string]any) (string, error) {
	b, err := json.Marshal(order)
	if err != nil {
		return "", err
	}
	r, err := http.NewRequest(http.MethodPost, p.base+hearing+"/acts/"+act, bytes.NewReader(b))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-CSRF-Token", p.csrf)
	resp, err := p.http.Do(r)
	if err != nil {
		return "", err
	}
	text, err := body(resp)
	if err != nil {
		return "", err
	}
	var a struct{ Done struct{ Ref record.Ref } }
	if err := json.Unmarshal([]byte(text), &a); err != nil || a.Done.Ref.Version == 0 {
		return "", fmt.Errorf("not acknowledged: %s %v", text, err)
	}
	return fmt.Sprintf("%s № %d", a.Done.Ref.Stream, a.Done.Ref.Version), nil
}

// try asks for a deed and keeps it, answered or not.
func (l *load) try(d *deed) string {
	answer, err := d.do()
	if err == nil {
		d.answer = answer
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acts = append(l.acts, d)
	return d.answer
}

// work has everybody act at once, and kills the court after so long. Each goes
// on until an act stays without an answer.
func (l *load) work(after time.Duration) {
	var all sync.WaitGroup
	for _, next := range []func(n int) *deed{
		func(int) *deed { return l.newFiling("claimant") },
		func(int) *deed { return l.newPrepare("respondent") },
		func(int) *deed { return l.newContact("secretary") },
		func(n int) *deed {
			if n == 0 {
				return l.newSchedule()
			}
			return l.newContact("judge")
		},
	} {
		all.Go(func() {
			for n := 0; l.try(next(n)) != ""; n++ {
				time.Sleep(10 * time.Millisecond) // a load, not a flood: the record grows with every crash
			}
		})
	}
	all.Go(func() {
		for l.look() == nil {
			time.Sleep(10 * time.Millisecond)
		}
	})
	time.Sleep(after)
	l.kill()
	all.Wait()
}

// dieStarting starts the court and kills it, perhaps before it is ready.
func (l *load) dieStarting(after time.Duration) {
	cmd := process(l.serveArgs()...)
	if err := cmd.Start(); err != nil {
		l.t.Fatal(err)
	}
	time.Sleep(after)
	cmd.Process.Kill()
	cmd.Wait()
}

// look keeps the checkpoint that the court shows now.
func (l *load) look() error {
	text, err := read(l.url + "/log/checkpoint")
	if err != nil {
		return err
	}
	l.keep(text)
	return nil
}

func read(url string) (string, error) {
	resp, err := http.Get(url)
	if err != nil {
		return "", err
	}
	return body(resp)
}

// keep holds the court to a checkpoint: it must be signed, and be the only one
// of its size.
func (l *load) keep(text string) tlog.Tree {
	verifier, err := note.NewVerifier(l.logKey)
	if err != nil {
		l.t.Error(err)
		return tlog.Tree{}
	}
	n, err := note.Open([]byte(text), note.VerifierList(verifier))
	if err != nil {
		l.t.Errorf("checkpoint %q: %v", text, err)
		return tlog.Tree{}
	}
	cp, err := torchwood.ParseCheckpoint(n.Text)
	if err != nil {
		l.t.Errorf("checkpoint %q: %v", text, err)
		return tlog.Tree{}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if was, ok := l.seen[cp.N]; ok && was != cp.Hash {
		l.t.Errorf("two checkpoints of %d entries: %v and %v", cp.N, was, cp.Hash)
	}
	l.seen[cp.N] = cp.Hash
	return cp.Tree
}

// checkCheckpoints holds every checkpoint ever shown to the newest, by the
// tiles that the court serves: each must be the beginning of it.
func (l *load) checkCheckpoints() {
	l.t.Helper()
	now := l.keep(l.checkpoint(l.size()))
	reader := tlog.TileHashReader(now, &tiles{url: l.url, have: map[tlog.Tile][]byte{}})
	for size, was := range l.seen {
		if size > now.N {
			l.t.Errorf("a checkpoint of %d entries was shown, now there are %d", size, now.N)
			continue
		}
		if is, err := tlog.TreeHash(size, reader); err != nil || is != was {
			l.t.Errorf("the checkpoint of %d entries was %v, by that of %d it is %v (%v)", size, was, now.N, is, err)
		}
	}
}

// tiles are the log's, as anybody may read them.
type tiles struct {
	url  string
	have map[tlog.Tile][]byte
}

func (s *tiles) Height() int                     { return torchwood.TileHeight }
func (s *tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (s *tiles) ReadTiles(want []tlog.Tile) (all [][]byte, err error) {
	for _, tile := range want {
		if _, ok := s.have[tile]; !ok {
			text, err := read(s.url + "/log/" + torchwood.TilePath(tile))
			if err != nil {
				return nil, err
			}
			s.have[tile] = []byte(text)
		}
		all = append(all, s.have[tile])
	}
	return all, nil
}

// again asks for every new act once more. Who was answered is answered the
// same; who was not has it done now, if it was not done then.
func (l *load) again() {
	for _, d := range l.acts[l.asked:] {
		answer, err := d.do()
		switch {
		case err != nil:
			l.t.Errorf("%s %s, asked again: %v", d.first, d.key, err)
		case d.answer == "":
			d.answer = answer
			l.doubts++
		case answer != d.answer:
			l.t.Errorf("%s %s was answered %s, and asked again %s", d.first, d.key, d.answer, answer)
		}
	}
	l.asked = len(l.acts)
}

// checkActs holds the exported case to what the clients were told: each
// acknowledged act is there as it was answered, and none is there twice.
func (l *load) checkActs() {
	l.t.Helper()
	found := l.events()
	for _, d := range l.acts {
		at := found[d.key+" "+d.first]
		switch {
		case len(at) > 1:
			l.t.Errorf("%s %s happened %d times: %q", d.first, d.key, len(at), at)
		case len(at) == 0 && d.answer != "":
			l.t.Errorf("%s %s was acknowledged (%s) and is lost", d.first, d.key, d.answer)
		case len(at) == 1 && d.answer != "" && !slices.Contains(at, d.answer):
			l.t.Errorf("%s %s was acknowledged as %s and is %s", d.first, d.key, d.answer, at[0])
		}
	}
}

// events are the exported case's: by key and type, each as its act is answered.
func (l *load) events() map[string][]string {
	l.t.Helper()
	b, err := os.ReadFile(l.export("crash.zip"))
	if err != nil {
		l.t.Fatal(err)
	}
	parts, wrong, err := record.ReadZip(b)
	if err != nil || wrong != "" {
		l.t.Fatal(wrong, err)
	}
	found, filings := map[string][]string{}, 0
	for name, lines := range parts {
		if !strings.HasSuffix(name, "/events.jsonl") {
			continue
		}
		for in := json.NewDecoder(bytes.NewReader(lines)); ; {
			var e struct {
				Header  record.Header
				Payload struct {
					Key, Type string
					Data      struct{ Hearing, Title string }
				}
			}
			if err := in.Decode(&e); err == io.EOF {
				break
			} else if err != nil {
				l.t.Fatal(name, err)
			}
			at := fmt.Sprintf("%s № %d", e.Header.Stream, e.Header.Version)
			switch e.Payload.Type {
			case "case.filed":
				filings++
				at = fmt.Sprintf("%s/filings/%d", theCasePath, filings)
				// The page makes a key of the form's and what is in it; the title has the form's.
				e.Payload.Key = strings.TrimPrefix(e.Payload.Data.Title, "Құжат ")
			case "case.hearing_scheduled":
				at = "/hearings/" + e.Payload.Data.Hearing
			}
			id := e.Payload.Key + " " + e.Payload.Type
			found[id] = append(found[id], at)
		}
	}
	return found
}
