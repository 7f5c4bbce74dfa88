package cli

import (
	"context"
	"log/slog"
	"os"

	"tarazy/internal/fault"
	"tarazy/internal/keys"
	"tarazy/internal/livekit"
)

// media starts the media server in this process, or goes to the one given.
func (h *house) media(ctx context.Context) error {
	key, secret, err := mediaKey(h.conf.Keys)
	if err != nil {
		return err
	}
	at := h.conf.Media.LiveKit
	var server *livekit.Server
	if at == "" {
		if server, err = startMedia(ctx, mediaServer{Media: h.conf.Media}, key, secret, h.log); err != nil {
			return err
		}
		h.closers = append(h.closers, server.Stop)
		at = server.URL
	}
	h.mediaAt = at
	proxy, err := livekit.Proxy(at)
	if err != nil {
		return err
	}
	h.rooms = livekit.NewRooms(livekit.Access{URL: at, Own: server, APIKey: key, Secret: secret, Clock: h.clock, Log: h.log})
	h.gate = h.rooms.Gate(proxy)
	return nil
}

// startMedia starts a media server in this process.
func startMedia(ctx context.Context, m mediaServer, key, secret string, log *slog.Logger) (*livekit.Server, error) {
	return livekit.Start(ctx, livekit.Config{Listen: m.listen, UDP: m.UDP, TCP: m.TCP, MediaIP: m.IP, WebhookURL: m.webhook, APIKey: key, Secret: secret, Log: log})
}

// mediaKey reads the key the court and its media server share. Whichever of
// them starts first makes it.
func mediaKey(dir string) (key, secret string, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", "", fault.Unavailable("cli.dir.unwritable").With(fault.Args{"dir": dir}).Because(err)
	}
	file, err := keys.Dir(dir).Media()
	if err != nil {
		return "", "", err
	}
	return livekit.ReadKey(file)
}
