// Package blob keeps documents by the SHA-256 of their content, as files
// "ab/abcdef…" of a directory. A file of that name is whole and durable: it is
// written under another name, synced, and only then renamed.
package blob

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Dir keeps documents in a directory. A file's time is when its document was
// kept or wanted last, on the clock of the file system.
type Dir struct {
	root string
	// mu keeps what makes a file young and what takes old ones away apart: a
	// document that was young when somebody looked is there afterwards.
	mu sync.Mutex
}

// Open makes the directory if there is none.
func Open(root string) (*Dir, error) {
	return &Dir{root: root}, os.MkdirAll(root, 0o700)
}

func (d *Dir) path(h record.Hash) string {
	name := h.String()
	return filepath.Join(d.root, name[:2], name)
}

// Put keeps what r holds and answers once it is durable. It refuses (Limit)
// more than max bytes. If we die before the rename a file named "new-…" stays
// behind, and nothing points at it.
func (d *Dir) Put(ctx context.Context, r io.Reader, max int64) (hash record.Hash, size int64, err error) {
	f, err := os.CreateTemp(d.root, "new-")
	if err != nil {
		return hash, 0, err
	}
	defer os.Remove(f.Name()) // gone already when all went well
	defer f.Close()
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(f, sum), io.LimitReader(r, max+1))
	if err != nil {
		return hash, 0, err
	}
	if size > max {
		return hash, 0, fault.Limit("filing.too_large")
	}
	if err := errors.Join(f.Sync(), f.Close(), ctx.Err()); err != nil {
		return hash, 0, err
	}
	hash = record.Hash(sum.Sum(nil))
	dir := filepath.Dir(d.path(hash))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return hash, 0, err
	}
	if err := d.place(f.Name(), hash); err != nil {
		return hash, 0, err
	}
	return hash, size, errors.Join(syncDir(dir), syncDir(d.root))
}

func (d *Dir) place(file string, hash record.Hash) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return os.Rename(file, d.path(hash))
}

// Touch makes a document young again, before it is filed. It refuses (NotFound)
// one that is not there, or no longer.
func (d *Dir) Touch(_ context.Context, hash record.Hash) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	err := unix.Utimes(d.path(hash), nil)
	if errors.Is(err, fs.ErrNotExist) {
		return fault.NotFound("document.missing").Because(err)
	}
	return err
}

// Old are the documents kept or touched last in [since, before).
func (d *Dir) Old(ctx context.Context, since, before time.Time) (old []record.Hash, err error) {
	err = d.walk(ctx, before, func(name string, last time.Time) error {
		var hash record.Hash
		if hash.UnmarshalText([]byte(filepath.Base(name))) == nil && d.path(hash) == name && !last.Before(since) {
			old = append(old, hash)
		}
		return nil
	})
	return old, err
}

// Drop takes a document away if it is older than before, and reports whether it
// did. If we die here it is gone or there, whole either way.
func (d *Dir) Drop(_ context.Context, hash record.Hash, before time.Time) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	st, err := os.Stat(d.path(hash))
	if errors.Is(err, fs.ErrNotExist) || err == nil && !st.ModTime().Before(before) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, os.Remove(d.path(hash))
}

// Tidy takes away what was half received before then, when the program died.
func (d *Dir) Tidy(ctx context.Context, before time.Time) error {
	return d.walk(ctx, before, func(name string, _ time.Time) error {
		if strings.HasPrefix(filepath.Base(name), "new-") {
			return os.Remove(name)
		}
		return nil
	})
}

// walk goes through the files older than before.
func (d *Dir) walk(ctx context.Context, before time.Time, each func(name string, last time.Time) error) error {
	return filepath.WalkDir(d.root, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return errors.Join(err, ctx.Err())
		}
		st, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && !st.ModTime().Before(before) {
			return nil
		}
		if err != nil {
			return err
		}
		return each(name, st.ModTime())
	})
}

// Open reads a document. It refuses (NotFound) one that is not there.
func (d *Dir) Open(_ context.Context, hash record.Hash) (io.ReadSeekCloser, int64, error) {
	f, err := os.Open(d.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, fault.NotFound("document.missing").Because(err)
	}
	if err != nil {
		return nil, 0, err
	}
	st, err := f.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, st.Size(), nil
}

// syncDir makes a rename in dir durable.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
