package esign_test

import (
	"crypto/elliptic"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"tarazy/internal/esign"
	"tarazy/internal/esign/esigntest"
)

// One signature written twice is refused, however its certificate is named the second
// time, and though its value is another: of ECDSA anybody makes (r, n−s) of (r, s).
func TestOneSignatureIsNotTwo(t *testing.T) {
	for k, kind := range kinds() {
		for name, byKeyID := range map[string]bool{"named alike": false, "named by its key": true} {
			w := world(k)
			first := esigntest.Signer{Party: twisted(t, w.Aigul), At: now().Add(-2 * time.Hour)}
			second := first
			second.ByKeyID = byKeyID
			v := ask(w, esigntest.Sign(esigntest.CMS{Content: text(), Signers: []esigntest.Signer{first, second}}))
			if v.Outcome != esign.Refused || v.Reason != esign.DuplicateSigner {
				t.Errorf("%s, %s: %s %s", kind.name, name, v.Outcome, v.Reason)
			}
		}
		w := world(k) // two signatures by one person are two
		first := esigntest.Signer{Party: w.Aigul, At: now().Add(-2 * time.Hour)}
		second := first
		second.At = now().Add(-time.Hour)
		if v := ask(w, esigntest.Sign(esigntest.CMS{Content: text(), Signers: []esigntest.Signer{first, second}})); v.Outcome != esign.Valid || len(v.Signers) != 2 {
			t.Errorf("%s, signed again an hour later: %s %s", kind.name, v.Outcome, v.Reason)
		}
	}
}

// twisted is the person with a key that, asked a second time, answers with the
// other value of its first signature, where that is ECDSA over P-256.
func twisted(t *testing.T, p *esigntest.Party) *esigntest.Party {
	var last []byte
	other, key := *p, *p.Key
	other.Key = &key
	key.Sign = func(m []byte) []byte {
		var v struct{ R, S *big.Int }
		if last == nil || len(last) > 80 {
			last = p.Key.Sign(m)
			return last
		}
		if rest, err := asn1.Unmarshal(last, &v); err != nil || len(rest) > 0 {
			return p.Key.Sign(m) // GOST has no such form
		}
		v.S.Sub(elliptic.P256().Params().N, v.S)
		b, err := asn1.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	return &other
}
