// Package hearing is one sitting of the court: who is on the roll, who is in
// the room, what state it has reached, and which orders may be given next.
//
// Values here decide and never act. A method returns the drafts of the events
// that follow from an order; package clerk saves them.
package hearing

import (
	"time"

	"tarazy/internal/court"
)

// State is where a sitting stands.
type State string

const (
	Scheduled      State = "scheduled"
	Lobby          State = "lobby"
	Session        State = "session"
	Recess         State = "recess"
	Held           State = "held"
	TechnicalBreak State = "technical_break"
	Adjourned      State = "adjourned"
	Ended          State = "ended"
)

// Presence is where a person on the roll is.
type Presence string

const (
	Outside Presence = "outside" // not signed in, or not yet through the lobby
	Waiting Presence = "waiting" // in the lobby, ready, knocked
	Inside  Presence = "inside"  // admitted and connected
	Lost    Presence = "lost"    // admitted; the connection is gone, cause not established unless known
	Gone    Presence = "left"    // left by own act
)

// Seat is one line of the roll.
type Seat struct {
	Person    court.PersonID
	Role      court.Role
	For       court.PersonID
	Necessary bool
	Articles  []court.Article
	Presence  Presence
	Since     time.Time
	Admitted  bool
	Promised  bool // agreed not to record
	Device    map[string]string
	Cause     Cause // of the present loss
	// Excused: the judge opened, went on or dismissed a hold without this
	// person; until the person is in the room again no hold is for their sake.
	Excused bool
}

// Cause is why a person was cut off, kept apart as the law needs.
type Cause string

const (
	LeftByOwnAct   Cause = "left"
	ByOrder        Cause = "order"
	NotEstablished Cause = "not_established"
	ThePlace       Cause = "place"
	TheCourt       Cause = "court"
)

// Hold says why the sitting is held, until a judge acts.
type Hold struct {
	Since   time.Time
	About   []court.PersonID
	Cause   Cause
	Version uint64 // record number of the hold
	Alarmed bool   // ten minutes passed without an act
}

// Failure is a failure of the court's own side that lasts.
type Failure struct {
	Since time.Time
	Sign  string
}

// Attempt is one contact attempt by the secretary.
type Attempt struct {
	Person  court.PersonID
	Channel string
	Result  string
	Note    string
	By      court.PersonID
	At      time.Time
	Version uint64
}

// Sitting is the folded state of a hearing's stream.
type Sitting struct {
	ID       court.HearingID
	Case     court.CaseID
	CaseNo   court.CaseNo
	Kind     court.Kind
	No       int
	At       time.Time // scheduled for
	Format   court.Format
	State    State
	OpenedAt time.Time
	EndedAt  time.Time
	Roll     []Seat
	Hold     *Hold
	Failure  *Failure // the court's own side has failed and is not yet restored
	Attempts []Attempt
	Version  uint64
}

// Line is one line of the disruption journal: what stands in the record, and
// under which number. Key is a message key "journal.<event type>[.variant]", Args its placeholders;
// Line.Text replaces PersonIDs by names, record times by the court's clock, and
// values that are message keys themselves by their words.
type Line struct {
	Version uint64
	At      time.Time
	By      court.Actor
	Type    string
	Key     string
	Args    map[string]string
	Machine bool // observed by the program, not done by a person
}
