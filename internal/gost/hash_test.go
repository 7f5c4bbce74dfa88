package gost

import (
	"bytes"
	"encoding/hex"
	"hash"
	"math/rand/v2"
	"testing"
)

// The examples of RFC 6986 (section 10), in the order of bytes of a file.
const (
	exampleM1 = "012345678901234567890123456789012345678901234567890123456789012"
	exampleM2 = "d1e520e2e5f2f0e82c20d1f2f0e8e1eee6e820e2edf3f6e82c20e2e5fef2fa20f120eceef0ff20f1f2f0e5ebe0ece820ede020f5f0e0e1f0fbff20efebfaeafb20c8e3eef0e5e2fb"
)

func TestVectorsOfTheHashes(t *testing.T) {
	m2, _ := hex.DecodeString(exampleM2)
	for _, v := range []struct {
		name string
		h    hash.Hash
		in   string
		want string
	}{
		{"RFC 6986 10.1.1", NewStreebog512(), exampleM1, "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48"},
		{"RFC 6986 10.1.2", NewStreebog256(), exampleM1, "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"},
		{"RFC 6986 10.2.1", NewStreebog512(), string(m2), "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28"},
		{"RFC 6986 10.2.2", NewStreebog256(), string(m2), "9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50"},
		{"RFC 5831 7.3.1", New34311(), "This is message, length=32 bytes", "b1c466d37519b82e8319819ff32595e047a28cb6f83eff1c6916a815a637fffa"},
		{"RFC 5831 7.3.2", New34311(), "Suppose the original message has length = 50 bytes", "471aba57a60a770d3a76130635c1fbea4ef14de51f78b4ae57dd893b62f55208"},
		{"34.311-95, nothing", New34311(), "", "ce85b99cc46752fffee35cab9a7b0278abb4c2d2055cff685af4912c49490f8d"},
		{"34.311-95, abc", New34311(), "abc", "f3134348c44fb1b2a277729e2285ebb5cb5e0f29c975bc753b70497c06a4d51d"},
		{"CryptoPro, nothing", New341194(), "", "981e5f3ca30c841487830f84fb433e13ac1101569b9c13584ac483234cd656c0"},
		{"CryptoPro, abc", New341194(), "abc", "b285056dbf18d7392d7677369524dd14747459ed8143997e163b2986f92fd42c"},
	} {
		v.h.Write([]byte(v.in))
		if got := hex.EncodeToString(v.h.Sum(nil)); got != v.want {
			t.Errorf("%s: %s, want %s", v.name, got, v.want)
		}
	}
}

func digests() []Digest {
	return []Digest{{Name: "streebog256", Size: 32, kind: streebog256}, {Name: "streebog512", Size: 64, kind: streebog512},
		{Name: "34.311-95", Size: 32, kind: hash94Test}, {Name: "34.11-94 CryptoPro", Size: 32, kind: hash94CryptoPro}}
}

// TestHashInPieces: however a text is cut, and whoever asks on the way.
func TestHashInPieces(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, d := range digests() {
		h := d.New()
		if h.Size() != d.Size || len(h.Sum(nil)) != d.Size {
			t.Errorf("%s: %d bytes, want %d", d.Name, h.Size(), d.Size)
		}
		for range 300 {
			text := randomBytes(random, random.IntN(400))
			want := d.Sum(text)
			h.Reset()
			for rest := text; len(rest) > 0; {
				n := 1 + random.IntN(len(rest))
				h.Write(rest[:n])
				if h.Sum(nil); random.IntN(2) == 0 {
					h.Write(nil)
				}
				rest = rest[n:]
			}
			if got := h.Sum([]byte("before")); !bytes.Equal(got, append([]byte("before"), want...)) {
				t.Fatalf("%s: %x in pieces, %x at once, of %x", d.Name, got, want, text)
			}
		}
	}
}

func randomBytes(random *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return b
}

func BenchmarkHashes(b *testing.B) {
	text := make([]byte, 1<<20)
	for _, d := range digests() {
		b.Run(d.Name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				d.Sum(text)
			}
		})
	}
}
