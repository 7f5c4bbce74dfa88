package record

import (
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
	CheckLog        = "log"
)

// Check is one thing looked at. Part names what fails: a file of the bundle,
// "streams/<id>#<version>", "receipt" or "log". Message is a catalogue key.
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
	Demo      bool        `json:"demo"` // a demo court or a demo key had a part in it
}

// Options are what the verifier knows from elsewhere.
type Options struct {
	Policy *Policy // whose signatures count; nil: nobody is known
	Log    Files   // the public log; nil: not at hand
	// Parallel calls do(0) to do(n-1), on as many processors as it likes; nil:
	// one after another. The core itself starts no goroutine.
	Parallel func(n int, do func(i int))
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
	order  []string
}

// look opens a check: it holds unless something is found.
func (f *findings) look(name, message string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failed == nil {
		f.failed, f.said = map[string][]Check{}, map[string]string{}
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

func (f *findings) failing(name string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.failed[name]) > 0
}

// checks lists them in order; a check that holds is one line.
func (f *findings) checks() (list []Check, failed bool) {
	for _, name := range f.order {
		if bad := f.failed[name]; len(bad) > 0 {
			list, failed = append(list, bad[:min(len(bad), maxFailures)]...), true
			continue
		}
		list = append(list, Check{Name: name, OK: true, Message: f.said[name]})
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
