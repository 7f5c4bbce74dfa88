package pages

import (
	"context"
	"io"
	"log/slog"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/identity"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

// Clerk is what the pages ask of the desk. Every call names the person who
// asks; the desk refuses what the permission table does not grant.
type Clerk interface {
	OpenCase(ctx context.Context, by court.PersonID, cmd clerk.OpenCase) (clerk.Done, error)
	File(ctx context.Context, by court.PersonID, cmd clerk.File) (clerk.Done, error)
	Schedule(ctx context.Context, by court.PersonID, cmd clerk.Schedule) (clerk.Done, error)
	Cases(ctx context.Context, by court.PersonID) ([]clerk.CaseCard, error)
	Case(ctx context.Context, by court.PersonID, no court.CaseNo) (clerk.CaseView, error)
	HearingView(ctx context.Context, by court.PersonID, id court.HearingID) (clerk.HearingView, error)
	// Ticket opens the media room to a person the record admits.
	Ticket(ctx context.Context, by court.PersonID, id court.HearingID) (clerk.Ticket, error)
	// Receipt is not ready (false, no error) while no signed checkpoint covers the event.
	Receipt(ctx context.Context, by court.PersonID, id court.CaseID, version uint64) (record.Receipt, bool, error)
}

// Registry is the desk's part about people and the court itself.
type Registry interface {
	// InCourt says which acts the person may do in the court itself.
	InCourt(ctx context.Context, by court.PersonID) (map[string]bool, error)
	// People are those a case can be opened with.
	People(ctx context.Context, by court.PersonID) ([]clerk.PersonCard, error)
	// Registry is the registrar's list.
	Registry(ctx context.Context, by court.PersonID) ([]clerk.Known, error)
	Enrol(ctx context.Context, by court.PersonID, cmd clerk.Enrol) (clerk.Done, error)
	Invite(ctx context.Context, by court.PersonID, person court.PersonID, email string) error
	// Contacts are a person's addresses, Readdress changes them: for the person and the registrar.
	Contacts(ctx context.Context, by, person court.PersonID) (clerk.Addressee, error)
	Readdress(ctx context.Context, by, person court.PersonID, email, phone string) error
	// Person is what the record says of the person who asks.
	Person(ctx context.Context, id court.PersonID) (identity.Person, error)
}

// Numbers is the desk for identification numbers.
type Numbers interface {
	// Number is the registrar's word, ConfirmNumber the person's own.
	Number(ctx context.Context, by, person court.PersonID, iin string) error
	ConfirmNumber(ctx context.Context, by court.PersonID, iin string) error
	NumberOf(ctx context.Context, by, person court.PersonID) (clerk.NumberStanding, error)
}

// Members is the desk's part about who is in a case.
type Members interface {
	Members(ctx context.Context, by court.PersonID, no court.CaseNo) (clerk.Members, error)
	AddParty(ctx context.Context, by court.PersonID, cmd clerk.AddParty) (clerk.Done, error)
	Empower(ctx context.Context, by court.PersonID, cmd clerk.Empower) (clerk.Done, error)
	EndRole(ctx context.Context, by court.PersonID, cmd clerk.EndRole) (clerk.Done, error)
	Look(ctx context.Context, by court.PersonID, cmd clerk.LookAt) (clerk.Done, error)
}

// Blobs keeps documents by the hash of their content.
type Blobs interface {
	Put(ctx context.Context, r io.Reader, max int64) (hash record.Hash, size int64, err error)
	Open(ctx context.Context, hash record.Hash) (io.ReadSeekCloser, int64, error)
}

// Pace bounds how often a thing may be done under one name: Knock takes one of the
// tries it has, and reports whether one was left.
type Pace interface {
	Knock(name string) bool
}

// Deps is what the pages are made of.
type Deps struct {
	Renderer *Renderer
	Clerk    Clerk
	Registry Registry
	Members  Members
	Triage   Triage
	Days     Days
	Print    Printer // nil: nothing is printed
	Calendar Calendar
	Places   Places
	Journals Journals
	Examiner Examiner   // nil: files of strangers are not checked here
	Numbers  Numbers    // nil: nobody's number is kept
	EDS      bool       // documents can be signed with NCALayer: there is a trust list
	Law      *rules.Law // nil is the shipped law of Kazakhstan
	Blobs    Blobs
	Clock    court.Clock
	Log      *slog.Logger
	// Cosigners are the names of all configured cosigners, for "N of M".
	Cosigners func() []string
	// LogKey is the public key of the record's log, as verifiers take it.
	LogKey func() string
	// Pace bounds how fast one person may send large documents; nil: no bound.
	Pace Pace
	// Secret binds the two steps of a form that takes two; of a court that has none
	// kept, a restart asks to choose the file again.
	Secret []byte
	// Districts are those the court serves; a form asks only where there are several.
	Districts []string
}
