package clerk

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// Addresses are how people are reached. Like accounts they are no part of the
// record: it has what was sent, when and what came of it, and of the address
// only as much as Mask leaves.
type Addresses interface {
	// Address is how the person is reached; without e-mail and telephone where
	// the court knows neither.
	Address(ctx context.Context, person court.PersonID) (Addressee, error)
	// Readdress changes it, and has the old addresses told. It refuses what
	// Accounts.Free refuses, and (Invalid) a malformed telephone number.
	Readdress(ctx context.Context, person court.PersonID, to Addressee) error
	// Tell has the person told at each of their addresses, in the words of about.
	Tell(ctx context.Context, person court.PersonID, about string) error
	// Changes lists the notices to old addresses that are to be tried now;
	// Told says what became of one.
	Changes(ctx context.Context) ([]AddressChange, error)
	Told(ctx context.Context, change AddressChange, refusal error) error
	// Keep keeps words apart from the record until a moment; Kept finds them.
	Keep(ctx context.Context, key, words string, until time.Time) error
	Kept(ctx context.Context, key string) (words string, err error)
}

// AddressChange is a notice to an address that is no longer the person's, or
// to the one that is left, that it was changed; that the number was by which
// the person signs in; or that a role ended, theirs or of who stood for them.
type AddressChange struct {
	Person  court.PersonID
	No      string
	About   string // "": the addresses; "number", "role"
	Channel string // "email", "sms"
	To      string
	Name    string
	Lang    court.Lang
	At      time.Time
}

// Reach is how a person can be reached, as the bench sees it: what the program
// writes to is masked, the number to dial is not.
type Reach struct {
	Email string
	SMS   string
	Phone string
}

// Channels are those by which the program can write.
func (r Reach) Channels() []string {
	return slices.DeleteFunc([]string{"email", "sms"}, func(channel string) bool { return r.way(channel).To == "" })
}

// Mask leaves of an address as much as lets its owner know which it was.
func Mask(channel, to string) string {
	const dots = "•••"
	first := func(s string) string { _, n := utf8.DecodeRuneInString(s); return s[:n] }
	if to == "" {
		return ""
	}
	if channel != "email" {
		return dots + " " + to[max(0, len(to)-2):]
	}
	name, host, _ := strings.Cut(to, "@")
	land := host[strings.LastIndex(host, ".")+1:]
	if land == host {
		return first(name) + dots + "@" + first(host) + dots
	}
	return first(name) + dots + "@" + first(host) + dots + "." + land
}

// reachOf is how a person is reached; nothing where the court keeps no
// addresses or has no way to write.
func (c *Clerk) reachOf(ctx context.Context, person court.PersonID) (Reach, Addressee, error) {
	if c.Addresses == nil {
		return Reach{}, Addressee{}, nil
	}
	to, err := c.Addresses.Address(ctx, person)
	r := Reach{Phone: to.Phone}
	if c.Courier != nil {
		r.Email = Mask("email", to.Email)
	}
	if c.Texts != nil {
		r.SMS = Mask("sms", to.Phone)
	}
	return r, to, err
}

// way is how a message goes by a channel; without an address where it cannot.
func (r Reach) way(channel string) hearing.Way {
	w := hearing.Way{Channel: channel}
	switch channel {
	case "email":
		w.To = r.Email
	case "sms":
		w.To = r.SMS
	}
	return w
}

// notice is how a person is told of what was declared about them: by e-mail,
// which holds more, else by SMS.
func (r Reach) notice() hearing.Way {
	if r.Email != "" {
		return r.way("email")
	}
	return r.way("sms")
}

// ContactAttempt records that somebody says to have tried to reach a person,
// who is told of it and may say that it is not so.
func (c *Clerk) ContactAttempt(ctx context.Context, by court.PersonID, cmd Contact) (Done, error) {
	reach, _, err := c.reachOf(ctx, cmd.Person)
	if err != nil {
		return Done{}, err
	}
	tried := hearing.ContactAttempted{Person: cmd.Person, Channel: cmd.Channel, Result: cmd.Result, Note: cmd.Note}
	return c.order(ctx, by, order{ActContact, cmd.Hearing, cmd.Stamp, "hearing.contact_attempted",
		map[string]string{"person": string(cmd.Person), "channel": cmd.Channel, "result": cmd.Result, "note": cmd.Note},
		func(s hearing.Sitting) ([]record.Data, error) { return s.Contact(tried, reach.notice()) }})
}

// Write has the program write to a person of the roll, by Channel, that the
// court is waiting, with a link back in. The message is owed from the moment
// the act is in the record; what becomes of it follows in the record.
func (c *Clerk) Write(ctx context.Context, by court.PersonID, cmd Contact) (Done, error) {
	reach, _, err := c.reachOf(ctx, cmd.Person)
	if err != nil {
		return Done{}, err
	}
	return c.order(ctx, by, order{ActContact, cmd.Hearing, cmd.Stamp, "hearing.contact_queued", map[string]string{"person": string(cmd.Person)},
		func(s hearing.Sitting) ([]record.Data, error) { return s.Write(cmd.Person, reach.way(cmd.Channel)) }})
}

// Contacts are a person's addresses, to that person and to the registrar. It
// refuses (Forbidden) everybody else.
func (c *Clerk) Contacts(ctx context.Context, by, person court.PersonID) (Addressee, error) {
	if err := c.mayReaddress(ctx, by, person); err != nil {
		return Addressee{}, err
	}
	if c.Addresses == nil {
		return Addressee{}, nil
	}
	return c.Addresses.Address(ctx, person)
}

// Readdress changes a person's addresses: the person's own act, or the
// registrar's; it refuses (Forbidden) everybody else. Every address that was
// known before is told, so that nobody's post is turned away unseen.
func (c *Clerk) Readdress(ctx context.Context, by, person court.PersonID, email, phone string) error {
	if err := c.mayReaddress(ctx, by, person); err != nil {
		return err
	}
	if c.Addresses == nil {
		return fault.Unavailable("courier.none")
	}
	p, err := c.Person(ctx, person)
	if err != nil {
		return err
	}
	if err := c.Addresses.Readdress(ctx, person, Addressee{Name: p.Name, Email: email, Phone: phone, Lang: p.Lang}); err != nil {
		return err
	}
	c.pokePost()
	return nil
}

func (c *Clerk) mayReaddress(ctx context.Context, by, person court.PersonID) error {
	if by != "" && by == person {
		return nil
	}
	return c.Store.View(ctx, func(v View) error { return c.mayInCourt(v, by, ActEnrol) })
}
