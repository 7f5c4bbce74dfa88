package signin

import (
	"context"
	"encoding/base64"
	"net/mail"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// account is what a person signs in with.
type account struct {
	Person   court.PersonID `json:"person"`
	Name     string         `json:"name"`
	Email    string         `json:"email"`
	Lang     court.Lang     `json:"lang"`
	Password string         `json:"password,omitempty"` // see hashPassword
	Passkeys []passkey      `json:"passkeys,omitempty"`
}

// invitation waits for the person to choose how to sign in.
type invitation struct {
	Person court.PersonID `json:"person"`
	Until  time.Time      `json:"until"`
}

// ParseEmail reads an address typed by a person, in the form it is kept in.
func ParseEmail(s string) (string, error) {
	a, err := mail.ParseAddress(strings.TrimSpace(s))
	if err != nil || len(a.Address) > 200 || a.Name != "" {
		return "", fault.Invalid("signin.email.malformed").On("email")
	}
	return strings.ToLower(a.Address), nil
}

// Invite makes an account for the person and answers the token of a link that
// works once, for a week. An earlier account keeps its keys: a second
// invitation is how a lost password is replaced. It refuses (Conflict) an
// address that is another person's.
func (d *Desk) Invite(ctx context.Context, person court.PersonID, name, email string, lang court.Lang) (token string, err error) {
	email, err = ParseEmail(email)
	if err != nil {
		return "", err
	}
	var owner court.PersonID
	taken, err := d.get(ctx, kindEmail, email, &owner)
	if err != nil {
		return "", err
	}
	if taken && owner != person {
		return "", fault.Conflict("signin.email.taken").On("email")
	}
	a, _, err := d.account(ctx, person)
	if err != nil {
		return "", err
	}
	a.Person, a.Name, a.Email, a.Lang = person, name, email, lang
	// If we die between these the account is there without an invitation, and
	// inviting again repairs it.
	if err := d.put(ctx, kindAccount, string(person), a, time.Time{}); err != nil {
		return "", err
	}
	if err := d.put(ctx, kindEmail, email, person, time.Time{}); err != nil {
		return "", err
	}
	token = newToken()
	until := d.clock.Now().Add(inviteLife)
	return token, d.put(ctx, kindInvite, digest(token), invitation{Person: person, Until: until}, until)
}

// Invited finds whose invitation the token is, without using it up: a mail
// program that looks at links must not spend them.
func (d *Desk) Invited(ctx context.Context, token string) (person court.PersonID, name string, lang court.Lang, err error) {
	var inv invitation
	found, err := d.get(ctx, kindInvite, digest(token), &inv)
	if err != nil {
		return "", "", "", err
	}
	if !found || !d.clock.Now().Before(inv.Until) {
		return "", "", "", fault.NotFound("signin.invite.gone")
	}
	a, found, err := d.account(ctx, inv.Person)
	if err != nil {
		return "", "", "", err
	}
	if !found {
		return "", "", "", fault.NotFound("signin.invite.gone")
	}
	return a.Person, a.Name, a.Lang, nil
}

// AcceptWithPassword uses the invitation up and sets the password. It refuses
// a short password before the invitation is spent.
func (d *Desk) AcceptWithPassword(ctx context.Context, token, password string) (court.PersonID, string, error) {
	if err := checkPassword(password); err != nil {
		return "", "", err
	}
	hash := hashPassword(password)
	return d.accept(ctx, token, func(a *account) { a.Password = hash })
}

// accept spends the invitation, then changes the account.
func (d *Desk) accept(ctx context.Context, token string, change func(*account)) (court.PersonID, string, error) {
	var inv invitation
	found, err := d.take(ctx, kindInvite, digest(token), &inv)
	if err != nil {
		return "", "", err
	}
	if !found || !d.clock.Now().Before(inv.Until) {
		return "", "", fault.NotFound("signin.invite.gone")
	}
	// If we die here the invitation is spent and nothing is set; the court
	// invites again.
	a, found, err := d.account(ctx, inv.Person)
	if err != nil {
		return "", "", err
	}
	if !found {
		return "", "", fault.NotFound("signin.invite.gone")
	}
	change(&a)
	return a.Person, a.Name, d.put(ctx, kindAccount, string(a.Person), a, time.Time{})
}

// ByPassword answers who signs in with the address and the password. It
// refuses everything alike, and (Limit) when from or the account has tried too
// often; it takes as long for an address nobody has.
func (d *Desk) ByPassword(ctx context.Context, email, password, from string) (court.PersonID, string, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if len(email) > 200 || len(password) > maxPassword {
		return "", "", refused()
	}
	if !d.guard.may("from "+from) || !d.guard.may("account "+email) {
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
	if !passwordHolds(a.Password, password) {
		return "", "", refused()
	}
	d.guard.forgive("account " + email)
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

// Email is where the person's letters go; empty when we know none.
func (d *Desk) Email(ctx context.Context, person court.PersonID) (string, error) {
	a, _, err := d.account(ctx, person)
	return a.Email, err
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
