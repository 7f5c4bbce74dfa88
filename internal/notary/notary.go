// Package notary signs the durable tree on a clock, has outside cosigners sign
// it too, and publishes both as C2SP tlog-tiles and tlog-checkpoint say.
//
// It signs only a tree that is durable, and never one that is smaller than, or
// disagrees with, the checkpoint it signed last. That one is kept with the
// keys. The order of a signing is: read the durable tree, prove that it
// continues the last checkpoint, sign, save, and only then publish. If we die
// before the save nobody has seen the new checkpoint; if we die after it, the
// next start continues from it.
package notary

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Memory keeps the newest checkpoint that was signed, outside the data.
type Memory interface {
	LastCheckpoint() (string, error)
	// SaveCheckpoint returns once the checkpoint is on the disk.
	SaveCheckpoint(signed string) error
	// SaveCosigned keeps the newest checkpoint that cosigners signed too.
	SaveCosigned(signed string) error
	// Conflicts are what cosigners said against the log's head, as SaveConflicts
	// kept them.
	Conflicts() (string, error)
	SaveConflicts(text string) error
}

// Config is what a notary works with.
type Config struct {
	Origin  string // the log's name, and its key's
	Key     string // the log's signing key, a note signer's
	Tree    record.Tree
	Memory  Memory
	Outside []Cosigner
	Clock   court.Clock
	Log     *slog.Logger
}

// Notary implements clerk.Notary.
type Notary struct {
	Config
	signer   note.Signer
	verifier note.Verifier
	vkey     string

	signing sync.Mutex // one signing at a time
	altered atomic.Bool

	mu        sync.RWMutex // guards what follows
	newest    signed
	conflicts []Conflict
}

// signed is a checkpoint we signed, with the cosignatures so far.
type signed struct {
	record.Checkpoint
	ours   string            // the note with our signature
	others map[string]string // cosigner's name → its signature line
}

// Open takes up where the last checkpoint left off. It refuses (Conflict) a
// tree that is smaller than what was signed, or another, or of which nothing
// is known: an old backup that was restored, or an altered record. `tarazy recover` is the way on.
func Open(ctx context.Context, c Config) (*Notary, error) {
	n := &Notary{Config: c}
	var err error
	if n.signer, err = note.NewSigner(c.Key); err != nil {
		return nil, fmt.Errorf("notary: log key: %w", err)
	}
	if n.signer.Name() != c.Origin {
		return nil, fault.Conflict("notary.key_of_other_log").With(fault.Args{"log": c.Origin, "key": n.signer.Name()})
	}
	if n.vkey, err = record.VerifierKey(c.Key); err != nil {
		return nil, err
	}
	if n.verifier, err = note.NewVerifier(n.vkey); err != nil {
		return nil, fmt.Errorf("notary: log key: %w", err)
	}
	kept, err := c.Memory.Conflicts()
	if err != nil {
		return nil, fmt.Errorf("notary: conflicts: %w", err)
	}
	if n.conflicts, err = ReadConflicts(kept, c.Origin); err != nil {
		return nil, err
	}
	last, err := c.Memory.LastCheckpoint()
	if err != nil {
		return nil, fmt.Errorf("notary: last checkpoint: %w", err)
	}
	if last == "" {
		return n, n.begin(ctx)
	}
	cp, err := n.own(last)
	if err != nil {
		return nil, err
	}
	if err := n.continues(ctx, cp); err != nil {
		return nil, err
	}
	n.newest = signed{Checkpoint: cp, ours: last, others: map[string]string{}}
	return n, n.Sign(ctx)
}

// begin signs the empty tree of a new court. It refuses (Conflict) one that is
// not empty: what was signed of it is not known, so it may be an old copy.
func (n *Notary) begin(ctx context.Context) error {
	size, err := n.Tree.Size(ctx)
	if err != nil {
		return err
	}
	if size > 0 {
		return fault.Conflict("notary.checkpoint_missing").With(fault.Args{"have": size})
	}
	return n.Sign(ctx)
}

// own reads a checkpoint that our key must have signed.
func (n *Notary) own(text string) (record.Checkpoint, error) {
	opened, err := note.Open([]byte(text), note.VerifierList(n.verifier))
	if err != nil {
		return record.Checkpoint{}, fault.Conflict("notary.checkpoint_not_ours").Because(err)
	}
	return record.ParseCheckpoint(opened.Text)
}

// continues refuses a durable tree that does not continue cp.
func (n *Notary) continues(ctx context.Context, cp record.Checkpoint) error {
	size, err := n.Tree.Size(ctx)
	if err != nil {
		return err
	}
	if size < cp.Size {
		return fault.Conflict("notary.tree_shrank").With(fault.Args{"have": size, "signed": cp.Size})
	}
	if cp.Size == 0 {
		return nil
	}
	root, err := record.Root(n.Tree, cp.Size)
	if err != nil {
		return err
	}
	if root != cp.Root {
		return fault.Conflict("notary.tree_differs").With(fault.Args{"signed": cp.Size})
	}
	return nil
}

// Sign signs the durable tree if it has grown. The new tree is proved to
// continue the signed one first: a database that was edited under us is not
// signed, and the error says so.
func (n *Notary) Sign(ctx context.Context) error {
	n.signing.Lock()
	defer n.signing.Unlock()
	last := n.latest()
	size, err := n.Tree.Size(ctx)
	if err != nil {
		return err
	}
	if last.ours != "" && size == last.Size {
		return nil
	}
	if last.ours != "" {
		if err := n.continues(ctx, last.Checkpoint); err != nil {
			return err
		}
	}
	cp := record.Checkpoint{Origin: n.Origin, Size: size}
	if cp.Root, err = root(n.Tree, size); err != nil {
		return err
	}
	text, err := record.SignCheckpoint(cp, n.signer)
	if err != nil {
		return err
	}
	if err := n.Memory.SaveCheckpoint(text); err != nil {
		return fmt.Errorf("notary: save checkpoint: %w", err)
	}
	n.mu.Lock()
	n.newest = signed{Checkpoint: cp, ours: text, others: map[string]string{}}
	n.mu.Unlock()
	return nil
}

func root(tree record.Tree, size int64) (record.Hash, error) {
	if size == 0 {
		return record.HashOf(nil), nil // RFC 6962: the empty tree
	}
	return record.Root(tree, size)
}

// Run signs every interval until ctx ends, and once more then, so that what
// was acknowledged last is covered.
func (n *Notary) Run(ctx context.Context, interval time.Duration) {
	var wg sync.WaitGroup
	for _, c := range n.Outside {
		wg.Go(func() { n.runCosigner(ctx, c, interval) })
	}
	t := time.NewTicker(interval)
	defer t.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-t.C:
		}
		if err := n.Sign(context.WithoutCancel(ctx)); err != nil {
			n.Log.Error("the record's head was not signed", "err", err)
		}
	}
	wg.Wait()
}

func (n *Notary) latest() signed {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.newest
}

// Checkpoint is the newest signed checkpoint with the cosignatures so far, in
// the order the cosigners are configured.
func (n *Notary) Checkpoint() string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.text()
}

// text is the newest checkpoint with its cosignatures; mu is held.
func (n *Notary) text() string {
	text := n.newest.ours
	for _, c := range n.Outside {
		text += n.newest.others[c.Name]
	}
	return text
}

// Proof of a leaf under the newest signed checkpoint; ok is false while none
// covers it.
func (n *Notary) Proof(_ context.Context, leaf int64) (record.Proof, bool, error) {
	text := n.Checkpoint()
	if n.latest().Size <= leaf || text == "" {
		return record.Proof{}, false, nil
	}
	p, err := record.Prove(n.Tree, leaf, text)
	return p, err == nil, err
}

// Cosigners are the names of those configured, for "N of M".
func (n *Notary) Cosigners() []string {
	names := make([]string, 0, len(n.Outside))
	for _, c := range n.Outside {
		names = append(names, c.Name)
	}
	return names
}

// SignHead signs a bundle's head statement with the log's key.
func (n *Notary) SignHead(text string) (string, error) { return record.SignStatement(text, n.signer) }

// VKey is the log's public key line.
func (n *Notary) VKey() string { return n.vkey }

// hashReader lets tiles be read from the tree.
func (n *Notary) hashReader() tlog.HashReader { return tlog.HashReaderFunc(n.Tree.ReadHashes) }
