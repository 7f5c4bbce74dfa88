package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tarazy/internal/court"
	rec "tarazy/internal/record"
)

// verify measures how fast a bundle is checked, as tarazy-verify does it:
// canonical form, chain, inclusion proof and tag of every event; and, where
// every event carries a passkey's signature, those too.
func verify(b *bench) error {
	for _, f := range []struct {
		name, unit string
		events     int
		signed     bool
	}{{"record.verify", "events/s", 50_000, false}, {"record.verify.sig", "signatures/s", 10_000, true}} {
		zip, policy, err := bundle(f.events, f.signed)
		if err != nil {
			return err
		}
		err = b.figure(f.name, f.unit, contender{"tarazy", func() (float64, error) {
			began := time.Now()
			report := rec.VerifyFile(zip, rec.Options{Policy: policy, Parallel: parallel})
			took := time.Since(began)
			if report.Exit != 0 || report.Subject.Events < f.events {
				return 0, fmt.Errorf("the bundle does not verify: exit %d, %d events", report.Exit, report.Subject.Events)
			}
			return float64(f.events) / took.Seconds(), nil
		}})
		if err != nil {
			return err
		}
	}
	return nil
}

// parallel runs do on every processor.
func parallel(n int, do func(int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

// world is a log in memory.
type world struct {
	hashes  []tlog.Hash
	n       int64
	streams map[court.StreamID]*rec.BundleStream
	now     time.Time
}

func (w *world) ReadHashes(idx []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(idx))
	for i, n := range idx {
		out[i] = w.hashes[n]
	}
	return out, nil
}

func (w *world) append(d rec.Draft, kind string) error {
	s := w.streams[d.Stream]
	var head rec.Head
	if s == nil {
		s = &rec.BundleStream{ID: d.Stream, Kind: kind, Keys: rec.DeriveKeys(sha256.Sum256([]byte(d.Stream))), ShowTag: kind == "case"}
		w.streams[d.Stream] = s
	} else {
		head = s.Events[len(s.Events)-1].Head()
	}
	w.now = w.now.Add(time.Second)
	var salt [16]byte
	rand.Read(salt[:])
	e, _, err := rec.Seal(d, head, logName, rec.At(w.now), salt)
	if err != nil {
		return err
	}
	entry := rec.Entry(rec.Tag(s.Keys.Tag, e.Header.Version), e.Header.Hash())
	stored, err := tlog.StoredHashes(w.n, entry[:], w)
	if err != nil {
		return err
	}
	s.Events, s.Leaves = append(s.Events, e), append(s.Leaves, w.n)
	w.hashes, w.n = append(w.hashes, stored...), w.n+1
	return nil
}

const (
	caseStream   = court.StreamID("000000000000000000000000000000a1")
	personStream = court.StreamID("000000000000000000000000000000a2")
	caseNo       = court.CaseNo("7501-26-00-2/1")
	person       = court.PersonID("p-00112233445566778899aabbccddeeff")
)

// bundle is a case with so many events of the size record.append writes.
func bundle(events int, signed bool) (zip []byte, policy *rec.Policy, err error) {
	w := &world{streams: map[court.StreamID]*rec.BundleStream{}, now: time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC)}
	by := court.Actor{Person: person, Role: court.Judge}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return nil, nil, err
	}
	cred := rec.Credential{Kind: rec.KindPasskey, Person: person, Credential: "YmVuY2g",
		PublicKey: base64.RawURLEncoding.EncodeToString(der), RPID: "bench.example"}
	err = errors.Join(
		w.append(rec.Draft{Stream: personStream, Type: "person.enrolled", By: by, Data: map[string]any{"person": person}, Key: "key-of-the-bench-1"}, "person"),
		w.append(rec.Draft{Stream: personStream, Type: rec.CredentialRegistered, By: by, Data: cred, Key: "key-of-the-bench-2"}, "person"),
		w.append(rec.Draft{Stream: caseStream, Type: "case.opened", By: by, Data: map[string]any{"no": caseNo}, Key: "key-of-the-bench-3"}, "case"))
	if err != nil {
		return nil, nil, err
	}
	for i := range events {
		d := rec.Draft{Stream: caseStream, Type: "case.noted", By: by, Data: map[string]any{"text": text()}, Key: fmt.Sprintf("bench-%012d", i)}
		if signed {
			if d.Sig, err = assertion(key, d); err != nil {
				return nil, nil, err
			}
		}
		if err := w.append(d, "case"); err != nil {
			return nil, nil, err
		}
	}
	return w.zip()
}

// assertion is what a passkey answers when asked to sign the draft's act.
func assertion(key *ecdsa.PrivateKey, d rec.Draft) (*rec.Signature, error) {
	act, err := rec.ActHash(logName, d)
	if err != nil {
		return nil, err
	}
	b64 := base64.RawURLEncoding.EncodeToString
	client := fmt.Appendf(nil, `{"type":"webauthn.get","challenge":%q,"origin":"https://bench.example","crossOrigin":false}`, b64(act[:]))
	rp, clientHash := sha256.Sum256([]byte("bench.example")), sha256.Sum256(client)
	auth := append(rp[:], 5, 0, 0, 0, 1)
	digest := sha256.Sum256(append(auth[:len(auth):len(auth)], clientHash[:]...))
	sig, err := ecdsa.SignASN1(rand.Reader, key, digest[:])
	return &rec.Signature{Kind: rec.KindPasskey, Credential: "YmVuY2g", Value: map[string]string{
		"authenticator_data": b64(auth), "client_data": b64(client), "signature": b64(sig)}}, err
}

// zip signs the tree and closes the bundle.
func (w *world) zip() ([]byte, *rec.Policy, error) {
	skey, vkey, err := note.GenerateKey(rand.Reader, logName)
	if err != nil {
		return nil, nil, err
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		return nil, nil, err
	}
	root, err := rec.Root(w, w.n)
	if err != nil {
		return nil, nil, err
	}
	checkpoint, err := rec.SignCheckpoint(rec.Checkpoint{Origin: logName, Size: w.n, Root: root}, signer)
	if err != nil {
		return nil, nil, err
	}
	b := rec.Bundle{Case: caseNo, CaseStream: caseStream, Log: logName, Checkpoint: checkpoint, Policy: "log " + vkey + "\nquorum none\n"}
	for _, s := range w.streams {
		b.Streams = append(b.Streams, *s)
	}
	statement, err := b.Statement()
	if err != nil {
		return nil, nil, err
	}
	signed, err := rec.SignStatement(statement, signer)
	if err != nil {
		return nil, nil, err
	}
	parts, err := b.Parts(w, signed)
	if err != nil {
		return nil, nil, err
	}
	policy, err := rec.KeyPolicy(vkey)
	if err != nil {
		return nil, nil, err
	}
	var out bytes.Buffer
	err = rec.WriteZip(&out, parts)
	return out.Bytes(), policy, err
}
