package clerk_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// changed is a view in which one thing about every event of a type is another.
type changed struct {
	clerk.View
	kind   string
	change func(*record.Payload)
}

func (v changed) Events(id court.StreamID, after uint64) ([]record.Event, error) {
	events, err := v.View.Events(id, after)
	events = slices.Clone(events)
	for i, e := range events {
		if e.Payload == nil || e.Type() != v.kind {
			continue
		}
		p := *e.Payload
		v.change(&p)
		events[i].Payload = &p
	}
	return events, err
}

// TestExamineOwnSignatures: whoever can write the record cannot make a judge's
// act of it, neither without the judge's signature nor with one of another act.
func TestExamineOwnSignatures(t *testing.T) {
	b := newBench(t, inMemory)
	judge := b.people["judge"]
	_, err := b.c.RuleOnFormat(t.Context(), judge, clerk.RuleOnFormat{Stamp: b.stamp(), Case: b.id, Format: court.Hybrid, Reason: "the respondent asks for it"})
	b.must(err)
	streams := []court.StreamID{b.id}
	b.must(b.store.View(t.Context(), func(v clerk.View) error {
		people, err := v.Rows("person", "")
		for _, row := range people {
			var at struct{ Stream court.StreamID }
			b.must(json.Unmarshal(row.Doc, &at))
			streams = append(streams, at.Stream)
		}
		return err
	}))
	for _, c := range []struct {
		name, kind, finds string
		change            func(*record.Payload)
	}{
		{"nothing", "", "", nil},
		{"the signature taken off", "case.format_ruled", "doctor.event.unsigned", func(p *record.Payload) { p.Sig = nil }},
		{"the act under it another", "case.format_ruled", "doctor.event.signature", func(p *record.Payload) { p.Act = record.HashOf([]byte("another act")) }},
		{"signed by nobody's key", "case.format_ruled", "doctor.event.signature", func(p *record.Payload) {
			sig := *p.Sig
			sig.Credential = "AAAA"
			p.Sig = &sig
		}},
		{"another person's act", "case.format_ruled", "doctor.event.signature", func(p *record.Payload) { p.By.Person = b.people["secretary"] }},
		{"the key registered anew", record.CredentialRegistered, "doctor.event.signature", func(p *record.Payload) {
			if p.By.Person == judge {
				p.Data = []byte(`{"kind":"demo-p256"}`)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var keys []string
			b.must(b.store.View(t.Context(), func(v clerk.View) error {
				_, err := clerk.Examine(changed{v, c.kind, c.change}, streams, nil, func(key string, _ fault.Args) {
					if strings.HasPrefix(key, "doctor.event.") { // the rows of what is not looked at here are too many
						keys = append(keys, key)
					}
				})
				return err
			}))
			if c.finds == "" && len(keys) != 0 || c.finds != "" && !slices.Contains(keys, c.finds) {
				t.Errorf("found %v, not %q", keys, c.finds)
			}
		})
	}
}
