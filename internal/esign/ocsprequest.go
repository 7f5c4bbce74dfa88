package esign

import (
	"crypto/sha256"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// OCSPRequest asks about one certificate, named by SHA-256 as the national CA's
// own clients do, with a nonce (RFC 6960, section 4.1; RFC 8954).
func OCSPRequest(issuer *Certificate, serial, nonce []byte) ([]byte, error) {
	key, ok := issuer.keyBits()
	if !ok {
		return nil, malformed("issuer's key")
	}
	name, bits := sha256.Sum256(issuer.RawSubject), sha256.Sum256(key)
	number := serial
	if len(serial) > 0 && serial[0]&0x80 != 0 {
		number = append([]byte{0}, serial...)
	}
	b := cryptobyte.NewBuilder(nil)
	sequence := func(b *cryptobyte.Builder, f func(b *cryptobyte.Builder)) { b.AddASN1(der.SEQUENCE, f) }
	sequence(b, func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			sequence(b, func(b *cryptobyte.Builder) {
				sequence(b, func(b *cryptobyte.Builder) {
					sequence(b, func(b *cryptobyte.Builder) {
						sequence(b, func(b *cryptobyte.Builder) {
							b.AddASN1ObjectIdentifier(dotted("2.16.840.1.101.3.4.2.1"))
							b.AddASN1NULL()
						})
						b.AddASN1OctetString(name[:])
						b.AddASN1OctetString(bits[:])
						b.AddASN1(der.INTEGER, func(b *cryptobyte.Builder) { b.AddBytes(number) })
					})
				})
			})
			b.AddASN1(tagged(2), func(b *cryptobyte.Builder) {
				sequence(b, func(b *cryptobyte.Builder) {
					sequence(b, func(b *cryptobyte.Builder) {
						b.AddASN1ObjectIdentifier(dotted("1.3.6.1.5.5.7.48.1.2"))
						b.AddASN1(der.OCTET_STRING, func(b *cryptobyte.Builder) { b.AddASN1OctetString(nonce) })
					})
				})
			})
		})
	})
	return b.Bytes()
}
