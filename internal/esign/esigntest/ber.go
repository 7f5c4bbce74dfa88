package esigntest

import (
	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// BER rewrites a CMS as streams and old versions of the national library write
// it: indefinite lengths, the content in pieces. Certificates stay as they are.
func BER(cms []byte, piece int) []byte { return indefinite(cms, 0, piece) }

func indefinite(in cryptobyte.String, depth, piece int) (out []byte) {
	for !in.Empty() {
		var raw, body cryptobyte.String
		var tag der.Tag
		if !in.ReadAnyASN1Element(&raw, &tag) {
			panic("not DER")
		}
		whole := raw
		whole.ReadAnyASN1(&body, &tag)
		switch {
		case depth == 3 && tag == explicit(0): // certificates
			out = append(append(append(out, byte(tag), 0x80), body...), 0, 0)
		case depth < 6 && tag&0x20 != 0:
			out = append(append(append(out, byte(tag), 0x80), indefinite(body, depth+1, piece)...), 0, 0)
		case depth == 5 && tag == der.OCTET_STRING:
			out = append(out, 0x24, 0x80)
			for rest := []byte(body); len(rest) > 0; {
				n := min(piece, len(rest))
				out = append(out, build(func(b *cryptobyte.Builder) { b.AddASN1OctetString(rest[:n]) })...)
				rest = rest[n:]
			}
			out = append(out, 0, 0)
		default:
			out = append(out, raw...)
		}
	}
	return out
}
