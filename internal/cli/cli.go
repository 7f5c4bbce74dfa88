// Package cli is the command line: one file per command, and wire.go, the one
// place where the parts of the court are put together.
package cli

import (
	"context"
	"io"
	"os"
	"strings"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
)

// command is what a word on the command line does. It answers the exit code.
type command func(ctx context.Context, args []string, out, errOut io.Writer) int

// commands are the words tarazy knows.
func commands() map[string]command {
	return map[string]command{
		"serve":   Serve,
		"media":   ServeMedia,
		"invite":  Invite,
		"export":  Export,
		"doctor":  Doctor,
		"backup":  Backup,
		"recover": Recover,
		"rotate":  Rotate,
		"witness": Witness,
		"law":     Law,
	}
}

// Run does what args ask for and answers the exit code: 0 done, 1 refused or
// failed with one line on errOut, 2 the command line was not understood.
func Run(ctx context.Context, args []string, out, errOut io.Writer) int {
	if len(args) == 0 {
		say(errOut, "cli.usage", nil)
		return 2
	}
	do, known := commands()[args[0]]
	if !known {
		if args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
			say(out, "cli.usage", nil)
			return 0
		}
		say(errOut, "cli.unknown_command", fault.Args{"word": args[0]})
		return 2
	}
	return do(ctx, args[1:], out, errOut)
}

// say writes one line of the catalogue in the language of the terminal.
func say(w io.Writer, key string, args fault.Args) {
	io.WriteString(w, i18n.T(terminalLang(), key, args)+"\n")
}

// refuse writes why a command did not do its work and answers exit code 1.
// The cause follows in brackets: the reader of a terminal is the operator. What
// is wrong with a law stands before it, one line each.
func refuse(errOut io.Writer, err error) int {
	f := fault.Of(err)
	line := i18n.T(terminalLang(), f.Key, f.Args)
	if problemLines(errOut, err) {
		f = f.Because(nil)
	}
	if f.Cause != nil {
		line += " (" + strings.ReplaceAll(f.Cause.Error(), "\n", " ") + ")"
	}
	io.WriteString(errOut, line+"\n")
	return 1
}

// terminalLang is Kazakh or Russian when the locale says so, else English:
// an operator's tools, logs and guides are in English more often than not.
func terminalLang() court.Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		v := os.Getenv(name)
		if v == "" {
			continue
		}
		word, _, _ := strings.Cut(v, "_")
		if l, ok := court.ParseLang(word); ok {
			return l
		}
		return court.English
	}
	return court.English
}
