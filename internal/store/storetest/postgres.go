package storetest

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Cluster is a PostgreSQL of the tests' own, started when a test first asks
// for it: in a directory under /tmp, on a Unix socket only, with fsync as a
// court has it. TestMain stops it. If the test binary dies before that, the
// system tells the server to quit.
type Cluster struct {
	mu      sync.Mutex
	dir     string
	err     error
	started bool
	n       int // databases made
	quit    func()
}

// errMissing is a machine without Debian's postgresql package.
var errMissing = errors.New("PostgreSQL is not installed: apt-get install postgresql")

// Main runs the tests and stops the cluster, for use in TestMain.
func (c *Cluster) Main(m *testing.M) int {
	defer c.stop()
	return m.Run()
}

// Start is a cluster for one test alone.
func Start(t testing.TB) *Cluster {
	c := &Cluster{}
	t.Cleanup(c.stop)
	return c
}

// Database makes an empty database and answers its URL. Where PostgreSQL is
// not installed the test is skipped, with what to install.
func (c *Cluster) Database(t testing.TB) string {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.started {
		c.started, c.err = true, c.start()
	}
	if errors.Is(c.err, errMissing) {
		t.Skip(c.err)
	}
	if c.err != nil {
		t.Fatal(c.err)
	}
	c.n++
	name := "t" + strconv.Itoa(c.n)
	must(t, Exec(c.url("postgres"), "CREATE DATABASE "+name))
	return c.url(name)
}

func (c *Cluster) url(database string) string {
	return "postgres:///" + database + "?user=postgres&sslmode=disable&host=" + c.dir
}

// Exec runs one statement behind the store's back.
func Exec(path, statement string) error {
	db, err := sql.Open(driver(path), path)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(statement)
	return err
}

// Program is the path of one of PostgreSQL's programs.
func Program(name string) (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) > 0 {
		return found[len(found)-1], nil
	}
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	return "", errMissing
}

func (c *Cluster) start() error {
	initdb, err := Program("initdb")
	if err != nil {
		return err
	}
	server, err := Program("postgres")
	if err != nil {
		return err
	}
	who, err := account()
	if err != nil {
		return err
	}
	if c.dir, err = os.MkdirTemp("/tmp", "tarazy-pg-"); err != nil {
		return err
	}
	if who != nil {
		if err := os.Chown(c.dir, int(who.Uid), int(who.Gid)); err != nil {
			return err
		}
	}
	data := filepath.Join(c.dir, "data")
	init := exec.Command(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	init.Dir, init.SysProcAttr = c.dir, &syscall.SysProcAttr{Credential: who}
	if out, err := init.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	log, err := os.Create(filepath.Join(c.dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(server, "-D", data, "-k", c.dir, "-c", "listen_addresses=", "-c", "max_connections=200")
	cmd.Dir, cmd.Stdout, cmd.Stderr = c.dir, log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: who, Pdeathsig: syscall.SIGQUIT}
	return c.watch(cmd)
}

// watch starts the server and waits until it answers. The server's death
// signal comes when the thread that started it ends, so that thread is kept.
func (c *Cluster) watch(cmd *exec.Cmd) error {
	began, ended := make(chan error, 1), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		defer close(ended)
		err := cmd.Start()
		began <- err
		if err == nil {
			_ = cmd.Wait()
		}
	}()
	if err := <-began; err != nil {
		return err
	}
	c.quit = func() {
		_ = cmd.Process.Signal(syscall.SIGINT)
		<-ended
	}
	deadline := time.Now().Add(30 * time.Second)
	for {
		err := Exec(c.url("postgres"), "SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case <-ended:
			return fmt.Errorf("postgres ended at its start: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("postgres does not answer: %w", err)
		}
	}
}

func (c *Cluster) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.quit != nil {
		c.quit()
	}
	if c.dir != "" {
		_ = os.RemoveAll(c.dir)
	}
}

// account is whom the server runs as: PostgreSQL refuses to be root.
func account() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, errMissing
	}
	uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(err1, err2)
}

// Column is the first column of what a query finds, read beside the store.
func Column(path, query string) (out []string, err error) {
	db, err := sql.Open(driver(path), path)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

func driver(path string) string {
	if strings.HasPrefix(path, "postgres") {
		return "pgx"
	}
	return "sqlite"
}
