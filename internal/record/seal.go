package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"tarazy/internal/court"
)

// MaxKey bounds an idempotency key.
const MaxKey = 64

// Canonical is the header's JCS bytes: what is hashed into the leaf.
func (h Header) Canonical() []byte {
	b := make([]byte, 0, 320)
	b = append(b, `{"log":`...)
	b = appendName(b, h.Log)
	b = append(b, `,"payload_hash":"`...)
	b = hex.AppendEncode(b, h.PayloadHash[:])
	b = append(b, `","prev":"`...)
	b = hex.AppendEncode(b, h.Prev[:])
	b = append(b, `","stream":`...)
	b = appendName(b, string(h.Stream))
	b = append(b, `,"version":`...)
	b = strconv.AppendUint(b, h.Version, 10)
	return append(b, '}')
}

// appendName appends a name that Seal and the readers have already checked. One
// that they would refuse becomes an empty string, which matches no log.
func appendName(b []byte, name string) []byte {
	out, err := appendString(b, name)
	if err != nil {
		return append(b, '"', '"')
	}
	return out
}

// Hash is SHA-256 of the header's JCS bytes: the next header's Prev.
func (h Header) Hash() Hash { return sha256.Sum256(h.Canonical()) }

// ActHash is what an actor signs: SHA-256 of JCS{by, data, key, log, stream,
// type}. It holds nothing the server chooses later, so it can be signed before
// the event has a number and a time.
func ActHash(log string, d Draft) (Hash, error) {
	data, err := d.data()
	if err != nil {
		return Hash{}, err
	}
	return actHash(log, d, data)
}

func (d Draft) data() ([]byte, error) {
	if d.Data == nil {
		return []byte("{}"), nil
	}
	data, err := canonicalData(d.Data)
	if err != nil {
		return nil, err
	}
	if data[0] != '{' {
		return nil, fmt.Errorf("record: data of %s is not an object", d.Type)
	}
	return data, nil
}

func actHash(log string, d Draft, data []byte) (Hash, error) {
	w := writer{b: make([]byte, 0, 256+len(data))}
	w.lit(`{"by":{"person":`).str(string(d.By.Person)).lit(`,"role":`).str(string(d.By.Role))
	w.lit(`},"data":`).raw(data).lit(`,"key":`).str(d.Key).lit(`,"log":`).str(log)
	w.lit(`,"stream":`).str(string(d.Stream)).lit(`,"type":`).str(d.Type).lit(`}`)
	return sha256.Sum256(w.b), w.err
}

// Seal gives a draft its place after head, its time and its salt, and answers
// the event with its payload's JCS bytes. It is pure: the same words seal to
// the same bytes. It refuses a draft for another stream than head's, without
// type or key, or with data the canonical form refuses.
func Seal(d Draft, head Head, log string, at Time, salt [16]byte) (Event, []byte, error) {
	if err := d.check(head, log); err != nil {
		return Event{}, nil, err
	}
	data, err := d.data()
	if err != nil {
		return Event{}, nil, err
	}
	act, err := actHash(log, d, data)
	if err != nil {
		return Event{}, nil, err
	}
	p := &Payload{Act: act, At: at, By: d.By, Data: data, Key: d.Key,
		Salt: hex.EncodeToString(salt[:]), Sig: d.Sig, Type: d.Type}
	plain, err := p.canonical((*writer).raw) // data is in its form already
	if err != nil {
		return Event{}, nil, err
	}
	h := Header{Log: log, PayloadHash: HashOf(plain), Prev: head.Hash, Stream: d.Stream, Version: head.Version + 1}
	return Event{Header: h, Payload: p}, plain, nil
}

func (d Draft) check(head Head, log string) error {
	switch {
	case !ValidStream(d.Stream):
		return fmt.Errorf("record: stream %q is not 32 hex digits", d.Stream)
	case head.Version > 0 && head.Stream != d.Stream:
		return errors.New("record: the head is another stream's")
	case head.Version == 0 && !head.Hash.IsZero():
		return errors.New("record: an empty stream has no hash")
	case d.Type == "":
		return errors.New("record: an event without a type")
	case d.Key == "" || len(d.Key) > MaxKey:
		return fmt.Errorf("record: idempotency key of %d bytes", len(d.Key))
	case !ValidLog(log):
		return fmt.Errorf("record: log name %q", log)
	}
	return nil
}

// ValidStream reports whether id is 32 lowercase hex digits.
func ValidStream(id court.StreamID) bool {
	if len(id) != 32 {
		return false
	}
	for i := range len(id) {
		if c := id[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// ValidLog reports whether name may be a checkpoint's origin and a key's name:
// printable ASCII without space, plus, quote and backslash, at most 200.
func ValidLog(name string) bool {
	if name == "" || len(name) > 200 {
		return false
	}
	for i := range len(name) {
		if c := name[i]; c <= ' ' || c > '~' || c == '+' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// Canonical is the payload's JCS bytes: their SHA-256 stands in the header.
func (p *Payload) Canonical() ([]byte, error) { return p.canonical((*writer).json) }

func (p *Payload) canonical(data func(*writer, []byte) *writer) ([]byte, error) {
	w := writer{b: make([]byte, 0, 384+len(p.Data))}
	w.lit(`{"act":"`).raw(hex.AppendEncode(nil, p.Act[:])).lit(`","at":"`).lit(p.At.String())
	w.lit(`","by":{"person":`).str(string(p.By.Person)).lit(`,"role":`).str(string(p.By.Role))
	data(w.lit(`},"data":`), p.Data).lit(`,"key":`).str(p.Key).lit(`,"salt":`).str(p.Salt)
	if p.Sig != nil {
		w.lit(`,"sig":`).value(p.Sig)
	}
	w.lit(`,"type":`).str(p.Type).lit(`}`)
	if len(w.b) > MaxJSON {
		return nil, fmt.Errorf("record: payload over %d bytes", MaxJSON)
	}
	return w.b, w.err
}

// ParsePayload reads a payload's plaintext. It refuses bytes that are not the
// canonical form of exactly what they say.
func ParsePayload(plain []byte) (*Payload, error) {
	if len(plain) > MaxJSON {
		return nil, fmt.Errorf("record: payload over %d bytes", MaxJSON)
	}
	p := new(Payload)
	if err := strictDecode(plain, p); err != nil {
		return nil, err
	}
	again, err := p.Canonical()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(again, plain) {
		return nil, errors.New("record: payload is not canonical")
	}
	return p, nil
}

// Head is where the stream stands after e.
func (e Event) Head() Head {
	return Head{Stream: e.Header.Stream, Version: e.Header.Version, Hash: e.Header.Hash()}
}

func strictDecode(b []byte, dst any) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(dst); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	return nil
}

// writer appends JSON and keeps the first refusal.
type writer struct {
	b   []byte
	err error
}

func (w *writer) lit(s string) *writer { w.b = append(w.b, s...); return w }
func (w *writer) raw(b []byte) *writer { w.b = append(w.b, b...); return w }

func (w *writer) str(s string) *writer {
	if w.err == nil {
		w.keep(appendString(w.b, s))
	}
	return w
}

func (w *writer) json(b []byte) *writer {
	if w.err == nil {
		w.keep(canonicalise(w.b, b, MaxJSON))
	}
	return w
}

func (w *writer) value(v any) *writer {
	if w.err == nil {
		w.keep(appendCanonical(w.b, v, MaxJSON))
	}
	return w
}

func (w *writer) keep(b []byte, err error) {
	if err != nil {
		w.err = err
		return
	}
	w.b = b
}
