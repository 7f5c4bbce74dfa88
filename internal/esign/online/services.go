// Package online asks the network what a verdict needs: revocation data from the
// authorities' services, and the opinion of an outside verifier. What it brings
// is checked by package esign, so nothing here is trusted.
package online

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/esign"
)

const (
	maxAnswer = 256 << 10
	maxList   = 64 << 20
	// nonceSize is what RFC 8954, section 2.1 lets a nonce have at least, doubled.
	nonceSize = 16
)

// Services asks the services of a trust list. Addresses inside certificates are
// never followed: who wrote the file wrote them, and real ones have been wrong.
type Services struct {
	Trust  *esign.Trust
	Client *http.Client // with a timeout
}

// Find asks for an answer about the certificate, and for its issuer's list if
// there is no answer. It refuses answers with another nonce than was sent.
func (s Services) Find(ctx context.Context, w esign.Want) ([]esign.Evidence, error) {
	var all error
	for _, service := range s.Trust.Services {
		if !bytes.Equal(service.Issuer.Raw, w.Issuer) {
			continue
		}
		for _, url := range service.OCSP {
			e, err := s.ask(ctx, url, service.Issuer, w.Serial)
			if err == nil {
				return []esign.Evidence{e}, nil
			}
			all = errors.Join(all, err)
		}
		for _, url := range service.CRL {
			raw, err := s.fetch(ctx, http.MethodGet, url, nil, maxList)
			if err == nil {
				return []esign.Evidence{{Kind: esign.CRL, DER: raw}}, nil
			}
			all = errors.Join(all, err)
		}
	}
	return nil, all
}

// ask sends an OCSP request (RFC 6960, section 4.1) by POST.
func (s Services) ask(ctx context.Context, url string, issuer *esign.Certificate, serial []byte) (e esign.Evidence, err error) {
	nonce := make([]byte, nonceSize)
	rand.Read(nonce)
	request, err := esign.OCSPRequest(issuer, serial, nonce)
	if err != nil {
		return e, err
	}
	raw, err := s.fetch(ctx, http.MethodPost, url, request, maxAnswer)
	if err != nil {
		return e, err
	}
	r, err := esign.ParseOCSP(raw)
	if err != nil {
		return e, fmt.Errorf("%s: %w", url, err)
	}
	wrapped, err := asn1.Marshal(nonce)
	if err != nil || !bytes.Equal(r.Nonce, nonce) && !bytes.Equal(r.Nonce, wrapped) {
		return e, fmt.Errorf("%s: an answer to another question", url)
	}
	return esign.Evidence{Kind: esign.OCSP, DER: r.Raw}, nil
}

func (s Services) fetch(ctx context.Context, method, url string, body []byte, limit int64) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/ocsp-request")
	}
	res, err := s.Client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, res.Status)
	}
	raw, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	if err == nil && int64(len(raw)) > limit {
		err = fmt.Errorf("%s: too long", url)
	}
	return raw, err
}

// Cache keeps what a source found until it is out of date: lists as long as they
// stand, answers for an hour. It is safe to use from several goroutines.
type Cache struct {
	Source esign.Source
	Clock  court.Clock

	mu   sync.Mutex
	kept map[string]kept
}

type kept struct {
	evidence []esign.Evidence
	until    time.Time
}

const (
	maxKept   = 1024
	answerFor = time.Hour
)

// Find answers from memory, or asks the source. A question about the past is
// always asked: what was kept may be too old for it.
func (c *Cache) Find(ctx context.Context, w esign.Want) ([]esign.Evidence, error) {
	now := c.Clock.Now()
	name := string(w.Issuer) + "\x00" + string(w.Serial)
	c.mu.Lock()
	for _, key := range []string{name, string(w.Issuer)} {
		if k, ok := c.kept[key]; ok && now.Before(k.until) && !w.At.After(k.until) {
			c.mu.Unlock()
			return k.evidence, nil
		}
	}
	c.mu.Unlock()
	found, err := c.Source.Find(ctx, w)
	if err != nil || len(found) == 0 {
		return found, err
	}
	until, key := now.Add(answerFor), name
	if found[0].Kind == esign.CRL {
		if l, err := esign.ParseCRL(found[0].DER); err == nil && !l.NextUpdate.IsZero() {
			until, key = l.NextUpdate, string(w.Issuer)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= maxKept {
		c.kept = map[string]kept{}
	}
	c.kept[key] = kept{found, until}
	return found, nil
}
