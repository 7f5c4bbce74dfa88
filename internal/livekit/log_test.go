package livekit

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
)

// Where people are reached, and what their browsers offer, is in no log.
func TestLogNamesNobody(t *testing.T) {
	var text bytes.Buffer
	b := bridge{to: slog.New(slog.NewTextHandler(&text, nil))}
	b.Warnw("could not add candidate", errors.New("no transport"), "candidate", "udp 203.0.113.7 51000", "offer", struct{ SDP string }{"c=IN IP4 203.0.113.7"},
		"participant", "Ана", "room", "r1", "attempt", 3, "odd")
	got := text.String()
	for _, want := range []string{"could not add candidate", "room=r1", "attempt=3", "no transport"} {
		if !strings.Contains(got, want) {
			t.Errorf("without %q: %s", want, got)
		}
	}
	for _, never := range []string{"203.0.113.7", "Ана", "odd"} {
		if strings.Contains(got, never) {
			t.Errorf("with %q: %s", never, got)
		}
	}
}
