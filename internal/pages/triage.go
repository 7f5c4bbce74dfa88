package pages

import (
	"context"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/rules"
)

// Triage is the desk's part about how a case is heard, and about drafts of a law.
type Triage interface {
	Format(ctx context.Context, by court.PersonID, no court.CaseNo) (clerk.FormatView, error)
	// HearingFormat is why a hearing is held as it is; own is false where it is held as its case is.
	HearingFormat(ctx context.Context, by court.PersonID, id court.HearingID) (view clerk.FormatView, own bool, err error)
	StateCircumstances(ctx context.Context, by court.PersonID, cmd clerk.StateCircumstances) (clerk.Done, error)
	StateReadiness(ctx context.Context, by court.PersonID, cmd clerk.StateReadiness) (clerk.Done, error)
	ObjectToFormat(ctx context.Context, by court.PersonID, cmd clerk.ObjectToFormat) (clerk.Done, error)
	RuleOnFormat(ctx context.Context, by court.PersonID, cmd clerk.RuleOnFormat) (clerk.Done, error)
	MayAmend(ctx context.Context, by court.PersonID) (bool, error)
	Replay(ctx context.Context, by court.PersonID, draft []byte) (rules.Report, error)
}
