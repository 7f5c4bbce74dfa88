package signin

import (
	"context"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// Individual identification numbers stand with the accounts and not in the
// record: a case's bundle goes to every party, and a number is nobody else's.
const (
	kindIIN   = "iin"    // person → number
	kindIINOf = "iin-of" // number → person

	kindIINProposed = "iin-proposed" // person → number that does not count yet
)

// ParseIIN reads a number as people type it. It refuses (Invalid) what has not
// twelve digits, or another last digit than the first eleven give (rules of the
// register of numbers, Government resolution No. 853 of 2003; verify).
func ParseIIN(typed string) (string, error) {
	iin := strings.NewReplacer(" ", "", "\u00a0", "", "-", "").Replace(typed)
	if len(iin) != 12 || strings.Trim(iin, "0123456789") != "" {
		return "", fault.Invalid("people.iin.twelve").On("iin")
	}
	sum := func(shift int) (s int) {
		for i := range 11 {
			s += ((i+shift)%11 + 1) * int(iin[i]-'0')
		}
		return s % 11
	}
	check := sum(0)
	if check == 10 {
		check = sum(2)
	}
	if check != int(iin[11]-'0') {
		return "", fault.Invalid("people.iin.mistyped").On("iin")
	}
	return iin, nil
}

// FreeIIN reads a number as it was typed. It refuses what ParseIIN refuses, and
// (Conflict) one that is somebody else's already.
func (d *Desk) FreeIIN(ctx context.Context, person court.PersonID, typed string) (string, error) {
	iin, err := ParseIIN(typed)
	if err != nil {
		return "", err
	}
	var owner court.PersonID
	if found, err := d.get(ctx, kindIINOf, iin, &owner); err != nil {
		return "", err
	} else if found && owner != person {
		return "", fault.Conflict("people.iin.taken").On("iin")
	}
	return iin, nil
}

// SetIIN says which number is the person's; whatever was proposed is over, and the
// person is told. It refuses what FreeIIN refuses.
func (d *Desk) SetIIN(ctx context.Context, person court.PersonID, typed string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	iin, err := d.FreeIIN(ctx, person, typed)
	if err != nil {
		return err
	}
	old, err := d.IIN(ctx, person)
	if err != nil {
		return err
	}
	if old != "" && old != iin {
		if _, _, err := d.cabinet.SecretTake(ctx, kindIINOf, old); err != nil {
			return err
		}
	}
	// If we die between these the number leads to the person and the person has
	// none yet; saving the same again repairs it.
	if err := d.put(ctx, kindIINOf, iin, person, time.Time{}); err != nil {
		return err
	}
	if err := d.put(ctx, kindIIN, string(person), iin, time.Time{}); err != nil {
		return err
	}
	if _, _, err := d.cabinet.SecretTake(ctx, kindIINProposed, string(person)); err != nil {
		return err
	}
	if old == iin {
		return nil
	}
	return d.tellOfNumber(ctx, person)
}

// ProposeIIN keeps a number that does not count until SetIIN, and tells the person.
// It refuses what FreeIIN refuses.
func (d *Desk) ProposeIIN(ctx context.Context, person court.PersonID, typed string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	iin, err := d.FreeIIN(ctx, person, typed)
	if err != nil {
		return err
	}
	if err := d.put(ctx, kindIINProposed, string(person), iin, time.Time{}); err != nil {
		return err
	}
	return d.tellOfNumber(ctx, person)
}

// ProposedIIN is the number that waits for the person's word; "" if none does.
func (d *Desk) ProposedIIN(ctx context.Context, person court.PersonID) (iin string, err error) {
	_, err = d.get(ctx, kindIINProposed, string(person), &iin)
	return iin, err
}

// tellOfNumber has the person told, at every address that is known, that somebody
// said which number is theirs.
func (d *Desk) tellOfNumber(ctx context.Context, person court.PersonID) error {
	a, found, err := d.account(ctx, person)
	if err != nil || !found {
		return err
	}
	a.farewell(a, aboutNumber, d.clock.Now())
	return d.save(ctx, a)
}

// IIN is the person's number; "" if the court does not know it.
func (d *Desk) IIN(ctx context.Context, person court.PersonID) (iin string, err error) {
	_, err = d.get(ctx, kindIIN, string(person), &iin)
	return iin, err
}
