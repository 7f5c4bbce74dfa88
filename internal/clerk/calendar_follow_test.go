package clerk_test

import (
	"slices"
	"testing"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/identity"
)

// TestPlaceFollowsTheRoll: who comes into a case has the place of its hearing in
// their own days, and who leaves it has it no longer; in the same act.
func TestPlaceFollowsTheRoll(t *testing.T) {
	for _, store := range stores() {
		t.Run(store.name, func(t *testing.T) {
			b := newBench(t, store.open)
			ctx, secretary := t.Context(), b.people["secretary"]
			_, err := b.c.SetCourtroom(ctx, b.people["registrar"], clerk.Courtroom{Stamp: b.stamp(), Room: hall("1")})
			b.must(err)
			id := b.scheduled("7501-26-00-2/2")
			wish := clerk.Wish{Hearing: id, Minutes: 60, NotBefore: b.clock.Now().Add(24 * time.Hour)}
			view, err := b.c.Place(ctx, secretary, wish)
			b.must(err)
			_, err = b.c.BookHearing(ctx, b.people["judge"], clerk.Book{Stamp: b.stamp(), Reason: "The hall is free then", Wish: wish, Slots: view.Proposal.Slots})
			b.must(err)
			d, err := b.c.Enrol(ctx, b.people["registrar"], clerk.Enrol{Stamp: b.stamp(), Name: "Witness", Lang: court.Kazakh})
			b.must(err)
			witness := identity.Of(d.Ref.Stream)
			listed := func() bool {
				v, err := b.c.Place(ctx, secretary, wish)
				b.must(err)
				return slices.ContainsFunc(v.Booking.People, func(p calendar.Person) bool { return p.Person == witness && p.Role == court.Witness })
			}
			if listed() {
				t.Fatal("is listed before they are in the case")
			}
			_, err = b.c.AddParty(ctx, secretary, clerk.AddParty{Stamp: b.stamp(), Case: b.id, PartyEntry: clerk.PartyEntry{Person: witness, Role: court.Witness}, Reason: "named in the claim"})
			b.must(err)
			if !listed() {
				t.Error("is not listed")
			}
			b.wants(witness, id)
			_, err = b.c.EndRole(ctx, secretary, clerk.EndRole{Stamp: b.stamp(), Case: b.id, Person: witness, Role: court.Witness, Reason: "a slip"})
			b.must(err)
			if listed() {
				t.Error("is still listed")
			}
			_, err = b.c.MyCalendar(ctx, witness)
			refusedWith(t, err, "act.not_permitted")
		})
	}
}
