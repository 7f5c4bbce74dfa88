package signin

import (
	"context"
	"strings"
	"testing"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// desk is a desk whose clock the test moves.
func desk(t *testing.T) (*Desk, *time.Time) {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	d, err := New(Config{Cabinet: NewMemory(), Clock: court.ClockFunc(func() time.Time { return now }), Origin: "https://court.example", Court: "Court"})
	if err != nil {
		t.Fatal(err)
	}
	return d, &now
}

const aigul = court.PersonID("p-0123456789abcdef")

// invited makes Aigul's account and answers the token of her invitation.
func invited(t *testing.T, d *Desk, email string) string {
	t.Helper()
	if err := d.Know(t.Context(), aigul, "Aigul", email, court.Kazakh); err != nil {
		t.Fatal(err)
	}
	token, to, err := d.Invite(t.Context(), aigul)
	if err != nil || to.Name != "Aigul" {
		t.Fatal(to, err)
	}
	return token
}

func TestSessionEnds(t *testing.T) {
	ctx := context.Background()
	d, now := desk(t)
	token, err := d.Enter(ctx, aigul, "Aigul")
	if err != nil {
		t.Fatal(err)
	}
	who := func() bool {
		p, _, ok, err := d.Who(ctx, token)
		if err != nil {
			t.Fatal(err)
		}
		return ok && p == aigul
	}
	if !who() {
		t.Fatal("the session does not open")
	}
	*now = now.Add(sessionLife)
	if who() {
		t.Error("a session of yesterday opens")
	}
	token, _ = d.Enter(ctx, aigul, "Aigul")
	if err := d.Leave(ctx, token); err != nil || who() {
		t.Errorf("a session signed out opens (%v)", err)
	}
}

func TestInvitationWorksOnce(t *testing.T) {
	ctx := context.Background()
	d, _ := desk(t)
	token := invited(t, d, "Aigul@Example.kz")
	if _, _, err := d.AcceptWithPassword(ctx, token, "short"); !fault.Is(err, fault.KindInvalid) {
		t.Fatalf("a short password: %v", err)
	}
	const password = "қара жорға бие"
	if p, _, err := d.AcceptWithPassword(ctx, token, password); err != nil || p != aigul {
		t.Fatalf("accept: %v %v", p, err)
	}
	if _, _, err := d.AcceptWithPassword(ctx, token, password); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a spent invitation: %v", err)
	}
	if p, _, err := d.ByPassword(ctx, "aigul@example.kz", password, "1.2.3.4"); err != nil || p != aigul {
		t.Errorf("right password: %v %v", p, err)
	}
	if _, _, err := d.ByPassword(ctx, "aigul@example.kz", password+"!", "1.2.3.4"); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("wrong password: %v", err)
	}
	if err := d.Know(ctx, "p-fedcba9876543210", "Other", "aigul@example.kz", court.Russian); !fault.Is(err, fault.KindConflict) {
		t.Errorf("another's address: %v", err)
	}
}

func TestInvitationRunsOut(t *testing.T) {
	ctx := context.Background()
	d, now := desk(t)
	token := invited(t, d, "a@example.kz")
	*now = now.Add(inviteLife)
	if _, _, _, err := d.Invited(ctx, token); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("an old invitation: %v", err)
	}
}

func TestTooManyTries(t *testing.T) {
	d, now := desk(t)
	for range guardBurst {
		if !d.guard.may("from x") {
			t.Fatal("refused too early")
		}
	}
	if d.guard.may("from x") {
		t.Error("an eleventh try at once")
	}
	if !d.guard.may("from y") {
		t.Error("another address pays for the first")
	}
	*now = now.Add(guardEvery)
	if !d.guard.may("from x") {
		t.Error("no try after waiting")
	}
}

func TestNothingThatOpensIsKept(t *testing.T) {
	ctx := context.Background()
	m := NewMemory()
	d, _ := desk(t)
	d.cabinet = m
	session, _ := d.Enter(ctx, aigul, "Aigul")
	invite := invited(t, d, "a@example.kz")
	_, ticket, err := d.StartPasskey(ctx, invite)
	if err != nil {
		t.Fatal(err)
	}
	for name, k := range m.secrets {
		for _, secret := range []string{session, invite, ticket} {
			if strings.Contains(name+string(k.doc), secret) {
				t.Errorf("%s holds a token as it is", name)
			}
		}
	}
}
