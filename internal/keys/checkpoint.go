package keys

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// lastCheckpoint is kept with the keys, never with the data or in a backup: a
// restored old backup must not become a second history. The cosigned one and
// the policy lie beside it, for commands that run beside the court.
const (
	lastCheckpoint     = "last-checkpoint"
	cosignedCheckpoint = "cosigned-checkpoint"
	policyFile         = "policy"
	conflictsFile      = "cosigner-conflicts"
)

// LastCheckpoint is the newest checkpoint the log's key has signed; empty when
// it has signed none.
func (d Dir) LastCheckpoint() (string, error) { return d.text(lastCheckpoint) }

// SaveCheckpoint replaces the last checkpoint. When it returns the new one is
// on the disk; if we die before, the old one still is.
func (d Dir) SaveCheckpoint(signed string) error { return d.replace(lastCheckpoint, signed) }

// Cosigned is the newest checkpoint with cosignatures; empty when there is none.
func (d Dir) Cosigned() (string, error) { return d.text(cosignedCheckpoint) }

// SaveCosigned replaces the newest checkpoint with cosignatures.
func (d Dir) SaveCosigned(signed string) error { return d.replace(cosignedCheckpoint, signed) }

// Conflicts is what cosigners said against the log; empty when none did.
func (d Dir) Conflicts() (string, error) { return d.text(conflictsFile) }

// SaveConflicts replaces it.
func (d Dir) SaveConflicts(text string) error { return d.replace(conflictsFile, text) }

// Policy is who signs the record, as the court says; empty before the court
// was first served.
func (d Dir) Policy() (string, error) { return d.text(policyFile) }

// SavePolicy replaces the policy.
func (d Dir) SavePolicy(text string) error { return d.replace(policyFile, text) }

func (d Dir) text(file string) (string, error) {
	b, err := os.ReadFile(filepath.Join(string(d), file))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return string(b), err
}

// replace puts text into the file: whole, or the old one stays.
func (d Dir) replace(file, text string) error {
	f, err := os.CreateTemp(string(d), "new-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), filepath.Join(string(d), file)); err != nil {
		return err
	}
	dir, err := os.Open(string(d))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
