package signin

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"math/big"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// passkeys is the relying party.
type passkeys struct {
	rp   *webauthn.WebAuthn
	rpID string
}

// passkey is one credential of an account, as the library wants it back.
type passkey = webauthn.Credential

// ceremony is kept between the two halves of a registration or a sign-in.
type ceremony struct {
	Session webauthn.SessionData `json:"session"`
	Person  court.PersonID       `json:"person,omitempty"`
	Invite  string               `json:"invite,omitempty"` // digest of the invitation's token
	Until   time.Time            `json:"until"`
}

// newPasskeys: the domain of the passkeys is the host of the origin, so a
// passkey of another site, or of a look-alike, cannot be used here.
func newPasskeys(origin, name string) (passkeys, error) {
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" {
		return passkeys{}, fmt.Errorf("sign-in: origin %q: %w", origin, err)
	}
	if name == "" {
		name = u.Hostname()
	}
	rp, err := webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: name, RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey:      protocol.ResidentKeyRequirementRequired,
			UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return passkeys{}, fmt.Errorf("sign-in: passkeys of %q: %w", origin, err)
	}
	return passkeys{rp: rp, rpID: u.Hostname()}, nil
}

// holder is an account as the library sees it.
type holder struct{ account }

func (h holder) WebAuthnID() []byte                         { return []byte(h.Person) }
func (h holder) WebAuthnName() string                       { return h.Email }
func (h holder) WebAuthnDisplayName() string                { return h.Name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.Passkeys }

// StartPasskey begins making a passkey for whom the invitation is for.
// It answers the options for the browser and the name of the ceremony.
func (d *Desk) StartPasskey(ctx context.Context, invite string) (options []byte, ticket string, err error) {
	person, _, _, err := d.Invited(ctx, invite)
	if err != nil {
		return nil, "", err
	}
	return d.startPasskey(ctx, person, digest(invite))
}

// StartAnotherPasskey begins making a further passkey for whose session it is.
// It refuses (Forbidden) a session that did not begin a short while ago: the
// person shows again who is there.
func (d *Desk) StartAnotherPasskey(ctx context.Context, token string) (options []byte, ticket string, err error) {
	s, ok, err := d.session(ctx, token)
	if err != nil {
		return nil, "", err
	}
	if !ok {
		return nil, "", refused()
	}
	if d.clock.Now().Sub(s.begun()) > freshLife {
		return nil, "", fault.Forbidden("signin.passkey.sign_in_again")
	}
	return d.startPasskey(ctx, s.Person, "")
}

func (d *Desk) startPasskey(ctx context.Context, person court.PersonID, invite string) ([]byte, string, error) {
	a, found, err := d.account(ctx, person)
	if err != nil {
		return nil, "", err
	}
	if !found {
		return nil, "", fault.NotFound("signin.account.none")
	}
	var known []protocol.CredentialDescriptor
	for _, k := range a.Passkeys {
		known = append(known, k.Descriptor())
	}
	creation, session, err := d.keys.rp.BeginRegistration(holder{a}, webauthn.WithExclusions(known))
	if err != nil {
		return nil, "", err
	}
	return d.begin(ctx, creation, ceremony{Session: *session, Person: person, Invite: invite})
}

// begin keeps the ceremony and answers what the browser needs.
func (d *Desk) begin(ctx context.Context, options any, c ceremony) ([]byte, string, error) {
	b, err := json.Marshal(options)
	if err != nil {
		return nil, "", err
	}
	ticket := newToken()
	c.Until = d.clock.Now().Add(ceremonyLife)
	return b, ticket, d.put(ctx, kindCeremony, digest(ticket), c, c.Until)
}

// finish finds the ceremony and ends it: an answer counts once.
func (d *Desk) finish(ctx context.Context, ticket string) (ceremony, error) {
	var c ceremony
	found, err := d.take(ctx, kindCeremony, digest(ticket), &c)
	if err != nil {
		return c, err
	}
	if !found || !d.clock.Now().Before(c.Until) {
		return c, fault.Conflict("signin.passkey.too_late")
	}
	return c, nil
}

// FinishPasskey keeps the passkey the browser made, spends the invitation it
// was made under, and answers the credential for the record. by is who has
// signed in: a further passkey is finished by the one who began it.
func (d *Desk) FinishPasskey(ctx context.Context, ticket string, response []byte, by court.PersonID) (cred record.Credential, name string, err error) {
	c, err := d.finish(ctx, ticket)
	if err != nil {
		return cred, "", err
	}
	a, found, err := d.account(ctx, c.Person)
	if err != nil || !found || (c.Invite == "" && by != c.Person) {
		return cred, "", refused()
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(response)
	if err != nil {
		return cred, "", fault.Invalid("signin.passkey.refused").Because(err)
	}
	made, err := d.keys.rp.CreateCredential(holder{a}, c.Session, parsed)
	if err != nil {
		return cred, "", fault.Forbidden("signin.passkey.refused").Because(err)
	}
	cred, err = credential(*made, a.Person, d.keys.rpID)
	if err != nil {
		return cred, "", fault.Invalid("signin.passkey.refused").Because(err)
	}
	keep := func(a *account) { a.Passkeys = append(a.Passkeys, *made) }
	if c.Invite != "" {
		_, name, err = d.accept(ctx, c.Invite, keep)
		return cred, name, err
	}
	a, err = d.change(ctx, a.Person, keep)
	return cred, a.Name, err
}

// StartSignIn begins a sign-in by passkey, for whoever holds one.
func (d *Desk) StartSignIn(ctx context.Context, from string) (options []byte, ticket string, err error) {
	if !d.guard.may("from " + from) {
		return nil, "", fault.Limit("signin.too_often")
	}
	assertion, session, err := d.keys.rp.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, "", err
	}
	return d.begin(ctx, assertion, ceremony{Session: *session})
}

// FinishSignIn answers whose passkey signed the challenge.
func (d *Desk) FinishSignIn(ctx context.Context, ticket string, response []byte) (court.PersonID, string, error) {
	c, err := d.finish(ctx, ticket)
	if err != nil {
		return "", "", err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return "", "", fault.Invalid("signin.passkey.refused").Because(err)
	}
	find := func(_, userHandle []byte) (webauthn.User, error) {
		a, found, err := d.account(ctx, court.PersonID(userHandle))
		if err == nil && !found {
			err = refused()
		}
		return holder{a}, err
	}
	user, used, err := d.keys.rp.ValidatePasskeyLogin(find, c.Session, parsed)
	if err != nil {
		return "", "", fault.Forbidden("signin.refused").Because(err)
	}
	a := user.(holder).account
	// A counter that goes back means the key was copied.
	if used.Authenticator.CloneWarning {
		return "", "", fault.Forbidden("signin.passkey.copied")
	}
	_, err = d.change(ctx, a.Person, func(a *account) {
		for i := range a.Passkeys {
			if string(a.Passkeys[i].ID) == string(used.ID) {
				a.Passkeys[i] = *used
			}
		}
	})
	return a.Person, a.Name, err
}

// RPID is the domain passkeys are made for.
func (d *Desk) RPID() string { return d.keys.rpID }

// credential is the passkey as the record knows it: its key in the form every
// library reads, instead of COSE.
func credential(k passkey, person court.PersonID, rpID string) (record.Credential, error) {
	key, err := publicKey(k.PublicKey)
	if err != nil {
		return record.Credential{}, err
	}
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return record.Credential{}, err
	}
	return record.Credential{Kind: record.KindPasskey, Person: person, Credential: b64(k.ID), PublicKey: b64(der), RPID: rpID}, nil
}

func publicKey(cose []byte) (any, error) {
	parsed, err := webauthncose.ParsePublicKey(cose)
	if err != nil {
		return nil, err
	}
	switch k := parsed.(type) {
	case webauthncose.EC2PublicKeyData:
		pub := &ecdsa.PublicKey{Curve: elliptic.P256(), X: new(big.Int).SetBytes(k.XCoord), Y: new(big.Int).SetBytes(k.YCoord)}
		if webauthncose.COSEAlgorithmIdentifier(k.Algorithm) != webauthncose.AlgES256 {
			return nil, fmt.Errorf("passkey: algorithm %d", k.Algorithm)
		}
		_, err := pub.ECDH() // refuses a point off the curve
		return pub, err
	case webauthncose.OKPPublicKeyData:
		if len(k.XCoord) != ed25519.PublicKeySize {
			return nil, fmt.Errorf("passkey: key of %d bytes", len(k.XCoord))
		}
		return ed25519.PublicKey(k.XCoord), nil
	case webauthncose.RSAPublicKeyData:
		return &rsa.PublicKey{N: new(big.Int).SetBytes(k.Modulus), E: int(new(big.Int).SetBytes(k.Exponent).Int64())}, nil
	}
	return nil, fmt.Errorf("passkey: a key of kind %T", parsed)
}
