package hearing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"tarazy/internal/court"
)

// TalkKind is what a private talk is for.
type TalkKind string

const (
	// Counsel is a person with those who represent or defend them.
	Counsel TalkKind = "counsel"
	// Deliberation is the judges among themselves.
	Deliberation TalkKind = "deliberation"
)

// TalkRule is one line of the table of private talks: who may invite whom.
type TalkRule struct {
	Kind   TalkKind
	By     []court.Role
	With   []court.Role
	Bound  bool         // only who stands for the other, or both for the same person
	Beside []court.Role // may be invited besides, never alone
	First  bool         // only the first of the roll with the role: the presiding judge
	Free   []State      // begins by itself
	Asked  []State      // begins when the judge allows it
}

// TalkRules is the table of private talks. Whoever it does not name is invited
// to none. It says who stands near enough to whom; whether a role may have such
// a talk at all is the law's to say, and its articles stand there: the table
// bench, with the talk's kind as the act.
func TalkRules() []TalkRule { return talkRules() }

// talkRules makes the table once: every page of a hearing asks it about each two
// people whenever anything happens. Nobody writes to it.
var talkRules = sync.OnceValue(func() []TalkRule {
	counsel := court.Those(court.StandsFor)
	// The prosecutor speaks for the state and has nobody to confer with; a
	// witness may have come with an advocate.
	clients := []court.Role{court.Claimant, court.Respondent, court.ThirdParty, court.Accused, court.Victim, court.Witness}
	free, asked := []State{Lobby, Recess, TechnicalBreak}, []State{Session, Held}
	return []TalkRule{
		{Kind: Counsel, By: clients, With: counsel, Bound: true, Beside: []court.Role{court.Interpreter}, Free: free, Asked: asked},
		{Kind: Counsel, By: counsel, With: append(slices.Clone(clients), counsel...), Bound: true, Beside: []court.Role{court.Interpreter}, Free: free, Asked: asked},
		{Kind: Deliberation, By: []court.Role{court.Judge}, With: []court.Role{court.Judge, court.PanelJudge}, First: true, Free: []State{Recess}},
	}
})

// TalkTable prints the rules for a lawyer.
func TalkTable() string {
	var b strings.Builder
	b.WriteString("Private talks: who may invite whom. Encrypted end to end; the record holds names and times, never content.\n" +
		"That a role may do so at all, and by which articles, the law's table of the bench says.\n\n")
	row := func(name, value string) { fmt.Fprintf(&b, "  %-20s %s\n", name, value) }
	for _, r := range TalkRules() {
		by := words(r.By)
		if r.First {
			by += " (presiding: the first of the roll)"
		}
		with := words(r.With)
		if r.Bound {
			with += " (only who stands for them, or both for the same person)"
		}
		fmt.Fprintf(&b, "%s\n", r.Kind)
		row("who invites", by)
		row("whom", with)
		row("whom besides", words(r.Beside))
		row("begins by itself in", words(r.Free))
		row("with the judge's leave in", words(r.Asked))
		row("by the law's table", fmt.Sprintf("bench, act %q", r.Kind))
	}
	return b.String()
}

func words[T ~string](list []T) string {
	if len(list) == 0 {
		return "-"
	}
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return strings.Join(out, ", ")
}

// principals are those for whom a person is there, in a role of the list and by a
// power that holds at the hearing: themselves, or whom they stand for.
func (s Sitting) principals(t Seat, roles []court.Role) (of []court.PersonID) {
	for _, tie := range t.Ties() {
		if slices.Contains(roles, tie.Role) && tie.stands(s.At) {
			of = append(of, cmp.Or(tie.For, t.Person))
		}
	}
	return of
}

// talkRule finds the rule under which by may invite everyone of with; ok is
// false when the table names none.
func (s Sitting) talkRule(kind TalkKind, by Seat, with []Seat) (rule TalkRule, ok bool) {
	for _, r := range TalkRules() {
		if r.Kind != kind || r.First && s.first(by.Role) != by.Person {
			continue
		}
		for _, whose := range s.principals(by, r.By) {
			if s.covers(r, whose, with) {
				return r, true
			}
		}
	}
	return TalkRule{}, false
}

// covers reports whether each of with may be invited to a talk of one person and
// who stands for them, and one of them not only besides another. An advocate of
// two clients talks with each apart.
func (s Sitting) covers(r TalkRule, whose court.PersonID, with []Seat) bool {
	alone := true
	for _, t := range with {
		theirs := s.principals(t, r.With)
		switch {
		case len(theirs) > 0 && (!r.Bound || slices.Contains(theirs, whose)):
			alone = false
		case !slices.Contains(r.Beside, t.Role):
			return false
		}
	}
	return !alone
}

// first is the first of the roll with the role.
func (s Sitting) first(role court.Role) court.PersonID {
	for _, t := range s.Roll {
		if t.Role == role {
			return t.Person
		}
	}
	return ""
}

// Invitation is whom a person may take into a private talk now.
type Invitation struct {
	Kind   TalkKind
	People []court.PersonID
	Beside []court.PersonID // only together with one of People
	Leave  bool             // the judge must allow it
}

// Invitations lists what private talks a person may begin or ask for at this
// moment, and with whom of those who are here.
func (s Sitting) Invitations(p court.PersonID) []Invitation {
	out := []Invitation{}
	by, on := s.Seat(p)
	if !on || by.Presence != Inside {
		return out
	}
	for _, r := range TalkRules() {
		free := slices.Contains(r.Free, s.State)
		if !free && !slices.Contains(r.Asked, s.State) {
			continue
		}
		i := Invitation{Kind: r.Kind, Leave: !free}
		for _, t := range s.Roll {
			if t.Person == p || t.Presence != Inside {
				continue
			}
			if _, ok := s.talkRule(r.Kind, by, []Seat{t}); ok {
				i.People = append(i.People, t.Person)
			} else if slices.Contains(r.Beside, t.Role) {
				i.Beside = append(i.Beside, t.Person)
			}
		}
		known := slices.ContainsFunc(out, func(o Invitation) bool { return o.Kind == r.Kind })
		if len(i.People) > 0 && !known {
			out = append(out, i)
		}
	}
	return out
}
