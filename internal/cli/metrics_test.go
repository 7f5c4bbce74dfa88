package cli

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tarazy/internal/clerk"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
)

type counted struct {
	clerk.Gauge
	err error
}

func (c counted) Gauges(context.Context) (clerk.Gauge, error) { return c.Gauge, c.err }

// The operator's watch reads how many hearings and people there are, and who
// they are nowhere; what cannot be counted is an error and not nought.
func TestMetrics(t *testing.T) {
	ask := func(c counted) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		watched(c).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
		return w
	}
	w := ask(counted{Gauge: clerk.Gauge{Hearings: map[hearing.State]int{hearing.Held: 2}, People: map[hearing.Presence]int{hearing.Lost: 3}, Failing: 1}})
	for _, line := range []string{`tarazy_hearings{state="held"} 2`, `tarazy_hearings{state="session"} 0`, `tarazy_people{presence="lost"} 3`, "tarazy_hearings_failing 1", "go_goroutines"} {
		if !strings.Contains(w.Body.String(), line) {
			t.Errorf("no %q in\n%s", line, w.Body)
		}
	}
	if w := ask(counted{err: fault.Unavailable("store.closed")}); w.Code != http.StatusInternalServerError {
		t.Errorf("not counted: %d", w.Code)
	}
}
