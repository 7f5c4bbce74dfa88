//go:build demo

package cli_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
)

// The panel case is there for whoever asks for it: not before, once however
// often it is asked for, and still after the program's end. The demo's first
// case stays as it is.
func TestDemoPanelCase(t *testing.T) {
	c := newCourt(t)
	c.serve()
	roles := func(list string) string {
		people, err := c.demoPeople(list)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, p := range people {
			out = append(out, p.Role+"@"+p.Case)
		}
		return strings.ReplaceAll(strings.Join(out, " "), "@7501-26-00-1/1", "*")
	}
	const first = "judge@7501-26-00-2/1 secretary@7501-26-00-2/1 claimant@7501-26-00-2/1 respondent@7501-26-00-2/1 advocate@7501-26-00-2/1 registrar@"
	const panel = "judge* secretary* panel_judge* panel_judge* prosecutor* victim* accused* defender* witness* interpreter* overseer*"
	check := func(when, want string) {
		t.Helper()
		if got := roles("/demo/panel.json"); got != want {
			t.Errorf("%s: the panel case has %q", when, got)
		}
		if got := roles("/demo/people.json"); got != first {
			t.Errorf("%s: the first case has %q", when, got)
		}
	}
	check("at first", "")
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	resp, err := client.Get(c.url + "/demo")
	if err != nil {
		t.Fatal(err)
	}
	page, err := body(resp)
	if err != nil {
		t.Fatal(err)
	}
	csrf := csrfField.FindStringSubmatch(page)
	if csrf == nil || !strings.Contains(page, `action="/demo/panel"`) {
		t.Fatal("the demo does not offer the panel case")
	}
	for range 2 {
		resp, err := client.PostForm(c.url+"/demo/panel", url.Values{"csrf": {csrf[1]}})
		if err != nil {
			t.Fatal(err)
		}
		if page, err = body(resp); err != nil || strings.Contains(page, `action="/demo/panel"`) || strings.Count(page, "7501-26-00-1/1") != 11 {
			t.Errorf("opened: %v\n%s", err, page)
		}
		check("opened", panel)
	}
	c.stop()
	c.serve()
	check("started again", panel)
	people, _ := c.demoPeople("/demo/panel.json")
	for _, p := range people {
		jar, _ := cookiejar.New(nil)
		one := &person{http: &http.Client{Jar: jar}, base: c.url}
		if _, err := one.page(strings.TrimPrefix(p.SignIn, c.url)); err != nil {
			t.Errorf("%s cannot come in: %v", p.Role, err)
		}
	}
}
