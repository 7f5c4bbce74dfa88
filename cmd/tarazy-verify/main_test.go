package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tarazy/internal/record"
)

// made is a directory that a test of package record writes when it is named in env.
func made(t *testing.T, test, env string) string {
	dir := t.TempDir()
	cmd := exec.Command("go", "test", "-count=1", "-run", "^"+test+"$", "tarazy/internal/record")
	cmd.Env = append(os.Environ(), env+"="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

// corpus is the attack table of package record.
func corpus(t *testing.T) string { return made(t, "TestExportCorpus", "TARAZY_CORPUS") }

// TestCorpus runs the command itself on every case of the attack table.
func TestCorpus(t *testing.T) {
	dir := corpus(t)
	raw, err := os.ReadFile(filepath.Join(dir, "cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name, File, Policy, Key, Log, Kept, Check, Part, Shows string
		Exit                                                   int
	}
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		args := []string{"--json"}
		if c.Key != "" {
			args = append(args, "--key", c.Key)
		} else if c.Policy != "" {
			args = append(args, "--policy", filepath.Join(dir, c.Policy))
		}
		if c.Log != "" {
			args = append(args, "--log", filepath.Join(dir, c.Log))
		}
		if c.Kept != "" {
			args = append(args, "--checkpoint", filepath.Join(dir, c.Kept))
		}
		var out, errs bytes.Buffer
		exit := run(append(args, filepath.Join(dir, c.File)), &out, &errs)
		var r record.Report
		if err := json.Unmarshal(out.Bytes(), &r); err != nil {
			t.Fatalf("%s: %v %s", c.Name, err, errs.String())
		}
		check, part := "", ""
		for _, f := range r.Checks {
			if !f.OK {
				check, part = f.Name, f.Part
				break
			}
		}
		if exit != c.Exit || r.Exit != c.Exit || check != c.Check || part != c.Part || !strings.Contains(out.String(), c.Shows) {
			t.Errorf("%s: exit %d %s %s, want %d %s %s", c.Name, exit, check, part, c.Exit, c.Check, c.Part)
		}
	}
	plainText(t, filepath.Join(dir, cases[0].File), filepath.Join(dir, cases[0].Policy))
	srv := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer srv.Close()
	for _, c := range cases {
		if c.Name == "untouched with log" || c.Name == "last event withheld, log asked" {
			byURL(t, c.Exit, "--policy", filepath.Join(dir, c.Policy), "--log", srv.URL+"/"+c.Log+"/", filepath.Join(dir, c.File))
		}
	}
}

// byURL asks both verifiers with the public log on the web.
func byURL(t *testing.T, want int, args ...string) {
	var out bytes.Buffer
	if exit := run(args, &out, &out); exit != want {
		t.Errorf("exit %d, want %d\n%s", exit, want, out.String())
	}
	cmd := exec.Command("node", append([]string{"../../verify/verify.mjs"}, args...)...)
	if text, err := cmd.CombinedOutput(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != want {
		t.Errorf("the second verifier: %v, want exit %d\n%s", err, want, text)
	}
}

// plainText sees that every message has its words.
func plainText(t *testing.T, file, policy string) {
	for _, lang := range []string{"kk", "ru", "en"} {
		t.Setenv("LC_ALL", lang)
		var out bytes.Buffer
		if exit := run([]string{"--policy", policy, file}, &out, &out); exit != 0 || strings.Contains(out.String(), "verifier.") {
			t.Errorf("%s: exit %d\n%s", lang, exit, out.String())
		}
	}
}

func TestAskedWrongly(t *testing.T) {
	var out bytes.Buffer
	for _, args := range [][]string{{}, {"a", "b"}, {"--key", "x", "a"}, {"--policy", "nowhere", "a"}, {"--checkpoint", "nowhere", "a"}, {"--else", "a"}, {"nowhere"}} {
		if exit := run(args, &out, &out); exit != exitUnreadable {
			t.Errorf("%v: exit %d", args, exit)
		}
	}
}
