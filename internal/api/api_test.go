package api

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"tarazy/internal/attend"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

var _ Clerk = (*clerk.Clerk)(nil)

// desk is a clerk who shows one hearing and writes down what it saw.
type desk struct {
	Clerk
	ruled  clerk.Reasoned
	facts  chan clerk.FactKind
	second attend.Second // what a page counted last
	by     court.PersonID
}

func (d *desk) HearingView(context.Context, court.PersonID, court.HearingID) (clerk.HearingView, error) {
	return clerk.HearingView{Me: "p-1", Sitting: hearing.Sitting{Format: court.Online}}, nil
}
func (d *desk) Subscribe(court.StreamID) (<-chan uint64, func()) { return nil, func() {} }
func (d *desk) Watch(_ context.Context, _ court.PersonID, stream court.StreamID) (<-chan uint64, func(), error) {
	if stream != "case" {
		return nil, nil, fault.NotFound("case.not_found")
	}
	ch := make(chan uint64, 1)
	ch <- 7
	return ch, func() {}, nil
}
func (d *desk) Board(hearing.Sitting, time.Time) []hearing.Ready { return nil }

func (d *desk) Silent(hearing.Sitting, time.Time) []court.PersonID { return []court.PersonID{"p-2"} }
func (d *desk) SawSound(by court.PersonID, id court.HearingID, s attend.Second) {
	d.second, d.by = s, by
}
func (d *desk) WhoHears(hearing.Sitting, time.Time) []attend.Pair {
	return []attend.Pair{
		{Listener: "p-1", Speaker: "p-2", State: attend.NotDelivered, Cause: attend.ListenersDevice, Tip: attend.TipMuted},
		{Listener: "p-2", Speaker: "p-3", State: attend.Delivered},
		{Listener: "p-2", Speaker: "p-1", State: attend.Choppy, Cause: attend.ListenersLink, Tip: attend.TipDown},
	}
}
func (d *desk) Saw(f clerk.Fact) { d.facts <- f.Kind }
func (d *desk) Open(_ context.Context, _ court.PersonID, c clerk.Reasoned) (clerk.Done, error) {
	return clerk.Done{Again: c.Key == "k" && c.Reason == "why"}, nil
}

func (d *desk) GoOn(_ context.Context, _ court.PersonID, c clerk.Reasoned) (clerk.Done, error) {
	d.ruled = c
	return clerk.Done{}, nil
}

func (d *desk) Case(_ context.Context, _ court.PersonID, no court.CaseNo) (v clerk.CaseView, err error) {
	if no != "7501-26/1" {
		return v, fault.NotFound("case.not_found")
	}
	v.File.ID, v.File.No = "c", no
	return v, nil
}
func (d *desk) ActToSign(_ context.Context, _ court.PersonID, act string, cmd any, with string) (s clerk.ToSign, err error) {
	if act == "rule" && cmd.(clerk.RuleOnFormat).Reason == "sign" {
		s = clerk.ToSign{Kind: record.KindPasskey, Keys: []string{"k1"}}
		if with == record.KindEDS {
			s = clerk.ToSign{Kind: with, Text: []byte("act")}
		}
	}
	if act == "end_party" && cmd.(clerk.EndRole).Reason == "sign" {
		s = clerk.ToSign{Kind: record.KindPasskey, Keys: []string{"k1"}}
	}
	return s, nil
}
func (d *desk) RuleOnFormat(_ context.Context, _ court.PersonID, c clerk.RuleOnFormat) (clerk.Done, error) {
	if c.Case != "c" || c.Format != court.Hybrid || len(c.Objections) != 2 || !slices.Contains(c.Objections, 12) || !slices.Contains(c.Objections, 13) {
		return clerk.Done{}, fault.Conflict("case.format.rule.objection_open")
	}
	return clerk.Done{}, nil
}

func (d *desk) EndRole(_ context.Context, _ court.PersonID, c clerk.EndRole) (clerk.Done, error) {
	if c.Case != "c" || c.Person != "p" || c.Role != court.Claimant || c.Reason == "" {
		return clerk.Done{}, fault.Forbidden("case.role.judge_only")
	}
	return clerk.Done{}, nil
}

// TestEndingAPart: what is to be signed comes first, then the act or its refusal.
func TestEndingAPart(t *testing.T) {
	_, srv := serve(t)
	for body, want := range map[string]string{
		`{"person":"p","role":"claimant","reason":"sign"}`: `{"sign":{"act":"`,
		`{"person":"p","role":"claimant","reason":"why"}`:  `{"done":`,
		`{"person":"p","role":"judge","reason":"why"}`:     "case.role.judge_only",
		`{`: "page.fault.invalid",
	} {
		resp, err := http.Post(srv.URL+"/cases/7501-26.1/acts/end_party", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if !strings.Contains(string(text), want) {
			t.Errorf("%s: %s", body, text)
		}
	}
}

// TestRuling: a form is led back, JSON is first told what to sign.
func TestRuling(t *testing.T) {
	_, srv := serve(t)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	post := func(kind, slug, body string) (int, string) {
		resp, err := client.Post(srv.URL+"/cases/"+slug+"/acts/rule", kind, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		text, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, resp.Header.Get("Location") + string(text)
	}
	const form = "application/x-www-form-urlencoded"
	for _, c := range []struct{ kind, slug, body, want string }{
		{form, "7501-26.1", "key=k&format=hybrid&reason=r&objection.12=weighed&objection.13=weighed", "303 /cases/7501-26.1/format"},
		{form, "7501-26.1", "key=k&format=hybrid&reason=r", "303 /cases/7501-26.1/format?refused=case.format.rule.objection_open"},
		{form, "1", "key=k", "404"},
		{"application/json", "7501-26.1", `{"reason":"sign"}`, `200 {"sign":{"act":"`},
		{"application/json", "7501-26.1", `{"format":"hybrid","objections":[12,13]}`, `200 {"done":`},
		{"application/json", "7501-26.1", `{"format":"hybrid","objection.12":"weighed","objection.13":"weighed"}`, `200 {"done":`},
		{"application/json", "7501-26.1", `{`, "422"},
	} {
		code, text := post(c.kind, c.slug, c.body)
		if got := fmt.Sprint(code, " ", text); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s, want %s", c.body, got, c.want)
		}
	}
}

func (d *desk) RuleOnJournal(_ context.Context, _ court.PersonID, c clerk.RuleJournal) (clerk.Done, error) {
	return clerk.Done{Again: c.Objection == 31 && !c.Upheld && c.Reason == "why"}, nil
}

// A ruling on an objection to the journal comes as a form's fields, and is
// nothing without one of the two answers.
func TestRulingOnAJournal(t *testing.T) {
	_, srv := serve(t)
	for body, want := range map[string]string{
		`{"objection":"31","answer":"rejected","reason":"why"}`: `"Again":true`,
		`{"objection":"31","answer":"upheld","reason":"why"}`:   `"Again":false`,
		`{"objection":"31","answer":"","reason":"why"}`:         "page.fault.not_found",
	} {
		resp, err := http.Post(srv.URL+"/hearings/h/acts/rule_journal", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if !strings.Contains(string(text), want) {
			t.Errorf("%s: %s", body, text)
		}
	}
}

func serve(t *testing.T) (*desk, *httptest.Server) {
	d := &desk{facts: make(chan clerk.FactKind, 8)}
	srv := httptest.NewServer(New(Deps{Clerk: d, Clock: court.ClockFunc(time.Now)}))
	t.Cleanup(srv.Close)
	return d, srv
}

func TestSocketSeesOpenBeatGone(t *testing.T) {
	d, srv := serve(t)
	conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(srv.URL, "http")+"/api/hearings/h/ws", nil)
	if err != nil {
		t.Fatal(err)
	}
	conn.WriteJSON(map[string]any{"t": "beat", "n": 7})
	for _, want := range []string{"view", "beat"} {
		var m struct {
			T      string
			Silent []string
		}
		if err := conn.ReadJSON(&m); err != nil || m.T != want {
			t.Fatalf("got %q, %v; want %q", m.T, err, want)
		}
		if want == "beat" && len(m.Silent) != 1 {
			t.Fatalf("the beat names %v as weakening", m.Silent)
		}
	}
	conn.Close()
	for _, want := range []clerk.FactKind{clerk.FactSocketOpen, clerk.FactBeat, clerk.FactSocketGone} {
		if got := <-d.facts; got != want {
			t.Fatalf("saw %q, want %q", got, want)
		}
	}
}

// A page that comes back is sent what it has not seen; one that floods is not
// answered; one whose session has ended is shown nothing more.
func TestSocketSpares(t *testing.T) {
	journal := []hearing.Line{{Version: 3}, {Version: 5}, {Version: 9}}
	for after, want := range map[uint64][2]int{0: {3, 9}, 3: {2, 9}, 4: {2, 9}, 9: {0, 9}, 12: {0, 12}} {
		if lines, last := since(journal, after); len(lines) != want[0] || last != uint64(want[1]) {
			t.Errorf("after %d: %d lines, up to %d", after, len(lines), last)
		}
	}
	d, srv := serve(t)
	conn, answer, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(srv.URL, "http")+"/api/hearings/h/ws?after=7", nil)
	if err != nil {
		t.Fatal(err)
	}
	if answer.Header.Get("Sec-WebSocket-Extensions") != "" {
		t.Error("compressed for one who did not offer it")
	}
	for n := range 50 {
		conn.WriteJSON(map[string]any{"t": "beat", "n": n})
	}
	conn.Close()
	beats := 0
	for k := range d.facts {
		if k == clerk.FactSocketGone {
			break
		}
		if k == clerk.FactBeat {
			beats++
		}
	}
	if beats == 0 || beats > 5 {
		t.Errorf("%d of 50 beats at once were taken", beats)
	}
}

// TestARulingNamesWhomThePageShowed: what the judge had before them goes with
// the ruling, by either door; nobody shown is not the same as nothing said.
func TestARulingNamesWhomThePageShowed(t *testing.T) {
	d, srv := serve(t)
	for _, c := range []struct {
		kind, body string
		want       []court.PersonID
	}{
		{"application/json", `{"reason":"why","shown":"p-1 p-2"}`, []court.PersonID{"p-1", "p-2"}},
		{"application/json", `{"reason":"why","shown":""}`, []court.PersonID{}},
		{"application/json", `{"reason":"why"}`, nil},
		{"application/x-www-form-urlencoded", "reason=why&shown=p-1+p-2", []court.PersonID{"p-1", "p-2"}},
		{"application/x-www-form-urlencoded", "reason=why&shown=", []court.PersonID{}},
		{"application/x-www-form-urlencoded", "reason=why", nil},
	} {
		r := httptest.NewRequest("POST", "/hearings/h/acts/go_on", strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.kind)
		srv.Config.Handler.ServeHTTP(httptest.NewRecorder(), r)
		if got := d.ruled.Shown; !slices.Equal(got, c.want) || (got == nil) != (c.want == nil) {
			t.Errorf("%s: shown %#v", c.body, got)
		}
	}
}

func TestFormActLeadsBack(t *testing.T) {
	_, srv := serve(t)
	r := httptest.NewRequest("POST", "/hearings/h/acts/open", strings.NewReader("key=k&reason=why"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	srv.Config.Handler.ServeHTTP(w, r)
	if w.Code != 303 || w.Header().Get("Location") != "/hearings/h" {
		t.Fatalf("%d to %q", w.Code, w.Header().Get("Location"))
	}
}

func TestLiveTellsOfACaseAndRefusesAStranger(t *testing.T) {
	_, srv := serve(t)
	for stream, want := range map[string]string{"case": "data: {\"stream\":\"case\",\"version\":7}\n", "another": ""} {
		ctx, cancel := context.WithCancel(t.Context())
		r, _ := http.NewRequestWithContext(ctx, "GET", srv.URL+"/api/live?stream="+stream, nil)
		answer, err := srv.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			if answer.StatusCode != 404 {
				t.Errorf("a stranger is answered %d", answer.StatusCode)
			}
		} else if line, _ := bufio.NewReader(answer.Body).ReadString('\n'); line != want {
			t.Errorf("the feed says %q", line)
		}
		cancel()
		answer.Body.Close()
	}
}
