package main

import (
	"crypto/x509"
	"fmt"
	"runtime"
	"time"

	"github.com/smallstep/pkcs7"

	"tarazy/internal/esign"
	"tarazy/internal/esign/esigntest"
)

// signers is how many people sign once each: none was seen before, while their
// authority and its lists were.
const signers = 100

// signatures measures verdicts on one core: file, chain of two links, revocation
// lists of both authorities.
func signatures(b *bench) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	n := 0
	rsa, err := crowd(func() *esigntest.Key { n++; return esigntest.NewRSA(2048, min(n, 12+n%8)) })
	if err != nil {
		return err
	}
	err = b.figure("cms.rsa", "verdicts/s", contender{"tarazy", rsa.tarazy}, contender{"smallstep", rsa.smallstep})
	if err != nil {
		return err
	}
	gost, err := crowd(func() *esigntest.Key { return esigntest.NewGOST(0) })
	if err != nil {
		return err
	}
	if err := b.figure("cms.gost", "verdicts/s", contender{"tarazy", gost.tarazy}); err != nil {
		return err
	}
	return streebog(b)
}

// signedFiles are one authority's people, each with a signed file.
type signedFiles struct {
	at    time.Time
	trust *esign.Trust
	roots *x509.CertPool
	lists []esign.Evidence
	files [][]byte
}

func crowd(key func() *esigntest.Key) (*signedFiles, error) {
	s := &signedFiles{at: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC), roots: x509.NewCertPool()}
	w := esigntest.New(s.at, key)
	root, err := esign.ParseCertificate(w.Root.Cert)
	if err != nil {
		return nil, err
	}
	s.trust = &esign.Trust{Anchors: []esign.Anchor{{Certificate: root}}}
	if c, err := x509.ParseCertificate(w.Root.Cert); err == nil {
		s.roots.AddCert(c)
	}
	for _, l := range w.Lists(s.at) {
		s.lists = append(s.lists, esign.Evidence{Kind: esign.CRL, DER: l})
	}
	person := esigntest.Signing(esigntest.Person("АХМЕТОВА АЙГҮЛ", "", "850101400123", "", ""), s.at.AddDate(-1, 0, 0), s.at.AddDate(1, 0, 0))
	for range signers + 1 {
		p := esigntest.Issue(w.CA, person, key())
		s.files = append(s.files, esigntest.Sign(esigntest.CMS{Content: []byte("text"), Certs: [][]byte{w.CA.Cert},
			Signers: []esigntest.Signer{{Party: p, At: s.at}}}))
	}
	return s, nil
}

// tarazy gives the verdicts, the first one outside of the time.
func (s *signedFiles) tarazy() (float64, error) {
	v := esign.New(s.trust)
	var began time.Time
	for i, f := range s.files {
		if i == 1 {
			began = time.Now()
		}
		if got := v.Verify(esign.Question{File: f, Evidence: s.lists}, s.at); got.Outcome != esign.Valid {
			return 0, fmt.Errorf("%s: %s", got.Outcome, got.Reason)
		}
	}
	return signers / time.Since(began).Seconds(), nil
}

// smallstep checks signature and chain; it knows no revocation.
func (s *signedFiles) smallstep() (float64, error) {
	began := time.Now()
	for _, f := range s.files[1:] {
		p, err := pkcs7.Parse(f)
		if err != nil {
			return 0, err
		}
		if err := p.VerifyWithChainAtTime(s.roots, s.at); err != nil {
			return 0, err
		}
	}
	return signers / time.Since(began).Seconds(), nil
}
