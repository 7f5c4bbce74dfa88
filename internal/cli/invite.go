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
	if code, done := parse("invite", args, out, errOut, func(fs *flag.FlagSet) {
		fs.StringVar(&file, "config", "", "")
		fs.StringVar(&conf.URL, "url", "", "")
		fs.StringVar(&conf.Keys, "keys", "", "")
		fs.StringVar(&email, "email", "", "")
	}); done {
		return code
	}
	if file != "" {
		read, err := readConfig(file)
		if err != nil {
			return refuse(errOut, err)
		}
		read.override(conf)
		conf = read
	}
	if conf.Keys == "" || conf.URL == "" {
		return refuse(errOut, fault.Invalid("cli.invite.needs"))
	}
	link, err := inviteLink(conf, email, time.Now())
	if err != nil {
		return refuse(errOut, err)
	}
	io.WriteString(out, link+"\n")
	return 0
}
