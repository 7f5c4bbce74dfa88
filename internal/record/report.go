package record

import (
	"slices"
	"sync"

	"tarazy/internal/court"
)

// Results of a verification and the exit codes they stand for.
const (
	ResultHolds      = "holds"
	ResultFails      = "fails"
	ResultUnreadable = "unreadable"
	ResultUnknown    = "signer_unknown"
)

// Names of the checks, in the order they are made. docs/record.md says what
// each one looks at.
const (
	CheckArchive    = "archive"
	CheckLayout     = "layout"
	CheckCheckpoint = "checkpoint"
	CheckSigners    = "signers"
	CheckStatement  = "statement"
	CheckEvents     = "events"
	CheckChain      = "chain"
	CheckProofs     = "proofs"
	CheckTags       = "tags"
	CheckHearings   = "hearings"
	CheckDocuments  = "documents"
	CheckKeys       = "keys"
	CheckSignatures = "signatures"
	CheckKept       = "kept"
	CheckLog        = "log"
)

// Check is one thing looked at. Part names what fails: a file of the bundle,
// "streams/<id>#<version>", "receipt", "kept" or "log". Message is a catalogue key.
type Check struct {
	Name    string `json:"name"`
	OK      bool   `json:"ok"`
	Part    string `json:"part"`
	Message string `json:"message"`
}

// Subject is what was verified.
type Subject struct {
	Kind    string         `json:"kind"` // "bundle" or "receipt"
	Case    court.CaseNo   `json:"case,omitempty"`
	Stream  court.StreamID `json:"stream,omitempty"` // of the case, or of the receipt's event
	Version uint64         `json:"version,omitempty"`
	Type    string         `json:"type,omitempty"`
	At      string         `json:"at,omitempty"`
	Log     string         `json:"log,omitempty"`
	Size    int64          `json:"size"` // complete as of this checkpoint
	Streams int            `json:"streams"`
	Events  int            `json:"events"`
	Stubs   int            `json:"stubs"`
	Newer   int            `json:"newer"` // later events seen in the log; only with the log at hand
}

// SignerKey is a key somebody signed with, or could have.
type SignerKey struct {
	Person      court.PersonID `json:"person"`
	Kind        string         `json:"kind"`
	Credential  string         `json:"credential"`
	Fingerprint Hash           `json:"fingerprint"`
	Registered  string         `json:"registered"`
	Part        string         `json:"part"`       // where it was registered
	Signatures  int            `json:"signatures"` // made with it in this bundle
	Keys        int            `json:"keys"`       // how many this person has registered
	Demo        bool           `json:"demo"`
}

// Report is what a verifier answers.
type Report struct {
	Result    string      `json:"result"`
	Exit      int         `json:"exit"`
	Subject   Subject     `json:"subject"`
	Checks    []Check     `json:"checks"`
	Signers   []SignerKey `json:"signers"`
	Cosigners []Signed    `json:"cosigners"`
	Repeated  []Repeated  `json:"repeated,omitempty"` // electronic signatures, checked anew by the reader's own trust list
	Demo      bool        `json:"demo"`               // a demo court or a demo key had a part in it
}

// Repeated is an electronic signature that a reader checked anew. Package signature
// has the words.
type Repeated struct {
	Part    string `json:"part"`    // "streams/<id>#<version>"
	Kept    string `json:"kept"`    // the verdict as the court kept it; empty: it is not here
	Verdict string `json:"verdict"` // and now
	Reason  string `json:"reason"`
	Name    string `json:"name"`
	IIN     string `json:"iin"` // masked
}

// Repeat adds a signature checked anew; exit is its verdict's exit code. One that
// is not good makes the whole fail, one that nobody can tell of leaves it unknown.
func (r *Report) Repeat(s Repeated, exit int) {
	r.Repeated = append(r.Repeated, s)
	switch {
	case r.Exit == 2 || exit == 0:
	case exit == 3 && r.Exit == 0:
		r.Exit, r.Result = 3, ResultUnknown
	case exit != 3:
		r.Exit, r.Result = 1, ResultFails
	}
}

// Options are what the verifier knows from elsewhere.
type Options struct {
	Policy *Policy // whose signatures count; nil: nobody is known
	Log    Files   // the public log; nil: not at hand
	Kept   string  // a signed checkpoint that the reader had before the paper was made; empty: none
	// Parallel calls do(0) to do(n-1), on as many processors as it likes; nil:
	// one after another. The core itself starts no goroutine.
	Parallel func(n int, do func(i int))
	EDS      EDS // reads signatures of kind KindEDS; nil: they do not verify
}

func (o Options) each(n int, do func(i int)) {
	if o.Parallel != nil {
		o.Parallel(n, do)
		return
	}
	for i := range n {
		do(i)
	}
}

// Files reads the public log's files by their tlog-tiles paths.
type Files interface {
	Read(path string) ([]byte, error)
}

// maxFailures bounds how many failures of one check are listed. All are kept
// until then: workers find them in any order, and the first must be named.
const maxFailures = 20

// findings collects checks; safe for several workers.
type findings struct {
	mu     sync.Mutex
	failed map[string][]Check
	said   map[string]string
	passed map[string]bool // something was passed over, for what it hangs on fails
	order  []string
}

// look opens a check: it holds unless something is found.
func (f *findings) look(name, message string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failed == nil {
		f.failed, f.said, f.passed = map[string][]Check{}, map[string]string{}, map[string]bool{}
	}
	if _, ok := f.said[name]; !ok {
		f.order = append(f.order, name)
	}
	f.said[name] = message
}

func (f *findings) fail(name, part, message string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failed[name] = append(f.failed[name], Check{Name: name, Part: part, Message: message})
}

// passOver notes that the check could not look at everything: what it would
// look at hangs on something that an earlier check has named.
func (f *findings) passOver(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.passed[name] = true
}

// keep drops the failures of a check that f does not hold for.
func (f *findings) keep(name string, holds func(Check) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failed[name] = slices.DeleteFunc(f.failed[name], func(c Check) bool { return !holds(c) })
}

func (f *findings) failing(name string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.failed[name]) > 0
}

// checks lists them in order; a check that holds is one line, and says so if it
// passed over something.
func (f *findings) checks() (list []Check, failed bool) {
	for _, name := range f.order {
		if bad := f.failed[name]; len(bad) > 0 {
			list, failed = append(list, bad[:min(len(bad), maxFailures)]...), true
			continue
		}
		message := f.said[name]
		if f.passed[name] {
			message = "verifier.passed_over"
		}
		list = append(list, Check{Name: name, OK: true, Message: message})
	}
	return list, failed
}

// finish gives the report its result.
func (r *Report) finish(f *findings, known bool) {
	var failed bool
	r.Checks, failed = f.checks()
	switch {
	case failed:
		r.Result, r.Exit = ResultFails, 1
	case !known:
		r.Result, r.Exit = ResultUnknown, 3
	default:
		r.Result, r.Exit = ResultHolds, 0
	}
}

// Unreadable is the report on something that is neither bundle nor receipt.
func Unreadable(kind, check, part, message string) Report {
	return Report{Result: ResultUnreadable, Exit: 2, Subject: Subject{Kind: kind}, Signers: []SignerKey{}, Cosigners: []Signed{},
		Checks: []Check{{Name: check, Part: part, Message: message}}}
}
