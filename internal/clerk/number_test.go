package clerk_test

import (
	"strings"
	"testing"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/identity"
)

// Whoever names numbers cannot sign in as somebody else by it: a number of
// whoever works in the court, or comes in already, counts only with their own word.
func TestTheRegistrarSignsInAsNobodyElse(t *testing.T) {
	s, ctx := withSigners(t), t.Context()
	registrar, judge, claimant := s.people["registrar"], s.people["judge"], s.people["claimant"]
	const registrars = "990000400020"
	s.keys["registrar"] = s.issue("registrar", registrars, nil)
	for _, who := range []court.PersonID{judge, claimant} {
		s.must(s.c.Number(ctx, registrar, who, registrars))
		ticket, text := s.start()
		_, _, err := s.c.SignInByEDS(ctx, ticket, s.sign("registrar", text))
		refusedAs(t, "the registrar's key", err, "signin.eds.unknown")
		standing, err := s.c.NumberOf(ctx, who, who)
		if s.must(err); standing.Known == "" || standing.Proposed != "••••••••0020" {
			t.Errorf("%s: %+v", s.names[who], standing)
		}
		refusedWith(t, s.c.ConfirmNumber(ctx, who, "990000400010"), map[court.PersonID]string{judge: "people.iin.not_this", claimant: "people.iin.taken"}[who])
	}
	// Naming the number that counts takes the other one back.
	s.must(s.c.Number(ctx, registrar, claimant, "990000400030"))
	if standing, err := s.c.NumberOf(ctx, claimant, claimant); err != nil || standing != (clerk.NumberStanding{Known: "••••••••0030"}) {
		t.Errorf("taken back: %+v %v", standing, err)
	}
	// The old number still opens the door to its owner.
	ticket, text := s.start()
	if p, _, err := s.c.SignInByEDS(ctx, ticket, s.sign("judge", text)); err != nil || p != judge {
		t.Errorf("the judge's own key: %s %v", p, err)
	}
	p, err := s.c.Person(ctx, judge)
	if s.must(err); len(p.Numbers) < 2 || p.Numbers[len(p.Numbers)-1].Counts || p.Numbers[len(p.Numbers)-1].Digits != "••••••••0020" {
		t.Errorf("on the judge's page: %+v", p.Numbers)
	}
	_, err = s.c.NumberOf(ctx, claimant, judge)
	refusedWith(t, err, "act.not_permitted")
	refusedWith(t, s.c.Number(ctx, judge, judge, registrars), "act.not_permitted")
}

// The number of somebody who has just been enrolled counts at once, stands on the
// record, and they are told of it; when they come in otherwise, the next one waits
// for their word.
func TestAPersonIsToldOfTheirNumber(t *testing.T) {
	b, accounts, post := withPost(t)
	b.c = clerk.New(clerk.Deps{Store: b.store, Clock: b.clock, Origin: testLog, Accounts: accounts, Addresses: accounts, Numbers: accounts, Courier: post, URL: "https://court.example"})
	ctx, registrar := t.Context(), b.people["registrar"]
	done, err := b.c.Enrol(ctx, registrar, clerk.Enrol{Stamp: b.stamp(), Name: "Demo Person", Email: "person@example.kz", Lang: court.Kazakh})
	b.must(err)
	person := identity.Of(done.Ref.Stream)
	b.must(b.c.Number(ctx, registrar, person, "9900 0040 0030"))
	standing, err := b.c.NumberOf(ctx, person, person)
	if b.must(err); standing != (clerk.NumberStanding{Known: "••••••••0030"}) {
		t.Errorf("%+v", standing)
	}
	b.must(b.c.SendChanges(ctx))
	if len(post.letters) != 1 || post.letters[0].To != "person@example.kz" || !strings.Contains(post.letters[0].Text, "жеке сәйкестендіру нөмірі") || strings.Contains(post.letters[0].Text+post.letters[0].Subject, "{") {
		t.Fatalf("the letter: %+v", post.letters)
	}
	refusedWith(t, b.c.ConfirmNumber(ctx, person, "990000400030"), "people.iin.not_proposed")

	b.must(b.c.Invite(ctx, registrar, person, "person@example.kz"))
	b.must(b.c.SendLetters(ctx))
	_, token, _ := strings.Cut(post.letters[1].Text, "https://court.example/invite/")
	token, _, _ = strings.Cut(token, "\n")
	_, _, err = accounts.AcceptWithPassword(ctx, token, "a long password of nobody")
	b.must(err)
	b.must(b.c.Number(ctx, registrar, person, "990000400080"))
	standing, err = b.c.NumberOf(ctx, registrar, person)
	if b.must(err); standing != (clerk.NumberStanding{Known: "••••••••0030", Proposed: "••••••••0080"}) {
		t.Errorf("%+v", standing)
	}
	b.must(b.c.ConfirmNumber(ctx, person, "990000400080"))
	standing, err = b.c.NumberOf(ctx, registrar, person)
	if b.must(err); standing != (clerk.NumberStanding{Known: "••••••••0080"}) {
		t.Errorf("%+v", standing)
	}
	p, err := b.c.Person(ctx, person)
	if b.must(err); len(p.Numbers) != 3 || !p.Numbers[0].Counts || p.Numbers[1].Counts || !p.Numbers[2].Own {
		t.Errorf("on the record: %+v", p.Numbers)
	}
	b.must(b.c.SendChanges(ctx))
	if len(post.letters) != 4 { // the invitation, what was named, what was confirmed
		t.Errorf("%d letters", len(post.letters))
	}
}
