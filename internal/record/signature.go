package record

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"tarazy/internal/court"
)

// Kinds of signature.
const (
	KindPasskey = "passkey"
	KindDemo    = "demo-p256"
	KindEDS     = "eds" // a key of the national CA
)

// CredentialRegistered is the type of the event that registers a Credential,
// in the stream of the person whose key it is.
const CredentialRegistered = "identity.credential_registered"

// OwnSigned reports whether an act of this type holds only with its actor's own
// signature: the acts that weigh on a person. Without it they would be the
// server's word about a judge. Other acts may carry one too.
func OwnSigned(kind string) bool {
	switch kind {
	case "case.format_ruled", "case.journal_ruled", "hearing.opened", "hearing.went_on", "hearing.hold_dismissed",
		"hearing.adjourned", "hearing.closed", "hearing.removed", "hearing.readmitted", "hearing.standing_ruled":
		return true
	}
	return false
}

// Credential is a key a person signs acts with, as its registration says.
type Credential struct {
	Kind       string         `json:"kind"`       // KindPasskey or KindDemo
	Person     court.PersonID `json:"person"`     // whose key it is
	Credential string         `json:"credential"` // base64url id
	PublicKey  string         `json:"public_key"` // base64url of the SPKI DER
	RPID       string         `json:"rp_id"`      // for a passkey: the host it was made for
}

// EventType makes Credential the data of its own registration.
func (Credential) EventType() string { return CredentialRegistered }

// Fingerprint is SHA-256 of the public key's DER: what a person compares.
func (c Credential) Fingerprint() (Hash, error) {
	der, err := base64.RawURLEncoding.Strict().DecodeString(c.PublicKey)
	if err != nil || len(der) == 0 || strings.ContainsAny(c.PublicKey, "\r\n") {
		return Hash{}, errors.New("record: malformed public key")
	}
	return HashOf(der), nil
}

// VerifySignature reports why sig is not the credential's signature over act;
// nil when it is. A passkey's must be an assertion of the credential's own RP,
// with the user present, whose challenge is the act. Electronic signatures are
// read by eds; without it they do not verify.
func VerifySignature(c Credential, act Hash, sig Signature, eds EDS) error {
	if sig.Kind != c.Kind || sig.Credential != c.Credential {
		return errors.New("record: signature by another credential")
	}
	der, err := base64.RawURLEncoding.DecodeString(c.PublicKey)
	if err != nil {
		return errors.New("record: malformed public key")
	}
	if sig.Kind == KindEDS {
		return eds.verify(c, der, act, sig.Value)
	}
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return fmt.Errorf("record: public key: %w", err)
	}
	switch sig.Kind {
	case KindPasskey:
		return verifyPasskey(key, c.RPID, act, sig.Value)
	case KindDemo:
		return verifyDemo(key, act, sig.Value)
	}
	return fmt.Errorf("record: signature of kind %q", sig.Kind)
}

// DemoMessage is what a demo key signs for an act (ECDSA P-256 with SHA-256,
// ASN.1): text no other protocol signs.
func DemoMessage(act Hash) []byte {
	return []byte("tarazy demo act v1\n" + hex.EncodeToString(act[:]) + "\n")
}

func verifyDemo(key any, act Hash, value map[string]string) error {
	pub, ok := key.(*ecdsa.PublicKey)
	if !ok || pub.Curve != elliptic.P256() {
		return errors.New("record: a demo key is on P-256")
	}
	sig, err := members(value, "signature")
	if err != nil {
		return err
	}
	digest := sha256.Sum256(DemoMessage(act))
	if !ecdsa.VerifyASN1(pub, digest[:], sig[0]) {
		return errors.New("record: the signature does not hold")
	}
	return nil
}

// members decodes exactly the named members of a signature's value.
func members(value map[string]string, names ...string) ([][]byte, error) {
	if len(value) != len(names) {
		return nil, fmt.Errorf("record: a signature's value has %d members, not %d", len(names), len(value))
	}
	out := make([][]byte, len(names))
	for i, name := range names {
		b, err := base64.RawURLEncoding.Strict().DecodeString(value[name])
		if err != nil || len(b) == 0 || strings.ContainsAny(value[name], "\r\n") {
			return nil, fmt.Errorf("record: malformed %s", name)
		}
		out[i] = b
	}
	return out, nil
}

const userPresent = 0x01

func verifyPasskey(key any, rpID string, act Hash, value map[string]string) error {
	parts, err := members(value, "authenticator_data", "client_data", "signature")
	if err != nil {
		return err
	}
	auth, client, sig := parts[0], parts[1], parts[2]
	if err := checkClientData(client, act); err != nil {
		return err
	}
	// rpIdHash (32), flags (1), counter (4), then extensions.
	if len(auth) < 37 {
		return errors.New("record: authenticator data too short")
	}
	if want := sha256.Sum256([]byte(rpID)); rpID == "" || [32]byte(auth[:32]) != want {
		return errors.New("record: the passkey belongs to another site")
	}
	if auth[32]&userPresent == 0 {
		return errors.New("record: nobody was present at the passkey")
	}
	clientHash := sha256.Sum256(client)
	return verifyKey(key, append(auth[:len(auth):len(auth)], clientHash[:]...), sig)
}

func checkClientData(client []byte, act Hash) error {
	var c membersOf
	if json.Unmarshal(client, &c) != nil || !utf8.Valid(client) {
		return errors.New("record: malformed client data")
	}
	switch {
	case c.text("type") != "webauthn.get":
		return errors.New("record: client data is not of an assertion")
	case c.text("challenge") != base64.RawURLEncoding.EncodeToString(act[:]):
		return errors.New("record: the passkey signed another act")
	case string(c["crossOrigin"]) == "true":
		return errors.New("record: the passkey was asked by a foreign page")
	}
	return nil
}

// verifyKey knows ES256, EdDSA (Ed25519) and RS256.
func verifyKey(key any, message, sig []byte) error {
	digest := sha256.Sum256(message)
	ok := false
	switch pub := key.(type) {
	case *ecdsa.PublicKey:
		ok = pub.Curve == elliptic.P256() && ecdsa.VerifyASN1(pub, digest[:], sig)
	case ed25519.PublicKey:
		ok = ed25519.Verify(pub, message, sig)
	case *rsa.PublicKey:
		ok = pub.N.BitLen() >= 2048 && rsa.VerifyPKCS1v15(pub, crypto.SHA256, digest[:], sig) == nil
	}
	if !ok {
		return errors.New("record: the signature does not hold")
	}
	return nil
}

// credentialOf reads the registration in a payload: exactly these five members,
// and a key and an id that can be spelt in one way only.
func credentialOf(payload []byte) (Credential, error) {
	var c Credential
	p, err := ParsePayload(payload)
	if err != nil {
		return c, err
	}
	id, err := []byte(nil), error(nil)
	if exactly(p.Data, &c) {
		id, err = base64.RawURLEncoding.Strict().DecodeString(c.Credential)
	}
	if err != nil || len(id) == 0 || strings.ContainsAny(c.Credential, "\r\n") || c.Kind == "" {
		return c, errors.New("record: malformed registration of a key")
	}
	if c.Person == "" {
		c.Person = p.By.Person
	}
	return c, nil
}
