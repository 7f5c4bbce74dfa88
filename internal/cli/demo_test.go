package cli

import (
	"bytes"
	"debug/buildinfo"
	gobuild "go/build"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// marks stand in the program text, symbols or data of a binary with the demo.
func marks() []string {
	return []string{"GET /demo", "/demo/people.json", "/demo/sign-in/", "DemoRoutes", "NewDemoKeys", "demo-p256 key material"}
}

// A court's binary has no door of the demo in it, nor what makes a demo's keys:
// what is not there cannot be switched on.
func TestCourtBinaryHasNoDemo(t *testing.T) {
	if testing.Short() {
		t.Skip("links the whole program")
	}
	file := filepath.Join(t.TempDir(), "tarazy")
	if out, err := exec.Command("go", "build", "-o", file, "tarazy/cmd/tarazy").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	info, err := buildinfo.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range info.Settings {
		if s.Key == "-tags" && strings.Contains(s.Value, "demo") {
			t.Fatalf("built with -tags %s", s.Value)
		}
	}
	program, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range marks() {
		if bytes.Contains(program, []byte(m)) {
			t.Errorf("the binary holds %q", m)
		}
	}
}

// The marks are those of the demo: each stands in a source file that only the
// demo's tag lets in, and in none that a court is built of.
func TestMarksAreTheDemos(t *testing.T) {
	demo, plain := sources(t, "demo"), sources(t)
	for _, m := range marks() {
		if !strings.Contains(demo, m) {
			t.Errorf("%q is in no file of the demo: the test of the binary looks for nothing", m)
		}
		if strings.Contains(plain, m) {
			t.Errorf("%q is in a file that a court is built of", m)
		}
	}
}

// sources is the Go text of the packages with a demo, as built with tags.
func sources(t *testing.T, tags ...string) string {
	var all strings.Builder
	ctx := gobuild.Default
	ctx.BuildTags = tags
	for _, dir := range []string{".", "../signin", "../pages/door"} {
		p, err := ctx.ImportDir(dir, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range p.GoFiles {
			b, err := os.ReadFile(filepath.Join(dir, f))
			if err != nil {
				t.Fatal(err)
			}
			all.Write(b)
		}
	}
	return all.String()
}
