package esign

// Limits of what is read. A signature with its certificates has some kilobytes;
// what is larger is an attached document.
const (
	maxFile     = 64 << 20
	maxDepth    = 40
	maxElements = 1 << 19 // of a file that is not yet DER
)

const (
	tagOctets            = 0x04
	tagOctetsConstructed = 0x24
	tagBitsConstructed   = 0x23
	constructed          = 0x20
)

// element is a tag with its content, as X.690, section 8.1 has it.
type element struct {
	tag        byte
	body, rest []byte
	indefinite bool // the body is followed by end-of-contents, somewhere
	minimal    bool // the length has its only form in DER
}

// header reads tag and length. It refuses tags of more than one byte, which no
// structure here has, and lengths beyond what is there.
func header(in []byte) (e element, err error) {
	if len(in) < 2 || in[0]&0x1f == 0x1f {
		return e, refuse(Unreadable, Malformed)
	}
	e.tag = in[0]
	n, in := int(in[1]), in[2:]
	switch {
	case n < 0x80:
		e.minimal = true
	case n == 0x80:
		if e.tag&constructed == 0 {
			return e, refuse(Unreadable, Malformed)
		}
		e.indefinite, e.body = true, in
		return e, nil
	default:
		size := n & 0x7f
		if size > 4 || len(in) < size {
			return e, refuse(Unreadable, Malformed)
		}
		n = 0
		for _, b := range in[:size] {
			n = n<<8 | int(b)
		}
		e.minimal = in[0] != 0 && n >= 0x80
		in = in[size:]
	}
	if n > len(in) {
		return e, refuse(Unreadable, Malformed)
	}
	e.body, e.rest = in[:n], in[n:]
	return e, nil
}

// toDER answers one element in definite lengths with its octet strings in one
// piece: what CMS from streams, and from old versions of the national library,
// has to be brought to before it can be read strictly. Whatever is DER already
// is answered as it is. It refuses what follows the element, and nesting and
// numbers beyond the limits.
//
// Certificates inside are rewritten too. One that was not DER then fails its
// signature, as it should.
func toDER(in []byte) ([]byte, error) {
	if len(in) > maxFile {
		return nil, refuse(Unreadable, TooLarge)
	}
	if rest, ok := skipDER(in, 0); ok && len(rest) == 0 {
		return in, nil
	}
	left := maxElements
	n, rest, err := readBER(in, 0, &left)
	if err != nil {
		return nil, err
	}
	if len(rest) > 0 {
		return nil, refuse(Unreadable, Malformed)
	}
	return n.write(make([]byte, 0, n.total())), nil
}

// skipDER passes over one element; false if anything in it is not in the form of
// DER, as far as lengths and pieces go.
func skipDER(in []byte, depth int) (rest []byte, ok bool) {
	e, err := header(in)
	if err != nil || !e.minimal || depth > maxDepth || e.tag == tagOctetsConstructed || e.tag == tagBitsConstructed {
		return nil, false
	}
	if e.tag&constructed != 0 {
		for body := e.body; len(body) > 0; {
			if body, ok = skipDER(body, depth+1); !ok {
				return nil, false
			}
		}
	}
	return e.rest, true
}

// node is an element taken apart. A primitive one has pieces, a constructed one
// children.
type node struct {
	tag    byte
	size   int // of the content, in DER
	pieces [][]byte
	kids   []node
}

func readBER(in []byte, depth int, left *int) (n node, rest []byte, err error) {
	if *left--; *left < 0 || depth > maxDepth {
		return n, nil, refuse(Unreadable, TooDeep)
	}
	e, err := header(in)
	if err != nil {
		return n, nil, err
	}
	n.tag = e.tag
	switch {
	case e.tag == 0 || e.tag == tagBitsConstructed:
		return n, nil, refuse(Unreadable, Malformed)
	case e.tag&constructed == 0:
		n.pieces, n.size = [][]byte{e.body}, len(e.body)
		return n, e.rest, nil
	}
	body := e.body
	for !e.indefinite && len(body) > 0 || e.indefinite && !endOfContents(body) {
		var kid node
		if kid, body, err = readBER(body, depth+1, left); err != nil {
			return n, nil, err
		}
		n.kids = append(n.kids, kid)
		n.size += kid.total()
	}
	rest = e.rest
	if e.indefinite {
		rest = body[2:]
	}
	if e.tag == tagOctetsConstructed {
		err = n.join()
	}
	return n, rest, err
}

func endOfContents(in []byte) bool { return len(in) >= 2 && in[0] == 0 && in[1] == 0 }

// join makes one octet string of its pieces.
func (n *node) join() error {
	one := node{tag: tagOctets}
	for _, k := range n.kids {
		if k.tag != tagOctets {
			return refuse(Unreadable, Malformed)
		}
		one.pieces = append(one.pieces, k.pieces...)
		one.size += k.size
	}
	*n = one
	return nil
}

// total is the size with tag and length.
func (n *node) total() int { return 1 + len(length(nil, n.size)) + n.size }

func length(out []byte, n int) []byte {
	if n < 0x80 {
		return append(out, byte(n))
	}
	size := 1
	for n>>(8*size) > 0 {
		size++
	}
	out = append(out, 0x80|byte(size))
	for i := size - 1; i >= 0; i-- {
		out = append(out, byte(n>>(8*i)))
	}
	return out
}

func (n *node) write(out []byte) []byte {
	out = length(append(out, n.tag), n.size)
	for _, p := range n.pieces {
		out = append(out, p...)
	}
	for i := range n.kids {
		out = n.kids[i].write(out)
	}
	return out
}
