package esign

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// randomXML is a document with everything that canonical forms differ in:
// namespaces declared, declared again, hidden and taken back, attributes in any
// order, references, line ends, CDATA, letters of several scripts.
func randomXML(seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 42))
	g := xmlMaker{Rand: r}
	return `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + g.element(0, []string{""})
}

type xmlMaker struct{ *rand.Rand }

func (g xmlMaker) element(depth int, prefixes []string) string {
	var attrs []string
	own := append([]string(nil), prefixes...)
	for _, p := range []string{"a", "b", "c"} {
		if g.IntN(4) == 0 {
			attrs = append(attrs, fmt.Sprintf(`xmlns:%s="urn:%d"`, p, g.IntN(3)))
			own = append(own, p)
		}
	}
	if g.IntN(4) == 0 {
		attrs = append(attrs, fmt.Sprintf(`xmlns="%s"`, []string{"", "urn:1", "urn:d"}[g.IntN(3)]))
	}
	if g.IntN(6) == 0 {
		attrs = append(attrs, `xml:space="preserve"`)
	}
	for _, name := range []string{"z", "A", "id", "қ"} {
		if g.IntN(3) == 0 {
			prefix := own[g.IntN(len(own))]
			attrs = append(attrs, fmt.Sprintf(`%s="%s"`, joined(prefix, fmt.Sprint(name, prefix)), g.text(true)))
		}
	}
	g.Shuffle(len(attrs), func(i, j int) { attrs[i], attrs[j] = attrs[j], attrs[i] })
	name := joined(own[g.IntN(len(own))], []string{"x", "y", "іс"}[g.IntN(3)])
	start := strings.Join(append([]string{"<" + name}, attrs...), []string{" ", "\n"}[g.IntN(2)])
	if depth > 0 && g.IntN(5) == 0 {
		return start + "/>"
	}
	body := ""
	for range g.IntN(5) {
		if body += g.text(false); depth < 5 {
			body += g.element(depth+1, own)
		}
	}
	return start + ">" + body + "</" + name + ">"
}

func (g xmlMaker) text(value bool) string {
	pieces := []string{"a", " ", "Ә", "&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#13;", "&#10;", "&#9;", "&#xD;", ">", "'", "𝄞", "&#x4D9;"}
	if !value {
		pieces = append(pieces, "\n", "\r\n", "\t", `"`, "<![CDATA[<&>]]>", "]]&gt;")
	}
	var out strings.Builder
	for range g.IntN(6) {
		out.WriteString(pieces[g.IntN(len(pieces))])
	}
	return out.String()
}

// FuzzXML: whatever the bytes, an answer; the canonical form of what is read is
// its own canonical form; and nothing but what was signed is valid.
func FuzzXML(f *testing.F) {
	s := xmlSigners()[1]
	signed := s.signedXML(filing)
	f.Add([]byte(signed))
	contents := map[string]bool{string(must(ParseXML([]byte(signed))).Content): true}
	for i := range 20 {
		f.Add([]byte(randomXML(uint64(i))))
		another := []byte(s.signedXML(randomXML(uint64(i))))
		f.Add(another)
		contents[string(must(ParseXML(another)).Content)] = true
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		root, err := readXML(data)
		if err != nil {
			return
		}
		form := canonical(root, nil)
		again, err := readXML(form)
		if err != nil {
			t.Fatalf("a canonical form that is refused: %v: %q", err, form)
		}
		if !bytes.Equal(canonical(again, nil), form) {
			t.Fatalf("two canonical forms: %q and %q", form, canonical(again, nil))
		}
		x, err := ParseXML(data)
		if err == nil && x.Check() == nil && bytes.Equal(x.Certificates[0].Raw, s.certificate) && !contents[string(x.Content)] {
			t.Fatalf("valid, and never signed: %q", x.Content)
		}
	})
}
