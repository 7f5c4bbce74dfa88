// Command tarazy is the court: it serves it, and keeps its record.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"tarazy/internal/cli"
)

func main() {
	if code, asked := cli.Apart(os.Args, os.Stdin, os.Stdout); asked {
		os.Exit(code)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
