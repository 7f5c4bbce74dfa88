// Command ncalayer stands in for NCALayer where there is none: in tests and in
// the demo. It speaks its WebSocket protocol on the same port, and signs with
// keys of a national authority that it makes up at every start.
//
//	go run ./tools/ncalayer --dir DIR [--listen 127.0.0.1:13579]
//
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
)

func main() {
	dir := flag.String("dir", "", "where the trust list is written")
	listen := flag.String("listen", "127.0.0.1:13579", "where NCALayer would listen")
	flag.Parse()
	if err := run(*dir, *listen); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run serves until it is killed. It listens on this machine alone: whoever
// reaches it signs as anybody.
func run(dir, listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() || dir == "" {
		return fmt.Errorf("usage: ncalayer --dir DIR [--listen 127.0.0.1:13579]")
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
	fmt.Printf("ready https://%s\n", l.Addr())
	return http.Serve(l, layer)
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
