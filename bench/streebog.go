package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"tarazy/internal/gost"
)

// streebogSize is how much is hashed: enough that starting a program does not count.
const streebogSize = 64 << 20

// streebog measures GOST 34.11-2015 of 512 bits over one large document, beside
// OpenSSL with the gost engine, where that is installed.
func streebog(b *bench) error {
	document := make([]byte, streebogSize)
	for i := range document {
		document[i] = byte(i * i >> 7)
	}
	var sum []byte
	all := []contender{{"tarazy", func() (float64, error) {
		began := time.Now()
		h := gost.NewStreebog512()
		h.Write(document)
		sum = h.Sum(nil)
		return streebogSize / 1e6 / time.Since(began).Seconds(), nil
	}}}
	engines, _ := filepath.Glob("/usr/lib/*/engines-3/gost.so")
	if len(engines) > 0 {
		dir, err := os.MkdirTemp("", "tarazy-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		peer := opensslGOST{dir: dir}
		if err := peer.prepare(engines[0], document); err != nil {
			return err
		}
		all = append(all, contender{"openssl-gost", func() (float64, error) { return peer.speed(sum) }})
	}
	return b.figure("streebog", "MB/s", all...)
}

// opensslGOST is OpenSSL with the gost engine.
type opensslGOST struct{ dir string }

func (o opensslGOST) prepare(engine string, document []byte) error {
	conf := "openssl_conf = a\n[a]\nengines = b\n[b]\ngost = c\n[c]\nengine_id = gost\ndynamic_path = " + engine + "\ndefault_algorithms = ALL\n"
	for name, content := range map[string][]byte{"openssl.cnf": []byte(conf), "document": document, "empty": nil} {
		if err := os.WriteFile(filepath.Join(o.dir, name), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// speed hashes the document, and nothing, whose time is that of the start. It
// refuses another hash than ours.
func (o opensslGOST) speed(want []byte) (float64, error) {
	took := func(file string) (time.Duration, []byte, error) {
		cmd := exec.Command("openssl", "dgst", "-md_gost12_512", "-r", filepath.Join(o.dir, file))
		cmd.Env = append(os.Environ(), "OPENSSL_CONF="+filepath.Join(o.dir, "openssl.cnf"))
		began := time.Now()
		out, err := cmd.Output()
		return time.Since(began), out, err
	}
	start, _, err := took("empty")
	if err != nil {
		return 0, err
	}
	whole, out, err := took("document")
	if err != nil {
		return 0, err
	}
	said, _, _ := strings.Cut(string(out), " ")
	if sum, err := hex.DecodeString(said); err != nil || !bytes.Equal(sum, want) {
		return 0, fmt.Errorf("OpenSSL says %q, we %x", said, want)
	}
	return streebogSize / 1e6 / (whole - start).Seconds(), nil
}
