//go:build demo

package cli_test

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// Whatever keeps the court from being served is one clear line and exit code 1.
func TestServeRefusals(t *testing.T) {
	c := newCourt(t)
	c.serve()
	port := c.url[strings.LastIndex(c.url, ":")+1:]
	refused := func(name, says string, args ...string) {
		t.Helper()
		code, out, errs := tarazy(t, args...)
		if code != 1 || out != "" || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, says) {
			t.Errorf("%s: exit %d %q %q", name, code, out, errs)
		}
	}
	for _, args := range [][]string{{"serve", "--bogus"}, {"serve", "--demo", "more"}, {"serve", "--media-udp", "abc"}, {"media", "--udp", "abc"}, {"media"},
		{"invite", "--bogus"}, {"export"}, {"backup"}, {"recover"}, {"witness"}, {"doctor", "--bogus"}, {"doctor"}, {"export", "--case", "7501-26-00-2/1", "--out", "x"}} {
		if code, out, errs := tarazy(t, args...); code != 2 || out != "" || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "tarazy "+args[0]+" --help") {
			t.Errorf("%q: exit %d %q %q", args, code, out, errs)
		}
	}
	for _, name := range []string{"serve", "media", "invite", "export", "doctor", "backup", "recover", "rotate", "witness"} {
		if code, out, errs := tarazy(t, name, "--help"); code != 0 || errs != "" || strings.Count(out, "\n") < 2 || !strings.HasPrefix(out, "tarazy "+name) {
			t.Errorf("%s --help: exit %d %q %q", name, code, out, errs)
		}
	}
	taken := newCourt(t)
	refused("an occupied port", "is taken", "serve", "--demo", "--listen", "localhost:"+port, "--data", taken.data, "--keys", taken.keys, "--livekit", noMedia)
	if _, err := os.Stat(taken.data); err == nil {
		t.Error("a court that could not be served has left data behind")
	}
	refused("an address that is no name", "needs a name", "serve", "--demo", "--url", "http://192.0.2.1", "--data", taken.data, "--keys", taken.keys)
	refused("a second court on the same data", "one writer", c.serveArgs()...)
	if code := c.stop(); code != 0 {
		t.Errorf("SIGTERM: exit %d", code)
	}
	c.serve()
	c.cmd.Process.Signal(syscall.SIGINT)
	c.cmd.Wait()
	if code := c.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("SIGINT: exit %d", code)
	}
	c.cmd = nil
	c.edit(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
	refused("data of a newer version", "newer", c.serveArgs()...)

	whole := newCourt(t)
	if err := os.MkdirAll(whole.data, 0o500); err != nil {
		t.Fatal(err)
	}
	args := whole.serveArgs()
	if os.Getuid() == 0 {
		// Root writes everywhere but where nobody can: into a file system mounted
		// for reading.
		if err := exec.Command("unshare", "--mount", "true").Run(); err != nil {
			t.Skip("as root a read-only directory takes a mount of its own, which is not allowed here")
		}
		cmd := exec.Command("unshare", append([]string{"--mount", "sh", "-c",
			`mount -t tmpfs -o ro none "$1" && shift && exec "$@"`, "sh", whole.data, os.Args[0]}, args...)...)
		cmd.Env = append(os.Environ(), "TARAZY_TEST_PROCESS=1", "LC_ALL=C")
		out, _ := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != 1 || strings.Count(string(out), "\n") != 1 || !strings.Contains(string(out), "cannot be written") {
			t.Errorf("a read-only directory: exit %d %q", code, out)
		}
		return
	}
	refused("a read-only directory", "cannot be written", args...)
}
