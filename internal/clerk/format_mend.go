package clerk

import (
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/hearing"
)

// mends puts into the view what only the lines that failed take away from the
// case: a ruling that finds them mended, and that alone, gives it back. Stood
// are formats that it had, the latest first.
func (c *Clerk) mends(view *FormatView, now docket.FormatDecided, stage string, stood ...court.Format) error {
	if len(view.File.LinkFailures) == 0 {
		return nil
	}
	mended, err := c.Law.AtStage(healed(view.File), view.Now, stage)
	if err != nil {
		return err
	}
	for _, format := range court.Formats() {
		_, barred := now.Forbids(format)
		if _, still := mended.Forbids(format); barred && !still {
			view.Mends = append(view.Mends, format)
		}
	}
	for _, format := range stood {
		if view.Mend == "" && slices.Contains(view.Mends, format) {
			view.Mend = format
		}
	}
	return nil
}

// healed is the case as a ruling that finds its lines mended leaves it.
func healed(f docket.File) docket.File {
	f.LinkFailures = nil
	return f
}

// mendable reports whether the law would let a hearing be held in its format if
// the lines that failed were found mended.
func (c *Clerk) mendable(s hearing.Sitting, f docket.File) (bool, error) {
	if len(f.LinkFailures) == 0 {
		return false, nil
	}
	now, err := c.atOwnStage(s, healed(f))
	_, still := now.Forbids(s.Format)
	return err == nil && !still, err
}
