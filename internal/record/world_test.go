package record

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tarazy/internal/court"
)

// world is a small court whose record lives in memory.
type world struct {
	t        testing.TB
	log      string
	skey     string
	vkey     string
	cosigner ed25519.PrivateKey
	hashes   []tlog.Hash
	entries  [][]byte
	heads    map[court.StreamID]Head
	streams  map[court.StreamID]*BundleStream
	order    []court.StreamID
	keys     map[court.PersonID]*ecdsa.PrivateKey
	ids      map[court.PersonID]string
	now      time.Time
	acts     int
	blobs    map[Hash][]byte
}

const (
	judge     court.PersonID = "p-0000000000000001"
	claimant  court.PersonID = "p-0000000000000002"
	secretary court.PersonID = "p-0000000000000003"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func newWorld(t testing.TB, log string) *world {
	w := &world{t: t, log: log, heads: map[court.StreamID]Head{}, streams: map[court.StreamID]*BundleStream{},
		keys: map[court.PersonID]*ecdsa.PrivateKey{}, ids: map[court.PersonID]string{}, blobs: map[Hash][]byte{},
		now: time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC)}
	skey, vkey, err := note.GenerateKey(rand.Reader, log)
	if err != nil {
		t.Fatal(err)
	}
	w.skey, w.vkey = skey, vkey
	_, w.cosigner, _ = ed25519.GenerateKey(rand.Reader)
	return w
}

func (w *world) ReadHashes(idx []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(idx))
	for i, n := range idx {
		out[i] = w.hashes[n]
	}
	return out, nil
}

func streamNo(n int) court.StreamID { return court.StreamID(fmt.Sprintf("%032x", n+0xa0)) }

// append puts one event into the record.
func (w *world) append(d Draft, kind string) Event {
	w.now = w.now.Add(time.Second)
	w.acts++
	if d.Key == "" {
		d.Key = fmt.Sprintf("key-%016d", w.acts)
	}
	e, _, err := Seal(d, w.heads[d.Stream], w.log, At(w.now), [16]byte{byte(w.acts), byte(w.acts >> 8)})
	if err != nil {
		w.t.Fatal(err)
	}
	s := w.streams[d.Stream]
	if s == nil {
		s = &BundleStream{ID: d.Stream, Kind: kind, Keys: DeriveKeys(sha256.Sum256([]byte(d.Stream))), ShowTag: kind != kindPerson}
		w.streams[d.Stream] = s
		w.order = append(w.order, d.Stream)
	}
	w.leaf(s, e)
	w.heads[d.Stream] = e.Head()
	return e
}

func (w *world) leaf(s *BundleStream, e Event) {
	entry := Entry(Tag(s.Keys.Tag, e.Header.Version), e.Header.Hash())
	s.Events = append(s.Events, e)
	s.Leaves = append(s.Leaves, int64(len(w.entries)))
	w.hashes = append(w.hashes, must(tlog.StoredHashes(int64(len(w.entries)), entry[:], w))...)
	w.entries = append(w.entries, entry[:])
}

// sign makes the demo signature of a draft by its actor.
func (w *world) sign(d Draft) Draft {
	w.acts++
	d.Key = fmt.Sprintf("key-%016d", w.acts)
	act := must(ActHash(w.log, d))
	digest := sha256.Sum256(DemoMessage(act))
	sig := must(ecdsa.SignASN1(rand.Reader, w.keys[d.By.Person], digest[:]))
	d.Sig = &Signature{Kind: KindDemo, Credential: w.ids[d.By.Person], Value: map[string]string{"signature": base64.RawURLEncoding.EncodeToString(sig)}}
	return d
}

func (w *world) register(p court.PersonID, stream court.StreamID, id string) {
	key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	der := must(x509.MarshalPKIXPublicKey(&key.PublicKey))
	w.keys[p], w.ids[p] = key, id
	w.append(Draft{Stream: stream, Type: CredentialRegistered, By: court.Actor{Person: p, Role: court.Judge},
		Data: Credential{Kind: KindDemo, Person: p, Credential: id, PublicKey: base64.RawURLEncoding.EncodeToString(der)}}, kindPerson)
}

// trial plays a short case: people, a claim, one hearing, and its end.
func (w *world) trial() {
	by := court.Actor{Person: judge, Role: court.Judge}
	w.append(Draft{Stream: streamNo(1), Type: "person.enrolled", By: court.TheServer(), Data: map[string]any{"person": judge}}, kindPerson)
	w.register(judge, streamNo(1), "anVkZ2U")
	w.append(Draft{Stream: streamNo(2), Type: "person.enrolled", By: court.TheServer(), Data: map[string]any{"person": claimant}}, kindPerson)
	w.append(Draft{Stream: streamNo(3), Type: "case.opened", By: by, Data: map[string]any{"no": "7501-26-1/1", "subject": "Қарыз өндіру"}}, kindCase)
	claim := []byte("%PDF-1.7 the claim\n")
	w.blobs[HashOf(claim)] = claim
	w.append(Draft{Stream: streamNo(3), Type: "case.filed", By: court.Actor{Person: claimant, Role: court.Claimant},
		Data: map[string]any{"blob": HashOf(claim), "size": len(claim), "title": "Талап арыз"}}, kindCase)
	w.append(Draft{Stream: streamNo(9), Type: "case.opened", By: by, Data: map[string]any{"no": "other"}}, kindCase)
	w.append(Draft{Stream: streamNo(4), Type: "hearing.scheduled", By: by, Data: map[string]any{"case": streamNo(3)}}, kindHearing)
	w.append(Draft{Stream: streamNo(3), Type: typeHearingScheduled, By: by, Data: map[string]any{"hearing": streamNo(4)}}, kindCase)
	w.append(w.sign(Draft{Stream: streamNo(4), Type: "hearing.opened", By: by, Data: map[string]any{}}), kindHearing)
	w.append(Draft{Stream: streamNo(4), Type: "hearing.lost", By: court.TheServer(), Data: map[string]any{"person": claimant}}, kindHearing)
	w.append(w.sign(Draft{Stream: streamNo(4), Type: "hearing.closed", By: by, Data: map[string]any{}}), kindHearing)
	h := w.heads[streamNo(4)]
	w.append(Draft{Stream: streamNo(3), Type: typeHearingEnded, By: by, Data: map[string]any{"hearing": streamNo(4), "head": h}}, kindCase)
	delete(w.streams, streamNo(9)) // another case: in the log, not in the bundle
}

func (w *world) signer() note.Signer { return must(note.NewSigner(w.skey)) }

func (w *world) cosignerKey() string {
	pub := append([]byte{4}, w.cosigner.Public().(ed25519.PublicKey)...)
	sum := sha256.Sum256(append([]byte("bar.example/cosigner\n"), pub...))
	return fmt.Sprintf("bar.example/cosigner+%08x+%s", binary.BigEndian.Uint32(sum[:]), base64.StdEncoding.EncodeToString(pub))
}

func (w *world) policy() string {
	return "log " + w.vkey + "\nwitness bar " + w.cosignerKey() + "\nquorum bar\n"
}

// checkpoint signs the tree, cosigned or not.
func (w *world) checkpoint(cosigned bool) string {
	c := Checkpoint{Origin: w.log, Size: int64(len(w.entries)), Root: must(Root(w, int64(len(w.entries))))}
	signed := must(SignCheckpoint(c, w.signer()))
	if !cosigned {
		return signed
	}
	at := uint64(w.now.Unix())
	sig := ed25519.Sign(w.cosigner, fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", at, c.Text()))
	v := must(NewCosigner(w.cosignerKey()))
	raw := binary.BigEndian.AppendUint32(nil, v.KeyHash())
	raw = append(binary.BigEndian.AppendUint64(raw, at), sig...)
	return signed + "— " + v.Name() + " " + base64.StdEncoding.EncodeToString(raw) + "\n"
}

func (w *world) bundle(checkpoint string) Parts {
	b := Bundle{Case: "7501-26-1/1", CaseStream: streamNo(3), Log: w.log, Checkpoint: checkpoint, Policy: w.policy(), Blobs: w.blobs}
	for _, id := range w.order {
		if s := w.streams[id]; s != nil {
			b.Streams = append(b.Streams, *s)
		}
	}
	signed := must(SignStatement(must(b.Statement()), w.signer()))
	return must(b.Parts(w, signed))
}

// files serves the world's log as tlog-tiles says.
type files map[string][]byte

func (f files) Read(path string) ([]byte, error) {
	if b, ok := f[path]; ok {
		return b, nil
	}
	return nil, fmt.Errorf("no %s", path)
}

func (w *world) logFiles() files {
	f := files{"checkpoint": []byte(w.checkpoint(true))}
	for n := 0; n*256 < len(w.entries); n++ {
		list := w.entries[n*256 : min(n*256+256, len(w.entries))]
		var b []byte
		for _, e := range list {
			b = append(append(b, 0, 64), e...)
		}
		width := len(list)
		if width == 256 {
			width = 0
		}
		f[entryPath(int64(n), width)] = b
	}
	return f
}

func (w *world) receipt(id court.StreamID, version int) []byte {
	s := w.streams[id]
	p := must(Prove(w, s.Leaves[version-1], w.checkpoint(true)))
	return must(NewReceipt(s.Events[version-1], Tag(s.Keys.Tag, uint64(version)), p).JSON())
}

func parallel(n int, do func(int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

func failures(r Report) string {
	var b strings.Builder
	for _, c := range r.Checks {
		if !c.OK {
			fmt.Fprintf(&b, "%s %s %s; ", c.Name, c.Part, c.Message)
		}
	}
	return b.String()
}

func asJSON(r Report) string { return string(must(json.MarshalIndent(r, "", " "))) }
