package clerk

import (
	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/hearing"
)

// CaseView is everything a case file page may show this person.
type CaseView struct {
	File    docket.File
	Me      court.PersonID
	MyRoles []court.Role
	May     map[string]bool // "file", "schedule", "state", "ready", "object", "rule": what the roles permit
	Names   map[court.PersonID]string
	States  map[court.HearingID]hearing.State // of the file's hearings
	Today   string                            // by the court's calendar, as docket.Terms has days
	// Hearings are the file's, in its order, at the time and place they have
	// now; the file itself only knows for when each was first fixed.
	Hearings []HearingCard
	// Standing is the format that holds; the zero one before anything was decided.
	Standing docket.Standing
	// Due is by when the law wants the case heard; nil where it says nothing.
	Due *calendar.Due
}

// PersonCard is a person known to the court, for choosing the people of a case.
type PersonCard struct {
	ID    court.PersonID
	Name  string
	Staff []court.Role
}
