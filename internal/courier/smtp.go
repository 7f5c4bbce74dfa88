// Package courier carries the court's letters to a mail server. It keeps
// nothing: who asked for a letter keeps asking until the server has taken it.
package courier

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/mail"
	"os"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// Config is the mail server, as the operator names it.
type Config struct {
	Host         string
	Port         int    // 587 for starttls, 465 for tls, 25 for none, if 0
	User         string // empty: the server asks for no password
	PasswordFile string // one line
	From         string // "Court <court@example.kz>" or the address alone
	Security     Security
	Clock        court.Clock

	Roots *x509.CertPool // whom to believe about the server; the machine's, if nil
}

// Security is how the way to the mail server is protected.
type Security string

const (
	StartTLS Security = "starttls" // begins in the open and must turn to TLS; if empty
	TLS      Security = "tls"      // TLS from the first byte
	None     Security = "none"     // in the open: for a server on this machine
)

// answerIn is how long the mail server may take for any one answer.
const answerIn = 20 * time.Second

// SMTP is a clerk.Courier.
type SMTP struct {
	conf    Config
	from    *mail.Address
	options []gomail.Option
}

var _ clerk.Courier = (*SMTP)(nil)

// New reads the password and checks what can be checked without the server,
// which may be away when the court starts. It refuses (Invalid) a
// configuration no letter can leave with.
func New(c Config) (*SMTP, error) {
	from, err := mail.ParseAddress(c.From)
	if c.Host == "" || err != nil {
		return nil, fault.Invalid("courier.config.incomplete").Because(err)
	}
	s := &SMTP{conf: c, from: from, options: []gomail.Option{gomail.WithTimeout(answerIn),
		gomail.WithTLSConfig(&tls.Config{ServerName: c.Host, MinVersion: tls.VersionTLS12, RootCAs: c.Roots})}}
	port := 587
	switch c.Security {
	case "", StartTLS:
		s.options = append(s.options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case TLS:
		port = 465
		s.options = append(s.options, gomail.WithSSL())
	case None:
		port = 25
		s.options = append(s.options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, fault.Invalid("courier.config.security").With(fault.Args{"word": string(c.Security)})
	}
	if c.Port != 0 {
		port = c.Port
	}
	s.options = append(s.options, gomail.WithPort(port))
	if c.User == "" {
		return s, nil
	}
	password, err := os.ReadFile(c.PasswordFile)
	if err != nil {
		return nil, fault.Invalid("courier.config.password").With(fault.Args{"file": c.PasswordFile}).Because(err)
	}
	s.options = append(s.options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
		gomail.WithUsername(c.User), gomail.WithPassword(strings.TrimRight(string(password), "\r\n")))
	return s, nil
}

// Send gives one letter to the mail server and answers once the server has
// taken it. It refuses (Unavailable) while the server is away or asks to come
// later, and (Invalid) what the server will never take. Causes name no person:
// they go into the log.
func (s *SMTP) Send(ctx context.Context, m clerk.Message) error {
	letter, err := s.letter(m)
	if err != nil {
		return fault.Invalid("courier.refused").Because(errors.New("the letter's headers are not well formed"))
	}
	client, err := gomail.NewClient(s.conf.Host, s.options...)
	if err != nil {
		return fault.Unavailable("courier.away").Because(err)
	}
	line, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return fault.Unavailable("courier.away").Because(err)
	}
	err = client.SendWithSMTPClient(line, letter)
	// The letter is taken or not by now; how we part changes nothing.
	_ = client.CloseWithSMTPClient(line)
	return refusal(err)
}

func (s *SMTP) letter(m clerk.Message) (*gomail.Msg, error) {
	l := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := l.FromFormat(s.from.Name, s.from.Address); err != nil {
		return nil, err
	}
	if err := l.To(m.To); err != nil {
		return nil, err
	}
	l.Subject(m.Subject)
	l.SetDateWithValue(s.conf.Clock.Now())
	_, domain, _ := strings.Cut(s.from.Address, "@")
	id := m.ID // the same when the same letter comes again: a mailbox keeps one
	if id == "" {
		id = rand.Text()
	}
	l.SetMessageIDWithValue(id + "@" + domain) // not this machine's name
	// Out-of-office programs and mailing lists do not answer what says so.
	l.SetGenHeader("Auto-Submitted", "auto-generated")
	l.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.Calendar != "" {
		err := l.AttachReader("hearing.ics", strings.NewReader(m.Calendar), gomail.WithFileContentType("text/calendar; charset=utf-8; method=PUBLISH"))
		if err != nil {
			return nil, err
		}
	}
	return l, nil
}

// refusal keeps the server's code and drops its words, which repeat the
// person's address.
func refusal(err error) error {
	if err == nil {
		return nil
	}
	var said *gomail.SendError
	if !errors.As(err, &said) || said.IsTemp() || said.ErrorCode() == 0 {
		code := 0
		if said != nil {
			code = said.ErrorCode()
		}
		return fault.Unavailable("courier.away").Because(fmt.Errorf("the mail server broke off or said to come later (code %d)", code))
	}
	return fault.Invalid("courier.refused").Because(fmt.Errorf("the mail server will not take it (code %d %s)", said.ErrorCode(), said.EnhancedStatusCode()))
}
