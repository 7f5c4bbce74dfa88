package record

import (
	"bytes"
	"crypto/sha256"
	"strconv"

	"tarazy/internal/court"
)

// cursor walks canonical JSON of a known shape without building anything. The
// caller has checked that the bytes are canonical; the cursor only finds that
// they have another shape, and then stays bad.
type cursor struct {
	b   []byte
	at  int
	bad bool
}

func (c *cursor) lit(s string) {
	if c.bad || len(c.b)-c.at < len(s) || string(c.b[c.at:c.at+len(s)]) != s {
		c.bad = true
		return
	}
	c.at += len(s)
}

func (c *cursor) has(s string) bool {
	return !c.bad && bytes.HasPrefix(c.b[c.at:], []byte(s))
}

// hash reads a quoted hash.
func (c *cursor) hash() (h Hash) {
	c.lit(`"`)
	if c.bad || len(c.b)-c.at < 64 || h.UnmarshalText(c.b[c.at:c.at+64]) != nil {
		c.bad = true
		return h
	}
	c.at += 64
	c.lit(`"`)
	return h
}

// uint reads an integer that is not negative.
func (c *cursor) uint() uint64 {
	start := c.at
	for c.at < len(c.b) && c.b[c.at] >= '0' && c.b[c.at] <= '9' {
		c.at++
	}
	n, err := strconv.ParseUint(string(c.b[start:c.at]), 10, 54)
	c.bad = c.bad || err != nil || c.at-start > 1 && c.b[start] == '0'
	return n
}

// value passes over one value and answers its bytes.
func (c *cursor) value() []byte {
	start, depth := c.at, 0
	for !c.bad && c.at < len(c.b) {
		switch c.b[c.at] {
		case '"':
			c.text()
			c.at--
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth < 0 {
				return c.b[start:c.at]
			}
		case ',':
			if depth == 0 {
				return c.b[start:c.at]
			}
		}
		c.at++
		if depth == 0 && c.at > start && (c.b[c.at-1] == '"' || c.b[c.at-1] == '}' || c.b[c.at-1] == ']') {
			return c.b[start:c.at]
		}
	}
	c.bad = true
	return nil
}

// text passes over a string and answers it with its quotes.
func (c *cursor) text() []byte {
	start := c.at
	c.lit(`"`)
	for i := c.at; !c.bad && i < len(c.b); i++ {
		switch c.b[i] {
		case '\\':
			i++
		case '"':
			c.at = i + 1
			return c.b[start:c.at]
		}
	}
	c.bad = true
	return nil
}

func unquote(b []byte) string {
	if len(b) < 2 {
		return ""
	}
	return string(b[1 : len(b)-1])
}

// fact is what the verifier keeps of one line of events.jsonl.
type fact struct {
	log     []byte
	stream  court.StreamID
	version uint64
	prev    Hash
	hash    Hash // of the header
	at      string
	kind    string // type; empty for a stub
	blob    string // data.blob
	verdict string // what was found about an electronic signature; see Payload.VerdictOf
	payload []byte // whole; only of signed acts and of types the verifier must understand
	signed  bool
	act     Hash
	leaf    int64
	tag     Hash
}

// maxLine is the most bytes of an event's line: a payload and its header.
const maxLine = MaxJSON + 1024

// readLine reads one line of events. message is empty when it is what it says.
func readLine(line, scratch []byte) (f fact, message string) {
	again, err := canonicalise(scratch[:0], line, maxLine)
	if err != nil || !bytes.Equal(again, line) {
		return f, "verifier.not_canonical"
	}
	return readEvent(line)
}

// readEvent reads {header, payload?} that is known to be canonical.
func readEvent(line []byte) (f fact, message string) {
	c := cursor{b: line}
	c.lit(`{"header":`)
	start := c.at
	c.lit(`{"log":`)
	f.log = c.text()
	c.lit(`,"payload_hash":`)
	payloadHash := c.hash()
	c.lit(`,"prev":`)
	f.prev = c.hash()
	c.lit(`,"stream":`)
	f.stream = court.StreamID(unquote(c.text()))
	c.lit(`,"version":`)
	f.version = c.uint()
	c.lit(`}`)
	if c.bad || f.version == 0 || !ValidStream(f.stream) || !ValidLog(unquote(f.log)) {
		return f, "verifier.bad_header"
	}
	f.hash = sha256.Sum256(line[start:c.at])
	if c.has(`,"payload":`) {
		c.lit(`,"payload":`)
		f.payload = c.value()
	}
	c.lit(`}`)
	if c.bad || c.at != len(line) {
		return f, "verifier.bad_header"
	}
	if f.payload == nil {
		return f, ""
	}
	if sha256.Sum256(f.payload) != payloadHash {
		return f, "verifier.payload_hash"
	}
	return f, f.readPayload()
}

// readPayload checks the payload's shape and its act.
func (f *fact) readPayload() string {
	c := cursor{b: f.payload}
	c.lit(`{"act":`)
	f.act = c.hash()
	c.lit(`,"at":`)
	at := c.text()
	c.lit(`,"by":`)
	by := c.actor()
	c.lit(`,"data":`)
	data := c.value()
	c.lit(`,"key":`)
	key := c.text()
	c.lit(`,"salt":`)
	salt := c.text()
	sig := []byte("{")
	if f.signed = c.has(`,"sig":`); f.signed {
		c.lit(`,"sig":`)
		sig = c.value()
	}
	c.lit(`,"type":`)
	kind := c.text()
	c.lit(`}`)
	if c.bad || c.at != len(f.payload) || len(salt) != 34 || data[0] != '{' || sig[0] != '{' || len(kind) < 3 {
		return "verifier.bad_payload"
	}
	var t Time
	if t.UnmarshalText(at[1:len(at)-1]) != nil || !isHex(salt[1:33]) {
		return "verifier.bad_payload"
	}
	f.at, f.kind = unquote(at), unquote(kind)
	f.blob = blobOf(data)
	if f.signed && bytes.Contains(sig, []byte(`"kind":"eds"`)) || bytes.Contains(data, []byte(`"verdict":`)) {
		f.verdict = f.verdictOf()
	}
	if f.actOf(by, data, key, kind) != f.act {
		return "verifier.act_hash"
	}
	if !f.signed && !understood(f.kind) {
		f.payload = nil
	}
	return ""
}

// verdictOf is the verdict that the payload keeps; empty if it keeps none.
func (f *fact) verdictOf() string {
	if p, err := ParsePayload(f.payload); err == nil {
		if h, ok := p.VerdictOf(); ok {
			return h.String()
		}
	}
	return ""
}

// actor reads {"person":…,"role":…}.
func (c *cursor) actor() []byte {
	start := c.at
	c.lit(`{"person":`)
	c.text()
	c.lit(`,"role":`)
	c.text()
	c.lit(`}`)
	return c.b[start:c.at]
}

func (f *fact) actOf(by, data, key, kind []byte) Hash {
	b := make([]byte, 0, 256+len(data))
	b = append(append(b, `{"by":`...), by...)
	b = append(append(b, `,"data":`...), data...)
	b = append(append(b, `,"key":`...), key...)
	b = append(append(b, `,"log":`...), f.log...)
	b = append(append(b, `,"stream":"`...), f.stream...)
	b = append(append(b, `","type":`...), kind...)
	return sha256.Sum256(append(b, '}'))
}

// blobOf is the top-level member "blob" of data, if it is text.
func blobOf(data []byte) string {
	if !bytes.Contains(data, []byte(`"blob":`)) {
		return ""
	}
	c := cursor{b: data}
	c.lit(`{`)
	for !c.bad && c.at < len(c.b) && c.b[c.at] == '"' {
		name := unquote(c.text())
		c.lit(`:`)
		value := c.value()
		if name == "blob" && len(value) > 1 && value[0] == '"' {
			return unquote(value)
		}
		if c.has(`,`) {
			c.lit(`,`)
		}
	}
	return ""
}

func isHex(b []byte) bool {
	for _, c := range b {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// readProof reads one line of proofs.jsonl; hashes reuses its room.
func readProof(line []byte, hashes []Hash) (p proofLine, ok bool) {
	c := cursor{b: line}
	c.lit(`{"hashes":[`)
	for i := 0; !c.bad && !c.has(`]`) && i < 64; i++ {
		if i > 0 {
			c.lit(`,`)
		}
		hashes = append(hashes, c.hash())
	}
	p.Hashes = hashes
	c.lit(`],"index":`)
	p.Index = int64(c.uint())
	c.lit(`,"stream":`)
	p.Stream = court.StreamID(unquote(c.text()))
	c.lit(`,"tag":`)
	p.Tag = c.hash()
	c.lit(`,"version":`)
	p.Version = c.uint()
	c.lit(`}`)
	return p, !c.bad && c.at == len(line)
}
