package record

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"tarazy/internal/court"
	"tarazy/internal/esign"
	"tarazy/internal/esign/esigntest"
)

// national is a judge with a key of a made-up national CA, and a party with
// another.
type national struct {
	*world
	ca           *esigntest.World
	judge, party *esigntest.Party
}

// newNational plays the short case, in which the judge's rulings on one more
// question and the claimant's document are signed electronically.
func newNational(t testing.TB) *national {
	w := newWorld(t, testLog)
	ca := esigntest.New(w.now, func() *esigntest.Key { return esigntest.NewGOST(0) })
	n := &national{world: w, ca: ca, judge: ca.Head, party: ca.Aigul}
	w.trial()
	n.certify(judge, n.judge)
	return n
}

// certify registers a certificate's key as the person's.
func (n *national) certify(p court.PersonID, of *esigntest.Party) {
	cert := must(x509.ParseCertificate(of.Cert))
	n.append(Draft{Stream: streamNo(1), Type: CredentialRegistered, By: court.Actor{Person: p, Role: court.Judge},
		Data: Credential{Kind: KindEDS, Person: p, Credential: credentialID(of), PublicKey: base64.RawURLEncoding.EncodeToString(cert.RawSubjectPublicKeyInfo)}}, kindPerson)
}

func credentialID(of *esigntest.Party) string {
	sum := sha256.Sum256(of.Cert)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// cms is a detached signature, with a timestamp.
func (n *national) cms(of *esigntest.Party, text []byte) []byte {
	return esigntest.Sign(esigntest.CMS{Content: text, Detached: true, Signers: []esigntest.Signer{{Party: of, At: n.now}}})
}

// verdict keeps what a court would, among the documents.
func (n *national) verdict(cms, text []byte) Hash {
	v := map[string]any{"verdict": "valid", "evidence": []any{}}
	var evidence []any
	for _, l := range n.ca.Lists(n.now) {
		evidence = append(evidence, map[string]any{"kind": "crl", "der": l})
	}
	v["evidence"] = evidence
	raw := must(json.Marshal(v))
	n.blobs[HashOf(raw)] = raw
	return HashOf(raw)
}

// ruling is an act that a key signs; over may be other words than the act's.
func (n *national) ruling(of *esigntest.Party, over []byte) {
	d := Draft{Stream: streamNo(3), Type: "case.format_ruled", By: court.Actor{Person: judge, Role: court.Judge}, Data: map[string]any{"format": "online"}, Key: fmt.Sprintf("key-eds-%08d", n.acts)}
	if over == nil {
		over = EDSMessage(must(ActHash(n.log, d)))
	}
	cms := n.cms(of, over)
	d.Sig = &Signature{Kind: KindEDS, Credential: credentialID(n.judge), Value: EDSValue(cms, n.verdict(cms, over))}
	n.append(d, kindCase)
}

// filing is a document with its filer's signature.
func (n *national) filing(of *esigntest.Party) {
	text := []byte("%PDF-1.7 signed\n")
	n.blobs[HashOf(text)] = text
	cms := n.cms(of, text)
	n.append(Draft{Stream: streamNo(3), Type: "case.filed", By: court.Actor{Person: claimant, Role: court.Claimant},
		Data: map[string]any{"blob": HashOf(text), "size": len(text), "signature": map[string]any{"cms": cms, "verdict": n.verdict(cms, text)}}}, kindCase)
}

// An electronic signature over an act holds by the key that was registered, for
// this act alone; what a court found about it is among the documents.
func TestActsSignedElectronically(t *testing.T) {
	for what, c := range map[string]struct {
		play  func(*national)
		eds   EDS
		check string
	}{
		"good":                  {func(n *national) { n.ruling(n.judge, nil); n.filing(n.party) }, esign.Holds, ""},
		"nobody reads them":     {func(n *national) { n.ruling(n.judge, nil) }, nil, CheckSignatures},
		"another act":           {func(n *national) { n.ruling(n.judge, EDSMessage(HashOf([]byte("other")))) }, esign.Holds, CheckSignatures},
		"words of a challenge":  {func(n *national) { n.ruling(n.judge, []byte("tarazy challenge v1\n")) }, esign.Holds, CheckSignatures},
		"another's certificate": {func(n *national) { n.ruling(n.party, nil) }, esign.Holds, CheckSignatures},
		"a file nobody names": {func(n *national) {
			n.ruling(n.judge, nil)
			n.blobs[HashOf([]byte("x"))] = []byte("x")
		}, esign.Holds, CheckDocuments},
		"an older bundle, without verdicts": {func(n *national) {
			before := len(n.blobs)
			n.filing(n.party)
			for h, b := range n.blobs {
				if len(n.blobs) > before+1 && b[0] == '{' {
					delete(n.blobs, h)
				}
			}
		}, esign.Holds, ""},
	} {
		n := newNational(t)
		c.play(n)
		parts := n.bundle(n.checkpoint(true))
		r := VerifyBundle(parts, "", Options{Policy: must(KeyPolicy(n.vkey)), EDS: c.eds})
		first := ""
		for _, k := range r.Checks {
			if !k.OK && first == "" {
				first = k.Name
			}
		}
		if first != c.check || (r.Exit == 0) != (c.check == "") {
			t.Errorf("%s: exit %d, %s", what, r.Exit, failures(r))
		}
		if what == "good" {
			for _, s := range r.Signers {
				if s.Kind == KindEDS && s.Signatures != 1 {
					t.Errorf("%+v", s)
				}
			}
			secondAgrees(t, parts)
			exportNational(t, n, parts)
		}
	}
}

// secondAgrees: the other verifier reads no CMS, and passes over them.
func secondAgrees(t *testing.T, parts Parts) {
	dir := t.TempDir()
	unpack(t, dir, parts)
	if r := newSecond(t).ask(t, dir); r.Exit != 3 {
		t.Errorf("the second verifier: %d, %s", r.Exit, failures(r))
	}
}

func unpack(t *testing.T, dir string, parts Parts) {
	for name, body := range parts {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// exportNational writes the bundle and the trust list where tarazy-verify's own
// test wants them.
func exportNational(t *testing.T, n *national, parts Parts) {
	dir := os.Getenv("TARAZY_NATIONAL")
	if dir == "" {
		return
	}
	unpack(t, filepath.Join(dir, "bundle"), parts)
	unpack(t, filepath.Join(dir, "trust"), Parts{"root.cer": n.ca.Root.Cert, "ca.cer": n.ca.CA.Cert,
		"trust.json": []byte(`{"name":"Сынақ","anchors":[{"file":"root.cer","test":true}],"others":["ca.cer"],"policies":["1.2.398.3.3.2"]}`)})
	unpack(t, filepath.Join(dir, "stranger"), Parts{"root.cer": n.ca.StrangeRoot.Cert})
}
