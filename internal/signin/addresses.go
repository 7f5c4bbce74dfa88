package signin

import (
	"context"
	"slices"
	"strings"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// farewell is a notice to an address that was the person's when the person's
// addresses, or the number by which the person signs in, were changed; or when a
// role ended in a case of theirs.
type farewell struct {
	No      string    `json:"no"`
	About   string    `json:"about,omitempty"` // "": the addresses
	Channel string    `json:"channel"`         // "email", "sms"
	To      string    `json:"to"`
	At      time.Time `json:"at"` // of the change
	Next    time.Time `json:"next"`
	Tries   int       `json:"tries,omitempty"`
}

// farewellLife is how long a notice to an old address is tried. The oldest
// goes first where there are more than farewellMost.
const (
	farewellLife = 3 * 24 * time.Hour
	farewellMost = 10

	aboutNumber = "number"
)

// kindWords are words kept apart from the record for a while.
const kindWords = "words"

// ParsePhone reads a telephone number typed by a person, in the form it is
// kept in: "+" and digits. An eight at the beginning is how the country's own
// numbers are dialled from within. Nothing is no number.
func ParsePhone(s string) (string, error) {
	s = strings.NewReplacer(" ", "", "(", "", ")", "", "-", "", "\u00a0", "").Replace(strings.TrimSpace(s))
	if s == "" {
		return "", nil
	}
	digits, abroad := strings.CutPrefix(s, "+")
	if !abroad && len(digits) == 11 && digits[0] == '8' {
		digits = "7" + digits[1:]
	} else if !abroad && !strings.HasPrefix(digits, "7") {
		digits = ""
	}
	if len(digits) < 10 || len(digits) > 15 || strings.Trim(digits, "0123456789") != "" || digits[0] == '0' {
		return "", fault.Invalid("signin.phone.malformed").On("phone")
	}
	return "+" + digits, nil
}

// Address is how the person is reached; nothing for one without an account.
func (d *Desk) Address(ctx context.Context, person court.PersonID) (clerk.Addressee, error) {
	a, _, err := d.account(ctx, person)
	return clerk.Addressee{Name: a.Name, Email: a.Email, Phone: a.Phone, Lang: a.Lang}, err
}

// Readdress changes the person's addresses; the old ones are told. An account
// keeps its address of e-mail where none is given: it is signed in with. It
// refuses what Free refuses, and (Invalid) a malformed telephone number.
func (d *Desk) Readdress(ctx context.Context, person court.PersonID, to clerk.Addressee) error {
	phone, err := ParsePhone(to.Phone)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	a, _, err := d.account(ctx, person)
	if err != nil {
		return err
	}
	old, email := a, a.Email
	if to.Email != "" || email == "" {
		if err := d.Free(ctx, to.Email, person); err != nil {
			return err
		}
		if email, err = ParseEmail(to.Email); err != nil {
			return err
		}
	}
	a.Person, a.Name, a.Lang, a.Email, a.Phone = person, to.Name, to.Lang, email, phone
	a.bid(old, d.clock.Now())
	// If we die between these the account is there and nobody finds it by its
	// address; saving the same again repairs it.
	if err := d.save(ctx, a); err != nil {
		return err
	}
	if err := d.put(ctx, kindEmail, email, person, time.Time{}); err != nil || old.Email == "" || old.Email == email {
		return err
	}
	_, _, err = d.cabinet.SecretTake(ctx, kindEmail, old.Email)
	return err
}

// bid has every address that old knows told, if one was changed. What the
// person had only just added is told as well: whoever changes addresses twice
// hides nothing by it.
func (a *account) bid(old account, now time.Time) {
	if old.Email == a.Email && old.Phone == a.Phone {
		return
	}
	a.farewell(old, "", now)
}

// farewell adds a notice to each address that old knows.
func (a *account) farewell(old account, about string, now time.Time) {
	a.Farewells = slices.Clone(old.Farewells)
	for channel, to := range map[string]string{"email": old.Email, "sms": old.Phone} {
		if to != "" {
			a.Farewells = append(a.Farewells, farewell{No: newToken(), About: about, Channel: channel, To: to, At: now, Next: now})
		}
	}
	a.Farewells = a.Farewells[max(0, len(a.Farewells)-farewellMost):]
}

// Tell has the person told at each of their addresses, in the words of about.
func (d *Desk) Tell(ctx context.Context, person court.PersonID, about string) error {
	now := d.clock.Now()
	_, err := d.change(ctx, person, func(a *account) { a.farewell(*a, about, now) })
	return err
}

// Changes lists the notices to old addresses that are to be tried now.
func (d *Desk) Changes(ctx context.Context) (due []clerk.AddressChange, err error) {
	now := d.clock.Now()
	err = d.eachAccount(ctx, func(a account) {
		for _, f := range a.Farewells {
			if !now.Before(f.Next) {
				due = append(due, clerk.AddressChange{Person: a.Person, No: f.No, About: f.About, Channel: f.Channel, To: f.To, Name: a.Name, Lang: a.Lang, At: f.At})
			}
		}
	})
	return due, err
}

// Told notes what became of a notice: it is done when it was sent, when it
// will never be taken, and after three days; else it is tried again.
func (d *Desk) Told(ctx context.Context, change clerk.AddressChange, refusal error) error {
	now := d.clock.Now()
	_, err := d.change(ctx, change.Person, func(a *account) {
		over := refusal == nil || !fault.Is(refusal, fault.KindUnavailable)
		a.Farewells = slices.DeleteFunc(slices.Clone(a.Farewells), func(f farewell) bool {
			return f.No == change.No && (over || now.Sub(f.At) > farewellLife)
		})
		for i := range a.Farewells {
			if f := &a.Farewells[i]; f.No == change.No {
				f.Tries++
				f.Next = now.Add(wait(f.Tries))
			}
		}
	})
	return err
}

// Keep keeps words apart from the record until a moment.
func (d *Desk) Keep(ctx context.Context, key, words string, until time.Time) error {
	return d.put(ctx, kindWords, key, words, until)
}

// Kept finds words that are kept; none once their time has come.
func (d *Desk) Kept(ctx context.Context, key string) (words string, err error) {
	_, err = d.get(ctx, kindWords, key, &words)
	return words, err
}
