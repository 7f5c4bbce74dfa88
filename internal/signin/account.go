package signin

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/mail"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// account is what a person signs in with.
type account struct {
	Person    court.PersonID `json:"person"`
	Name      string         `json:"name"`
	Email     string         `json:"email"`
	Phone     string         `json:"phone,omitempty"`
	Lang      court.Lang     `json:"lang"`
	Password  string         `json:"password,omitempty"` // see hashPassword
	Passkeys  []passkey      `json:"passkeys,omitempty"`
	Since     time.Time      `json:"since,omitzero"` // sessions begun before it are over
	Invite    string         `json:"invite,omitempty"`
	Letter    letter         `json:"letter,omitzero"`
	Farewells []farewell     `json:"farewells,omitempty"`
}

// ParseEmail reads an address typed by a person, in the form it is kept in.
func ParseEmail(s string) (string, error) {
	a, err := mail.ParseAddress(strings.TrimSpace(s))
	if err != nil || len(a.Address) > 200 || a.Name != "" || strings.ContainsAny(a.Address, "\r\n") {
		return "", fault.Invalid("signin.email.malformed").On("email")
	}
	return strings.ToLower(a.Address), nil
}

// Free refuses an address that is malformed or (Conflict) another person's.
func (d *Desk) Free(ctx context.Context, email string, person court.PersonID) error {
	email, err := ParseEmail(email)
	if err != nil {
		return err
	}
	var owner court.PersonID
	taken, err := d.get(ctx, kindEmail, email, &owner)
	if err != nil {
		return err
	}
	if taken && owner != person {
		return fault.Conflict("signin.email.taken").On("email")
	}
	return nil
}

// Know makes an account for the person, or changes its address, and asks for a
// letter that invites the person. An earlier account keeps its keys: a second
// invitation is how a lost password is replaced. It refuses what Free refuses.
func (d *Desk) Know(ctx context.Context, person court.PersonID, name, email string, lang court.Lang) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.Free(ctx, email, person); err != nil {
		return err
	}
	email, err := ParseEmail(email)
	if err != nil {
		return err
	}
	a, _, err := d.account(ctx, person)
	if err != nil {
		return err
	}
	was, old := a, a.Email
	a.Person, a.Name, a.Email, a.Lang = person, name, email, lang
	now := d.clock.Now()
	a.Letter = letter{Wanted: now, Next: now, Accepted: a.Letter.Accepted}
	a.bid(was, now)
	// If we die between these the account is there and nobody finds it by its
	// address; asking again repairs it.
	if err := d.save(ctx, a); err != nil {
		return err
	}
	if err := d.put(ctx, kindEmail, email, person, time.Time{}); err != nil || old == "" || old == email {
		return err
	}
	_, _, err = d.cabinet.SecretTake(ctx, kindEmail, old)
	return err
}

// change reads an account, has it changed and writes it back. It refuses
// (NotFound) a person without one.
func (d *Desk) change(ctx context.Context, person court.PersonID, change func(*account)) (account, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	a, found, err := d.account(ctx, person)
	if err != nil {
		return a, err
	}
	if !found {
		return a, fault.NotFound("signin.account.none")
	}
	change(&a)
	return a, d.save(ctx, a)
}

func (d *Desk) save(ctx context.Context, a account) error {
	return d.put(ctx, kindAccount, string(a.Person), a, time.Time{})
}

// ByPassword answers who signs in with the address and the password. It
// refuses everything alike, and (Limit) when from or the account has tried too
// often; it takes as long for an address nobody has.
func (d *Desk) ByPassword(ctx context.Context, email, password, from string) (court.PersonID, string, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if len(email) > 200 || len(password) > maxPassword {
		return "", "", refused()
	}
	// An account as a whole gets ten times as many: whoever knows a party's
	// address must not keep the party out before a hearing from one place.
	here := "account " + email + " from " + from
	if !d.guard.may("from "+from) || !d.guard.may(here) || !d.guard.take("account "+email, 0.1) {
		return "", "", fault.Limit("signin.too_often")
	}
	var person court.PersonID
	if _, err := d.get(ctx, kindEmail, email, &person); err != nil {
		return "", "", err
	}
	a, _, err := d.account(ctx, person)
	if err != nil {
		return "", "", err
	}
	if !d.holds(a.Password, password) {
		return "", "", refused()
	}
	d.guard.forgive(here)
	return a.Person, a.Name, nil
}

func (d *Desk) account(ctx context.Context, person court.PersonID) (account, bool, error) {
	var a account
	if person == "" {
		return a, false, nil
	}
	found, err := d.get(ctx, kindAccount, string(person), &a)
	return a, found, err
}

// eachAccount goes through everybody's accounts.
func (d *Desk) eachAccount(ctx context.Context, f func(account)) error {
	all, err := d.cabinet.SecretKeys(ctx, kindAccount)
	if err != nil {
		return err
	}
	for _, id := range all {
		a, _, err := d.account(ctx, court.PersonID(id))
		if err != nil {
			return err
		}
		f(a)
	}
	return nil
}

// OwnerOf finds whose the address is in a cabinet; nobody when it is nobody's.
func OwnerOf(ctx context.Context, c Cabinet, email string) (person court.PersonID, err error) {
	if email, err = ParseEmail(email); err != nil {
		return "", err
	}
	b, found, err := c.SecretGet(ctx, kindEmail, email)
	if err != nil || !found {
		return "", err
	}
	err = json.Unmarshal(b, &person)
	return person, err
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
