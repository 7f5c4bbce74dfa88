package clerk

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
	"tarazy/internal/rules"
)

// states are those of a sitting, with the letter of each in the table.
func states() []struct {
	hearing.State
	letter string
} {
	return []struct {
		hearing.State
		letter string
	}{{hearing.Scheduled, "c"}, {hearing.Lobby, "l"}, {hearing.Session, "s"}, {hearing.Recess, "r"}, {hearing.Held, "h"},
		{hearing.TechnicalBreak, "t"}, {hearing.Adjourned, "a"}, {hearing.Ended, "e"}}
}

// specimen is a sitting in a state with everybody in it, some at the door, one
// put out, hands raised and a talk asked for: what an act needs is there.
func specimen(t *testing.T, state hearing.State) hearing.Sitting {
	f, at := theCase(t, false), time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	d, err := hearing.Schedule(f, at, at, rules.Kazakhstan())
	if err != nil {
		t.Fatal(err)
	}
	s := hearing.Sitting{ID: "h", Kind: f.Kind, State: state, At: at, OpenedAt: at, Format: court.Online}
	for _, l := range d.Roll {
		s.Roll = append(s.Roll, hearing.Seat{Person: l.Person, Role: l.Role, For: l.For, Presence: hearing.Inside, Admitted: true, Promised: true, Holds: 1})
	}
	s.Roll = append(s.Roll, hearing.Seat{Person: "knocks", Role: court.Claimant, Presence: hearing.Waiting, Promised: true},
		hearing.Seat{Person: "out", Role: court.Claimant, Presence: hearing.PutOut, Order: &hearing.Order{Removal: true}})
	s.Asks = []hearing.TalkAsk{{By: "accused", Kind: hearing.Counsel, With: []court.PersonID{"defender"}}}
	if s.Over() {
		s.Asks = nil
	}
	if state == hearing.Held {
		s.Hold = &hearing.Hold{Since: at, About: []court.PersonID{"accused"}}
	}
	return s
}

// wherever is the sitting with the person in the room, not yet come, and put
// out of it with an attempt to reach them declared.
func wherever(s hearing.Sitting, p court.PersonID) []hearing.Sitting {
	with := func(change func(*hearing.Seat)) hearing.Sitting {
		o := s
		o.Roll = slices.Clone(s.Roll)
		for i := range o.Roll {
			if o.Roll[i].Person == p {
				change(&o.Roll[i])
			}
		}
		return o
	}
	outside := with(func(t *hearing.Seat) { t.Presence, t.Admitted, t.Promised = hearing.Outside, false, false })
	out := with(func(t *hearing.Seat) {
		t.Presence, t.Admitted, t.Order = hearing.PutOut, false, &hearing.Order{Removal: true}
	})
	out.Attempts = []hearing.Attempt{{Person: p, Channel: "phone", Result: "no_answer", By: "secretary", At: s.At, Version: 1, Declared: true}}
	return []hearing.Sitting{s, outside, out}
}

// TestWhoMayWhatWhen prints role × act × state: what the table and the law
// grant and the state of the sitting allows.
func TestWhoMayWhatWhen(t *testing.T) {
	c := New(Deps{Clock: court.ClockFunc(func() time.Time { return time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC) })})
	f := theCase(t, false)
	var b strings.Builder
	b.WriteString("Who may do what in which state of a criminal sitting, everybody being there. The letters are the states:\n" +
		"c fixed, l lobby, s session, r recess, h held, t technical break, a adjourned, e ended; . in none.\n" +
		"The last column says what the act is; what the roles are says permissions.txt.\n")
	for _, sheet := range permissionSheets() {
		fmt.Fprintf(&b, "\n%s\n%-15s", sheet.title, "")
		for _, r := range sheet.roles {
			fmt.Fprintf(&b, " %-14s", r)
		}
		b.WriteString("\n")
		for _, a := range actsOfSitting(t) {
			fmt.Fprintf(&b, "%-15s", a)
			for _, r := range sheet.roles {
				when := ""
				for _, st := range states() {
					granted := func(a Action) bool { _, may := c.roleFor(f, []court.Role{r}, a); return may }
					could := func(s hearing.Sitting) bool {
						return mayNow(s, court.PersonID(r), s.At, time.Hour, granted)[string(a)]
					}
					if slices.ContainsFunc(wherever(specimen(t, st.State), court.PersonID(r)), could) {
						when += st.letter
					}
				}
				if when == "" {
					when = "."
				}
				fmt.Fprintf(&b, " %-14s", when)
			}
			said := means(a)
			if a == "enter" { // no act of the table: whom the bench admitted comes in
				said = "come into the room, once admitted"
			}
			fmt.Fprintf(&b, " %s\n", said)
		}
	}
	got := strings.ReplaceAll(b.String(), " \n", "\n")
	file := "testdata/permissions_by_state.txt"
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || string(want) != got {
		t.Errorf("%s differs (-update writes it anew): %v\n%s", file, err, got)
	}
}

// actsOfSitting are the acts whose lawfulness depends on the sitting, in the
// order of the table.
func actsOfSitting(t *testing.T) []Action {
	may := mayNow(specimen(t, hearing.Session), "judge", time.Time{}, time.Hour, func(Action) bool { return true })
	return slices.DeleteFunc(append(Actions(), "enter"), func(a Action) bool { _, is := may[string(a)]; return !is })
}

// TestEveryActIsExplained: what a lawyer reads in the table has its half-line
// of plain words, each once and in the order of the table.
func TestEveryActIsExplained(t *testing.T) {
	var words []Action
	for line := range strings.Lines(strings.TrimSpace(actWords)) {
		word, _, _ := strings.Cut(line, ":")
		words = append(words, Action(word))
	}
	if !slices.Equal(words, Actions()) {
		t.Errorf("explained are\n%v, the acts are\n%v", words, Actions())
	}
	for _, a := range Actions() {
		if said := means(a); said == "" || len(said) > 90 {
			t.Errorf("%s is explained by %q: half a line is wanted", a, said)
		}
	}
}

// TestNoRoleIsForgotten: every role has a standing, is in the permission
// table, can be in a case but for the registrar's, may come into its hearing, is
// known to the law, and may be in a room with the sound the law of the room says.
func TestNoRoleIsForgotten(t *testing.T) {
	var table []court.Role
	for _, sheet := range permissionSheets() {
		table = append(table, sheet.roles...)
	}
	s := specimen(t, hearing.Session)
	s.OpenMics = true
	for _, r := range court.Roles() {
		if r.Standing() == "" || !slices.Contains(table, r) {
			t.Errorf("%s has no standing or no column", r)
		}
		if _, err := rules.ParseFacts(map[string]string{"role": string(r)}); err != nil {
			t.Errorf("the law does not know the role %s", r)
		}
		for _, lang := range court.Langs() {
			if !i18n.Has(lang, "role."+string(r)) || !i18n.Has(lang, "room.code."+string(r)) {
				t.Errorf("%s has no words in %s", r, lang)
			}
		}
		if r == court.Registrar {
			continue
		}
		_, on := s.Seat(court.PersonID(r))
		for _, a := range []Action{ActPrepare, ActLeave, ActReport, ActProtest} {
			if !on || !Permitted(r, a) {
				t.Errorf("%s cannot %s", r, a)
			}
		}
		if s.Voice(court.PersonID(r)) == r.Watches() {
			t.Errorf("%s with open microphones: voice %v", r, s.Voice(court.PersonID(r)))
		}
		if Permitted(r, ActClose) != (r == court.Judge) {
			t.Errorf("%s decides", r)
		}
	}
}
