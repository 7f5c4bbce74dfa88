package clerk_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"sync"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/identity"
	"tarazy/internal/record"
)

// clock is a wall clock that the test moves.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t
}

// signer keeps a demo key for everyone.
type signer struct {
	keys map[court.PersonID]*ecdsa.PrivateKey
}

func (s *signer) credential(t testing.TB, p court.PersonID) record.Credential {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	s.keys[p] = key
	return record.Credential{Kind: record.KindDemo, Person: p, Credential: "key-" + string(p),
		PublicKey: base64.RawURLEncoding.EncodeToString(der)}
}

func (s *signer) Sign(p court.PersonID, act record.Hash) (*record.Signature, error) {
	digest := sha256.Sum256(record.DemoMessage(act))
	sig, err := ecdsa.SignASN1(rand.Reader, s.keys[p], digest[:])
	if err != nil {
		return nil, err
	}
	return &record.Signature{Kind: record.KindDemo, Credential: "key-" + string(p),
		Value: map[string]string{"signature": base64.RawURLEncoding.EncodeToString(sig)}}, nil
}

// bench is a court with one civil case, as the demo has it.
type bench struct {
	t      testing.TB
	c      *clerk.Clerk
	store  clerk.Store
	clock  *clock
	signer *signer
	rooms  *rooms
	people map[string]court.PersonID
	names  map[court.PersonID]string
	no     court.CaseNo
	id     court.CaseID
	keys   int

	addresses      *book // nil: the court writes to nobody
	letters, texts *post
}

// rooms remembers the last plan.
type rooms struct {
	mu    sync.Mutex
	plans map[court.HearingID]clerk.RoomPlan
}

func (r *rooms) Want(p clerk.RoomPlan) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.plans[p.Room()] = p
}

func (r *rooms) Ticket(context.Context, court.HearingID, court.PersonID, string) (clerk.Ticket, error) {
	return clerk.Ticket{Token: "t"}, nil
}

func (b *bench) key() string {
	b.keys++
	return fmt.Sprintf("key-for-the-test-%06d", b.keys)
}

func (b *bench) stamp() clerk.Stamp { return clerk.Stamp{Key: b.key()} }

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) newClerk() {
	d := clerk.Deps{Store: b.store, Rooms: b.rooms, Clock: b.clock, Signer: b.signer, Origin: testLog, URL: "https://court.example"}
	if b.addresses != nil {
		d.Addresses, d.Courier, d.Texts = b.addresses, b.letters, b.texts
	}
	b.c = clerk.New(d)
}

func newBench(t testing.TB, open func(testing.TB, court.Clock) clerk.Store) *bench {
	b := &bench{t: t, clock: &clock{t: time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)},
		signer: &signer{keys: map[court.PersonID]*ecdsa.PrivateKey{}}, no: "7501-26-00-2/1",
		rooms:  &rooms{plans: map[court.HearingID]clerk.RoomPlan{}},
		people: map[string]court.PersonID{}, names: map[court.PersonID]string{}}
	b.store = open(t, b.clock)
	b.newClerk()
	ctx := t.Context()
	b.must(b.c.Found(ctx, "test court"))
	staff := map[string][]court.Role{"judge": {court.Judge}, "secretary": {court.Secretary}, "registrar": {court.Registrar}}
	for _, n := range []string{"judge", "secretary", "claimant", "respondent", "advocate", "stranger", "registrar"} {
		d, err := b.c.Enrol(ctx, "", clerk.Enrol{Stamp: b.stamp(), Name: n, Lang: court.Kazakh, Staff: staff[n]})
		b.must(err)
		p := identity.Of(d.Ref.Stream)
		b.people[n], b.names[p] = p, n
		_, err = b.c.RegisterCredential(ctx, p, b.signer.credential(t, p))
		b.must(err)
	}
	b.openCase(b.no)
	return b
}

func (b *bench) openCase(no court.CaseNo) clerk.Done {
	p := b.people
	d, err := b.c.OpenCase(b.t.Context(), p["registrar"], clerk.OpenCase{Stamp: b.stamp(), No: no, Kind: court.Civil, Subject: "debt",
		Judge: p["judge"], Secretary: p["secretary"], Parties: []clerk.PartyEntry{
			{Person: p["claimant"], Role: court.Claimant}, {Person: p["respondent"], Role: court.Respondent},
			{Person: p["advocate"], Role: court.Advocate, For: p["respondent"], Power: "order 12"}}})
	b.must(err)
	b.id = d.Ref.Stream
	return d
}

// enters takes a person of the bench through the door into the room.
func (b *bench) enters(c *clerk.Clerk, id court.HearingID, p court.PersonID) {
	ctx := b.t.Context()
	_, err := c.PrepareToEnter(ctx, p, clerk.Prepare{Stamp: b.stamp(), Hearing: id, Camera: "ok", Microphone: "ok", Sound: "ok", NoRecording: true})
	b.must(err)
	for _, k := range []clerk.FactKind{clerk.FactSocketOpen, clerk.FactJoined, clerk.FactBeat, clerk.FactPackets} {
		c.Saw(clerk.Fact{Kind: k, Hearing: id, Person: p, At: b.clock.Now(), Session: "1", MicOpen: k == clerk.FactPackets})
	}
	b.must(c.Tick(ctx, b.clock.Now()))
}

func inMemory(_ testing.TB, c court.Clock) clerk.Store { return newMemory(c) }
