package esign

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/pem"
	"hash"
	"io"
	"slices"
	"time"
)

// Verifier answers questions by one trust list. It is safe to use from several
// goroutines, and the longer it is used the less it has to compute again.
type Verifier struct {
	trust *Trust
	links *links
	work  *work // what this question may cost still; nil: whatever it costs
}

// New makes a verifier of a trust list. Without one (nil) it can tell what was
// changed, and of nobody who signed.
func New(t *Trust) *Verifier {
	if t == nil {
		t = &Trust{}
	}
	return &Verifier{trust: t, links: &links{}}
}

// found is what a reader of a format found in a file.
type found struct {
	format   Format
	attached bool
	content  Digest
	original string // the name of a file inside
	evidence []Evidence
	signed   []signed
}

// Verify answers what is to be thought of the file, by what was given and
// nothing else. now is the moment of the check.
func (v *Verifier) Verify(q Question, now time.Time) Verdict {
	now = now.UTC()
	sum := sha256.Sum256(q.File)
	out := Verdict{File: Digest{SHA256: hexOf(sum[:]), Size: int64(len(q.File))}, Checked: now, Trust: v.trust.Ref(), Signers: []Signer{}}
	if q.At.After(now) {
		q.At = time.Time{}
	}
	if out.Asked = now; !q.At.IsZero() {
		out.Asked = q.At.UTC()
	}
	v = &Verifier{trust: v.trust, links: v.links, work: &work{left: maxWork}}
	f, err := v.read(q)
	out.Format, out.Attached, out.Content, out.Original = f.format, f.attached, f.content, f.original
	if err != nil {
		bad := refusalOf(err)
		out.Outcome, out.Reason, out.Exit = bad.outcome, bad.reason, bad.outcome.Exit()
		return out
	}
	r := &run{v: v, q: q, now: now, ev: readEvidence(q.Evidence, q.Fresh)}
	for _, e := range f.evidence {
		e.Asked = time.Time{} // whatever it says of itself
		r.ev.add(e)
	}
	for n, s := range f.signed {
		if slices.ContainsFunc(f.signed[:n], s.repeats) {
			s.fail = &refusal{outcome: Refused, reason: DuplicateSigner}
		}
		out.Signers = append(out.Signers, r.judge(s))
	}
	if v.work.done() {
		out.Outcome, out.Reason, out.Exit, out.Signers = Unreadable, TooDeep, Unreadable.Exit(), []Signer{}
		return out
	}
	out.Evidence, out.Wants = r.ev.used, r.wants
	out.Conclude()
	return out
}

// read finds out which format it is. It refuses what is none.
func (v *Verifier) read(q Question) (found, error) {
	if len(q.File) > maxFile {
		return found{}, refuse(Unreadable, TooLarge)
	}
	if f, known, err := v.readOther(q.File); known {
		return f, err
	}
	raw, ok := Unwrap(q.File)
	if !ok {
		return found{}, refuse(Unreadable, NotASignature)
	}
	return v.readCMS(raw, q.Content)
}

// Unwrap takes DER or BER out of PEM and base64: NCALayer answers with both.
func Unwrap(file []byte) ([]byte, bool) {
	text := bytes.TrimSpace(file)
	switch {
	case len(file) > 0 && file[0] == 0x30:
		return file, true
	case bytes.HasPrefix(text, []byte("-----BEGIN ")):
		block, rest := pem.Decode(text)
		if block == nil || len(bytes.TrimSpace(rest)) > 0 {
			return nil, false
		}
		return block.Bytes, len(block.Bytes) > 0 && block.Bytes[0] == 0x30
	case bytes.HasPrefix(text, []byte("MI")):
		packed := bytes.Join(bytes.Fields(text), nil)
		raw, err := base64.StdEncoding.Strict().DecodeString(string(packed))
		return raw, err == nil && len(raw) > 0 && raw[0] == 0x30
	}
	return nil, false
}

// readCMS reads CMS and CAdES. It refuses a CMS over something else than a
// document, and a document that is given beside another one inside.
func (v *Verifier) readCMS(raw []byte, apart io.ReadSeeker) (f found, err error) {
	f.format = FormatCMS
	if raw, err = toDER(raw); err != nil {
		return f, err
	}
	d, err := parseCMS(raw)
	if err != nil {
		return f, err
	}
	if !is(d.contentType, oidData) {
		return f, refuse(Refused, NotADocument)
	}
	f.attached, f.evidence = d.attached, d.evidence
	sums := &sums{apart: apart, done: map[string][]byte{}}
	if d.attached {
		sum := sha256.Sum256(d.content)
		f.content = Digest{SHA256: hexOf(sum[:]), Size: int64(len(d.content))}
		sums.inside = &d.content
	}
	if apart != nil {
		given, err := sums.given()
		if err != nil {
			return f, err
		}
		if d.attached && given != f.content {
			return f, refuse(Changed, ContentTwice)
		}
		f.content = given
	}
	cost := f.content.Size // each kind of digest is computed once
	for _, i := range d.signers {
		if !v.work.spend(cost) {
			return f, refuse(Unreadable, TooDeep)
		}
		cost = 0
		f.signed = append(f.signed, d.check(i, sums.of, v.trust.Foreign))
	}
	return f, nil
}

// sums are the digests of the content, each computed once.
type sums struct {
	inside *[]byte
	apart  io.ReadSeeker
	done   map[string][]byte
}

// given names the content that was handed in.
func (s *sums) given() (Digest, error) {
	h := sha256.New()
	n, err := s.read(h)
	return Digest{SHA256: hexOf(h.Sum(nil)), Size: n}, err
}

func (s *sums) read(h hash.Hash) (int64, error) {
	if _, err := s.apart.Seek(0, io.SeekStart); err != nil {
		return 0, &refusal{Unreadable, ContentMissing, err}
	}
	n, err := io.Copy(h, s.apart)
	if err != nil {
		return 0, &refusal{Unreadable, ContentMissing, err}
	}
	return n, nil
}

// of is the digest of the content; nil if there is no content.
func (s *sums) of(d digest) ([]byte, error) {
	if sum, ok := s.done[d.name]; ok {
		return sum, nil
	}
	h := d.new()
	switch {
	case s.inside != nil:
		h.Write(*s.inside)
	case s.apart == nil:
		return nil, nil
	default:
		if _, err := s.read(h); err != nil {
			return nil, err
		}
	}
	s.done[d.name] = h.Sum(nil)
	return s.done[d.name], nil
}
