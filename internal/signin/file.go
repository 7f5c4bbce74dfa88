package signin

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// File is a Cabinet in one file, written whole at each change: a court has
// hundreds of accounts, not millions. It belongs in the keys directory. If we
// die while writing, the file of before stands.
type File struct {
	path string

	mu      sync.Mutex // guards secrets and the file
	secrets map[string]slip
}

// slip is one secret as it stands in the file.
type slip struct {
	Doc   json.RawMessage `json:"doc"`
	Until time.Time       `json:"until,omitzero"`
}

// OpenFile reads the cabinet, or begins one.
func OpenFile(path string) (*File, error) {
	f := &File{path: path, secrets: map[string]slip{}}
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, err
	}
	return f, json.Unmarshal(b, &f.secrets)
}

func (f *File) SecretPut(_ context.Context, kind, key string, doc []byte, until time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.secrets[kind+"/"+key] = slip{Doc: doc, Until: until}
	return f.save()
}

func (f *File) SecretGet(_ context.Context, kind, key string) ([]byte, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s, found := f.secrets[kind+"/"+key]
	return s.Doc, found, nil
}

func (f *File) SecretTake(_ context.Context, kind, key string) ([]byte, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s, found := f.secrets[kind+"/"+key]
	if !found {
		return nil, false, nil
	}
	delete(f.secrets, kind+"/"+key)
	return s.Doc, true, f.save()
}

func (f *File) SecretKeys(_ context.Context, kind string) ([]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return keysOf(f.secrets, kind), nil
}

// keysOf are the keys of one kind among names of the form kind/key.
func keysOf[V any](secrets map[string]V, kind string) (keys []string) {
	for name := range secrets {
		if key, is := strings.CutPrefix(name, kind+"/"); is {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

func (f *File) SecretSweep(_ context.Context, now time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	before := len(f.secrets)
	for name, s := range f.secrets {
		if !s.Until.IsZero() && s.Until.Before(now) {
			delete(f.secrets, name)
		}
	}
	if len(f.secrets) == before {
		return nil
	}
	return f.save()
}

// save is called with mu held.
func (f *File) save() error {
	b, err := json.Marshal(f.secrets)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(f.path), ".signin-")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(b)
	if err := errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), f.path)
}
