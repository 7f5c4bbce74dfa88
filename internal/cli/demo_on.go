//go:build demo

package cli

import (
	"context"
	"net/http"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/i18n"
	"tarazy/internal/identity"
	"tarazy/internal/pages/door"
)

// demoBuilt: this binary has the demo in it and is not for a court.
const demoBuilt = true

// demoCase is the case the demo begins with.
const demoCase = court.CaseNo("7501-26-00-2/1")

// demoRoles are the people of the demo, in the order they are listed.
func demoRoles() []court.Role {
	return []court.Role{court.Judge, court.Secretary, court.Claimant, court.Respondent, court.Advocate}
}

// demo founds the demo's people and case where there are none, and opens its
// doors. Every step has a fixed key: if we die half-way the next start does
// what is left.
func (h *house) demo(ctx context.Context, at *door.Door, mux *http.ServeMux) error {
	if !h.conf.Demo {
		return nil
	}
	people := map[court.Role]door.DemoPerson{}
	var list []door.DemoPerson
	for _, role := range demoRoles() {
		p, err := h.demoPerson(ctx, role)
		if err != nil {
			return err
		}
		people[role] = p
		list = append(list, p)
	}
	_, err := h.desk.OpenCase(ctx, people[court.Secretary].Person, clerk.OpenCase{
		Stamp: clerk.Stamp{Key: "demo-case-00000001"}, No: demoCase, Kind: court.Civil,
		Subject: i18n.T(court.Kazakh, "cli.demo.subject", nil),
		Judge:   people[court.Judge].Person, Secretary: people[court.Secretary].Person,
		Parties: []clerk.PartyEntry{
			{Person: people[court.Claimant].Person, Role: court.Claimant},
			{Person: people[court.Respondent].Person, Role: court.Respondent},
			{Person: people[court.Advocate].Person, Role: court.Advocate, For: people[court.Respondent].Person, Power: i18n.T(court.Kazakh, "cli.demo.power", nil)},
		},
	})
	if err != nil {
		return err
	}
	at.DemoRoutes(mux, h.origin, list)
	return nil
}

func (h *house) demoPerson(ctx context.Context, role court.Role) (door.DemoPerson, error) {
	name := i18n.T(court.Kazakh, "cli.demo.name."+string(role), nil)
	enrol := clerk.Enrol{Stamp: clerk.Stamp{Key: "demo-person-" + string(role)}, Name: name, Lang: court.Kazakh}
	switch role {
	case court.Judge:
		enrol.Staff = []court.Role{court.Judge}
	case court.Secretary:
		enrol.Staff = []court.Role{court.Secretary}
	}
	done, err := h.desk.Enrol(ctx, "", enrol)
	if err != nil {
		return door.DemoPerson{}, err
	}
	id := identity.Of(done.Ref.Stream)
	known, err := h.desk.Person(ctx, id)
	if err != nil {
		return door.DemoPerson{}, err
	}
	if len(known.Credentials) == 0 {
		cred, err := demoCredential(h.signer, id)
		if err != nil {
			return door.DemoPerson{}, err
		}
		if _, err := h.desk.RegisterCredential(ctx, id, cred); err != nil {
			return door.DemoPerson{}, err
		}
	}
	return door.DemoPerson{Person: id, Name: name, Role: role, Case: demoCase}, nil
}
