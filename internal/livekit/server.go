package livekit

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/livekit/livekit-server/pkg/config"
	"github.com/livekit/livekit-server/pkg/routing"
	"github.com/livekit/livekit-server/pkg/service"
	"github.com/livekit/livekit-server/pkg/telemetry/prometheus"
	"github.com/livekit/protocol/logger"

	"tarazy/internal/fault"
)

// Config is what the embedded media server needs to know.
type Config struct {
	// Listen is host:port of signalling and admin API. Keep it on loopback:
	// browsers come through Proxy. Port 0 takes a free one.
	// Default "127.0.0.1:0".
	Listen string
	// UDP is the port all media flows through. 0 takes a free one.
	UDP int
	// TCP is the port for media where UDP is blocked. 0, the default, is none.
	// It listens on every interface, which Start warns of: the library calls
	// net.ListenTCP with the port alone (mediatransportutil v0.0.0-20260608,
	// pkg/rtcconfig/webrtc_config.go:183), and keeps the engine that a listener
	// of ours would be given to (livekit-server v1.13.5,
	// pkg/service/roommanager.go:126) to itself.
	TCP int
	// MediaIP is the address browsers send media to. Default 127.0.0.1. If it
	// is an address of this machine, media listens there only; if it is not
	// (the outside of a NAT), on every interface.
	MediaIP string
	// STUN servers (host:port) told to browsers. Default: our own, at MediaIP
	// and UDP port + 1, so that nobody is ever sent to a public one.
	STUN []string
	// APIKey and Secret (32 characters or more) of the admin API and tickets.
	APIKey, Secret string
	// WebhookURL is told of joins and leaves; optional. Tarazy itself does
	// not need it: its probe sees them.
	WebhookURL string
	// Log receives warnings and errors. Default slog.Default().
	Log *slog.Logger
}

// Server is a running media server. One per process: it registers its
// metrics and its logger globally.
type Server struct {
	URL     string // http://host:port, for Rooms and Proxy
	UDPPort int
	srv     *service.LivekitServer
	mirror  *mirror // nil when STUN is somebody else's
	done    chan struct{}
	err     error // read after done
}

// Start runs a media server in this process and answers when it takes calls.
// It refuses a secret shorter than 32 characters, an address that is no
// address, and ports that are taken. ctx bounds the start only; see Stop.
func Start(ctx context.Context, c Config) (*Server, error) {
	if len(c.Secret) < 32 || c.APIKey == "" {
		return nil, fault.Invalid("media.key.malformed")
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	c.warn()
	host, port, udp, err := c.addresses()
	if err != nil {
		return nil, notStarted(err)
	}
	ip, err := c.mediaIP()
	if err != nil {
		return nil, notStarted(err)
	}
	s := &Server{
		URL:     "http://" + net.JoinHostPort(host, fmt.Sprint(port)),
		UDPPort: udp, done: make(chan struct{}),
	}
	stun := c.STUN
	if len(stun) == 0 {
		if s.mirror, err = newMirror(ip, udp); err != nil {
			return nil, notStarted(err)
		}
		stun = []string{net.JoinHostPort(ip.String(), fmt.Sprint(s.mirror.port))}
	}
	text, err := c.yaml(host, port, udp, ip, stun)
	if err != nil {
		return nil, notStarted(err)
	}
	if err := s.run(text, c.Log); err != nil {
		s.mirror.stop()
		return nil, err
	}
	if err := s.ready(ctx); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// run starts the media server with its configuration.
func (s *Server) run(text string, log *slog.Logger) error {
	logger.SetLogger(bridge{to: log}, "media")
	conf, err := config.NewConfig(text, true, nil, nil)
	if err != nil {
		return notStarted(err)
	}
	if s.srv, err = assemble(conf); err != nil {
		return err
	}
	go func() { s.err = s.srv.Start(); close(s.done) }()
	return nil
}

// assemble does what the media server's own main does before it starts.
func assemble(conf *config.Config) (*service.LivekitServer, error) {
	node, err := routing.NewLocalNode(conf)
	if err != nil {
		return nil, notStarted(err)
	}
	if err := prometheus.Init(string(node.NodeID()), node.NodeType()); err != nil {
		return nil, notStarted(err)
	}
	srv, err := service.InitializeServer(conf, node)
	if err != nil {
		return nil, notStarted(err)
	}
	return srv, nil
}

func notStarted(cause error) error {
	return fault.Unavailable("media.server.not_started").Because(cause)
}

// ready waits until the server takes calls, or has failed, or ctx ends.
func (s *Server) ready(ctx context.Context) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !s.srv.IsRunning() {
		select {
		case <-s.done:
			return notStarted(s.err)
		case <-ctx.Done():
			return notStarted(ctx.Err())
		case <-tick.C:
		}
	}
	return nil
}

// Done is closed once the server has ended, whoever ended it.
func (s *Server) Done() <-chan struct{} { return s.done }

// Stop ends the server at once; people in rooms are disconnected.
func (s *Server) Stop() {
	s.mirror.stop()
	// The library forgets a Stop that comes before it runs.
	if s.ready(context.Background()) == nil {
		s.srv.Stop(true)
	}
	<-s.done
}
