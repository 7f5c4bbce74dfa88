//go:build demo

package door

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/pages"
)

// DemoPerson is one who can be played with one click.
type DemoPerson struct {
	Person court.PersonID `json:"person"`
	Name   string         `json:"name"`
	Role   court.Role     `json:"role"`
	Case   court.CaseNo   `json:"case"`
	SignIn string         `json:"sign_in"`
}

// Rehearsals are hearings in which one person plays and robots play the rest.
type Rehearsals interface {
	// Play begins one for the person of that role. It refuses (NotFound) a role
	// nobody can play, and (Limit) more at a time than the machine bears.
	Play(ctx context.Context, role court.Role) (court.HearingID, court.PersonID, error)
}

// Panel is the demo's second case, with a panel and the people of a criminal
// case, for whoever asks for it.
type Panel interface {
	// Offered reports whether it can be opened here.
	Offered() bool
	// Open opens it; what is open already stays.
	Open(ctx context.Context) error
	// People are those of the case; none before it was opened.
	People() []DemoPerson
}

type demoPage struct {
	pages.Frame
	People  []DemoPerson
	Play    []court.Role
	Offered bool
	Panel   []DemoPerson
}

// demoPlay are the roles of a rehearsal, in the order they are offered.
func demoPlay() []court.Role {
	return []court.Role{court.Judge, court.Secretary, court.Claimant, court.Respondent, court.Advocate}
}

// DemoRoutes adds the demo's own doors, where anybody comes in as anybody, and
// plays a hearing with robots, and where a second case is opened.
func (d *Door) DemoRoutes(mux *http.ServeMux, origin string, people []DemoPerson, rehearsals Rehearsals, panel Panel) {
	second := func() []DemoPerson { return d.demoSignIns(origin, panel.People()) }
	mux.HandleFunc("POST /demo/panel", func(w http.ResponseWriter, r *http.Request) {
		if err := panel.Open(r.Context()); err != nil {
			d.Renderer.Fail(w, r, err)
			return
		}
		http.Redirect(w, r, "/demo#panel", http.StatusSeeOther)
	})
	mux.HandleFunc("POST /demo/play", func(w http.ResponseWriter, r *http.Request) {
		if err := d.play(w, r, people, rehearsals); err != nil {
			d.Renderer.Fail(w, r, err)
		}
	})
	people = d.demoSignIns(origin, people)
	mux.HandleFunc("GET /demo", func(w http.ResponseWriter, r *http.Request) {
		if !d.Renderer.Spoke(w, r) {
			d.Renderer.Page(w, r, http.StatusOK, "demo", &demoPage{People: people, Play: demoPlay(), Offered: panel.Offered(), Panel: second()})
		}
	})
	asJSON := func(of func() []DemoPerson) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(of())
		}
	}
	mux.HandleFunc("GET /demo/people.json", asJSON(func() []DemoPerson { return people }))
	mux.HandleFunc("GET /demo/panel.json", asJSON(second))
	mux.HandleFunc("GET /demo/sign-in/{token}", func(w http.ResponseWriter, r *http.Request) {
		for _, p := range append(second(), people...) {
			if !hmac.Equal([]byte(r.PathValue("token")), []byte(d.demoToken(p.Person))) {
				continue
			}
			if err := d.admit(w, r, p.Person, p.Name); err != nil {
				d.Renderer.Fail(w, r, err)
				return
			}
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		d.Renderer.Fail(w, r, fault.NotFound("signin.invite.gone"))
	})
}

// play begins a rehearsal and leads the person to its lobby, signed in as who
// they play.
func (d *Door) play(w http.ResponseWriter, r *http.Request, people []DemoPerson, rehearsals Rehearsals) error {
	role := court.Role(r.PostFormValue("role"))
	if !slices.Contains(demoPlay(), role) {
		return fault.NotFound("page.fault.not_found")
	}
	hearing, you, err := rehearsals.Play(r.Context(), role)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(people, func(p DemoPerson) bool { return p.Person == you })
	if i < 0 {
		return fault.NotFound("page.fault.not_found")
	}
	if err := d.admit(w, r, you, people[i].Name); err != nil {
		return err
	}
	http.Redirect(w, r, "/hearings/"+string(hearing)+"/lobby/promise", http.StatusSeeOther)
	return nil
}

// demoSignIns are the people, each with the address that signs one in as them.
func (d *Door) demoSignIns(origin string, people []DemoPerson) []DemoPerson {
	out := append([]DemoPerson{}, people...)
	for i, p := range out {
		out[i].SignIn = origin + "/demo/sign-in/" + d.demoToken(p.Person)
	}
	return out
}

func (d *Door) demoToken(p court.PersonID) string {
	m := hmac.New(sha256.New, d.Secret[:])
	m.Write([]byte("demo " + string(p)))
	return hex.EncodeToString(m.Sum(nil)[:16])
}
