package clerk

import (
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// Every act takes the person who does it; the clerk finds the role in the case
// file and refuses (Forbidden) what the permission table does not grant.
// Key is the idempotency key, chosen by the caller (16 to 64 characters
// [0-9A-Za-z_-]); the same key from the same person answers the same and never
// happens twice. Sig is the actor's own signature where the act is weighty.

// Stamp is common to all acts.
type Stamp struct {
	Key string
	Sig *record.Signature
	eds *ownEDS // what was found of Sig, if it is an electronic signature
}

// Done is what an act answers: where it stands in the record.
type Done struct {
	Ref   record.Ref
	At    record.Time
	Again bool // the same act was done before; nothing happened now
}

type Enrol struct { // registrar (or set-up): a person becomes known to the court
	Stamp
	Name  string
	Email string // kept out of the record
	Lang  court.Lang
	Staff []court.Role // judge, secretary, registrar: roles in the court itself
}

type OpenCase struct {
	Stamp
	No        court.CaseNo
	Kind      court.Kind
	Subject   string
	Judge     court.PersonID
	Secretary court.PersonID
	Parties   []PartyEntry
	Facts     map[string]string // the circumstances, of rules.Statable; may be nil
	District  string            // where the case belongs, for reports; empty is the court's first
}

type PartyEntry struct {
	Person court.PersonID
	Role   court.Role     // of docket.RolesInCase
	For    court.PersonID // whom they stand for, or are with
	Power  string         // what the role rests on, as it is written: its number, who gave it
	docket.Terms
}

type File struct { // a party or representative files a document
	Stamp
	Case  court.CaseID
	Kind  string // of docket.FilingKinds
	Title string
	Name  string // file name
	Type  string // sniffed media type
	Blob  record.Hash
	Size  int64
	// Signature is a detached CMS over the document by the filer; nil: none.
	Signature []byte
}

type Schedule struct { // judge: a hearing in the format that stands; the roll comes from the case file
	Stamp
	Case   court.CaseID
	At     time.Time
	Format court.Format // the one that stands, as the page showed it; may be empty
	DayOff bool         // the judge has seen that the court does not work on that day, and means it
	Stage  string       // of rules.Stages; empty: the one the case is at
	Reason string       // needed where that stage's format is further from the courtroom than the case's own
}

type Hearing struct { // acts on a hearing without further words
	Stamp
	Hearing court.HearingID
}

type Prepare struct { // the person's device test and promise not to record; then the person knocks
	Stamp
	Hearing     court.HearingID
	Camera      string // "ok", "none", "blocked"
	Microphone  string // "ok", "none", "blocked", "silent"
	Sound       string // "ok" (typed the number heard), "not_heard"
	NoRecording bool   // must be true
	Lang        string // "kk", "ru", "en", "other"; empty: not said
	Interpreter string // "needed", "not_needed"; empty: not said
	Link        string // "good", "sound_only", "poor", "untested"; empty: not said
}

type About struct { // acts on a person in a hearing
	Stamp
	Hearing court.HearingID
	Person  court.PersonID
	Reason  string
}

type Reasoned struct {
	Stamp
	Hearing court.HearingID
	Reason  string
	Shown   []court.PersonID // of GoOn and Dismiss: whom the page showed as missing; nil: whoever is
}

type Adjourn struct { // judge: put the hearing off; without Until to a date to be set
	Stamp
	Hearing court.HearingID
	Until   time.Time
	Reason  string
}

type StandRuling struct { // judge: go on without a person who is lost again, until then; without Until the ruling is taken back
	Stamp
	Hearing court.HearingID
	Person  court.PersonID
	Until   time.Time
	Reason  string
}

type Numbered struct { // acts on something in a hearing that is named by its record number
	Stamp
	Hearing court.HearingID
	No      uint64
	Reason  string
}

type Contact struct { // secretary: an attempt to reach a person who was lost
	Stamp
	Hearing court.HearingID
	Person  court.PersonID
	Channel string // phone, sms, email, other
	Result  string // reached, no_answer, busy, wrong_number, other
	Note    string
}

// HearingView is everything a room or hearing page may show this person.
type HearingView struct {
	Case    CaseCard
	Sitting hearing.Sitting
	Me      court.PersonID
	MyRole  court.Role
	May     map[string]bool // act name → may be done now, e.g. "open", "admit", "resume"
	Journal []hearing.Line
	Names   map[court.PersonID]string
	Now     time.Time
	Contact ContactView          // to those who may contact people
	Spent   []court.PersonID     // of the hold: whom the policy's budget of holds no longer covers
	Door    time.Time            // when the waiting room opens, while it has not; zero then, and where there is no time yet
	Barred  *Barred              // for the bench: the law by now forbids the hearing's format
	Invite  []hearing.Invitation // the private talks that may be begun or asked for now
}

type CaseCard struct {
	ID      court.CaseID
	No      court.CaseNo
	Kind    court.Kind
	Subject string
	MyRoles []court.Role
	Next    *HearingCard
}

type HearingCard struct {
	ID     court.HearingID
	No     int // 1st, 2nd hearing of the case
	At     time.Time
	State  hearing.State
	Format court.Format
	Place  []hearing.When // its sittings in the court's calendar; At is the first
	// Released: it was taken out of the calendar and has no time until it is
	// given one again; At is where it stood.
	Released bool
	Stage    string // where it is not the case's
}
