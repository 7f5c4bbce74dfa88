package esign

import (
	"bytes"
	"encoding/xml"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a signed XML document: far above what anybody signs, and small
// enough that reading one costs little.
const (
	maxXML       = 16 << 20 // bytes
	maxXMLDepth  = 100
	maxXMLNodes  = 400_000 // elements, attributes and pieces of text
	maxXMLSpaces = 1000    // namespaces declared
	xmlSpaceURI  = "http://www.w3.org/XML/1998/namespace"
)

// xmlNode is an element of a document that has nothing but elements, attributes
// and text: what was signed is then all that a reader can see.
type xmlNode struct {
	prefix, name, uri string
	spaces            map[string]string // declared here, by prefix; "" is the default one
	attrs             []xmlAttr
	children          []xmlChild
	parent            *xmlNode
}

type xmlAttr struct{ prefix, name, uri, value string }

// xmlChild is an element, or a piece of text.
type xmlChild struct {
	element *xmlNode
	text    string
}

// readXML reads a document strictly. Beyond what is not well-formed it refuses
// what readers of XML treat differently, or leave out of a signature: a document
// type, entities, comments (a reference with an empty URI does not cover them,
// XMLDSIG section 4.4.3.3), processing instructions, encodings other than UTF-8,
// names that are not namespace-qualified names, prefixes without a namespace,
// attributes twice, line ends inside attribute values (which a reader turns into
// spaces), and more than the limits.
func readXML(data []byte) (*xmlNode, error) {
	if len(data) > maxXML {
		return nil, refuse(Unreadable, TooLarge)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	r := &xmlReader{data: data, tokens: xml.NewDecoder(bytes.NewReader(data))}
	for {
		from := r.tokens.InputOffset()
		token, err := r.tokens.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, &refusal{Unreadable, Malformed, err}
		}
		if err := r.take(token, from); err != nil {
			return nil, err
		}
	}
	if r.root == nil || r.at != nil {
		return nil, refuse(Unreadable, Malformed)
	}
	return r.root, nil
}

// xmlDeclaration is what may stand in <?xml …?> (XML 1.0, section 2.8).
var xmlDeclaration = regexp.MustCompile(`^version\s*=\s*("1\.0"|'1\.0')(\s+encoding\s*=\s*("(?i:utf-8)"|'(?i:utf-8)'))?(\s+standalone\s*=\s*("(yes|no)"|'(yes|no)'))?\s*$`)

type xmlReader struct {
	data     []byte
	tokens   *xml.Decoder
	root, at *xmlNode
	depth    int
	nodes    int
	spaces   int
}

func (r *xmlReader) take(token xml.Token, from int64) error {
	switch t := token.(type) {
	case xml.StartElement:
		return r.open(t, r.data[from:r.tokens.InputOffset()])
	case xml.EndElement:
		if r.at == nil || r.at.prefix != t.Name.Space || r.at.name != t.Name.Local {
			return refuse(Unreadable, Malformed)
		}
		r.at = r.at.parent
		r.depth--
	case xml.CharData:
		if r.at == nil {
			if len(bytes.Trim(t, " \t\r\n")) > 0 {
				return refuse(Unreadable, Malformed)
			}
			return nil
		}
		if r.nodes++; r.nodes > maxXMLNodes {
			return refuse(Unreadable, TooLarge)
		}
		r.at.children = append(r.at.children, xmlChild{text: string(t)})
	case xml.ProcInst:
		if t.Target != "xml" || from != 0 {
			return refuse(Unreadable, XMLInstruction)
		}
		if !xmlDeclaration.Match(t.Inst) { // encoding/xml takes what is only like one
			return refuse(Unreadable, Malformed)
		}
	case xml.Comment:
		return refuse(Unreadable, XMLComment)
	case xml.Directive:
		return refuse(Unreadable, XMLDocType)
	}
	return nil
}

// open begins an element.
func (r *xmlReader) open(t xml.StartElement, raw []byte) error {
	if r.nodes += 1 + len(t.Attr); r.nodes > maxXMLNodes || r.depth >= maxXMLDepth {
		return refuse(Unreadable, TooLarge)
	}
	if r.at == nil && r.root != nil || t.Name.Space == "xmlns" {
		return refuse(Unreadable, Malformed)
	}
	if brokenValue(raw) {
		return refuse(Unreadable, XMLNames)
	}
	n := &xmlNode{prefix: t.Name.Space, name: t.Name.Local, parent: r.at}
	if !qualified(t.Name) {
		return refuse(Unreadable, XMLNames)
	}
	if err := n.declare(t.Attr); err != nil {
		return err
	}
	if r.spaces += len(n.spaces); r.spaces > maxXMLSpaces {
		return refuse(Unreadable, TooLarge)
	}
	if err := n.resolve(); err != nil {
		return err
	}
	if r.at == nil {
		r.root = n
	} else {
		r.at.children = append(r.at.children, xmlChild{element: n})
	}
	r.at = n
	r.depth++
	return nil
}

// declare sorts attributes into namespaces and others.
func (n *xmlNode) declare(attrs []xml.Attr) error {
	for _, a := range attrs {
		if !qualified(a.Name) {
			return refuse(Unreadable, XMLNames)
		}
		prefix, isSpace := a.Name.Local, a.Name.Space == "xmlns"
		if a.Name.Space == "" && a.Name.Local == "xmlns" {
			prefix, isSpace = "", true
		}
		if !isSpace {
			n.attrs = append(n.attrs, xmlAttr{prefix: a.Name.Space, name: a.Name.Local, value: a.Value})
			continue
		}
		if _, twice := n.spaces[prefix]; twice || prefix == "xmlns" || (prefix == "xml") != (a.Value == xmlSpaceURI) ||
			a.Value == "http://www.w3.org/2000/xmlns/" || prefix != "" && a.Value == "" {
			return refuse(Unreadable, XMLNames)
		}
		if n.spaces == nil {
			n.spaces = map[string]string{}
		}
		n.spaces[prefix] = a.Value
	}
	return nil
}

// resolve finds the namespaces of the element and its attributes.
func (n *xmlNode) resolve() error {
	var known bool
	if n.uri, known = n.space(n.prefix); !known && n.prefix != "" {
		return refuse(Unreadable, XMLNames)
	}
	seen := make(map[[2]string]bool, len(n.attrs))
	for i := range n.attrs {
		a := &n.attrs[i]
		if a.prefix != "" {
			if a.uri, known = n.space(a.prefix); !known {
				return refuse(Unreadable, XMLNames)
			}
		}
		if seen[[2]string{a.uri, a.name}] {
			return refuse(Unreadable, XMLNames)
		}
		seen[[2]string{a.uri, a.name}] = true
	}
	return nil
}

// space is the namespace that a prefix has here.
func (n *xmlNode) space(prefix string) (string, bool) {
	if prefix == "xml" {
		return xmlSpaceURI, true
	}
	for at := n; at != nil; at = at.parent {
		if uri, here := at.spaces[prefix]; here {
			return uri, true
		}
	}
	return "", false
}

// qualified: at most one colon, with a name on both its sides.
func qualified(name xml.Name) bool {
	if strings.Contains(name.Local, ":") || strings.Contains(name.Space, ":") {
		return false
	}
	for _, part := range []string{name.Space, name.Local} {
		if r, _ := utf8.DecodeRuneInString(part); part != "" && r != '_' && !unicode.IsLetter(r) {
			return false
		}
	}
	return name.Local != ""
}

// brokenValue: a value in a start tag has a line end or tabulator as such.
func brokenValue(tag []byte) bool {
	quote := byte(0)
	for _, b := range tag {
		switch {
		case quote == 0 && (b == '"' || b == '\''):
			quote = b
		case quote == b:
			quote = 0
		case quote != 0 && (b == '\n' || b == '\r' || b == '\t'):
			return true
		}
	}
	return false
}
