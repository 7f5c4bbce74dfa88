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
	ActContact  Action = "contact"
	ActLeave    Action = "leave"
)

// Actions lists every action, in the order of a case's life.
func Actions() []Action {
	return []Action{ActEnrol, ActOpenCase, ActAmend, ActRead, ActFile, ActReceipt, ActExport, ActState, ActReady, ActObject, ActRule,
		ActSchedule, ActPrepare, ActAdmit, ActOpen, ActRecess, ActResume, ActGoOn, ActDismiss, ActClose, ActContact, ActLeave}
}

// granted says which roles may do the action. For enrol, open_case and amend
// the role is held in the court itself, for all others in the case.
func granted(a Action) []court.Role {
	inCase := []court.Role{court.Judge, court.Secretary, court.Claimant, court.Respondent, court.Representative,
		court.Advocate, court.Prosecutor, court.Interpreter}
	parties := []court.Role{court.Claimant, court.Respondent, court.Representative, court.Advocate, court.Prosecutor}
	switch a {
	case ActEnrol:
		return []court.Role{court.Registrar}
	case ActOpenCase:
		return []court.Role{court.Registrar, court.Secretary}
	case ActAmend:
		return []court.Role{court.Registrar, court.Judge}
	case ActState:
		return []court.Role{court.Judge, court.Secretary}
	case ActReady:
		return append([]court.Role{court.Secretary, court.Interpreter}, parties...)
	case ActRead, ActReceipt, ActExport:
		return slices.DeleteFunc(inCase, func(r court.Role) bool { return r == court.Interpreter })
	case ActFile, ActObject:
		return parties
	case ActPrepare, ActLeave:
		return inCase
	case ActAdmit, ActContact:
		return []court.Role{court.Secretary, court.Judge}
	case ActRule, ActSchedule, ActOpen, ActRecess, ActResume, ActGoOn, ActDismiss, ActClose:
		return []court.Role{court.Judge}
	}
	return nil
}

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
	return a == ActRule || a == ActOpen || a == ActGoOn || a == ActDismiss || a == ActClose
}

// ByLaw are the acts that the table grants only as far as the law's own table
// of the bench does: another country's law may leave a recess to the presiding
// judge alone, and the admission to the secretary.
func ByLaw(a Action) bool {
	return slices.Contains([]Action{ActAdmit, ActRecess, ActResume, ActGoOn, ActContact}, a)
}

// PermissionTable prints role × action for a lawyer.
func PermissionTable() string {
	var b strings.Builder
	b.WriteString("Who may do what. + permitted, s permitted and signed with the person's own key, . refused;\n" +
		"l after either: only where the law's table of the bench says so too\n\n")
	fmt.Fprintf(&b, "%-12s", "")
	for _, r := range court.Roles() {
		fmt.Fprintf(&b, " %-14s", r)
	}
	b.WriteString("\n")
	for _, a := range Actions() {
		fmt.Fprintf(&b, "%-12s", a)
		for _, r := range court.Roles() {
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
			fmt.Fprintf(&b, " %-14s", mark)
		}
		b.WriteString("\n")
	}
	return strings.ReplaceAll(b.String(), " \n", "\n")
}

// mayInCase says which acts on a case's file and format the roles permit.
func mayInCase(roles []court.Role) map[string]bool {
	may := map[string]bool{}
	for _, a := range []Action{ActFile, ActSchedule, ActState, ActReady, ActObject, ActRule} {
		_, may[string(a)] = firstPermitted(roles, a)
	}
	return may
}
