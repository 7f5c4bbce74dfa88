package record

import (
	"bytes"
	"encoding/json"
	"slices"

	"tarazy/internal/court"
)

// Types of event whose data the verifier must understand.
const (
	typeCaseOpened       = "case.opened"
	typeHearingFirst     = "hearing.scheduled"
	typeHearingScheduled = "case.hearing_scheduled"
	typeHearingEnded     = "case.hearing_ended"
)

func understood(kind string) bool {
	switch kind {
	case typeCaseOpened, typeHearingFirst, typeHearingScheduled, typeHearingEnded, CredentialRegistered:
		return true
	}
	return false
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
		if s.m.Kind == kindHearing && len(s.facts) > 0 && s.facts[0].kind == typeHearingFirst && dataOf(s.facts[0]).text("case") != string(v.m.CaseStream) {
			v.fail(CheckHearings, place(s.m.ID, 1), "verifier.hearings.foreign")
		}
		switch own := byID[v.m.CaseStream]; {
		case s.m.Kind == kindHearing && !named[s.m.ID] && own != nil && own.torn:
			v.passOver(CheckHearings) // what named it may be what is missing
		case s.m.Kind == kindHearing && !named[s.m.ID] || s.m.Kind == kindCase && s.m.ID != v.m.CaseStream:
			v.fail(CheckHearings, eventsFile(s.m.ID), "verifier.hearings.foreign")
		}
	}
}

func (v *bundleCheck) checkNaming(byID map[court.StreamID]*streamFacts, named map[court.StreamID]bool, f fact, at string) {
	data := dataOf(f)
	hearing := byID[court.StreamID(data.text("hearing"))]
	if hearing != nil && hearing.m.Kind != kindHearing {
		hearing = nil
	}
	switch f.kind {
	case typeCaseOpened:
		if data.text("no") != string(v.m.Case) {
			v.fail(CheckHearings, at, "verifier.hearings.case")
		}
	case typeHearingScheduled:
		if hearing == nil {
			v.fail(CheckHearings, at, "verifier.hearings.missing")
			return
		}
		named[hearing.m.ID] = true
	case typeHearingEnded:
		switch {
		case hearing != nil && hearing.reaches(data["head"]):
		case hearing != nil && hearing.torn:
			v.passOver(CheckHearings)
		default:
			v.fail(CheckHearings, at, "verifier.hearings.head")
		}
	}
}

// reaches reports whether the stream has the head the case's stream names.
func (s *streamFacts) reaches(raw json.RawMessage) bool {
	var h Head
	return exactly(raw, &h) && h.Stream == s.m.ID && h.Version > 0 && h.Version <= uint64(len(s.facts)) && s.facts[h.Version-1].hash == h.Hash
}

// membersOf are an object's, by their exact names: Go's decoder would also take
// "Hearing" for "hearing", and a reader in another language would not.
type membersOf map[string]json.RawMessage

// dataOf is the data of a payload that was kept.
func dataOf(f fact) (data membersOf) {
	var p membersOf
	if f.payload == nil || json.Unmarshal(f.payload, &p) != nil || json.Unmarshal(p["data"], &data) != nil {
		return nil
	}
	return data
}

// text is a member that is text; empty for any other.
func (m membersOf) text(name string) (s string) {
	if json.Unmarshal(m[name], &s) != nil {
		return ""
	}
	return s
}

// exactly decodes canonical JSON that has dst's members and no others.
func exactly(raw []byte, dst any) bool {
	if len(raw) == 0 || strictDecode(raw, dst) != nil {
		return false
	}
	again, err := Canonical(dst)
	return err == nil && bytes.Equal(again, raw)
}

// checkDocuments sees that every file a visible event names is there, with its
// own hash, and that no other is. What was found about an electronic signature may
// be there: bundles did not always have it.
func (v *bundleCheck) checkDocuments() {
	v.look(CheckDocuments, "verifier.documents.ok")
	named := map[string]bool{}
	for _, s := range v.streams {
		for i, f := range s.facts {
			if f.verdict != "" {
				named[f.verdict] = true
			}
			if f.blob == "" {
				continue
			}
			named[f.blob] = true
			if _, ok := v.parts["blobs/"+f.blob]; !ok {
				v.fail(CheckDocuments, place(s.m.ID, i+1), "verifier.documents.missing")
			}
		}
	}
	bad := make([]string, len(v.m.Blobs))
	v.opt.each(len(bad), func(i int) {
		b := v.m.Blobs[i]
		body, ok := v.parts["blobs/"+b.Hash.String()]
		switch {
		case !ok || int64(len(body)) != b.Size || HashOf(body) != b.Hash:
			bad[i] = "verifier.documents.differs"
		case !named[b.Hash.String()] && v.torn():
			v.passOver(CheckDocuments) // what named it may be what is missing
		case !named[b.Hash.String()]:
			bad[i] = "verifier.documents.unnamed"
		}
	})
	for i, message := range bad {
		if message != "" {
			v.fail(CheckDocuments, "blobs/"+v.m.Blobs[i].Hash.String(), message)
		}
	}
}

// torn reports whether any stream is.
func (v *bundleCheck) torn() bool {
	return slices.ContainsFunc(v.streams, func(s streamFacts) bool { return s.torn })
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
	if s.m.Kind != kindPerson {
		return "verifier.keys.malformed"
	}
	c, err := credentialOf(f.payload)
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
	fact  *fact
	part  string
	again bool // the act stood signed before
}

// checkSignatures verifies every own signature with a key that was registered
// before the act. An act is signed once: the same signature under a second
// event is the server's doing, not the person's.
func (v *bundleCheck) checkSignatures() {
	v.look(CheckSignatures, "verifier.signatures.ok")
	var work []signedFact
	seen := map[Hash]bool{}
	for _, s := range v.streams {
		for i := range s.facts {
			f := &s.facts[i]
			if s.bad[i] {
				v.passOver(CheckSignatures)
			}
			if s.bad[i] || !f.signed && !OwnSigned(f.kind) {
				continue
			}
			work = append(work, signedFact{f, place(s.m.ID, i+1), seen[f.act]})
			seen[f.act] = true
		}
	}
	used, bad, torn := make([]keyName, len(work)), make([]string, len(work)), v.torn()
	v.opt.each(len(work), func(i int) { used[i], bad[i] = v.checkOwn(work[i]) })
	for i, message := range bad {
		k := v.keys[used[i]]
		if message == "verifier.signatures.unregistered" && (k == nil && torn || work[i].fact.leaf == noLeaf || k != nil && k.leaf == noLeaf) {
			v.passOver(CheckSignatures) // the registration, or where it stands, may be what is missing
		} else if message != "" {
			v.fail(CheckSignatures, work[i].part, message)
		} else if k != nil {
			k.show.Signatures++
		}
	}
}

func (v *bundleCheck) checkOwn(s signedFact) (keyName, string) {
	if !s.fact.signed {
		return keyName{}, "verifier.signatures.unsigned"
	}
	p, err := ParsePayload(s.fact.payload)
	if err != nil || p.Sig == nil {
		return keyName{}, "verifier.bad_payload"
	}
	name := keyName{p.By.Person, p.Sig.Credential}
	k := v.keys[name]
	switch {
	case k == nil || k.leaf >= s.fact.leaf:
		return name, "verifier.signatures.unregistered"
	case s.again:
		return name, "verifier.signatures.again"
	case VerifySignature(k.cred, p.Act, *p.Sig, v.opt.EDS) != nil:
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
