package gost_test

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tarazy/internal/gost"
	"tarazy/internal/gost/gosttest"
)

// signed is what certificates, CRLs and OCSP answers have in common.
type signed struct {
	Body      asn1.RawValue
	Algorithm struct {
		OID        asn1.ObjectIdentifier
		Parameters asn1.RawValue `asn1:"optional"`
	}
	Signature asn1.BitString
	Rest      asn1.RawValue `asn1:"optional,explicit,tag:0"`
}

func parse(t *testing.T, der []byte) (s signed) {
	t.Helper()
	if _, err := asn1.Unmarshal(der, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// verifies checks a body by an issuer's certificate; RSA too, so that the
// counts are of all the material.
func verifies(t *testing.T, s signed, issuer *x509.Certificate) (bool, string) {
	t.Helper()
	if k, ok := issuer.PublicKey.(*rsa.PublicKey); ok {
		sum := sha256.Sum256(s.Body.FullBytes)
		return rsa.VerifyPKCS1v15(k, crypto.SHA256, sum[:], s.Signature.Bytes) == nil, "RSA"
	}
	scheme, err := gost.SchemeByOID(s.Algorithm.OID)
	if err != nil {
		t.Fatal(err)
	}
	k, err := gost.ParsePublicKey(issuer.RawSubjectPublicKeyInfo)
	if err != nil {
		t.Fatal(err)
	}
	if broken := slices.Clone(s.Body.FullBytes); true {
		broken[len(broken)/2] ^= 1
		if scheme.Verify(k, broken, s.Signature.Bytes) == nil {
			t.Error("a changed body verifies")
		}
	}
	return scheme.Verify(k, s.Body.FullBytes, s.Signature.Bytes) == nil, scheme.Name
}

func certificates(t *testing.T, dir string) map[string]*x509.Certificate {
	all := map[string]*x509.Certificate{}
	for _, pattern := range []string{"*/*.cer", "*/*.crt", "*/*.pem"} {
		names, _ := filepath.Glob(filepath.Join(dir, pattern))
		for _, name := range names {
			der := must(os.ReadFile(name))
			if block, _ := pem.Decode(der); block != nil {
				der = block.Bytes
			}
			all[filepath.Join(filepath.Base(filepath.Dir(name)), filepath.Base(name))] = must(x509.ParseCertificate(der))
		}
	}
	return all
}

func TestRealCertificates(t *testing.T) {
	all := certificates(t, gosttest.Vectors(t))
	count, orphans := map[string]int{}, 0
	for name, c := range all {
		found := false
		for _, issuer := range all {
			if !bytes.Equal(c.RawIssuer, issuer.RawSubject) || c.AuthorityKeyId != nil && !bytes.Equal(c.AuthorityKeyId, issuer.SubjectKeyId) {
				continue
			}
			ok, algorithm := verifies(t, parse(t, c.Raw), issuer)
			if !ok {
				t.Errorf("%s does not verify by %s", name, issuer.Subject)
			}
			if !found {
				count[algorithm]++
			}
			found = true
		}
		if !found {
			orphans++
		}
	}
	t.Logf("%d certificates, %d without their issuer, verified: %v", len(all), orphans, count)
	if len(all) != 16 || count["GOST 34.10-2015 (512)"] < 5 || count["GOST 34.310-2004"] < 5 || orphans > 2 {
		t.Errorf("%d certificates, %d without their issuer, verified: %v", len(all), orphans, count)
	}
}

func TestRealLists(t *testing.T) {
	dir := gosttest.Vectors(t)
	all := certificates(t, dir)
	for list, issuer := range map[string]string{"nca_gost2022_test.crl": "nca_gost2022_test.cer", "nca_gost_test.crl": "nca_gost_test.crt", "nca_rsa_test.crl": "nca_rsa_test.crt"} {
		der := must(os.ReadFile(filepath.Join(dir, "test", list)))
		if ok, algorithm := verifies(t, parse(t, der), all[filepath.Join("test", issuer)]); !ok {
			t.Errorf("%s (%s) does not verify", list, algorithm)
		}
	}
}

func TestRealAnswers(t *testing.T) {
	for _, name := range []string{"ocsp_response_ceo_sign_2004_revoked.bin", "ocsp_response_individual_2015.bin", "ocsp_response_individual_sign_2004.bin"} {
		var answer struct {
			Status asn1.Enumerated
			Bytes  struct {
				Kind  asn1.ObjectIdentifier
				Basic []byte
			} `asn1:"explicit,tag:0"`
		}
		if _, err := asn1.Unmarshal(must(os.ReadFile(filepath.Join(gosttest.Vectors(t), "test", name))), &answer); err != nil {
			t.Fatal(name, err)
		}
		s := parse(t, answer.Bytes.Basic)
		var first asn1.RawValue
		if _, err := asn1.Unmarshal(s.Rest.Bytes, &first); err != nil {
			t.Fatal(name, err)
		}
		if first.Tag == asn1.TagSequence && s.Rest.Tag == 0 { // [0] holds SEQUENCE OF Certificate
			if _, err := asn1.Unmarshal(first.Bytes, &first); err != nil {
				t.Fatal(name, err)
			}
		}
		responder := must(x509.ParseCertificate(first.FullBytes))
		if ok, algorithm := verifies(t, s, responder); !ok {
			t.Errorf("%s (%s) does not verify", name, algorithm)
		}
	}
}

// TestRealToken: the signature of a timestamp over its signed attributes, and
// these over the content, by the algorithms of 2004.
func TestRealToken(t *testing.T) {
	type algorithm struct {
		OID        asn1.ObjectIdentifier
		Parameters asn1.RawValue `asn1:"optional"`
	}
	var token struct {
		Kind asn1.ObjectIdentifier
		Data struct {
			Version int
			Digests []algorithm `asn1:"set"`
			Content struct {
				Kind asn1.ObjectIdentifier
				Info []byte `asn1:"explicit,tag:0"`
			}
			Certificates asn1.RawValue `asn1:"tag:0"`
			Signers      []struct {
				Version    int
				Issuer     asn1.RawValue
				Digest     algorithm
				Attributes asn1.RawValue `asn1:"tag:0"`
				Algorithm  algorithm
				Signature  []byte
			} `asn1:"set"`
		} `asn1:"explicit,tag:0"`
	}
	if _, err := asn1.Unmarshal(must(os.ReadFile(filepath.Join(gosttest.Vectors(t), "test", "tsp_token.bin"))), &token); err != nil {
		t.Fatal(err)
	}
	signer := token.Data.Signers[0]
	certificate := must(x509.ParseCertificate(token.Data.Certificates.Bytes))
	scheme := must(gost.SchemeByOID(signer.Algorithm.OID))
	attributes := append([]byte{0x31}, signer.Attributes.FullBytes[1:]...)
	if err := scheme.Verify(must(gost.ParsePublicKey(certificate.RawSubjectPublicKeyInfo)), attributes, signer.Signature); err != nil {
		t.Errorf("%s: %v", scheme.Name, err)
	}
	digest := must(gost.DigestByOID(signer.Digest.OID))
	if !bytes.Contains(attributes, digest.Sum(token.Data.Content.Info)) {
		t.Errorf("%s of the content is not in the attributes", digest.Name)
	}
}
