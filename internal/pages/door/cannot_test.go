package door

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/pages"
	"tarazy/internal/pages/visitor"
	"tarazy/web"
)

// bench takes reports and remembers who said what.
type bench struct {
	by   court.PersonID
	cmd  clerk.CannotEnter
	told clerk.Told
	err  error
	left int // tries
	keys []string
}

func (b *bench) CannotEnter(_ context.Context, by court.PersonID, cmd clerk.CannotEnter) (clerk.Told, error) {
	b.by, b.cmd = by, cmd
	return b.told, b.err
}

func (b *bench) Tap(s string) bool { return b.Knock(s) }

func (b *bench) Knock(key string) bool {
	b.keys = append(b.keys, key)
	b.left--
	return b.left >= 0
}

func TestCannotEnter(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	now := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	rd, err := pages.NewRenderer(pages.Look{Court: map[court.Lang]string{court.Kazakh: "Сот"}, Phone: "+7 727 000 00 00"}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{left: 4, told: clerk.Told{At: now, No: 17}}
	mux := http.NewServeMux()
	New(Deps{Reports: b, Pace: b, Clock: court.ClockFunc(func() time.Time { return now }), Renderer: rd, Log: slog.New(slog.DiscardHandler)}).Routes(mux)
	say := func(v visitor.Visitor, form url.Values) (int, string) {
		r := httptest.NewRequest("POST", "/cannot-enter", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		v.Lang = court.English
		mux.ServeHTTP(w, r.WithContext(visitor.With(r.Context(), v)))
		return w.Code, w.Body.String()
	}
	form := url.Values{"case": {" 7501-26-00-2/1 "}, "name": {"Aigul <b>"}, "what": {"link"}, "text": {"white page"}, "reach": {"+7 701"}, "key": {"0123456789abcdef"}}
	code, body := say(visitor.Visitor{}, form)
	if code != http.StatusOK || !strings.Contains(body, "№ 17 in the record") || b.by != "" || b.cmd.Case != "7501-26-00-2/1" || b.cmd.Name != "Aigul <b>" || b.cmd.Reach != "+7 701" {
		t.Errorf("%d, %+v\n%s", code, b.cmd, body)
	}
	b.told.No = 0
	if _, body = say(visitor.Visitor{}, form); strings.Contains(body, "№") || !strings.Contains(body, "If there is such a hearing") {
		t.Error(body)
	}
	if code, _ = say(visitor.Visitor{Person: "p-1", Name: "Aigul"}, url.Values{"hearing": {strings.Repeat("0", 32)}, "what": {"device"}}); code != http.StatusOK || b.by != "p-1" || b.cmd.Name != "Aigul" {
		t.Errorf("signed in: %d %q %q", code, b.by, b.cmd.Name)
	}
	// Who has signed in uses tries of their own, whoever is behind the same address.
	if last := b.keys[len(b.keys)-1]; last == b.keys[0] || !strings.Contains(last, "p-1") || b.cmd.From == "" {
		t.Errorf("counted as %q, first %q, from %q", last, b.keys[0], b.cmd.From)
	}
	b.err = fault.Invalid("hearing.report.what").On("what")
	code, body = say(visitor.Visitor{}, form)
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, `value="Aigul &lt;b&gt;"`) || !strings.Contains(body, "white page") || !strings.Contains(body, `href="#what"`) {
		t.Errorf("as it was filled: %d\n%s", code, body)
	}
	if code, _ = say(visitor.Visitor{}, url.Values{"what": {"link"}}); code != http.StatusUnprocessableEntity {
		t.Errorf("no case: %d", code)
	}
	if code, body = say(visitor.Visitor{}, form); code != http.StatusTooManyRequests || !strings.Contains(body, "too often") {
		t.Errorf("too often: %d", code)
	}
}
