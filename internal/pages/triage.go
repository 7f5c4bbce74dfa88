package pages

import (
	"context"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

// Triage is the desk's part about how a case is heard.
type Triage interface {
	FormatView(ctx context.Context, by court.PersonID, no court.CaseNo) (FormatView, error)
	// Preview is what the law would say with these case facts; nothing is recorded.
	Preview(ctx context.Context, by court.PersonID, no court.CaseNo, facts map[string]string) (rules.Answer, error)
	StateCircumstances(ctx context.Context, by court.PersonID, cmd clerk.StateCircumstances) (clerk.Done, error)
	StateReadiness(ctx context.Context, by court.PersonID, cmd clerk.StateReadiness) (clerk.Done, error)
	ObjectToFormat(ctx context.Context, by court.PersonID, cmd clerk.ObjectToFormat) (clerk.Done, error)
	RuleOnFormat(ctx context.Context, by court.PersonID, cmd clerk.RuleOnFormat) (clerk.Done, error)
	ActToSign(ctx context.Context, by court.PersonID, act string, cmd any) (record.Hash, []string, error)
	Replay(ctx context.Context, by court.PersonID, amended *rules.Law, saw func(n int)) (rules.Report, error)
}

type FormatView struct {
	Case     clerk.CaseView
	Standing docket.Standing
	Decided  bool
	Answer   rules.Answer
	WhatIf   []rules.Change
	Until    time.Time
	RuleBy   time.Time
}
