package record

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"
)

// second is the other verifier, verify/verify.mjs, kept running for many
// questions. The two were written by different hands from docs/record.md; where
// they disagree, one of them or the page is wrong.
type second struct {
	in   io.Writer
	out  *bufio.Reader
	dir  string
	file string // what was written last
}

// newSecond starts it. Without Node the test fails: the project needs Node.
func newSecond(t testing.TB) *second {
	cmd := exec.Command("node", "../../verify/verify.mjs", "--batch")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("the second verifier needs Node: %v", err)
	}
	t.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("the second verifier: %v", err)
		}
	})
	return &second{in: in, out: bufio.NewReader(out), dir: t.TempDir()}
}

// ask answers its report on a file or folder.
func (s *second) ask(t testing.TB, args ...string) Report {
	s.start(t, args...)
	return s.answer(t)
}

// start asks, so that both verifiers work at the same time.
func (s *second) start(t testing.TB, args ...string) {
	if _, err := s.in.Write(append(must(json.Marshal(args)), '\n')); err != nil {
		t.Fatal(err)
	}
}

func (s *second) answer(t testing.TB) (r Report) {
	line, err := s.out.ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(line, &r); err != nil {
		t.Fatalf("%v in %s", err, line)
	}
	return r
}

// write puts bytes where the other verifier can read them.
func (s *second) write(t testing.TB, name string, b []byte) string {
	path := filepath.Join(s.dir, filepath.FromSlash(name))
	write(t, path, b)
	return path
}

// folder writes a bundle unpacked, in a folder of that name.
func (s *second) folder(t testing.TB, name string, p Parts) string {
	dir := filepath.Join(s.dir, name)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	for file, body := range p {
		s.write(t, name+"/"+file, body)
	}
	return dir
}

// onCase runs it on a case of the attack table, as that stands in the file.
func (s *second) onCase(t testing.TB, a attack) Report {
	var args []string
	switch {
	case a.Key != "":
		args = append(args, "--key", a.Key)
	case a.policy != "":
		args = append(args, "--policy", s.write(t, "case.policy", []byte(a.policy)))
	}
	if a.log != nil {
		args = append(args, "--log", s.folder(t, "case.log", Parts(a.log)))
	}
	if a.kept != "" {
		args = append(args, "--checkpoint", s.write(t, "case.checkpoint", []byte(a.kept)))
	}
	return s.ask(t, append(args, s.write(t, "case", a.bytes()))...)
}

// first is the first failure of a report: its check and what it names.
func first(r Report) (check, part string) {
	for _, c := range r.Checks {
		if !c.OK {
			return c.Name, c.Part
		}
	}
	return "", ""
}

// agree holds the two reports to each other: exit code, the first failed check
// and the part it names; and where nothing fails, everything else as well.
func agree(t testing.TB, what string, ours, theirs Report) bool {
	t.Helper()
	check, part := first(ours)
	check2, part2 := first(theirs)
	if ours.Exit != theirs.Exit || ours.Result != theirs.Result || check != check2 || part != part2 {
		t.Errorf("%s: exit %d %s %s, the second verifier says %d %s %s\n%s", what, ours.Exit, check, part, theirs.Exit, check2, part2, failures(ours))
		return false
	}
	if (ours.Exit == 1 || ours.Exit == 2) && part == "" {
		t.Errorf("%s: exit %d names nothing", what, ours.Exit)
		return false
	}
	if ours.Exit == 0 || ours.Exit == 3 {
		a, b := []any{ours.Subject, ours.Signers, ours.Cosigners, ours.Demo, names(ours)}, []any{theirs.Subject, theirs.Signers, theirs.Cosigners, theirs.Demo, names(theirs)}
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s:\n%+v, the second verifier says\n%+v", what, a, b)
			return false
		}
	}
	return true
}

func names(r Report) (list []string) {
	for _, c := range r.Checks {
		list = append(list, c.Name)
	}
	return list
}
