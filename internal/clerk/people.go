package clerk

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/identity"
	"tarazy/internal/record"
)

// Accounts are what people sign in with. They are no part of the record: an
// account is changed and forgotten, an event is not.
type Accounts interface {
	// Free refuses an address that is malformed or another person's.
	Free(ctx context.Context, email string, person court.PersonID) error
	// Know makes the person's account or changes it, and asks for an invitation.
	Know(ctx context.Context, person court.PersonID, name, email string, lang court.Lang) error
	// Invite answers the token of a new link, and to whom it goes.
	Invite(ctx context.Context, person court.PersonID) (token string, to Addressee, err error)
	// Due lists whose letter is to be tried now; Posted says what became of it.
	Due(ctx context.Context) ([]court.PersonID, error)
	Posted(ctx context.Context, person court.PersonID, refusal error) error
	Standing(ctx context.Context, person court.PersonID) (Standing, error)
}

// Addressee is to whom a letter goes.
type Addressee struct {
	Name  string
	Email string
	Phone string // "+77010000000"; empty where the court knows none
	Lang  court.Lang
}

// Standing is how a person stands with the court's door.
type Standing struct {
	Email    string
	Wanted   time.Time // when the invitation was asked for; zero: never
	Sent     time.Time // when the mail server took the letter; zero: not yet
	Next     time.Time // when it is tried again; zero: not by itself
	Accepted time.Time // when the person last chose how to sign in
	Open     bool      // the last link still works
	Why      string    // message key of why the letter was not sent
	Password bool
	Passkeys int
}

// State is the standing in one word: "accepted", "none" (never invited),
// "sending", "waiting" (the mail server was away), "not_sent" (somebody must
// act), "sent", "expired".
func (s Standing) State() string {
	switch {
	case !s.Accepted.IsZero() && !s.Wanted.After(s.Accepted):
		return "accepted"
	case s.Wanted.IsZero():
		return "none"
	case s.Sent.IsZero() && s.Next.IsZero():
		return "not_sent"
	case s.Sent.IsZero() && s.Why == "":
		return "sending"
	case s.Sent.IsZero():
		return "waiting"
	case s.Open:
		return "sent"
	}
	return "expired"
}

// Known is a person on the registrar's list.
type Known struct {
	PersonCard
	Lang     court.Lang
	Standing Standing
}

// mayInCourt refuses (Forbidden) whom the table grants none of the actions in
// the court itself.
func (c *Clerk) mayInCourt(v View, by court.PersonID, actions ...Action) error {
	p, err := c.personOf(v, by)
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return err
	}
	for _, a := range actions {
		if _, may := firstPermitted(p.Staff, a); may {
			return nil
		}
	}
	return fault.Forbidden("act.not_permitted")
}

// InCourt says which acts in the court itself the person's roles permit:
// "enrol", "open_case", "courtrooms", "calendar", "figures", "count_figures".
func (c *Clerk) InCourt(ctx context.Context, by court.PersonID) (map[string]bool, error) {
	may := map[string]bool{}
	err := c.Store.View(ctx, func(v View) error {
		for _, a := range []Action{ActEnrol, ActOpenCase, ActCourtrooms, ActCalendar, ActFigures, ActCount} {
			err := c.mayInCourt(v, by, a)
			if err != nil && !fault.Is(err, fault.KindForbidden) {
				return err
			}
			may[string(a)] = err == nil
		}
		return nil
	})
	return may, err
}

// People are all who are enrolled, by name, for whoever may open a case or
// enrol; it refuses (Forbidden) everybody else.
func (c *Clerk) People(ctx context.Context, by court.PersonID) (people []PersonCard, err error) {
	all, err := c.people(ctx, by, ActOpenCase, ActEnrol)
	return cardsOf(all), err
}

func (c *Clerk) people(ctx context.Context, by court.PersonID, actions ...Action) (people []identity.Person, err error) {
	err = c.Store.View(ctx, func(v View) error {
		if err := c.mayInCourt(v, by, actions...); err != nil {
			return err
		}
		people, err = c.enrolledIn(v)
		return err
	})
	return people, err
}

// enrolledIn are all the court knows, by name.
func (c *Clerk) enrolledIn(v View) (people []identity.Person, err error) {
	rows, err := v.Rows("person", "")
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		p, err := c.personOf(v, court.PersonID(r.Key))
		if err != nil {
			return nil, err
		}
		people = append(people, p)
	}
	slices.SortFunc(people, func(a, b identity.Person) int { return strings.Compare(a.Name, b.Name) })
	return people, nil
}

func cardsOf(people []identity.Person) (cards []PersonCard) {
	for _, p := range people {
		cards = append(cards, PersonCard{ID: p.ID, Name: p.Name, Staff: p.Staff})
	}
	return cards
}

// Registry is the registrar's list: who is enrolled, and how each stands with
// the door. It refuses (Forbidden) who may not enrol.
func (c *Clerk) Registry(ctx context.Context, by court.PersonID) (list []Known, err error) {
	people, err := c.people(ctx, by, ActEnrol)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		k := Known{PersonCard: PersonCard{ID: p.ID, Name: p.Name, Staff: p.Staff}, Lang: p.Lang}
		if c.Accounts != nil {
			if k.Standing, err = c.Accounts.Standing(ctx, p.ID); err != nil {
				return nil, err
			}
		}
		list = append(list, k)
	}
	return list, nil
}

// Enrol makes a person known to the court; Done.Ref.Stream is the person's
// stream and identity.Of names the person. A registrar enrols. Set-up, with by
// empty, may enrol until the first registrar is there, and nobody after. With
// an address the person is invited; it refuses (Conflict) another person's.
func (c *Clerk) Enrol(ctx context.Context, by court.PersonID, cmd Enrol) (Done, error) {
	if err := c.reachable(ctx, by, cmd); err != nil {
		return Done{}, err
	}
	done, err := c.act(ctx, by, cmd.Stamp, want{first: identity.Enrolled{}.EventType(), says: map[string]string{"name": cmd.Name}}, func(d *desk) error {
		actor, err := d.enroller()
		if err != nil {
			return err
		}
		id := newStream()
		e, err := identity.Enrol(id, cmd.Name, cmd.Lang, cmd.Staff)
		if err != nil {
			return err
		}
		return d.append(actor, nil, entry{id, []record.Data{e}})
	})
	if err != nil || cmd.Email == "" {
		return done, err
	}
	// If we die here the person is enrolled and has no account: the list shows
	// it, and the registrar invites, or sends the same form again.
	return done, c.know(ctx, identity.Of(done.Ref.Stream), cmd.Email)
}

// reachable refuses an address that cannot be the person's, before anybody is
// enrolled in vain: an event cannot be taken back. Who may not enrol is told
// that, and not whose address it is.
func (c *Clerk) reachable(ctx context.Context, by court.PersonID, cmd Enrol) error {
	if cmd.Email == "" {
		return nil
	}
	var same court.PersonID
	err := c.Store.View(ctx, func(v View) error {
		if by != "" {
			if err := c.mayInCourt(v, by, ActEnrol); err != nil {
				return err
			}
		}
		refs, found, err := v.Acted(by, cmd.Key)
		if found && len(refs) > 0 {
			same = identity.Of(refs[0].Stream)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case c.Accounts == nil:
		return fault.Unavailable("courier.none")
	}
	return c.Accounts.Free(ctx, cmd.Email, same)
}

// Invite invites a person again, or for the first time, at the address. It
// refuses (Forbidden) who may not enrol.
func (c *Clerk) Invite(ctx context.Context, by court.PersonID, person court.PersonID, email string) error {
	if err := c.Store.View(ctx, func(v View) error { return c.mayInCourt(v, by, ActEnrol) }); err != nil {
		return err
	}
	if c.Accounts == nil {
		return fault.Unavailable("courier.none")
	}
	return c.know(ctx, person, email)
}

func (c *Clerk) know(ctx context.Context, person court.PersonID, email string) error {
	p, err := c.Person(ctx, person)
	if err != nil {
		return err
	}
	if err := c.Accounts.Know(ctx, p.ID, p.Name, email, p.Lang); err != nil {
		return err
	}
	c.pokePost()
	return nil
}

// HasRegistrar reports whether the court has anybody who can enrol others.
func (c *Clerk) HasRegistrar(ctx context.Context) (has bool, err error) {
	err = c.Store.View(ctx, func(v View) error {
		has, err = hasRegistrar(v)
		return err
	})
	return has, err
}

func hasRegistrar(v View) (bool, error) {
	rows, err := v.Rows("person", "")
	if err != nil {
		return false, err
	}
	for _, r := range rows {
		var p personRow
		if err := json.Unmarshal(r.Doc, &p); err != nil {
			return false, err
		}
		if slices.Contains(p.Staff, court.Registrar) {
			return true, nil
		}
	}
	return false, nil
}

// enroller is who enrols: a registrar, or set-up while there is none.
func (d *desk) enroller() (court.Actor, error) {
	if d.by != "" {
		return d.staff(ActEnrol)
	}
	has, err := hasRegistrar(d)
	if err != nil {
		return court.Actor{}, err
	}
	if has {
		return court.Actor{}, fault.Forbidden("act.not_permitted")
	}
	return court.TheServer(), nil
}
