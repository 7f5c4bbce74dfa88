package pages

import (
	"context"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

// decided is the case file with what the law of Kazakhstan answers for it: at
// first, and anew once the authenticity of a document is in dispute.
func (d *desk) decided(f docket.File) docket.File {
	law := rules.Kazakhstan()
	put := func(because string, at time.Time, version uint64) {
		answer, differs, err := law.Triage(f, at, because)
		if err == nil && differs {
			f.Decisions = append(f.Decisions, docket.Decision{FormatDecided: answer, At: at, Version: version})
		}
	}
	put("opened", noon, 6)
	if d.full {
		f.Circumstances = map[string]docket.Circumstance{"authenticity": {Value: docket.Disputed, At: noon, Version: 8}}
		f.Readiness = map[court.PersonID]docket.Ready{clm: {Readiness: docket.Readiness{Equipment: "all", Link: "good", Consent: docket.Agrees, JourneyKM: 60}, At: noon, Version: 10}}
		put("circumstances", noon.Add(time.Hour), 9)
		f.Objections = []docket.Objection{
			{FormatObjected: docket.FormatObjected{Decided: 6, To: court.Hybrid, Grounds: "journey", Text: "Ауылдан жету қиын"}, By: court.Actor{Person: clm, Role: court.Claimant}, At: noon, Version: 11, Answer: d.answered},
			{FormatObjected: docket.FormatObjected{Decided: 6, To: court.InPerson, Grounds: "evidence", Text: "Қолхатты көру керек <b>"}, By: court.Actor{Person: rsp, Role: court.Respondent}, At: noon, Version: 12, Answer: d.answered},
		}
	}
	return f
}

func (d *desk) FormatView(ctx context.Context, by court.PersonID, asked court.CaseNo) (FormatView, error) {
	c, err := d.Case(ctx, by, asked)
	if err != nil {
		return FormatView{}, err
	}
	law := rules.Kazakhstan()
	for _, act := range []string{"state", "ready", "object", "rule"} {
		c.May[act] = !d.stranger
	}
	c.File = d.decided(c.File)
	v := FormatView{Case: c, Until: noon.Add(72 * time.Hour), RuleBy: noon.Add(96 * time.Hour)}
	v.Standing, v.Decided = c.File.Standing()
	v.Answer, err = law.Decide(rules.Format, rules.FactsOf(c.File, noon), noon)
	v.WhatIf = law.WhatIf(v.Answer)
	return v, err
}

func (d *desk) Preview(_ context.Context, _ court.PersonID, _ court.CaseNo, facts map[string]string) (rules.Answer, error) {
	f, err := rules.ParseFacts(facts)
	if err != nil {
		return rules.Answer{}, err
	}
	f["kind"] = "civil"
	return rules.Kazakhstan().Decide(rules.Format, f, noon)
}

func done(v uint64) clerk.Done { return clerk.Done{Ref: record.Ref{Stream: kase, Version: v}} }

func (d *desk) StateCircumstances(_ context.Context, _ court.PersonID, cmd clerk.StateCircumstances) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return done(21), d.fail
}

func (d *desk) StateReadiness(_ context.Context, _ court.PersonID, cmd clerk.StateReadiness) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return done(22), d.fail
}

func (d *desk) ObjectToFormat(_ context.Context, _ court.PersonID, cmd clerk.ObjectToFormat) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return done(23), d.fail
}

func (d *desk) RuleOnFormat(_ context.Context, _ court.PersonID, cmd clerk.RuleOnFormat) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return done(24), d.fail
}

func (d *desk) ActToSign(context.Context, court.PersonID, string, any) (record.Hash, []string, error) {
	return record.HashOf([]byte("act")), d.keys, nil
}

func (d *desk) Replay(_ context.Context, _ court.PersonID, amended *rules.Law, saw func(int)) (rules.Report, error) {
	saw(2)
	return rules.Replay(rules.Kazakhstan(), amended, func(yield func(rules.PastCase) bool) {
		for _, f := range []rules.Facts{{"kind": "civil"}, {"kind": "civil", "consent": "all", "link": "good"}} {
			if !yield(rules.PastCase{Case: kase, No: no, District: "Алмалы", At: noon, Facts: f, Outcome: "online"}) {
				return
			}
		}
	}), nil
}
