package rules

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"tarazy/internal/fault"
)

// TestAnAnswerAlwaysForbiddenIsUnreachable: a draft that gives online where liberty
// is at stake stands over everything and is never heard, since another rule
// forbids that. It takes all facts together to see it.
func TestAnAnswerAlwaysForbiddenIsUnreachable(t *testing.T) {
	draft := `table: format
code: Draft
rules:
  - id: draft.lib
    when: liberty == "at_stake"
    gives: online
    over: ["kz.*"]
    articles: ["1"]
    from: 2027-01-01
    status: verify
    reason: {kk: Ж, ru: П, en: D}
`
	_, err := MustShipped("kz").Amend(Draft([]byte(draft)))
	var bad Problems
	if !errors.As(err, &bad) || len(bad) != 1 || bad[0].Rule != "draft.lib" || bad[0].Line != 4 || fault.Of(bad[0].Why).Key != "law.wrong.unreachable" {
		t.Fatalf("%v", err)
	}
	if _, err := MustShipped("kz").Amend(Draft([]byte(strings.Replace(draft, "gives: online", "gives: in_person", 1)))); err != nil {
		t.Errorf("in the courtroom it is heard: %v", err)
	}
}

// TestDecidingIsWhatDecideAnswers: the diagrams say of every rule where it decides,
// as the decision itself does.
func TestDecidingIsWhatDecideAnswers(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	for _, code := range []string{"kz", "ee"} {
		l := MustShipped(code)
		s, _ := l.on(Format, DayOf(time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)))
		d := newDiagrams(l.lex)
		at := d.deciding(s)
		for range 3000 {
			p := slices.Clone(l.lex.start)
			for f := range p {
				if r.IntN(3) == 0 {
					p[f] = uint8(r.IntN(l.lex.defs[f].size()))
				}
			}
			want := s.decide(p).by
			for i, in := range at {
				if d.has(in, p) != (i == want) {
					t.Fatalf("%s: %v: %s", code, p, s.rules[i].ID)
				}
			}
		}
	}
}
