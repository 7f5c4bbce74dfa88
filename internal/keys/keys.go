// Package keys makes and reads the files of the keys directory. It is apart
// from the data, so that a copy of the data alone opens nothing.
package keys

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Dir is a keys directory.
type Dir string

// Secret is the 32 bytes in the file, made when there is none.
func (d Dir) Secret(file string) (secret [32]byte, err error) {
	text, err := d.line(file, func() string {
		var b [32]byte
		rand.Read(b[:])
		return hex.EncodeToString(b[:])
	})
	if err != nil {
		return secret, err
	}
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != 32 {
		return secret, fault.Invalid("cli.key.malformed").With(fault.Args{"file": filepath.Join(string(d), file)})
	}
	return [32]byte(b), nil
}

// Check refuses a directory that is not a court's keys: a command beside the
// court must find keys, never make them.
func (d Dir) Check() error {
	if _, err := os.Stat(filepath.Join(string(d), "wrap.key")); err != nil {
		return fault.NotFound("keys.missing").With(fault.Args{"dir": string(d)}).Because(err)
	}
	return nil
}

// Has reports whether the file is there.
func (d Dir) Has(file string) (bool, error) {
	_, err := os.Stat(filepath.Join(string(d), file))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// logFile is where the log's key lies: each epoch has a file of its own.
func logFile(name string) string {
	if _, epoch, ok := record.Epoch(name); ok && epoch > 1 {
		return "log-" + strconv.FormatInt(epoch, 10) + ".key"
	}
	return "log.key"
}

// OldLogKey is the key of a log that exists. It refuses one that is not there (a
// new key in its place would be another log's), one that everybody can read, and
// one that is damaged.
func (d Dir) OldLogKey(name string) (skey string, err error) {
	path := filepath.Join(string(d), logFile(name))
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fault.NotFound("keys.log_missing").With(fault.Args{"file": path}).Because(err)
	}
	skey = strings.TrimSpace(string(b))
	return skey, errors.Join(closed(path), signs(skey, path))
}

// signs refuses what is no signer's key, by the file's name.
func signs(skey, path string) error {
	if _, err := note.NewSigner(skey); err != nil {
		return fault.Invalid("cli.key.malformed").With(fault.Args{"file": path})
	}
	return nil
}

// LogKey is the note signer's key of the log called name, made when there is none.
func (d Dir) LogKey(name string) (skey string, err error) {
	text, lineErr := d.line(logFile(name), func() string {
		skey, _, err = note.GenerateKey(rand.Reader, name)
		return skey
	})
	if err = errors.Join(err, lineErr); err != nil {
		return "", err
	}
	return text, signs(text, filepath.Join(string(d), logFile(name)))
}

// Media makes the media server's key file when there is none, and answers its path.
func (d Dir) Media() (path string, err error) {
	_, err = d.line("livekit.key", func() string { return "tarazy: " + rand.Text() + rand.Text() })
	return filepath.Join(string(d), "livekit.key"), err
}

// line reads the one line of a file, or writes what create answers into a new
// one. The file is whole or not there: it is linked into place when synced.
func (d Dir) line(file string, create func() string) (string, error) {
	path := filepath.Join(string(d), file)
	b, err := os.ReadFile(path)
	if err == nil {
		return strings.TrimSpace(string(b)), closed(path)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	text := create()
	f, err := os.CreateTemp(string(d), "new-")
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(text + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", err
	}
	// Link, not rename: of two programs starting at once one makes the key.
	if err := os.Link(f.Name(), path); err != nil {
		return "", fmt.Errorf("key %s: %w", file, err)
	}
	return text, nil
}

// closed refuses a key that everybody on the machine can read.
func closed(path string) error {
	st, err := os.Stat(path)
	if err != nil {
		return err
	}
	if st.Mode().Perm()&0o007 != 0 {
		return fault.Invalid("keys.open_to_all").With(fault.Args{"file": path})
	}
	return nil
}
