package store

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"fmt"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// streamSecret is a stream's keys, made once from its secret.
type streamSecret struct {
	keys    record.StreamKeys
	wrapped []byte // nonce ‖ the secret under the wrap key, bound to the stream
}

func wrapper(key [32]byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// newSecret makes a stream's secret. It is written with the stream's first
// event, or never.
func (s *Store) newSecret(stream court.StreamID) streamSecret {
	var secret [32]byte
	rand.Read(secret[:])
	nonce := make([]byte, s.wrap.NonceSize(), s.wrap.NonceSize()+len(secret)+s.wrap.Overhead())
	rand.Read(nonce)
	return streamSecret{
		keys:    record.DeriveKeys(secret),
		wrapped: s.wrap.Seal(nonce, nonce, secret[:], []byte(stream)),
	}
}

func (s *Store) unwrap(stream court.StreamID, wrapped []byte) (streamSecret, error) {
	n := s.wrap.NonceSize()
	if len(wrapped) < n {
		return streamSecret{}, fmt.Errorf("store: the secret of stream %s is cut short", stream)
	}
	plain, err := s.wrap.Open(nil, wrapped[:n], wrapped[n:], []byte(stream))
	if err != nil || len(plain) != 32 {
		return streamSecret{}, fmt.Errorf("store: the secret of stream %s does not open with this wrap key", stream)
	}
	return streamSecret{keys: record.DeriveKeys([32]byte(plain)), wrapped: wrapped}, nil
}

// secret of a stream that stands in the database.
func (s *Store) secret(ctx context.Context, q querier, stream court.StreamID) (streamSecret, bool, error) {
	s.mu.RLock()
	known, ok := s.secrets[stream]
	s.mu.RUnlock()
	if ok {
		return known, true, nil
	}
	known, ok, err := s.readSecret(ctx, q, stream)
	if err != nil || !ok {
		return streamSecret{}, false, err
	}
	s.mu.Lock()
	s.secrets[stream] = known
	s.mu.Unlock()
	return known, true, nil
}

// readSecret reads it without keeping it.
func (s *Store) readSecret(ctx context.Context, q querier, stream court.StreamID) (streamSecret, bool, error) {
	var wrapped []byte
	err := q.QueryRowContext(ctx, `SELECT secret FROM streams WHERE stream = $1`, string(stream)).Scan(&wrapped)
	if isMissing(err) {
		return streamSecret{}, false, nil
	}
	if err != nil {
		return streamSecret{}, false, fmt.Errorf("store: secret: %w", err)
	}
	known, err := s.unwrap(stream, wrapped)
	return known, err == nil, err
}
