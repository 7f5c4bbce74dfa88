package record

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// DeriveKeys makes a stream's two keys from its 32-byte secret: HKDF-SHA256,
// no salt, info "k_tag" and "k_payload". Who holds the tag key can find the
// stream's leaves in the public log and can read nothing.
func DeriveKeys(secret [32]byte) StreamKeys {
	var k StreamKeys
	copy(k.Tag[:], derive(secret, "k_tag"))
	copy(k.Payload[:], derive(secret, "k_payload"))
	return k
}

func derive(secret [32]byte, info string) []byte {
	// Fails only for a length over 255 hashes.
	key, _ := hkdf.Key(sha256.New, secret[:], nil, info, 32)
	return key
}

// Tag is HMAC-SHA256(keyTag, version as 8 bytes big-endian): the first half of
// an entry of the log.
func Tag(keyTag [32]byte, version uint64) [32]byte {
	mac := hmac.New(sha256.New, keyTag[:])
	mac.Write(binary.BigEndian.AppendUint64(nil, version))
	var tag [32]byte
	mac.Sum(tag[:0])
	return tag
}

// Entry is what the log holds of an event: its tag and its header's hash.
func Entry(tag [32]byte, header Hash) [64]byte {
	var e [64]byte
	copy(e[:32], tag[:])
	copy(e[32:], header[:])
	return e
}

// EncryptPayload is nonce ‖ AES-256-GCM ciphertext of plain, bound to the
// header. The nonce must never have been used with this key.
func EncryptPayload(key [32]byte, h Header, plain []byte, nonce [12]byte) ([]byte, error) {
	return EncryptUnder(key, h.Canonical(), plain, nonce)
}

// EncryptUnder is EncryptPayload for a header whose JCS bytes are at hand.
func EncryptUnder(key [32]byte, header, plain []byte, nonce [12]byte) ([]byte, error) {
	aead, err := payloadCipher(key)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 12, 12+len(plain)+aead.Overhead())
	copy(out, nonce[:])
	return aead.Seal(out, nonce[:], plain, header), nil
}

// DecryptPayload opens what EncryptPayload made. It refuses bytes made for
// another header, and plaintext whose hash is not the header's.
func DecryptPayload(key [32]byte, h Header, sealed []byte) ([]byte, error) {
	aead, err := payloadCipher(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < 12 {
		return nil, errors.New("record: sealed payload too short")
	}
	plain, err := aead.Open(nil, sealed[:12], sealed[12:], h.Canonical())
	if err != nil {
		return nil, fmt.Errorf("record: payload of %s № %d: %w", h.Stream, h.Version, err)
	}
	if HashOf(plain) != h.PayloadHash {
		return nil, fmt.Errorf("record: payload of %s № %d has another hash", h.Stream, h.Version)
	}
	return plain, nil
}

func payloadCipher(key [32]byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
