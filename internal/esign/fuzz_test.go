package esign_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"tarazy/internal/esign"
	"tarazy/internal/esign/esigntest"
)

// seeds are real and made-up files to begin with. The real ones are left out
// where they are not.
func seeds(f *testing.F, pattern string, made ...[]byte) {
	names, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "vectors", "kz-eds", "*", pattern))
	for _, name := range names {
		if raw, err := os.ReadFile(name); err == nil {
			f.Add(raw)
		}
	}
	for _, m := range made {
		f.Add(m)
	}
}

// fixed is a world whose keys are those of every process.
func fixed() *esigntest.World {
	n := byte(0)
	return esigntest.New(now(), func() *esigntest.Key { n++; return esigntest.FixedECDSA(n) })
}

func attached(w *esigntest.World) []byte {
	return esigntest.Sign(esigntest.CMS{Content: text(), CRLs: w.Lists(now()), Signers: []esigntest.Signer{{Party: w.Aigul, At: now(),
		Stamp: func(v []byte) []byte { return esigntest.Stamp(w.TSA, v, esigntest.Token{At: now()}) }}}})
}

// FuzzCMS: whatever the file is, there is a verdict, it has its exit code, and a
// valid one is about what was signed.
func FuzzCMS(f *testing.F) {
	w := fixed()
	seeds(f, "tsp_token.bin", attached(w), esigntest.BER(attached(w), 7))
	q := esign.Question{Evidence: lists(w, hours(-1))}
	is := esign.Digest{SHA256: hexed(sum(text())), Size: int64(len(text()))}
	f.Fuzz(func(t *testing.T, file []byte) {
		q := q
		q.File = file
		got := esign.New(trusting(w)).Verify(q, now())
		if got.Reason == "" || got.Exit != got.Outcome.Exit() {
			t.Fatalf("%+v", got)
		}
		if got.Exit == 0 && (got.Content != is || got.Signers[0].IIN != "850101400123") {
			t.Fatalf("valid: %+v", got)
		}
	})
}

// FuzzBER: what is rewritten is DER, and rewriting it again changes nothing.
func FuzzBER(f *testing.F) {
	seeds(f, "tsp_token.bin", esigntest.BER(attached(fixed()), 3), []byte{0x24, 0x80, 4, 1, 1, 0, 0})
	f.Fuzz(func(t *testing.T, in []byte) {
		out, err := esign.ToDER(in)
		if err != nil {
			return
		}
		if again, err := esign.ToDER(out); err != nil || !bytes.Equal(out, again) || len(out) > 2*len(in)+16 {
			t.Fatalf("%x: %x %x %v", in, out, again, err)
		}
	})
}

// FuzzCertificate: one that is read is safe to look for a chain of.
func FuzzCertificate(f *testing.F) {
	w := fixed()
	seeds(f, "*.cer", w.Root.Cert, w.TSA.Cert, w.Head.Cert)
	f.Fuzz(func(t *testing.T, raw []byte) {
		if c, err := esign.ParseCertificate(raw); err == nil {
			esign.New(trusting(w)).Roots(c)
		}
	})
}

func FuzzCRL(f *testing.F) {
	w := fixed()
	seeds(f, "*.crl", w.Lists(now(), esigntest.Revoked{Serial: []byte{9}, At: now(), Reason: 1, Invalid: now()})...)
	ca := parse(w.CA.Cert)
	f.Fuzz(func(t *testing.T, raw []byte) {
		l, err := esign.ParseCRL(raw)
		if err != nil {
			return
		}
		l.Find([]byte{9})
		esign.New(nil).Signed(l, ca)
	})
}

func FuzzOCSP(f *testing.F) {
	w := fixed()
	seeds(f, "ocsp*.bin", esigntest.OCSP(w.Responder, w.Aigul, esigntest.Answer{This: now(), Nonce: []byte("n")}),
		esigntest.OCSP(w.CA, w.Aigul, esigntest.Answer{This: now(), Next: now(), Bare: true, Revoked: &esigntest.Revoked{At: now(), Reason: 1}}))
	ca := parse(w.CA.Cert)
	f.Fuzz(func(t *testing.T, raw []byte) {
		if r, err := esign.ParseOCSP(raw); err == nil {
			esign.New(nil).Says(r, ca)
		}
	})
}

func FuzzToken(f *testing.F) {
	w := fixed()
	seeds(f, "tsp_*.bin", esigntest.Stamp(w.TSA, text(), esigntest.Token{At: now()}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if tok, err := esign.ParseToken(raw, true); err == nil && tok.Stamps(text(), true) == nil && !tok.Time.Equal(now()) {
			if bytes.Equal(tok.Authority.RawKey, w.TSA.Key.SPKI) {
				t.Fatalf("another time: %x", raw)
			}
		}
	})
}
