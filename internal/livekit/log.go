package livekit

import (
	"context"
	"log/slog"
	"strings"

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
	if err != nil {
		kv = append(kv[:len(kv):len(kv)], "err", err)
	}
	b.to.Log(context.Background(), level, msg, kv...)
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
