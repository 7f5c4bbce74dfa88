package signin

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// SetupLife is how long a set-up link works.
const SetupLife = 24 * time.Hour

// SetupToken is the token of a link by which the operator, who has the keys
// directory, lets somebody in whom no letter reaches: the person, or with none
// the court's first registrar. It needs no server, only the same secret.
func SetupToken(secret [32]byte, person court.PersonID, until time.Time) string {
	what := fmt.Sprintf("%d.%s", until.UnixNano(), person)
	return what + "." + setupMAC(secret, what)
}

func setupMAC(secret [32]byte, what string) string {
	m := hmac.New(sha256.New, secret[:])
	m.Write([]byte("set-up " + what))
	return hex.EncodeToString(m.Sum(nil))
}

// SetupFor finds whom the link is for; nobody for the first registrar. It
// refuses (NotFound) a link that is not ours, ran out, or was followed.
func (d *Desk) SetupFor(ctx context.Context, token string) (person court.PersonID, name string, err error) {
	gone := fault.NotFound("signin.setup.gone")
	at := strings.LastIndexByte(token, '.')
	if at < 0 || len(token) > 200 || !hmac.Equal([]byte(token[at+1:]), []byte(setupMAC(d.secret, token[:at]))) {
		return "", "", gone
	}
	until, id, _ := strings.Cut(token[:at], ".")
	end, err := strconv.ParseInt(until, 10, 64)
	if err != nil || !d.clock.Now().Before(time.Unix(0, end)) {
		return "", "", gone
	}
	var when time.Time
	if spent, err := d.get(ctx, kindSpent, digest(token), &when); err != nil || spent {
		return "", "", gone.Because(err)
	}
	if id == "" {
		return "", "", nil
	}
	a, found, err := d.account(ctx, court.PersonID(id))
	if err == nil && !found {
		err = gone
	}
	return a.Person, a.Name, err
}

// Welcome follows a set-up link, once: it answers the token of an invitation
// for the person the link is for, or for the first registrar, who is enrolled
// by now and whose account it makes.
func (d *Desk) Welcome(ctx context.Context, token string, person court.PersonID, name, email string, lang court.Lang) (invite string, err error) {
	whose, _, err := d.SetupFor(ctx, token)
	if err != nil {
		return "", err
	}
	if err := d.spend(ctx, token); err != nil {
		return "", err
	}
	if whose == "" {
		if err := d.Know(ctx, person, name, email, lang); err != nil {
			return "", err
		}
		// The link leads on by itself; a letter would end it with a newer one.
		if _, err := d.change(ctx, person, func(a *account) { a.Letter = letter{} }); err != nil {
			return "", err
		}
		whose = person
	}
	invite, _, err = d.Invite(ctx, whose)
	return invite, err
}

func (d *Desk) spend(ctx context.Context, token string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	var when time.Time
	if spent, err := d.get(ctx, kindSpent, digest(token), &when); err != nil || spent {
		return fault.NotFound("signin.setup.gone").Because(err)
	}
	now := d.clock.Now()
	return d.put(ctx, kindSpent, digest(token), now, now.Add(2*SetupLife))
}
