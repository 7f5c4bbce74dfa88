package cli

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/courier"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/keys"
	"tarazy/internal/signin"
)

// accountsFile is where people's ways in are kept: with the keys, not with the
// data, so that a backup of the court opens no door.
func accountsFile(keys string) string { return filepath.Join(keys, "accounts.json") }

// setupLink is the operator's link for the person, or for the first registrar.
func setupLink(origin string, secret [32]byte, person court.PersonID, now time.Time) string {
	return origin + "/begin/" + signin.SetupToken(secret, person, now.Add(signin.SetupLife))
}

// firstLink is what a founded court's terminal shows while it has no registrar;
// nil when it has one, and in the demo.
func (h *house) firstLink(ctx context.Context) (func(io.Writer), error) {
	has, err := h.desk.HasRegistrar(ctx)
	if err != nil || has || h.conf.Demo {
		return nil, err
	}
	return func(out io.Writer) {
		say(out, "cli.welcome", nil)
		io.WriteString(out, setupLink(h.origin, h.forms, "", h.clock.Now())+"\n")
	}, nil
}

// inviteLink is a set-up link for the person with this address, or for the
// first registrar. It refuses an address that nobody has.
func inviteLink(conf Config, email string, now time.Time) (string, error) {
	if _, err := os.Stat(conf.Keys); err != nil {
		return "", fault.Invalid("cli.dir.unwritable").With(fault.Args{"dir": conf.Keys}).Because(err)
	}
	secret, err := keys.Dir(conf.Keys).Secret("session.key")
	if err != nil {
		return "", err
	}
	if email == "" {
		return setupLink(conf.origin(""), secret, "", now), nil
	}
	cabinet, err := signin.OpenFile(accountsFile(conf.Keys))
	if err != nil {
		return "", err
	}
	person, err := signin.OwnerOf(context.Background(), cabinet, email)
	if err == nil && person == "" {
		err = fault.NotFound("cli.invite.nobody")
	}
	if err != nil {
		return "", err
	}
	return setupLink(conf.origin(""), secret, person, now), nil
}

// courierOf is the way letters leave; nil when the court has none.
func courierOf(conf Config, clock court.Clock) (clerk.Courier, error) {
	if conf.Mail == nil {
		return nil, nil
	}
	m := conf.Mail
	post, err := courier.New(courier.Config{Host: m.Host, Port: m.Port, User: m.User, PasswordFile: m.PasswordFile, From: m.From,
		Security: courier.Security(strings.ToLower(m.Security)), Clock: clock})
	if err != nil {
		return nil, err
	}
	return post, nil
}

// gatewayOf is the way text messages leave; nil when the court has none.
func gatewayOf(conf Config) (clerk.Courier, error) {
	if conf.SMS == nil {
		return nil, nil
	}
	gate, err := courier.NewSMS(courier.SMSConfig{URL: conf.SMS.URL, TokenFile: conf.SMS.TokenFile})
	if err != nil {
		return nil, err
	}
	return gate, nil
}
