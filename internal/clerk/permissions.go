package clerk

import (
	"fmt"
	"slices"
	"strings"

	"tarazy/internal/court"
)

// Action is something a role may be permitted to do.
type Action string

const (
	ActEnrol    Action = "enrol"
	ActOpenCase Action = "open_case"
	ActRead     Action = "read"
	ActFile     Action = "file"
	ActState    Action = "state"  // the circumstances of the case
	ActReady    Action = "ready"  // how one can take part
	ActObject   Action = "object" // to the format
	ActRule     Action = "rule"   // on the format
	ActAmend    Action = "amend"  // run a draft of a law over past cases
	ActReceipt  Action = "receipt"
	ActExport   Action = "export"
	ActSchedule Action = "schedule"
	ActPrepare  Action = "prepare"
	ActAdmit    Action = "admit"
	ActOpen     Action = "open"
	ActRecess   Action = "recess"
	ActResume   Action = "resume"
	ActGoOn     Action = "go_on"
	ActDismiss  Action = "dismiss"
	ActClose    Action = "close"
	ActBreak    Action = "technical_break" // for a failure of the court's own means
	ActAdjourn  Action = "adjourn"         // put the hearing off to another date
	ActContact  Action = "contact"
	ActLeave    Action = "leave"
	ActDispute  Action = "dispute" // say that a declared attempt to reach one was not made
	ActReport   Action = "report"  // say that one cannot get in

	ActTurnAway  Action = "turn_away" // leave at the door who knocked
	ActRemove    Action = "remove"    // put out of the room
	ActReadmit   Action = "readmit"   // end either
	ActHand      Action = "hand"      // ask for the floor, or not any more
	ActFloor     Action = "floor"     // give and take the floor, open and close microphones, mute
	ActProtest   Action = "protest"   // say one's own word against either
	ActConfer    Action = "confer"    // begin a private talk or ask for one, come back from it: as its own table says
	ActInterpret Action = "interpret" // follow the sitting through the interpreter, or in the original
	ActPrivate   Action = "private"   // allow a private talk, call people back from one
	ActStanding  Action = "standing"  // rule ahead on a loss that comes again, or take that back

	ActJournal     Action = "answer_journal" // agree or object to the journal of a hearing that ended
	ActJournalRule Action = "rule_journal"   // on such an objection
	ActFigures     Action = "figures"        // see one's own and the court's
	ActCount       Action = "count_figures"  // set down a period's figures in the record

	ActMembers  Action = "members"   // see who is in the case, as what, by what power
	ActAddParty Action = "add_party" // put a person into a case that was opened
	ActPower    Action = "power"     // put another power in the place of one
	ActEndRole  Action = "end_role"  // end a role in the case
	ActEndParty Action = "end_party" // where that role is a party's own: their right to be heard goes with it
	ActEndPlace Action = "end_place" // where the person stands for a party, or is on the roll of a hearing that goes on: their place goes with it
	ActLook     Action = "look"      // say that one looks, for all in the case to see
	ActFollow   Action = "follow"    // see the journal of a sitting while it goes on

	ActCourtrooms Action = "courtrooms" // add, change, close and reopen them
	ActCalendar   Action = "calendar"   // see the whole calendar
	ActBook       Action = "book"       // give a hearing of the case its place, move it, release it
	ActOverWish   Action = "over_wish"  // book over a wish to keep a day free
	ActAway       Action = "away"       // say when one cannot attend
	ActCheckIn    Action = "check_in"   // come in at the courtroom's door
)

// Actions lists every action, in the order of a case's life.
func Actions() []Action {
	return []Action{ActEnrol, ActOpenCase, ActMembers, ActAddParty, ActPower, ActEndRole, ActEndParty, ActEndPlace, ActAmend, ActLook, ActRead, ActFile, ActReceipt, ActExport, ActState, ActReady, ActObject, ActRule,
		ActSchedule, ActPrepare, ActAdmit, ActIdentify, ActOpen, ActRecess, ActResume, ActGoOn, ActDismiss, ActBreak, ActAdjourn, ActClose, ActContact, ActLeave, ActDispute, ActReport, ActFollow,
		ActTurnAway, ActRemove, ActReadmit, ActProtest, ActStanding, ActHand, ActFloor, ActConfer, ActPrivate, ActInterpret,
		ActJournal, ActJournalRule, ActFigures, ActCount,
		ActCourtrooms, ActCalendar, ActBook, ActOverWish, ActAway, ActCheckIn}
}

// granted says which roles may do the action. For enrol, open_case, amend,
// courtrooms, calendar and figures the role is held in the court itself, for away in
// either, for members, add_party, power and end_role in the case or, by the
// registrar, in the court itself, for all others in the case.
func granted(a Action) []court.Role {
	inCase := court.Those(court.OfBench, court.OfParty, court.StandsFor, court.OfCalled, court.OfWatching)
	parties := court.Those(court.OfParty, court.StandsFor)
	reading := court.Those(court.OfBench, court.OfParty, court.StandsFor)
	switch a {
	case ActEnrol, ActCourtrooms, ActCount:
		return []court.Role{court.Registrar}
	case ActCalendar:
		return []court.Role{court.Registrar, court.Secretary, court.Judge}
	case ActBook, ActState, ActAdmit, ActContact, ActBreak, ActIdentify:
		return []court.Role{court.Secretary, court.Judge}
	case ActOpenCase:
		return []court.Role{court.Registrar, court.Secretary}
	case ActAmend, ActFigures:
		return []court.Role{court.Registrar, court.Judge}
	case ActAddParty, ActPower:
		return []court.Role{court.Judge, court.Secretary, court.Registrar}
	case ActEndRole: // whose, the case file decides: a party only of who stands for them
		return append([]court.Role{court.Judge, court.Secretary, court.Registrar}, court.Those(court.OfParty)...)
	case ActMembers:
		return append([]court.Role{court.Registrar, court.Overseer}, reading...)
	case ActJournal:
		return append([]court.Role{court.Interpreter, court.Expert, court.Specialist, court.Witness}, parties...)
	case ActReady:
		return append([]court.Role{court.Secretary, court.Interpreter, court.Expert, court.Specialist, court.Witness}, parties...)
	case ActRead, ActReceipt, ActExport:
		return append([]court.Role{court.Overseer}, reading...)
	case ActFile, ActObject:
		return parties
	case ActLook:
		return []court.Role{court.Overseer}
	case ActPrepare, ActLeave, ActCheckIn, ActProtest, ActDispute, ActReport:
		return inCase
	case ActInterpret:
		return except(inCase, court.Interpreter)
	case ActFollow: // a witness learns nothing of the hearing; an observer sees what the courtroom shows
		return except(inCase, court.Witness, court.Observer)
	case ActAway:
		return except(inCase, court.Assistant, court.Observer, court.Overseer)
	case ActHand:
		return except(inCase, court.Assistant, court.Observer, court.Overseer)
	case ActConfer: // with whom is the table of private talks
		return append([]court.Role{court.Judge, court.PanelJudge, court.Interpreter, court.Witness}, except(parties, court.Prosecutor)...)
	case ActRule, ActSchedule, ActOverWish, ActOpen, ActRecess, ActResume, ActGoOn, ActDismiss, ActAdjourn, ActClose, ActTurnAway, ActRemove, ActReadmit, ActStanding, ActFloor, ActJournalRule, ActPrivate, ActEndParty, ActEndPlace:
		return []court.Role{court.Judge}
	}
	return nil
}

func except(roles []court.Role, out ...court.Role) []court.Role {
	return slices.DeleteFunc(slices.Clone(roles), func(r court.Role) bool { return slices.Contains(out, r) })
}

// seeing are the acts by which somebody sees what is in a case: an overseer
// says first that they look.
func seeing() []Action { return []Action{ActRead, ActReceipt, ActExport, ActMembers, ActPrepare} }

// Permitted reports whether the role may do the action.
func Permitted(r court.Role, a Action) bool { return slices.Contains(granted(a), r) }

// firstPermitted is the role in which a person acts who has several.
func firstPermitted(roles []court.Role, a Action) (court.Role, bool) {
	for _, r := range roles {
		if Permitted(r, a) {
			return r, true
		}
	}
	return "", false
}

// Weighty acts carry the actor's own signature.
func Weighty(a Action) bool {
	return slices.Contains([]Action{ActRule, ActOpen, ActGoOn, ActDismiss, ActAdjourn, ActClose, ActRemove, ActReadmit, ActStanding, ActJournalRule, ActEndParty, ActEndPlace}, a)
}

// ByLaw are the acts that the table grants only as far as the law's own table
// of the bench does: another country's law may leave a recess to the presiding
// judge alone, and the admission to the secretary.
func ByLaw(a Action) bool {
	return slices.Contains([]Action{ActAdmit, ActBreak, ActRecess, ActResume, ActGoOn, ActDismiss, ActContact}, a)
}

// lawfulAct is the act's word in the law's table of the bench. To dismiss a hold
// is to resume the sitting: who may not do that may not do it by this name either.
func lawfulAct(a Action) string {
	if a == ActDismiss {
		a = ActResume
	}
	return string(a)
}

// PermissionTable prints role × action for a lawyer, a sheet for each standing,
// with what the words of both mean.
func PermissionTable() string {
	var b strings.Builder
	b.WriteString("Who may do what. + permitted, s permitted and signed with the person's own key, . refused;\n" +
		"l after either: only where the law's table of the bench says so too. The last column says what the act is.\n")
	b.WriteString(roleWords())
	for _, sheet := range permissionSheets() {
		fmt.Fprintf(&b, "\n%s\n%-15s", sheet.title, "")
		for _, r := range sheet.roles {
			fmt.Fprintf(&b, " %-14s", r)
		}
		b.WriteString("\n")
		for _, a := range Actions() {
			fmt.Fprintf(&b, "%-15s", a)
			for _, r := range sheet.roles {
				fmt.Fprintf(&b, " %-14s", permissionMark(r, a))
			}
			fmt.Fprintf(&b, " %s\n", means(a))
		}
	}
	return strings.ReplaceAll(b.String(), " \n", "\n")
}

type permissionSheet struct {
	title string
	roles []court.Role
}

// permissionSheets are the roles as the table has them side by side.
func permissionSheets() []permissionSheet {
	return []permissionSheet{
		{"The court", court.Those(court.OfBench, court.OfOffice)},
		{"Parties", court.Those(court.OfParty)},
		{"Who stands for a party, by a power", court.Those(court.StandsFor)},
		{"Whom the court called", court.Those(court.OfCalled)},
		{"Who watches", court.Those(court.OfWatching)},
	}
}

func permissionMark(r court.Role, a Action) string {
	mark := "."
	switch {
	case Permitted(r, a) && Weighty(a):
		mark = "s"
	case Permitted(r, a):
		mark = "+"
	}
	if mark != "." && ByLaw(a) {
		mark += "l"
	}
	return mark
}

// mayInCase says which acts on a case's file and format the roles permit.
func mayInCase(roles []court.Role) map[string]bool {
	may := map[string]bool{}
	for _, a := range []Action{ActFile, ActSchedule, ActState, ActReady, ActObject, ActRule} {
		_, may[string(a)] = firstPermitted(roles, a)
	}
	return may
}
