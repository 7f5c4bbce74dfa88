package notary

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Cosigner is somebody outside the court who signs the log's head after
// checking that it continues the last one they signed.
type Cosigner struct {
	Name     string
	URL      string // where add-checkpoint is
	Verifier note.Verifier
}

// maxAnswer bounds what a cosigner may answer.
const maxAnswer = 16 << 10

// ParseCosigners reads the cosigners with an address out of a policy
// (torchwood's format: "witness NAME VKEY URL").
func ParseCosigners(policy string) ([]Cosigner, error) {
	var out []Cosigner
	for line := range strings.Lines(policy) {
		f := strings.Fields(line)
		if len(f) < 4 || f[0] != "witness" {
			continue
		}
		v, err := torchwood.NewCosignatureVerifier(f[2])
		if err != nil {
			return nil, fault.Invalid("notary.cosigner_key").With(fault.Args{"name": f[1]}).Because(err)
		}
		out = append(out, Cosigner{Name: v.Name(), URL: strings.TrimRight(f[3], "/"), Verifier: v})
	}
	return out, nil
}

// Policy is who signs this log, in torchwood's format: the court's policy file
// with the log's own key in front, if it is not there. It refuses a file that
// makes no policy.
func (n *Notary) Policy(file string) (string, error) {
	if strings.TrimSpace(file) == "" {
		file = "quorum none\n"
	}
	if !strings.Contains(file, n.vkey) {
		file = "log " + n.vkey + "\n" + file
	}
	if _, err := record.ParsePolicy(file); err != nil {
		return "", fault.Invalid("notary.policy").Because(err)
	}
	return file, nil
}

// runCosigner submits every new checkpoint to one cosigner. A cosigner that
// does not answer delays nobody: its signature is missing, and that is shown.
func (n *Notary) runCosigner(ctx context.Context, c Cosigner, interval time.Duration) {
	var known, done int64 = 0, -1
	client := &http.Client{Timeout: 10 * time.Second}
	wait := interval
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		now := n.latest()
		if now.Size == done || now.Size == 0 {
			continue
		}
		line, size, err := n.submit(ctx, client, c, known, now)
		known = size
		if err != nil {
			var other Conflict
			if errors.As(err, &other) {
				n.disputed(other)
			}
			if ctx.Err() == nil {
				n.Log.Warn("a cosigner did not sign", "cosigner", c.Name, "err", err)
			}
			wait = min(2*wait, time.Minute)
			continue
		}
		if line != "" {
			n.keep(now.Size, c.Name, line)
			done, wait = now.Size, interval
		}
	}
}

// keep adds a cosignature to the checkpoint it was made for, if that still is
// the newest.
func (n *Notary) keep(size int64, name, line string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.agreed(name)
	if n.newest.Size != size {
		return
	}
	n.newest.others[name] = line
	// If we die here the cosigner signs again when asked again.
	if err := n.Memory.SaveCosigned(n.text()); err != nil {
		n.Log.Error("the cosigned checkpoint was not kept", "err", err)
	}
}

// submit sends one add-checkpoint (C2SP tlog-witness). It answers the
// cosignature line, and the size the cosigner now knows. A 409 says which size
// that is; the line is then empty and the next try starts there. A larger size
// than ours, the very size we named, and a proof it does not accept (422) say
// that it has signed another tree: a Conflict.
func (n *Notary) submit(ctx context.Context, client *http.Client, c Cosigner, known int64, now signed) (line string, size int64, err error) {
	body, err := n.request(known, now)
	if err != nil {
		return "", known, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL+"/add-checkpoint", bytes.NewReader(body))
	if err != nil {
		return "", known, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return "", known, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return "", known, err
	}
	switch resp.StatusCode {
	case http.StatusOK:
		line, err := n.check(c, now, string(answer))
		return line, now.Size, err
	case http.StatusConflict:
		has, err := strconv.ParseInt(strings.TrimSpace(string(answer)), 10, 64)
		switch {
		case err != nil || has < 0:
			return "", known, fmt.Errorf("notary: the cosigner named no size: %q", answer)
		case has > now.Size:
			return "", known, Conflict{Cosigner: c.Name, Kind: ConflictAhead, Ours: now.Size, Theirs: has}
		case has == known && known == now.Size:
			return "", known, Conflict{Cosigner: c.Name, Kind: ConflictOther, Ours: now.Size, Theirs: has}
		}
		return "", has, nil
	case http.StatusUnprocessableEntity:
		return "", known, fmt.Errorf("notary: cosigner answered %s: %w", resp.Status, Conflict{Cosigner: c.Name, Kind: ConflictOther, Ours: now.Size, Theirs: known})
	default:
		return "", known, fmt.Errorf("notary: cosigner answered %s", resp.Status)
	}
}

// request is the body of add-checkpoint: old size, consistency proof, the
// checkpoint with our signature alone.
func (n *Notary) request(known int64, now signed) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "old %d\n", known)
	if known > 0 && known < now.Size {
		proof, err := tlog.ProveTree(now.Size, known, n.hashReader())
		if err != nil {
			return nil, err
		}
		for _, h := range proof {
			b.WriteString(base64.StdEncoding.EncodeToString(h[:]) + "\n")
		}
	}
	b.WriteString("\n" + now.ours)
	return b.Bytes(), nil
}

// check accepts a cosigner's line only if its own key made it over this text.
func (n *Notary) check(c Cosigner, now signed, answer string) (string, error) {
	for _, line := range signatureLines(answer) {
		if _, err := note.Open([]byte(now.Text()+"\n"+line), note.VerifierList(c.Verifier)); err == nil {
			return line, nil
		}
	}
	return "", fmt.Errorf("notary: the cosigner's answer is not its signature over this checkpoint")
}
