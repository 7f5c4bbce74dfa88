package cli

import (
	"bytes"
	"debug/buildinfo"
	gobuild "go/build"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// marks stand in the program text, symbols or data of a binary with the demo:
// a few words of its code, and every line of its pages and of what it says.
func marks(t *testing.T) []string {
	all := []string{"GET /demo", "/demo/people.json", "/demo/sign-in/", "DemoRoutes", "NewDemoKeys", "demo-p256 key material", `href="/demo"`, "demo.gohtml",
		"POST /demo/play", "demoRehearsals", "rehearsal: a robot is not in the room yet", "robot: no picture"}
	for _, pattern := range []string{"../pages/demo/*", "../i18n/demo/*/*"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: nothing: %v", pattern, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(text)) {
				if line = strings.TrimRight(strings.TrimSpace(line), ","); len(line) > 20 && !strings.HasPrefix(line, `{{define "main"}}`) {
					all = append(all, line)
				}
			}
		}
	}
	return all
}

// A court's binary has no door, page or word of the demo in it, nor what makes a
// demo's keys: what is not there cannot be switched on.
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
	for _, m := range marks(t) {
		if bytes.Contains(program, []byte(m)) {
			t.Errorf("the binary holds %q", m)
		}
	}
}

// The marks are those of the demo: each stands in a file, of source or embedded,
// that only the demo's tag lets in, and in none that a court is built of.
func TestMarksAreTheDemos(t *testing.T) {
	demo, plain := sources(t, "demo"), sources(t)
	for _, m := range marks(t) {
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
	for _, dir := range []string{".", "../signin", "../livekit", "../rehearsal", "../pages", "../pages/door", "../i18n"} {
		p, err := ctx.ImportDir(dir, 0)
		if err != nil {
			t.Fatal(err)
		}
		files := p.GoFiles
		for _, pattern := range p.EmbedPatterns {
			files = append(files, embedded(t, dir, pattern)...)
		}
		for _, f := range files {
			b, err := os.ReadFile(filepath.Join(dir, f))
			if err != nil {
				t.Fatal(err)
			}
			all.WriteString(f + "\n")
			all.Write(b)
		}
	}
	return all.String()
}

// embedded are the files that a pattern of go:embed takes, under dir.
func embedded(t *testing.T, dir, pattern string) []string {
	found, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(found) == 0 {
		t.Fatalf("%s embeds no %s: %v", dir, pattern, err)
	}
	var files []string
	for _, root := range found {
		err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				file, err = filepath.Rel(dir, file)
				files = append(files, file)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}
