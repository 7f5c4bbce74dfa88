package record

import (
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// logScan reads the whole public log once: its root at two sizes, and what it
// says of the tags that the reader knows.
type logScan struct {
	files Files
	size  int64
	tree  compactRange
	watch map[Hash]watched
	found func(w watched, index int64, header Hash)
}

// watched is a tag the reader can recognise: of an event in hand, or of the one
// that would follow the last.
type watched struct {
	part string
	leaf int64 // -1: not in hand
	hash Hash
}

// compactRange is the frontier of a growing tree.
type compactRange struct {
	nodes []tlog.Hash
	size  int64
}

func (r *compactRange) add(entry []byte) {
	h := tlog.RecordHash(entry)
	for n := r.size; n&1 == 1; n >>= 1 {
		h = tlog.NodeHash(r.nodes[len(r.nodes)-1], h)
		r.nodes = r.nodes[:len(r.nodes)-1]
	}
	r.nodes = append(r.nodes, h)
	r.size++
}

func (r *compactRange) root() Hash {
	if len(r.nodes) == 0 {
		return HashOf(nil)
	}
	h := r.nodes[len(r.nodes)-1]
	for i := len(r.nodes) - 2; i >= 0; i-- {
		h = tlog.NodeHash(r.nodes[i], h)
	}
	return Hash(h)
}

// entryPath is the tlog-tiles path of a bundle of entries, width 0 for a full one.
func entryPath(n int64, width int) string {
	path := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	if width > 0 {
		path += fmt.Sprintf(".p/%d", width)
	}
	return "tile/entries/" + path
}

// entries reads the n-th bundle of entries, at least need of them.
func (s *logScan) entries(n int64, need int) ([][]byte, error) {
	width := need
	if need == 256 {
		width = 0
	}
	raw, err := s.files.Read(entryPath(n, width))
	if err != nil && width > 0 {
		// The log may have grown past this partial bundle meanwhile.
		raw, err = s.files.Read(entryPath(n, 0))
	}
	if err != nil {
		return nil, err
	}
	var list [][]byte
	for len(raw) >= 66 && binary.BigEndian.Uint16(raw) == 64 {
		list, raw = append(list, raw[2:66]), raw[66:]
	}
	if len(raw) > 0 || len(list) < need {
		return nil, errors.New("record: malformed bundle of entries")
	}
	return list[:need], nil
}

// run scans to the log's size and answers the root at the size of old.
func (s *logScan) run(old int64) (rootOld, rootNow Hash, err error) {
	rootOld = HashOf(nil)
	for n := int64(0); n*256 < s.size; n++ {
		list, err := s.entries(n, int(min(256, s.size-n*256)))
		if err != nil {
			return rootOld, rootNow, err
		}
		for i, e := range list {
			s.tree.add(e)
			index := n*256 + int64(i)
			if w, ok := s.watch[Hash(e[:32])]; ok {
				s.found(w, index, Hash(e[32:]))
			}
			if s.tree.size == old {
				rootOld = s.tree.root()
			}
		}
	}
	return rootOld, s.tree.root(), nil
}

// scanLog compares what is in hand with the public log. fail names the part;
// newer counts later events of the streams in hand.
func scanLog(files Files, p *Policy, c Checkpoint, watch map[Hash]watched, fail func(part, message string)) (newer int) {
	now, ok := headNow(files, p, c, fail)
	if !ok {
		return 0
	}
	s := &logScan{files: files, size: now.Size, watch: watch}
	var later []Check
	s.found = func(w watched, index int64, header Hash) {
		switch {
		case w.leaf < 0 && index < c.Size:
			later = append(later, Check{Part: w.part, Message: "verifier.log.withheld"})
		case w.leaf < 0:
			newer++
		case index != w.leaf || header != w.hash:
			later = append(later, Check{Part: w.part, Message: "verifier.log.fork"})
		}
	}
	old, root, err := s.run(c.Size)
	switch {
	case err != nil:
		fail("log", "verifier.log.unreadable")
	case root != now.Root:
		fail("log", "verifier.log.root")
	case old != c.Root:
		fail("log", "verifier.log.history")
	}
	// In a history told anew every event is a fork: the log is named first.
	for _, c := range later {
		fail(c.Part, c.Message)
	}
	return newer
}

// headNow reads the head that the log has now. It answers false, once fail knows
// why, when there is none to compare with: no log, another's, or one that has
// become shorter than c.
func headNow(files Files, p *Policy, c Checkpoint, fail func(part, message string)) (Checkpoint, bool) {
	signed, err := files.Read("checkpoint")
	if err != nil {
		fail("log", "verifier.log.unreachable")
		return Checkpoint{}, false
	}
	now, err := ParseSigned(string(signed))
	if err != nil || now.Origin != c.Origin {
		message := "verifier.log.other"
		if err == nil && Continues(now.Origin, c.Origin) {
			message = "verifier.log.epoch"
		}
		fail("log", message)
		return now, false
	}
	if p != nil {
		if _, ok, err := p.open(string(signed), c.Origin); err != nil || !ok {
			fail("log", "verifier.log.signature")
		}
	}
	if now.Size < c.Size {
		fail("log", "verifier.log.shrunk")
		return now, false
	}
	return now, true
}

// checkLog looks for forks and a withheld tail of every stream in hand.
func (v *bundleCheck) checkLog() {
	v.look(CheckLog, "verifier.log.ok")
	watch := map[Hash]watched{}
	for _, s := range v.streams {
		for i, f := range s.facts {
			if !s.bad[i] && f.leaf != noLeaf {
				watch[f.tag] = watched{place(s.m.ID, i+1), f.leaf, f.hash}
			}
		}
		if s.m.TagKey == nil {
			continue
		}
		next := len(s.facts) + 1
		watch[Hash(Tag(*s.m.TagKey, uint64(next)))] = watched{place(s.m.ID, next), -1, Hash{}}
	}
	p := v.opt.Policy
	if p == nil {
		p = v.own
	}
	fail := func(part, message string) { v.fail(CheckLog, part, message) }
	v.report.Subject.Newer = scanLog(v.opt.Log, p, v.c, watch, fail)
}
