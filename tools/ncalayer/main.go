// Command ncalayer stands in for NCALayer where there is none: in tests and in
// the demo. It speaks its WebSocket protocol on the same port, and signs with
// keys of a national authority that it makes up at every start.
//
//	go run ./tools/ncalayer --dir DIR [--listen 127.0.0.1:13579] [--phone 127.0.0.1:PORT]
//
// With --phone it stands in for a relay to people's phones there too (docs/phone.md).
// DIR gets the trust list that a demo court believes (tarazy serve --demo
// --trust DIR). A court cannot: its authorities have a policy by which they are
// known to be made up. Whose key signs next is chosen on https://127.0.0.1:13579/.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"flag"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"time"

	"tarazy/internal/esign/esigntest"
)

func main() {
	dir := flag.String("dir", "", "where the trust list is written")
	listen := flag.String("listen", "127.0.0.1:13579", "where NCALayer would listen")
	phone := flag.String("phone", "", "where a relay to phones would listen")
	flag.Parse()
	if err := run(*dir, *listen, *phone); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run serves until it is killed. It listens on this machine alone: whoever
// reaches it signs as anybody.
func run(dir, listen, phone string) error {
	if !here(listen) || phone != "" && !here(phone) || dir == "" {
		return fmt.Errorf("usage: ncalayer --dir DIR [--listen 127.0.0.1:13579] [--phone 127.0.0.1:PORT]")
	}
	office, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	a := found(time.Now(), "http://"+office.Addr().String())
	if err := a.write(dir); err != nil {
		return err
	}
	go http.Serve(office, a.services())
	cert, err := certificate()
	if err != nil {
		return err
	}
	l, err := tls.Listen("tcp", listen, &tls.Config{Certificates: []tls.Certificate{cert}})
	if err != nil {
		return err
	}
	layer := &layer{authority: a, next: "claimant"}
	if phone != "" {
		relay, err := net.Listen("tcp", phone)
		if err != nil {
			return err
		}
		go http.Serve(relay, esigntest.Relay(layer.phone, 0))
	}
	fmt.Printf("ready https://%s\n", l.Addr())
	return http.Serve(l, layer)
}

// here reports whether an address is one of this machine alone.
func here(address string) bool {
	host, _, err := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	return err == nil && ip != nil && ip.IsLoopback()
}

// certificate is what NCALayer has a browser believe; ours nobody does.
func certificate() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	t := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "127.0.0.1"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().AddDate(0, 1, 0), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	raw, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, err
}
