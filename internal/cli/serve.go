package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"tarazy/internal/fault"
)

// Serve runs the court until ctx ends. It refuses, with one line and exit code
// 1, an occupied port, a directory that cannot be written, and data of a newer
// version; it prints "ready URL" once a browser may come.
func Serve(ctx context.Context, args []string, out, errOut io.Writer) int {
	var flags serveFlags
	if code, done := parse("serve", args, out, errOut, flags.declare); done {
		return code
	}
	conf, err := flags.config()
	if err != nil {
		return refuse(errOut, err)
	}
	// The port first: a second court started by mistake must not touch the data
	// of the one that runs.
	listener, err := listen(ctx, conf.Listen)
	if err != nil {
		return refuse(errOut, err)
	}
	defer listener.Close()
	log := slog.New(slog.NewTextHandler(errOut, nil))
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	house, err := build(ctx, conf, conf.origin(port), log)
	if err != nil {
		return refuse(errOut, err)
	}
	defer house.close()
	if conf.Metrics != "" {
		watcher, err := serveMetrics(ctx, conf.Metrics, house.desk, log, house.examiner.beside)
		if err != nil {
			return refuse(errOut, err)
		}
		defer watcher.Close()
	}
	tlsConf, err := serveTLS(ctx, conf)
	if err != nil {
		return refuse(errOut, err)
	}
	if tlsConf != nil {
		listener = tls.NewListener(listener, tlsConf)
	}
	return run(ctx, house, listener, conf.origin(port), log, out, errOut)
}

// run serves until ctx ends, then lets requests under way finish for a while.
func run(ctx context.Context, house *house, l net.Listener, origin string, log *slog.Logger, out, errOut io.Writer) int {
	work, stopWork := context.WithCancel(context.Background())
	defer stopWork()
	server := &http.Server{
		Handler:           timely(house.handler),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		BaseContext:       func(net.Listener) context.Context { return work },
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	house.start(work)
	io.WriteString(out, "ready "+origin+"\n")
	house.greet(out)
	select {
	case err := <-ended:
		return refuse(errOut, fault.Unavailable("cli.serve.ended").Because(err))
	case <-ctx.Done():
	}
	// Live feeds and media sockets end with work, so that Shutdown does not
	// wait for them; an act under way still has its own transaction.
	stopWork()
	grace, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		server.Close()
	}
	return 0
}

// listen binds addr.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fault.Unavailable("cli.serve.port_taken").With(fault.Args{"address": addr})
	}
	if err != nil {
		return nil, fault.Unavailable("cli.serve.cannot_listen").With(fault.Args{"address": addr}).Because(err)
	}
	return l, nil
}

// How long a request's body may take: a form at once, a document of 20 MB on a
// line of 300 kbit/s.
const (
	formTime     = 30 * time.Second
	documentTime = 10 * time.Minute
)

// timely ends requests whose bodies do not come: each holds a connection. What
// is read by GET stays open as long as its reader does.
func timely(inner http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			d := documentTime
			if r.ContentLength >= 0 && r.ContentLength <= 1<<20 {
				d = formTime
			}
			// The server takes the deadline back before the next request.
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(d))
		}
		inner.ServeHTTP(w, r)
	})
}
