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

// SetIIN says which number is the person's. It refuses (Conflict) one that is
// somebody else's already.
func (d *Desk) SetIIN(ctx context.Context, person court.PersonID, typed string) error {
	iin, err := ParseIIN(typed)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	var owner court.PersonID
	if found, err := d.get(ctx, kindIINOf, iin, &owner); err != nil {
		return err
	} else if found && owner != person {
		return fault.Conflict("people.iin.taken").On("iin")
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
	return d.put(ctx, kindIIN, string(person), iin, time.Time{})
}

// IIN is the person's number; "" if the court does not know it.
func (d *Desk) IIN(ctx context.Context, person court.PersonID) (iin string, err error) {
	_, err = d.get(ctx, kindIIN, string(person), &iin)
	return iin, err
}
