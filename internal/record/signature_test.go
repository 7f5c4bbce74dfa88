package record

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"testing"
)

// authenticator plays a passkey device.
type authenticator struct {
	key  crypto.Signer
	cred Credential
}

func newAuthenticator(key crypto.Signer) authenticator {
	der := must(x509.MarshalPKIXPublicKey(key.Public()))
	return authenticator{key, Credential{Kind: KindPasskey, Person: judge, Credential: "aWQ",
		PublicKey: base64.RawURLEncoding.EncodeToString(der), RPID: "court.example"}}
}

func (a authenticator) assert(rpID, kind string, flags byte, challenge Hash) Signature {
	client := fmt.Appendf(nil, `{"type":%q,"challenge":%q,"origin":"https://court.example","crossOrigin":false}`,
		kind, base64.RawURLEncoding.EncodeToString(challenge[:]))
	return a.sign(rpID, flags, client)
}

func newKey() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }

// assertWords signs client data in the words given.
func (a authenticator) assertWords(client string) Signature {
	return a.sign(a.cred.RPID, 1, []byte(client))
}

func (a authenticator) sign(rpID string, flags byte, client []byte) Signature {
	rp := sha256.Sum256([]byte(rpID))
	auth := append(append(rp[:], flags), 0, 0, 0, 1)
	clientHash := sha256.Sum256(client)
	message := append(append([]byte{}, auth...), clientHash[:]...)
	digest := sha256.Sum256(message)
	var sig []byte
	if _, ok := a.key.(ed25519.PrivateKey); ok {
		sig = must(a.key.Sign(rand.Reader, message, crypto.Hash(0)))
	} else {
		sig = must(a.key.Sign(rand.Reader, digest[:], crypto.SHA256))
	}
	b64 := base64.RawURLEncoding.EncodeToString
	return Signature{Kind: KindPasskey, Credential: "aWQ", Value: map[string]string{
		"authenticator_data": b64(auth), "client_data": b64(client), "signature": b64(sig)}}
}

func TestPasskeys(t *testing.T) {
	_, ed, _ := ed25519.GenerateKey(rand.Reader)
	for name, key := range map[string]crypto.Signer{
		"ES256": must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)),
		"EdDSA": ed,
		"RS256": must(rsa.GenerateKey(rand.Reader, 2048)),
	} {
		a, act := newAuthenticator(key), HashOf([]byte("act"))
		good := a.assert("court.example", "webauthn.get", 1, act)
		if err := VerifySignature(a.cred, act, good, nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for why, sig := range map[string]Signature{
			"another act":      a.assert("court.example", "webauthn.get", 1, HashOf([]byte("other"))),
			"another site":     a.assert("other.example", "webauthn.get", 1, act),
			"a registration":   a.assert("court.example", "webauthn.create", 1, act),
			"nobody present":   a.assert("court.example", "webauthn.get", 0, act),
			"another kind":     {Kind: KindDemo, Credential: "aWQ", Value: good.Value},
			"no value":         {Kind: KindPasskey, Credential: "aWQ"},
			"another id":       {Kind: KindPasskey, Credential: "aWR", Value: good.Value},
			"another's device": newAuthenticator(must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))).assert("court.example", "webauthn.get", 1, act),
		} {
			if VerifySignature(a.cred, act, sig, nil) == nil {
				t.Errorf("%s: accepted %s", name, why)
			}
		}
	}
}
