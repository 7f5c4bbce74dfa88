package record

import (
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// logScan reads the whole public log once: whether it passed through the heads
// that the reader knows, and what it says of the tags that the reader knows.
type logScan struct {
	files  Files
	size   int64
	past   []Checkpoint
	retold bool // it had another root at the size of one of past
	tree   compactRange
	watch  map[Hash]watched
	found  func(w watched, index int64, header Hash)
}

func (s *logScan) compare() {
	for _, c := range s.past {
		s.retold = s.retold || c.Size == s.tree.size && c.Root != s.tree.root()
	}
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

// run scans to the log's size and answers the root there.
func (s *logScan) run() (Hash, error) {
	s.compare()
	for n := int64(0); n*256 < s.size; n++ {
		list, err := s.entries(n, int(min(256, s.size-n*256)))
		if err != nil {
			return Hash{}, err
		}
		for i, e := range list {
			s.tree.add(e)
			index := n*256 + int64(i)
			if w, ok := s.watch[Hash(e[:32])]; ok {
				s.found(w, index, Hash(e[32:]))
			}
			s.compare()
		}
	}
	return s.tree.root(), nil
}

// scanLog compares what is in hand with the public log: past is the checkpoint
// in hand and those kept from elsewhere, and what stood below the greatest of
// them must be in hand. fail names the part; newer counts later events of the
// streams in hand.
func scanLog(files Files, p *Policy, past []Checkpoint, watch map[Hash]watched, fail func(part, message string)) (newer int) {
	reach := int64(0)
	for _, c := range past {
		reach = max(reach, c.Size)
	}
	now, ok := headNow(files, p, past[0].Origin, reach, fail)
	if !ok {
		return 0
	}
	s := &logScan{files: files, size: now.Size, past: past, watch: watch}
	var later []Check
	s.found = func(w watched, index int64, header Hash) {
		switch {
		case w.leaf < 0 && index < reach:
			later = append(later, Check{Part: w.part, Message: "verifier.log.withheld"})
		case w.leaf < 0:
			newer++
		case index != w.leaf || header != w.hash:
			later = append(later, Check{Part: w.part, Message: "verifier.log.fork"})
		}
	}
	root, err := s.run()
	switch {
	case err != nil:
		fail("log", "verifier.log.unreadable")
	case root != now.Root:
		fail("log", "verifier.log.root")
	case s.retold:
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
// become shorter than it was.
func headNow(files Files, p *Policy, origin string, was int64, fail func(part, message string)) (Checkpoint, bool) {
	signed, err := files.Read("checkpoint")
	if err != nil {
		fail("log", "verifier.log.unreachable")
		return Checkpoint{}, false
	}
	now, err := ParseSigned(string(signed))
	if err != nil || now.Origin != origin {
		message := "verifier.log.other"
		if err == nil && Continues(now.Origin, origin) {
			message = "verifier.log.epoch"
		}
		fail("log", message)
		return now, false
	}
	if p != nil {
		if _, ok, err := p.open(string(signed), origin); err != nil || !ok {
			fail("log", "verifier.log.signature")
		}
	}
	if now.Size < was {
		fail("log", "verifier.log.shrunk")
		return now, false
	}
	return now, true
}

// checkKept compares the checkpoint in hand with one that the reader has from
// elsewhere. Without the log nobody can say what stands between the two: a bundle
// that does not reach the one kept is then refused, an older receipt is not.
func (f *findings) checkKept(opt Options, p *Policy, c Checkpoint, bundle bool) (past []Checkpoint) {
	past = []Checkpoint{c}
	if opt.Kept == "" {
		return past
	}
	f.look(CheckKept, "verifier.kept.ok")
	kept, err := ParseSigned(opt.Kept)
	if err != nil || kept.Origin != c.Origin {
		f.fail(CheckKept, keptPart, "verifier.kept.other")
		return past
	}
	if p != nil {
		if _, ok, err := p.open(opt.Kept, kept.Origin); err != nil || !ok {
			f.fail(CheckKept, keptPart, "verifier.kept.signature")
			return past
		}
	}
	switch {
	case kept.Size == c.Size && kept.Root != c.Root:
		f.fail(CheckKept, keptPart, "verifier.kept.history")
	case bundle && opt.Log == nil && kept.Size > c.Size:
		f.fail(CheckKept, keptPart, "verifier.kept.short")
	}
	return append(past, kept)
}

// policy is the reader's, or else the bundle's own.
func (v *bundleCheck) policy() *Policy {
	if v.opt.Policy != nil {
		return v.opt.Policy
	}
	return v.own
}

// checkLog looks for forks and a withheld tail of every stream in hand.
func (v *bundleCheck) checkLog(past []Checkpoint) {
	v.look(CheckLog, "verifier.log.ok")
	watch := map[Hash]watched{}
	for _, s := range v.streams {
		for i, f := range s.facts {
			if s.bad[i] || f.leaf == noLeaf {
				v.passOver(CheckLog)
				continue
			}
			watch[f.tag] = watched{place(s.m.ID, i+1), f.leaf, f.hash}
		}
		if s.m.TagKey == nil {
			continue
		}
		next := uint64(len(s.facts)) + 1
		if n := len(s.facts); n > 0 && s.torn && !s.bad[n-1] {
			next = s.facts[n-1].version + 1 // lines are missing: the last says how far the stream is in hand
		}
		watch[Hash(Tag(*s.m.TagKey, next))] = watched{place(s.m.ID, int(next)), -1, Hash{}}
	}
	fail := func(part, message string) { v.fail(CheckLog, part, message) }
	v.report.Subject.Newer = scanLog(v.opt.Log, v.policy(), past, watch, fail)
}
