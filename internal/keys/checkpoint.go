package keys

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// lastCheckpoint is kept with the keys, never with the data or in a backup: a
// restored old backup must not become a second history.
const lastCheckpoint = "last-checkpoint"

// LastCheckpoint is the newest checkpoint the log's key has signed; empty when
// it has signed none.
func (d Dir) LastCheckpoint() (string, error) {
	b, err := os.ReadFile(filepath.Join(string(d), lastCheckpoint))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return string(b), err
}

// SaveCheckpoint replaces the last checkpoint. When it returns the new one is
// on the disk; if we die before, the old one still is.
func (d Dir) SaveCheckpoint(signed string) error {
	f, err := os.CreateTemp(string(d), "new-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(signed)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), filepath.Join(string(d), lastCheckpoint)); err != nil {
		return err
	}
	dir, err := os.Open(string(d))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
