//go:build demo

package livekit

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	pb "github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/livekit/server-sdk-go/v2/pkg/oggreader"
	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"
	"github.com/pion/webrtc/v4/pkg/media/ivfreader"
)

// robotFiles are what robots say and show; robot/make.sh made them.
//
//go:embed robot/*.ogg robot/*.ivf
var robotFiles embed.FS

const (
	soundEvery   = 20 * time.Millisecond
	pictureEvery = 200 * time.Millisecond
	loud, hushed = uint8(20), uint8(127) // levels told beside the sound, in -dBov
)

// clips are the files of one kind, by name, in pieces as they are sent.
func clips(ending string, cut func(io.Reader) ([][]byte, error)) (map[string][][]byte, error) {
	files, err := fs.Glob(robotFiles, "robot/*"+ending)
	if err != nil {
		return nil, err
	}
	all := map[string][][]byte{}
	for _, file := range files {
		b, err := robotFiles.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if all[strings.TrimSuffix(strings.TrimPrefix(file, "robot/"), ending)], err = cut(bytes.NewReader(b)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// speech and pictures are read once: a dozen robots say the same.
var speech = sync.OnceValues(func() (map[string][][]byte, error) {
	return clips(".ogg", func(r io.Reader) (packets [][]byte, err error) {
		ogg, _, err := oggreader.NewOggReader(r)
		for err == nil {
			var p []byte
			if p, err = ogg.ReadPacket(); err == nil && !bytes.HasPrefix(p, []byte("Opus")) {
				packets = append(packets, slices.Clone(p))
			}
		}
		return packets, unless(err, io.EOF)
	})
})

var pictures = sync.OnceValues(func() (map[string][][]byte, error) {
	return clips(".ivf", func(r io.Reader) (frames [][]byte, err error) {
		ivf, _, err := ivfreader.NewWith(r)
		for err == nil {
			var f []byte
			if f, _, err = ivf.ParseNextFrame(); err == nil {
				frames = append(frames, f)
			}
		}
		return frames, unless(err, io.EOF)
	})
})

func unless(err, fine error) error {
	if err == fine {
		return nil
	}
	return err
}

// Robot is one who plays a role in a rehearsal: a participant like any other,
// with recorded speech and a drawn picture.
type Robot struct {
	room   *lksdk.Room
	cancel context.CancelFunc
	gone   chan struct{}
	once   sync.Once
	sound  map[string][][]byte
	film   [][]byte

	mu     sync.Mutex // guards what follows
	may    bool       // the record lets it speak
	mic    *lksdk.LocalTrack
	micID  string
	saying [][]byte // what is left of what it says
	still  bool
}

// NewRobot lets a robot into a room with a ticket, showing the picture of that
// name. Unless it listens, it takes nothing of the others: one who is there to
// be heard and seen needs no ears. It fails while the room is not open.
func NewRobot(ctx context.Context, url, token, picture string, listens bool) (*Robot, error) {
	sound, err := speech()
	if err != nil {
		return nil, err
	}
	films, err := pictures()
	if err != nil {
		return nil, err
	}
	if films[picture] == nil {
		return nil, fmt.Errorf("robot: no picture %q", picture)
	}
	sdkLog()
	ctx, cancel := context.WithCancel(ctx)
	r := &Robot{cancel: cancel, gone: make(chan struct{}), sound: sound, film: films[picture]}
	r.room = lksdk.NewRoom(&lksdk.RoomCallback{
		OnDisconnected: r.end,
		ParticipantCallback: lksdk.ParticipantCallback{
			OnTrackSubscribed: func(t *webrtc.TrackRemote, _ *lksdk.RemoteTrackPublication, _ *lksdk.RemoteParticipant) {
				go drain(t)
			},
			OnLocalTrackPublished:   func(pub *lksdk.LocalTrackPublication, _ *lksdk.LocalParticipant) { r.gotMic(pub) },
			OnLocalTrackUnpublished: func(pub *lksdk.LocalTrackPublication, _ *lksdk.LocalParticipant) { r.lostMic(pub.SID()) },
		},
	})
	err = r.room.JoinWithContextAndToken(ctx, url, token, lksdk.WithAutoSubscribe(listens), lksdk.WithDisableRegionDiscovery(),
		lksdk.WithLogger(bridge{to: slog.Default(), quiet: true}))
	if err == nil {
		err = r.show(ctx)
	}
	if err != nil {
		r.Leave()
		return nil, err
	}
	go r.speak(ctx)
	return r, nil
}

func drain(t *webrtc.TrackRemote) {
	for {
		if _, _, err := t.ReadRTP(); err != nil {
			return
		}
	}
}

// show sends the picture, over and over. Nobody's request for a whole picture
// is answered: one comes every two seconds.
func (r *Robot) show(ctx context.Context) error {
	track, err := lksdk.NewLocalTrack(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000})
	if err != nil {
		return err
	}
	_, err = r.room.LocalParticipant.PublishTrack(track, &lksdk.TrackPublicationOptions{
		Name: "camera", Source: pb.TrackSource_CAMERA, VideoWidth: 320, VideoHeight: 180})
	if err != nil {
		return err
	}
	go every(ctx, pictureEvery, func(n int) {
		r.mu.Lock()
		still := r.still
		r.mu.Unlock()
		if !still {
			_ = track.WriteSample(media.Sample{Data: r.film[n%len(r.film)], Duration: pictureEvery}, nil) // a lost picture is followed by another
		}
	})
	return nil
}

// speak sends what the robot says and, like an open microphone, silence where
// it says nothing. Whether it has a microphone follows the record; the media
// server's permission may come a moment later, and is waited for.
func (r *Robot) speak(ctx context.Context) {
	silence := []byte{0xf8, 0xff, 0xfe}
	go every(ctx, pictureEvery, func(int) { r.settleMic() })
	every(ctx, soundEvery, func(int) {
		r.mu.Lock()
		track, piece, level := r.mic, silence, hushed
		if len(r.saying) > 0 {
			piece, level, r.saying = r.saying[0], loud, r.saying[1:]
		}
		if r.still {
			track = nil
		}
		r.mu.Unlock()
		if track != nil {
			_ = track.WriteSample(media.Sample{Data: piece, Duration: soundEvery}, &lksdk.SampleWriteOptions{AudioLevel: &level})
		}
	})
}

// settleMic opens or closes the microphone as the record and the media server
// say.
func (r *Robot) settleMic() {
	r.mu.Lock()
	want, mic, id := r.may && !r.still, r.mic, r.micID
	still := r.still
	r.mu.Unlock()
	if still {
		return
	}
	p := r.room.LocalParticipant.Permissions()
	if p == nil || !slices.Contains(p.CanPublishSources, pb.TrackSource_MICROPHONE) {
		want = false
	}
	if want == (mic != nil) {
		return
	}
	if !want {
		_ = r.room.LocalParticipant.UnpublishTrack(id) // the server may have taken it already
		r.lostMic(id)
		return
	}
	track, err := lksdk.NewLocalTrack(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2})
	if err != nil {
		return
	}
	// What fails is tried again at the next look.
	_, _ = r.room.LocalParticipant.PublishTrack(track, &lksdk.TrackPublicationOptions{
		Name: "microphone", Source: pb.TrackSource_MICROPHONE, DisableDTX: true})
}

// gotMic takes the microphone that is open now: opened by us, or anew by the SDK
// after the connection broke.
func (r *Robot) gotMic(pub *lksdk.LocalTrackPublication) {
	track, ok := pub.Track().(*lksdk.LocalTrack)
	if !ok || pub.Source() != pb.TrackSource_MICROPHONE {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mic, r.micID = track, pub.SID()
}

// lostMic forgets a microphone that was closed, by whomever: given back at
// once, it must be opened anew.
func (r *Robot) lostMic(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.micID == id {
		r.mic, r.micID = nil, ""
	}
}

// Voice tells the robot whether the record lets it speak.
func (r *Robot) Voice(may bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.may = may; !may {
		r.saying = nil
	}
}

// Say has the robot say what the recording of that name says, unless it is
// speaking already or has no microphone.
func (r *Robot) Say(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.mic != nil && len(r.saying) == 0 {
		r.saying = r.sound[what]
	}
}

// Still has the robot send nothing, as one whose device hangs.
func (r *Robot) Still(still bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.still = still
}

// Gone is closed once the robot is out of the room, for whatever reason.
func (r *Robot) Gone() <-chan struct{} { return r.gone }

// Leave takes the robot out of the room.
func (r *Robot) Leave() {
	r.end()
	go r.room.Disconnect()
}

func (r *Robot) end() { r.once.Do(func() { r.cancel(); close(r.gone) }) }

// every calls do each d until ctx ends, with the number of the call.
func every(ctx context.Context, d time.Duration, do func(n int)) {
	t := time.NewTicker(d)
	defer t.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			do(n)
		}
	}
}
