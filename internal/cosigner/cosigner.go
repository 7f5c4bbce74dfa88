// Package cosigner watches other courts' logs, as C2SP tlog-witness says: it
// signs the head of a log only if it continues the last head it signed, so
// that no log it watches can tell two histories or take anything back.
//
// What was signed last is on the disk before the signature leaves. If we die
// between the two, the log asks again and is answered from there.
package cosigner

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Cosigner signs for the logs it knows.
type Cosigner struct {
	dir    string
	lock   *os.File
	signer *torchwood.CosignatureSigner
	given  []string // the logs' public keys that do not stand in the file

	mu   sync.Mutex                 // one head is judged, kept and signed at a time
	logs map[string][]note.Verifier // by origin
}

// Open takes up the cosigner whose key and last heads are in dir. With a new
// directory it makes a key under name. It refuses a directory another cosigner
// works in, and a malformed key of a log. The logs' public keys are those given,
// and those of the file "logs", one a line; a log that is written there later
// is watched from its first request on.
func Open(dir, name string, logs []string) (*Cosigner, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Unavailable("cli.dir.unwritable").With(fault.Args{"dir": dir}).Because(err)
	}
	c := &Cosigner{dir: dir, given: logs}
	var err error
	if c.lock, err = os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return nil, fault.Unavailable("cli.dir.unwritable").With(fault.Args{"dir": dir}).Because(err)
	}
	// The system lets go when we die, however we die.
	if err := syscall.Flock(int(c.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fault.Conflict("cosigner.busy").With(fault.Args{"dir": dir}), c.lock.Close())
	}
	if err := errors.Join(c.readLogs(), c.readKey(name)); err != nil {
		return nil, errors.Join(err, c.lock.Close())
	}
	return c, nil
}

// Close lets another cosigner work in the directory.
func (c *Cosigner) Close() error { return c.lock.Close() }

// readLogs reads which logs are watched. Where it refuses, those stay that were.
func (c *Cosigner) readLogs() error {
	given := slices.Clone(c.given)
	b, err := os.ReadFile(filepath.Join(c.dir, "logs"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for line := range strings.Lines(string(b)) {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line != "" {
			given = append(given, line)
		}
	}
	logs := map[string][]note.Verifier{}
	for _, vkey := range given {
		v, err := note.NewVerifier(vkey)
		if err != nil {
			return fault.Invalid("cosigner.log_key").With(fault.Args{"key": vkey}).Because(err)
		}
		logs[v.Name()] = append(logs[v.Name()], v)
	}
	c.logs = logs
	return nil
}

// readKey reads "name seed" from the key file, or makes it.
func (c *Cosigner) readKey(name string) error {
	path := filepath.Join(c.dir, "witness.key")
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		var seed [ed25519.SeedSize]byte
		rand.Read(seed[:])
		b = []byte(name + " " + hex.EncodeToString(seed[:]) + "\n")
		if !record.ValidLog(name) {
			return fault.Invalid("cosigner.name").With(fault.Args{"name": name})
		}
		err = c.save("witness.key", b)
	}
	if err != nil {
		return fault.Unavailable("cli.dir.unwritable").With(fault.Args{"dir": c.dir}).Because(err)
	}
	was, digits, _ := strings.Cut(strings.TrimSpace(string(b)), " ")
	seed, err := hex.DecodeString(digits)
	if err != nil || len(seed) != ed25519.SeedSize {
		return fault.Invalid("cli.key.malformed").With(fault.Args{"file": path})
	}
	c.signer, err = torchwood.NewCosignatureSigner(was, ed25519.NewKeyFromSeed(seed))
	return err
}

// known are the keys of a log. One that is not known is looked for in the file
// again: a courthouse that joins needs no restart of who watches it.
func (c *Cosigner) known(origin string) ([]note.Verifier, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.logs[origin] == nil {
		if err := c.readLogs(); err != nil {
			return nil, err
		}
	}
	if c.logs[origin] == nil {
		return nil, errUnknown
	}
	return c.logs[origin], nil
}

// Logs is how many logs are watched.
func (c *Cosigner) Logs() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.logs)
}

// Name is who signs.
func (c *Cosigner) Name() string { return c.signer.Name() }

// VKey is the public key line to check signatures with.
func (c *Cosigner) VKey() string { return c.signer.Verifier().String() }

// head is the last head signed of a log.
type head struct {
	size int64
	root tlog.Hash
}

// headFile is named by the log's hash: an origin is no file name.
func headFile(origin string) string {
	sum := sha256.Sum256([]byte(origin))
	return hex.EncodeToString(sum[:]) + ".checkpoint"
}

// last reads the last head signed of a log; size 0 when none was. One that
// cannot be read is an error, never "none": that would allow a rollback.
func (c *Cosigner) last(origin string) (head, error) {
	b, err := os.ReadFile(filepath.Join(c.dir, headFile(origin)))
	if errors.Is(err, fs.ErrNotExist) {
		return head{}, nil
	}
	if err != nil {
		return head{}, err
	}
	text, _, _ := strings.Cut(string(b), "\n\n")
	cp, err := torchwood.ParseCheckpoint(text + "\n")
	if err != nil || cp.Origin != origin {
		return head{}, fmt.Errorf("cosigner: the last head of %s cannot be read: %w", origin, err)
	}
	return head{cp.N, cp.Hash}, nil
}

// save replaces a file of the directory: whole and on the disk, or the old one
// stays.
func (c *Cosigner) save(name string, b []byte) error {
	f, err := os.CreateTemp(c.dir, "new-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), filepath.Join(c.dir, name)); err != nil {
		return err
	}
	d, err := os.Open(c.dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
