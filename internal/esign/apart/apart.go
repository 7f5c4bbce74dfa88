// Package apart checks files of strangers in a process of its own: one that has
// the file, the trust list and nothing else, and little time and memory. What a
// hostile file does to a reader, it does there.
//
// The process is the program itself, started again with a hidden argument. Its
// main function must begin with
//
//	if apart.Asked(os.Args) {
//		os.Exit(apart.Serve(os.Stdin, os.Stdout))
//	}
package apart

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"tarazy/internal/esign"
	"tarazy/internal/record"
)

// argument is the hidden one.
const argument = "esign-apart"

// Asked reports whether the program was started to check a file.
func Asked(args []string) bool { return len(args) == 2 && args[1] == argument }

// Limits of one check.
type Limits struct {
	Time   time.Duration
	Memory uint64 // bytes; 0: no limit
	Answer int64  // bytes
}

// Usual limits: an attached document of 64 MB with the national CA's lists needs
// a tenth of the time and a third of the memory.
func Usual() Limits { return Limits{Time: 30 * time.Second, Memory: 1 << 30, Answer: 256 << 20} }

// Checker starts the processes.
type Checker struct {
	Program string // the program to start; "" is this one
	Trust   string // the directory of the trust list; "" for none
	Digest  string // of that list: one that has become another is not believed; "": as it is
	Limits  Limits
}

// request is what the process is asked; the file follows it.
type request struct {
	Trust    string           `json:"trust"`
	Digest   string           `json:"digest"`
	At       time.Time        `json:"at"`
	Now      time.Time        `json:"now"`
	Purpose  esign.Purpose    `json:"purpose"`
	Evidence []esign.Evidence `json:"evidence"`
	Fresh    time.Duration    `json:"fresh"`
	Content  bool             `json:"content"` // it is open as file 3
	Memory   uint64           `json:"memory"`
	Seconds  uint64           `json:"seconds"`
	Record   bool             `json:"record"` // the file is a receipt or a bundle
	Inside   bool             `json:"inside"` // the original of a card is asked for
	Key      string           `json:"key"`    // of the log that must have signed it; "": whoever
}

// answer is what it says. The numbers of people travel beside the verdict, which
// never writes them down.
type answer struct {
	Verdict esign.Verdict `json:"verdict"`
	Numbers []string      `json:"numbers"`
	Refused string        `json:"refused"` // the trust list is not one, or the key
	Report  record.Report `json:"report"`
	// Original is what is inside of a card; nil: it is none.
	Original *esign.Attachment `json:"original"`
}

// Check asks about a file. The question's content must be a file or nil. An error
// means that the question could not be put; whatever the file does to the
// process is a verdict.
func (c Checker) Check(ctx context.Context, q esign.Question, now time.Time) (esign.Verdict, error) {
	content, ok := q.Content.(*os.File)
	if !ok && q.Content != nil {
		return esign.Verdict{}, errors.New("apart: the content must be a file")
	}
	said, why, err := c.ask(ctx, request{Trust: c.Trust, Digest: c.Digest, At: q.At, Now: now, Purpose: q.Purpose, Evidence: q.Evidence, Fresh: q.Fresh, Content: content != nil}, q.File, content)
	if err != nil {
		return esign.Verdict{}, err
	}
	if why != "" {
		return failed(q, now, why), nil
	}
	v := said.Verdict
	for i := range v.Signers {
		if i < len(said.Numbers) {
			v.Signers[i].IIN = said.Numbers[i]
		}
	}
	return v, nil
}

// Record checks a receipt or a bundle against the key of a log; with "" it is
// held against itself alone. An error means that the question could not be put.
func (c Checker) Record(ctx context.Context, file []byte, key string) (record.Report, error) {
	said, why, err := c.ask(ctx, request{Record: true, Key: key}, file, nil)
	if err != nil {
		return record.Report{}, err
	}
	if why != "" {
		return record.Unreadable("", record.CheckArchive, "archive", string(why)), nil
	}
	return said.Report, nil
}

// Original takes the original out of a document card, whoever signed it; nil where
// the file is no card. An error means that the question could not be put.
func (c Checker) Original(ctx context.Context, file []byte) (*esign.Attachment, error) {
	said, _, err := c.ask(ctx, request{Inside: true}, file, nil)
	return said.Original, err
}

// ask starts the process and has it answer. why is what became of one that did
// not; an error means that it was not asked.
func (c Checker) ask(ctx context.Context, q request, file []byte, content *os.File) (said answer, why esign.Reason, err error) {
	if q.Trust != "" {
		// The process works elsewhere: a relative name would be another directory's.
		if q.Trust, err = filepath.Abs(q.Trust); err != nil {
			return said, "", err
		}
	}
	program := c.Program
	if program == "" {
		if program, err = os.Executable(); err != nil {
			return said, "", err
		}
	}
	q.Memory, q.Seconds = c.Limits.Memory, uint64(c.Limits.Time.Seconds())+1
	head, err := json.Marshal(q)
	if err != nil {
		return said, "", err
	}
	timed, stop := context.WithTimeout(ctx, c.Limits.Time)
	defer stop()
	input := io.MultiReader(bytes.NewReader(append(head, '\n')), bytes.NewReader(file))
	out := limited{left: c.Limits.Answer}
	err = start(timed, program, input, content, &out)
	switch {
	case ctx.Err() != nil:
		return said, "", ctx.Err() // whoever asked has gone
	case timed.Err() != nil:
		return said, esign.CheckerTimedOut, nil
	case err != nil || out.left < 0 || json.Unmarshal(out.b.Bytes(), &said) != nil:
		return said, esign.CheckerFailed, nil
	case said.Refused != "":
		return said, "", errors.New(said.Refused)
	}
	return said, "", nil
}

// failed is the verdict on a file that the process did not survive.
func failed(q esign.Question, now time.Time, why esign.Reason) esign.Verdict {
	sum := sha256.Sum256(q.File)
	return esign.Verdict{Outcome: esign.Unreadable, Reason: why, Exit: esign.Unreadable.Exit(), Signers: []esign.Signer{},
		File: esign.Digest{SHA256: hex.EncodeToString(sum[:]), Size: int64(len(q.File))}, Asked: now.UTC(), Checked: now.UTC()}
}

// start runs the process: without an environment, in an empty corner of the file
// system, and where the kernel allows it without a network.
func start(ctx context.Context, program string, input io.Reader, content *os.File, out io.Writer) error {
	for _, alone := range []bool{true, false} {
		cmd := exec.CommandContext(ctx, program, argument)
		cmd.Env = []string{"GOTRACEBACK=none", "GOMAXPROCS=2"}
		cmd.Dir = "/"
		cmd.Stdin, cmd.Stdout = input, out
		cmd.WaitDelay = time.Second
		if content != nil {
			cmd.ExtraFiles = []*os.File{content}
		}
		if alone && !isolate(cmd) {
			continue
		}
		if err := cmd.Start(); err != nil && alone {
			continue // the kernel does not let us; nothing was read yet
		} else if err != nil {
			return err
		}
		return cmd.Wait()
	}
	return errors.New("apart: not started")
}

// Alone reports whether the kernel gives the process a network of its own, in
// which there is nothing. Where it does not, files are read all the same, within the
// other limits: whoever runs the court should know.
func (c Checker) Alone() bool {
	program := c.Program
	if program == "" {
		var err error
		if program, err = os.Executable(); err != nil {
			return false
		}
	}
	cmd := exec.Command(program, argument)
	cmd.Dir = "/"
	if !isolate(cmd) || cmd.Start() != nil {
		return false
	}
	_ = cmd.Wait() // it was asked nothing, and says so
	return true
}

// limited keeps what was written, and no more than it may.
type limited struct {
	b    bytes.Buffer
	left int64
}

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= int64(len(p)); l.left < 0 {
		return 0, errors.New("apart: the answer is too long")
	}
	return l.b.Write(p)
}

// maxHead bounds the request: revocation data of several authorities.
const maxHead = 512 << 20

// Serve is the process: it reads the trust list, gives up what it does not need,
// and only then looks at the file. It answers the exit code.
func Serve(in io.Reader, out io.Writer) int {
	r := bufio.NewReaderSize(io.LimitReader(in, maxHead), 1<<16)
	head, err := r.ReadBytes('\n')
	var q request
	if err != nil || json.Unmarshal(head, &q) != nil {
		return 1
	}
	var trust *esign.Trust
	if q.Trust != "" {
		if trust, err = esign.ReadTrust(os.DirFS(q.Trust)); err != nil {
			return say(out, answer{Refused: err.Error()})
		}
		if q.Digest != "" && q.Digest != trust.Ref().SHA256 {
			return say(out, answer{Refused: "the trust list is another one than at the start; start the court again to believe it"})
		}
	}
	if err := confine(q.Memory, q.Seconds); err != nil {
		return 1
	}
	file, err := io.ReadAll(r)
	if err != nil {
		return 1
	}
	if q.Record {
		return answerRecord(out, file, q.Key)
	}
	if q.Inside {
		card, err := esign.ParseCard(file)
		if err != nil {
			return say(out, answer{})
		}
		return say(out, answer{Original: &card.Original})
	}
	question := esign.Question{File: file, At: q.At, Purpose: q.Purpose, Evidence: q.Evidence, Fresh: q.Fresh}
	if q.Content {
		question.Content = os.NewFile(3, "content")
	}
	a := answer{Verdict: esign.New(trust).Verify(question, q.Now)}
	for _, s := range a.Verdict.Signers {
		a.Numbers = append(a.Numbers, s.IIN)
	}
	return say(out, a)
}

// answerRecord is what is to be thought of a receipt or a bundle.
func answerRecord(out io.Writer, file []byte, key string) int {
	opt := record.Options{EDS: esign.Holds}
	if key != "" {
		policy, err := record.KeyPolicy(key)
		if err != nil {
			return say(out, answer{Refused: err.Error()})
		}
		opt.Policy = policy
	}
	return say(out, answer{Report: record.VerifyFile(file, opt)})
}

func say(out io.Writer, a answer) int {
	if json.NewEncoder(out).Encode(a) != nil {
		return 1
	}
	return 0
}
