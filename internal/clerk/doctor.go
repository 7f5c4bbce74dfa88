package clerk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/identity"
	"tarazy/internal/record"
)

// Examine compares, within one snapshot, the registers with what the streams
// say they must hold, and tells found each row that is missing, different or
// too many, and each act whose own signature is missing or does not hold; eds
// reads those of the national CA. It answers the documents the record names,
// with their sizes. A stream that cannot be read is left to the check of the
// record; the registers are then not searched for rows too many, nor keys missed.
func Examine(v View, streams []court.StreamID, eds record.EDS, found func(key string, args fault.Args)) (map[record.Hash]int64, error) {
	documents, want, whole := map[record.Hash]int64{}, map[[2]string]Row{}, true
	own := ownSignatures{people: map[court.PersonID]identity.Person{}}
	for _, id := range streams {
		events, err := v.Events(id, 0)
		if err != nil || len(events) == 0 {
			whole = false
			continue
		}
		state, err := foldStream(New(Deps{}), events)
		if err != nil {
			whole = false
			found("doctor.stream.unreadable", fault.Args{"stream": id})
			continue
		}
		if p, is := state.(identity.Person); is {
			own.people[p.ID] = p
		}
		for _, r := range rowsOf(state) {
			want[[2]string{r.Kind, r.Key}] = r
		}
		for _, e := range events {
			own.read(id, e)
			if hash, size, ok := documentOf(e); ok {
				documents[hash] = size
			}
			if hash, ok := verdictOf(e); ok {
				documents[hash] = anySize
			}
		}
	}
	own.examine(eds, whole, found)
	for _, kind := range registerKinds() {
		have, err := v.Rows(kind, "")
		if err != nil {
			return nil, err
		}
		compareRegister(kind, have, want, whole, found)
	}
	return documents, nil
}

// ownSignatures are the people with their keys, and the acts that carry or need
// their actor's own signature.
type ownSignatures struct {
	people map[court.PersonID]identity.Person
	acts   []ownAct
}

type ownAct struct {
	at  fault.Args
	by  court.PersonID
	act record.Hash
	sig *record.Signature
}

func (o *ownSignatures) read(id court.StreamID, e record.Event) {
	if p := e.Payload; p != nil && (p.Sig != nil || record.OwnSigned(p.Type)) {
		o.acts = append(o.acts, ownAct{fault.Args{"stream": id, "no": e.Header.Version}, p.By.Person, p.Act, p.Sig})
	}
}

// examine tells of each act that is not signed as it must be. Where a stream
// cannot be read, its keys are not known: a key that is missing is then no find.
func (o *ownSignatures) examine(eds record.EDS, whole bool, found func(string, fault.Args)) {
	for _, a := range o.acts {
		if a.sig == nil {
			found("doctor.event.unsigned", a.at)
			continue
		}
		c, known := o.people[a.by].Key(a.sig.Credential)
		if (known || whole) && record.VerifySignature(c.Credential, a.act, *a.sig, eds) != nil {
			found("doctor.event.signature", a.at)
		}
	}
}

func registerKinds() []string {
	return []string{"case", "part", "hearing", "person", "court", "calendar"}
}

func compareRegister(kind string, have []Row, want map[[2]string]Row, whole bool, found func(string, fault.Args)) {
	for _, r := range have {
		k := [2]string{kind, r.Key}
		w, known := want[k]
		delete(want, k)
		args := fault.Args{"kind": kind, "key": r.Key}
		switch {
		case !known && whole:
			found("doctor.register.extra", args)
		case known && (w.Owner != r.Owner || !bytes.Equal(w.Doc, r.Doc)):
			found("doctor.register.differs", args)
		}
	}
	for k := range want {
		if k[0] == kind {
			found("doctor.register.missing", fault.Args{"kind": kind, "key": k[1]})
		}
	}
}

// documentOf is the document an event joins to the record.
func documentOf(e record.Event) (hash record.Hash, size int64, ok bool) {
	if e.Payload == nil || !bytes.Contains(e.Payload.Data, []byte(`"blob":`)) {
		return hash, 0, false
	}
	var d struct {
		Blob *record.Hash `json:"blob"`
		Size int64        `json:"size"`
	}
	if json.Unmarshal(e.Payload.Data, &d) != nil || d.Blob == nil {
		return hash, 0, false
	}
	return *d.Blob, d.Size, true
}

// anySize is of a document whose size no event says.
const anySize = -1

// verdictOf is what an event keeps of an electronic signature, among the documents.
func verdictOf(e record.Event) (hash record.Hash, ok bool) {
	if e.Payload == nil {
		return hash, false
	}
	return e.Payload.VerdictOf()
}

// ExamineDocuments reads every document and tells found those that are missing
// or are not what their hash says.
func ExamineDocuments(ctx context.Context, blobs Blobs, documents map[record.Hash]int64, found func(key string, args fault.Args)) error {
	for hash, size := range documents {
		args := fault.Args{"hash": hash}
		r, _, err := blobs.Open(ctx, hash)
		if fault.Is(err, fault.KindNotFound) {
			found("doctor.document.missing", args)
			continue
		}
		if err != nil {
			return err
		}
		sum := sha256.New()
		n, err := io.Copy(sum, r)
		r.Close()
		if err != nil {
			return err
		}
		if size != anySize && n != size || record.Hash(sum.Sum(nil)) != hash {
			found("doctor.document.differs", args)
		}
	}
	return nil
}
