package cli

import (
	"context"
	"flag"
	"io"
	"time"

	"tarazy/internal/fault"
)

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
