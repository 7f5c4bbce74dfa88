package cli

import (
	"context"
	"errors"
	"flag"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"tarazy/internal/fault"
)

// Witness runs a cosigner of other courts' logs until ctx ends: a bar
// association, a prosecutor or a university watches with it that a court does
// not rewrite its record. It prints "ready URL", its public key, and the line
// that the court puts into its policy.
func Witness(ctx context.Context, args []string, out, errOut io.Writer) int {
	var address, dir, name, public string
	var logs []string
	if code, done := parse("witness", args, out, errOut, func(f *flag.FlagSet) {
		f.StringVar(&address, "listen", "localhost:7380", "")
		f.StringVar(&dir, "data", "", "")
		f.StringVar(&name, "name", "", "")
		f.StringVar(&public, "url", "", "")
		f.Func("log", "", func(vkey string) error { logs = append(logs, vkey); return nil })
	}); done {
		return code
	}
	if dir == "" {
		return incomplete(errOut, "witness")
	}
	if name == "" {
		name = machine() + "/witness"
	}
	l, err := listen(ctx, address)
	if err != nil {
		return refuse(errOut, err)
	}
	defer l.Close()
	c, err := openCosigner(dir, name, logs)
	if err != nil {
		return refuse(errOut, err)
	}
	defer c.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	if public == "" {
		public = "http://" + net.JoinHostPort("localhost", port)
	}
	log := slog.New(slog.NewTextHandler(errOut, nil))
	if c.Logs() == 0 {
		log.Warn("no log is watched yet: give --log, or write the public keys of logs into the file, one a line", "file", filepath.Join(dir, "logs"))
	}
	io.WriteString(out, "ready "+public+"\n"+c.VKey()+"\nwitness "+c.Name()+" "+c.VKey()+" "+public+"\n")
	return watch(ctx, l, c.Handler(log), errOut)
}

// watch serves the cosigner until ctx ends.
func watch(ctx context.Context, l net.Listener, h http.Handler, errOut io.Writer) int {
	server := &http.Server{Handler: h, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return refuse(errOut, fault.Unavailable("cli.serve.ended").Because(err))
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if err := errors.Join(server.Shutdown(grace), server.Close()); err != nil {
		return 0 // who asked is cut off, and asks again
	}
	return 0
}

// machine is this machine's name, for a cosigner that was given none.
func machine() string {
	if h, err := os.Hostname(); err == nil {
		return h
	}
	return "localhost"
}
