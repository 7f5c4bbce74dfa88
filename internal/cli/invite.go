package cli

import (
	"context"
	"flag"
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
func firstLink(ctx context.Context, conf Config, desk *clerk.Clerk, secret [32]byte, origin string, clock court.Clock) (func(io.Writer), error) {
	has, err := desk.HasRegistrar(ctx)
	if err != nil || has || conf.Demo {
		return nil, err
	}
	return func(out io.Writer) {
		say(out, "cli.welcome", nil)
		io.WriteString(out, setupLink(origin, secret, "", clock.Now())+"\n")
	}, nil
}

// Invite prints a set-up link. It needs the keys directory alone, so that it
// works whether the court runs or not.
func Invite(_ context.Context, args []string, out, errOut io.Writer) int {
	var conf Config
	var file, email string
	fs := flag.NewFlagSet("invite", flag.ContinueOnError)
	fs.SetOutput(errOut)
	fs.Usage = func() { say(errOut, "cli.invite.usage", nil) }
	fs.StringVar(&file, "config", "", "")
	fs.StringVar(&conf.URL, "url", "", "")
	fs.StringVar(&conf.Keys, "keys", "", "")
	fs.StringVar(&email, "email", "", "")
	if err := fs.Parse(args); asked(err) {
		return 0
	} else if err != nil {
		return 2
	}
	if file != "" {
		read, err := readConfig(file)
		if err != nil {
			return refuse(errOut, err)
		}
		read.override(conf)
		conf = read
	}
	if conf.Keys == "" || conf.URL == "" || fs.NArg() > 0 {
		return refuse(errOut, fault.Invalid("cli.invite.needs"))
	}
	link, err := inviteLink(conf, email, time.Now())
	if err != nil {
		return refuse(errOut, err)
	}
	io.WriteString(out, link+"\n")
	return 0
}

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
