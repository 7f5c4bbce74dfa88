package cli

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
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
	"tarazy/internal/pdf"
	"tarazy/internal/rules"
	"tarazy/internal/signin"
	"tarazy/internal/store"
	"tarazy/web"
)

// house is a court put together: its parts, in the order they are made; what
// answers requests, what runs beside them, and what is to be closed, last
// opened first.
type house struct {
	conf   Config
	origin string // of our URLs
	at     *url.URL
	log    *slog.Logger
	clock  court.Clock
	law    *rules.Law

	dir      keys.Dir
	forms    [32]byte // secret of the forms' tokens and of the operator's links
	records  *store.Store
	seal     *notary.Notary
	blobs    *blob.Dir
	rooms    *livekit.Rooms
	gate     http.Handler // what browsers reach of the media server
	mediaAt  string       // where the media server itself is
	people   *signin.Desk
	signer   clerk.Signer // of the demo's people
	desk     *clerk.Clerk
	examiner *examiner

	handler http.Handler
	loops   []func(ctx context.Context)
	closers []func()
	welcome func(out io.Writer)
	running sync.WaitGroup
}

// build puts the court together by hand, top to bottom.
func build(ctx context.Context, conf Config, origin string, log *slog.Logger) (*house, error) {
	clock, err := clockOf(conf)
	if err != nil {
		return nil, err
	}
	h := &house{conf: conf, origin: origin, log: log, clock: clock, dir: keys.Dir(conf.Keys)}
	for _, step := range []func(context.Context) error{
		h.ground,   // directories, names, secrets
		h.record,   // the record and the documents
		h.signing,  // the notary who signs it
		h.media,    // sound and picture
		h.checking, // electronic signatures of others
		h.entries,  // people's ways in
		h.office,   // the clerk's desk
		h.doors,    // pages, JSON, and the guard before them
	} {
		if err := step(ctx); err != nil {
			h.close()
			return nil, err
		}
	}
	return h, nil
}

func (h *house) ground(context.Context) (err error) {
	if h.law, err = lawOf(h.conf); err != nil {
		return err
	}
	if err := makeDirs(h.conf); err != nil {
		return err
	}
	if h.at, err = url.Parse(h.origin); err != nil {
		return fault.Invalid("cli.serve.needs_url").Because(err)
	}
	h.forms, err = h.dir.Secret("session.key")
	return err
}

func (h *house) record(ctx context.Context) error {
	if err := mayMakeKeys(ctx, h.conf, h.dir); err != nil {
		return err
	}
	wrap, err := h.dir.Secret("wrap.key")
	if err != nil {
		return err
	}
	if h.records, err = openRecords(ctx, h.conf, h.at.Hostname()+"/log/1", wrap, false); err != nil {
		return err
	}
	h.closers = append(h.closers, func() { h.records.Close() })
	h.blobs, err = blob.Open(filepath.Join(h.conf.Data, blobsDir))
	return err
}

func (h *house) signing(ctx context.Context) error {
	origin := h.records.Log() // the data know which epoch it is
	size, err := h.records.Size(ctx)
	if err != nil {
		return err
	}
	readKey := h.dir.LogKey
	if size > 0 {
		readKey = h.dir.OldLogKey
	}
	key, err := readKey(origin)
	if err != nil {
		return err
	}
	policy, err := policyText(h.conf)
	if err != nil {
		return err
	}
	outside, err := notary.ParseCosigners(policy)
	if err != nil {
		return err
	}
	h.seal, err = notary.Open(ctx, notary.Config{Origin: origin, Key: key, Tree: h.records, Memory: h.dir, Outside: outside, Clock: h.clock, Log: h.log})
	if err != nil {
		return err
	}
	if policy, err = h.seal.Policy(policy); err != nil {
		return err
	}
	if err := h.dir.SavePolicy(policy); err != nil {
		return err
	}
	// What was acknowledged last is signed before the record is closed.
	h.closers = append(h.closers, func() { logged(h.log, "last checkpoint", h.seal.Sign(context.Background())) })
	h.loops = append(h.loops, func(ctx context.Context) { h.seal.Run(ctx, h.conf.every()) })
	return nil
}

func (h *house) checking(context.Context) (err error) {
	if h.examiner, err = examinerOf(h.conf, h.clock, h.seal.VKey); err == nil {
		h.examiner.log = h.log
		h.loops = append(h.loops, func(context.Context) {
			if !h.examiner.apart.Alone() {
				h.log.Warn("files from outside are read in a process that has the court's network: the kernel gives it none of its own (user namespaces are off)")
			}
		})
	}
	return err
}

func (h *house) entries(context.Context) error {
	cabinet, err := signin.OpenFile(accountsFile(h.conf.Keys))
	if err != nil {
		return err
	}
	h.people, err = signin.New(signin.Config{Cabinet: cabinet, Clock: h.clock, Origin: h.origin, Court: h.at.Hostname(), Secret: h.forms})
	h.loops = append(h.loops, func(ctx context.Context) {
		every(ctx, 10*time.Minute, func(time.Time) { logged(h.log, "sign-in sweep", h.people.Sweep(ctx)) })
	})
	return err
}

func (h *house) office(ctx context.Context) error {
	post, err := courierOf(h.conf, h.clock)
	if err != nil {
		return err
	}
	texts, err := gatewayOf(h.conf)
	if err != nil {
		return err
	}
	if h.signer, err = demoSigner(h.conf); err != nil {
		return err
	}
	provider, err := providerOf(h.conf, h.origin, h.clock)
	if err != nil {
		return err
	}
	phone, err := phoneOf(h.conf)
	if err != nil {
		return err
	}
	if h.conf.Signatures != nil && !h.conf.takesEDS() {
		h.log.Warn("nobody signs in, files or acts with a key of the national CA: signatures.online is not true (docs/signatures.md)")
	}
	h.desk = clerk.New(clerk.Deps{Store: h.records, Provider: provider, Phone: phone, Blobs: h.blobs, Rooms: h.rooms, Notary: h.seal, Clock: h.clock, Signer: h.signer, Origin: h.records.Log(), Log: h.log, Law: h.law,
		Signatures: own{h.examiner}, TestKeys: h.conf.Demo, Numbers: h.people, Challenges: h.people, Accounts: h.people, Addresses: h.people, Courier: post, Texts: texts, URL: h.origin, Name: courtName(h.conf), Districts: h.conf.Districts})
	if err := h.desk.Found(ctx, h.at.Hostname()); err != nil {
		return err
	}
	if err := h.desk.Start(ctx); err != nil {
		return err
	}
	plans, err := h.desk.Plans(ctx)
	if err != nil {
		return err
	}
	for _, p := range plans {
		h.rooms.Want(p)
	}
	h.loops = append(h.loops, func(ctx context.Context) { h.rooms.Run(ctx, h.desk) },
		tick(h.desk, h.log), watchClock(h.desk, h.log), postLetters(h.desk, h.log), sweepDocuments(h.desk, h.log))
	h.welcome, err = h.firstLink(ctx)
	return err
}

func (h *house) doors(ctx context.Context) error {
	renderer, err := pages.NewRenderer(pages.Look{Court: courtName(h.conf), Phone: h.conf.Phone, Host: h.at.Host, TLS: h.at.Scheme == "https", Zone: h.law.Local}, h.log)
	if err != nil {
		return err
	}
	through, provider := h.byProvider()
	entrance := door.New(door.Deps{ByProvider: through, Provider: provider, Desk: h.people, Invitations: h.people, Passkeys: h.people, Setup: h.people, Clerk: h.desk, EDS: h.byEDS(), Phones: h.desk.Phone != nil, Reports: h.desk, Pace: h.people, Clock: h.clock, Renderer: renderer, Log: h.log,
		Secret: h.forms, Host: h.at.Host, TLS: h.at.Scheme == "https", Proxy: h.conf.Proxy, Demo: h.conf.Demo})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", ready(h.records, h.rooms, h.seal))
	mux.Handle(web.Root, web.Handler())
	mux.Handle("/rtc", h.gate)
	mux.Handle("/rtc/", h.gate)
	mux.Handle("/log/", h.seal.Handler())
	live := api.New(api.Deps{Clerk: h.desk, Rooms: h.rooms, Clock: h.clock, Zone: h.law.Local})
	mux.Handle("/api/", live)
	mux.Handle("POST /hearings/{id}/acts/{act}", live)
	mux.Handle("POST /cases/{no}/acts/{act}", live)
	entrance.Routes(mux)
	if err := h.demo(ctx, entrance, mux); err != nil {
		return err
	}
	var press pages.Printer
	if web.Built() {
		if press, err = pdf.New(web.Typeface("print"), web.Typeface("print-bold")); err != nil {
			return err
		}
	}
	mux.Handle("/", pages.New(pages.Deps{Renderer: renderer, Print: press, Clerk: h.desk, Registry: h.desk, Members: h.desk, Triage: h.desk, Calendar: h.desk, Places: h.desk, Journals: h.desk, Days: h.desk, Law: h.law, Blobs: h.blobs, Clock: h.clock, Log: h.log, Examiner: h.examiner, Numbers: h.numbers(), EDS: h.conf.takesEDS(), Secret: h.forms[:], Pace: h.people, Cosigners: h.seal.Cosigners, LogKey: h.seal.VKey,
		Districts: h.conf.Districts}))
	h.handler = entrance.Guard(mux)
	return nil
}
