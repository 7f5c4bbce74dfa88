package record

import (
	"encoding/json"
	"slices"

	"tarazy/internal/court"
)

// Types of event whose data the verifier must understand.
const (
	typeCaseOpened       = "case.opened"
	typeHearingScheduled = "case.hearing_scheduled"
	typeHearingEnded     = "case.hearing_ended"
)

func understood(kind string) bool {
	switch kind {
	case typeCaseOpened, typeHearingScheduled, typeHearingEnded, CredentialRegistered:
		return true
	}
	return false
}

// hearingData is what the case's stream says of a hearing.
type hearingData struct {
	Hearing court.HearingID `json:"hearing"`
	Head    Head            `json:"head"` // of case.hearing_ended
}

// checkHearings sees that every hearing the case names is in the bundle, up to
// its final head, and no other one.
func (v *bundleCheck) checkHearings() {
	v.look(CheckHearings, "verifier.hearings.ok")
	byID, named := map[court.StreamID]*streamFacts{}, map[court.StreamID]bool{}
	for i := range v.streams {
		byID[v.streams[i].m.ID] = &v.streams[i]
	}
	if own := byID[v.m.CaseStream]; own != nil {
		for i, f := range own.facts {
			v.checkNaming(byID, named, f, place(own.m.ID, i+1))
		}
	}
	for _, s := range v.streams {
		if (s.m.Kind == kindHearing || s.m.Kind == kindCase) && s.m.ID != v.m.CaseStream && !named[s.m.ID] {
			v.fail(CheckHearings, eventsFile(s.m.ID), "verifier.hearings.foreign")
		}
	}
}

func (v *bundleCheck) checkNaming(byID map[court.StreamID]*streamFacts, named map[court.StreamID]bool, f fact, at string) {
	data := payloadData(f)
	switch f.kind {
	case typeCaseOpened:
		var d struct {
			No court.CaseNo `json:"no"`
		}
		if json.Unmarshal(data, &d) == nil && d.No != "" && d.No != v.m.Case {
			v.fail(CheckHearings, at, "verifier.hearings.case")
		}
	case typeHearingScheduled:
		var d hearingData
		if json.Unmarshal(data, &d) != nil || byID[d.Hearing] == nil || byID[d.Hearing].m.Kind != kindHearing {
			v.fail(CheckHearings, at, "verifier.hearings.missing")
			return
		}
		named[d.Hearing] = true
	case typeHearingEnded:
		var d hearingData
		if json.Unmarshal(data, &d) != nil || byID[d.Hearing] == nil || !byID[d.Hearing].reaches(d.Head) {
			v.fail(CheckHearings, at, "verifier.hearings.head")
		}
	}
}

// reaches reports whether the stream has the head the case's stream names.
func (s *streamFacts) reaches(h Head) bool {
	return h.Stream == s.m.ID && h.Version > 0 && h.Version <= uint64(len(s.facts)) && s.facts[h.Version-1].hash == h.Hash
}

// payloadData is the payload's data, nil for a payload not kept.
func payloadData(f fact) []byte {
	var p struct {
		Data json.RawMessage `json:"data"`
	}
	if f.payload == nil || json.Unmarshal(f.payload, &p) != nil {
		return nil
	}
	return p.Data
}

// checkDocuments sees that every file a visible event names is there, with its
// own hash, and that no other is.
func (v *bundleCheck) checkDocuments() {
	v.look(CheckDocuments, "verifier.documents.ok")
	named := map[string]bool{}
	for _, s := range v.streams {
		for i, f := range s.facts {
			if f.blob == "" {
				continue
			}
			named[f.blob] = true
			if _, ok := v.parts["blobs/"+f.blob]; !ok {
				v.fail(CheckDocuments, place(s.m.ID, i+1), "verifier.documents.missing")
			}
		}
	}
	v.opt.each(len(v.m.Blobs), func(i int) {
		b := v.m.Blobs[i]
		name := "blobs/" + b.Hash.String()
		body, ok := v.parts[name]
		switch {
		case !ok || int64(len(body)) != b.Size || HashOf(body) != b.Hash:
			v.fail(CheckDocuments, name, "verifier.documents.differs")
		case !named[b.Hash.String()]:
			v.fail(CheckDocuments, name, "verifier.documents.unnamed")
		}
	})
	v.sortFailures(CheckDocuments)
}

// keyName is a credential of a person.
type keyName struct {
	person     court.PersonID
	credential string
}

// registered is a credential with the event that registered it.
type registered struct {
	cred Credential
	show SignerKey
	leaf int64
}

// checkKeys collects the registrations, from streams of persons alone.
func (v *bundleCheck) checkKeys() {
	v.look(CheckKeys, "verifier.keys.ok")
	for _, s := range v.streams {
		for i, f := range s.facts {
			if f.kind != CredentialRegistered {
				continue
			}
			if message := v.register(s, f, place(s.m.ID, i+1)); message != "" {
				v.fail(CheckKeys, place(s.m.ID, i+1), message)
			}
		}
	}
}

func (v *bundleCheck) register(s streamFacts, f fact, at string) string {
	p, err := ParsePayload(f.payload)
	if err != nil || s.m.Kind != kindPerson {
		return "verifier.keys.malformed"
	}
	c, err := credentialOf(Event{Payload: p})
	if err != nil {
		return "verifier.keys.malformed"
	}
	print, err := c.Fingerprint()
	name := keyName{c.Person, c.Credential}
	if err != nil || v.keys[name] != nil {
		return "verifier.keys.malformed"
	}
	v.keys[name] = &registered{cred: c, leaf: f.leaf, show: SignerKey{Person: c.Person, Kind: c.Kind, Credential: c.Credential,
		Fingerprint: print, Registered: f.at, Part: at, Demo: c.Kind == KindDemo}}
	v.names = append(v.names, name)
	return ""
}

// signedFact is an event with its actor's own signature.
type signedFact struct {
	fact *fact
	part string
}

// checkSignatures verifies every own signature with a key that was registered
// before the act.
func (v *bundleCheck) checkSignatures() {
	v.look(CheckSignatures, "verifier.signatures.ok")
	var work []signedFact
	for _, s := range v.streams {
		for i := range s.facts {
			if s.facts[i].payload != nil {
				work = append(work, signedFact{&s.facts[i], place(s.m.ID, i+1)})
			}
		}
	}
	used := make([]keyName, len(work))
	v.opt.each(len(work), func(i int) {
		name, message := v.checkOwn(work[i].fact)
		used[i] = name
		if message != "" {
			v.fail(CheckSignatures, work[i].part, message)
		}
	})
	v.sortFailures(CheckSignatures)
	for _, name := range used {
		if k := v.keys[name]; k != nil {
			k.show.Signatures++
		}
	}
}

func (v *bundleCheck) checkOwn(f *fact) (keyName, string) {
	p, err := ParsePayload(f.payload)
	if err != nil {
		return keyName{}, "verifier.bad_payload"
	}
	if p.Sig == nil {
		return keyName{}, ""
	}
	name := keyName{p.By.Person, p.Sig.Credential}
	k := v.keys[name]
	if k == nil || k.leaf >= f.leaf {
		return name, "verifier.signatures.unregistered"
	}
	if VerifySignature(k.cred, p.Act, *p.Sig) != nil {
		return name, "verifier.signatures.wrong"
	}
	return name, ""
}

// signerKeys lists every registered key, so that one slipped in later shows.
func (v *bundleCheck) signerKeys() []SignerKey {
	count := map[court.PersonID]int{}
	for _, n := range v.names {
		count[n.person]++
	}
	list := make([]SignerKey, 0, len(v.names))
	for _, n := range v.names {
		k := v.keys[n].show
		k.Keys = count[n.person]
		v.report.Demo = v.report.Demo || k.Demo
		list = append(list, k)
	}
	slices.SortStableFunc(list, func(a, b SignerKey) int {
		if a.Person != b.Person {
			return compareStrings(string(a.Person), string(b.Person))
		}
		return compareStrings(a.Registered, b.Registered)
	})
	return list
}

func compareStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
