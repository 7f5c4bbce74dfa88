package court

import "slices"

// Role is what a person is in a court or a case. Names follow the glossary.
type Role string

const (
	// Judge decides alone, or presides over a panel: a case has one.
	Judge Role = "judge"
	// PanelJudge sits in a panel beside the presiding judge: hears, deliberates,
	// and gives no order alone.
	PanelJudge Role = "panel_judge"
	Secretary  Role = "secretary"
	Registrar  Role = "registrar"

	Prosecutor Role = "prosecutor"
	Claimant   Role = "claimant"
	Respondent Role = "respondent"
	ThirdParty Role = "third_party"
	Accused    Role = "accused"
	Victim     Role = "victim"

	Representative Role = "representative"
	Advocate       Role = "advocate"
	// Defender defends an accused, and nobody else.
	Defender Role = "defender"

	Witness     Role = "witness"
	Expert      Role = "expert"
	Specialist  Role = "specialist"
	Interpreter Role = "interpreter"
	// Assistant is with a person at a remote place: says who is there, helps
	// with the devices, and takes no part in the case.
	Assistant Role = "assistant"

	// Observer watches what is open to everybody.
	Observer Role = "observer"
	// Overseer sees whether the record is whole. Each look of theirs is an act.
	Overseer Role = "overseer"

	// Server is the program itself: the author of what it observed.
	Server Role = "server"
)

// Standing is what a role is to a case.
type Standing string

const (
	OfBench    Standing = "bench"    // holds the hearing
	OfOffice   Standing = "office"   // does the court's office work, and is in no case
	OfParty    Standing = "party"    // the case is theirs
	StandsFor  Standing = "for"      // stands for a party, by a power
	OfCalled   Standing = "called"   // comes because the court called them
	OfWatching Standing = "watching" // sees and hears, and takes no part
)

// Roles lists every role a person can hold, in the order of a cause list.
func Roles() []Role {
	return []Role{Judge, PanelJudge, Secretary, Registrar,
		Prosecutor, Claimant, Respondent, ThirdParty, Accused, Victim,
		Representative, Advocate, Defender,
		Witness, Expert, Specialist, Interpreter, Assistant,
		Observer, Overseer}
}

// Those lists the roles of the standings, in the order of a cause list.
func Those(standings ...Standing) []Role {
	return slices.DeleteFunc(Roles(), func(r Role) bool { return !slices.Contains(standings, r.Standing()) })
}

// Standing is what the role is to a case; empty for one that is none.
func (r Role) Standing() Standing {
	switch r {
	case Judge, PanelJudge, Secretary:
		return OfBench
	case Registrar:
		return OfOffice
	case Prosecutor, Claimant, Respondent, ThirdParty, Accused, Victim:
		return OfParty
	case Representative, Advocate, Defender:
		return StandsFor
	case Witness, Expert, Specialist, Interpreter, Assistant:
		return OfCalled
	case Observer, Overseer:
		return OfWatching
	}
	return ""
}

// OnBench reports whether the role is of those who hold the hearing.
func (r Role) OnBench() bool { return r.Standing() == OfBench }

// IsParty reports whether the case is theirs.
func (r Role) IsParty() bool { return r.Standing() == OfParty }

// Represents reports whether who holds the role stands for a party.
func (r Role) Represents() bool { return r.Standing() == StandsFor }

// ByPower reports whether who holds the role has their place by a power that can
// end: who stands for somebody, sits in the panel, or oversees. Everybody else is
// there in their own right, or because the court called them, and no paper with
// an end takes that from them.
func (r Role) ByPower() bool { return r.Represents() || r == PanelJudge || r == Overseer }

// Called reports whether who holds the role comes because the court called them.
func (r Role) Called() bool { return r.Standing() == OfCalled }

// Watches reports whether who holds the role sees and hears, and takes no part.
func (r Role) Watches() bool { return r.Standing() == OfWatching }

// Fits reports whether a case of the kind can have the role. Somebody is
// accused, and defended as such, where a court finds on guilt; a claim is made
// and answered where it does not, save for the civil claim in a criminal case.
func (r Role) Fits(k Kind) bool {
	switch r {
	case Accused, Defender, Victim:
		return k == Criminal || k == Offence
	case Claimant, Respondent, ThirdParty:
		return k != Offence
	}
	return true
}
