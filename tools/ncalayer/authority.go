package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"tarazy/internal/esign/esigntest"
)

// authority is a made-up national authority with the people of the demo.
type authority struct {
	*esigntest.World
	at     string // address of its services
	people map[string]*esigntest.Party
	gone   *esigntest.Party // its certificate was revoked
}

// person is somebody of the demo. The numbers have no month and no day: they are
// nobody's.
type person struct{ key, name, iin string }

func people() []person {
	return []person{
		{"judge", "СЫНАҚ ТӨРЕ", "990000400010"}, {"secretary", "СЫНАҚ ХАТШЫ", "990000400020"}, {"claimant", "СЫНАҚ ТАЛАПКЕР", "990000400030"},
		{"respondent", "СЫНАҚ ЖАУАПКЕР", "990000400040"}, {"advocate", "СЫНАҚ АДВОКАТ", "990000400050"}, {"registrar", "СЫНАҚ ТІРКЕУШІ", "990000400060"},
	}
}

// found makes the authority and everybody's keys.
func found(now time.Time, at string) *authority {
	key := func() *esigntest.Key { return esigntest.NewGOST(0) }
	a := &authority{World: esigntest.New(now, key), at: at, people: map[string]*esigntest.Party{}}
	issue := func(p person, from, to time.Time) *esigntest.Party {
		return esigntest.Issue(a.CA, esigntest.Signing(esigntest.Person(p.name, "", p.iin, "", ""), from, to, esigntest.EKUIndividual), key())
	}
	for _, p := range people() {
		a.people[p.key] = issue(p, now.AddDate(-1, 0, 0), now.AddDate(1, 0, 0))
		if p.key == "claimant" {
			a.people["claimant-expired"] = issue(p, now.AddDate(-2, 0, 0), now.AddDate(0, 0, -7))
			a.gone = issue(p, now.AddDate(-1, 0, 0), now.AddDate(1, 0, 0))
			a.people["claimant-revoked"] = a.gone
			a.people["claimant-login"] = a.toSignIn(p, now)
		}
	}
	a.people["stranger"] = a.Stranger
	return a
}

// toSignIn is a certificate of the person for signing in and nothing else.
func (a *authority) toSignIn(p person, now time.Time) *esigntest.Party {
	t := esigntest.Signing(esigntest.Person(p.name, "", p.iin, "", ""), now.AddDate(-1, 0, 0), now.AddDate(1, 0, 0))
	t.Usage, t.EKU = []int{0, 2}, []string{"1.3.6.1.5.5.7.3.2", esigntest.EKUIndividual}
	return esigntest.Issue(a.CA, t, esigntest.NewRSA(2048, len(a.people)))
}

// keys are their names, in order.
func (a *authority) keys() (all []string) {
	for k := range a.people {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// write writes the trust list of a demo court.
func (a *authority) write(dir string) error {
	list, err := json.MarshalIndent(map[string]any{
		"name": "СЫНАҚ / ТЕСТ / TEST", "anchors": []map[string]any{{"file": "root.cer", "test": true}}, "others": []string{"ca.cer"}, "policies": []string{"1.2.398.3.3.2"},
		"services": []map[string]any{{"issuer": "ca.cer", "crl": []string{a.at + "/ca.crl"}}, {"issuer": "root.cer", "crl": []string{a.at + "/root.crl"}}},
	}, "", "  ")
	if err != nil {
		return err
	}
	err = os.MkdirAll(dir, 0o700)
	for name, raw := range map[string][]byte{"root.cer": a.Root.Cert, "ca.cer": a.CA.Cert, "trust.json": list} {
		err = errors.Join(err, os.WriteFile(filepath.Join(dir, name), raw, 0o600))
	}
	return err
}

// services publish the revocation lists.
func (a *authority) services() http.Handler {
	mux := http.NewServeMux()
	for i, name := range []string{"/ca.crl", "/root.crl"} {
		mux.HandleFunc("GET "+name, func(w http.ResponseWriter, r *http.Request) {
			now := time.Now()
			w.Write(a.Lists(now.Add(-time.Minute), esigntest.Revoked{Serial: a.gone.Serial, At: now.Add(-time.Hour), Reason: 1})[i])
		})
	}
	return mux
}
