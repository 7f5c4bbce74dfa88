package esign_test

import (
	"testing"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"

	"tarazy/internal/esign"
	"tarazy/internal/esign/esigntest"
)

// otherInfo is an answer as a CMS brings it along (RFC 5940, section 2.1).
func otherInfo(answer []byte) []byte {
	b := cryptobyte.NewBuilder(nil)
	b.AddASN1(der.Tag(1).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(esigntest.OID("1.3.6.1.5.5.7.16.2"))
		b.AddBytes(answer)
	})
	return b.BytesOrPanic()
}

// TestWhatAFileMayCost: a small file that makes a verifier look at thousands of
// signatures is given up, soon.
func TestWhatAFileMayCost(t *testing.T) {
	w := world(0)
	liar := esigntest.Issue(w.CA, esigntest.Template{Subject: []esigntest.RDN{{OID: "2.5.4.3", Value: "R"}}, From: hours(-999), To: hours(999), Usage: []int{0}, EKU: []string{"1.3.6.1.5.5.7.3.9"}, NoCheck: true}, w.Aigul.Key)
	forged := append([]byte(nil), liar.Cert...)
	forged[len(forged)-9] ^= 1
	var many [][]byte
	for range 62 {
		many = append(many, forged)
	}
	by := *liar
	by.Cert = forged
	hostile := func(times, alike int) (all [][]byte) {
		for range times {
			all = append(all, otherInfo(esigntest.OCSP(&by, w.Aigul, esigntest.Answer{This: hours(-1), Times: alike, More: many})))
		}
		return all
	}
	for name, c := range map[string]struct {
		brings  [][]byte
		signers int
		outcome esign.Outcome
		reason  esign.Reason
	}{
		"many who would answer, many answers": {hostile(1, 64), 1, esign.CannotTell, esign.RevocationUnknown},
		"many who would answer":               {hostile(1, 4), 1, esign.CannotTell, esign.RevocationUnknown},
		"many answers by many":                {hostile(40, 4), 1, esign.Unreadable, esign.TooDeep},
		"many answers by many about many":     {hostile(10, 4), 32, esign.Unreadable, esign.TooDeep},
		"as many signers as there may be":     {nil, 32, esign.CannotTell, esign.RevocationUnknown},
	} {
		cms := esigntest.CMS{Content: text(), CRLs: c.brings}
		for i := range c.signers {
			cms.Signers = append(cms.Signers, esigntest.Signer{Party: w.Aigul, At: now().Add(-time.Duration(i) * time.Second)})
		}
		began := time.Now()
		got := ask(w, esigntest.Sign(cms), func(q *esign.Question, _ *esign.Trust) { q.Evidence = q.Evidence[1:] })
		if got.Outcome != c.outcome || got.Reason != c.reason || time.Since(began) > 20*time.Second {
			t.Errorf("%s: %s %s in %v", name, got.Outcome, got.Reason, time.Since(began))
		}
	}
}

// TestTheLargestFile: what is allowed fits.
func TestTheLargestFile(t *testing.T) {
	w := world(4)
	cms := esigntest.CMS{Content: text(), CRLs: w.Lists(hours(-1))}
	for i := range 32 {
		cms.Signers = append(cms.Signers, esigntest.Signer{Party: w.Aigul, At: now().Add(-time.Duration(i) * time.Second), Stamp: func(v []byte) []byte { return esigntest.Stamp(w.TSA, v, esigntest.Token{At: now()}) }})
	}
	if got := ask(w, esigntest.Sign(cms)); got.Outcome != esign.Valid || len(got.Signers) != 32 || got.Signers[31].ProvenAt.IsZero() {
		t.Errorf("%s %s, %d signers", got.Outcome, got.Reason, len(got.Signers))
	}
}
