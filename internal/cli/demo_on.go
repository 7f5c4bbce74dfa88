//go:build demo

package cli

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/identity"
	"tarazy/internal/pages/door"
	"tarazy/internal/rules"
)

// demoBuilt: this binary has the demo in it and is not for a court.
const demoBuilt = true

// demoCase is the case the demo begins with.
const demoCase = court.CaseNo("7501-26-00-2/1")

// clockOf is the machine's clock. A demo may be told by TARAZY_DEMO_NOW, as
// 2026-09-08T10:00 by the court's clock, at what time it starts: a courtroom's
// door can then be shown and tested in the evening and on a holiday.
func clockOf(conf Config) (court.Clock, error) {
	told := os.Getenv("TARAZY_DEMO_NOW")
	if told == "" || !conf.Demo {
		return court.ClockFunc(time.Now), nil
	}
	at, err := i18n.Zone(rules.Kazakhstan().Local).Parse(told)
	if err != nil {
		return nil, err
	}
	ahead := time.Until(at)
	return court.ClockFunc(func() time.Time { return time.Now().Add(ahead) }), nil
}

// demoRoles are the people of the demo, in the order they are listed.
func demoRoles() []court.Role {
	return []court.Role{court.Judge, court.Secretary, court.Claimant, court.Respondent, court.Advocate, court.Registrar}
}

// demoIIN is the number of the demo's people that the keys of the stand-in for
// NCALayer have too. It has no month and no day: it is nobody's.
func demoIIN(i int) string { return fmt.Sprintf("9900004000%d0", i+1) }

// demoDistricts are those of the demo's court.
func demoDistricts() []string {
	return strings.Split(i18n.T(court.Kazakh, "cli.demo.districts", nil), "; ")
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
		if role == court.Registrar && fault.Is(err, fault.KindForbidden) {
			continue // somebody was made registrar here before the demo had one
		}
		if err != nil {
			return err
		}
		people[role] = p
		list = append(list, p)
	}
	crowd, err := h.demoCrowd(ctx, people[court.Registrar].Person)
	if err != nil {
		return err
	}
	list = append(list, crowd...)
	first := demoCaseOf(people, crowd)
	if _, err := h.desk.OpenCase(ctx, first.Secretary, first); err != nil {
		return err
	}
	if err := h.demoRooms(ctx, people[court.Registrar].Person); err != nil {
		return err
	}
	panel := &demoPanel{h: h, judge: people[court.Judge], secretary: people[court.Secretary], registrar: people[court.Registrar]}
	if err := panel.again(ctx); err != nil {
		return err
	}
	at.DemoRoutes(mux, h.origin, list, h.demoRehearsals(first, list), panel)
	return nil
}

// demoCaseOf is the case the demo begins with, between its people.
func demoCaseOf(people map[court.Role]door.DemoPerson, crowd []door.DemoPerson) clerk.OpenCase {
	c := clerk.OpenCase{
		Stamp: clerk.Stamp{Key: "demo-case-00000001"}, No: demoCase, Kind: court.Civil,
		Subject: i18n.T(court.Kazakh, "cli.demo.subject", nil),
		Judge:   people[court.Judge].Person, Secretary: people[court.Secretary].Person,
		Parties: []clerk.PartyEntry{
			{Person: people[court.Claimant].Person, Role: court.Claimant},
			{Person: people[court.Respondent].Person, Role: court.Respondent},
			{Person: people[court.Advocate].Person, Role: court.Advocate, For: people[court.Respondent].Person, Power: i18n.T(court.Kazakh, "cli.demo.power", nil)},
		},
	}
	for _, p := range crowd {
		c.Parties = append(c.Parties, clerk.PartyEntry{Person: p.Person, Role: p.Role})
	}
	return c
}

// demoCrowd are so many more claimants as TARAZY_DEMO_CROWD says: for showing
// and measuring a room with many people. The registrar enrols them: without one
// there are none.
func (h *house) demoCrowd(ctx context.Context, registrar court.PersonID) (crowd []door.DemoPerson, err error) {
	n, _ := strconv.Atoi(os.Getenv("TARAZY_DEMO_CROWD"))
	if registrar == "" {
		n = 0
	}
	for i := range min(n, 40) {
		p, err := h.demoMember(ctx, registrar, court.Claimant, fmt.Sprintf("claimant-%d", i+2), fmt.Sprintf(" %d", i+2))
		if err != nil {
			return nil, err
		}
		crowd = append(crowd, p)
	}
	return crowd, nil
}

// demoRooms adds the demo's two courtrooms: the first can hold a hybrid
// hearing, the second has no cameras. Without a registrar there are none.
func (h *house) demoRooms(ctx context.Context, registrar court.PersonID) error {
	if registrar == "" {
		return nil
	}
	word := func(key string, n int) string { return i18n.T(court.Kazakh, "cli.demo.room."+key, fault.Args{"n": n}) }
	for n := 1; n <= 2; n++ {
		room := calendar.Courtroom{Name: word("name", n), House: word("house", n), Town: word("town", n), AreaM2: 120, VolumeM3: 420,
			Seats: calendar.Seats{Bench: 5, Parties: 10, Press: 4, Public: 20, Witnesses: []calendar.WitnessPlace{
				{Waiting: word("waiting", 2*n-1), Seats: 2}, {Waiting: word("waiting", 2*n), Seats: 2}}}}
		if n == 1 {
			room.Cameras, room.Microphones = 2, 4
		}
		_, err := h.desk.SetCourtroom(ctx, registrar, clerk.Courtroom{Stamp: clerk.Stamp{Key: fmt.Sprintf("demo-room-%08d", n)}, Room: room})
		if err != nil {
			return err
		}
	}
	return nil
}

func (h *house) demoPerson(ctx context.Context, role court.Role) (door.DemoPerson, error) {
	return h.demoMember(ctx, "", role, string(role), "")
}

// demoMember enrols a person of the demo under a fixed key; number tells those
// of one role apart.
func (h *house) demoMember(ctx context.Context, by court.PersonID, role court.Role, key, number string) (door.DemoPerson, error) {
	name := i18n.T(court.Kazakh, "cli.demo.name."+string(role), nil) + number
	enrol := clerk.Enrol{Stamp: clerk.Stamp{Key: "demo-person-" + key}, Name: name, Lang: court.Kazakh}
	switch role {
	case court.Judge, court.PanelJudge:
		enrol.Staff = []court.Role{court.Judge}
	case court.Secretary:
		enrol.Staff = []court.Role{court.Secretary}
	case court.Registrar:
		enrol.Staff = []court.Role{court.Registrar}
	}
	done, err := h.desk.Enrol(ctx, by, enrol)
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
	if i := slices.Index(demoRoles(), role); number == "" && i >= 0 {
		if err := h.people.SetIIN(ctx, id, demoIIN(i)); err != nil {
			return door.DemoPerson{}, err
		}
	}
	person := door.DemoPerson{Person: id, Name: name, Role: role, Case: demoCase}
	if role == court.Registrar {
		person.Case = "" // is in no case
	}
	return person, nil
}
