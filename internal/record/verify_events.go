package record

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Kinds of stream, and the type of event each begins with.
const (
	kindCase    = "case"
	kindHearing = "hearing"
	kindPerson  = "person"
	kindCourt   = "court"
)

// validKind reports whether a bundle may have streams of this kind.
func validKind(kind string) bool {
	return kind == kindCase || kind == kindHearing || kind == kindPerson || kind == kindCourt
}

func kindOf(first string) string {
	switch first {
	case "court.founded":
		return kindCourt
	case "person.enrolled":
		return kindPerson
	case "case.opened":
		return kindCase
	case "hearing.scheduled":
		return kindHearing
	}
	return ""
}

// streamFacts is one stream as far as it could be read.
type streamFacts struct {
	m     manifestStream
	facts []fact
	bad   []bool          // lines that could not be read
	torn  bool            // some line is bad, missing or out of its order
	stubs map[uint64]bool // as the statement has them
}

// chunk is a run of lines of one stream that one worker takes.
type chunk struct {
	stream, from int
	events       [][]byte
	proofs       [][]byte
}

const chunkLines = 256

// noLeaf is the leaf of an event whose proof could not be read.
const noLeaf = -1

// checkEvents reads every line (events), climbs every proof (proofs), and then
// walks each stream from its first event to its head (chain).
func (v *bundleCheck) checkEvents() {
	v.look(CheckEvents, "verifier.events.ok")
	v.look(CheckChain, "verifier.chain.ok")
	v.look(CheckProofs, "verifier.proofs.ok")
	work := v.cutEvents()
	v.opt.each(len(work), func(i int) { v.readChunk(work[i]) })
	for i := range v.streams {
		v.checkChain(&v.streams[i])
	}
	v.pairAnew()
	v.sortFailures(CheckEvents, CheckProofs)
}

// cutEvents cuts the files of events and proofs into work for readChunk.
func (v *bundleCheck) cutEvents() (work []chunk) {
	var all [][][]byte
	total := 0
	for _, m := range v.m.Streams {
		file := v.parts[eventsFile(m.ID)]
		lines, ok := splitLines(file, len(file)/shortestEvent+1)
		if !ok {
			v.fail(CheckEvents, eventsFile(m.ID), "verifier.lines")
		}
		v.streams = append(v.streams, streamFacts{m: m, facts: make([]fact, len(lines)), bad: make([]bool, len(lines)), stubs: setOf(m.Stubs)})
		all, total = append(all, lines), total+len(lines)
	}
	proofs, ok := splitLines(v.parts[fileProofs], total+1)
	if !ok || len(proofs) > total {
		v.fail(CheckProofs, fileProofs, "verifier.lines")
	}
	for i, lines := range all {
		mine := proofs[:min(len(lines), len(proofs))]
		proofs = proofs[len(mine):]
		for from := 0; from < len(lines); from += chunkLines {
			to := min(from+chunkLines, len(lines))
			work = append(work, chunk{i, from, lines[from:to], mine[min(from, len(mine)):min(to, len(mine))]})
		}
	}
	return work
}

// shortestEvent is less than the bytes of any event's line. A file with more
// lines than fit has a malformed one among the first that would; no more are
// read, so that a file of line ends does not take a hundred times its size.
const shortestEvent = 200

// splitLines cuts a file into its lines, at most most of them. What stands after
// the last line end is no line, and makes ok false.
func splitLines(b []byte, most int) (lines [][]byte, ok bool) {
	lines = bytes.SplitN(b, []byte("\n"), most+1)
	return lines[:len(lines)-1], len(b) == 0 || b[len(b)-1] == '\n'
}

func (v *bundleCheck) readChunk(w chunk) {
	s := &v.streams[w.stream]
	scratch := make([]byte, 0, 4096)
	hashes := make([]Hash, 0, 64)
	for i, line := range w.events {
		at := w.from + i
		f, message := readLine(line, scratch)
		if message != "" {
			v.fail(CheckEvents, place(s.m.ID, at+1), message)
			s.bad[at] = true
		}
		if i >= len(w.proofs) {
			f.leaf = noLeaf
			v.fail(CheckProofs, place(s.m.ID, at+1), "verifier.proofs.missing")
		} else if message := v.climb(s.m, &f, at, w.proofs[i], hashes); message != "" {
			v.fail(CheckProofs, place(s.m.ID, at+1), message)
		}
		s.facts[at] = f
	}
}

// climb checks one line of proofs.jsonl for the event standing on line at.
func (v *bundleCheck) climb(m manifestStream, f *fact, at int, line []byte, room []Hash) string {
	f.leaf = noLeaf
	p, ok := readProof(line, room)
	if !ok || p.Stream != m.ID || p.Version != uint64(at+1) {
		return "verifier.proofs.malformed"
	}
	f.leaf, f.tag = p.Index, p.Tag
	leaf := LeafHash(Entry(p.Tag, f.hash))
	if checkInclusion(p.Hashes, p.Index, v.c.Size, leaf, v.c.Root) != nil {
		return "verifier.proofs.root"
	}
	return ""
}

// walk is how far a stream was walked: what the next event must follow.
type walk struct {
	prev    Hash
	log, at string
	leaf    int64
	version uint64
	gap     bool // an event stood out of its order
}

// checkChain walks one stream. A line that could not be read is already named
// and breaks no more than itself; and an event that is missing is named where
// the gap is, not at every event after it.
func (v *bundleCheck) checkChain(s *streamFacts) {
	w := walk{leaf: -1, version: 1}
	for i := range s.facts {
		f := &s.facts[i]
		if s.bad[i] {
			w.prev, w.version, s.torn = f.hash, uint64(i+2), true
			continue
		}
		if message := v.breaks(s, i, w); message != "" {
			v.fail(CheckChain, place(s.m.ID, i+1), message)
			s.torn, w.gap = true, w.gap || f.version != w.version
		}
		w.prev, w.at, w.leaf, w.version = f.hash, max(w.at, f.at), max(w.leaf, f.leaf), f.version+1
		if own := unquote(f.log); v.inLog(f, w.log) {
			w.log = own
		}
	}
	counted := uint64(len(s.facts)) == s.m.Version || w.gap
	if !counted || w.prev != s.m.Head {
		v.fail(CheckChain, eventsFile(s.m.ID), "verifier.chain.head")
		s.torn = true
	}
}

// breaks is why the event on line i does not follow those before it; "" if it does.
func (v *bundleCheck) breaks(s *streamFacts, i int, w walk) string {
	f := &s.facts[i]
	afterBad := i > 0 && s.bad[i-1]
	switch {
	case !v.inLog(f, w.log) || f.stream != s.m.ID:
		return "verifier.chain.other"
	case f.version != w.version:
		return "verifier.chain.version"
	case f.prev != w.prev && !afterBad:
		return "verifier.chain.prev"
	case f.at != "" && f.at < w.at:
		return "verifier.chain.time"
	case f.leaf != noLeaf && f.leaf <= w.leaf:
		return "verifier.chain.leaf"
	case i == 0 && f.kind != "" && kindOf(f.kind) != s.m.Kind:
		return "verifier.chain.kind"
	case (f.kind == "") != s.stubs[f.version]:
		return "verifier.chain.stub"
	}
	return ""
}

// inLog reports whether the event's log is the bundle's or an earlier epoch of
// it, and no earlier epoch than was, that of the events before it.
func (v *bundleCheck) inLog(f *fact, was string) bool {
	own := unquote(f.log)
	return Continues(v.m.Log, own) && (was == "" || Continues(own, was))
}

// checkTags looks for a leaf or a tag used twice, and for tags that are not
// the stream's own where its tag key is known.
func (v *bundleCheck) checkTags() {
	v.look(CheckTags, "verifier.tags.ok")
	tags, leaves := map[Hash]bool{}, map[int64]bool{}
	for _, s := range v.streams {
		for i, f := range s.facts {
			if s.bad[i] || f.leaf == noLeaf {
				v.passOver(CheckTags)
				continue
			}
			own := s.m.TagKey == nil || Hash(Tag(*s.m.TagKey, f.version)) == f.tag
			if !own || tags[f.tag] || leaves[f.leaf] {
				v.fail(CheckTags, place(s.m.ID, i+1), "verifier.tags.wrong")
			}
			tags[f.tag], leaves[f.leaf] = true, true
		}
	}
}

// sortFailures makes the report the same however many workers there were.
func (f *findings) sortFailures(names ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, name := range names {
		slices.SortStableFunc(f.failed[name], func(a, b Check) int { return comparePlaces(a.Part, b.Part) })
	}
}

// comparePlaces orders parts by stream and line; a stream's lines come before
// its file.
func comparePlaces(a, b string) int {
	streamA, lineA, _ := strings.Cut(a, "#")
	streamB, lineB, _ := strings.Cut(b, "#")
	return cmp.Or(strings.Compare(streamA, streamB), len(lineA)-len(lineB), strings.Compare(lineA, lineB))
}

func setOf(list []uint64) map[uint64]bool {
	set := make(map[uint64]bool, len(list))
	for _, n := range list {
		set[n] = true
	}
	return set
}

func rising(list []uint64) bool {
	return slices.IsSorted(list) && len(slices.Compact(slices.Clone(list))) == len(list)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
