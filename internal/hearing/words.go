// Package hearing is one sitting of the court: who is on the roll, who is in
// the room, what state it has reached, and which orders may be given next.
//
// Values here decide and never act. A method returns the drafts of the events
// that follow from an order; package clerk saves them.
package hearing

import (
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
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
	PutOut  Presence = "removed" // by order of the judge
	Private Presence = "private" // admitted and connected, in a private talk
)

// Seat is one line of the roll.
type Seat struct {
	Person      court.PersonID
	Role        court.Role
	For         court.PersonID
	Necessary   bool
	From        time.Time // between these the power they stand on holds; zero: no bound
	Until       time.Time
	Entered     PowerEntry // the entry that says so
	Also        []Tie      // what places them besides
	Articles    []court.Article
	Presence    Presence
	Since       time.Time
	Admitted    bool
	LetIn       time.Time // when they were last admitted, or admitted again
	Lapsed      bool      // their power ended while the hearing went on, and their place with it
	Uncalled    bool      // a witness who was cut off or left: back only when called again
	Attended    bool      // was in the room at some time after the opening
	Promised    bool      // agreed not to record
	Device      map[string]string
	Lang        string    // in which they take part, as they said; empty: they did not
	Interpreter string    // needed, not_needed; empty likewise
	Identity    *Identity // nil: not checked yet
	Cause       Cause     // of the present loss
	// Excused: the judge opened, went on or dismissed a hold without this
	// person; until the person is in the room again no hold is for their sake.
	Excused bool
	Order   *Order // keeps the person out of the room; nil while none does
	Muted   bool   // kept silent by order
	// Interpreted: follows the sitting through the interpreter, by own choice.
	Interpreted bool
	Overdue     bool // was noted as kept waiting since the last knock
	Holds       int  // how often the sitting was held for this person, the court's own failures apart
	// Standing is in force; Stood: it is what excuses the person now.
	Standing *Standing
	Stood    bool
	Talk     court.TalkID // the private talk they are in; empty: the sitting's own room
	Gen      uint64       // record number of their last move between rooms
}

// Cause is why a person was cut off, kept apart as the law needs.
type Cause string

const (
	LeftByOwnAct   Cause = "left"
	ByOrder        Cause = "order"
	NotEstablished Cause = "not_established"
	ThePlace       Cause = "place"
	TheCourt       Cause = "court"
	// PowerOver: no line broke; the power the person stood on ended.
	PowerOver Cause = "power"
	// NotCome: no line broke; the person is not in the room yet, or not yet again.
	NotCome Cause = "not_come"
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

// Sitting is the folded state of a hearing's stream.
type Sitting struct {
	ID       court.HearingID
	Case     court.CaseID
	CaseNo   court.CaseNo
	Kind     court.Kind
	No       int
	At       time.Time // scheduled for
	Place    []When    // its sittings in the court's calendar; none while it has no place there
	OverWish *OverWish // whose wish the place was booked over
	Released bool      // it was taken out of the calendar: At is where it stood, and holds no longer
	Format   court.Format
	Decision *docket.Decision // how its format was decided, where its stage is not the case's
	// StageReason is the judge's, where that takes the hearing further from the courtroom.
	StageReason string
	State       State
	OpenedAt    time.Time
	EndedAt     time.Time
	Roll        []Seat
	Former      []Seat    // of those whose role ended after the hearing was fixed
	Vacant      []Vacancy // necessary places that a role's end left empty
	Hold        *Hold
	Break       *Break
	Adjournment *Adjournment
	Failure     *Failure // the court's own side has failed and is not yet restored
	Attempts    []Attempt
	DateNotices []Attempt        // messages about the hearing's date
	Reports     []Report         // of people who cannot get in
	Bounded     bool             // so many strangers reported that some are turned away
	Unheard     []Unheard        // where sound does not get through
	Floor       []court.PersonID // who may speak in session besides the bench
	Hands       []court.PersonID // who asks for the floor, the longest first
	OpenMics    bool             // everybody may speak at will in session
	Talks       []Talk           // private talks, those that are over too
	Asks        []TalkAsk        // private talks that wait for the judge
	Version     uint64
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
