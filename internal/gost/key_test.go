package gost_test

import (
	"bytes"
	"encoding/asn1"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"tarazy/internal/gost"
	"tarazy/internal/gost/gosttest"
)

// seeded is a source of bytes that a test can repeat.
type seeded struct{ *rand.Rand }

func (s seeded) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(s.Uint32())
	}
	return len(p), nil
}

func source(a, b uint64) seeded { return seeded{rand.New(rand.NewPCG(a, b))} }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestSigned: what the signer of the tests signs verifies; nothing else does.
func TestSigned(t *testing.T) {
	random := source(1, 1)
	for _, kind := range gosttest.Kinds() {
		for range 8 {
			k := must(gosttest.Generate(kind, random))
			public := must(gost.ParsePublicKey(must(k.SPKI())))
			message := make([]byte, random.IntN(300))
			random.Read(message)
			signature := must(k.Sign(message, random))
			if err := k.Scheme.Verify(public, message, signature); err != nil {
				t.Fatalf("%s: %v", k.Scheme.Name, err)
			}
			flipped := func(b []byte) []byte {
				b = slices.Clone(b)
				b[random.IntN(len(b))] ^= 1 << random.IntN(8)
				return b
			}
			for range 4 {
				if err := k.Scheme.Verify(public, message, flipped(signature)); !errors.Is(err, gost.ErrSignature) {
					t.Errorf("%s: a bit of the signature: %v", k.Scheme.Name, err)
				}
				if err := k.Scheme.Verify(public, flipped(append(message, 0)), signature); !errors.Is(err, gost.ErrSignature) {
					t.Errorf("%s: a bit of the message: %v", k.Scheme.Name, err)
				}
				if other, err := gost.NewPublicKey(public.Curve, flipped(public.Bytes())); err == nil && k.Scheme.Verify(other, message, signature) == nil {
					t.Errorf("%s: a bit of the key", k.Scheme.Name)
				}
			}
			if back := must(gost.NewPublicKey(public.Curve, public.Bytes())); !back.Equal(public) {
				t.Errorf("%s: a key is not its bytes", k.Scheme.Name)
			}
		}
	}
}

// TestRefusedKeys: each rule of ParsePublicKey, broken alone.
func TestRefusedKeys(t *testing.T) {
	kinds := gosttest.Kinds()
	k := must(gosttest.Generate(kinds[0], source(2, 2)))
	good := must(k.SPKI())
	if _, err := gost.ParsePublicKey(good); err != nil {
		t.Fatal(err)
	}
	with := func(change func(*gosttest.Kind)) []byte {
		c := *k
		change(&c.Kind)
		return must(c.SPKI())
	}
	replaced := func(old, new string) []byte { return bytes.Replace(good, []byte(old), []byte(new), 1) }
	for name, v := range map[string]struct {
		der  []byte
		want error
	}{
		"nothing":                    {nil, gost.ErrKey},
		"not a sequence":             {[]byte{4, 0}, gost.ErrKey},
		"something after it":         {append(slices.Clone(good), 0), gost.ErrKey},
		"cut short":                  {good[:len(good)-1], gost.ErrKey},
		"too long to be read":        {make([]byte, 513), gost.ErrKey},
		"RSA":                        {with(func(c *gosttest.Kind) { c.Key = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1} }), gost.ErrUnknown},
		"a maker's own":              {with(func(c *gosttest.Kind) { c.Key = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 6801, 1, 5, 8} }), gost.ErrVendor},
		"the curve of another key":   {with(func(c *gosttest.Kind) { c.Curve = kinds[1].Curve }), gost.ErrKey},
		"the hash of another key":    {with(func(c *gosttest.Kind) { c.Digest = kinds[1].Digest }), gost.ErrKey},
		"an unknown curve":           {with(func(c *gosttest.Kind) { c.Curve = asn1.ObjectIdentifier{1, 2, 3} }), gost.ErrKey},
		"another kind than its size": {with(func(c *gosttest.Kind) { *c = kinds[1] }), gost.ErrKey},
		"a point off the curve":      {append(slices.Clone(good[:len(good)-1]), good[len(good)-1]^1), gost.ErrKey},
		"the point as an integer":    {replaced("\x04\x81\x80", "\x02\x81\x80"), gost.ErrKey},
		"bits left over":             {replaced("\x00\x04\x81\x80", "\x01\x04\x81\x80"), gost.ErrKey},
		"no parameters":              {must(asn1.Marshal(bareKey(k.Kind.Key, k.Public()))), gost.ErrKey},
	} {
		if _, err := gost.ParsePublicKey(v.der); !errors.Is(err, v.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type bare struct {
	Algorithm struct{ Key asn1.ObjectIdentifier }
	Point     asn1.BitString
}

func bareKey(oid asn1.ObjectIdentifier, xy []byte) (b bare) {
	b.Algorithm.Key = oid
	point := must(asn1.Marshal(xy))
	b.Point = asn1.BitString{Bytes: point, BitLength: 8 * len(point)}
	return b
}

// TestRefusedPoints: lengths, coordinates not below p, and points of the small
// subgroup of a curve with a cofactor.
func TestRefusedPoints(t *testing.T) {
	for _, kind := range gosttest.Kinds() {
		c := must(gost.CurveByOID(kind.Key, kind.Curve))
		p, _, _, _, x, y := c.Parameters()
		good := append(little(x.FillBytes(make([]byte, c.Size))), little(y.FillBytes(make([]byte, c.Size)))...)
		if _, err := gost.NewPublicKey(c, good); err != nil {
			t.Fatal(err)
		}
		x.Add(x, p) // the same x modulo p, where it has room
		for name, bad := range map[string][]byte{
			"nothing": nil, "a byte less": good[1:], "a byte more": append(slices.Clone(good), 0), "zeros": make([]byte, len(good)),
			"beyond p": append(little(x.Bytes()[max(0, len(x.Bytes())-c.Size):]), good[c.Size:]...),
			"all ones": bytes.Repeat([]byte{0xff}, len(good)),
		} {
			if _, err := gost.NewPublicKey(c, bad); !errors.Is(err, gost.ErrKey) {
				t.Errorf("%s: %s: %v", c.Name, name, err)
			}
		}
	}
	if _, err := gost.NewPublicKey(nil, nil); !errors.Is(err, gost.ErrKey) {
		t.Error("no curve")
	}
}

func little(b []byte) []byte {
	b = slices.Clone(b)
	slices.Reverse(b)
	return b
}

func TestIdentifiers(t *testing.T) {
	for _, oid := range []asn1.ObjectIdentifier{nil, {1, 2}, {1, 2, 840, 113549, 1, 1, 11}, {1, 2, 398, 3, 10, 1, 1, 2}, {1, 3, 6, 1, 4, 1, 68010}} {
		_, a := gost.SchemeByOID(oid)
		_, b := gost.DigestByOID(oid)
		if !errors.Is(a, gost.ErrUnknown) || !errors.Is(b, gost.ErrUnknown) {
			t.Errorf("%s: %v, %v", oid, a, b)
		}
	}
	for _, oid := range []asn1.ObjectIdentifier{{1, 3, 6, 1, 4, 1, 6801}, {1, 3, 6, 1, 4, 1, 6801, 1, 5, 8}} {
		_, a := gost.SchemeByOID(oid)
		_, b := gost.DigestByOID(oid)
		if !errors.Is(a, gost.ErrVendor) || !errors.Is(b, gost.ErrVendor) {
			t.Errorf("%s: %v, %v", oid, a, b)
		}
	}
	if err := (gost.Scheme{}).Verify(nil, nil, nil); !errors.Is(err, gost.ErrUnknown) {
		t.Errorf("the zero scheme: %v", err)
	}
	if (gost.Digest{}).New() != nil {
		t.Error("the zero digest hashes")
	}
	for _, kind := range gosttest.Kinds() {
		if s := must(gost.SchemeByOID(kind.Signature)); !s.National || s.Digest.Size != s.Size || s.Order != gost.Kazakh {
			t.Errorf("%s: %+v", kind.Signature, s)
		}
	}
	a, b := must(gosttest.Generate(gosttest.Kinds()[0], source(3, 3))), must(gosttest.Generate(gosttest.Kinds()[1], source(3, 3)))
	if err := a.Scheme.Verify(must(gost.ParsePublicKey(must(b.SPKI()))), nil, make([]byte, 128)); !errors.Is(err, gost.ErrMismatch) {
		t.Errorf("a scheme with another's key: %v", err)
	}
	c := must(gosttest.Generate(gosttest.Kinds()[2], source(3, 3))) // of 256 bits, as b is
	if err := b.Scheme.Verify(must(gost.ParsePublicKey(must(c.SPKI()))), nil, make([]byte, 64)); !errors.Is(err, gost.ErrMismatch) {
		t.Errorf("a scheme with another's key of its own size: %v", err)
	}
}

func FuzzParsePublicKey(f *testing.F) {
	for _, kind := range gosttest.Kinds() {
		f.Add(must(must(gosttest.Generate(kind, source(4, 4))).SPKI()))
	}
	f.Fuzz(func(t *testing.T, der []byte) {
		k, err := gost.ParsePublicKey(der)
		if err != nil {
			for _, known := range []error{gost.ErrKey, gost.ErrUnknown, gost.ErrVendor} {
				if errors.Is(err, known) {
					return
				}
			}
			t.Fatalf("an error of no kind: %v", err)
		}
		if !bytes.Contains(der, k.Bytes()) {
			t.Fatal("a key that is not in its bytes")
		}
	})
}

// FuzzVerify: whatever the bytes, an answer; and none but the signature itself
// is one.
func FuzzVerify(f *testing.F) {
	random := source(5, 5)
	k := must(gosttest.Generate(gosttest.Kinds()[1], random))
	public := must(gost.ParsePublicKey(must(k.SPKI())))
	digest := k.Scheme.Digest.Sum([]byte("filed"))
	signature := must(k.SignDigest(digest, random))
	f.Add(digest, signature, 1)
	f.Add(digest, signature, 2)
	f.Add(digest, make([]byte, 64), 1)
	f.Fuzz(func(t *testing.T, d, s []byte, order int) {
		if public.Verify(d, s, gost.Order(order)) == nil && !(bytes.Equal(d, digest) && bytes.Equal(s, signature)) {
			t.Fatal("a signature that nobody made")
		}
	})
}
