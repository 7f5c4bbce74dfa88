package clerk

import (
	"time"

	"tarazy/internal/court"
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
	District  string            // where the case belongs, for reports; may be empty
}

type PartyEntry struct {
	Person court.PersonID
	Role   court.Role     // claimant, respondent, representative, advocate, prosecutor, interpreter
	For    court.PersonID // whom a representative or advocate stands for
	Power  string         // the power of representation: kind and number
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
}

type Schedule struct { // judge: a hearing in the format that stands; the roll comes from the case file
	Stamp
	Case   court.CaseID
	At     time.Time
	Format court.Format // the one that stands, as the page showed it; may be empty
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
	May     map[string]bool // act name → may be done now, e.g. "open", "admit", "resume", "go_on", "dismiss", "recess", "close", "contact"
	Journal []hearing.Line
	Names   map[court.PersonID]string
	Now     time.Time
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
}
