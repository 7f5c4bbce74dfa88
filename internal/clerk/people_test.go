package clerk_test

import (
	"context"
	"strings"
	"testing"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/identity"
	"tarazy/internal/signin"
)

// postman takes letters, or refuses them as it is told.
type postman struct {
	letters []clerk.Message
	refusal error
}

func (p *postman) Send(_ context.Context, m clerk.Message) error {
	if p.refusal == nil {
		p.letters = append(p.letters, m)
	}
	return p.refusal
}

// withPost is a court whose people are invited by letter.
func withPost(t *testing.T) (*bench, *signin.Desk, *postman) {
	b := newBench(t, inMemory)
	accounts, err := signin.New(signin.Config{Cabinet: signin.NewMemory(), Clock: b.clock, Origin: "https://court.example"})
	b.must(err)
	post := &postman{}
	b.c = clerk.New(clerk.Deps{Store: b.store, Clock: b.clock, Origin: testLog, Accounts: accounts, Courier: post, URL: "https://court.example"})
	return b, accounts, post
}

// The registrar enrols and invites; the letter is in the person's language, and
// its link is the only one that works.
func TestRegistrarInvites(t *testing.T) {
	b, accounts, post := withPost(t)
	ctx, registrar := t.Context(), b.people["registrar"]
	cmd := clerk.Enrol{Stamp: b.stamp(), Name: "Demo Person", Email: "Person@Example.kz", Lang: court.Russian}
	done, err := b.c.Enrol(ctx, registrar, cmd)
	b.must(err)
	person := identity.Of(done.Ref.Stream)
	again, err := b.c.Enrol(ctx, registrar, cmd)
	if b.must(err); !again.Again || again.Ref.Stream != done.Ref.Stream {
		t.Errorf("the form sent twice enrols twice: %+v", again)
	}
	post.refusal = fault.Unavailable("courier.away")
	b.must(b.c.SendLetters(ctx))
	if len(post.letters) != 0 {
		t.Fatal("sent by a server that is away")
	}
	post.refusal = nil
	b.must(b.c.Invite(ctx, registrar, person, "person@example.kz"))
	b.must(b.c.SendLetters(ctx))
	b.must(b.c.SendLetters(ctx))
	if len(post.letters) != 1 {
		t.Fatalf("%d letters", len(post.letters))
	}
	m := post.letters[0]
	if m.To != "person@example.kz" || !strings.Contains(m.Text, "Demo Person") || !strings.Contains(m.Text, "Здравствуйте") || strings.Contains(m.Text+m.Subject, "{") {
		t.Errorf("the letter: %+v", m)
	}
	_, token, _ := strings.Cut(m.Text, "https://court.example/invite/")
	token, _, _ = strings.Cut(token, "\n")
	if who, _, _, err := accounts.Invited(ctx, token); err != nil || who != person {
		t.Errorf("the link leads to %s, %v", who, err)
	}
	list, err := b.c.Registry(ctx, registrar)
	b.must(err)
	for _, k := range list {
		if k.ID == person && k.Standing.State() != "sent" {
			t.Errorf("the list says %q", k.Standing.State())
		}
	}
}

// A taken address enrols nobody: an event cannot be taken back.
func TestTakenAddress(t *testing.T) {
	b, _, _ := withPost(t)
	ctx, registrar := t.Context(), b.people["registrar"]
	b.must(b.c.Invite(ctx, registrar, b.people["claimant"], "one@example.kz"))
	before, err := b.c.Registry(ctx, registrar)
	b.must(err)
	_, err = b.c.Enrol(ctx, registrar, clerk.Enrol{Stamp: b.stamp(), Name: "Second", Email: "ONE@example.kz", Lang: court.Kazakh})
	refusedWith(t, err, "signin.email.taken")
	_, err = b.c.Enrol(ctx, registrar, clerk.Enrol{Stamp: b.stamp(), Name: "Second", Email: "no address", Lang: court.Kazakh})
	refusedWith(t, err, "signin.email.malformed")
	after, err := b.c.Registry(ctx, registrar)
	if b.must(err); len(after) != len(before) {
		t.Error("somebody was enrolled")
	}
}

// Nobody but a registrar enrols, invites, or learns whose address is whose;
// the list of people is for those who need it.
func TestPeopleAreNotForEverybody(t *testing.T) {
	b, _, post := withPost(t)
	ctx := t.Context()
	b.must(b.c.Invite(ctx, b.people["registrar"], b.people["claimant"], "one@example.kz"))
	for _, who := range []string{"judge", "secretary", "claimant", "advocate", "stranger", ""} {
		by := b.people[who]
		_, err := b.c.Enrol(ctx, by, clerk.Enrol{Stamp: b.stamp(), Name: "Someone", Email: "two@example.kz", Lang: court.Kazakh})
		refusedWith(t, err, "act.not_permitted")
		if who != "" {
			_, err = b.c.Enrol(ctx, by, clerk.Enrol{Stamp: b.stamp(), Name: "Someone", Email: "one@example.kz", Lang: court.Kazakh})
			refusedWith(t, err, "act.not_permitted")
		}
		refusedWith(t, b.c.Invite(ctx, by, b.people["judge"], "thief@example.kz"), "act.not_permitted")
		_, err = b.c.Registry(ctx, by)
		refusedWith(t, err, "act.not_permitted")
		_, err = b.c.People(ctx, by)
		if who == "secretary" {
			b.must(err)
		} else {
			refusedWith(t, err, "act.not_permitted")
		}
	}
	b.must(b.c.SendLetters(ctx))
	if len(post.letters) != 1 {
		t.Errorf("%d letters", len(post.letters))
	}
}

// Without a mail server the list says so, and nothing is lost.
func TestNoMailServer(t *testing.T) {
	b, accounts, _ := withPost(t)
	b.c = clerk.New(clerk.Deps{Store: b.store, Clock: b.clock, Origin: testLog, Accounts: accounts})
	ctx := t.Context()
	b.must(b.c.Invite(ctx, b.people["registrar"], b.people["judge"], "j@example.kz"))
	b.must(b.c.SendLetters(ctx))
	s, err := accounts.Standing(ctx, b.people["judge"])
	if b.must(err); s.State() != "not_sent" || s.Why != "courier.none" {
		t.Errorf("%+v", s)
	}
}

// Who has no passkey is told so before anything is signed.
func TestNoPasskeyToSignWith(t *testing.T) {
	b := newBench(t, inMemory)
	own := clerk.New(clerk.Deps{Store: b.store, Clock: b.clock, Origin: testLog})
	ctx := t.Context()
	done, err := own.Enrol(ctx, b.people["registrar"], clerk.Enrol{Stamp: b.stamp(), Name: "new judge", Lang: court.Kazakh, Staff: []court.Role{court.Judge}})
	b.must(err)
	judge := identity.Of(done.Ref.Stream)
	opened, err := own.OpenCase(ctx, b.people["registrar"], clerk.OpenCase{Stamp: b.stamp(), No: "7501-26-00-2/9", Kind: court.Civil, Subject: "debt", Judge: judge,
		Secretary: b.people["secretary"], Parties: []clerk.PartyEntry{{Person: b.people["claimant"], Role: court.Claimant}, {Person: b.people["respondent"], Role: court.Respondent}}})
	b.must(err)
	h, err := own.Schedule(ctx, judge, clerk.Schedule{Stamp: b.stamp(), Case: opened.Ref.Stream, At: b.clock.Now()})
	b.must(err)
	b.enters(own, h.Ref.Stream, judge)
	_, err = own.ActToSign(ctx, judge, "open", clerk.Reasoned{Stamp: b.stamp(), Hearing: h.Ref.Stream, Reason: "all agree"}, "")
	refusedWith(t, err, "act.passkey_needed")
}
