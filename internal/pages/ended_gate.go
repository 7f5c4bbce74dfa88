package pages

import (
	"net/http"

	"tarazy/internal/fault"
	"tarazy/internal/hearing"
)

// endedGatePage is what a person sees of a hearing whose role in the case ended
// while it went on: why, and the form for their own word against it.
type endedGatePage struct {
	Frame
	Href  string
	Key   string
	Order hearing.Order
	May   bool // say something against it
	Over  bool // the hearing is
}

// endedGate shows the order by which the reader has no role any more, where the
// refusal carries it; ok is false where the refusal is another.
func (s *site) endedGate(w http.ResponseWriter, r *http.Request, err error) (ok bool) {
	refusal := fault.Of(err)
	order, is := refusal.Args["order"].(hearing.Order)
	id, _ := refusal.Args["hearing"].(string)
	if !is || r.Method != http.MethodGet {
		return false
	}
	p := &endedGatePage{Href: "/hearings/" + id + "/acts/protest", Key: s.newKey(), Order: order}
	p.May, _ = refusal.Args["may"].(bool)
	p.Over, _ = refusal.Args["over"].(bool)
	s.Page(w, r, Status(refusal.Kind), "ended_gate", p)
	return true
}
