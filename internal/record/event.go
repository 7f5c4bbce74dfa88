// Package record is the tamper-evident record: the event envelope, its
// canonical bytes, the leaves and the tree, checkpoints, proofs, receipts,
// bundles, and their verification. docs/record.md describes the same format
// for a stranger. It knows no case and no hearing, and does no I/O.
package record

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"tarazy/internal/court"
)

// Hash is a SHA-256 value; in JSON, 64 lowercase hex digits.
type Hash [32]byte

// HashOf is SHA-256 of b.
func HashOf(b []byte) Hash { return sha256.Sum256(b) }

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// IsZero reports whether h is all zero: the prev of a stream's first event.
func (h Hash) IsZero() bool { return h == Hash{} }

// MarshalText writes 64 hex digits.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText accepts exactly 64 lowercase hex digits.
func (h *Hash) UnmarshalText(b []byte) error {
	if len(b) != 64 {
		return fmt.Errorf("record: a hash has 64 hex digits, not %d", len(b))
	}
	for _, c := range b {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return fmt.Errorf("record: a hash is lowercase hex")
		}
	}
	_, err := hex.Decode(h[:], b)
	return err
}

// Header chains a stream. It is public to whoever holds the stream, even when
// the payload is sealed or erased. Its JCS bytes are hashed into the leaf.
type Header struct {
	Log         string         `json:"log"`          // origin of the log, "<court host>/log/<epoch>"
	PayloadHash Hash           `json:"payload_hash"` // SHA-256 of the payload's JCS bytes
	Prev        Hash           `json:"prev"`         // SHA-256 of the previous header's JCS bytes; zero for the first
	Stream      court.StreamID `json:"stream"`
	Version     uint64         `json:"version"` // from 1: the record number people see
}

// TimeLayout is how times stand in the record: UTC, milliseconds.
const TimeLayout = "2006-01-02T15:04:05.000Z"

// Time is a moment in the record.
type Time struct{ time.Time }

// At truncates t to the record's precision.
func At(t time.Time) Time { return Time{t.UTC().Truncate(time.Millisecond)} }

func (t Time) String() string { return t.UTC().Format(TimeLayout) }

// MarshalText writes TimeLayout.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// MarshalJSON writes TimeLayout. Without it JSON would take the form of the
// embedded time.Time, which drops zeros, and a receipt would say other bytes
// than were hashed.
func (t Time) MarshalJSON() ([]byte, error) { return []byte(`"` + t.String() + `"`), nil }

// UnmarshalText accepts exactly TimeLayout.
func (t *Time) UnmarshalText(b []byte) error {
	v, err := time.Parse(TimeLayout, string(b))
	if err != nil {
		return fmt.Errorf("record: time %q: %w", b, err)
	}
	if v.Format(TimeLayout) != string(b) {
		return fmt.Errorf("record: time %q is not in the record's form", b)
	}
	t.Time = v
	return nil
}

// Payload says what happened. It is stored apart from the header, encrypted.
type Payload struct {
	Act  Hash            `json:"act"` // see ActHash
	At   Time            `json:"at"`  // the server's word
	By   court.Actor     `json:"by"`
	Data json.RawMessage `json:"data"`          // a JSON object; its members belong to Type
	Key  string          `json:"key"`           // the idempotency key of the act it belongs to
	Salt string          `json:"salt"`          // 32 hex digits, so that the hash cannot be guessed
	Sig  *Signature      `json:"sig,omitempty"` // the actor's own signature over Act
	Type string          `json:"type"`          // "<noun>.<what>", e.g. "hearing.opened"
}

// Signature is the actor's own signature over an act. Which members of Value
// there are depends on Kind: see docs/record.md.
type Signature struct {
	Kind       string            `json:"kind"`       // "passkey", "eds" or "demo-p256"
	Credential string            `json:"credential"` // base64url id of a credential registered in the person's stream
	Value      map[string]string `json:"value"`      // base64url
}

// Event is one entry of a stream. Payload is nil in a stub: sealed, erased, or
// not for this reader. Folding accepts stubs.
type Event struct {
	Header  Header   `json:"header"`
	Payload *Payload `json:"payload,omitempty"`
}

// Draft is an event before it has a place and a time.
type Draft struct {
	Stream court.StreamID
	Type   string
	By     court.Actor
	Data   any // marshals to a JSON object without floats or integers over 2^53
	Key    string
	Sig    *Signature
}

// Head is where a stream stands. The zero Head is an empty stream.
type Head struct {
	Stream  court.StreamID `json:"stream"`
	Version uint64         `json:"version"`
	Hash    Hash           `json:"hash"` // SHA-256 of the last header's JCS bytes
}

// Ref points at an event: "№ Version" of a stream.
type Ref struct {
	Stream  court.StreamID `json:"stream"`
	Version uint64         `json:"version"`
	Leaf    int64          `json:"leaf"` // index in the log; technical, never shown as a number of the record
}

// Data is the shape of one kind of event. Nouns implement it.
type Data interface{ EventType() string }

// Decode reads the event's data into dst, a pointer to the shape of its type.
func (e Event) Decode(dst any) error {
	if e.Payload == nil {
		return fmt.Errorf("record: event %d is a stub", e.Header.Version)
	}
	if err := json.Unmarshal(e.Payload.Data, dst); err != nil {
		return fmt.Errorf("record: %s: %w", e.Payload.Type, err)
	}
	return nil
}

// Type is the event's type, empty for a stub.
func (e Event) Type() string {
	if e.Payload == nil {
		return ""
	}
	return e.Payload.Type
}

// StreamKeys are derived from a stream's 32-byte secret: HKDF-SHA256 with an
// empty salt and the info "k_tag" and "k_payload".
type StreamKeys struct {
	Tag     [32]byte
	Payload [32]byte
}

// Proof shows that a leaf stands in the tree of a signed checkpoint.
type Proof struct {
	Index      int64  `json:"index"`
	Size       int64  `json:"size"`
	Hashes     []Hash `json:"hashes"`     // RFC 6962 audit path
	Checkpoint string `json:"checkpoint"` // the signed note, with cosignatures so far
}
