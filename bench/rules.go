package main

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"testing/fstest"
	"time"

	law "tarazy/internal/rules"
)

// pastCases is how many hearings of the past a draft amendment is run over.
const pastCases = 1_000_000

// rules measures the law as data: one triage with its whole explanation, a
// draft amendment run over the past, and a hearing placed in a full calendar.
func rules(b *bench) error {
	kz := law.Kazakhstan()
	cases := invented(50_000)
	err := b.figure("rules.decide", "µs", contender{"tarazy", func() (float64, error) {
		began := time.Now()
		for _, c := range cases {
			if _, err := kz.Decide(law.Format, c.Facts, c.At); err != nil {
				return 0, err
			}
		}
		return float64(time.Since(began).Microseconds()) / float64(len(cases)), nil
	}})
	if err != nil {
		return err
	}
	draft, err := kz.Amend(fstest.MapFS{"draft.yaml": {Data: []byte(amendment)}})
	if err != nil {
		return err
	}
	err = b.figure("rules.replay", "cases/s", contender{"tarazy", func() (float64, error) {
		began := time.Now()
		r := law.Replay(kz, draft, repeated(cases))
		took := time.Since(began)
		if r.Decisions != pastCases || len(r.Moves) == 0 || r.Skipped > 0 {
			return 0, fmt.Errorf("the draft was run over %d cases, %d skipped, and moved %d", r.Decisions, r.Skipped, len(r.Moves))
		}
		return pastCases / took.Seconds(), nil
	}})
	if err != nil {
		return err
	}
	return b.place()
}

// amendment sends every civil case over a large sum back to the courtroom.
const amendment = `table: format
code: Draft
rules:
  - id: draft.large_sum
    when: kind == "civil" && amount_mci >= 20000
    forbids: [online, papers]
    articles: ["1"]
    from: 2027-01-01
    status: verify
    reason: {kk: Жоба, ru: Проект, en: A draft}
`

// invented are hearings whose facts are drawn from the whole vocabulary, the
// same ones in each run.
func invented(n int) []law.PastCase {
	r := rand.New(rand.NewPCG(3, 5))
	var asked []law.FactDef
	for _, d := range law.Vocabulary() {
		if d.Name != "matter" && d.Name != "role" {
			asked = append(asked, d)
		}
	}
	out := make([]law.PastCase, n)
	for i := range out {
		f := law.Facts{}
		for _, d := range asked {
			if r.IntN(3) == 0 || d.Name == "kind" || d.Name == "amount_mci" {
				f[d.Name] = d.Word(r.IntN(max(len(d.Values), len(d.Cuts))))
			}
		}
		out[i] = law.PastCase{District: fmt.Sprintf("district %d", r.IntN(200)), Facts: f,
			At: time.Date(2022+r.IntN(5), time.Month(1+r.IntN(12)), 1+r.IntN(28), 5, 0, 0, 0, time.UTC)}
	}
	return out
}

func repeated(cases []law.PastCase) iter.Seq[law.PastCase] {
	return func(yield func(law.PastCase) bool) {
		for i := range pastCases {
			if !yield(cases[i%len(cases)]) {
				return
			}
		}
	}
}
