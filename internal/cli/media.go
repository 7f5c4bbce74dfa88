package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"

	"tarazy/internal/fault"
	"tarazy/internal/keys"
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
		if asked(err) {
			return 0
		}
		return 2
	}
	c.Log = slog.New(slog.NewTextHandler(errOut, &slog.HandlerOptions{Level: slog.LevelWarn}))
	var err error
	if c.APIKey, c.Secret, err = mediaKey(*dir); err != nil {
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
