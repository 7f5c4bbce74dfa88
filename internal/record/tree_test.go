package record

import (
	"fmt"
	"testing"

	"filippo.io/torchwood"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"

	"tarazy/internal/court"
)

// TestProofsByOtherSoftware has our tree and proofs checked by another library.
func TestProofsByOtherSoftware(t *testing.T) {
	w := newWorld(t, testLog)
	for n := range 70 {
		w.append(Draft{Stream: streamNo(n % 3), Type: "case.noted", By: court.TheServer(), Data: map[string]any{"n": n}}, kindCase)
		size := int64(n + 1)
		root := must(Root(w, size))
		for index := range size {
			path := must(auditPath(w, index, size))
			raw := make([][]byte, len(path))
			for i := range path {
				raw[i] = path[i][:]
			}
			leaf := rfc6962.DefaultHasher.HashLeaf(w.entries[index])
			if err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(index), uint64(size), leaf, raw, root[:]); err != nil {
				t.Fatalf("%d of %d: %v", index, size, err)
			}
			if err := checkInclusion(path, index, size, Hash(leaf), root); err != nil {
				t.Fatalf("%d of %d: %v", index, size, err)
			}
			if len(path) > 0 && checkInclusion(path[1:], index, size, Hash(leaf), root) == nil {
				t.Fatalf("%d of %d: short proof accepted", index, size)
			}
			if checkInclusion(append(path, Hash{}), index, size, Hash(leaf), root) == nil {
				t.Fatalf("%d of %d: long proof accepted", index, size)
			}
		}
	}
}

// TestPolicyByOtherSoftware has our policy and cosigned checkpoint read by
// torchwood, whose format it is.
func TestPolicyByOtherSoftware(t *testing.T) {
	w := newWorld(t, testLog)
	w.trial()
	theirs, err := torchwood.ParsePolicy([]byte(w.policy()))
	if err != nil {
		t.Fatal(err)
	}
	for cosigned, want := range map[bool]string{true: "", false: "verifier.signers.quorum"} {
		signed := w.checkpoint(cosigned)
		c, _, err := torchwood.VerifyCheckpoint([]byte(signed), theirs)
		if (err == nil) != cosigned {
			t.Errorf("torchwood on cosigned=%v: %v", cosigned, err)
		}
		if cosigned && c.N != int64(len(w.entries)) {
			t.Errorf("torchwood read size %d", c.N)
		}
		if got := must(ParsePolicy(w.policy())).judge(signed, testLog); got != want {
			t.Errorf("ours on cosigned=%v: %q", cosigned, got)
		}
	}
}

func TestPolicyRefuses(t *testing.T) {
	w := newWorld(t, testLog)
	log, witness := "log "+w.vkey+"\n", "witness a "+w.cosignerKey()+"\n"
	for _, text := range []string{"", log, "quorum none\n", log + "quorum a\n", log + log + "quorum none\n", log + witness + witness + "quorum a\n",
		log + witness + "group g 2 a\nquorum g\n", log + witness + "group g any b\nquorum g\n", log + witness + "quorum a\nquorum a\n",
		log + "witness a " + w.vkey + "\nquorum a\n", log + "else\nquorum none\n"} {
		if _, err := ParsePolicy(text); err == nil {
			t.Errorf("accepted %q", text)
		}
	}
	for _, text := range []string{log + witness + "group g any a\nquorum g # comment\n", "# nothing\n" + log + "quorum none"} {
		if _, err := ParsePolicy(text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestStatementIsNoCheckpoint(t *testing.T) {
	w := newWorld(t, testLog)
	w.trial()
	b := Bundle{Case: "1", CaseStream: streamNo(3), Log: w.log, Checkpoint: w.checkpoint(false), Streams: []BundleStream{*w.streams[streamNo(3)]}}
	text := must(b.Statement())
	if _, err := ParseCheckpoint(text); err == nil {
		t.Error("a head statement reads as our checkpoint")
	}
	if _, err := torchwood.ParseCheckpoint(text); err == nil {
		t.Error("a head statement reads as torchwood's checkpoint")
	}
	signer := must(note.NewSigner(w.skey))
	if _, err := SignStatement(fmt.Sprintf("%s\n1\n%s\n", w.log, "x"), signer); err == nil {
		t.Error("another text was signed as a statement")
	}
}
