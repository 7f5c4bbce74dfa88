package clerk

import (
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/rules"
)

// mustCome lists whom the law wants in the courtroom of a hearing, at the
// hearing's own stage where it has one; nobody of one that is not hybrid, in
// which all are in one place.
func (c *Clerk) mustCome(s hearing.Sitting, f docket.File) ([]rules.Called, error) {
	if s.Format != court.Hybrid {
		return nil, nil
	}
	stage := ""
	if s.Decision != nil {
		stage = s.Decision.Stage
	}
	called, err := c.Law.MustCome(f, c.Clock.Now(), stage)
	return slices.DeleteFunc(called, func(one rules.Called) bool {
		seat, on := s.Seat(one.Person)
		return !on || seat.Role.OnBench()
	}), err
}

// mayAttendOnline refuses (Conflict) a place in which somebody whom the law
// wants in the courtroom would be online. It names the person and the rule.
func (c *Clerk) mayAttendOnline(s hearing.Sitting, f docket.File, w Wish) error {
	called, err := c.mustCome(s, f)
	if err != nil {
		return err
	}
	for _, one := range called {
		if !slices.Contains(w.InCourt, one.Person) {
			return fault.Conflict("calendar.place.must_come").
				With(fault.Args{"person": one.Person, "article": one.Rule.Articles[0], "rule": one.Rule.ID}).On("people")
		}
	}
	return nil
}
