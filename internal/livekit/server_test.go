package livekit

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// In one test, in order: a process has one media server.
func TestStart(t *testing.T) {
	conf := Config{APIKey: testKey, Secret: testSecret, Log: slog.New(slog.DiscardHandler)}

	weak := conf
	weak.Secret = "short"
	if _, err := Start(t.Context(), weak); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("short secret: %v", err)
	}

	var log strings.Builder
	nowhere := conf
	nowhere.MediaIP, nowhere.TCP, nowhere.Log = "nowhere", 7881, slog.New(slog.NewTextHandler(&log, nil))
	if _, err := Start(t.Context(), nowhere); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("an address that is none: %v", err)
	}
	if !strings.Contains(log.String(), "listens on every address") {
		t.Errorf("the operator is not warned of the TCP port: %s", log.String())
	}

	held, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	taken := conf
	taken.UDP = held.LocalAddr().(*net.UDPAddr).Port
	if _, err := Start(t.Context(), taken); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("media port taken: %v", err)
	}

	hasty, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Start(hasty, conf); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("start cancelled: %v", err)
	}

	began := time.Now()
	s, err := Start(t.Context(), conf)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("started in %v", time.Since(began))
	answer, err := http.Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	s.Stop()
	select {
	case <-s.Done():
	default:
		t.Error("stopped, but not done")
	}
	if _, err := http.Get(s.URL); err == nil {
		t.Error("answers after Stop")
	}
}

// Our own media server says when packets come, and the probe takes none; from
// one that is not ours it takes all.
func TestOwnServerCounts(t *testing.T) {
	own, err := Start(t.Context(), Config{APIKey: testKey, Secret: testSecret})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(own.Stop)
	r, seen := NewRooms(Access{URL: own.URL, Own: own, APIKey: testKey, Secret: testSecret}), newEyes()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { r.Run(ctx, seen); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
	r.Want(plan(first, judge, party))
	seen.wait(t, 0, "media up", kind(clerk.FactMediaUp, ""))
	enter(t, r, first, judge)
	cut := enter(t, r, first, party)
	seen.wait(t, 0, "flowing", flowing(judge))
	seen.wait(t, 0, "flowing", flowing(party))
	r.mu.Lock()
	w := r.watches[court.StreamID(first)]
	r.mu.Unlock()
	w.probe.heard.Range(func(track, _ any) bool { t.Errorf("the probe takes %v", track); return false })
	mark := seen.mark()
	cut.kill()
	seen.wait(t, mark, "dry", dry(party, 2*time.Second))
	seen.wait(t, mark, "still heard", flowing(judge))
}
