package esign

import (
	"bytes"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// trustName is the file of a directory that says what is believed. Without it
// every self-signed certificate there is an anchor, and the others help.
const trustName = "trust.json"

// trustFile is trust.json; docs/signatures.md describes it.
type trustFile struct {
	Name          string        `json:"name"`
	Anchors       []anchorFile  `json:"anchors"`
	Others        []string      `json:"others"`
	Policies      []string      `json:"policies"`
	Excluded      []string      `json:"excluded"`
	StampPolicies []string      `json:"stamp_policies"`
	Foreign       bool          `json:"foreign"`
	Services      []serviceFile `json:"services"`
}

type anchorFile struct {
	File   string    `json:"file"`
	SHA256 string    `json:"sha256"` // if it is there, the file must have it
	From   time.Time `json:"from"`
	Until  time.Time `json:"until"`
	Uses   []Use     `json:"uses"`
	Test   bool      `json:"test"`
}

type serviceFile struct {
	Issuer string   `json:"issuer"`
	OCSP   []string `json:"ocsp"`
	CRL    []string `json:"crl"`
}

// maxTrustFiles bounds a plain directory.
const maxTrustFiles = 256

// ReadTrust reads a trust list from a directory. It refuses members it does not
// know, certificates that cannot be read or are not those of their digest, uses
// that do not exist, and dates the wrong way round: a trust list that is only
// half understood believes too much.
func ReadTrust(dir fs.FS) (*Trust, error) {
	r := trustReader{dir: dir, sum: sha256.New(), read: map[string]*Certificate{}}
	raw, err := fs.ReadFile(dir, trustName)
	var t *Trust
	switch {
	case errors.Is(err, fs.ErrNotExist):
		t, err = r.plain()
	case err == nil:
		r.note(trustName, raw)
		t, err = r.list(raw)
	}
	if err != nil {
		return nil, fmt.Errorf("trust list: %w", err)
	}
	copy(t.digest[:], r.sum.Sum(nil))
	return t, nil
}

type trustReader struct {
	dir  fs.FS
	sum  hash.Hash
	read map[string]*Certificate
}

// note makes a file part of the list's digest.
func (r *trustReader) note(name string, raw []byte) {
	for _, part := range [][]byte{[]byte(name), raw} {
		r.sum.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		r.sum.Write(part)
	}
}

func (r *trustReader) certificate(name string) (*Certificate, error) {
	if c := r.read[name]; c != nil {
		return c, nil
	}
	raw, err := fs.ReadFile(r.dir, name)
	if err != nil {
		return nil, err
	}
	c, err := ParseCertificate(raw)
	if err == nil {
		err = c.keyErr
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r.note(name, raw)
	r.read[name] = c
	return c, nil
}

// plain believes what is self-signed.
func (r *trustReader) plain() (*Trust, error) {
	entries, err := fs.ReadDir(r.dir, ".")
	if err != nil {
		return nil, err
	}
	t := &Trust{}
	for _, e := range entries {
		if e.IsDir() || !slices.Contains([]string{".cer", ".crt", ".pem", ".der"}, strings.ToLower(filepath.Ext(e.Name()))) {
			continue
		}
		c, err := r.certificate(e.Name())
		if err != nil {
			return nil, err
		}
		if len(r.read) > maxTrustFiles {
			return nil, errors.New("too many certificates")
		}
		if c.selfIssued() && c.CA {
			t.Anchors = append(t.Anchors, Anchor{Certificate: c, Test: c.tests()})
		} else {
			t.Others = append(t.Others, c)
		}
	}
	return t, nil
}

// list reads trust.json.
func (r *trustReader) list(raw []byte) (*Trust, error) {
	var f trustFile
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New(trustName + " goes on after its end")
	}
	if err := once(json.NewDecoder(bytes.NewReader(raw))); err != nil {
		return nil, err
	}
	t := &Trust{Name: f.Name, Foreign: f.Foreign}
	for _, a := range f.Anchors {
		anchor, err := r.anchor(a)
		if err != nil {
			return nil, err
		}
		t.Anchors = append(t.Anchors, anchor)
	}
	for _, name := range f.Others {
		c, err := r.certificate(name)
		if err != nil {
			return nil, err
		}
		t.Others = append(t.Others, c)
	}
	for _, s := range f.Services {
		c, err := r.certificate(s.Issuer)
		if err != nil {
			return nil, err
		}
		t.Services = append(t.Services, Service{c, s.OCSP, s.CRL})
	}
	var err error
	if t.Policies, err = parseOIDs(f.Policies); err == nil {
		t.Excluded, err = parseOIDs(f.Excluded)
	}
	if err == nil {
		t.StampPolicies, err = parseOIDs(f.StampPolicies)
	}
	return t, err
}

// once refuses a value with an object that has a member twice: readers differ in
// which of the two counts, and ours would mix them.
func once(d *json.Decoder) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	bracket, _ := t.(json.Delim)
	seen := map[string]bool{}
	for bracket != 0 && d.More() {
		if bracket == '{' {
			name, err := d.Token()
			if err != nil {
				return err
			}
			member, _ := name.(string)
			if member = strings.ToLower(member); seen[member] {
				return fmt.Errorf("%s: %q twice", trustName, member)
			}
			seen[member] = true
		}
		if err := once(d); err != nil {
			return err
		}
	}
	if bracket != 0 {
		_, err = d.Token()
	}
	return err
}

func (r *trustReader) anchor(f anchorFile) (a Anchor, err error) {
	c, err := r.certificate(f.File)
	if err != nil {
		return a, err
	}
	if !c.CA {
		return a, fmt.Errorf("%s is no authority's certificate: nobody is believed by their own", f.File)
	}
	sum := c.Fingerprint()
	if f.SHA256 != "" && !strings.EqualFold(strings.ReplaceAll(f.SHA256, ":", ""), hexOf(sum[:])) {
		return a, fmt.Errorf("%s is not the certificate of its digest", f.File)
	}
	if !f.Until.IsZero() && !f.From.Before(f.Until) {
		return a, fmt.Errorf("%s: from is not before until", f.File)
	}
	for _, u := range f.Uses {
		if u != UseSignatures && u != UseTimestamps {
			return a, fmt.Errorf("%s: no use %q", f.File, u)
		}
	}
	return Anchor{c, f.From, f.Until, f.Uses, f.Test || c.tests()}, nil
}

func parseOIDs(list []string) (all []asn1.ObjectIdentifier, err error) {
	for _, s := range list {
		oid, err := parseOID(s)
		if err != nil {
			return nil, err
		}
		all = append(all, oid)
	}
	return all, nil
}
