package esign

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

const hashSHA256 = crypto.SHA256

func sum256(b []byte) []byte { s := sha256.Sum256(b); return s[:] }

// cmsLike begins as signed data in CMS does.
func cmsLike(tail string) string {
	return "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80" + tail
}

// card is a PDF with files in it: name, bytes, name, bytes.
func card(files ...string) []byte {
	names, objects := "", []string{}
	for i := 0; i < len(files); i += 2 {
		spec := 6 + i
		names += fmt.Sprintf("(Attachement%d) %d 0 R ", i/2+1, spec)
		objects = append(objects, fmt.Sprintf("<< /Type /Filespec /F () /UF (%s) /EF << /F %d 0 R >> /Desc (file) >>", files[i], spec+1),
			fmt.Sprintf("<< /Type /EmbeddedFile /Length %d >>\nstream\n%s\nendstream", len(files[i+1]), files[i+1]))
	}
	return plainPDF("/Names << /EmbeddedFiles << /Names ["+names+"] >> >>", objects...).data
}

func TestCard(t *testing.T) {
	c, err := ParseCard(card("claim.pdf", "the claim", "1.cms", cmsLike("first signature"), "2.cms", cmsLike("second one")))
	if err != nil {
		t.Fatal(err)
	}
	if c.Original.Name != "claim.pdf" || string(c.Original.Bytes) != "the claim" || len(c.Signatures) != 2 || string(c.Signatures[1].Bytes) != cmsLike("second one") {
		t.Errorf("%+v", c)
	}
	for name, v := range map[string]struct {
		data []byte
		want Reason
	}{
		"no PDF":                   {[]byte("no"), Malformed},
		"no files":                 {plainPDF("").data, NotACard},
		"one file":                 {card("claim.pdf", "the claim"), NotACard},
		"signatures alone":         {card("1.cms", cmsLike("first signature"), "2.cms", cmsLike("second one")), NotACard},
		"a file that signs not":    {card("claim.pdf", "the claim", "more.txt", "more, and longer than that"), CardFiles},
		"two files of one name":    {card("claim.pdf", "the claim", "claim.pdf", cmsLike("first signature")), CardFiles},
		"a file that is not there": {bytes.Replace(card("claim.pdf", "the claim", "1.cms", cmsLike("first signature")), []byte("/F 7 0 R"), []byte("/F 5 0 R"), 1), NotACard},
		"a filter":                 {bytes.Replace(card("claim.pdf", "the claim", "1.cms", cmsLike("first signature")), []byte("/Type /EmbeddedFile"), []byte("/Filter /Crypt /F /x"), 1), PDFFilter},
		"a tree without end":       {plainPDF("/Names << /EmbeddedFiles 6 0 R >>", "<< /Kids [6 0 R] >>").data, Malformed},
	} {
		if c, err := ParseCard(v.data); err == nil || refusalOf(err).reason != v.want {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
}

// TestTheNameOfAnOriginal: a name in a card leads nowhere and hides nothing.
func TestTheNameOfAnOriginal(t *testing.T) {
	for name, want := range map[string]string{"талап.pdf": "талап.pdf", "../../etc/passwd": "passwd", `..\..\run.exe`: "run.exe", "": "original", "..": "original", "/": "original",
		".bashrc": "bashrc", "a:b": "a_b", "\x00\n": "original"} {
		if got := (Attachment{Name: name}).FileName(); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// TestCardOfAnotherMaker: qpdf lays the files in, packed, in object streams with
// a cross-reference stream.
func TestCardOfAnotherMaker(t *testing.T) {
	qpdf, dir := program(t, "qpdf", "qpdf"), t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	plain, made := file("plain.pdf", string(plainPDF("").data)), filepath.Join(dir, "card.pdf")
	original, signature := string(bytes.Repeat([]byte("the claim, "), 1000)), cmsLike("a signature")
	out, err := exec.Command(qpdf, plain, "--object-streams=generate", "--add-attachment", file("a claim.txt", original), "--key=1", "--",
		"--add-attachment", file("b.cms", signature), "--key=2", "--", made).CombinedOutput()
	if err != nil {
		t.Fatalf("qpdf: %s", out)
	}
	c, err := ParseCard(must(os.ReadFile(made)))
	if err != nil || string(c.Original.Bytes) != original || c.Original.Name != "a claim.txt" || len(c.Signatures) != 1 || string(c.Signatures[0].Bytes) != signature {
		t.Errorf("%+v, %v", c, err)
	}
	// What our tests write is a PDF for others too.
	for name, data := range map[string][]byte{"card.pdf": card("claim.pdf", "the claim", "1.cms", signature), "signed.pdf": plainPDF("").sign(pdfSigning{}).sign(pdfSigning{}).data} {
		if out, err := exec.Command(qpdf, "--check", file(name, string(data))).CombinedOutput(); err != nil {
			t.Errorf("%s: %s", name, out)
		}
	}
}

// FuzzPDF: whatever the bytes, an answer; and what is covered is in the file.
func FuzzPDF(f *testing.F) {
	f.Add(plainPDF("").sign(pdfSigning{}).data)
	f.Add(plainPDF("").sign(pdfSigning{}).sign(pdfSigning{}).data)
	f.Add(card("claim.pdf", "the claim", "1.cms", cmsLike("first signature")))
	f.Add(packedSignature())
	f.Add(twoFields())
	f.Fuzz(func(t *testing.T, data []byte) {
		if all, err := ParsePDF(data); err == nil {
			for _, s := range all {
				if s.After == Untouched && len(s.Content(data))+s.to-s.from != len(data) {
					t.Fatalf("%+v of %d bytes", s, len(data))
				}
			}
		}
		if c, err := ParseCard(data); err == nil && len(c.Signatures) == 0 {
			t.Fatal("a card without signatures")
		}
	})
}
