package livekit

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"

	pb "github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
)

const (
	testKey    = "court"
	testSecret = "a-secret-of-the-tests-that-is-long-enough"
)

// TestMain lets the test binary be a media server or a person of its own, so
// that they can be killed as real ones are.
func TestMain(m *testing.M) {
	var err error
	switch os.Getenv("TARAZY_TEST_ROLE") {
	case "media":
		err = beMedia()
	case "person":
		err = bePerson(os.Getenv("TARAZY_TEST_URL"), os.Getenv("TARAZY_TEST_TOKEN"))
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func beMedia() error {
	udp, _ := strconv.Atoi(os.Getenv("TARAZY_TEST_UDP"))
	began := time.Now()
	s, err := Start(context.Background(), Config{
		Listen: os.Getenv("TARAZY_TEST_LISTEN"), UDP: udp, APIKey: testKey, Secret: testSecret,
		Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return err
	}
	fmt.Println(s.URL, s.UDPPort, time.Since(began))
	io.Copy(io.Discard, os.Stdin)
	s.Stop()
	return nil
}

// bePerson publishes an open microphone in a silent room until stdin ends.
func bePerson(url, token string) error {
	lksdk.SetLogger(bridge{to: slog.New(slog.DiscardHandler)})
	room, err := lksdk.ConnectToRoomWithToken(url, token, &lksdk.RoomCallback{},
		lksdk.WithDisableRegionDiscovery(), lksdk.WithLogger(bridge{to: slog.New(slog.DiscardHandler)}))
	if err != nil {
		return err
	}
	track, err := lksdk.NewLocalTrack(webrtc.RTPCodecCapability{
		MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2,
	})
	if err != nil {
		return err
	}
	var pub *lksdk.LocalTrackPublication
	for range 3 { // the SDK gives up soon on a busy machine
		pub, err = room.LocalParticipant.PublishTrack(track, &lksdk.TrackPublicationOptions{
			Name: "microphone", Source: pb.TrackSource(pb.TrackSource_value[os.Getenv("TARAZY_TEST_SOURCE")]), DisableDTX: true,
		})
		if err == nil {
			break
		}
	}
	if err != nil {
		return err
	}
	go func() {
		silence := media.Sample{Data: []byte{0xf8, 0xff, 0xfe}, Duration: 20 * time.Millisecond}
		for range time.Tick(20 * time.Millisecond) {
			track.WriteSample(silence, nil)
		}
	}()
	fmt.Println("publishing")
	orders := bufio.NewScanner(os.Stdin)
	for orders.Scan() {
		pub.SetMuted(orders.Text() == "mute")
	}
	room.Disconnect()
	return nil
}

// process is a media server or person in a process of its own.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	stdin io.WriteCloser
	said  string // its first line
}

func spawn(t *testing.T, env ...string) *process {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: cmd, stdin: stdin}
	t.Cleanup(p.kill)
	lines := bufio.NewScanner(stdout)
	if !lines.Scan() {
		t.Fatalf("process said nothing: %v", env)
	}
	p.said = lines.Text()
	return p
}

func (p *process) kill()          { p.cmd.Process.Kill(); p.cmd.Wait() }
func (p *process) tell(s string)  { fmt.Fprintln(p.stdin, s) }
func (p *process) goodbye()       { p.stdin.Close(); p.cmd.Wait() }
func (p *process) url() string    { return strings.Fields(p.said)[0] }
func (p *process) udp() string    { return strings.Fields(p.said)[1] }
func (p *process) listen() string { return strings.TrimPrefix(p.url(), "http://") }

func startMedia(t *testing.T) *process { return spawn(t, "TARAZY_TEST_ROLE=media") }

// enter lets a person in by the ticket that Rooms gives.
func enter(t *testing.T, r *Rooms, h court.HearingID, id court.PersonID) *process {
	t.Helper()
	return enterAs(t, r, h, id, "MICROPHONE")
}

// enterAs does so with a client that says of its sound that it is source.
func enterAs(t *testing.T, r *Rooms, h court.HearingID, id court.PersonID, source string) *process {
	t.Helper()
	ticket, err := r.Ticket(t.Context(), h, id, "Name")
	if err != nil {
		t.Fatal(err)
	}
	return spawn(t, "TARAZY_TEST_ROLE=person", "TARAZY_TEST_URL="+r.at.URL, "TARAZY_TEST_TOKEN="+ticket.Token, "TARAZY_TEST_SOURCE="+source)
}

// eyes keeps what was seen, as the clerk would.
type eyes struct {
	mu    sync.Mutex
	facts []clerk.Fact
	more  chan struct{}
}

func newEyes() *eyes { return &eyes{more: make(chan struct{}, 1)} }

func (e *eyes) Saw(f clerk.Fact) {
	e.mu.Lock()
	e.facts = append(e.facts, f)
	e.mu.Unlock()
	select {
	case e.more <- struct{}{}:
	default:
	}
}

func (e *eyes) all() []clerk.Fact { e.mu.Lock(); defer e.mu.Unlock(); return slices.Clone(e.facts) }
func (e *eyes) mark() int         { e.mu.Lock(); defer e.mu.Unlock(); return len(e.facts) }

// wait answers the first fact after mark that fits, and fails after a minute.
func (e *eyes) wait(t *testing.T, after int, what string, fits func(clerk.Fact) bool) clerk.Fact {
	t.Helper()
	end := time.After(time.Minute)
	for {
		e.mu.Lock()
		facts := e.facts[after:]
		e.mu.Unlock()
		for _, f := range facts {
			if fits(f) {
				return f
			}
		}
		select {
		case <-e.more:
		case <-end:
			t.Fatalf("never seen: %s; seen %d facts", what, len(facts))
		}
	}
}

func kind(k clerk.FactKind, who court.PersonID) func(clerk.Fact) bool {
	return func(f clerk.Fact) bool { return f.Kind == k && f.Person == who }
}

// flowing is a report of an open microphone with a packet in the last second.
func flowing(who court.PersonID) func(clerk.Fact) bool {
	return func(f clerk.Fact) bool {
		return f.Kind == clerk.FactPackets && f.Person == who && f.MicOpen && f.At.Sub(f.LastPacket) < time.Second
	}
}

// dry is a report of an open microphone that has been dry for that long.
func dry(who court.PersonID, d time.Duration) func(clerk.Fact) bool {
	return func(f clerk.Fact) bool {
		return f.Kind == clerk.FactPackets && f.Person == who && f.MicOpen && f.At.Sub(f.LastPacket) > d
	}
}

// run starts Rooms against a server, with eyes on it, until the test ends.
func run(t *testing.T, url string) (*Rooms, *eyes) {
	t.Helper()
	r, e := NewRooms(Access{URL: url, APIKey: testKey, Secret: testSecret}), newEyes()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { r.Run(ctx, e); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
	return r, e
}

func plan(h court.HearingID, people ...court.PersonID) clerk.RoomPlan {
	p := clerk.RoomPlan{Hearing: h, Open: true, People: map[court.PersonID]clerk.Place{}}
	for _, id := range people {
		p.People[id] = clerk.Place{Publish: true, Voice: true, Subscribe: true}
	}
	return p
}
