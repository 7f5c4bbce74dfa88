package esign_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"

	"tarazy/internal/esign"
	"tarazy/internal/esign/esigntest"
)

// peer is OpenSSL with its GOST engine, which signs for these tests.
type peer struct {
	dir string
	env []string
}

func newPeer(t *testing.T) *peer {
	engines, _ := filepath.Glob("/usr/lib/*/engines-3/gost.so")
	if len(engines) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("OpenSSL's gost engine is not installed")
		}
		t.Skip("OpenSSL's gost engine is not installed (Debian: libengine-gost-openssl)")
	}
	p := &peer{dir: t.TempDir()}
	p.write(t, "cnf", []byte("openssl_conf = a\n[a]\nengines = b\n[b]\ngost = c\n[c]\nengine_id = gost\ndynamic_path = "+engines[0]+
		"\ndefault_algorithms = ALL\n[req]\ndistinguished_name = d\n[d]\n[ca]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\n"+
		"subjectKeyIdentifier = hash\n[person]\nkeyUsage = critical,digitalSignature,nonRepudiation\nextendedKeyUsage = emailProtection\n"+
		"subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n"))
	p.env = append(os.Environ(), "OPENSSL_CONF="+p.path("cnf"))
	return p
}

func (p *peer) path(name string) string { return filepath.Join(p.dir, name) }

func (p *peer) write(t *testing.T, name string, raw []byte) {
	t.Helper()
	if err := os.WriteFile(p.path(name), raw, 0o600); err != nil {
		t.Fatal(err)
	}
}

func (p *peer) run(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.Command("openssl", args...)
	cmd.Env, cmd.Dir = p.env, p.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("openssl %v: %v %s", args, err, out)
	}
}

// people makes an authority and a person, and answers the trust list with the
// authority as its only anchor: an issuing one, so that its person alone needs
// revocation data.
func (p *peer) people(t *testing.T, key ...string) (*esign.Trust, esign.Evidence) {
	for _, who := range []string{"ca", "person"} {
		p.run(t, append([]string{"genpkey", "-out", who + ".key"}, key...)...)
	}
	p.run(t, "req", "-new", "-x509", "-key", "ca.key", "-subj", "/CN=PEER CA", "-days", "30", "-extensions", "ca", "-out", "ca.pem")
	p.run(t, "req", "-new", "-key", "person.key", "-subj", "/CN=PEER PERSON/serialNumber=IIN850101400123", "-out", "person.csr")
	p.run(t, "x509", "-req", "-in", "person.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "20",
		"-extfile", "cnf", "-extensions", "person", "-out", "person.pem")
	p.write(t, "index.txt", nil)
	p.write(t, "number", []byte("01\n"))
	p.write(t, "ca.cnf", append(mustRead(p.path("cnf")), "\n[revoke]\ndatabase = index.txt\ncrlnumber = number\ndefault_md = default\n"...))
	cmd := exec.Command("openssl", "ca", "-name", "revoke", "-gencrl", "-keyfile", "ca.key", "-cert", "ca.pem", "-crldays", "9", "-out", "ca.crl")
	cmd.Dir, cmd.Env = p.dir, append(os.Environ(), "OPENSSL_CONF="+p.path("ca.cnf"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	block, _ := pem.Decode(mustRead(p.path("ca.crl")))
	list := &esign.Trust{Anchors: []esign.Anchor{{Certificate: parse(mustRead(p.path("ca.pem")))}}, Foreign: true}
	return list, esign.Evidence{Kind: esign.CRL, DER: block.Bytes}
}

// TestOpenSSL: what OpenSSL signs is valid, in every form and with every key; and
// no change of it is valid with another report.
func TestOpenSSL(t *testing.T) {
	p := newPeer(t)
	rounds := 12
	if testing.Short() {
		rounds = 2
	}
	for name, key := range map[string][]string{
		"RSA":      {"-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"},
		"ECDSA":    {"-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"},
		"GOST 256": {"-algorithm", "gost2012_256", "-pkeyopt", "paramset:A"},
		"GOST 512": {"-algorithm", "gost2012_512", "-pkeyopt", "paramset:A"},
	} {
		list, crl := p.people(t, key...)
		v, changed := esign.New(list), 0
		for round := range rounds {
			for _, form := range [][]string{{}, {"-nodetach"}, {"-cades"}, {"-cades", "-nodetach"}, {"-nodetach", "-stream"}, {"-keyid"}, {"-nodetach", "-md_sha512"}} {
				if len(form) > 1 && form[1] == "-md_sha512" && name[0] == 'G' {
					continue
				}
				text := random(round*7+1, rounds)
				file := p.sign(t, text, form, name)
				q := esign.Question{File: file, Evidence: []esign.Evidence{crl}}
				if !slices.Contains(form, "-nodetach") {
					q.Content = bytes.NewReader(text)
				}
				was := v.Verify(q, time.Now())
				if was.Outcome != esign.Valid || (was.Signers[0].Level == esign.LevelBES) != slices.Contains(form, "-cades") {
					t.Fatalf("%s %v: %s %s %+v", name, form, was.Outcome, was.Reason, was.Signers)
				}
				changed += p.mutants(t, v, q, was, fmt.Sprint(name, form))
			}
		}
		t.Logf("%s: %d changes, none that says something else is valid", name, changed)
	}
}

func random(n, seed int) []byte {
	r, out := rand.New(rand.NewPCG(uint64(n), uint64(seed))), make([]byte, n*37)
	for i := range out {
		out[i] = byte(r.Uint32())
	}
	return out
}

func (p *peer) sign(t *testing.T, text []byte, form []string, name string) []byte {
	p.write(t, "text", text)
	args := []string{"cms", "-sign", "-binary", "-in", "text", "-signer", "person.pem", "-inkey", "person.key", "-outform", "DER", "-out", "out"}
	for _, f := range form {
		if f == "-md_sha512" {
			args = append(args, "-md", "sha512")
		} else {
			args = append(args, f)
		}
	}
	p.run(t, args...)
	return mustRead(p.path("out"))
}

// mutants changes one random bit at a time, and the content, and counts.
func (p *peer) mutants(t *testing.T, v *esign.Verifier, q esign.Question, was esign.Verdict, name string) (n int) {
	good := q.File
	for range 40 {
		file := slices.Clone(good)
		file[rand.IntN(len(file))] ^= 1 << rand.IntN(8)
		if bytes.Equal(file, good) {
			continue
		}
		q.File = file
		now := v.Verify(q, was.Checked)
		if n++; now.Outcome == esign.Valid {
			if now.File = was.File; !same(now, was) {
				t.Errorf("%s: a changed one is valid and says something else", name)
			}
		}
	}
	q.File = good
	if q.Content != nil {
		q.Content = bytes.NewReader([]byte("another"))
		if now := v.Verify(q, was.Checked); now.Outcome != esign.Changed {
			t.Errorf("%s: another content: %s", name, now.Outcome)
		}
	}
	return n
}

// TestSecondOpinion: of RSA signatures smallstep/pkcs7 says the same, good and
// changed. It is laxer outside of what is signed, so that only its yes counts
// against our no where the content or the signer changed.
func TestSecondOpinion(t *testing.T) {
	w := world(3)
	roots := x509.NewCertPool()
	for _, c := range [][]byte{w.Root.Cert, w.CA.Cert} {
		cert, err := x509.ParseCertificate(c)
		if err != nil {
			t.Fatal(err)
		}
		roots.AddCert(cert)
	}
	theirs := func(file []byte) bool {
		p, err := pkcs7.Parse(file)
		return err == nil && p.VerifyWithChainAtTime(roots, now()) == nil
	}
	file := esigntest.Sign(esigntest.CMS{Content: text(), Signers: []esigntest.Signer{{Party: w.Aigul, At: now()}}})
	if !theirs(file) || ask(w, file).Outcome != esign.Valid {
		t.Fatal("good: no agreement")
	}
	v, q, stricter := esign.New(trusting(w)), esign.Question{Evidence: lists(w, hours(-1))}, 0
	for i := range file {
		q.File = slices.Clone(file)
		q.File[i] ^= 1 << (i % 8)
		ours := v.Verify(q, now()).Outcome == esign.Valid
		switch yes := theirs(q.File); {
		case ours && !yes && i > 200: // before that stand versions and lists of digests
			t.Errorf("byte %d: we say valid, they do not", i)
		case yes && !ours:
			stricter++
		}
	}
	t.Logf("of %d changes we refuse %d that they accept", len(file), stricter)
}
