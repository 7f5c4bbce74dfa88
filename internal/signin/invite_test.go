package signin

import (
	"testing"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

const password = "қара жорға бие"

// Of two invitations the later works; a new password puts out who came in by
// the old one.
func TestNewInvitation(t *testing.T) {
	ctx := t.Context()
	d, now := desk(t)
	first := invited(t, d, "a@example.kz")
	second := invited(t, d, "a@example.kz")
	if _, _, _, err := d.Invited(ctx, first); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("the earlier link: %v", err)
	}
	stolen, err := d.Enter(ctx, aigul, "Aigul")
	if err != nil {
		t.Fatal(err)
	}
	*now = now.Add(time.Minute)
	if _, _, err := d.AcceptWithPassword(ctx, second, password); err != nil {
		t.Fatal(err)
	}
	if _, _, ok, _ := d.Who(ctx, stolen); ok {
		t.Error("a session of before the new password opens")
	}
	fresh, _ := d.Enter(ctx, aigul, "Aigul")
	if _, _, ok, _ := d.Who(ctx, fresh); !ok {
		t.Error("the session after it does not")
	}
}

// A changed address no longer signs in.
func TestChangedAddress(t *testing.T) {
	ctx := t.Context()
	d, _ := desk(t)
	if _, _, err := d.AcceptWithPassword(ctx, invited(t, d, "old@example.kz"), password); err != nil {
		t.Fatal(err)
	}
	invited(t, d, "new@example.kz")
	if _, _, err := d.ByPassword(ctx, "old@example.kz", password, "x"); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("by the old address: %v", err)
	}
	if _, _, err := d.ByPassword(ctx, "new@example.kz", password, "x"); err != nil {
		t.Errorf("by the new one: %v", err)
	}
}

// Who finds an open session cannot make a key that outlives it.
func TestFurtherPasskeyNeedsAFreshSession(t *testing.T) {
	ctx := t.Context()
	d, now := desk(t)
	if _, _, err := d.AcceptWithPassword(ctx, invited(t, d, "a@example.kz"), password); err != nil {
		t.Fatal(err)
	}
	token, _ := d.Enter(ctx, aigul, "Aigul")
	_, ticket, err := d.StartAnotherPasskey(ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.FinishPasskey(ctx, ticket, []byte("{}"), "p-fedcba9876543210"); fault.Of(err).Key != "signin.refused" {
		t.Errorf("another person finishes it: %v", err)
	}
	*now = now.Add(freshLife + time.Second)
	if _, _, err := d.StartAnotherPasskey(ctx, token); fault.Of(err).Key != "signin.passkey.sign_in_again" {
		t.Errorf("an old session: %v", err)
	}
	if _, _, err := d.StartAnotherPasskey(ctx, newToken()); fault.Of(err).Key != "signin.refused" {
		t.Errorf("no session: %v", err)
	}
}

// The letter is wanted, tried, put off, and sent; a refused address waits for
// somebody.
func TestLetter(t *testing.T) {
	ctx := t.Context()
	d, now := desk(t)
	state := func() string {
		s, err := d.Standing(ctx, aigul)
		if err != nil {
			t.Fatal(err)
		}
		return s.State()
	}
	due := func() int {
		all, err := d.Due(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	posted := func(refusal error) {
		if err := d.Posted(ctx, aigul, refusal); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(when, want string, n int) {
		t.Helper()
		if got, many := state(), due(); got != want || many != n {
			t.Errorf("%s: %s, %d due", when, got, many)
		}
	}
	expect("nobody", "none", 0)
	if err := d.Know(ctx, aigul, "Aigul", "a@example.kz", court.Kazakh); err != nil {
		t.Fatal(err)
	}
	expect("asked for", "sending", 1)
	posted(fault.Unavailable("courier.away"))
	expect("the server was away", "waiting", 0)
	*now = now.Add(firstWait)
	expect("after a while", "waiting", 1)
	posted(fault.Invalid("courier.refused"))
	*now = now.Add(lastWait)
	expect("the address is refused", "not_sent", 0)
	if err := d.Know(ctx, aigul, "Aigul", "b@example.kz", court.Kazakh); err != nil {
		t.Fatal(err)
	}
	expect("to another address", "sending", 1)
	token, _, err := d.Invite(ctx, aigul)
	if err != nil {
		t.Fatal(err)
	}
	posted(nil)
	expect("taken", "sent", 0)
	*now = now.Add(inviteLife)
	expect("a week later", "expired", 0)
	if err := d.Know(ctx, aigul, "Aigul", "b@example.kz", court.Kazakh); err != nil {
		t.Fatal(err)
	}
	token, _, _ = d.Invite(ctx, aigul)
	posted(nil)
	if _, _, err := d.AcceptWithPassword(ctx, token, password); err != nil {
		t.Fatal(err)
	}
	expect("accepted", "accepted", 0)
	if last := wait(50); last != lastWait {
		t.Errorf("the fiftieth wait is %s", last)
	}
}

// The operator's link works once, for its person, until it runs out, and only
// with the court's own secret.
func TestSetupLink(t *testing.T) {
	ctx := t.Context()
	d, now := desk(t)
	link := func(p court.PersonID) string { return SetupToken(d.secret, p, now.Add(SetupLife)) }
	first := link("")
	if person, _, err := d.SetupFor(ctx, first); err != nil || person != "" {
		t.Fatal(person, err)
	}
	invite, err := d.Welcome(ctx, first, aigul, "Aigul", "a@example.kz", court.Kazakh)
	if err != nil {
		t.Fatal(err)
	}
	if p, _, err := d.AcceptWithPassword(ctx, invite, password); err != nil || p != aigul {
		t.Fatal(p, err)
	}
	gone := func(what, token string) {
		t.Helper()
		if _, _, err := d.SetupFor(ctx, token); fault.Of(err).Key != "signin.setup.gone" {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := d.Welcome(ctx, token, aigul, "Aigul", "a@example.kz", court.Kazakh); fault.Of(err).Key != "signin.setup.gone" {
			t.Errorf("%s: %v", what, err)
		}
	}
	gone("followed", first)
	gone("empty", "")
	gone("of another secret", SetupToken([32]byte{1}, "", now.Add(SetupLife)))
	gone("changed", "9"+link("")[1:])
	old := link(aigul)
	gone("for nobody we know", link("p-fedcba9876543210"))
	lost := SetupToken(d.secret, aigul, now.Add(time.Hour))
	if person, name, err := d.SetupFor(ctx, lost); err != nil || person != aigul || name != "Aigul" {
		t.Error(person, name, err)
	}
	if _, err := d.Welcome(ctx, lost, "", "", "", ""); err != nil {
		t.Error(err)
	}
	*now = now.Add(SetupLife)
	gone("of yesterday", old)
}
