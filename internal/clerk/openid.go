package clerk

import (
	"context"
	"crypto/rand"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// ByProvider is a challenge whose answer comes from a provider of identities.
const ByProvider Purpose = "openid"

// Provider vouches for the identification numbers of its users (OpenID Connect).
type Provider interface {
	// Begin is where the browser goes. It refuses (Unavailable) while the provider is away.
	Begin(ctx context.Context, f Flow) (url string, err error)
	// Number is what the provider vouches for; "" if it says none. It refuses
	// (Forbidden) a code and a token that are not of this flow.
	Number(ctx context.Context, code string, f Flow) (iin string, err error)
}

// Flow is one way to the provider and back. The state is known to the browser
// alone, the nonce to the provider's token too, the verifier (RFC 7636) to nobody
// until the code is given back.
type Flow struct{ State, Nonce, Verifier string }

// StartByProvider begins a way to the provider and answers where it leads, and the
// state to know it by when it comes back. It refuses (Unavailable) where the court
// has none or it is away, and (Limit) whoever tries too often.
func (c *Clerk) StartByProvider(ctx context.Context, from string) (url, state string, err error) {
	if c.Provider == nil || c.Numbers == nil || c.Challenges == nil {
		return "", "", fault.Unavailable("openid.off")
	}
	ch := Challenge{Purpose: ByProvider, Nonce: rand.Text() + rand.Text(), Verifier: rand.Text() + rand.Text(), Until: c.Clock.Now().Add(ChallengeLife)}
	if state, err = c.Challenges.Challenge(ctx, from, ch); err != nil {
		return "", "", err
	}
	url, err = c.Provider.Begin(ctx, Flow{State: state, Nonce: ch.Nonce, Verifier: ch.Verifier})
	return url, state, err
}

// SignInByProvider answers whom the provider vouches for. began is the state that
// this browser was given, state the one that came back.
//
// It refuses (Forbidden) an answer that this browser did not ask for: somebody
// else's, slipped in to have a person act in another's name; (Conflict) a state
// that was used or has run out; what the provider refuses; and (Forbidden) a
// number that is nobody's here.
func (c *Clerk) SignInByProvider(ctx context.Context, began, state, code string) (court.PersonID, string, error) {
	if c.Provider == nil || c.Numbers == nil || c.Challenges == nil {
		return "", "", fault.Unavailable("openid.off")
	}
	if !alike(began, state) {
		return "", "", fault.Forbidden("openid.other_browser")
	}
	ch, err := c.taken(ctx, "", ByProvider, state)
	if err != nil {
		return "", "", err
	}
	if code == "" {
		return "", "", fault.Forbidden("openid.refused")
	}
	iin, err := c.Provider.Number(ctx, code, Flow{State: state, Nonce: ch.Nonce, Verifier: ch.Verifier})
	if err != nil {
		return "", "", err
	}
	person, err := c.numbered(ctx, iin)
	if err != nil {
		return "", "", err
	}
	p, err := c.Person(ctx, person)
	return p.ID, p.Name, err
}
