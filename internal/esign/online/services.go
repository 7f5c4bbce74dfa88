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

// Answer asks for an answer about the certificate. It refuses one with another
// nonce than was sent.
func (s Services) Answer(ctx context.Context, w esign.Want) (e esign.Evidence, err error) {
	all := errNowhere
	for _, service := range s.of(w) {
		for _, url := range service.OCSP {
			if e, err = s.ask(ctx, url, service.Issuer, w.Serial); err == nil {
				return e, nil
			}
			all = errors.Join(all, err)
		}
	}
	return e, all
}

// List asks for the list of the certificate's issuer.
func (s Services) List(ctx context.Context, w esign.Want) (e esign.Evidence, err error) {
	all := errNowhere
	for _, service := range s.of(w) {
		for _, url := range service.CRL {
			raw, err := s.fetch(ctx, http.MethodGet, url, nil, maxList)
			if err == nil {
				return esign.Evidence{Kind: esign.CRL, DER: raw}, nil
			}
			all = errors.Join(all, err)
		}
	}
	return e, all
}

var errNowhere = errors.New("online: no service has it")

// of are the services of the certificate's issuer.
func (s Services) of(w esign.Want) (all []esign.Service) {
	for _, service := range s.Trust.Services {
		if bytes.Equal(service.Issuer.Raw, w.Issuer) {
			all = append(all, service)
		}
	}
	return all
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
