package gost_test

import (
	"bytes"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tarazy/internal/gost"
	"tarazy/internal/gost/gosttest"
)

// openssl runs OpenSSL with the gost engine. Where it is not installed the
// test says so and is skipped, and fails where CI=true.
func openssl(t *testing.T) func(args ...string) []byte {
	engines, _ := filepath.Glob("/usr/lib/*/engines-3/gost.so")
	if len(engines) == 0 {
		absent(t, "OpenSSL's gost engine is not installed (Debian: libengine-gost-openssl)")
	}
	configuration := filepath.Join(t.TempDir(), "openssl.cnf")
	text := "openssl_conf = a\n[a]\nengines = b\n[b]\ngost = c\n[c]\nengine_id = gost\ndynamic_path = " + engines[0] + "\ndefault_algorithms = ALL\n"
	if err := os.WriteFile(configuration, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return func(args ...string) []byte {
		cmd := exec.Command("openssl", args...)
		cmd.Env = append(os.Environ(), "OPENSSL_CONF="+configuration)
		var why bytes.Buffer
		cmd.Stderr = &why
		out, err := cmd.Output()
		if err != nil && args[0] != "verify" {
			t.Fatalf("openssl %v: %v: %s", args, err, why.Bytes())
		}
		return append(out, why.Bytes()...)
	}
}

func absent(t *testing.T, why string) {
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// times is n, and a tenth of it in a short run.
func times(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}

// texts are random messages in files: of every length to 200, then of up to 3000
// bytes, and some of nothing but ones, whose control sums run over.
func texts(t *testing.T, n int) (names []string, all [][]byte) {
	random, dir := source(11, 12), t.TempDir()
	for i := range n {
		b := make([]byte, i)
		if i > 200 {
			b = make([]byte, random.IntN(3000))
		}
		random.Read(b)
		if i%10 == 9 {
			b = bytes.Repeat([]byte{0xff}, len(b))
		}
		name := filepath.Join(dir, fmt.Sprint("m", i))
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		names, all = append(names, name), append(all, b)
	}
	return names, all
}

// agree compares a digest of every text with what a peer printed, one a line.
func agree(t *testing.T, peer string, d gost.Digest, all [][]byte, printed []byte) {
	lines := strings.Split(strings.TrimSpace(string(printed)), "\n")
	if len(lines) != len(all) {
		t.Fatalf("%s has %d digests of %d texts", peer, len(lines), len(all))
	}
	for i, b := range all {
		if got := fmt.Sprintf("%x", d.Sum(b)); !strings.Contains(lines[i], got) {
			t.Fatalf("%s: text %d of %d bytes: %s, by %s %s", d.Name, i, len(b), got, peer, lines[i])
		}
	}
}

func TestHashesAgainstOpenSSL(t *testing.T) {
	run := openssl(t)
	names, all := texts(t, times(2000))
	// Of nothing at all OpenSSL's md_gost94 has a digest of its own; RFC 5831 and
	// rhash have ours.
	names, all = names[1:], all[1:]
	for oid, command := range map[string]string{"1.2.398.3.10.1.3.2": "-md_gost12_256", "1.2.398.3.10.1.3.3": "-md_gost12_512", "1.2.643.2.2.9": "-md_gost94"} {
		agree(t, "openssl", must(gost.DigestByOID(dotted(oid))), all, run(append([]string{"dgst", command}, names...)...))
	}
}

// TestHashesAgainstRHash: OpenSSL knows no 34.311-95; rhash does.
func TestHashesAgainstRHash(t *testing.T) {
	if _, err := exec.LookPath("rhash"); err != nil {
		absent(t, "rhash is not installed")
	}
	names, all := texts(t, times(2000))
	for oid, option := range map[string]string{"1.2.398.3.10.1.3.1": "--gost94", "1.2.398.3.10.1.3.2": "--gost12-256", "1.2.398.3.10.1.3.3": "--gost12-512", "1.2.643.2.2.9": "--gost94-cryptopro"} {
		out := must(exec.Command("rhash", append([]string{option, "--simple"}, names...)...).Output())
		agree(t, "rhash", must(gost.DigestByOID(dotted(oid))), all, out)
	}
}

func dotted(s string) (oid asn1.ObjectIdentifier) {
	for part := range strings.SplitSeq(s, ".") {
		n := 0
		fmt.Sscan(part, &n)
		oid = append(oid, n)
	}
	return oid
}

// peerKey is a kind of key as OpenSSL and as a certificate name it.
type peerKey struct{ algorithm, set, hash, key, curve, digest, scheme string }

func peerKeys() []peerKey {
	const r, tc = "1.2.643.2.2.", "1.2.643.7.1."
	return []peerKey{
		{"gost2001", "A", "-md_gost94", r + "19", r + "35.1", r + "30.1", r + "3"},
		{"gost2001", "B", "-md_gost94", r + "19", r + "35.2", r + "30.1", r + "3"},
		{"gost2001", "C", "-md_gost94", r + "19", r + "35.3", r + "30.1", r + "3"},
		{"gost2012_256", "TCA", "-md_gost12_256", tc + "1.1.1", tc + "2.1.1.1", tc + "1.2.2", tc + "1.3.2"},
		{"gost2012_256", "TCB", "-md_gost12_256", tc + "1.1.1", tc + "2.1.1.2", tc + "1.2.2", tc + "1.3.2"},
		{"gost2012_256", "TCC", "-md_gost12_256", tc + "1.1.1", tc + "2.1.1.3", tc + "1.2.2", tc + "1.3.2"},
		{"gost2012_256", "TCD", "-md_gost12_256", tc + "1.1.1", tc + "2.1.1.4", tc + "1.2.2", tc + "1.3.2"},
		{"gost2012_512", "A", "-md_gost12_512", tc + "1.1.2", tc + "2.1.2.1", tc + "1.2.3", tc + "1.3.3"},
		{"gost2012_512", "B", "-md_gost12_512", tc + "1.1.2", tc + "2.1.2.2", tc + "1.2.3", tc + "1.3.3"},
		{"gost2012_512", "C", "-md_gost12_512", tc + "1.1.2", tc + "2.1.2.3", tc + "1.2.3", tc + "1.3.3"},
	}
}

// TestOpenSSLSigned: random keys and messages, signed by OpenSSL, verified
// here; and each once more with one bit of the signature or the message turned.
func TestOpenSSLSigned(t *testing.T) {
	run := openssl(t)
	names, all := texts(t, 400)
	random, dir := source(13, 14), t.TempDir()
	private, signature := filepath.Join(dir, "key"), filepath.Join(dir, "signature")
	count := 0
	for _, p := range peerKeys() {
		scheme := must(gost.SchemeByOID(dotted(p.scheme)))
		for range times(20) {
			run("genpkey", "-algorithm", p.algorithm, "-pkeyopt", "paramset:"+p.set, "-out", private)
			public, err := gost.ParsePublicKey(run("pkey", "-in", private, "-pubout", "-outform", "DER"))
			if err != nil {
				t.Fatalf("%+v: %v", p, err)
			}
			for range 5 {
				at := random.IntN(len(all))
				run("dgst", p.hash, "-sign", private, "-out", signature, names[at])
				bits := must(os.ReadFile(signature))
				if err := scheme.Verify(public, all[at], bits); err != nil {
					t.Fatalf("%+v: %v", p, err)
				}
				broken, message := slices.Clone(bits), slices.Clone(all[at])
				if len(message) > 0 && random.IntN(2) == 0 {
					message[random.IntN(len(message))] ^= 1 << random.IntN(8)
				} else {
					broken[random.IntN(len(broken))] ^= 1 << random.IntN(8)
				}
				if scheme.Verify(public, message, broken) == nil {
					t.Fatalf("%+v: a turned bit verifies", p)
				}
				count++
			}
		}
	}
	t.Logf("%d signatures by OpenSSL, and as many with a turned bit", count)
}

// TestOpenSSLVerifies: keys and certificates made here, which OpenSSL reads and
// verifies by their own keys; every fourth with a turned bit, which it refuses.
func TestOpenSSLVerifies(t *testing.T) {
	run := openssl(t)
	random, dir, count := source(15, 16), t.TempDir(), 0
	for n, p := range peerKeys() {
		var trusted bytes.Buffer
		args := []string{"verify", "-check_ss_sig", "-CAfile", filepath.Join(dir, "trusted")}
		kind := gosttest.Kind{Key: dotted(p.key), Curve: dotted(p.curve), Digest: dotted(p.digest), Signature: dotted(p.scheme)}
		good := map[string]bool{}
		for i := range times(100) {
			der := selfSigned(must(gosttest.Generate(kind, random)), fmt.Sprint(n, " ", i), random, i%4 == 3)
			name := filepath.Join(dir, fmt.Sprint("c", i, ".pem"))
			if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
				t.Fatal(err)
			}
			trusted.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
			args, good[name], count = append(args, name), i%4 != 3, count+1
		}
		if err := os.WriteFile(filepath.Join(dir, "trusted"), trusted.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		out := string(run(args...))
		for name, is := range good {
			if strings.Contains(out, name+": OK\n") != is {
				t.Fatalf("%+v: %s is good: %v; OpenSSL says %s", p, filepath.Base(name), is, out[:min(len(out), 2000)])
			}
		}
	}
	t.Logf("%d certificates read and judged by OpenSSL", count)
}

// selfSigned is a certificate by and of one key; broken has a bit of its
// signature turned.
func selfSigned(k *gosttest.Key, name string, random seeded, broken bool) []byte {
	type algorithm struct{ OID asn1.ObjectIdentifier }
	who := pkix.Name{CommonName: name}.ToRDNSequence()
	body := must(asn1.Marshal(struct {
		Version   int `asn1:"explicit,tag:0"`
		Serial    *big.Int
		Algorithm algorithm
		Issuer    pkix.RDNSequence
		Validity  struct {
			From asn1.RawValue
			To   asn1.RawValue
		}
		Subject pkix.RDNSequence
		Key     asn1.RawValue
	}{2, big.NewInt(int64(1 + random.IntN(1<<30))), algorithm{k.Kind.Signature}, who, struct{ From, To asn1.RawValue }{
		asn1.RawValue{Tag: asn1.TagUTCTime, Bytes: []byte("200101000000Z")}, asn1.RawValue{Tag: asn1.TagUTCTime, Bytes: []byte("490101000000Z")},
	}, who, asn1.RawValue{FullBytes: must(k.SPKI())}}))
	bits := must(k.Sign(body, random))
	if broken {
		bits[random.IntN(len(bits))] ^= 1 << random.IntN(8)
	}
	return must(asn1.Marshal(struct {
		Body      asn1.RawValue
		Algorithm algorithm
		Signature asn1.BitString
	}{asn1.RawValue{FullBytes: body}, algorithm{k.Kind.Signature}, asn1.BitString{Bytes: bits, BitLength: 8 * len(bits)}}))
}
