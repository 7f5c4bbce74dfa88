//go:build demo

package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tarazy/internal/cli"
	"tarazy/internal/record"
)

// TestMain lets this program be the court: the tests start it as a process of
// its own, which can be killed.
func TestMain(m *testing.M) {
	if code, asked := cli.Apart(os.Args, os.Stdin, os.Stdout); asked {
		os.Exit(code)
	}
	if os.Getenv("TARAZY_TEST_PROCESS") == "" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// theCase is the demo's case; noMedia goes to a media server that is not there.
const (
	theCase     = "7501-26-00-2/1"
	theCasePath = "/cases/7501-26-00-2.1"
	noMedia     = "ws://127.0.0.1:9"
)

// court is a court's directories, and the process that serves it, if any.
type court struct {
	t          testing.TB
	data, keys string
	config     string
	cmd        *exec.Cmd
	url        string
	errs       terminal
}

// terminal is what a running court has written so far.
type terminal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *terminal) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *terminal) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func (o *terminal) Reset() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.b.Reset()
}

func newCourt(t testing.TB) *court {
	dir := t.TempDir()
	return &court{t: t, data: filepath.Join(dir, "data"), keys: filepath.Join(dir, "keys")}
}

// process makes the command tarazy args….
func process(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "TARAZY_TEST_PROCESS=1", "LC_ALL=C")
	return cmd
}

// tarazy runs a command to its end.
func tarazy(t testing.TB, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	cmd := process(args...)
	cmd.Stdout, cmd.Stderr = &o, &e
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), o.String(), e.String()
}

// run is a command on this court's directories.
func (c *court) run(word string, args ...string) (code int, out, errs string) {
	c.t.Helper()
	return tarazy(c.t, append([]string{word, "--data", c.data, "--keys", c.keys}, args...)...)
}

// must is run, expecting exit code 0.
func (c *court) must(word string, args ...string) string {
	c.t.Helper()
	code, out, errs := c.run(word, args...)
	if code != 0 {
		c.t.Fatalf("%s: exit %d\n%s%s", word, code, out, errs)
	}
	return out
}

func (c *court) serveArgs() []string {
	args := []string{"serve", "--demo", "--listen", "localhost:0", "--data", c.data, "--keys", c.keys, "--livekit", noMedia}
	if c.config != "" {
		args = append(args, "--config", c.config)
	}
	return args
}

// serve starts the court and waits until it is ready.
func (c *court) serve() {
	c.t.Helper()
	c.cmd = process(c.serveArgs()...)
	c.errs.Reset()
	c.cmd.Stderr = &c.errs
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(c.kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		c.kill()
		c.t.Fatalf("the court is not ready: %v\n%s", err, c.errs.String())
	}
	c.url = strings.TrimSpace(strings.TrimPrefix(line, "ready "))
}

// kill ends the court as a power cut would.
func (c *court) kill() {
	if c.cmd == nil {
		return
	}
	c.cmd.Process.Kill()
	c.cmd.Wait()
	c.cmd = nil
}

// stop ends the court as its operator would, and answers its exit code.
func (c *court) stop() int {
	c.t.Helper()
	c.cmd.Process.Signal(syscall.SIGTERM)
	c.cmd.Wait()
	code := c.cmd.ProcessState.ExitCode()
	c.cmd = nil
	return code
}

// get reads a page anybody may read.
func (c *court) get(path string) string {
	c.t.Helper()
	resp, err := http.Get(c.url + path)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		c.t.Fatalf("GET %s: %s %v", path, resp.Status, err)
	}
	return string(b)
}

// checkpoint waits until what was done is signed, and answers the newest one.
func (c *court) checkpoint(size int64) string {
	c.t.Helper()
	for range 100 {
		text := c.get("/log/checkpoint")
		if cp, err := record.ParseSigned(text); err == nil && cp.Size >= size {
			return text
		}
		time.Sleep(100 * time.Millisecond)
	}
	c.t.Fatalf("no checkpoint of %d entries", size)
	return ""
}

// export writes the case and answers the bundle's file.
func (c *court) export(name string, args ...string) string {
	c.t.Helper()
	file := filepath.Join(filepath.Dir(c.data), name)
	c.must("export", append([]string{"--case", theCase, "--out", file}, args...)...)
	return file
}

// key is the log's public key line.
func (c *court) key() string { return strings.TrimSpace(c.get("/log/key")) }

// person is someone who has signed in.
type person struct {
	http *http.Client
	base string
	id   string
	csrf string
}

var csrfField = regexp.MustCompile(`name="csrf" value="([0-9a-f]+)"`)

// signIn comes in as the demo's person of this role.
func (c *court) signIn(role string) *person {
	c.t.Helper()
	p, err := c.trySignIn(role)
	if err != nil {
		c.t.Fatal(err)
	}
	return p
}

// demoPerson is one of the demo's people, as its list has them.
type demoPerson struct {
	Person string `json:"person"`
	Name   string `json:"name"`
	Role   string `json:"role"`
	Case   string `json:"case"`
	SignIn string `json:"sign_in"`
}

func (c *court) demoPeople(list string) (people []demoPerson, err error) {
	resp, err := http.Get(c.url + list)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return people, json.NewDecoder(resp.Body).Decode(&people)
}

func (c *court) trySignIn(role string) (*person, error) {
	people, err := c.demoPeople("/demo/people.json")
	if err != nil {
		return nil, err
	}
	for _, someone := range people {
		if someone.Role != role {
			continue
		}
		jar, _ := cookiejar.New(nil)
		p := &person{http: &http.Client{Jar: jar, Timeout: 10 * time.Second}, base: c.url, id: someone.Person}
		if _, err := p.page(strings.TrimPrefix(someone.SignIn, c.url)); err != nil {
			return nil, err
		}
		page, err := p.page("/account")
		if err != nil {
			return nil, err
		}
		m := csrfField.FindStringSubmatch(page)
		if m == nil {
			return nil, errors.New("no form on the account page")
		}
		p.csrf = m[1]
		return p, nil
	}
	return nil, fmt.Errorf("no %s in the demo", role)
}

// page reads a page, following redirects.
func (p *person) page(path string) (string, error) {
	resp, err := p.http.Get(p.base + path)
	if err != nil {
		return "", err
	}
	return body(resp)
}

func body(resp *http.Response) (string, error) {
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s", resp.Request.Method, resp.Request.URL.Path, resp.Status)
	}
	return string(b), err
}

var hidden = regexp.MustCompile(`type="hidden" name="([a-z]+)" value="([^"]*)"`)

// file files a claim through both steps of the form, and answers the path it
// was led to: the filing's own page.
func (p *person) file(key, title string) (string, error) {
	again, err := p.chosen(key, title)
	if err != nil {
		return "", err
	}
	return p.confirm(again)
}

// chosen takes the first step of the form: the document is received, and not filed.
func (p *person) chosen(key, title string) (url.Values, error) {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for k, v := range map[string]string{"csrf": p.csrf, "key": key, "kind": "claim", "title": title} {
		form.WriteField(k, v)
	}
	part, _ := form.CreateFormFile("file", "claim.pdf")
	fmt.Fprintf(part, "%%PDF-1.7\n%% %s\n%%%%EOF\n", title)
	form.Close()
	resp, err := p.http.Post(p.base+theCasePath+"/file", form.FormDataContentType(), &b)
	if err != nil {
		return nil, err
	}
	check, err := body(resp)
	if err != nil {
		return nil, err
	}
	again := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(check, -1) {
		again.Set(m[1], m[2])
	}
	again.Set("csrf", p.csrf)
	return again, nil
}

// confirm takes the second step, which files it.
func (p *person) confirm(again url.Values) (string, error) {
	resp, err := p.http.PostForm(p.base+theCasePath+"/file", again)
	if err != nil {
		return "", err
	}
	_, err = body(resp)
	return resp.Request.URL.Path, err
}

// schedule fixes a hearing and answers its page's path.
func (p *person) schedule(key string) (string, error) { return p.scheduleAt(key, soon()) }

// soon is in twenty minutes: the waiting room is open.
func soon() string { return in(20 * time.Minute) }

// in is a moment ahead by the court's clock, as a form sends it.
func in(d time.Duration) string {
	return time.Now().In(time.FixedZone("", 5*3600)).Add(d).Format("2006-01-02T15:04")
}

func (p *person) scheduleAt(key, at string) (string, error) {
	// The day is confirmed too: tests run on days off as well.
	resp, err := p.http.PostForm(p.base+theCasePath+"/hearings", url.Values{"csrf": {p.csrf}, "key": {key}, "at": {at}, "day_off": {at[:10]}})
	if err != nil {
		return "", err
	}
	_, err = body(resp)
	return resp.Request.URL.Path, err
}

// mustFile files, expecting it to be accepted.
func (p *person) mustFile(t testing.TB, title string) {
	t.Helper()
	if where, err := p.file(rand.Text(), title); err != nil || !strings.Contains(where, "/filings/") {
		t.Fatalf("filing was not accepted: %q %v", where, err)
	}
}

// verifier builds tarazy-verify once.
func verifier(t testing.TB) func(args ...string) (code int, out string) {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "tarazy-verify")
	if out, err := exec.Command("go", "build", "-o", bin, "tarazy/cmd/tarazy-verify").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return func(args ...string) (int, string) {
		cmd := exec.Command(bin, args...)
		cmd.Env = append(os.Environ(), "LC_ALL=C")
		out, _ := cmd.CombinedOutput()
		return cmd.ProcessState.ExitCode(), string(out)
	}
}
