//go:build demo

package cli_test

import (
	"bufio"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/torchwood"
	"golang.org/x/crypto/ssh"
)

// witness starts `tarazy witness` and answers its policy line.
func witness(t *testing.T, dir, log string) (policy string) {
	t.Helper()
	cmd := process("witness", "--listen", "localhost:0", "--data", dir, "--name", "bar.example/witness", "--log", log)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	r := bufio.NewReader(out)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			t.Fatalf("the witness is not ready: %v", err)
		}
		if strings.HasPrefix(line, "witness ") {
			return strings.TrimSpace(line)
		}
	}
}

// watchedBy has the court's policy name a cosigner, and serves it again.
func (c *court) watchedBy(policy string) {
	c.t.Helper()
	if c.cmd != nil {
		c.stop()
	}
	name := strings.Fields(policy)[1]
	dir := filepath.Dir(c.data)
	c.config = filepath.Join(dir, "court.json")
	os.WriteFile(filepath.Join(dir, "policy"), []byte(policy+"\nquorum "+name+"\n"), 0o600)
	os.WriteFile(c.config, fmt.Appendf(nil, `{"policy":%q}`, filepath.Join(dir, "policy")), 0o600)
	c.serve()
}

// cosigned waits until the newest checkpoint has a cosigner's signature too.
func (c *court) cosigned(size int64) string {
	c.t.Helper()
	for range 200 {
		if text := c.checkpoint(size); strings.Count(text, "\n— ") == 2 {
			return text
		}
		time.Sleep(100 * time.Millisecond)
	}
	c.t.Fatalf("nobody cosigned\n%s", c.errs.String())
	return ""
}

// ready asks /readyz.
func (c *court) ready() (int, string) {
	c.t.Helper()
	resp, err := http.Get(c.url + "/readyz")
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// The whole way: a bar association's cosigner signs the court's log; receipts
// and bundles carry it; and the operator who rewrites history is refused.
func TestACosignerWatchesTheCourt(t *testing.T) {
	verify, c := verifier(t), newCourt(t)
	c.serve()
	c.watchedBy(witness(t, t.TempDir(), c.key()))
	claimant := c.signIn("claimant")
	claimant.mustFile(t, "Талап арыз")
	c.cosigned(c.size())
	// These courts have no media server, and say so.
	if code, text := c.ready(); code != http.StatusServiceUnavailable || !strings.Contains(text, "record ok\nentries ok\nmedia away\n") || strings.Contains(text, "fork") || !strings.Contains(text, "cosigner ") {
		t.Errorf("readiness: %d %q", code, text)
	}
	receipt := filepath.Join(t.TempDir(), "receipt.json")
	text, err := claimant.page(theCasePath + "/filings/1/receipt.json")
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile(receipt, []byte(text), 0o600)
	// The reader's policy: what the court publishes, without the bundle's word.
	policy := filepath.Join(c.keys, "policy")
	for _, file := range []string{receipt, c.export("case.zip")} {
		if code, out := verify("--policy", policy, "--log", c.url+"/log", file); code != 0 {
			t.Errorf("%s with the cosigner asked: exit %d\n%s", filepath.Base(file), code, out)
		}
	}
	c.stop()

	// The operator, who has every key, tells the history again: other data, no
	// memory of what was signed, the same log key.
	forged := newCourt(t)
	forged.config = c.config
	copyKeys(t, c.keys, forged.keys)
	os.Remove(filepath.Join(forged.keys, "last-checkpoint"))
	os.Remove(filepath.Join(forged.keys, "cosigned-checkpoint"))
	os.Remove(filepath.Join(forged.keys, "accounts.json"))
	forged.serve()
	for range 3 {
		forged.signIn("claimant").mustFile(t, "Басқа талап")
	}
	forged.checkpoint(forged.size())
	for range 100 {
		if strings.Contains(forged.errs.String(), "422") {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if !strings.Contains(forged.errs.String(), "422") {
		t.Errorf("the cosigner did not refuse:\n%s", forged.errs.String())
	}
	// The operator's own watch says so, and the doctor beside the court.
	if code, text := forged.ready(); code != http.StatusServiceUnavailable || !strings.Contains(text, "record ok\n") || !strings.Contains(text, " fork\n") {
		t.Errorf("readiness over a rewritten history: %d %q", code, text)
	}
	if code, out, _ := tarazy(t, "doctor", "--data", forged.data, "--keys", forged.keys); code != 1 || !strings.Contains(out, "has signed another record") {
		t.Errorf("the doctor over a rewritten history: exit %d\n%s", code, out)
	}
	if text := forged.checkpoint(0); strings.Count(text, "\n— ") != 1 {
		t.Errorf("the rewritten history was cosigned:\n%s", text)
	}
	if code, out := verify("--policy", policy, forged.export("forged.zip")); code != 1 {
		t.Errorf("the rewritten history with the cosigner asked: exit %d\n%s", code, out)
	}
	if code, out := verify("--key", forged.key(), "--log", forged.url+"/log", receipt); code != 1 || !strings.Contains(out, "rewritten") {
		t.Errorf("a party's older receipt against it: exit %d\n%s", code, out)
	}
}

// A cosigner that is not ours: litewitness, with its key in an ssh-agent.
func TestAForeignCosignerSigns(t *testing.T) {
	for _, tool := range []string{"ssh-agent", "ssh-add"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is missing: apt-get install openssh-client", tool)
		}
	}
	dir := t.TempDir()
	bin := filepath.Join(dir, "litewitness")
	build := exec.Command("go", "build", "-o", bin, "filippo.io/torchwood/cmd/litewitness")
	build.Dir = filepath.Join("..", "..", "test", "litewitness")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	c := newCourt(t)
	c.serve()
	socket, pub := agent(t, dir)
	db := filepath.Join(dir, "witness.db")
	tellLitewitness(t, db, c.key())
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	print := sha256.Sum256(pub)
	start(t, exec.Command(bin, "-name", "university.example/litewitness", "-db", db, "-ssh-agent", socket, "-listen", address, "-key", hex.EncodeToString(print[:])))
	raw := append([]byte{4}, pub...)
	sum := sha256.Sum256(append([]byte("university.example/litewitness\n"), raw...))
	vkey := "university.example/litewitness+" + hex.EncodeToString(sum[:4]) + "+" + base64.StdEncoding.EncodeToString(raw)
	c.watchedBy("witness university " + vkey + " http://" + address)
	c.signIn("claimant").mustFile(t, "Талап арыз")
	text := c.cosigned(c.size())
	v, err := torchwood.NewCosignatureVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := torchwood.VerifyCheckpoint([]byte(text), torchwood.ThresholdPolicy(2, torchwood.OriginPolicy("localhost/log/1"), torchwood.SingleVerifierPolicy(v))); err != nil {
		t.Errorf("its signature does not hold: %v", err)
	}
}

func start(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
}

// agent starts an ssh-agent that holds a new key.
func agent(t *testing.T, dir string) (socket string, pub ed25519.PublicKey) {
	t.Helper()
	short, err := os.MkdirTemp("", "agent") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(short) })
	socket = filepath.Join(short, "s")
	start(t, exec.Command("ssh-agent", "-D", "-a", socket))
	pub, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "key")
	os.WriteFile(file, pem.EncodeToMemory(block), 0o600)
	for range 100 {
		add := exec.Command("ssh-add", file)
		add.Env = append(os.Environ(), "SSH_AUTH_SOCK="+socket)
		if add.Run() == nil {
			return socket, pub
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the ssh-agent takes no key")
	return "", nil
}

// tellLitewitness writes the log into its database, as its own tool would.
func tellLitewitness(t *testing.T, path, vkey string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	origin, _, _ := strings.Cut(vkey, "+")
	empty := sha256.Sum256(nil)
	for _, s := range []struct {
		query string
		args  []any
	}{
		{`CREATE TABLE log (origin TEXT PRIMARY KEY, tree_size INTEGER NOT NULL, tree_hash TEXT NOT NULL)`, nil},
		{`CREATE TABLE key (origin TEXT NOT NULL, key TEXT NOT NULL, FOREIGN KEY(origin) REFERENCES log(origin))`, nil},
		{`INSERT INTO log VALUES (?, 0, ?)`, []any{origin, base64.StdEncoding.EncodeToString(empty[:])}},
		{`INSERT INTO key VALUES (?, ?)`, []any{origin, vkey}},
	} {
		if _, err := db.Exec(s.query, s.args...); err != nil {
			t.Fatal(err)
		}
	}
}
