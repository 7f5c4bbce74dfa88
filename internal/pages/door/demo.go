//go:build demo

package door

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"

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

type demoPage struct {
	pages.Frame
	People []DemoPerson
}

// DemoRoutes adds the demo's own doors, where anybody comes in as anybody.
func (d *Door) DemoRoutes(mux *http.ServeMux, origin string, people []DemoPerson) {
	for i, p := range people {
		people[i].SignIn = origin + "/demo/sign-in/" + d.demoToken(p.Person)
	}
	mux.HandleFunc("GET /demo", func(w http.ResponseWriter, r *http.Request) {
		if !d.Renderer.Spoke(w, r) {
			d.Renderer.Page(w, r, http.StatusOK, "demo", &demoPage{People: people})
		}
	})
	mux.HandleFunc("GET /demo/people.json", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(people)
	})
	mux.HandleFunc("GET /demo/sign-in/{token}", func(w http.ResponseWriter, r *http.Request) {
		for _, p := range people {
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

func (d *Door) demoToken(p court.PersonID) string {
	m := hmac.New(sha256.New, d.Secret[:])
	m.Write([]byte("demo " + string(p)))
	return hex.EncodeToString(m.Sum(nil)[:16])
}
