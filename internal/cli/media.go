package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"

	"tarazy/internal/fault"
)

// mediaServer is where a media server listens, and whom it tells.
type mediaServer struct {
	Media
	listen  string // of signalling and admin API
	webhook string
}

// ServeMedia runs the media server alone, so that it can be restarted, moved
// and scaled apart from the court. It ends with ctx. It prints one line when
// it takes calls: its address and its media port.
func ServeMedia(ctx context.Context, args []string, out, errOut io.Writer) int {
	var m mediaServer
	var dir string
	if code, done := parse("media", args, out, errOut, func(fs *flag.FlagSet) {
		fs.StringVar(&m.listen, "listen", "127.0.0.1:7880", "")
		fs.IntVar(&m.UDP, "udp", 7882, "")
		fs.IntVar(&m.TCP, "tcp", 0, "")
		fs.StringVar(&m.IP, "ip", "127.0.0.1", "")
		fs.StringVar(&m.webhook, "webhook", "", "")
		fs.StringVar(&dir, "keys", "", "")
	}); done {
		return code
	}
	if dir == "" {
		return incomplete(errOut, "media")
	}
	key, secret, err := mediaKey(dir)
	if err != nil {
		return refuse(errOut, err)
	}
	srv, err := startMedia(ctx, m, key, secret, slog.New(slog.NewTextHandler(errOut, &slog.HandlerOptions{Level: slog.LevelWarn})))
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
