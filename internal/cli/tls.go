package cli

import (
	"context"
	"crypto/tls"
	"net/url"
	"path/filepath"

	"github.com/caddyserver/certmagic"

	"tarazy/internal/fault"
)

// serveTLS is how HTTPS is served; nil when a proxy does it, or nobody.
func serveTLS(ctx context.Context, conf Config) (*tls.Config, error) {
	switch {
	case conf.TLS == nil:
		return nil, nil
	case conf.TLS.ACME:
		return acme(ctx, conf)
	}
	pair, err := tls.LoadX509KeyPair(conf.TLS.Cert, conf.TLS.Key)
	if err != nil {
		return nil, fault.Invalid("cli.tls.unreadable").Because(err)
	}
	// HTTP/1.1 only: the rooms' WebSockets are upgraded connections.
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}, nil
}

// acme has certmagic obtain and renew the certificate of the court's host. The
// certificate is kept with the keys; if we die while asking, it asks again.
func acme(ctx context.Context, conf Config) (*tls.Config, error) {
	u, err := url.Parse(conf.URL)
	if err != nil {
		return nil, fault.Invalid("cli.serve.needs_url").Because(err)
	}
	magic := certmagic.NewDefault()
	magic.Storage = &certmagic.FileStorage{Path: filepath.Join(conf.Keys, "acme")}
	authority := certmagic.ACMEIssuer{Email: conf.TLS.ACMEEmail, Agreed: true, CA: certmagic.LetsEncryptProductionCA}
	if conf.TLS.ACMEURL != "" {
		authority.CA = conf.TLS.ACMEURL
	}
	magic.Issuers = []certmagic.Issuer{certmagic.NewACMEIssuer(magic, authority)}
	if err := magic.ManageAsync(ctx, []string{u.Hostname()}); err != nil {
		return nil, fault.Unavailable("cli.tls.acme").Because(err)
	}
	c := magic.TLSConfig()
	c.MinVersion = tls.VersionTLS12
	c.NextProtos = append([]string{"http/1.1"}, "acme-tls/1")
	return c, nil
}
