// Package identity is a person known to the court: the name, the language,
// the roles held in the court itself, and the credentials the person signs
// with. Roles in a case stand in the case file, package docket.
package identity

import (
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Person is folded from the person's stream.
type Person struct {
	ID          court.PersonID
	Stream      court.StreamID
	Name        string
	Lang        court.Lang
	Staff       []court.Role
	Credentials []Registered
	Numbers     []NumberWord // what was said of the person's identification number, the oldest first
	Version     uint64
}

// Registered is a credential and where its registration stands in the record.
type Registered struct {
	record.Credential
	At      record.Time
	Version uint64
}

// Of names the person whose stream this is. The name is derived, so that no
// register is needed to know whose stream an event belongs to.
func Of(stream court.StreamID) court.PersonID {
	if len(stream) < 16 {
		return ""
	}
	return court.PersonID("p-" + string(stream[:16]))
}

// Is reports whether the person holds the role in the court itself.
func (p Person) Is(r court.Role) bool { return slices.Contains(p.Staff, r) }

// Key finds a registered credential by its id.
func (p Person) Key(id string) (Registered, bool) {
	for _, c := range p.Credentials {
		if c.Credential.Credential == id {
			return c, true
		}
	}
	return Registered{}, false
}

// Enrolled is how a person's stream begins.
type Enrolled struct {
	Person court.PersonID `json:"person"`
	Name   string         `json:"name"`
	Lang   court.Lang     `json:"lang"`
	Staff  []court.Role   `json:"staff"`
}

// EventType is the word in the record.
func (Enrolled) EventType() string { return "person.enrolled" }

// Enrol begins a person's stream. It refuses an empty name, an unknown
// language and a role that is not held in the court itself: roles in a case
// come from the case file.
func Enrol(stream court.StreamID, name string, lang court.Lang, staff []court.Role) (Enrolled, error) {
	name = court.Text(name)
	if name == "" || len(name) > 200 {
		return Enrolled{}, fault.Invalid("person.name.missing").On("name")
	}
	if _, ok := court.ParseLang(string(lang)); !ok {
		return Enrolled{}, fault.Invalid("person.lang.unknown").On("lang")
	}
	for _, r := range staff {
		if r != court.Judge && r != court.Secretary && r != court.Registrar {
			return Enrolled{}, fault.Invalid("person.staff.unknown").On("staff")
		}
	}
	if staff == nil {
		staff = []court.Role{}
	}
	return Enrolled{Person: Of(stream), Name: name, Lang: lang, Staff: staff}, nil
}

// Register adds a key the person signs with. It refuses one that is incomplete,
// or registered already: a key has one date of registration.
func (p Person) Register(c record.Credential) (record.Credential, error) {
	if c.Credential == "" || c.PublicKey == "" || c.Kind == "" {
		return c, fault.Invalid("identity.credential.invalid")
	}
	if _, known := p.Key(c.Credential); known {
		return c, fault.Conflict("identity.credential.known")
	}
	c.Person = p.ID
	return c, nil
}

// NumberNamed is the registrar's word on which identification number is the
// person's: by it, signatures count as the person's. Of the number it has the last
// digits, for the number itself is nobody else's.
type NumberNamed struct {
	Person court.PersonID `json:"person"`
	Digits string         `json:"digits"`
	// Counts: at once. Else it waits for the person's own word.
	Counts bool `json:"counts"`
}

// EventType is the word in the record.
func (NumberNamed) EventType() string { return "person.number_named" }

// NumberConfirmed is the person's own word that the number named is theirs.
type NumberConfirmed struct {
	Person court.PersonID `json:"person"`
	Digits string         `json:"digits"`
}

// EventType is the word in the record.
func (NumberConfirmed) EventType() string { return "person.number_confirmed" }

// NumberWord is such an event as the person sees it.
type NumberWord struct {
	At     record.Time
	Digits string
	Counts bool // from then on
	Own    bool // the person said it
}

// NameNumber is the registrar's word that a number with these last digits is the
// person's. It counts at once for somebody who can come in by no other way and
// holds nothing in the court. Everybody else says so themselves: whoever could name
// a judge's number could sign in as the judge.
func (p Person) NameNumber(digits string, comesIn bool) NumberNamed {
	return NumberNamed{Person: p.ID, Digits: digits, Counts: len(p.Staff) == 0 && len(p.Credentials) == 0 && !comesIn}
}

// Fold applies events to p and answers a new value; p is left as it was.
func (p Person) Fold(events ...record.Event) (Person, error) {
	p.Credentials, p.Numbers = slices.Clone(p.Credentials), slices.Clone(p.Numbers)
	for _, e := range events {
		if err := p.apply(e); err != nil {
			return p, err
		}
		p.Stream, p.Version = e.Header.Stream, e.Header.Version
		p.ID = Of(p.Stream)
	}
	return p, nil
}

func (p *Person) apply(e record.Event) error {
	switch e.Type() {
	case Enrolled{}.EventType():
		var d Enrolled
		if err := e.Decode(&d); err != nil {
			return err
		}
		p.Name, p.Lang, p.Staff = d.Name, d.Lang, d.Staff
	case record.CredentialRegistered:
		var c record.Credential
		if err := e.Decode(&c); err != nil {
			return err
		}
		p.Credentials = append(p.Credentials, Registered{Credential: c, At: e.Payload.At, Version: e.Header.Version})
	case NumberNamed{}.EventType():
		var n NumberNamed
		if err := e.Decode(&n); err != nil {
			return err
		}
		p.Numbers = append(p.Numbers, NumberWord{At: e.Payload.At, Digits: n.Digits, Counts: n.Counts})
	case NumberConfirmed{}.EventType():
		var n NumberConfirmed
		if err := e.Decode(&n); err != nil {
			return err
		}
		p.Numbers = append(p.Numbers, NumberWord{At: e.Payload.At, Digits: n.Digits, Counts: true, Own: true})
	}
	return nil
}
