package esign

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// canonical is Canonical XML 1.0 (W3C, 15 March 2001) of an element with
// everything in it but one. A document that readXML takes has no comments, so
// that the form with comments is the same.
func canonical(n, without *xmlNode) []byte {
	c := &canonicalizer{without: without}
	c.element(n, nil)
	return []byte(c.out.String())
}

type canonicalizer struct {
	out     strings.Builder
	without *xmlNode
}

// element writes n. above are the namespaces in force where it is written, by
// prefix; nil at the top, where everything in force around it is written out,
// with the xml: attributes of those above (section 2.4).
func (c *canonicalizer) element(n *xmlNode, above map[string]string) {
	spaces, attrs := n.spaces, n.attrs
	if above == nil {
		spaces, attrs, above = n.inherited()
	}
	name := joined(n.prefix, n.name)
	c.out.WriteString("<" + name)
	inForce := above
	if len(spaces) > 0 {
		inForce = maps.Clone(above)
		maps.Copy(inForce, spaces)
	}
	for _, prefix := range slices.Sorted(maps.Keys(spaces)) {
		if uri := spaces[prefix]; uri != above[prefix] && prefix != "xml" {
			c.attribute(strings.TrimSuffix("xmlns:"+prefix, ":"), uri)
		}
	}
	attrs = slices.Clone(attrs)
	slices.SortFunc(attrs, func(a, b xmlAttr) int { return cmp.Or(cmp.Compare(a.uri, b.uri), cmp.Compare(a.name, b.name)) })
	for _, a := range attrs {
		c.attribute(joined(a.prefix, a.name), a.value)
	}
	c.out.WriteString(">")
	for _, in := range n.children {
		switch {
		case in.element == nil:
			escape(&c.out, in.text, false)
		case in.element != c.without:
			c.element(in.element, inForce)
		}
	}
	c.out.WriteString("</" + name + ">")
}

// inherited are the namespaces in force at n, its attributes with the xml: ones
// that those above it have, and nothing in force above it.
func (n *xmlNode) inherited() (spaces map[string]string, attrs []xmlAttr, above map[string]string) {
	spaces, attrs = map[string]string{}, slices.Clone(n.attrs)
	for at := n; at != nil; at = at.parent {
		for prefix, uri := range at.spaces {
			if _, nearer := spaces[prefix]; !nearer {
				spaces[prefix] = uri
			}
		}
		for _, a := range at.attrs {
			if at != n && a.uri == xmlSpaceURI && !slices.ContainsFunc(attrs, func(b xmlAttr) bool { return b.uri == a.uri && b.name == a.name }) {
				attrs = append(attrs, a)
			}
		}
	}
	return spaces, attrs, map[string]string{}
}

func (c *canonicalizer) attribute(name, value string) {
	c.out.WriteString(" " + name + `="`)
	escape(&c.out, value, true)
	c.out.WriteString(`"`)
}

func joined(prefix, name string) string {
	if prefix == "" {
		return name
	}
	return prefix + ":" + name
}

// escape writes text, or an attribute's value (section 2.3).
func escape(out *strings.Builder, s string, value bool) {
	for i := range len(s) {
		switch b := s[i]; {
		case b == '&':
			out.WriteString("&amp;")
		case b == '<':
			out.WriteString("&lt;")
		case b == '\r':
			out.WriteString("&#xD;")
		case b == '>' && !value:
			out.WriteString("&gt;")
		case b == '"' && value:
			out.WriteString("&quot;")
		case b == '\t' && value:
			out.WriteString("&#x9;")
		case b == '\n' && value:
			out.WriteString("&#xA;")
		default:
			out.WriteByte(b)
		}
	}
}
