package clerk

import (
	"context"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
)

// whyNotObject is the message key of why the person cannot object at this
// moment; "" if they can.
func (c *Clerk) whyNotObject(view *FormatView) string {
	if _, may := firstPermitted(view.MyRoles, ActObject); !may {
		return "act.not_permitted"
	}
	var last string
	for _, to := range view.Lawful {
		_, err := view.File.Object(docket.FormatObjected{To: to, Grounds: docket.Grounds()[0]}, view.Me, view.Now, view.ObjectUntil)
		if err == nil {
			return ""
		}
		last = fault.Of(err).Key
	}
	return last
}

// MayAmend reports whether the person may run a draft of a law over past cases.
func (c *Clerk) MayAmend(ctx context.Context, by court.PersonID) (may bool, err error) {
	err = c.Store.View(ctx, func(v View) error {
		err := c.mayInCourt(v, by, ActAmend)
		if may = err == nil; fault.Is(err, fault.KindForbidden) {
			return nil
		}
		return err
	})
	return may, err
}
