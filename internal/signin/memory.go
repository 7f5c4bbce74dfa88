package signin

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Memory is a Cabinet for tests: it forgets everything when the program ends.
type Memory struct {
	mu      sync.Mutex // guards secrets
	secrets map[string]kept
}

type kept struct {
	doc   []byte
	until time.Time
}

// NewMemory is an empty one.
func NewMemory() *Memory { return &Memory{secrets: map[string]kept{}} }

func (m *Memory) SecretPut(_ context.Context, kind, key string, doc []byte, until time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.secrets[kind+"/"+key] = kept{slices.Clone(doc), until}
	return nil
}

func (m *Memory) SecretGet(_ context.Context, kind, key string) ([]byte, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, found := m.secrets[kind+"/"+key]
	return slices.Clone(k.doc), found, nil
}

func (m *Memory) SecretTake(_ context.Context, kind, key string) ([]byte, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, found := m.secrets[kind+"/"+key]
	delete(m.secrets, kind+"/"+key)
	return k.doc, found, nil
}

func (m *Memory) SecretKeys(_ context.Context, kind string) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return keysOf(m.secrets, kind), nil
}

func (m *Memory) SecretSweep(_ context.Context, now time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for name, k := range m.secrets {
		if !k.until.IsZero() && k.until.Before(now) {
			delete(m.secrets, name)
		}
	}
	return nil
}
