package record

// eventName is what a proof says it is of.
type eventName struct {
	stream  string
	version uint64
}

// pairing looks for the proofs that do not stand beside their events.
type pairing struct {
	lines  [][]byte
	of     map[eventName]int // the first line that names the event
	failed map[string]string // what the check found, by part
	moved  string            // the first part whose proof stands elsewhere
	left   string            // the first that has none that leads to the root
	others int               // how many are left
}

// pairAnew looks up by name the proofs that failed where they stand. One line
// too many or too few moves all that follow it: that is one thing wrong, told
// once and where it begins. It comes after the chain, which asks only lines that
// stand beside their own event.
func (v *bundleCheck) pairAnew() {
	if !v.failing(CheckProofs) {
		return
	}
	if v.c.Origin == "" { // the checkpoint is malformed, and named
		v.passOver(CheckProofs)
		v.keep(CheckProofs, func(c Check) bool { return c.Message != "verifier.proofs.root" })
		return
	}
	p := v.newPairing()
	total := 0
	for i := range v.streams {
		s := &v.streams[i]
		for at := range s.facts {
			v.pair(p, s, at, total+at)
		}
		total += len(s.facts)
	}
	v.keep(CheckProofs, func(c Check) bool { return c.Part == fileProofs })
	whole := !v.failing(CheckProofs)
	switch {
	case p.others == total && total > 1:
		v.fail(CheckProofs, p.left, "verifier.proofs.all")
		return
	case p.moved != "" && whole && (p.left == "" || comparePlaces(p.moved, p.left) < 0):
		v.fail(CheckProofs, p.moved, "verifier.proofs.moved")
	}
	for part, message := range p.failed {
		v.fail(CheckProofs, part, message)
	}
}

func (v *bundleCheck) newPairing() *pairing {
	p := &pairing{of: map[eventName]int{}, failed: map[string]string{}}
	p.lines, _ = splitLines(v.parts[fileProofs], v.events()+1)
	for k, line := range p.lines {
		if one, ok := readProof(line, nil); ok {
			name := eventName{string(one.Stream), one.Version}
			if _, twice := p.of[name]; !twice {
				p.of[name] = k
			}
		}
	}
	for _, c := range v.failed[CheckProofs] {
		p.failed[c.Part] = c.Message
	}
	delete(p.failed, fileProofs)
	return p
}

func (v *bundleCheck) events() (n int) {
	for _, s := range v.streams {
		n += len(s.facts)
	}
	return n
}

// pair looks anew at the event on a line of a stream, whose proof should stand
// on line k, if it failed there.
func (v *bundleCheck) pair(p *pairing, s *streamFacts, at, k int) {
	part, f := place(s.m.ID, at+1), &s.facts[at]
	message, failed := p.failed[part]
	if !failed {
		return
	}
	if s.bad[at] && message == "verifier.proofs.root" {
		delete(p.failed, part) // the event itself cannot be read, and is named
		v.passOver(CheckProofs)
		return
	}
	version := f.version
	if s.bad[at] {
		version = uint64(at + 1)
	}
	where, found := p.of[eventName{string(s.m.ID), version}]
	if found && where != k {
		one, _ := readProof(p.lines[where], nil)
		if s.bad[at] || checkInclusion(one.Hashes, one.Index, v.c.Size, LeafHash(Entry(one.Tag, f.hash)), v.c.Root) == nil {
			f.leaf, f.tag = one.Index, one.Tag
			delete(p.failed, part)
			if p.moved == "" {
				p.moved = part
			}
			return
		}
		p.failed[part] = "verifier.proofs.root"
	} else if !found && message == "verifier.proofs.malformed" && k < len(p.lines) {
		if _, ok := readProof(p.lines[k], nil); ok {
			p.failed[part] = "verifier.proofs.missing" // what stands here is another's
		}
	}
	if p.others++; p.left == "" {
		p.left = part
	}
}
