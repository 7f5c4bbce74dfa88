package clerk

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"testing"
	"time"

	"tarazy/internal/attend"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

// adverse are the events by which the bench lets something befall a person who
// is not there.
func adverse() []record.Data {
	absent := []court.PersonID{"p"}
	return []record.Data{hearing.Opened{Absent: absent}, hearing.WentOn{Without: absent, Reason: "r"}, hearing.HoldDismissed{About: absent},
		hearing.Removed{Person: "p"}, hearing.TurnedAway{Person: "p"}, hearing.StandingRuled{Person: "p"}, hearing.Closed{}, hearing.PutOff{}, laterEvent{}}
}

// laterEvent is one that a later version may add.
type laterEvent struct{}

func (laterEvent) EventType() string { return "hearing.struck_off" }

// TestNothingFollowsWithoutARuling: the law of each country says so of every
// consequence, and what the program would append of its own is held to it.
func TestNothingFollowsWithoutARuling(t *testing.T) {
	now := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	for _, country := range []string{"kz", "ee"} {
		law := rules.MustShipped(country)
		for _, matter := range []string{"absence", "default_judgment", "waiver", "fine", "removal"} {
			for _, kind := range court.Kinds() {
				a, err := law.Decide(rules.Consequence, rules.Facts{"kind": string(kind), "matter": matter, "dropped": "true"}, now)
				if err != nil || a.Outcome.Word != "needs_ruling" || len(a.Articles()) == 0 {
					t.Errorf("%s %s %s: %v %v", country, kind, matter, a.Outcome, err)
				}
			}
		}
		for _, d := range adverse() {
			if err := mayFollow(law, court.Civil, []record.Data{d}, now); !fault.Is(err, fault.KindForbidden) {
				t.Errorf("%s: the program may append %s: %v", country, d.EventType(), err)
			}
		}
		if err := mayFollow(law, court.Civil, adverse()[:1], time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)); err == nil {
			t.Error("where the law says nothing, the program may append an absence")
		}
	}
}

// TestThereIsNoOtherWayForTheServer reads the source: what the program
// observes of a hearing goes through observe, which asks the law.
func TestThereIsNoOtherWayForTheServer(t *testing.T) {
	files, _ := filepath.Glob("*.go")
	byServer := regexp.MustCompile(`append\(court\.TheServer\(\), nil, entry\{(\w+(?:\.\w+)?)`)
	may := map[string]bool{"observe.go id": true, "observe.go s.Case": true, "after_end.go s.Case": true, "format_acts.go id": true, "house.go id": true, "house.go newStream": true, "agenda.go newStream": true, "date_letters.go id": true}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range byServer.FindAllStringSubmatch(string(b), -1) {
			if at := f + " " + m[1]; f != "consequence_test.go" && !may[at] {
				t.Errorf("%s appends in the program's name: does it ask the law?", at)
			}
		}
	}
}

// TestTheSittingConcludesNothingFromADrop: whatever is seen of the lines, in
// whatever state, nothing that is concluded lets anything befall anyone.
func TestTheSittingConcludesNothingFromADrop(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	law, start := rules.Kazakhstan(), time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	pick := func(n int) int { return r.IntN(n) }
	seen := map[string]bool{}
	for range 20_000 {
		now := start.Add(time.Duration(pick(3600)) * time.Second)
		s := hearing.Sitting{State: []hearing.State{hearing.Lobby, hearing.Session, hearing.Recess, hearing.Held}[pick(4)], Format: court.Online}
		room := attend.Room{People: map[court.PersonID]attend.Person{}}
		for _, p := range []court.PersonID{"a", "b", "c"} {
			seat := hearing.Seat{Person: p, Necessary: pick(2) == 0, Admitted: true, Since: start.Add(time.Duration(pick(3600)) * time.Second),
				Presence: []hearing.Presence{hearing.Waiting, hearing.Inside, hearing.Lost, hearing.Gone}[pick(4)]}
			s.Roll = append(s.Roll, seat)
			if pick(2) == 0 {
				seen := now.Add(-time.Duration(pick(5000)) * time.Millisecond)
				room.Seen(p, func(a *attend.Person) {
					a.BeatAt(seen)
					a.Join(seen, "s")
					a.Packets(seen, seen, true, "s")
				})
			}
		}
		if s.State == hearing.Held {
			s.Hold = &hearing.Hold{Since: start, About: []court.PersonID{"a"}}
		}
		if pick(4) == 0 {
			room.MediaDown = start
		}
		data := conclude(s, room, now, law.Hold(now))
		if pick(10) == 0 {
			data = append(data, s.Restart(start, now)...)
		}
		for _, d := range data {
			seen[reflect.TypeOf(d).Name()] = true
		}
		if err := mayFollow(law, court.Civil, data, now); err != nil {
			t.Fatalf("%v: %v", data, err)
		}
	}
	if len(seen) < 6 {
		t.Errorf("only %v were concluded: the test has lost its breadth", seen)
	}
}
