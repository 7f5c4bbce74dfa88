package pages

import (
	"net/http"

	"tarazy/internal/clerk"
	"tarazy/internal/hearing"
	"tarazy/internal/pages/visitor"
)

// orderCard is the order that keeps the reader out of the room: why, and the
// form for their own word against it.
type orderCard struct {
	*hearing.Order
	By      string
	Over    bool // the hearing is
	Protest *actForm
}

// ordered is the card of the order about the reader; nil while there is none.
func (s *site) ordered(r *http.Request, v clerk.HearingView) *orderCard {
	seat, on := v.Sitting.Seat(v.Me)
	if !on || seat.Order == nil {
		return nil
	}
	card := &orderCard{Order: seat.Order, By: v.Names[seat.Order.By], Over: v.Sitting.Over()}
	if v.May["protest"] {
		f := s.actForm(r, v, "protest")
		card.Protest = &f
	}
	return card
}

// actForm is the form of one act on the hearing.
func (s *site) actForm(r *http.Request, v clerk.HearingView, act string) actForm {
	reader := visitor.From(r.Context())
	return actForm{Act: act, Href: "/hearings/" + string(v.Sitting.ID) + "/acts/" + act, Key: s.newKey(), CSRF: reader.CSRF,
		Sign: clerk.Weighty(clerk.Action(act)) && !reader.Demo}
}
