package clerk

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/record"
	"tarazy/internal/signature"
)

// Purpose is what a challenge is for; it stands in what is signed.
type Purpose string

const (
	ToSignIn      Purpose = "sign-in"
	ToRegisterKey Purpose = "register-key"
)

// ChallengeLife is how long there is to choose a key and type its password.
const ChallengeLife = 5 * time.Minute

// Challenge is words that nobody has signed before. It is kept apart from the
// record, until it is answered once or has run out.
type Challenge struct {
	Purpose Purpose        `json:"purpose"`
	Person  court.PersonID `json:"person,omitempty"` // whom it was made for; "" for signing in
	Nonce   string         `json:"nonce"`            // 256 random bits
	// Verifier is a secret that leaves the court only to the provider, with its own code.
	Verifier string    `json:"verifier,omitempty"`
	Until    time.Time `json:"until"`
}

// Challenges keep challenges, each for one use.
type Challenges interface {
	// Challenge keeps one and answers its ticket. It refuses (Limit) whoever tries too often.
	Challenge(ctx context.Context, from string, c Challenge) (ticket string, err error)
	// TakeChallenge finds and ends one in one step.
	TakeChallenge(ctx context.Context, ticket string) (c Challenge, found bool, err error)
}

// Text is what is signed. It names purpose and court, so that a signature made
// for one is nothing for another; it begins like no document and no act.
func (ch Challenge) Text(court string) []byte {
	return fmt.Appendf(nil, "tarazy challenge v1\npurpose: %s\ncourt: %s\nperson: %s\nnonce: %s\nuntil: %s\n",
		ch.Purpose, court, ch.Person, ch.Nonce, ch.Until.UTC().Format(time.RFC3339))
}

// StartEDS makes a challenge that a key of the national CA is to sign: to sign in
// (by nobody yet), or to register the key that the person will sign acts with.
// It refuses (Unavailable) where the court takes no such signatures, and (Limit)
// whoever tries too often.
func (c *Clerk) StartEDS(ctx context.Context, by court.PersonID, purpose Purpose, from string) (ticket string, text []byte, err error) {
	if c.Signatures == nil || c.Numbers == nil || c.Challenges == nil {
		return "", nil, fault.Unavailable("eds.off")
	}
	if purpose != ToSignIn && by == "" {
		return "", nil, fault.Forbidden("signin.refused")
	}
	if purpose == ToSignIn {
		by = ""
	} else {
		from = string(by) // who has signed in is counted alone, wherever they are
	}
	var nonce [32]byte
	_, _ = rand.Read(nonce[:]) // never fails: the program ends instead
	ch := Challenge{Purpose: purpose, Person: by, Nonce: base64.RawURLEncoding.EncodeToString(nonce[:]), Until: c.Clock.Now().Add(ChallengeLife)}
	ticket, err = c.Challenges.Challenge(ctx, from, ch)
	return ticket, ch.Text(c.URL), err
}

// SignInByEDS answers who signed the challenge: the person whose number stands in
// the certificate. A signing certificate is taken as well as one for signing in:
// the national CA issues no other with its newest keys.
//
// It refuses what answered does, and (Forbidden) a certificate without a number,
// or with one that is nobody's here.
func (c *Clerk) SignInByEDS(ctx context.Context, ticket string, cms []byte) (person court.PersonID, name string, err error) {
	v, err := c.answered(ctx, "", ToSignIn, ticket, cms, signature.ForLogin)
	if err != nil {
		return "", "", err
	}
	if person, err = c.numbered(ctx, v.Signers[0].IIN); err != nil {
		return "", "", err
	}
	p, err := c.Person(ctx, person)
	return p.ID, p.Name, err
}

// numbered finds whose number it is. It refuses (Forbidden) nobody's.
func (c *Clerk) numbered(ctx context.Context, iin string) (court.PersonID, error) {
	stranger := fault.Forbidden("signin.eds.unknown")
	if iin == "" {
		return "", stranger
	}
	person, err := c.Numbers.PersonOf(ctx, iin)
	if err != nil {
		return "", err
	}
	own, err := c.Numbers.IIN(ctx, person)
	if err != nil {
		return "", err
	}
	if person == "" || !alike(own, iin) {
		return "", stranger
	}
	return person, nil
}

// alike compares in a time that says nothing of what is compared; nothing is like nothing.
func alike(own, other string) bool {
	return own != "" && subtle.ConstantTimeCompare([]byte(own), []byte(other)) == 1
}

// RegisterEDS adds the key that signed the challenge to those that the person
// signs acts with. It refuses what answered does, (Conflict) a person whose number
// the court does not know, and (Forbidden) another person's key.
func (c *Clerk) RegisterEDS(ctx context.Context, by court.PersonID, ticket string, cms []byte) (Done, error) {
	v, err := c.answered(ctx, by, ToRegisterKey, ticket, cms, signature.ForDocument)
	if err != nil {
		return Done{}, err
	}
	if err := c.ownNumber(ctx, by, v.Signers[0].IIN); err != nil {
		return Done{}, err
	}
	cred, err := credentialOf(by, v.Signers[0])
	if err != nil {
		return Done{}, err
	}
	return c.RegisterCredential(ctx, by, cred)
}

// ownNumber refuses a certificate that is not the person's by its number.
func (c *Clerk) ownNumber(ctx context.Context, by court.PersonID, iin string) error {
	own, err := c.Numbers.IIN(ctx, by)
	switch {
	case err != nil:
		return err
	case own == "":
		return fault.Conflict("eds.no_iin").On("eds")
	case !alike(own, iin):
		return fault.Forbidden("eds.other_person").On("eds")
	}
	return nil
}

// credentialOf is a signer's key as it is registered: under its certificate.
func credentialOf(by court.PersonID, s signature.Signer) (record.Credential, error) {
	id, err := credentialID(s)
	if err != nil || len(s.Chain) == 0 {
		return record.Credential{}, fault.Invalid("identity.credential.invalid").Because(err)
	}
	cert, err := x509.ParseCertificate(s.Chain[0])
	if err != nil {
		return record.Credential{}, fault.Invalid("identity.credential.invalid").Because(err)
	}
	return record.Credential{Kind: record.KindEDS, Person: by, Credential: id,
		PublicKey: base64.RawURLEncoding.EncodeToString(cert.RawSubjectPublicKeyInfo)}, nil
}

// credentialID is the name of a signer's key: its certificate's SHA-256.
func credentialID(s signature.Signer) (string, error) {
	print, err := hex.DecodeString(s.Fingerprint)
	if err == nil && len(print) != len(record.Hash{}) {
		err = errors.New("clerk: a fingerprint of another length")
	}
	return base64.RawURLEncoding.EncodeToString(print), err
}

// answered ends the challenge of the ticket and checks the signature over it.
//
// It refuses a ticket as taken does; (Conflict) a signature
// over anything else than this challenge, and one that is not good now by the
// court's trust list, with the verdict's own reason. Nothing of a challenge is
// left after any refusal but of a file that is too large.
func (c *Clerk) answered(ctx context.Context, by court.PersonID, purpose Purpose, ticket string, cms []byte, use signature.Purpose) (v signature.Verdict, err error) {
	if c.Signatures == nil || c.Numbers == nil || c.Challenges == nil {
		return v, fault.Unavailable("eds.off")
	}
	if len(cms) > docket.MaxCMS {
		return v, fault.Limit("eds.too_large")
	}
	ch, err := c.taken(ctx, by, purpose, ticket)
	if err != nil {
		return v, err
	}
	if v, err = c.Signatures.Signature(ctx, cms, reader(ch.Text(c.URL)), use, time.Time{}); err != nil {
		return v, err
	}
	return v, c.goodNow(v)
}

// taken ends the challenge of the ticket. It refuses (Conflict) one that is unknown
// or was used, and one that has run out; (Forbidden) one for another purpose or
// person.
func (c *Clerk) taken(ctx context.Context, by court.PersonID, purpose Purpose, ticket string) (Challenge, error) {
	ch, found, err := c.Challenges.TakeChallenge(ctx, ticket)
	switch {
	case err != nil:
		return ch, err
	case !found:
		return ch, fault.Conflict("eds.challenge.gone")
	case ch.Purpose != purpose || ch.Person != by:
		return ch, fault.Forbidden("eds.challenge.purpose")
	case !c.Clock.Now().Before(ch.Until):
		return ch, fault.Conflict("eds.challenge.late")
	}
	return ch, nil
}

// goodNow refuses a verdict that a person cannot be known by at this moment. A
// certificate that was revoked since will not do, whatever a timestamp proves.
func (c *Clerk) goodNow(v signature.Verdict) error {
	switch {
	case !c.TestKeys && madeUp(v):
		return fault.Conflict("eds.test_circuit").On("eds")
	case v.Outcome == signature.Changed:
		return fault.Conflict("eds.challenge.other").On("eds")
	case v.Outcome != signature.Valid:
		return fault.Conflict(string(v.Reason)).On("eds")
	case v.Format != signature.FormatCMS || v.Attached || len(v.Signers) != 1:
		return fault.Invalid("eds.shape").On("eds")
	case v.Second != nil && v.Second.Agreement == signature.Differ:
		return fault.Conflict("esign.outside.differ").On("eds")
	}
	return nil
}
