package pages

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/identity"
	"tarazy/internal/record"
	"tarazy/web"
)

// The registry of the tests: Ana may enrol, nobody else may.

func (d *desk) InCourt(_ context.Context, by court.PersonID) (map[string]bool, error) {
	return map[string]bool{"enrol": by == ana, "open_case": by == ana, "courtrooms": by == ana, "calendar": by == ana || by == sec}, nil
}

func (d *desk) People(_ context.Context, by court.PersonID) ([]clerk.PersonCard, error) {
	if by != ana {
		return nil, fault.Forbidden("act.not_permitted")
	}
	return []clerk.PersonCard{{ID: ana, Name: names[ana], Staff: []court.Role{court.Judge}}, {ID: sec, Name: names[sec], Staff: []court.Role{court.Secretary}},
		{ID: clm, Name: names[clm]}, {ID: rsp, Name: names[rsp]}}, nil
}

func (d *desk) Registry(ctx context.Context, by court.PersonID) (list []clerk.Known, err error) {
	people, err := d.People(ctx, by)
	for i, p := range people {
		k := clerk.Known{PersonCard: p, Lang: court.Kazakh}
		if d.full {
			k.Standing = []clerk.Standing{
				{Email: "a@example.kz", Wanted: noon, Sent: noon, Accepted: noon, Passkeys: 2, Password: true},
				{Email: "s@example.kz", Wanted: noon, Sent: noon, Open: true},
				{Email: "c@example.kz", Wanted: noon, Next: noon, Why: "courier.away"},
				{Email: "r@example.kz", Wanted: noon, Why: "courier.refused"},
			}[i]
		}
		list = append(list, k)
	}
	return list, err
}

func (d *desk) Enrol(_ context.Context, by court.PersonID, cmd clerk.Enrol) (clerk.Done, error) {
	switch {
	case by != ana:
		return clerk.Done{}, fault.Forbidden("act.not_permitted")
	case cmd.Email == "taken@example.kz":
		return clerk.Done{}, fault.Conflict("signin.email.taken").On("email")
	}
	return clerk.Done{Ref: record.Ref{Stream: court.StreamID(strings.TrimPrefix(string(clm), "p-") + "0000000000000000")}}, nil
}

func (d *desk) Contacts(_ context.Context, by, person court.PersonID) (clerk.Addressee, error) {
	return clerk.Addressee{Email: "c@example.kz", Phone: "+77010000000"}, nil
}

func (d *desk) Readdress(_ context.Context, by, person court.PersonID, _, phone string) error {
	if phone == "12" {
		return fault.Invalid("signin.phone.malformed").On("phone")
	}
	return nil
}

func (d *desk) Invite(_ context.Context, by, _ court.PersonID, _ string) error {
	if by != ana {
		return fault.Forbidden("act.not_permitted")
	}
	return d.fail
}

func (d *desk) Person(_ context.Context, id court.PersonID) (identity.Person, error) {
	p := identity.Person{ID: id, Name: names[id]}
	if d.full {
		p.Credentials = []identity.Registered{{Credential: record.Credential{Kind: record.KindPasskey, PublicKey: "AQID"}, At: record.At(noon), Version: 2}}
	}
	return p, nil
}

func post(h http.Handler, by court.PersonID, path string, form url.Values) *httptest.ResponseRecorder {
	v := judge(court.English)
	v.Person = by
	form.Set("csrf", v.CSRF)
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return ask(h, v, r)
}

// What the registrar sees and does, and that nobody else sees or does it.
func TestPeople(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	h := house(t, &desk{full: true})
	for _, path := range []string{"/people", "/people/new", "/people/" + string(clm), "/cases/new"} {
		v := judge(court.English)
		v.Person = clm
		if w := ask(h, v, httptest.NewRequest("GET", path, nil)); w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), names[rsp]) {
			t.Errorf("a claimant at %s: %d", path, w.Code)
		}
	}
	form := url.Values{"name": {"Demo Person"}, "email": {"taken@example.kz"}, "lang": {"ru"}, "staff": {"secretary"}, "key": {"0123456789abcdef"}}
	if w := post(h, clm, "/people", form); w.Code != http.StatusForbidden {
		t.Errorf("a claimant enrols: %d", w.Code)
	}
	if w := post(h, clm, "/people", url.Values{}); w.Code != http.StatusForbidden {
		t.Errorf("a claimant sends an empty form: %d", w.Code)
	}
	w := post(h, ana, "/people", form)
	body := w.Body.String()
	if w.Code != http.StatusConflict || !strings.Contains(body, `href="#email"`) || !strings.Contains(body, `id="email-error"`) || !strings.Contains(body, `value="Demo Person"`) ||
		!strings.Contains(body, `value="secretary" checked`) || !strings.Contains(body, `value="ru" checked`) {
		t.Errorf("a taken address: %d\n%s", w.Code, body)
	}
	form.Set("email", "new@example.kz")
	if w := post(h, ana, "/people", form); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/people/"+string(clm) {
		t.Errorf("enrol: %d %s", w.Code, w.Header().Get("Location"))
	}
	if w := post(h, clm, "/people/"+string(rsp)+"/invite", url.Values{"email": {"x@example.kz"}}); w.Code != http.StatusForbidden {
		t.Errorf("a claimant invites: %d", w.Code)
	}
	list := ask(h, judge(court.English), httptest.NewRequest("GET", "/people", nil)).Body.String()
	for _, word := range []string{"accepted", "not sent yet", ">sent<", ">not sent<"} {
		if !strings.Contains(list, word) {
			t.Errorf("the list does not say %q", word)
		}
	}
}
