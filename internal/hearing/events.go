package hearing

import (
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/record"
)

// ScheduledFor is how a hearing's stream begins.
type ScheduledFor struct {
	Case   court.CaseID `json:"case"`
	CaseNo court.CaseNo `json:"case_no"`
	Kind   court.Kind   `json:"kind"`
	No     int          `json:"no"`
	At     record.Time  `json:"at"`
	Roll   []RollLine   `json:"roll"`
	// Format is how the hearing is held, and Law the digest of the rules it was
	// decided by. Hearings of an older version have neither: they are online.
	Format court.Format `json:"format,omitempty"`
	Law    string       `json:"law,omitempty"`
	// Decision is what the law answers for a hearing at another stage than the
	// case is at; absent, the hearing is held as the case is.
	Decision *docket.FormatDecided `json:"decision,omitempty"`
	// Reason is the judge's for a stage by which the hearing is further from the
	// courtroom than its case.
	Reason string `json:"reason,omitempty"`
}

// Untested stands for a device the person did not test: the record says of a
// test only what was seen in it.
const Untested = "untested"

// Prepared is the person's own device test and promise; the person knocks.
type Prepared struct {
	Camera      string `json:"camera"`
	Microphone  string `json:"microphone"`
	Sound       string `json:"sound"`
	NoRecording bool   `json:"no_recording"`
	// What the person said besides; absent from records of an older version.
	Lang        string `json:"lang,omitempty"`        // kk, ru, en, other
	Interpreter string `json:"interpreter,omitempty"` // needed, not_needed
	// Link is the verdict on the person's line: good, sound_only, poor, untested.
	Link string `json:"link,omitempty"`
}

// Admitted lets a person into the room.
type Admitted struct {
	Person court.PersonID `json:"person"`
}

// Entered: the server saw an admitted person arrive in the room.
type Entered struct {
	Person court.PersonID `json:"person"`
}

// PersonLost: the server saw nothing of the person since then. Signs say what
// stopped: heartbeat_gone, packets_gone, socket_closed, media_left,
// media_server_down, program_restarted.
type PersonLost struct {
	Person court.PersonID `json:"person"`
	Since  record.Time    `json:"since"`
	Cause  Cause          `json:"cause"`
	Signs  []string       `json:"signs"`
}

// PersonBack: a person who was lost or had left is in the room again.
type PersonBack struct {
	Person court.PersonID `json:"person"`
	Since  record.Time    `json:"since"` // when the loss began
	MS     int64          `json:"ms"`    // how long it lasted
}

// PersonLeft is the Leave button, and nothing else.
type PersonLeft struct{}

// Opened begins the sitting. Absent are the necessary persons who were not in
// the room; then Reason is the ruling's reason.
type Opened struct {
	Reason string           `json:"reason,omitempty"`
	Absent []court.PersonID `json:"absent"`
}

// Recessed interrupts the sitting by the judge's order.
type Recessed struct {
	Reason string `json:"reason,omitempty"`
}

// Resumed ends a recess or a hold with everyone necessary back.
type Resumed struct{}

// WentOn ends a hold or recess by a reasoned ruling, without those missing.
type WentOn struct {
	Reason  string           `json:"reason"`
	Without []court.PersonID `json:"without"`
}

// HoldDismissed ends a hold that the judge finds mistaken.
type HoldDismissed struct {
	Reason string           `json:"reason,omitempty"`
	About  []court.PersonID `json:"about"`
}

// HeldFor: the program holds the sitting until a judge acts.
type HeldFor struct {
	About []court.PersonID `json:"about"`
	Cause Cause            `json:"cause"`
}

// HoldAlarmed: a hold has lasted too long without an act of the judge.
type HoldAlarmed struct {
	Since record.Time `json:"since"`
}

// CourtFailed is a failure of the court's own side. With the sign
// program_restarted it is over when it is written: Since is then the last
// thing known of the sitting before, not a measured moment. Over likewise is
// record_gone, which cut nobody off.
type CourtFailed struct {
	Since record.Time  `json:"since"`
	Until *record.Time `json:"until,omitempty"`
	Sign  string       `json:"sign"`
}

// CourtRestored ends a failure: somebody is back, or what failed answers anew.
// Unseen says that nobody was there to show it: the court's own means answer, and
// have shown no other sign of a failure since.
type CourtRestored struct {
	Since  record.Time `json:"since"`
	MS     int64       `json:"ms"`
	Unseen bool        `json:"unseen,omitempty"`
}

// Closed ends the sitting. Nothing follows it in the stream.
type Closed struct{}

// EventType is the word in the record; likewise for all below.
func (ScheduledFor) EventType() string  { return "hearing.scheduled" }
func (Prepared) EventType() string      { return "hearing.prepared" }
func (Admitted) EventType() string      { return "hearing.admitted" }
func (Entered) EventType() string       { return "hearing.entered" }
func (PersonLost) EventType() string    { return "hearing.lost" }
func (PersonBack) EventType() string    { return "hearing.back" }
func (PersonLeft) EventType() string    { return "hearing.left" }
func (Opened) EventType() string        { return "hearing.opened" }
func (Recessed) EventType() string      { return "hearing.recessed" }
func (Resumed) EventType() string       { return "hearing.resumed" }
func (WentOn) EventType() string        { return "hearing.went_on" }
func (HoldDismissed) EventType() string { return "hearing.hold_dismissed" }
func (HeldFor) EventType() string       { return "hearing.held" }
func (HoldAlarmed) EventType() string   { return "hearing.hold_alarmed" }
func (CourtFailed) EventType() string   { return "hearing.court_failed" }
func (CourtRestored) EventType() string { return "hearing.court_restored" }
func (Closed) EventType() string        { return "hearing.closed" }
