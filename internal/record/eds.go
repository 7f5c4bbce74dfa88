package record

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
)

// EDSMessage is what a key of the national CA signs for an act, as a detached
// CMS: text that is no document and no challenge.
func EDSMessage(act Hash) []byte {
	return []byte("tarazy act v1\n" + hex.EncodeToString(act[:]) + "\n")
}

// EDS reports why cms is not one detached signature over the message with the key
// of the certificate; nil when it is. certificate is its SHA-256, key its SPKI in
// DER. Who vouches for the certificate, and for when, is another question.
type EDS func(cms, message, certificate, key []byte) error

// EDSValue is the value of a signature of kind KindEDS: the CMS, and the hash of
// what was found about it before the act was accepted.
func EDSValue(cms []byte, verdict Hash) map[string]string {
	return map[string]string{"cms": base64.RawURLEncoding.EncodeToString(cms), "verdict": base64.RawURLEncoding.EncodeToString(verdict[:])}
}

// verifyEDS holds a signature to its act and to the key that was registered.
func (eds EDS) verify(c Credential, key []byte, act Hash, value map[string]string) error {
	parts, err := members(value, "cms", "verdict")
	if err != nil {
		return err
	}
	if len(parts[1]) != len(Hash{}) {
		return errors.New("record: malformed verdict")
	}
	certificate, err := base64.RawURLEncoding.Strict().DecodeString(c.Credential)
	if err != nil || len(certificate) != len(Hash{}) {
		return errors.New("record: malformed credential")
	}
	if eds == nil {
		return errors.New("record: nobody here reads electronic signatures")
	}
	return eds(parts[0], EDSMessage(act), certificate, key)
}

// VerdictOf is the hash of the verdict that an event keeps of an electronic
// signature: of a document, or of the act itself; ok is false when it keeps none.
// It is among the documents of a bundle, of bundles made before that it is not.
func (p Payload) VerdictOf() (h Hash, ok bool) {
	if p.Sig != nil && p.Sig.Kind == KindEDS {
		raw, err := base64.RawURLEncoding.Strict().DecodeString(p.Sig.Value["verdict"])
		if err == nil && len(raw) == len(h) {
			return Hash(raw), true
		}
	}
	if !strings.Contains(string(p.Data), `"verdict":`) {
		return h, false
	}
	var d struct {
		Signature *struct {
			Verdict *Hash `json:"verdict"`
		} `json:"signature"`
	}
	if json.Unmarshal(p.Data, &d) != nil || d.Signature == nil || d.Signature.Verdict == nil {
		return h, false
	}
	return *d.Signature.Verdict, true
}
