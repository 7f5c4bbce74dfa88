package clerk

import (
	"context"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
)

// Phone has a person sign on their own phone. Whoever carries the words there and
// the signature back is not believed: it is checked like any other.
type Phone interface {
	// Ask begins it: names of what is signed in Russian, Kazakh and English, and its
	// bytes. It answers a name to ask by, a picture (PNG) to scan, and an address
	// that opens the application on the same phone.
	Ask(ctx context.Context, names [3]string, document []byte, now time.Time) (handle string, png []byte, link string, err error)
	// Signed answers the signature, once; done is false while it has not come.
	Signed(handle string) (cms []byte, done bool, err error)
}

// Scan is what a person scans to sign in with their phone.
type Scan struct {
	Ticket, Handle string
	PNG            []byte
	Link           string
}

// StartByPhone makes a challenge that is to be signed on a phone. It refuses what
// StartEDS refuses, and (Unavailable) where there is no way to phones, or it is away.
func (c *Clerk) StartByPhone(ctx context.Context, from string) (s Scan, err error) {
	if c.Phone == nil {
		return s, fault.Unavailable("eds.off")
	}
	ticket, text, err := c.StartEDS(ctx, "", ToSignIn, from)
	if err != nil {
		return s, err
	}
	s.Ticket = ticket
	name := func(l court.Lang) string { return i18n.T(l, "edsin.phone.name", fault.Args{"court": c.Name[l]}) }
	s.Handle, s.PNG, s.Link, err = c.Phone.Ask(ctx, [3]string{name(court.Russian), name(court.Kazakh), name(court.English)}, text, c.Clock.Now())
	if err != nil {
		return s, fault.Unavailable("edsin.phone.away").Because(err)
	}
	return s, nil
}

// SignInByPhone answers who signed the challenge; waiting while nobody has. It
// refuses (Forbidden) when the person said no or too late, and what SignInByEDS
// refuses.
func (c *Clerk) SignInByPhone(ctx context.Context, ticket, handle string) (person court.PersonID, name string, waiting bool, err error) {
	if c.Phone == nil {
		return "", "", false, fault.Unavailable("eds.off")
	}
	cms, done, err := c.Phone.Signed(handle)
	switch {
	case err != nil:
		return "", "", false, fault.Forbidden("edsin.phone.none").Because(err)
	case !done:
		return "", "", true, nil
	}
	person, name, err = c.SignInByEDS(ctx, ticket, cms)
	return person, name, false, err
}
