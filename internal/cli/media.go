package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"

	"tarazy/internal/fault"
	"tarazy/internal/livekit"
)

// ServeMedia runs the media server alone, so that it can be restarted, moved
// and scaled apart from the court. It ends with ctx. It prints one line when
// it takes calls: its address and its media port.
func ServeMedia(ctx context.Context, args []string, out, errOut io.Writer) int {
	var c livekit.Config
	fs := flag.NewFlagSet("media", flag.ContinueOnError)
	fs.SetOutput(errOut)
	fs.Usage = func() { say(errOut, "media.command.usage", nil) }
	fs.StringVar(&c.Listen, "listen", "127.0.0.1:7880", "")
	fs.IntVar(&c.UDP, "udp", 7882, "")
	fs.IntVar(&c.TCP, "tcp", 0, "")
	fs.StringVar(&c.MediaIP, "ip", "127.0.0.1", "")
	fs.StringVar(&c.WebhookURL, "webhook", "", "")
	dir := fs.String("keys", "keys", "")
	if err := fs.Parse(args); err != nil {
		return 2
	}
	c.Log = slog.New(slog.NewTextHandler(errOut, &slog.HandlerOptions{Level: slog.LevelWarn}))
	var err error
	if c.APIKey, c.Secret, err = livekit.ReadKey(filepath.Join(*dir, "livekit.key")); err != nil {
		return refuse(errOut, err)
	}
	srv, err := livekit.Start(ctx, c)
	if err != nil {
		return refuse(errOut, err)
	}
	fmt.Fprintf(out, "%s udp=%d\n", srv.URL, srv.UDPPort)
	select {
	case <-ctx.Done():
		srv.Stop()
		return 0
	case <-srv.Done():
		return refuse(errOut, fault.Unavailable("media.command.ended"))
	}
}
