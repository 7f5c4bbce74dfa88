package main

import (
	"context"
	"fmt"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/identity"
	rec "tarazy/internal/record"
)

// act measures whole acts a second through the clerk: a party files into one
// of 64 cases. Permission, decision, event, register and commit are in it.
func act(b *bench) error {
	return b.figure("act.w64", "acts/s", contender{"tarazy", b.acts})
}

func (b *bench) acts() (float64, error) {
	s, done, err := b.open()
	if err != nil {
		return 0, err
	}
	defer done()
	desk := clerk.New(clerk.Deps{Store: s, Clock: court.ClockFunc(time.Now), Origin: logName})
	claimant, cases, err := openCases(desk, 64)
	if err != nil {
		return 0, err
	}
	return rate(64, func(w, call int) error {
		_, err := desk.File(context.Background(), claimant, clerk.File{
			Stamp: clerk.Stamp{Key: clerk.NewKey(time.Now())}, Case: cases[w], Kind: "claim",
			Title: "Талап арыз", Name: "claim.pdf", Type: "application/pdf", Blob: rec.HashOf([]byte{byte(w)}), Size: 9000})
		return err
	})
}

// openCases enrols a bench and two parties and opens n cases between them.
func openCases(desk *clerk.Clerk, n int) (claimant court.PersonID, cases []court.CaseID, err error) {
	ctx := context.Background()
	if err := desk.Found(ctx, "bench"); err != nil {
		return "", nil, err
	}
	people := map[court.Role]court.PersonID{}
	for _, role := range []court.Role{court.Judge, court.Secretary, court.Claimant, court.Respondent, court.Registrar} {
		var staff []court.Role
		if role == court.Judge || role == court.Secretary || role == court.Registrar {
			staff = []court.Role{role}
		}
		d, err := desk.Enrol(ctx, "", clerk.Enrol{Stamp: clerk.Stamp{Key: clerk.NewKey(time.Now())}, Name: string(role), Lang: court.Kazakh, Staff: staff})
		if err != nil {
			return "", nil, err
		}
		people[role] = identity.Of(d.Ref.Stream)
	}
	for i := range n {
		d, err := desk.OpenCase(ctx, people[court.Registrar], clerk.OpenCase{Stamp: clerk.Stamp{Key: clerk.NewKey(time.Now())},
			No: court.CaseNo(fmt.Sprintf("7501-26-00-2/%d", i+1)), Kind: court.Civil, Subject: "debt",
			Judge: people[court.Judge], Secretary: people[court.Secretary], Parties: []clerk.PartyEntry{
				{Person: people[court.Claimant], Role: court.Claimant}, {Person: people[court.Respondent], Role: court.Respondent}}})
		if err != nil {
			return "", nil, err
		}
		cases = append(cases, d.Ref.Stream)
	}
	return people[court.Claimant], cases, nil
}
