package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tarazy/internal/cli"
)

// run does a command in this process.
func run(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	t.Setenv("LANG", "C")
	t.Setenv("LC_ALL", "C")
	var o, e strings.Builder
	code = cli.Run(t.Context(), args, &o, &e)
	return code, o.String(), e.String()
}

const goodPolicy = `table: format
code: Сот қағидалары
rules:
  - id: local.no_papers
    when: kind == "civil" && minor == "party"
    forbids: [online, papers]
    articles: ["1"]
    from: 2026-01-01
    status: verify
    reason: {kk: Кәмелетке толмаған тарап сотқа келеді., ru: Несовершеннолетняя сторона приходит в суд., en: A minor party comes to court.}
`

// TestLawCheck: what is wrong with a court's rules is one line each, with file
// and line, and exit code 1.
func TestLawCheck(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "ours.yaml")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(goodPolicy)
	for _, path := range []string{dir, file} {
		if code, out, errs := run(t, "law", "check", "--policy", path); code != 0 || out == "" || errs != "" {
			t.Errorf("%s: exit %d %q %q", path, code, out, errs)
		}
	}
	write(strings.ReplaceAll(goodPolicy, "local.no_papers", "ours.no_papers") + "  - id: local.two\n    when: weather == \"fine\"\n    forbids: [online]\n")
	for _, path := range []string{dir, file} {
		code, out, errs := run(t, "law", "check", "--policy", path)
		lines := strings.Split(strings.TrimSpace(errs), "\n")
		if code != 1 || out != "" || len(lines) < 2 || !strings.HasPrefix(lines[0], file+":") || !strings.HasPrefix(lines[len(lines)-1], "The court") {
			t.Errorf("%s: exit %d %q %q", path, code, out, errs)
		}
	}
	if code, _, errs := run(t, "law", "check", filepath.Join(dir, "nowhere")); code != 1 || strings.Count(errs, "\n") != 1 {
		t.Errorf("exit %d %q", code, errs)
	}
	for _, args := range [][]string{{"law"}, {"law", "check"}, {"law", "write"}, {"law", "check", "--colour", dir}} {
		if code, _, _ := run(t, args...); code != 2 {
			t.Errorf("%v: exit %d", args, code)
		}
	}
	if code, out, _ := run(t, "law", "--help"); code != 0 || out == "" {
		t.Errorf("help: exit %d %q", code, out)
	}
}

// TestServeRefusesAWrongPolicy before anything is written.
func TestServeRefusesAWrongPolicy(t *testing.T) {
	dir := t.TempDir()
	policy, data := filepath.Join(dir, "policy.yaml"), filepath.Join(dir, "data")
	if err := os.WriteFile(policy, []byte(strings.ReplaceAll(goodPolicy, "forbids: [online, papers]", "gives: online")), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"serve", "--listen", "localhost:0", "--url", "http://localhost", "--data", data, "--keys", filepath.Join(dir, "keys"), "--law-policy", policy}
	code, out, errs := run(t, args...)
	if code != 1 || out != "" || !strings.HasPrefix(errs, policy+":4: local.no_papers: ") {
		t.Errorf("exit %d %q %q", code, out, errs)
	}
	code, _, errs = run(t, append(args[:len(args)-2], "--law", "xx")...)
	if code != 1 || !strings.Contains(errs, "no rules of this country") {
		t.Errorf("exit %d %q", code, errs)
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("a court that could not be served has left data behind")
	}
}
