//go:build demo

package signin

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"os"
	"path/filepath"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// DemoKeys signs for the people of a demo court with keys the server keeps, so
// that one click plays a judge. It is a clerk.Signer. A court has none: it is
// not even in its binary.
type DemoKeys struct{ dir string }

// NewDemoKeys keeps keys in dir.
func NewDemoKeys(dir string) (*DemoKeys, error) { return &DemoKeys{dir}, os.MkdirAll(dir, 0o700) }

// demoMark stands in every demo key file; a test looks for it in a court's binary.
const demoMark = "demo-p256 key material"

func (k *DemoKeys) key(p court.PersonID) (*ecdsa.PrivateKey, error) {
	path := filepath.Join(k.dir, string(p))
	if der, err := os.ReadFile(path); err == nil && len(der) > len(demoMark) {
		return x509.ParseECPrivateKey(der[len(demoMark):])
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	return key, os.WriteFile(path, append([]byte(demoMark), der...), 0o600)
}

// Credential is the person's demo key, made when there is none.
func (k *DemoKeys) Credential(p court.PersonID) (record.Credential, error) {
	key, err := k.key(p)
	if err != nil {
		return record.Credential{}, err
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return record.Credential{}, err
	}
	id := sha256.Sum256(der)
	return record.Credential{Kind: record.KindDemo, Person: p, Credential: b64(id[:16]), PublicKey: b64(der)}, nil
}

// Sign signs the act as the person.
func (k *DemoKeys) Sign(p court.PersonID, act record.Hash) (*record.Signature, error) {
	key, err := k.key(p)
	if err != nil {
		return nil, err
	}
	cred, err := k.Credential(p)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(record.DemoMessage(act))
	sig, err := ecdsa.SignASN1(rand.Reader, key, digest[:])
	if err != nil {
		return nil, err
	}
	return &record.Signature{Kind: record.KindDemo, Credential: cred.Credential, Value: map[string]string{"signature": b64(sig)}}, nil
}
