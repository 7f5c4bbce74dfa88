package record

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"math"
	"slices"
)

// Parts are a bundle's files by name.
type Parts map[string][]byte

// MaxParts bounds the number of files, so that the ZIP needs no second form.
const MaxParts = 65534

// Names lists the files in the order of a bundle.
func (p Parts) Names() []string { return slices.Sorted(maps.Keys(p)) }

// validName accepts lowercase ASCII paths that stay where they are.
func validName(name string) bool {
	if name == "" || len(name) > 200 || name[0] == '/' || bytes.Contains([]byte(name), []byte("..")) {
		return false
	}
	for i := range len(name) {
		c := name[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '/' || c == '-') {
			return false
		}
	}
	return true
}

const (
	localSize   = 30
	centralSize = 46
	endSize     = 22
)

// zipFile is the place of one file in the archive.
type zipFile struct {
	name   string
	offset int64
	crc    uint32
	size   int
}

// header appends the fields that a local and a central header share.
func (f zipFile) header(b []byte) []byte {
	b = binary.LittleEndian.AppendUint16(b, 10)     // version needed
	b = binary.LittleEndian.AppendUint16(b, 0)      // flags
	b = binary.LittleEndian.AppendUint16(b, 0)      // stored
	b = binary.LittleEndian.AppendUint16(b, 0)      // 00:00:00
	b = binary.LittleEndian.AppendUint16(b, 0x0021) // 1980-01-01
	b = binary.LittleEndian.AppendUint32(b, f.crc)
	b = binary.LittleEndian.AppendUint32(b, uint32(f.size))
	b = binary.LittleEndian.AppendUint32(b, uint32(f.size))
	b = binary.LittleEndian.AppendUint16(b, uint16(len(f.name)))
	return binary.LittleEndian.AppendUint16(b, 0) // no extra field
}

// WriteZip writes the one ZIP these parts can make: stored, dated 1980-01-01,
// sorted by name, without extra fields and comments. It refuses bad names, too
// many files, and more than 4 GiB.
func WriteZip(w io.Writer, parts Parts) error {
	names := parts.Names()
	if len(names) > MaxParts {
		return fmt.Errorf("record: %d files in a bundle", len(names))
	}
	var offset int64
	var central []byte
	for _, name := range names {
		body := parts[name]
		if !validName(name) {
			return fmt.Errorf("record: file name %q", name)
		}
		f := zipFile{name, offset, crc32.ChecksumIEEE(body), len(body)}
		head := append(f.header([]byte("PK\x03\x04")), name...)
		offset += int64(len(head) + len(body))
		if offset > math.MaxUint32 {
			return errors.New("record: bundle over 4 GiB")
		}
		if _, err := w.Write(head); err != nil {
			return err
		}
		if _, err := w.Write(body); err != nil {
			return err
		}
		central = f.central(central)
	}
	return writeEnd(w, central, len(names), offset)
}

func (f zipFile) central(b []byte) []byte {
	b = append(b, "PK\x01\x02"...)
	b = binary.LittleEndian.AppendUint16(b, 20) // made by
	b = f.header(b)
	b = append(b, make([]byte, 10)...) // comment length, disk, attributes
	b = binary.LittleEndian.AppendUint32(b, uint32(f.offset))
	return append(b, f.name...)
}

func writeEnd(w io.Writer, central []byte, files int, offset int64) error {
	if offset+int64(len(central)) > math.MaxUint32 {
		return errors.New("record: bundle over 4 GiB")
	}
	b := append(central, "PK\x05\x06\x00\x00\x00\x00"...)
	b = binary.LittleEndian.AppendUint16(b, uint16(files))
	b = binary.LittleEndian.AppendUint16(b, uint16(files))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(central)))
	b = binary.LittleEndian.AppendUint32(b, uint32(offset))
	_, err := w.Write(append(b, 0, 0))
	return err
}

// ReadZip reads a bundle's ZIP. err: it is no ZIP of stored files at all.
// wrong names the first place where it differs from what WriteZip makes of the
// same files: a file, or "archive"; empty when it does not.
func ReadZip(b []byte) (parts Parts, wrong string, err error) {
	parts = Parts{}
	var order []zipFile
	at := 0
	for len(b)-at >= localSize && string(b[at:at+4]) == "PK\x03\x04" {
		h := b[at : at+localSize]
		size := int(binary.LittleEndian.Uint32(h[18:]))
		name, extra := int(binary.LittleEndian.Uint16(h[26:])), int(binary.LittleEndian.Uint16(h[28:]))
		end := at + localSize + name + extra + size
		if h[8] != 0 || h[9] != 0 || end > len(b) || size != int(binary.LittleEndian.Uint32(h[22:])) {
			return nil, "", errors.New("record: not a ZIP of stored files")
		}
		f := zipFile{name: string(b[at+localSize : at+localSize+name]), offset: int64(at)}
		if _, twice := parts[f.name]; twice || !validName(f.name) || len(order) >= MaxParts {
			return nil, "", fmt.Errorf("record: file name %q", f.name)
		}
		parts[f.name] = b[end-size : end]
		order = append(order, f)
		at = end
	}
	if len(order) == 0 || !bytes.HasPrefix(b[at:], []byte("PK\x01\x02")) {
		return nil, "", errors.New("record: not a ZIP of stored files")
	}
	return parts, firstDifference(b, parts, order, at), nil
}

// firstDifference writes the archive again and compares as it goes.
func firstDifference(b []byte, parts Parts, order []zipFile, filesEnd int) string {
	c := &comparer{want: b}
	if err := WriteZip(c, parts); err == nil && c.at == len(b) {
		return ""
	}
	if c.at >= filesEnd {
		return "archive"
	}
	part := "archive"
	for _, f := range order {
		if f.offset <= int64(c.at) {
			part = f.name
		}
	}
	return part
}

// comparer is a writer that stops at the first byte that differs.
type comparer struct {
	want []byte
	at   int
}

func (c *comparer) Write(p []byte) (int, error) {
	rest := c.want[c.at:]
	if len(rest) >= len(p) && bytes.Equal(rest[:len(p)], p) {
		c.at += len(p)
		return len(p), nil
	}
	for i := range p {
		if i >= len(rest) || rest[i] != p[i] {
			break
		}
		c.at++
	}
	return 0, errors.New("record: archive differs")
}
