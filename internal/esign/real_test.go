package esign_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tarazy/internal/esign"
	"tarazy/internal/gost/gosttest"
)

// real reads the national CA's certificates of one circuit.
func real(t testing.TB, circuit string) map[string]*esign.Certificate {
	all := map[string]*esign.Certificate{}
	for _, pattern := range []string{"*.cer", "*.pem", "*.crt"} {
		names, _ := filepath.Glob(filepath.Join(gosttest.Vectors(t), circuit, pattern))
		for _, name := range names {
			c, err := esign.ParseCertificate(read(t, name))
			if err != nil {
				t.Fatal(name, err)
			}
			all[filepath.Base(name)] = c
		}
	}
	return all
}

func read(t testing.TB, name string) []byte {
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func date(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// trustReal believes a circuit's roots, as far as they are there, and its
// issuing authorities where their root is not.
func trustReal(t testing.TB, circuit string, also ...string) *esign.Trust {
	list := &esign.Trust{Name: circuit, Policies: []oid{{1, 2, 398, 3, 3, 2}}}
	for name, c := range real(t, circuit) {
		if string(c.RawIssuer) == string(c.RawSubject) || slices.Contains(also, name) {
			list.Anchors = append(list.Anchors, esign.Anchor{Certificate: c, Test: circuit == "test"})
		} else {
			list.Others = append(list.Others, c)
		}
	}
	return list
}

// TestRealChains: of every certificate whose issuer is there, the chain stands;
// nothing of it stands once a byte is another.
func TestRealChains(t *testing.T) {
	chains := 0
	for _, circuit := range []string{"prod", "test"} {
		v := esign.New(trustReal(t, circuit))
		for name, c := range real(t, circuit) {
			roots := v.Roots(c)
			alone := slices.Contains([]string{"nca_gost_test.crt", "nca_rsa_test.crt"}, name) // their roots are not there
			if (len(roots) == 0) != alone {
				t.Errorf("%s: %d chains", name, len(roots))
			}
			chains += len(roots)
			at := bytes.LastIndex(c.Raw, c.RawSubject) + len(c.RawSubject)/2
			changed := slices.Clone(c.Raw)
			changed[at] ^= 1
			if o, err := esign.ParseCertificate(changed); err == nil && len(v.Roots(o)) > 0 {
				t.Errorf("%s: a changed one has a chain", name)
			}
		}
	}
	if chains < 14 {
		t.Errorf("only %d chains", chains)
	}
}

// TestRealLists: the three lists stand, under their own issuer alone.
func TestRealLists(t *testing.T) {
	certs := real(t, "test")
	for list, issuer := range map[string]string{"nca_gost2022_test.crl": "nca_gost2022_test.cer", "nca_gost_test.crl": "nca_gost_test.crt",
		"nca_rsa_test.crl": "nca_rsa_test.crt"} {
		raw := read(t, filepath.Join(gosttest.Vectors(t), "test", list))
		l, err := esign.ParseCRL(raw)
		if err != nil {
			t.Fatal(list, err)
		}
		v := esign.New(nil)
		for name, c := range certs {
			right := name == issuer || issuer == "nca_gost2022_test.cer" && name == "nca_gost2015_test.cer" // one certificate, twice
			if v.Signed(l, c) != right {
				t.Errorf("%s by %s: %v", list, name, !right)
			}
		}
		serial, reason := map[string]string{"nca_gost2022_test.crl": "11878bbb2d0c22c0bb736d57935c80d54be605ff",
			"nca_gost_test.crl": "3d7b4a043c2c5f0331e7b7ae43d49fcf321003f1", "nca_rsa_test.crl": "474c38696d8677a2c8b6e40345a8b04168c0905c"}[list],
			map[string]int{"nca_gost2022_test.crl": 3, "nca_gost_test.crl": 4, "nca_rsa_test.crl": 6}[list]
		number, _ := hex.DecodeString(serial)
		if r, err := l.Find(number); err != nil || r == nil || r.Reason() != reason {
			t.Errorf("%s: %v %v", list, r, err)
		}
		if r, err := l.Find([]byte{1, 2, 3}); err != nil || r != nil {
			t.Errorf("%s: %v %v", list, r, err)
		}
	}
}

// TestRealAnswers: good, revoked and suspended, each by its issuer's responder.
func TestRealAnswers(t *testing.T) {
	certs := real(t, "test")
	for _, c := range []struct{ file, issuer, says string }{
		{"ocsp_response_individual_sign_2004.bin", "nca_rsa_test.crt", "good"},
		{"ocsp_response_ceo_sign_2004_revoked.bin", "nca_gost_test.crt", "revoked 2022-01-18T06:30:55Z 4"},
		{"ocsp_response_individual_2015.bin", "nca_gost2022_test.cer", "revoked 1970-01-01T00:00:00Z 6"},
	} {
		raw := read(t, filepath.Join(gosttest.Vectors(t), "test", c.file))
		r, err := esign.ParseOCSP(raw)
		if err != nil {
			t.Fatal(c.file, err)
		}
		for name, issuer := range certs {
			right := name == c.issuer || c.issuer == "nca_gost2022_test.cer" && name == "nca_gost2015_test.cer"
			if got := esign.New(nil).Says(r, issuer); (got == c.says) != right || !right && got != "" {
				t.Errorf("%s by %s: %q", c.file, name, got)
			}
		}
		for at := 0; at < len(raw); at += 7 {
			changed := slices.Clone(raw)
			changed[at] ^= 4
			if o, err := esign.ParseOCSP(changed); err == nil && bytes.Equal(o.RawTBS, r.RawTBS) {
				continue // outside of what is signed
			} else if err == nil && esign.New(nil).Says(o, certs[c.issuer]) != "" {
				t.Errorf("%s: byte %d changed, still believed", c.file, at)
			}
		}
	}
}

// TestRealToken: the CA's timestamp stands, and its imprint, a SHA-1, proves
// nothing.
func TestRealToken(t *testing.T) {
	raw := read(t, filepath.Join(gosttest.Vectors(t), "test", "tsp_token.bin"))
	tok, err := esign.ParseToken(raw, false)
	if err != nil {
		t.Fatal(err)
	}
	if !tok.Time.Equal(time.Date(2022, 9, 18, 13, 20, 14, 0, time.UTC)) || tok.Policy.String() != "1.2.398.3.3.2.6.1" ||
		tok.Authority.Subject.Full() != "СЕРВИС МЕТКИ ВРЕМЕНИ" {
		t.Errorf("%v %v %v", tok.Time, tok.Policy, tok.Authority.Subject)
	}
	if got := esign.ReasonOf(tok.Stamps([]byte("anything"), false)); got != esign.WeakDigest {
		t.Error(got)
	}
	if n := len(esign.New(trustReal(t, "test", "nca_gost_test.crt")).Roots(tok.Authority)); n != 1 {
		t.Errorf("%d chains", n)
	}
	response := read(t, filepath.Join(gosttest.Vectors(t), "test", "tsp_response.bin"))
	if !bytes.HasSuffix(response, raw) {
		t.Error("the response has another token")
	}
	for at := range raw {
		changed := slices.Clone(raw)
		changed[at] ^= 1
		if o, err := esign.ParseToken(changed, false); err == nil && (!o.Time.Equal(tok.Time) || !bytes.Equal(o.Imprint, tok.Imprint)) {
			t.Errorf("byte %d: another time is believed", at)
		}
	}
}

// TestRealSignatures: what the CA's own software made is unchanged, by a key that
// leads to the test circuit's root. Nobody at hand says whether it was revoked then.
func TestRealSignatures(t *testing.T) {
	cms, xml := read(t, "testdata/kalkan.cms"), read(t, "testdata/kalkan.xml")
	v := esign.New(trustReal(t, "test"))
	for name, c := range map[string]struct {
		file    []byte
		at      string
		outcome esign.Outcome
		reason  esign.Reason
	}{
		"CMS":              {cms, "2024-02-24", esign.CannotTell, esign.RevocationUnknown},
		"XML":              {xml, "2025-02-24", esign.CannotTell, esign.RevocationUnknown},
		"CMS, changed":     {bytes.Replace(cms, []byte("BAO16y2g"), []byte("BAO16y6g"), 1), "2024-02-24", esign.Changed, esign.ContentChanged},
		"CMS, forged":      {bytes.Replace(cms, []byte("BIGAl4c4"), []byte("BIGAl4c5"), 1), "2024-02-24", esign.Changed, esign.SignatureBroken},
		"XML, changed":     {bytes.Replace(xml, []byte("QCxn00hf"), []byte("QCxn00hg"), 1), "2025-02-24", esign.Changed, esign.ContentChanged},
		"XML, a word more": {bytes.Replace(xml, []byte("<message>"), []byte("<message>1"), 1), "2025-02-24", esign.Changed, esign.ContentChanged},
	} {
		got := v.Verify(esign.Question{File: c.file, At: date(c.at)}, date("2026-11-26"))
		if got.Outcome != c.outcome || got.Reason != c.reason || len(got.Signers) != 1 {
			t.Errorf("%s: %s %s", name, got.Outcome, got.Reason)
			continue
		}
		if s := got.Signers[0]; c.outcome == esign.CannotTell && (s.Name != "ТЕСТОВ ТЕСТ ТЕСТОВИЧ" && s.Name != "ТЕСТОВ ТЕСТ" || s.Masked != "••••••••9011" || len(s.Chain) != 3 || !s.Test) {
			t.Errorf("%s: %+v", name, s)
		}
	}
	if got := v.Verify(esign.Question{File: cms}, date("2023-10-12")); len(got.Signers) != 1 || len(got.Signers[0].Stamps) != 1 || got.Signers[0].Stamps[0].At.Format(time.RFC3339) != "2023-10-11T09:31:16Z" {
		t.Errorf("its timestamp: %+v", got.Signers)
	}
}
