package courier

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"math/big"
	"mime"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mime/quotedprintable"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// server is a mail server on a real socket that speaks SMTP with STARTTLS and
// AUTH PLAIN, as RFC 5321, 3207 and 4954 say.
type server struct {
	host, port string
	tls        *tls.Config
	roots      *x509.CertPool
	rcpt       string // what it answers to RCPT; "250 OK" if empty
	plain      bool   // offers no TLS
	letters    chan string
	secured    chan bool
	login      chan string
}

func listen(t *testing.T, s *server) *server {
	s.tls, s.roots = certificate(t)
	s.letters, s.secured, s.login = make(chan string, 16), make(chan bool, 16), make(chan string, 16)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	s.host, s.port, _ = net.SplitHostPort(l.Addr().String())
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.talk(c)
		}
	}()
	return s
}

func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, _ := x509.ParseCertificate(der)
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, roots
}

func (s *server) talk(c net.Conn) {
	defer func() { c.Close() }()
	in, secured := bufio.NewReader(c), false
	say := func(line string) { io.WriteString(c, line+"\r\n") }
	say("220 mail.test ESMTP")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch word := strings.ToUpper(strings.Fields(line + " x")[0]); word {
		case "EHLO":
			if !secured && !s.plain {
				say("250-mail.test\r\n250 STARTTLS")
			} else {
				say("250-mail.test\r\n250 AUTH PLAIN")
			}
		case "STARTTLS":
			say("220 go on")
			c = tls.Server(c, s.tls)
			in, secured = bufio.NewReader(c), true
		case "AUTH":
			b, _ := base64.StdEncoding.DecodeString(strings.Fields(line)[2])
			s.login <- string(b)
			say("235 OK")
		case "RCPT":
			if s.rcpt != "" {
				say(s.rcpt)
			} else {
				say("250 OK")
			}
		case "DATA":
			say("354 go on")
			s.letters <- data(in)
			s.secured <- secured
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 OK")
		}
	}
}

func data(in *bufio.Reader) string {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil || line == ".\r\n" {
			return b.String()
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
}

func (s *server) courier(t *testing.T, change func(*Config)) *SMTP {
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("demo password\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	port, _ := net.LookupPort("tcp", s.port)
	c := Config{Host: s.host, Port: port, User: "court", PasswordFile: file, From: "Сот <court@example.kz>", Clock: court.ClockFunc(time.Now), Roots: s.roots}
	if change != nil {
		change(&c)
	}
	post, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return post
}

var letter = clerk.Message{To: "person@example.kz", Subject: "Сотқа кіруге шақыру", Text: "Құрметті Әлия!\nhttps://court.example/invite/AbC_-0123456789012345678901234567890123456789012345678901234567890123456789\n"}

// A letter goes over TLS, with the password of the file, and is read as it was
// written: the link is whole.
func TestLetterArrives(t *testing.T) {
	s := listen(t, &server{})
	if err := s.courier(t, nil).Send(t.Context(), letter); err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(strings.NewReader(<-s.letters))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if text := strings.ReplaceAll(string(body), "\r\n", "\n"); err != nil || strings.TrimSpace(text) != strings.TrimSpace(letter.Text) {
		t.Errorf("%v: %q", err, text)
	}
	subject, _ := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if subject != letter.Subject || m.Header.Get("To") != "<person@example.kz>" || m.Header.Get("Auto-Submitted") != "auto-generated" {
		t.Errorf("headers: %v", m.Header)
	}
	if host, _ := os.Hostname(); host != "" && strings.Contains(m.Header.Get("Message-Id"), host) {
		t.Errorf("names this machine: %s", m.Header.Get("Message-Id"))
	}
	if login := <-s.login; !strings.HasSuffix(login, "\x00court\x00demo password") {
		t.Errorf("login %q", login)
	}
	if !<-s.secured {
		t.Error("in the open")
	}
}

// refused is what Send answers; the cause must name nobody.
func refused(t *testing.T, c *SMTP, kind fault.Kind) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err := c.Send(ctx, letter)
	if !fault.Is(err, kind) {
		t.Errorf("%v", err)
	}
	if err != nil && strings.Contains(err.Error(), "person@") {
		t.Errorf("the log would name a person: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	refused(t, listen(t, &server{rcpt: "550 5.1.1 <person@example.kz> no such user"}).courier(t, nil), fault.KindInvalid)
	refused(t, listen(t, &server{rcpt: "451 4.7.1 <person@example.kz> come later"}).courier(t, nil), fault.KindUnavailable)
	// A server that offers no TLS gets neither letter nor password, and one whom we do not know neither.
	open := listen(t, &server{plain: true})
	refused(t, open.courier(t, nil), fault.KindUnavailable)
	stranger := listen(t, &server{})
	refused(t, stranger.courier(t, func(c *Config) { c.Roots = x509.NewCertPool() }), fault.KindUnavailable)
	refused(t, stranger.courier(t, func(c *Config) { c.Port = 1 }), fault.KindUnavailable)
	for _, s := range []*server{open, stranger} {
		select {
		case <-s.letters:
			t.Error("a letter went in the open")
		case <-s.login:
			t.Error("the password went in the open")
		default:
		}
	}
	in := letter
	in.To = "a@example.kz\r\nBcc: b@example.kz"
	if err := listen(t, &server{}).courier(t, nil).Send(t.Context(), in); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("an address with a line break: %v", err)
	}
}

// What cannot work is said when the court starts.
func TestConfiguration(t *testing.T) {
	for key, c := range map[string]Config{
		"courier.config.incomplete": {Host: "mail.example", From: "no address"},
		"courier.config.security":   {Host: "mail.example", From: "a@b.kz", Security: "ssl"},
		"courier.config.password":   {Host: "mail.example", From: "a@b.kz", User: "u", PasswordFile: "/none"},
	} {
		if _, err := New(c); fault.Of(err).Key != key {
			t.Errorf("%s: %v", key, err)
		}
	}
}
