package cli

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"tarazy/internal/api"
	"tarazy/internal/blob"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/keys"
	"tarazy/internal/livekit"
	"tarazy/internal/notary"
	"tarazy/internal/pages"
	"tarazy/internal/pages/door"
	"tarazy/internal/signin"
	"tarazy/web"
)

// house is a court put together: what answers requests, what runs beside
// them, and what is to be closed, last opened first.
type house struct {
	handler http.Handler
	loops   []func(ctx context.Context)
	closers []func()
	welcome func(out io.Writer)
	running sync.WaitGroup
}

// start runs everything that lives as long as ctx.
func (h *house) start(ctx context.Context) {
	for _, loop := range h.loops {
		h.running.Go(func() { loop(ctx) })
	}
}

// greet tells the operator what a terminal must show and no log.
func (h *house) greet(out io.Writer) {
	if h.welcome != nil {
		h.welcome(out)
	}
}

// close ends what start's ctx has been told to end, and then closes the files.
func (h *house) close() {
	ended := make(chan struct{})
	go func() { h.running.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(5 * time.Second): // whatever hangs must not keep the court from ending
	}
	for i := len(h.closers) - 1; i >= 0; i-- {
		h.closers[i]()
	}
}

// build puts the court together by hand, top to bottom.
func build(ctx context.Context, conf Config, origin string, log *slog.Logger) (_ *house, err error) {
	h := &house{}
	defer func() {
		if err != nil {
			h.close()
		}
	}()
	law, err := lawOf(conf)
	if err != nil {
		return nil, err
	}
	if err := makeDirs(conf); err != nil {
		return nil, err
	}
	clock := court.ClockFunc(time.Now)
	u, err := url.Parse(origin)
	if err != nil {
		return nil, fault.Invalid("cli.serve.needs_url").Because(err)
	}
	logName := u.Hostname() + "/log/1"

	// Keys, the record, the documents.
	dir := keys.Dir(conf.Keys)
	wrap, err := dir.Secret("wrap.key")
	if err != nil {
		return nil, err
	}
	forms, err := dir.Secret("session.key")
	if err != nil {
		return nil, err
	}
	records, err := openRecords(ctx, conf, logName, wrap, false)
	if err != nil {
		return nil, err
	}
	h.closers = append(h.closers, func() { records.Close() })
	logName = records.Log() // the data know which epoch it is
	logKey, err := dir.LogKey(logName)
	if err != nil {
		return nil, err
	}
	policy, err := policyText(conf)
	if err != nil {
		return nil, err
	}
	outside, err := notary.ParseCosigners(policy)
	if err != nil {
		return nil, err
	}
	seal, err := notary.Open(ctx, notary.Config{Origin: logName, Key: logKey, Tree: records, Memory: dir, Outside: outside, Log: log})
	if err != nil {
		return nil, err
	}
	if policy, err = seal.Policy(policy); err != nil {
		return nil, err
	}
	if err := dir.SavePolicy(policy); err != nil {
		return nil, err
	}
	// What was acknowledged last is signed before the record is closed.
	h.closers = append(h.closers, func() { logged(log, "last checkpoint", seal.Sign(context.Background())) })
	h.loops = append(h.loops, func(ctx context.Context) { seal.Run(ctx, checkpointInterval(conf)) })
	blobs, err := blob.Open(filepath.Join(conf.Data, blobsDir))
	if err != nil {
		return nil, err
	}

	// Sound and picture.
	rooms, gate, err := h.media(ctx, conf, dir, clock, log)
	if err != nil {
		return nil, err
	}

	// Accounts and letters.
	cabinet, err := signin.OpenFile(accountsFile(conf.Keys))
	if err != nil {
		return nil, err
	}
	people, err := signin.New(signin.Config{Cabinet: cabinet, Clock: clock, Origin: origin, Court: u.Hostname(), Secret: forms})
	if err != nil {
		return nil, err
	}
	post, err := courierOf(conf, clock)
	if err != nil {
		return nil, err
	}

	// The desk.
	signer, err := demoSigner(conf)
	if err != nil {
		return nil, err
	}
	desk := clerk.New(clerk.Deps{Store: records, Blobs: blobs, Rooms: rooms, Notary: seal, Clock: clock, Signer: signer, Origin: logName, Log: log, Law: law,
		Accounts: people, Courier: post, URL: origin, Name: courtName(conf)})
	if err := desk.Found(ctx, u.Hostname()); err != nil {
		return nil, err
	}
	if err := desk.Start(ctx); err != nil {
		return nil, err
	}
	plans, err := desk.Plans(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range plans {
		rooms.Want(p)
	}
	h.loops = append(h.loops, func(ctx context.Context) { rooms.Run(ctx, desk) }, tick(desk, log), watchClock(desk, log), postLetters(desk, log))

	// The doors.
	h.loops = append(h.loops, func(ctx context.Context) {
		every(ctx, 10*time.Minute, func(time.Time) { logged(log, "sign-in sweep", people.Sweep(ctx)) })
	})
	renderer, err := pages.NewRenderer(pages.Look{Court: courtName(conf), Phone: conf.Phone, Host: u.Host, TLS: u.Scheme == "https"}, log)
	if err != nil {
		return nil, err
	}
	entrance := door.New(door.Deps{Desk: people, Invitations: people, Passkeys: people, Setup: people, Clerk: desk, Renderer: renderer, Log: log,
		Secret: forms, TLS: u.Scheme == "https", Proxy: conf.Proxy, Demo: conf.Demo})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", ready(records))
	mux.Handle(web.Root, web.Handler())
	mux.Handle("/rtc", gate)
	mux.Handle("/rtc/", gate)
	mux.Handle("/log/", seal.Handler())
	live := api.New(api.Deps{Clerk: desk, Rooms: rooms, Clock: clock})
	mux.Handle("/api/", live)
	mux.Handle("POST /hearings/{id}/acts/{act}", live)
	mux.Handle("POST /cases/{no}/acts/rule", live)
	entrance.Routes(mux)
	if err := h.demo(ctx, conf, origin, desk, signer, entrance, mux); err != nil {
		return nil, err
	}
	mux.Handle("/", pages.New(pages.Deps{Renderer: renderer, Clerk: desk, Registry: desk, Triage: desk, Law: desk.Law, Blobs: blobs, Clock: clock, Log: log, Cosigners: seal.Cosigners}))
	h.handler = entrance.Guard(mux)
	if h.welcome, err = firstLink(ctx, conf, desk, forms, origin, clock); err != nil {
		return nil, err
	}
	return h, nil
}

// media starts the media server in this process, or goes to the one given.
// The gate is what browsers reach of it.
func (h *house) media(ctx context.Context, conf Config, dir keys.Dir, clock court.Clock, log *slog.Logger) (*livekit.Rooms, http.Handler, error) {
	key, secret, err := mediaKey(string(dir))
	if err != nil {
		return nil, nil, err
	}
	at := conf.Media.LiveKit
	var server *livekit.Server
	if at == "" {
		server, err = livekit.Start(ctx, livekit.Config{UDP: conf.Media.UDP, TCP: conf.Media.TCP, MediaIP: conf.Media.IP, APIKey: key, Secret: secret, Log: log})
		if err != nil {
			return nil, nil, err
		}
		h.closers = append(h.closers, server.Stop)
		at = server.URL
	}
	proxy, err := livekit.Proxy(at)
	if err != nil {
		return nil, nil, err
	}
	rooms := livekit.NewRooms(livekit.Access{URL: at, Own: server, APIKey: key, Secret: secret, Clock: clock, Log: log})
	return rooms, rooms.Gate(proxy), nil
}

// every calls do each d until ctx ends.
func every(ctx context.Context, d time.Duration, do func(now time.Time)) {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			do(time.Now())
		}
	}
}

// policyText is the court's policy file; empty when it has none.
func policyText(conf Config) (string, error) {
	if conf.Policy == "" {
		return "", nil
	}
	text, err := os.ReadFile(conf.Policy)
	if err != nil {
		return "", fault.Invalid("cli.config.unreadable").With(fault.Args{"file": conf.Policy}).Because(err)
	}
	return string(text), nil
}

func checkpointInterval(conf Config) time.Duration {
	return time.Duration(max(conf.CheckpointSeconds, 1)) * time.Second
}
