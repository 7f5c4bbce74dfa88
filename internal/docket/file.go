// Package docket is the case file: who is in the case and as what, what was
// filed, which hearings there are. Filing is joining: a document is in the
// file of every party from the moment its event stands in the record.
package docket

import (
	"slices"
	"sync/atomic"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// File is the case file, folded from the case's stream.
type File struct {
	ID        court.CaseID
	No        court.CaseNo
	Kind      court.Kind
	Subject   string
	Judge     court.PersonID
	Secretary court.PersonID
	OpenedAt  time.Time
	Parties   []Party  // who is in the case now
	Former    []Party  // whose role has ended
	Changes   []Change // of roles, since the case was opened
	Looks     []Look   // of overseers
	Filings   []Filing
	Hearings  []Hearing
	Version   uint64
	District  string // where the case belongs; empty: to the court itself

	// What the format of the hearings depends on, and what was decided of it.
	Circumstances map[string]Circumstance
	Readiness     map[court.PersonID]Ready
	LinkFailures  map[court.PersonID]int
	Decisions     []Decision
	Objections    []Objection
	Rulings       []Ruling
	ruling        int // which of Rulings stands, from 1; 0: none
	unruled       unruled

	JournalAnswers []JournalAnswer // what people said of the journals of hearings that ended
	Notices        []Notice        // what became of notices that went after a hearing had ended

	// taken counts the filings that stand in the array under Filings; files
	// folded from one another share both.
	taken *atomic.Int64
}

// Filing is one document of the file.
type Filing struct {
	Number  int
	Kind    string
	Title   string
	Name    string
	Type    string
	Blob    record.Hash
	Size    int64
	By      court.Actor
	At      time.Time
	Version uint64 // the record number, "№"
	// Signature is the filer's electronic signature; nil: filed without one.
	Signature *Signature
}

// Hearing is one hearing of the case. Ended is nil until it was closed.
type Hearing struct {
	ID    court.HearingID
	No    int
	At    time.Time
	Ended *record.Head
}

// Forgery is the kind of an application that evidence is forged: from the
// moment it is filed the authenticity is in dispute.
const Forgery = "forgery"

// MaxDistrict is the most bytes a district's name may have.
const MaxDistrict = 200

// FilingKinds are the kinds of document a party may file.
func FilingKinds() []string {
	return []string{"claim", "response", "motion", "objection", Forgery, "other"}
}

// RolesOf lists the person's roles in the case, the bench first.
func (f File) RolesOf(p court.PersonID) []court.Role {
	var roles []court.Role
	if p == "" {
		return nil
	}
	if p == f.Judge {
		roles = append(roles, court.Judge)
	}
	if p == f.Secretary {
		roles = append(roles, court.Secretary)
	}
	for _, party := range f.Parties {
		if party.Person == p && !slices.Contains(roles, party.Role) {
			roles = append(roles, party.Role)
		}
	}
	return roles
}

// People lists everyone in the case once, the bench first.
func (f File) People() []court.PersonID {
	people := append([]court.PersonID{f.Judge}, f.Panel()...)
	if f.Secretary != f.Judge {
		people = append(people, f.Secretary)
	}
	for _, p := range f.Parties {
		if !slices.Contains(people, p.Person) {
			people = append(people, p.Person)
		}
	}
	return people
}

// Filing finds a filing by its number in the file.
func (f File) Filing(number int) (Filing, bool) {
	if number < 1 || number > len(f.Filings) {
		return Filing{}, false
	}
	return f.Filings[number-1], true
}

// Open begins a case. It refuses a case without number, subject or bench, roles
// that cannot stand beside each other, and who would stand for nobody in the
// case: without the person stood for, the power could not be checked.
func Open(o Opened, parties []Party) ([]record.Data, error) {
	if no, ok := court.ParseCaseNo(string(o.No)); !ok || no != o.No {
		return nil, fault.Invalid("case.no.invalid").On("no")
	}
	if !slices.Contains(court.Kinds(), o.Kind) {
		return nil, fault.Invalid("case.kind.unknown").On("kind")
	}
	o.Subject = court.Text(o.Subject)
	if o.Subject == "" || len(o.Subject) > 1000 {
		return nil, fault.Invalid("case.subject.missing").On("subject")
	}
	if o.District = court.Text(o.District); len(o.District) > MaxDistrict {
		return nil, fault.Invalid("case.district.long").On("district")
	}
	if o.Judge == "" || o.Secretary == "" || o.Judge == o.Secretary {
		return nil, fault.Invalid("case.bench.missing").On("judge")
	}
	events := []record.Data{o}
	f := File{Kind: o.Kind, Judge: o.Judge, Secretary: o.Secretary}
	for i, p := range parties {
		// Whom somebody stands for may come later in the list than they do.
		added, err := f.entry(p, slices.Delete(slices.Clone(parties), i, i+1))
		if err != nil {
			return nil, err
		}
		events = append(events, added...)
	}
	return events, nil
}

// Join joins a document to the file. It refuses a document without title,
// kind or content, never because of the state of the case: what a court must
// receive it receives, and rules on it later.
func (f File) Join(d Filed) (Filed, error) {
	d.Title, d.Name, d.Number = court.Text(d.Title), court.Text(d.Name), len(f.Filings)+1
	if d.Title == "" || len(d.Title) > 300 {
		return d, fault.Invalid("case.file.title_missing").On("title")
	}
	if !slices.Contains(FilingKinds(), d.Kind) {
		return d, fault.Invalid("case.file.kind_unknown").On("kind")
	}
	if d.Size <= 0 || d.Blob.IsZero() {
		return d, fault.Invalid("case.file.empty").On("file")
	}
	if len(d.Name) > 255 || len(d.Type) > 100 {
		return d, fault.Invalid("case.file.name_long").On("file")
	}
	return d, nil
}
