package hearing

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tarazy/internal/court"
)

// briefly is how long a line may be gone without the minutes saying so, if
// nothing came of it. The journal says it all the same.
const briefly = time.Minute

// Minutes are the lines that the short minutes need, in the order of time:
// what the court opened, ordered, ruled and closed, what was objected, and the
// disruptions for which the sitting was held or which lasted a minute or more.
// The bell, the lobby, hands and microphones are left to the journal.
func Minutes(lines []Line, now time.Time) []Line {
	of := map[uint64]bool{}
	for _, e := range Episodes(lines, now) {
		if e.Held == 0 && e.Away() < briefly && e.Person != "" {
			continue
		}
		for _, n := range e.Lines {
			of[n] = true
		}
	}
	var out []Line
	for _, l := range lines {
		if of[l.Version] || slices.Contains(ordersInMinutes(), l.Type) {
			out = append(out, l)
		}
	}
	return out
}

func ordersInMinutes() []string {
	return []string{"hearing.opened", "hearing.turned_away", "hearing.removed", "hearing.readmitted", "hearing.objected", "hearing.standing_ruled",
		"hearing.standing_lapsed", "hearing.held", "hearing.recessed", "hearing.resumed", "hearing.went_on", "hearing.hold_dismissed", "hearing.left", "hearing.closed",
		"hearing.technical_break", "hearing.adjourned", "hearing.identified",
		PowerLapsed{}.EventType()}
}

// Concerning are the lines about a person: what they did, what was done about
// them, and what befell everybody. A line that is sealed has nobody in it, and
// stays, so that the numbers have no unexplained gap.
func Concerning(lines []Line, p court.PersonID) []Line {
	var out []Line
	for _, l := range lines {
		if l.about(p) {
			out = append(out, l)
		}
	}
	return out
}

func (l Line) about(p court.PersonID) bool {
	if l.By.Person == p || l.Args["person"] == string(p) || l.soundOf(p) {
		return true
	}
	switch l.Type {
	case "", "hearing.scheduled", "hearing.placed", "hearing.unplaced", "hearing.opened", "hearing.recessed", "hearing.resumed", "hearing.went_on",
		"hearing.hold_dismissed", "hearing.held", "hearing.hold_alarmed", "hearing.court_failed", "hearing.court_restored", "hearing.closed",
		"hearing.technical_break", "hearing.break_alarmed", "hearing.adjourned", "hearing.lobby_opened":
		return true
	}
	return false
}

// OwnLines are those that are the person's own or about nobody else: all that is
// shown of a journal to who may not follow the hearing.
func OwnLines(lines []Line, p court.PersonID) []Line {
	var out []Line
	reported := map[string]bool{}
	for _, l := range lines {
		no := strconv.FormatUint(l.Version, 10)
		switch {
		case l.By.Person == p && l.Type == (CannotEnter{}).EventType():
			reported[no] = true
		case l.Type == (ReportAnswered{}).EventType():
			if !reported[l.Args["no"]] {
				continue
			}
		case l.By.Person == p, l.Args["person"] == string(p), l.Args["people"] == string(p) && l.Args["person"] == "":
		case strings.HasPrefix(l.Type, "hearing.private_") && slices.Contains(strings.Fields(l.Args["people"]), string(p)):
		default:
			continue
		}
		out = append(out, l)
	}
	return out
}
