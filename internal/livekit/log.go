package livekit

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/livekit/protocol/logger"
	"github.com/livekit/protocol/logger/zaputil"
)

// bridge writes the media libraries' warnings and errors to the court's log.
// Debug and info lines stop here: they echo names and session descriptions.
type bridge struct {
	to *slog.Logger
	// quiet turns warnings and errors down to debug: for the probe, whose
	// lost connections are expected and told as facts.
	quiet bool
}

func (b bridge) Debugw(string, ...any) {}
func (b bridge) Infow(string, ...any)  {}

func (b bridge) Warnw(msg string, err error, kv ...any) { b.write(slog.LevelWarn, msg, err, kv) }

func (b bridge) Errorw(msg string, err error, kv ...any) { b.write(slog.LevelError, msg, err, kv) }

func (b bridge) write(level slog.Level, msg string, err error, kv []any) {
	if b.quiet {
		level = slog.LevelDebug
	}
	kv = harmless(kv)
	if err != nil {
		kv = append(kv, "err", err)
	}
	b.to.Log(context.Background(), level, msg, kv...)
}

// harmless keeps numbers, and words under keys that are known to name no person
// and no address. The libraries also give candidates and whole offers, which
// hold the addresses people are reached at.
func harmless(kv []any) (kept []any) {
	for i := 0; i+1 < len(kv); i += 2 {
		key, _ := kv[i].(string)
		switch kv[i+1].(type) {
		case bool, int, int32, int64, uint8, uint16, uint32, uint64, float64, time.Duration:
			kept = append(kept, key, kv[i+1])
			continue
		}
		switch key {
		case "room", "trackID", "kind", "state", "mime", "codec", "label", "messageType", "status", "method", "path", "reason", "panic":
			kept = append(kept, key, kv[i+1])
		}
	}
	return kept
}

// WithValues drops the values: they carry names of people and whole offers.
func (b bridge) WithValues(...any) logger.Logger                 { return b }
func (b bridge) WithUnlikelyValues(...any) logger.UnlikelyLogger { return logger.NewUnlikelyLogger(b) }
func (b bridge) WithName(string) logger.Logger                   { return b }
func (b bridge) WithCallDepth(int) logger.Logger                 { return b }
func (b bridge) WithItemSampler() logger.Logger                  { return b }
func (b bridge) WithoutSampler() logger.Logger                   { return b }

// WithComponent quiets the WebRTC library: it warns of every stray packet.
func (b bridge) WithComponent(name string) logger.Logger {
	b.quiet = b.quiet || strings.HasPrefix(name, "pion")
	return b
}

func (b bridge) WithDeferredValues() (logger.Logger, logger.DeferredFieldResolver) {
	return b, &zaputil.Deferrer{}
}
