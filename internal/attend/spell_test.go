package attend

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/hearing"
)

// told plays a sitting second by second and answers what came on its record and
// when: each word of a script is what is found of the listener l and the speaker s.
func told(script string, rule HearingRule) []string {
	s, sitting := &Sound{}, hearing.Sitting{State: hearing.Session, Roll: []hearing.Seat{
		{Person: "l", Presence: hearing.Inside}, {Person: "s", Presence: hearing.Inside}}}
	var out []string
	for i, word := range strings.Fields(script) {
		now := at(float64(i))
		var open []hearing.SoundPlace
		for _, u := range sitting.Unheard {
			open = append(open, u.SoundPlace)
		}
		for _, d := range sitting.SoundNow(s.Spells(pairsOf(word), open, now, rule), now, rule.Version) {
			switch d := d.(type) {
			case hearing.SoundFailed:
				out = append(out, fmt.Sprintf("%d %s %s %s since %d", i, d.Person, d.Way, d.State, int(d.Since.Sub(at(0)).Seconds())))
				sitting.Unheard = append(slices.DeleteFunc(sitting.Unheard, func(u hearing.Unheard) bool { return u.Person == d.Person && u.Way == d.Way }),
					hearing.Unheard{SoundPlace: hearing.SoundPlace{Person: d.Person, Way: d.Way}, State: d.State, Since: d.Since.Time})
			case hearing.SoundBack:
				out = append(out, fmt.Sprintf("%d %s %s back after %d", i, d.Person, d.Way, d.MS/1000))
				sitting.Unheard = slices.DeleteFunc(sitting.Unheard, func(u hearing.Unheard) bool { return u.Person == d.Person && u.Way == d.Way })
			}
		}
	}
	return out
}

func pairsOf(word string) []Pair {
	p := Pair{Listener: "l", Speaker: "s", State: map[byte]Heard{'+': Delivered, '~': Choppy, '-': NotDelivered, '.': Untested, 'o': Away}[word[0]]}
	if p.State == Choppy || p.State == NotDelivered {
		p.Cause = map[string]HearCause{"": ListenersLink, "up": SpeakersLink, "court": TheCourts}[word[1:]]
	}
	return []Pair{p}
}

// What lasts comes on the record once, at the place where sound stops, and ends
// there by speech that got through; silence does neither.
func TestSpells(t *testing.T) {
	for _, c := range []struct{ name, script, want string }{
		{"whole", "+ + . . + + +", ""},
		{"two seconds are nothing", "+ - - + + + + + + +", ""},
		{"lost", "+ - - - - + + + + + + +", "4 l hears not_delivered since 1, 10 l hears back after 9"},
		{"choppy, then lost", "+ ~ ~ ~ ~ - -", "4 l hears choppy since 1, 5 l hears not_delivered since 1"},
		{"words between silence", "- . - . - . . . . . . .", "4 l hears not_delivered since 0"},
		{"one bad word and silence", "- . . . . . . . . . . . -", ""},
		{"silence after it mends nothing", "- - - - . . . . . . . . . .", "3 l hears not_delivered since 0"},
		{"one word and silence mend it", "- - - - + . . . . . .", "3 l hears not_delivered since 0, 9 l hears back after 9"},
		{"a word that got through between", "- - - - + - + + + + + +", "3 l hears not_delivered since 0, 11 l hears back after 11"},
		{"on the way up", "-up -up -up -up + + + + + +", "3 s heard not_delivered since 0, 9 s heard back after 9"},
		{"at the court", "~court ~court ~court ~court", "3  court choppy since 0"},
		{"who goes away", "- - o o o o - - - -", "9 l hears not_delivered since 6"},
	} {
		if got := strings.Join(told(c.script, Rule1()), ", "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// At one place that fails again and again the record does not fill up: after ten
// times a minute of speech is wanted.
func TestOften(t *testing.T) {
	rule := Rule1()
	got := told(strings.Repeat("- - - - + + + + + + ", 30)+strings.Repeat("+ ", 65), rule)
	if n := len(got); n != 2*(rule.Often+1) {
		t.Errorf("%d lines of thirty times: %v", n, got)
	}
	if last := got[len(got)-1]; !strings.Contains(last, "back") {
		t.Errorf("the last is %q", last)
	}
}

// A program that was started anew goes on with what stands on the record.
func TestSpellOnTheRecord(t *testing.T) {
	s, now := &Sound{}, at(0)
	open := []hearing.SoundPlace{{Person: court.PersonID("l"), Way: hearing.Hears}}
	for i := range 7 {
		now = at(float64(i))
		list := s.Spells(pairsOf("+"), open, now, Rule1())
		if len(list) != 1 || list[0].Mended != (i >= 5) && i != 6 {
			t.Fatalf("second %d: %+v", i, list)
		}
		if list[0].Mended {
			return
		}
	}
	t.Errorf("never mended by %v", now.Sub(at(0)).Round(time.Second))
}
