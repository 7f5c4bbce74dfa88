package clerk_test

import (
	"fmt"
	"slices"
	"strings"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// formatAct are the verbs of the desk of triage.
func (m *minutes) formatAct(who, verb string, words []string, rest string) func() (clerk.Done, error) {
	ctx, by, st := m.t.Context(), m.people[who], m.stamp()
	said, reason, _ := strings.Cut(rest, "because ")
	facts, plain := pairs(said)
	switch verb {
	case "opens-case":
		cmd := clerk.OpenCase{Stamp: st, No: court.CaseNo(fmt.Sprintf("7501-26-00-2/%d", m.keys)), Kind: court.Kind(plain[0]), Subject: rest,
			Judge: m.people["judge"], Secretary: m.people["secretary"], Facts: facts, Parties: []clerk.PartyEntry{
				{Person: m.people["claimant"], Role: court.Claimant}, {Person: m.people["respondent"], Role: court.Respondent}}}
		return func() (clerk.Done, error) {
			done, err := m.c.OpenCase(ctx, by, cmd)
			if err == nil {
				m.id, m.no = done.Ref.Stream, cmd.No
			}
			return done, err
		}
	case "states":
		cmd := clerk.StateCircumstances{Stamp: st, Case: m.id, Facts: facts, Reason: reason}
		return func() (clerk.Done, error) { return m.c.StateCircumstances(ctx, by, cmd) }
	case "says":
		cmd := clerk.StateReadiness{Stamp: st, Case: m.id, Readiness: ready(facts)}
		if len(plain) > 0 {
			cmd.Person = m.people[plain[0]]
		}
		return func() (clerk.Done, error) { return m.c.StateReadiness(ctx, by, cmd) }
	case "alleges-forgery":
		cmd := clerk.File{Stamp: st, Case: m.id, Kind: docket.Forgery, Title: rest, Name: "f.pdf", Type: "application/pdf", Blob: record.HashOf([]byte(rest)), Size: 9}
		return func() (clerk.Done, error) { return m.c.File(ctx, by, cmd) }
	case "objects":
		cmd := clerk.ObjectToFormat{Stamp: st, Case: m.id, To: court.Format(words[0]), Grounds: words[1], Text: strings.Join(words[2:], " ")}
		return func() (clerk.Done, error) { return m.c.ObjectToFormat(ctx, by, cmd) }
	case "rules":
		cmd := clerk.RuleOnFormat{Stamp: st, Case: m.id, Format: court.Format(plain[0]), Reason: reason, Mended: slices.Contains(plain, "mended"),
			Objections: m.objectionsOf(plain, "weighing")}
		return func() (clerk.Done, error) { return m.c.RuleOnFormat(ctx, by, cmd) }
	}
	m.t.Fatalf("no verb %q", verb)
	return nil
}

// pairs reads "fact=value" words, and those that are none.
func pairs(text string) (facts map[string]string, plain []string) {
	facts = map[string]string{}
	for _, w := range strings.Fields(text) {
		if k, v, is := strings.Cut(w, "="); is {
			facts[k] = v
		} else {
			plain = append(plain, w)
		}
	}
	return facts, plain
}

func ready(w map[string]string) docket.Readiness {
	r := docket.Readiness{Equipment: w["equipment"], Link: w["link"], Consent: w["consent"], Accessibility: w["accessibility"],
		Interpreter: w["interpreter"], Custody: w["custody"], Abroad: w["abroad"] == "true"}
	_, _ = fmt.Sscan(w["journey_km"], &r.JourneyKM)
	return r
}

// objectionsOf are the pending objections of the people named after a word.
func (m *minutes) objectionsOf(words []string, after string) (versions []uint64) {
	i := slices.Index(words, after)
	if i < 0 {
		return nil
	}
	for _, o := range m.format("judge").Objections {
		for _, name := range words[i+1:] {
			if o.Pending() && o.By.Person == m.people[name] {
				versions = append(versions, o.Version)
			}
		}
	}
	return versions
}

func (m *minutes) format(who string) clerk.FormatView {
	v, err := m.c.Format(m.t.Context(), m.people[who], m.no)
	m.must(err)
	return v
}

// expectFormat: "format is hybrid", "format would change by consent".
func (m *minutes) expectFormat(words []string) error {
	v := m.format("claimant")
	switch words[0] {
	case "is":
		if got := v.Standing.Format; string(got) != words[1] {
			return fmt.Errorf("the format is %s", got)
		}
	case "mends": // judge's way back: "format mends online", "format mends" nothing
		if got := fmt.Sprint(v.Mend); got != strings.Join(words[1:], " ") {
			return fmt.Errorf("a ruling that the lines are mended would give back %q", got)
		}
	case "would-change-by":
		for _, c := range v.WhatIf {
			if string(c.Fact) == words[1] {
				return nil
			}
		}
		return fmt.Errorf("%s would change nothing: %v", words[1], v.WhatIf)
	case "asks-not-what-if": // fact value: no case of this kind has that
		for _, c := range v.WhatIf {
			if string(c.Fact) == words[1] && c.To == words[2] {
				return fmt.Errorf("it would be %s", c.Outcome)
			}
		}
	case "would-not-become":
		for _, c := range v.WhatIf {
			if c.Outcome.Word == words[1] {
				return fmt.Errorf("%s %s would make it %s, which it is", c.Fact, c.To, words[1])
			}
		}
	case "bears-on":
		for _, p := range v.People {
			if p.Person == m.people[words[1]] && fmt.Sprint(p.Bears) == "["+strings.Join(words[2:], " ")+"]" {
				return nil
			}
		}
		return fmt.Errorf("people: %+v", v.People)
	case "awaits", "moved":
		if got := map[bool]string{v.Standing.Awaits(): "awaits", v.Standing.Moved(): "moved"}[true]; got != words[0] {
			return fmt.Errorf("it %q", got)
		}
	case "waits-for": // facts and people on whom the judge has not ruled
		var got []string
		for _, w := range v.Waits.Facts {
			got = append(got, w.Fact+"="+w.From)
		}
		for _, p := range v.Waits.People {
			got = append(got, m.names[p])
		}
		if !slices.Equal(got, words[1:]) {
			return fmt.Errorf("it waits for %v", got)
		}
	case "otherwise":
		if got := fmt.Sprint(len(v.Otherwise)); got != words[1] {
			return fmt.Errorf("%s hearings are fixed otherwise", got)
		}
	case "object-until":
		if got := v.ObjectUntil.UTC().Format("01-02T15:04:05"); got != words[1] {
			return fmt.Errorf("until %s", got)
		}
	}
	return nil
}

// expectHearingFormat: "hearing-format is online at preparation by <rule>".
func (m *minutes) expectHearingFormat(want string) error {
	v, own, err := m.c.HearingFormat(m.t.Context(), m.people["claimant"], m.hearing)
	m.must(err)
	_, _, err = m.c.HearingFormat(m.t.Context(), m.people["stranger"], m.hearing)
	if fault.Of(err).Key != "hearing.not_found" {
		return fmt.Errorf("a stranger: %v", err)
	}
	got := "the case's"
	if own {
		got = fmt.Sprintf("%s at %s by %s", v.Standing.Format, v.Standing.Decision.Stage, v.Steps[0].Rule.ID)
		if v.StageReason == "" {
			return fmt.Errorf("the judge's reason is lost")
		}
	}
	if v.Changed {
		got += " and would be otherwise now"
	}
	if got != want {
		return fmt.Errorf("it is %s", got)
	}
	return nil
}

func (m *minutes) expectMay(who, act string, want bool) error {
	v := m.format(who)
	if v.May[act] != want {
		return fmt.Errorf("may: %v %s", v.May, v.ObjectWhy)
	}
	return nil
}

// expectNoRoom: the hearing is in the courtroom, and says so.
func (m *minutes) expectNoRoom(who string) error {
	_, err := m.c.Ticket(m.t.Context(), m.people[who], m.hearing)
	if m.rooms.plans[m.hearing].Open || fault.Of(err).Key != "hearing.enter.in_person" {
		return fmt.Errorf("a ticket: %v", err)
	}
	return nil
}

// history is what the case's stream says of the format, in record numbers.
func (m *minutes) history() string {
	var b strings.Builder
	m.must(m.store.View(m.t.Context(), func(v clerk.View) error {
		events, err := v.Events(m.id, 0)
		for _, e := range events {
			if line := historyLine(e, m.names); line != "" {
				fmt.Fprintf(&b, "№ %d %s %s: %s\n", e.Header.Version, e.Payload.At.Format("01-02 15:04:05"), e.Payload.By.Role, line)
			}
		}
		return err
	}))
	return b.String()
}

func historyLine(e record.Event, names map[court.PersonID]string) string {
	switch e.Type() {
	case "case.circumstances_stated":
		var d docket.CircumstancesStated
		_ = e.Decode(&d)
		return fmt.Sprintf("states %v %s", d.Facts, d.Reason)
	case "case.readiness_stated":
		var d docket.ReadinessStated
		_ = e.Decode(&d)
		return fmt.Sprintf("%s: %+v", names[d.Person], d.Readiness)
	case "case.link_failed":
		var d docket.LinkFailed
		_ = e.Decode(&d)
		return fmt.Sprintf("%s: the line failed, %d in this case", names[d.Person], d.Times)
	case "case.format_objected":
		var d docket.FormatObjected
		_ = e.Decode(&d)
		return fmt.Sprintf("objects to № %d, wants %s, %s: %s", d.Decided, d.To, d.Grounds, d.Text)
	case "case.format_ruled":
		var d docket.FormatRuled
		_ = e.Decode(&d)
		mended := map[bool]string{true: ", the lines are mended"}[d.Mended]
		return fmt.Sprintf("rules %s on № %d, objections %+v%s: %s", d.Format, d.Decided, d.Objections, mended, d.Reason)
	case "case.format_decided":
		var d docket.FormatDecided
		_ = e.Decode(&d)
		return decidedLine(d)
	}
	return ""
}

func decidedLine(d docket.FormatDecided) string {
	line := fmt.Sprintf("%s, because %s", d.Outcome, d.Because)
	if d.Was != "" {
		line += fmt.Sprintf(", was %s", d.Was)
	}
	if d.EndsRuling != 0 {
		line += fmt.Sprintf(", ends ruling № %d", d.EndsRuling)
	}
	if d.Held != "" {
		line += fmt.Sprintf(", held at %s for the judge", d.Held)
	}
	for _, c := range d.Changed {
		line += fmt.Sprintf("; %s %s → %s", c.Fact, c.From, c.To)
	}
	for _, b := range d.Rules {
		line += fmt.Sprintf("; %s %s", b.Effect, b.Rule)
	}
	return line
}

// expectBarred: "judge barred in_person": the law by now answers that for the
// hearing; without a format, nothing of the kind is said to this person.
func (m *minutes) expectBarred(who string, words []string) error {
	v, err := m.c.HearingView(m.t.Context(), m.people[who], m.hearing)
	got := []string{}
	if v.Barred != nil {
		got = append(got, string(v.Barred.Now))
		if v.Barred.Mend {
			got = append(got, "unless-mended")
		}
	}
	if err == nil && !slices.Equal(got, words) {
		err = fmt.Errorf("barred: %v", got)
	}
	return err
}
