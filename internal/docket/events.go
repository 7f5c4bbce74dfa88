package docket

import (
	"tarazy/internal/court"
	"tarazy/internal/record"
)

// Opened is how a case's stream begins.
type Opened struct {
	No        court.CaseNo   `json:"no"`
	Kind      court.Kind     `json:"kind"`
	Subject   string         `json:"subject"`
	Judge     court.PersonID `json:"judge"`
	Secretary court.PersonID `json:"secretary"`
	District  string         `json:"district,omitempty"`
}

// EventType is the word in the record.
func (Opened) EventType() string { return "case.opened" }

// PartyAdded puts a person into the case in a role.
type PartyAdded struct {
	Person court.PersonID `json:"person"`
	Role   court.Role     `json:"role"`
	For    court.PersonID `json:"for,omitempty"`
	Reason string         `json:"reason,omitempty"` // of one added after the opening
}

// EventType is the word in the record.
func (PartyAdded) EventType() string { return "case.party_added" }

// PowerGiven names the power that a role rests on. Older ones name no role:
// they are of whoever stands for that party.
type PowerGiven struct {
	Person court.PersonID `json:"person"`
	Role   court.Role     `json:"role,omitempty"`
	For    court.PersonID `json:"for"`
	Power  string         `json:"power"`
	Terms
	Reason string `json:"reason,omitempty"` // of one that takes the place of another
}

// EventType is the word in the record.
func (PowerGiven) EventType() string { return "case.power_given" }

// Filed joins a document to the case: the event is the joining.
type Filed struct {
	Number int         `json:"number"`
	Kind   string      `json:"kind"`
	Title  string      `json:"title"`
	Name   string      `json:"name"`
	Type   string      `json:"media_type"`
	Blob   record.Hash `json:"blob"`
	Size   int64       `json:"size"`
	// Signature is the filer's electronic signature over the document, if there is one.
	Signature *Signature `json:"signature,omitempty"`
}

// EventType is the word in the record.
func (Filed) EventType() string { return "case.filed" }

// HearingScheduled names a hearing of the case, so that no bundle can leave it out.
type HearingScheduled struct {
	Hearing court.HearingID `json:"hearing"`
	No      int             `json:"no"`
	At      record.Time     `json:"at"`
}

// EventType is the word in the record.
func (HearingScheduled) EventType() string { return "case.hearing_scheduled" }

// HearingEnded names the final head of a hearing's stream.
type HearingEnded struct {
	Hearing court.HearingID `json:"hearing"`
	Head    record.Head     `json:"head"`
}

// EventType is the word in the record.
func (HearingEnded) EventType() string { return "case.hearing_ended" }
