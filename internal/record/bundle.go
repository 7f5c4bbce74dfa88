package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tarazy/internal/court"
)

// BundleFormat names the bundle's form; StatementLine begins its head
// statement, which for this line can never be taken for a checkpoint.
const (
	BundleFormat  = "tarazy-bundle/1"
	StatementLine = "tarazy bundle head v1\n"
	maxManifest   = 16 << 20
)

// Names of a bundle's files.
const (
	fileManifest   = "bundle.json"
	fileCheckpoint = "checkpoint"
	filePolicy     = "policy"
	fileProofs     = "proofs.jsonl"
)

// Bundle is a case on its way out of the house.
type Bundle struct {
	Case       court.CaseNo
	CaseStream court.CaseID
	Log        string
	Checkpoint string // signed, with cosignatures so far; covers every event
	Policy     string // who signs, as the court says
	Streams    []BundleStream
	Blobs      map[Hash][]byte // what the visible filings name
}

// BundleStream is one stream, whole, from version 1; Events may be stubs.
type BundleStream struct {
	ID      court.StreamID
	Kind    string // "case", "hearing", "person" or "court"
	Keys    StreamKeys
	ShowTag bool // whether the reader may have k_tag
	Events  []Event
	Leaves  []int64 // the events' places in the log
}

// Stub is e without its payload.
func (e Event) Stub() Event { return Event{Header: e.Header} }

// manifest is bundle.json. What the statement signs is the same without format
// and statement.
type manifest struct {
	Blobs      []manifestBlob   `json:"blobs"`
	Case       court.CaseNo     `json:"case"`
	CaseStream court.StreamID   `json:"case_stream"`
	Checkpoint Hash             `json:"checkpoint"` // SHA-256 of the file: a cosignature taken out is seen
	Format     string           `json:"format,omitempty"`
	Log        string           `json:"log"`
	Policy     Hash             `json:"policy"` // SHA-256 of the file
	Size       int64            `json:"size"`   // of the checkpoint
	Statement  string           `json:"statement,omitempty"`
	Streams    []manifestStream `json:"streams"`
}

type manifestBlob struct {
	Hash Hash  `json:"hash"`
	Size int64 `json:"size"`
}

type manifestStream struct {
	Head    Hash           `json:"head"`
	ID      court.StreamID `json:"id"`
	Kind    string         `json:"kind"`
	TagKey  *Hash          `json:"k_tag,omitempty"`
	Stubs   []uint64       `json:"stubs"` // versions whose payload is not here; a reader who drops another one is seen
	Version uint64         `json:"version"`
}

// shaped refuses the nulls and negative numbers that Go's decoder takes for an
// empty list and a size.
func (m manifest) shaped() bool {
	ok := m.Blobs != nil && m.Streams != nil && m.Size >= 0
	for _, b := range m.Blobs {
		ok = ok && b.Size >= 0
	}
	for _, s := range m.Streams {
		ok = ok && s.Stubs != nil && !slices.Contains(s.Stubs, 0)
	}
	return ok
}

func (b Bundle) manifest() (manifest, error) {
	c, err := ParseSigned(b.Checkpoint)
	if err != nil {
		return manifest{}, err
	}
	m := manifest{Blobs: []manifestBlob{}, Case: b.Case, CaseStream: b.CaseStream, Format: BundleFormat, Log: b.Log,
		Checkpoint: HashOf([]byte(b.Checkpoint)), Policy: HashOf([]byte(b.Policy)), Size: c.Size}
	for h, body := range b.Blobs {
		m.Blobs = append(m.Blobs, manifestBlob{h, int64(len(body))})
	}
	slices.SortFunc(m.Blobs, func(a, b manifestBlob) int { return bytes.Compare(a.Hash[:], b.Hash[:]) })
	for _, s := range b.sorted() {
		if len(s.Events) == 0 || len(s.Events) != len(s.Leaves) {
			return manifest{}, fmt.Errorf("record: stream %s of %d events with %d leaves", s.ID, len(s.Events), len(s.Leaves))
		}
		last := s.Events[len(s.Events)-1].Header
		row := manifestStream{Head: last.Hash(), ID: s.ID, Kind: s.Kind, Stubs: []uint64{}, Version: last.Version}
		for _, e := range s.Events {
			if s.shown(e).Payload == nil {
				row.Stubs = append(row.Stubs, e.Header.Version)
			}
		}
		if s.ShowTag {
			key := Hash(s.Keys.Tag)
			row.TagKey = &key
		}
		m.Streams = append(m.Streams, row)
	}
	return m, nil
}

func (b Bundle) sorted() []BundleStream {
	return slices.SortedFunc(slices.Values(b.Streams), func(a, b BundleStream) int { return strings.Compare(string(a.ID), string(b.ID)) })
}

// shown is e as it travels in a bundle.
func (s BundleStream) shown(e Event) Event {
	if s.Kind == kindPerson && e.Type() != CredentialRegistered {
		return e.Stub() // what else a person did is not the case's business
	}
	return e
}

// statement is the text under the log's signature.
func (m manifest) statement() (string, error) {
	m.Format, m.Statement = "", ""
	body, err := appendCanonical(nil, m, maxManifest)
	return StatementLine + string(body) + "\n", err
}

// Statement is the text the log's key signs (as a note) to close the bundle.
func (b Bundle) Statement() (string, error) {
	m, err := b.manifest()
	if err != nil {
		return "", err
	}
	return m.statement()
}

// SignStatement signs a head statement. It refuses any other text: this key
// also signs checkpoints.
func SignStatement(text string, key note.Signer) (string, error) {
	if !strings.HasPrefix(text, StatementLine) {
		return "", errors.New("record: not a head statement")
	}
	signed, err := note.Sign(&note.Note{Text: text}, key)
	return string(signed), err
}

// Parts writes the bundle's files. signed is the note over Statement; proofs
// come from the tree.
func (b Bundle) Parts(tree tlog.HashReader, signed string) (Parts, error) {
	m, err := b.manifest()
	if err != nil {
		return nil, err
	}
	m.Statement = signed
	parts := Parts{fileCheckpoint: []byte(b.Checkpoint), filePolicy: []byte(b.Policy)}
	if parts[fileManifest], err = appendCanonical(nil, m, maxManifest); err != nil {
		return nil, err
	}
	proofs := []byte{}
	for _, s := range b.sorted() {
		var events []byte
		for i, e := range s.Events {
			if events, err = appendEvent(events, s.shown(e)); err != nil {
				return nil, err
			}
			if proofs, err = appendProof(proofs, s, i, tree, m.Size); err != nil {
				return nil, err
			}
		}
		parts[eventsFile(s.ID)] = events
	}
	parts[fileProofs] = proofs
	for h, body := range b.Blobs {
		parts["blobs/"+h.String()] = body
	}
	return parts, nil
}

func eventsFile(id court.StreamID) string { return "streams/" + string(id) + "/events.jsonl" }

// appendEvent writes one line: {"header":…,"payload":…}.
func appendEvent(b []byte, e Event) ([]byte, error) {
	b = append(append(b, `{"header":`...), e.Header.Canonical()...)
	if e.Payload != nil {
		plain, err := e.Payload.Canonical()
		if err != nil {
			return nil, err
		}
		b = append(append(b, `,"payload":`...), plain...)
	}
	return append(b, '}', '\n'), nil
}

// proofLine is one line of proofs.jsonl.
type proofLine struct {
	Hashes  []Hash         `json:"hashes"`
	Index   int64          `json:"index"`
	Stream  court.StreamID `json:"stream"`
	Tag     Hash           `json:"tag"`
	Version uint64         `json:"version"`
}

func appendProof(b []byte, s BundleStream, i int, tree tlog.HashReader, size int64) ([]byte, error) {
	path, err := auditPath(tree, s.Leaves[i], size)
	if err != nil {
		return nil, err
	}
	version := s.Events[i].Header.Version
	line, err := json.Marshal(proofLine{Hashes: path, Index: s.Leaves[i], Stream: s.ID,
		Tag: Hash(Tag(s.Keys.Tag, version)), Version: version})
	return append(append(b, line...), '\n'), err
}
