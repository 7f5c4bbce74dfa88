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

	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Dir keeps documents in a directory.
type Dir struct{ root string }

// Open makes the directory if there is none.
func Open(root string) (*Dir, error) {
	return &Dir{root}, os.MkdirAll(root, 0o700)
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
	if err := os.Rename(f.Name(), d.path(hash)); err != nil {
		return hash, 0, err
	}
	return hash, size, errors.Join(syncDir(dir), syncDir(d.root))
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
