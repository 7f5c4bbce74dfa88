package esign

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
)

// Holds reports why cms is not one detached signature over the message by the key
// (SPKI, DER) of the certificate with this SHA-256; nil when it is. It is what a
// signature means before anybody is asked who vouches for it: the same strict
// reading as Verify's, with no trust list, no revocation and no clock.
func Holds(cms, message, certificate, key []byte) error {
	raw, ok := Unwrap(cms)
	if !ok {
		return refuse(Unreadable, NotASignature)
	}
	f, err := New(nil).readCMS(raw, bytes.NewReader(message))
	if err != nil {
		return err
	}
	if f.attached || len(f.signed) != 1 {
		return errors.New("esign: not one signature apart from what is signed")
	}
	s := f.signed[0]
	if s.fail != nil {
		return s.fail
	}
	sum := sha256.Sum256(s.cert.Raw)
	if subtle.ConstantTimeCompare(sum[:], certificate) != 1 {
		return fmt.Errorf("esign: by certificate %x", sum)
	}
	if !bytes.Equal(s.cert.RawKey, key) {
		return errors.New("esign: the certificate has another key")
	}
	return nil
}
