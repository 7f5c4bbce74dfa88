package cosigner

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Bounds of what a log may send.
const (
	maxRequest = 64 << 10
	maxProof   = 63
)

// Refusals, each with the status that C2SP tlog-witness gives it.
var (
	errMalformed = errors.New("malformed request")
	errUnknown   = errors.New("unknown log")
	errSignature = errors.New("not signed by a key of this log")
	errProof     = errors.New("the checkpoint does not continue the last one signed")
)

// conflict says which size is known: the log asks again from there.
type conflict struct{ known int64 }

func (c conflict) Error() string { return fmt.Sprintf("the last size signed is %d", c.known) }

// request is an add-checkpoint.
type request struct {
	old   int64
	proof tlog.TreeProof
	note  string // the signed checkpoint
}

// parse reads a request's body. It refuses anything but its one form.
func parse(body string) (request, error) {
	var r request
	head, signed, ok := strings.Cut(body, "\n\n")
	if !ok {
		return r, errMalformed
	}
	lines := strings.Split(head, "\n")
	digits, ok := strings.CutPrefix(lines[0], "old ")
	old, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || old < 0 || strconv.FormatInt(old, 10) != digits || len(lines)-1 > maxProof {
		return r, errMalformed
	}
	r.old, r.note = old, signed
	for _, line := range lines[1:] {
		h, err := tlog.ParseHash(line)
		if err != nil {
			return r, errMalformed
		}
		r.proof = append(r.proof, h)
	}
	if old == 0 && len(r.proof) > 0 {
		return r, errMalformed
	}
	return r, nil
}

// Add judges one add-checkpoint and answers the cosignature line. The order is
// that of the specification: the log, its signature, the sizes, the proof.
func (c *Cosigner) Add(body string) (string, error) {
	r, err := parse(body)
	if err != nil {
		return "", err
	}
	origin, _, _ := strings.Cut(r.note, "\n")
	known, err := c.known(origin)
	if err != nil {
		return "", err
	}
	n, err := note.Open([]byte(r.note), note.VerifierList(known...))
	if err != nil {
		return "", errSignature
	}
	cp, err := torchwood.ParseCheckpoint(n.Text)
	if err != nil || cp.Origin != origin || r.old > cp.N {
		return "", errMalformed
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.continues(r, cp); err != nil {
		return "", err
	}
	if err := c.save(headFile(origin), []byte(r.note)); err != nil {
		return "", err
	}
	signed, err := note.Sign(&note.Note{Text: n.Text}, c.signer)
	if err != nil {
		return "", err
	}
	_, line, _ := strings.Cut(string(signed), "\n\n")
	return line, nil
}

// continues refuses a head that does not continue the last one signed.
func (c *Cosigner) continues(r request, cp torchwood.Checkpoint) error {
	last, err := c.last(cp.Origin)
	switch {
	case err != nil:
		return err
	case last.size != r.old:
		return conflict{last.size}
	case r.old == 0:
		return nil
	case r.old == cp.N:
		if last.root != cp.Hash || len(r.proof) > 0 {
			return conflict{last.size}
		}
		return nil
	case tlog.CheckTree(r.proof, cp.N, cp.Hash, last.size, last.root) != nil:
		return errProof
	}
	return nil
}

// Handler answers POST /add-checkpoint.
func (c *Cosigner) Handler(log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /add-checkpoint", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
		if err != nil {
			http.Error(w, errMalformed.Error(), http.StatusRequestEntityTooLarge)
			return
		}
		line, err := c.Add(string(body))
		if err != nil {
			origin, _, _ := strings.Cut(afterProof(string(body)), "\n")
			log.Warn("a checkpoint was refused", "log", origin, "err", err)
			refuse(w, err)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		io.WriteString(w, line)
	})
	return mux
}

func afterProof(body string) string {
	_, signed, _ := strings.Cut(body, "\n\n")
	return signed
}

func refuse(w http.ResponseWriter, err error) {
	var other conflict
	if errors.As(err, &other) {
		w.Header().Set("Content-Type", "text/x.tlog.size")
		w.WriteHeader(http.StatusConflict)
		fmt.Fprintf(w, "%d\n", other.known)
		return
	}
	status := http.StatusInternalServerError
	switch {
	case errors.Is(err, errMalformed):
		status = http.StatusBadRequest
	case errors.Is(err, errUnknown):
		status = http.StatusNotFound
	case errors.Is(err, errSignature):
		status = http.StatusForbidden
	case errors.Is(err, errProof):
		status = http.StatusUnprocessableEntity
	}
	if status == http.StatusInternalServerError {
		err = errors.New("the checkpoint cannot be judged now")
	}
	http.Error(w, err.Error(), status)
}
