package record

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
)

// Policy says whose signatures a checkpoint needs: one of the logs' keys, and
// a quorum of cosigners. Its text is torchwood's policy format; it is parsed
// here because the verifier's core may not depend on an HTTP client
// (docs/decisions/0001).
type Policy struct {
	Logs      []note.Verifier
	Cosigners []note.Verifier
	quorum    *group   // nil: none needed
	groups    []*group // as defined: each after those it names
}

const maxPolicy = 1 << 16

// group is a cosigner (key set) or a threshold of groups.
type group struct {
	key  note.Verifier
	need int
	of   []*group
}

// holds asks the groups met so far: each is asked once, or a short policy whose
// groups name each other could keep a verifier busy for ever.
func (g *group) holds(signed map[string]bool, met map[*group]bool) bool {
	if g.key != nil {
		return signed[keyID(g.key.Name(), g.key.KeyHash())]
	}
	n := 0
	for _, c := range g.of {
		if met[c] {
			n++
		}
	}
	return n >= g.need
}

func keyID(name string, hash uint32) string { return fmt.Sprintf("%s+%08x", name, hash) }

// Verifier makes a Policy the note.Verifiers of everyone it names.
func (p *Policy) Verifier(name string, hash uint32) (note.Verifier, error) {
	for _, list := range [][]note.Verifier{p.Logs, p.Cosigners} {
		for _, v := range list {
			if v.Name() == name && v.KeyHash() == hash {
				return v, nil
			}
		}
	}
	return nil, &note.UnknownVerifierError{Name: name, KeyHash: hash}
}

// KeyPolicy asks only for the signature of the log whose verifier key it is.
func KeyPolicy(vkey string) (*Policy, error) {
	return ParsePolicy("log " + vkey + "\nquorum none\n")
}

// ParsePolicy reads a policy. It refuses unknown words, names used before they
// are defined or twice, a key twice, one member twice in a group, no log and no
// quorum. Words after a key (torchwood has an address there) mean nothing here.
func ParsePolicy(text string) (*Policy, error) {
	if len(text) > maxPolicy || !utf8.ValidString(text) {
		return nil, errors.New("record: policy too long, or not text")
	}
	p, named, quorum := new(Policy), map[string]*group{}, ""
	for i, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		var err error
		switch {
		case f[0] == "log" && len(f) >= 2:
			err = p.addLog(f[1])
		case f[0] == "witness" && len(f) >= 3:
			err = p.addCosigner(named, f[1], f[2])
		case f[0] == "group" && len(f) >= 4:
			err = p.addGroup(named, f[1], f[2], f[3:])
		case f[0] == "quorum" && len(f) == 2 && quorum == "":
			quorum = f[1]
		default:
			err = errors.New("not understood")
		}
		if err != nil {
			return nil, fmt.Errorf("record: policy line %d: %w", i+1, err)
		}
	}
	if len(p.Logs) == 0 || quorum == "" {
		return nil, errors.New("record: a policy names a log and a quorum")
	}
	if quorum == "none" {
		return p, nil
	}
	if p.quorum = named[quorum]; p.quorum == nil {
		return nil, fmt.Errorf("record: quorum %q is not defined", quorum)
	}
	return p, nil
}

func (p *Policy) addLog(vkey string) error {
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	if !ValidLog(v.Name()) {
		return errors.New("not a log's name")
	}
	if _, err := p.Verifier(v.Name(), v.KeyHash()); err == nil {
		return errors.New("key named twice")
	}
	p.Logs = append(p.Logs, v)
	return nil
}

func (p *Policy) addCosigner(named map[string]*group, name, vkey string) error {
	v, err := NewCosigner(vkey)
	if err != nil {
		return err
	}
	if _, err := p.Verifier(v.Name(), v.KeyHash()); err == nil || named[name] != nil {
		return errors.New("cosigner named twice")
	}
	p.Cosigners = append(p.Cosigners, v)
	named[name] = &group{key: v}
	p.groups = append(p.groups, named[name])
	return nil
}

func (p *Policy) addGroup(named map[string]*group, name, need string, of []string) error {
	g := &group{}
	for _, n := range of {
		if named[n] == nil || slices.Contains(g.of, named[n]) {
			return fmt.Errorf("%q is not defined, or named twice", n)
		}
		g.of = append(g.of, named[n])
	}
	switch need {
	case "any":
		g.need = 1
	case "all":
		g.need = len(of)
	default:
		n, err := strconv.Atoi(need)
		if err != nil || n < 1 || n > len(of) || strconv.Itoa(n) != need {
			return errors.New("threshold out of range")
		}
		g.need = n
	}
	if named[name] != nil {
		return fmt.Errorf("%q defined twice", name)
	}
	named[name] = g
	p.groups = append(p.groups, g)
	return nil
}

// cosigner verifies C2SP tlog-cosignature/v1 signatures (Ed25519, type 4).
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

// NewCosigner reads a cosigner's verifier key. It refuses other kinds of key.
func NewCosigner(vkey string) (note.Verifier, error) {
	name, rest, _ := strings.Cut(vkey, "+")
	hash16, key64, _ := strings.Cut(rest, "+")
	hash, err := strconv.ParseUint(hash16, 16, 32)
	key, err2 := base64.StdEncoding.Strict().DecodeString(key64)
	if err != nil || err2 != nil || len(hash16) != 8 || !ValidLog(name) {
		return nil, errors.New("malformed cosigner key")
	}
	if len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, errors.New("not a cosigner key")
	}
	sum := sha256.Sum256(append([]byte(name+"\n"), key...))
	if binary.BigEndian.Uint32(sum[:]) != uint32(hash) {
		return nil, errors.New("cosigner key with a wrong hash")
	}
	return &cosigner{name: name, hash: uint32(hash), key: key[1:]}, nil
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }

// Verify checks a cosignature over a checkpoint's text: 8 bytes of time, then
// Ed25519 over "cosignature/v1", the time and the text.
func (c *cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	if _, err := ParseCheckpoint(string(msg)); err != nil {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.key, []byte(signed), sig[8:])
}

// Signed is one signature that held.
type Signed struct {
	Name string `json:"name"`
	Key  string `json:"key"`            // key hash, 8 hex digits
	Time int64  `json:"time,omitempty"` // Unix seconds, of a cosignature
}

// open checks every signature the policy knows on a note. ok says whether one
// of the logs named origin signed it.
func (p *Policy) open(signed, origin string) (n *note.Note, ok bool, err error) {
	if _, _, err := splitNote(signed); err != nil {
		return nil, false, err
	}
	if n, err = note.Open([]byte(signed), p); err != nil {
		return nil, false, err
	}
	for _, s := range n.Sigs {
		for _, l := range p.Logs {
			ok = ok || s.Name == origin && l.Name() == s.Name && l.KeyHash() == s.Hash
		}
	}
	return n, ok, nil
}

// satisfied reports whether the quorum of cosigners signed.
func (p *Policy) satisfied(n *note.Note) bool {
	if p.quorum == nil {
		return true
	}
	signed := map[string]bool{}
	for _, s := range n.Sigs {
		signed[keyID(s.Name, s.Hash)] = true
	}
	met := map[*group]bool{}
	for _, g := range p.groups {
		met[g] = g.holds(signed, met)
	}
	return met[p.quorum]
}

// cosigned lists the cosignatures that held.
func (p *Policy) cosigned(n *note.Note) []Signed {
	out := []Signed{}
	for _, s := range n.Sigs {
		for _, c := range p.Cosigners {
			if c.Name() != s.Name || c.KeyHash() != s.Hash {
				continue
			}
			raw, err := base64.StdEncoding.DecodeString(s.Base64)
			if err == nil && len(raw) >= 12 {
				out = append(out, Signed{Name: s.Name, Key: fmt.Sprintf("%08x", s.Hash),
					Time: int64(binary.BigEndian.Uint64(raw[4:12]))})
			}
		}
	}
	return out
}
