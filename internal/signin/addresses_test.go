package signin

import (
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
)

func TestParsePhone(t *testing.T) {
	for typed, want := range map[string]string{"": "", "+7 701 000 00 42": "+77010000042", "8 (701) 000-00-42": "+77010000042", "77010000042": "+77010000042",
		"+998 90 123 45 67": "+998901234567"} {
		if got, err := ParsePhone(typed); err != nil || got != want {
			t.Errorf("%q: %q %v", typed, got, err)
		}
	}
	for _, bad := range []string{"12", "call me", "+0701000004", "701000004x", "+7701000004200000"} {
		if got, err := ParsePhone(bad); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%q: %q %v", bad, got, err)
		}
	}
}

// Notices to old addresses wait for the post as long as it is away, but not
// for ever; a changed name to sign in with works at once.
func TestReaddress(t *testing.T) {
	ctx := t.Context()
	d, now := desk(t)
	to := clerk.Addressee{Name: "Aigul", Email: "old@example.kz", Lang: court.Kazakh}
	change := func(email, phone string) error {
		to.Email, to.Phone = email, phone
		return d.Readdress(ctx, aigul, to)
	}
	if err := change("", "12"); !fault.Is(err, fault.KindInvalid) {
		t.Error(err)
	}
	if _, _, err := d.AcceptWithPassword(ctx, invited(t, d, "old@example.kz"), password); err != nil {
		t.Fatal(err)
	}
	if err := change("", "87010000042"); err != nil {
		t.Fatal(err)
	}
	if err := change("new@example.kz", "+77010000042"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.ByPassword(ctx, "new@example.kz", password, "x"); err != nil {
		t.Error(err)
	}
	due, err := d.Changes(ctx)
	if err != nil || len(due) != 3 {
		t.Fatalf("%v %+v", err, due)
	}
	for _, c := range due {
		if c.To == "new@example.kz" {
			t.Error("the new address is told of itself")
		}
		if err := d.Told(ctx, c, fault.Unavailable("courier.away")); err != nil {
			t.Fatal(err)
		}
	}
	if due, _ = d.Changes(ctx); len(due) != 0 {
		t.Errorf("tried again at once: %+v", due)
	}
	*now = now.Add(4 * 24 * time.Hour)
	due, _ = d.Changes(ctx)
	for _, c := range due {
		_ = d.Told(ctx, c, fault.Unavailable("courier.away"))
	}
	*now = now.Add(time.Hour)
	if left, _ := d.Changes(ctx); len(due) != 3 || len(left) != 0 {
		t.Errorf("%d, then %d", len(due), len(left))
	}
	if err := d.Tell(ctx, aigul, "role"); err != nil {
		t.Fatal(err)
	}
	if due, _ = d.Changes(ctx); len(due) == 0 || due[0].About != "role" || due[0].To == "" {
		t.Errorf("not told of a role: %+v", due)
	}
	if err := d.Keep(ctx, "k", "+7 701", now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	*now = now.Add(2 * time.Hour)
	if err := d.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if words, err := d.Kept(ctx, "k"); err != nil || words != "" {
		t.Errorf("kept too long: %q %v", words, err)
	}
}
