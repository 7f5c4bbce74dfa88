package pages

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/pages/visitor"
)

// membersPage is who is in a case, as what and by what power, and the forms
// that change it, for whoever may.
type membersPage struct {
	Frame
	No      court.CaseNo
	Back    string
	Href    string
	Lines   []memberLine
	Former  []memberLine
	Changes []changeLine
	Looks   []lookLine
	May     map[string]bool
	Known   []clerk.PersonCard
	Roles   []roleGroup
	Key     string
	Done    string // what was done just now
	DoneNo  uint64
	On      string            // the form that was refused
	Typed   map[string]string // what was typed into it
}

// memberLine is one person in one role.
type memberLine struct {
	docket.Party
	Name, ForName string
	Power         powerWords
	NotToday      bool // the power does not cover this day
	MayEnd        bool
	Signed        bool // its end is an act that is signed
	Sign          bool // with the reader's own passkey
	MayPower      bool
	Withdraw      bool // the reader is whom they stand for
	ID            string
	Key           string
}

// powerWords is what a role rests on, ready to be read.
type powerWords struct {
	Kind, Words        string
	Dated, From, Until calendar.Day
}

// Any reports whether there is anything to say.
func (p powerWords) Any() bool { return p != powerWords{} }

func powerOf(p docket.Party) powerWords {
	day := func(s string) calendar.Day {
		if d, ok := calendar.ParseDay(s); ok {
			return d
		}
		return 0
	}
	return powerWords{Kind: p.Kind, Words: p.Power, Dated: day(p.Dated), From: day(p.From), Until: day(p.Until)}
}

type changeLine struct {
	docket.Change
	Name, By string
}

type lookLine struct {
	docket.Look
	Name string
	No   int // of the hearing; 0: of none
}

// roleGroup are the roles of one standing, for choosing.
type roleGroup struct {
	Standing court.Standing
	Roles    []court.Role
}

// roleGroups are the roles a case of the kind can have, by standing.
func roleGroups(k court.Kind) (groups []roleGroup) {
	for _, r := range docket.RolesInCase(k) {
		if n := len(groups); n == 0 || groups[n-1].Standing != r.Standing() {
			groups = append(groups, roleGroup{Standing: r.Standing()})
		}
		last := &groups[len(groups)-1]
		last.Roles = append(last.Roles, r)
	}
	return groups
}

// roleOptions are roles to choose from, and the one chosen.
type roleOptions struct {
	Groups []roleGroup
	Chosen court.Role
}

// OfGuilt reports whether only a case about somebody's guilt has the role.
func (roleOptions) OfGuilt(r court.Role) bool { return !r.Fits(court.Civil) }

// powerData are the fields of a power: ID ends the ids of the inputs, Suffix their names.
type powerData struct {
	ID, Suffix                      string
	Kinds                           []string
	Kind, Power, Dated, From, Until string
}

func powerFields(id, suffix, kind, power, dated, from, until any) powerData {
	s := func(v any) string { return fmt.Sprint(v) }
	return powerData{s(id), s(suffix), docket.PowerKinds(), s(kind), s(power), s(dated), s(from), s(until)}
}

// looksOf are the looks of overseers, the last first.
func looksOf(f docket.File, names map[court.PersonID]string) (lines []lookLine) {
	for _, l := range slices.Backward(f.Looks) {
		line := lookLine{Look: l, Name: names[l.By.Person]}
		for _, h := range f.Hearings {
			if h.ID == l.Hearing {
				line.No = h.No
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// membersShow is the page. The clerk refuses who may not see it.
func (s *site) membersShow(w http.ResponseWriter, r *http.Request) error {
	p, _, err := s.members(r)
	if err != nil {
		return err
	}
	s.Page(w, r, http.StatusOK, "members", p)
	return nil
}

func (s *site) members(r *http.Request) (*membersPage, clerk.Members, error) {
	no, err := caseNo(r)
	if err != nil {
		return nil, clerk.Members{}, err
	}
	m, err := s.Members.Members(r.Context(), me(r), no)
	if err != nil {
		return nil, m, err
	}
	p := &membersPage{No: no, Back: caseHref(no), Href: caseHref(no) + "/people", May: m.May, Known: m.Known, Roles: roleGroups(m.File.Kind),
		Key: s.newKey(), Looks: looksOf(m.File, m.Names)}
	p.Role, p.Islands = rolesIn(lang(r), []court.Role{m.MyRole}), []string{"live", "acts"}
	if m.MyRole == court.Registrar {
		p.Back = "/cases" // they are in no case
	}
	for _, what := range []string{"add", "power", "end"} {
		if n, err := strconv.ParseUint(r.URL.Query().Get(what), 10, 64); err == nil {
			p.Done, p.DoneNo = what, n
		}
	}
	if r.URL.Query().Get("done") == "end" { // signed through the island, which knows no number
		for _, c := range m.File.Changes {
			if c.What == "ended" {
				p.Done, p.DoneNo = "end", c.Version
			}
		}
	}
	p.lines(m, s.newKey, !visitor.From(r.Context()).Demo)
	for _, c := range slices.Backward(m.File.Changes) {
		p.Changes = append(p.Changes, changeLine{c, m.Names[c.Person], m.Names[c.By.Person]})
	}
	return p, m, nil
}

// lines are the people. ownKey: the reader signs with a passkey of their own.
func (p *membersPage) lines(m clerk.Members, key func() string, ownKey bool) {
	p.Lines = append(p.Lines, memberLine{Party: docket.Party{Person: m.File.Judge, Role: court.Judge}, Name: m.Names[m.File.Judge]},
		memberLine{Party: docket.Party{Person: m.File.Secretary, Role: court.Secretary}, Name: m.Names[m.File.Secretary]})
	for _, x := range m.File.Parties {
		signed := m.EndIsSigned(x)
		p.Lines = append(p.Lines, memberLine{Party: x, Signed: signed, Sign: signed && ownKey, Name: m.Names[x.Person], ForName: m.Names[x.For], Power: powerOf(x), NotToday: !x.Covers(m.Today),
			MayEnd: m.MayEnd(x), MayPower: !x.Role.IsParty() && m.May[string(clerk.ActPower)], Withdraw: m.MyRole.IsParty(), ID: lineID(x), Key: key()})
	}
	for _, x := range m.File.Former {
		p.Former = append(p.Former, memberLine{Party: x, Name: m.Names[x.Person], ForName: m.Names[x.For], Power: powerOf(x)})
	}
}

// lineID names a line of the file in the page.
func lineID(p docket.Party) string {
	return strings.Join([]string{string(p.Person), string(p.Role), string(p.For)}, "-")
}

// membersPost does what one of the page's forms asks, or shows it as it was typed.
func (s *site) membersPost(w http.ResponseWriter, r *http.Request) error {
	if err := smallForm(w, r); err != nil {
		return err
	}
	p, m, err := s.members(r)
	if err != nil {
		return err
	}
	get := func(name string) string { return strings.TrimSpace(r.FormValue(name)) }
	stamp, reason := clerk.Stamp{Key: s.keyOf(r)}, get("reason")
	entry := entryOf(get, "")
	var done clerk.Done
	switch get("do") {
	case "add":
		done, err = s.Members.AddParty(r.Context(), me(r), clerk.AddParty{Stamp: stamp, Case: m.File.ID, PartyEntry: entry, Reason: reason})
	case "power":
		done, err = s.Members.Empower(r.Context(), me(r), clerk.Empower{Stamp: stamp, Case: m.File.ID, PartyEntry: entry, Reason: reason})
	case "end":
		done, err = s.Members.EndRole(r.Context(), me(r), clerk.EndRole{Stamp: stamp, Case: m.File.ID, Person: entry.Person, Role: entry.Role, For: entry.For, Reason: reason})
	default:
		err = fault.Invalid("page.fault.invalid")
	}
	if err != nil {
		p.keep(r, get("do"), entry, stamp.Key)
		return s.again(w, r, "members", p, err)
	}
	http.Redirect(w, r, p.Href+"?"+get("do")+"="+strconv.FormatUint(done.Ref.Version, 10), http.StatusSeeOther)
	return nil
}

// entryOf reads a person in a role with what it rests on; the fields' names
// end in suffix.
func entryOf(get func(string) string, suffix string) clerk.PartyEntry {
	return clerk.PartyEntry{Person: court.PersonID(get("person" + suffix)), Role: court.Role(get("role" + suffix)), For: court.PersonID(get("for" + suffix)),
		Power: get("power" + suffix), Terms: docket.Terms{Kind: get("power_kind" + suffix), Dated: get("dated" + suffix), From: get("from" + suffix), Until: get("until" + suffix)}}
}

// keep shows the form that was refused as it was typed, under the same key.
func (p *membersPage) keep(r *http.Request, do string, e clerk.PartyEntry, key string) {
	p.On, p.Typed = do, map[string]string{}
	for name := range r.Form {
		p.Typed[name] = r.FormValue(name)
	}
	if do == "add" {
		p.Key = key
		return
	}
	line := docket.Party{Person: e.Person, Role: e.Role, For: e.For}
	p.On = do + "-" + lineID(line)
	for i := range p.Lines {
		if p.Lines[i].ID == lineID(line) {
			p.Lines[i].Key = key
		}
	}
}

// membersFind leads from a case's number to its people: the registrar, who is
// in no case, has no list to choose from.
func (s *site) membersFind(w http.ResponseWriter, r *http.Request) error {
	no, ok := court.ParseCaseNo(r.FormValue("no"))
	if !ok {
		return fault.NotFound("case.not_found")
	}
	http.Redirect(w, r, caseHref(no)+"/people", http.StatusSeeOther)
	return nil
}

type lookGatePage struct {
	Frame
	No      court.CaseNo
	Href    string
	What    string
	Hearing string
	Key     string
}

// lookGate asks an overseer to say that they look, before anything is shown;
// ok is false where the refusal is another.
func (s *site) lookGate(w http.ResponseWriter, r *http.Request, err error) (ok bool) {
	refusal := fault.Of(err)
	no, is := refusal.Args["case"].(court.CaseNo)
	if refusal.Key != "case.look.needed" || !is || r.Method != http.MethodGet {
		return false
	}
	p := &lookGatePage{No: no, Href: caseHref(no) + "/look", Key: s.newKey()}
	p.What, _ = refusal.Args["what"].(string)
	p.Hearing, _ = refusal.Args["hearing"].(string)
	p.Role = rolesIn(lang(r), []court.Role{court.Overseer})
	s.Page(w, r, Status(refusal.Kind), "look_gate", p)
	return true
}

// lookPost records the look and shows what it is at.
func (s *site) lookPost(w http.ResponseWriter, r *http.Request) error {
	if err := genuine(r); err != nil {
		return err
	}
	no, err := caseNo(r)
	if err != nil {
		return err
	}
	cmd := clerk.LookAt{Stamp: clerk.Stamp{Key: s.keyOf(r)}, No: no, What: r.FormValue("what"), Hearing: court.HearingID(r.FormValue("hearing"))}
	if _, err := s.Members.Look(r.Context(), me(r), cmd); err != nil {
		return err
	}
	to := caseHref(no)
	switch cmd.What {
	case docket.LookHearing:
		to = "/hearings/" + string(cmd.Hearing)
	case docket.LookJournal:
		to = "/hearings/" + string(cmd.Hearing) + "/journal"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
