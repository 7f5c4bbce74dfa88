// Package signin knows who may come in: sessions, invitations, passwords and
// passkeys. What it keeps is secret, short-lived or about an account, and none
// of it is an act of court, so it stands beside the record and not in it. The
// one thing that does belong there, the registration of a passkey, it answers
// as a record.Credential for the clerk to register.
//
// Nothing that opens a door is kept as it is: sessions and invitations by their
// SHA-256, passwords by argon2id. Who reads the database can sign in as nobody.
package signin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"sync"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// Cabinet keeps small secrets, apart from the record. The store implements it.
type Cabinet interface {
	// SecretPut keeps doc under kind and key, replacing what is there; until is
	// when it may be forgotten, zero for never.
	SecretPut(ctx context.Context, kind, key string, doc []byte, until time.Time) error
	// SecretGet finds it; found is false when there is none.
	SecretGet(ctx context.Context, kind, key string) (doc []byte, found bool, err error)
	// SecretTake finds and removes it in one step: of two takers one finds it.
	SecretTake(ctx context.Context, kind, key string) (doc []byte, found bool, err error)
	// SecretKeys lists the keys of one kind, in order.
	SecretKeys(ctx context.Context, kind string) ([]string, error)
	// SecretSweep forgets what was to be forgotten before now.
	SecretSweep(ctx context.Context, now time.Time) error
}

// Kinds of secrets.
const (
	kindSession  = "session"
	kindInvite   = "invite"
	kindAccount  = "account" // by person
	kindEmail    = "email"   // e-mail address → person
	kindCeremony = "ceremony"
	kindSpent    = "spent" // a set-up link that was followed
)

// How long things last.
const (
	sessionLife  = 12 * time.Hour // a court day
	inviteLife   = 7 * 24 * time.Hour
	ceremonyLife = 10 * time.Minute
	// freshLife is how long after signing in a further passkey may be made: who
	// finds an open session must not make a key that outlives it.
	freshLife = 15 * time.Minute
)

// Desk signs people in.
type Desk struct {
	cabinet Cabinet
	clock   court.Clock
	guard   *guard
	keys    passkeys
	secret  [32]byte
	hashing chan struct{} // bounds the memory that passwords being tried take

	mu sync.Mutex // held while an account is read and written back
}

// Config is what a Desk must know of the court.
type Config struct {
	Cabinet Cabinet
	Clock   court.Clock
	Origin  string   // scheme, host and port people reach the court at
	Court   string   // its name, as an authenticator shows it
	Secret  [32]byte // proves a set-up link to be the operator's
}

// New makes the desk. It refuses an origin passkeys cannot be made for.
func New(c Config) (*Desk, error) {
	keys, err := newPasskeys(c.Origin, c.Court)
	if err != nil {
		return nil, err
	}
	return &Desk{cabinet: c.Cabinet, clock: c.Clock, guard: newGuard(c.Clock), keys: keys, secret: c.Secret, hashing: make(chan struct{}, argonAtOnce)}, nil
}

// session is what stands behind a cookie.
type session struct {
	Person court.PersonID `json:"person"`
	Name   string         `json:"name"`
	Until  time.Time      `json:"until"`
}

// Enter begins a session and answers the token for the cookie. Every sign-in
// begins a new one, so that a token planted earlier opens nothing.
func (d *Desk) Enter(ctx context.Context, person court.PersonID, name string) (token string, err error) {
	token = newToken()
	until := d.clock.Now().Add(sessionLife)
	err = d.put(ctx, kindSession, digest(token), session{Person: person, Name: name, Until: until}, until)
	return token, err
}

// begun is when the person signed in.
func (s session) begun() time.Time { return s.Until.Add(-sessionLife) }

// Who finds whose session the token opens; ok is false for none, an old one,
// and one begun before the person's way in was changed: who sets a new password
// puts everybody out who came in by the old one.
func (d *Desk) Who(ctx context.Context, token string) (person court.PersonID, name string, ok bool, err error) {
	s, ok, err := d.session(ctx, token)
	if err != nil || !ok {
		return "", "", false, err
	}
	return s.Person, s.Name, true, nil
}

func (d *Desk) session(ctx context.Context, token string) (s session, ok bool, err error) {
	if len(token) < 40 || len(token) > 64 {
		return s, false, nil
	}
	found, err := d.get(ctx, kindSession, digest(token), &s)
	if err != nil || !found || !d.clock.Now().Before(s.Until) {
		return s, false, err
	}
	a, _, err := d.account(ctx, s.Person)
	return s, err == nil && !s.begun().Before(a.Since), err
}

// Leave ends the session.
func (d *Desk) Leave(ctx context.Context, token string) error {
	_, _, err := d.cabinet.SecretTake(ctx, kindSession, digest(token))
	return err
}

// Sweep forgets what has run out.
func (d *Desk) Sweep(ctx context.Context) error {
	now := d.clock.Now()
	d.guard.sweep(now)
	return d.cabinet.SecretSweep(ctx, now)
}

// newToken is 256 random bits.
func newToken() string {
	var b [32]byte
	rand.Read(b[:]) // never fails: the program ends instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// digest is how a token is kept. It needs no salt: the token is random.
func digest(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

func (d *Desk) put(ctx context.Context, kind, key string, v any, until time.Time) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return d.cabinet.SecretPut(ctx, kind, key, b, until)
}

func (d *Desk) get(ctx context.Context, kind, key string, dst any) (found bool, err error) {
	b, found, err := d.cabinet.SecretGet(ctx, kind, key)
	if err != nil || !found {
		return false, err
	}
	return true, json.Unmarshal(b, dst)
}

func (d *Desk) take(ctx context.Context, kind, key string, dst any) (found bool, err error) {
	b, found, err := d.cabinet.SecretTake(ctx, kind, key)
	if err != nil || !found {
		return false, err
	}
	return true, json.Unmarshal(b, dst)
}

// refused is the one answer to every failed sign-in: which part was wrong is
// nobody's business.
func refused() error { return fault.Forbidden("signin.refused") }
