package record

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Tree is the log as it stands durable. It is also a tlog.HashReader.
type Tree interface {
	Size(ctx context.Context) (int64, error)
	ReadHashes(idx []int64) ([]tlog.Hash, error)
	// Entries are the 64-byte entries from..to-1.
	Entries(ctx context.Context, from, to int64) ([][]byte, error)
}

// LeafHash is RFC 6962's hash of an entry.
func LeafHash(entry [64]byte) Hash { return Hash(tlog.RecordHash(entry[:])) }

// Prove makes the proof that leaf index stands in the tree of the signed
// checkpoint. It refuses an index the checkpoint does not cover.
func Prove(tree tlog.HashReader, index int64, checkpoint string) (Proof, error) {
	c, err := ParseSigned(checkpoint)
	if err != nil {
		return Proof{}, err
	}
	hashes, err := auditPath(tree, index, c.Size)
	if err != nil {
		return Proof{}, err
	}
	return Proof{Index: index, Size: c.Size, Hashes: hashes, Checkpoint: checkpoint}, nil
}

func auditPath(tree tlog.HashReader, index, size int64) ([]Hash, error) {
	if index < 0 || index >= size {
		return nil, fmt.Errorf("record: leaf %d is outside a tree of %d", index, size)
	}
	path, err := tlog.ProveRecord(size, index, tree)
	if err != nil {
		return nil, err
	}
	hashes := make([]Hash, len(path))
	for i, h := range path {
		hashes[i] = Hash(h)
	}
	return hashes, nil
}

// Root is the head of the tree's first size entries.
func Root(tree tlog.HashReader, size int64) (Hash, error) {
	h, err := tlog.TreeHash(size, tree)
	return Hash(h), err
}

// checkInclusion climbs the audit path, as RFC 9162 2.1.3.2 says.
func checkInclusion(path []Hash, index, size int64, leaf, root Hash) error {
	if index < 0 || index >= size {
		return fmt.Errorf("record: leaf %d is outside a tree of %d", index, size)
	}
	fn, sn, h := index, size-1, tlog.Hash(leaf)
	for _, p := range path {
		if sn == 0 {
			return errors.New("record: proof too long")
		}
		if fn&1 == 1 || fn == sn {
			h = tlog.NodeHash(tlog.Hash(p), h)
			for fn&1 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			h = tlog.NodeHash(h, tlog.Hash(p))
		}
		fn, sn = fn>>1, sn>>1
	}
	if sn != 0 {
		return errors.New("record: proof too short")
	}
	if Hash(h) != root {
		return errors.New("record: proof leads to another root")
	}
	return nil
}

// Checkpoint is the head of the tree at a size (C2SP tlog-checkpoint, without
// extension lines).
type Checkpoint struct {
	Origin string
	Size   int64
	Root   Hash
}

// Text is what is signed.
func (c Checkpoint) Text() string {
	return c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(c.Root[:]) + "\n"
}

// ParseCheckpoint reads a checkpoint's text. It refuses any other text than
// Text would write.
func ParseCheckpoint(text string) (Checkpoint, error) {
	var c Checkpoint
	lines := strings.Split(text, "\n")
	if len(lines) != 4 {
		return c, errors.New("record: a checkpoint has three lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || size > maxInteger {
		return c, errors.New("record: a checkpoint without a size")
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != 32 {
		return c, errors.New("record: a checkpoint without a root")
	}
	c = Checkpoint{Origin: lines[0], Size: size, Root: Hash(root)}
	if !ValidLog(c.Origin) || c.Text() != text {
		return Checkpoint{}, errors.New("record: malformed checkpoint")
	}
	return c, nil
}

// ParseSigned reads the checkpoint of a signed note without judging who
// signed it.
func ParseSigned(signed string) (Checkpoint, error) {
	text, _, err := splitNote(signed)
	if err != nil {
		return Checkpoint{}, err
	}
	return ParseCheckpoint(text)
}

// SignCheckpoint signs c with the log's key. It refuses a key of another name
// than the checkpoint's origin. Whether c may be signed at all (durable, never
// smaller, never another history) is the notary's duty.
func SignCheckpoint(c Checkpoint, key note.Signer) (string, error) {
	if key.Name() != c.Origin {
		return "", fmt.Errorf("record: key %s cannot sign for %s", key.Name(), c.Origin)
	}
	signed, err := note.Sign(&note.Note{Text: c.Text()}, key)
	return string(signed), err
}
