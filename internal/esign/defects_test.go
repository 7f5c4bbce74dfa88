package esign_test

import (
	"bytes"
	"crypto"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tarazy/internal/esign"
	"tarazy/internal/esign/esigntest"
)

var update = flag.Bool("update", false, "write the table of docs/signatures.md")

// defect is one way in which a signature is not what it should be.
type defect struct {
	name    string
	file    func(w *esigntest.World) []byte
	change  func(w *esigntest.World, q *esign.Question, t *esign.Trust)
	outcome esign.Outcome
	reason  esign.Reason
}

// by is a signature by one, changed.
func by(who func(w *esigntest.World) *esigntest.Party, change func(w *esigntest.World, s *esigntest.Signer, c *esigntest.CMS)) func(*esigntest.World) []byte {
	return func(w *esigntest.World) []byte {
		c := esigntest.CMS{Content: text()}
		s := esigntest.Signer{Party: who(w), At: now().Add(-2 * time.Hour)}
		if change != nil {
			change(w, &s, &c)
		}
		c.Signers = append(c.Signers, s)
		return esigntest.Sign(c)
	}
}

func aigul(w *esigntest.World) *esigntest.Party { return w.Aigul }

// issued is a person whose certificate is made otherwise.
func issued(change func(t *esigntest.Template)) func(*esigntest.World) *esigntest.Party {
	return func(w *esigntest.World) *esigntest.Party {
		t := esigntest.Signing(esigntest.Person("АХМЕТОВА АЙГҮЛ", "", "850101400123", "", ""), now().AddDate(-1, 0, 0), now().AddDate(1, 0, 0))
		change(&t)
		return esigntest.Issue(w.CA, t, w.Aigul.Key)
	}
}

// under is a person of an authority that is made otherwise.
func under(change func(t *esigntest.Template)) func(*esigntest.World) *esigntest.Party {
	return func(w *esigntest.World) *esigntest.Party {
		t := esigntest.Authority("СЫНАҚ ОРТАЛЫҚ", now().AddDate(-5, 0, 0), now().AddDate(5, 0, 0))
		change(&t)
		ca := esigntest.Issue(w.Root, t, w.CA.Key)
		return esigntest.Issue(ca, esigntest.Signing(esigntest.Person("БІРЕУ", "", "850101400123", "", ""), now().AddDate(-1, 0, 0), now().AddDate(1, 0, 0)), w.Aigul.Key)
	}
}

func carrying(w *esigntest.World, p *esigntest.Party, c *esigntest.CMS) {
	c.Certs = append(c.Certs, p.Issuer.Cert)
}

// stamped puts a timestamp on.
func stamped(at time.Time, tsa func(w *esigntest.World) *esigntest.Party, change func(t *esigntest.Token)) func(*esigntest.World, *esigntest.Signer, *esigntest.CMS) {
	return func(w *esigntest.World, s *esigntest.Signer, _ *esigntest.CMS) {
		t := esigntest.Token{At: at}
		if change != nil {
			change(&t)
		}
		s.Stamp = func(v []byte) []byte { return esigntest.Stamp(tsa(w), v, t) }
	}
}

func tsa(w *esigntest.World) *esigntest.Party { return w.TSA }

// revoked replaces the evidence by lists in which Aigul's certificate stands.
func revoked(at time.Time, reason int64) func(*esigntest.World, *esign.Question, *esign.Trust) {
	return func(w *esigntest.World, q *esign.Question, _ *esign.Trust) {
		q.Evidence = lists(w, now().Add(-time.Hour), esigntest.Revoked{Serial: w.Aigul.Serial, At: at, Reason: reason})
	}
}

func hours(n int) time.Time { return now().Add(time.Duration(n) * time.Hour) }

// TestDefects asks about every defect with every kind of key, and keeps the
// answers in docs/signatures.md.
func TestDefects(t *testing.T) {
	rows := map[string][]string{}
	var order []string
	for k, kind := range kinds() {
		for _, d := range slices.Concat(changedOnes(), forbidden(), certificates(), revocations(), timestamps()) {
			w := world(k)
			var v esign.Verdict
			if d.change == nil {
				d.change = func(*esigntest.World, *esign.Question, *esign.Trust) {}
			}
			v = ask(w, d.file(w), func(q *esign.Question, l *esign.Trust) { d.change(w, q, l) })
			if v.Outcome != d.outcome || v.Reason != d.reason {
				t.Errorf("%s, %s: %s %s, want %s %s", kind.name, d.name, v.Outcome, v.Reason, d.outcome, d.reason)
			}
			cell := fmt.Sprintf("%s: %s", v.Outcome, strings.TrimPrefix(string(v.Reason), "esign.reason."))
			if rows[d.name] == nil {
				order = append(order, d.name)
			}
			if !slices.Contains(rows[d.name], cell) {
				rows[d.name] = append(rows[d.name], cell)
			}
		}
	}
	var table strings.Builder
	table.WriteString("| defect of a CMS | with " + kindNames() + " |\n| --- | --- |\n")
	for _, name := range order {
		fmt.Fprintf(&table, "| %s | %s |\n", name, strings.Join(rows[name], "; "))
	}
	golden(t, "cms", table.String())
}

// TestFormatDefects keeps what is thought of defects of signed XML, PDF and cards
// in docs/signatures.md. What is good is said here, and everything else is not.
func TestFormatDefects(t *testing.T) {
	xml, pdf, cards := esign.FormatDefects()
	good := []string{"none", "line ends of another system", "text as CDATA", "signed twice", "validation material added after it", "empty signature field added after it"}
	for mark, rows := range map[string][]esign.FormatDefect{"xml": xml, "pdf": pdf, "card": cards} {
		var table strings.Builder
		table.WriteString("| defect | verdict |\n| --- | --- |\n")
		for _, r := range rows {
			valid := slices.ContainsFunc(r.Found, func(f string) bool { return strings.HasPrefix(f, "valid") })
			if valid != slices.Contains(good, r.Name) || valid && len(r.Found) != 1 {
				t.Errorf("%s, %s: %v", mark, r.Name, r.Found)
			}
			fmt.Fprintf(&table, "| %s | %s |\n", r.Name, strings.Join(r.Found, "; "))
		}
		golden(t, mark, table.String())
	}
}

func kindNames() string {
	var all []string
	for _, k := range kinds() {
		all = append(all, k.name)
	}
	return strings.Join(all, " / ")
}

// golden compares a table with the one between its marks in docs/signatures.md.
func golden(t *testing.T, mark, want string) {
	const name = "../../docs/signatures.md"
	page, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- table "+mark+" -->\n", "<!-- end -->"
	head, rest, ok := bytes.Cut(page, []byte(begin))
	is, tail, ends := bytes.Cut(rest, []byte(end))
	if !ok || !ends {
		t.Fatalf("no place for table %s in %s", mark, name)
	}
	if string(is) == want {
		return
	}
	if !*update {
		t.Errorf("table %s of %s is another one; go test ./internal/esign -update writes it", mark, name)
		return
	}
	page = slices.Concat(head, []byte(begin), []byte(want), []byte(end), tail)
	if err := os.WriteFile(name, page, 0o644); err != nil {
		t.Fatal(err)
	}
}

// changedOnes are not what was signed.
func changedOnes() []defect {
	return []defect{
		{"none", by(aigul, nil), nil, esign.Valid, esign.GoodNow},
		{"attributes sent in another order", by(aigul, func(_ *esigntest.World, s *esigntest.Signer, _ *esigntest.CMS) { s.Unordered = true }), nil, esign.Valid, esign.GoodNow},
		{"signer named by key", by(aigul, func(_ *esigntest.World, s *esigntest.Signer, _ *esigntest.CMS) { s.ByKeyID = true }), nil, esign.Valid, esign.GoodNow},
		{"document changed", func(w *esigntest.World) []byte {
			return bytes.Replace(by(aigul, nil)(w), []byte("арызы"), []byte("арызе"), 1)
		}, nil, esign.Changed, esign.ContentChanged},
		{"signature changed", by(aigul, func(_ *esigntest.World, s *esigntest.Signer, _ *esigntest.CMS) { s.Corrupt = true }), nil, esign.Changed, esign.SignatureBroken},
		{"claimed time changed", func(w *esigntest.World) []byte {
			return bytes.Replace(by(aigul, nil)(w), []byte("261126070000Z"), []byte("261125070000Z"), 1)
		}, nil, esign.Changed, esign.SignatureBroken},
		{"reference to another certificate", by(aigul, func(w *esigntest.World, s *esigntest.Signer, _ *esigntest.CMS) { s.RefTo = w.Head.Cert }), nil, esign.Changed, esign.OtherKey},
		{"SHA-1 reference to another certificate", by(aigul, func(w *esigntest.World, s *esigntest.Signer, _ *esigntest.CMS) {
			s.OldRef, s.RefTo = true, w.Head.Cert
		}), nil, esign.Changed, esign.OtherKey},
		{"another's certificate under the same name and number", by(aigul, func(w *esigntest.World, s *esigntest.Signer, c *esigntest.CMS) {
			twin := esigntest.Signing(esigntest.Person("БӨТЕН", "", "111111111111", "", ""), hours(-999), hours(999))
			twin.Serial = w.Aigul.Serial
			c.Certs = [][]byte{esigntest.Issue(&esigntest.Party{Key: w.Stranger.Key, Subject: w.CA.Subject, KeyID: w.CA.KeyID}, twin, w.Stranger.Key).Cert}
		}), nil, esign.Valid, esign.GoodNow},
		{"certificate left out", by(aigul, func(_ *esigntest.World, _ *esigntest.Signer, c *esigntest.CMS) { c.NoCerts = true }), nil, esign.CannotTell, esign.CertificateAbsent},
	}
}

// forbidden are signatures that nothing may rest on.
func forbidden() []defect {
	with := func(change func(w *esigntest.World, s *esigntest.Signer)) func(*esigntest.World) []byte {
		return by(aigul, func(w *esigntest.World, s *esigntest.Signer, _ *esigntest.CMS) { change(w, s) })
	}
	const signingTime, messageDigest, contentType = "1.2.840.113549.1.9.5", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.3"
	no := esign.Refused
	return []defect{
		{"digest SHA-1", with(func(_ *esigntest.World, s *esigntest.Signer) { h := esigntest.SHA1(); s.Hash = &h }), nil, no, esign.WeakDigest},
		{"signature with SHA-1", with(func(_ *esigntest.World, s *esigntest.Signer) {
			s.Party = &esigntest.Party{Key: esigntest.RSAWith(2048, 0, esigntest.SHA1(), crypto.SHA1, "1.2.840.113549.1.1.5"), Cert: s.Party.Cert, Issuer: s.Party.Issuer, Serial: s.Party.Serial}
			h := esigntest.SHA256()
			s.Hash = &h
		}), nil, no, esign.WeakDigest},
		{"certificate signed with SHA-1", with(func(w *esigntest.World, s *esigntest.Signer) {
			ca := &esigntest.Party{Key: esigntest.RSAWith(2048, 0, esigntest.SHA1(), crypto.SHA1, "1.2.840.113549.1.1.5"), Subject: w.CA.Subject, KeyID: w.CA.KeyID}
			s.Party = esigntest.Issue(ca, esigntest.Signing(esigntest.Person("БІРЕУ", "", "850101400123", "", ""), hours(-999), hours(999)), w.Aigul.Key)
		}), nil, no, esign.WeakDigest},
		{"RSA of 1024 bits", by(func(w *esigntest.World) *esigntest.Party {
			return esigntest.Issue(w.CA, esigntest.Signing(esigntest.Person("БІРЕУ", "", "850101400123", "", ""), hours(-999), hours(999)), esigntest.NewRSA(1024, 0))
		}, nil), nil, no, esign.WeakKey},
		{"digest and signature do not belong together", with(func(_ *esigntest.World, s *esigntest.Signer) { h := esigntest.SHA512(); s.Hash = &h }), nil, no, esign.AlgorithmMismatch},
		{"signature of another kind than the key", with(func(w *esigntest.World, s *esigntest.Signer) {
			s.SigAlg = "1.2.840.113549.1.1.11"
			h := esigntest.SHA256()
			if s.Party.Key.Signature.String() == s.SigAlg {
				s.SigAlg = "1.2.840.10045.4.3.2"
			}
			s.Hash = &h
		}), nil, no, esign.AlgorithmMismatch},
		{"unknown algorithm", with(func(_ *esigntest.World, s *esigntest.Signer) { s.SigAlg = "1.2.3.4" }), nil, no, esign.UnknownAlgorithm},
		{"algorithm of the vendor Gamma", with(func(_ *esigntest.World, s *esigntest.Signer) { s.SigAlg = "1.3.6.1.4.1.6801.1.2.2" }), nil, no, esign.VendorAlgorithm},
		{"no signed attributes", with(func(_ *esigntest.World, s *esigntest.Signer) { s.Bare = true }), nil, no, esign.NoSignedAttributes},
		{"signed attribute twice", with(func(_ *esigntest.World, s *esigntest.Signer) {
			s.More = []esigntest.Attribute{esigntest.Time(hours(-3))}
		}), nil, no, esign.DuplicateAttribute},
		{"one signature written twice", by(aigul, func(_ *esigntest.World, s *esigntest.Signer, c *esigntest.CMS) { c.Signers = append(c.Signers, *s) }), nil, no, esign.DuplicateSigner},
		{"unsigned attribute twice", with(func(_ *esigntest.World, s *esigntest.Signer) {
			a := esigntest.Attribute{OID: "1.2.3", Values: [][]byte{{5, 0}}}
			s.Unsigned = []esigntest.Attribute{a, a}
		}), nil, no, esign.DuplicateAttribute},
		{"attribute with two values", with(func(_ *esigntest.World, s *esigntest.Signer) {
			a := esigntest.Time(hours(-3))
			a.Values = append(a.Values, esigntest.Time(hours(-2)).Values...)
			s.Without, s.More = nil, []esigntest.Attribute{a}
			s.At = time.Time{}
		}), nil, no, esign.BadAttribute},
		{"no digest among the attributes", with(func(_ *esigntest.World, s *esigntest.Signer) { s.Without = []string{messageDigest} }), nil, no, esign.BadAttribute},
		{"no type among the attributes", with(func(_ *esigntest.World, s *esigntest.Signer) { s.Without = []string{contentType} }), nil, no, esign.BadAttribute},
		{"type of another content", with(func(_ *esigntest.World, s *esigntest.Signer) { s.TypeAttr = esigntest.TSTInfo }), nil, no, esign.TypeMismatch},
		{"no document but a timestamp", func(w *esigntest.World) []byte { return esigntest.Stamp(w.TSA, text(), esigntest.Token{At: hours(-1)}) }, nil, no, esign.NotADocument},
		{"claimed time put in without signature", with(func(_ *esigntest.World, s *esigntest.Signer) {
			s.At = time.Time{}
			s.Unsigned = []esigntest.Attribute{esigntest.Time(hours(+99))}
		}), nil, esign.Valid, esign.GoodNow},
		{"no claimed time", with(func(_ *esigntest.World, s *esigntest.Signer) { s.Without = []string{signingTime} }), nil, esign.Valid, esign.GoodNow},
		{"claimed time in the future", with(func(_ *esigntest.World, s *esigntest.Signer) { s.At = hours(2) }), nil, no, esign.FutureDated},
	}
}
