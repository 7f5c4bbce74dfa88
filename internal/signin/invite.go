package signin

import (
	"context"
	"slices"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// invitation waits for the person to choose how to sign in.
type invitation struct {
	Person court.PersonID `json:"person"`
	Until  time.Time      `json:"until"`
}

// letter is the post to the person: what the court still has to send. The
// letter itself is not kept, for its link opens a door; it is written, with a
// new link, each time it is tried.
type letter struct {
	Wanted   time.Time `json:"wanted,omitzero"`
	Next     time.Time `json:"next,omitzero"` // when it is tried again; zero: not by itself
	Sent     time.Time `json:"sent,omitzero"`
	Accepted time.Time `json:"accepted,omitzero"`
	Tries    int       `json:"tries,omitempty"`
	Why      string    `json:"why,omitempty"` // message key of the last refusal
}

// How long the post waits before it tries again: doubling from the first to
// the last.
const (
	firstWait = 15 * time.Second
	lastWait  = 30 * time.Minute
)

// Invite answers the token of a link that works once, for a week, and to whom
// the letter goes. The link of an earlier invitation ends with it. It refuses
// (NotFound) a person without an account.
func (d *Desk) Invite(ctx context.Context, person court.PersonID) (token string, to clerk.Addressee, err error) {
	token = newToken()
	until := d.clock.Now().Add(inviteLife)
	if err := d.put(ctx, kindInvite, digest(token), invitation{Person: person, Until: until}, until); err != nil {
		return "", to, err
	}
	// If we die here two links work until the older one runs out.
	var old string
	a, err := d.change(ctx, person, func(a *account) { old, a.Invite = a.Invite, digest(token) })
	if err == nil && old != "" {
		_, _, err = d.cabinet.SecretTake(ctx, kindInvite, old)
	}
	return token, clerk.Addressee{Name: a.Name, Email: a.Email, Lang: a.Lang}, err
}

// Due lists whose letter is to be tried now.
func (d *Desk) Due(ctx context.Context) (due []court.PersonID, err error) {
	now := d.clock.Now()
	err = d.eachAccount(ctx, func(a account) {
		if l := a.Letter; !l.Wanted.IsZero() && l.Sent.IsZero() && !l.Next.IsZero() && !now.Before(l.Next) {
			due = append(due, a.Person)
		}
	})
	return due, err
}

// Posted notes what became of the letter: sent when refusal is nil; tried again
// later when the post was away (Unavailable); else it waits for somebody to
// mend the address and ask again.
func (d *Desk) Posted(ctx context.Context, person court.PersonID, refusal error) error {
	now := d.clock.Now()
	_, err := d.change(ctx, person, func(a *account) {
		l := &a.Letter
		l.Tries++
		l.Next = time.Time{}
		switch {
		case refusal == nil:
			l.Sent, l.Why = now, ""
		case fault.Is(refusal, fault.KindUnavailable):
			l.Why, l.Next = fault.Of(refusal).Key, now.Add(wait(l.Tries))
		default:
			l.Why = fault.Of(refusal).Key
		}
	})
	return err
}

func wait(tries int) time.Duration { return clerk.Backoff(firstWait, lastWait, tries) }

// Standing is how the person stands with the court's door.
func (d *Desk) Standing(ctx context.Context, person court.PersonID) (s clerk.Standing, err error) {
	a, found, err := d.account(ctx, person)
	if err != nil || !found {
		return s, err
	}
	s = clerk.Standing{Email: a.Email, Wanted: a.Letter.Wanted, Sent: a.Letter.Sent, Accepted: a.Letter.Accepted, Next: a.Letter.Next,
		Why: a.Letter.Why, Password: a.Password != "", Passkeys: len(a.Passkeys)}
	var inv invitation
	if a.Invite != "" {
		found, err := d.get(ctx, kindInvite, a.Invite, &inv)
		if err != nil {
			return s, err
		}
		s.Open = found && d.clock.Now().Before(inv.Until)
	}
	return s, nil
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

// AcceptWithPassword uses the invitation up, sets the password and ends the
// person's sessions. It refuses a short password before the invitation is spent.
func (d *Desk) AcceptWithPassword(ctx context.Context, token, password string) (court.PersonID, string, error) {
	if err := checkPassword(password); err != nil {
		return "", "", err
	}
	hash := d.hash(password)
	return d.accept(ctx, digest(token), func(a *account) { a.Password = hash })
}

// accept spends the invitation, then changes the account. If we die between
// them the invitation is spent and nothing is set; the court invites again.
func (d *Desk) accept(ctx context.Context, invite string, change func(*account)) (court.PersonID, string, error) {
	var inv invitation
	found, err := d.take(ctx, kindInvite, invite, &inv)
	if err != nil {
		return "", "", err
	}
	now := d.clock.Now()
	if !found || !now.Before(inv.Until) {
		return "", "", fault.NotFound("signin.invite.gone")
	}
	a, err := d.change(ctx, inv.Person, func(a *account) {
		change(a)
		a.Since, a.Invite, a.Letter.Accepted = now, "", now
		// Whoever followed the link has the letter, by whatever way it came.
		a.Letter.Next = time.Time{}
	})
	return a.Person, a.Name, err
}

// Keys are the ids of the person's passkeys.
func (d *Desk) Keys(ctx context.Context, person court.PersonID) (ids []string, err error) {
	a, _, err := d.account(ctx, person)
	for _, k := range a.Passkeys {
		ids = append(ids, b64(k.ID))
	}
	return slices.Clip(ids), err
}
