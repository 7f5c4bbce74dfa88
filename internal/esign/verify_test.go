package esign_test

import (
	"bytes"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"slices"
	"strings"
	"testing"
	"time"

	"tarazy/internal/esign"
	"tarazy/internal/esign/esigntest"
)

type oid = asn1.ObjectIdentifier

func TestGood(t *testing.T) {
	for k, kind := range kinds() {
		w := world(k)
		signed := now().Add(-2 * time.Hour)
		for _, form := range []string{"attached", "detached", "ber", "pem", "base64", "stamped"} {
			c := esigntest.CMS{Content: text(), Signers: []esigntest.Signer{{Party: w.Head, At: signed}}}
			level, at := esign.LevelBES, time.Time{}
			var change []func(*esign.Question, *esign.Trust)
			switch form {
			case "detached":
				c.Detached = true
				change = append(change, content(text()))
			case "stamped":
				c.Signers[0].Stamp = func(v []byte) []byte { return esigntest.Stamp(w.TSA, v, esigntest.Token{At: signed.Add(time.Second)}) }
				level, at = esign.LevelT, signed.Add(time.Second)
			}
			file := esigntest.Sign(c)
			switch form {
			case "ber":
				file = esigntest.BER(file, 5)
			case "pem":
				file = pem.EncodeToMemory(&pem.Block{Type: "CMS", Bytes: file})
			case "base64":
				file = []byte(base64.StdEncoding.EncodeToString(file))
			}
			v := ask(w, file, change...)
			reason := esign.GoodNow
			if form == "stamped" {
				reason = esign.GoodProven
			}
			expect(t, v, esign.Valid, reason)
			s := v.Signers[0]
			if s.Name != "ТӨЛЕУОВ ЕРЛАН" || s.IIN != "790202300456" || s.Masked != "••••••••0456" || s.BIN != "123456789021" ||
				s.Organisation != `ЖШС "ҮЛГІ"` || !slices.Equal(s.Roles, []esign.Role{esign.Organisation, esign.Head}) ||
				s.Algorithm != kind.name || s.Level != level || !s.SignedAt.Equal(signed) || !s.ProvenAt.Equal(at) || !s.Test ||
				len(s.Chain) != 3 || v.Attached == (form == "detached") || v.Content.SHA256 == "" {
				t.Errorf("%s %s: %+v", kind.name, form, s)
			}
		}
	}
}

// TestTheWholeNumberIsNotShown: what is written down has no IIN in it but its end.
func TestTheWholeNumberIsNotShown(t *testing.T) {
	w := world(0)
	v := ask(w, esigntest.Sign(esigntest.CMS{Content: text(), Signers: []esigntest.Signer{{Party: w.Aigul, At: now()}}}))
	v.Evidence, v.Signers[0].Chain = nil, nil
	out, err := json.Marshal(v)
	if err != nil || strings.Contains(string(out), "850101400123") || !strings.Contains(string(out), `"iin":"••••••••0123"`) {
		t.Errorf("%v %s", err, out)
	}
}

// TestSeveralSigners: each has a verdict, the worst is the file's.
func TestSeveralSigners(t *testing.T) {
	w := world(0)
	c := esigntest.CMS{Content: text(), Signers: []esigntest.Signer{
		{Party: w.Aigul, At: now()}, {Party: w.Head, At: now(), Plain: true}, {Party: w.Employee, At: now(), Corrupt: true}}}
	v := ask(w, esigntest.Sign(c))
	expect(t, v, esign.Changed, esign.SignatureBroken)
	for i, want := range []esign.Outcome{esign.Valid, esign.Valid, esign.Changed} {
		if v.Signers[i].Outcome != want {
			t.Errorf("signer %d: %s %s", i, v.Signers[i].Outcome, v.Signers[i].Reason)
		}
	}
	if v.Signers[0].Level != esign.LevelBES || v.Signers[1].Level != esign.LevelNone {
		t.Error("levels", v.Signers[0].Level, v.Signers[1].Level)
	}
}

// TestNoMutationIsValid turns every byte of a small signature, and every length
// of it is cut.
func TestNoMutationIsValid(t *testing.T) {
	w := world(4)
	good := esigntest.Sign(esigntest.CMS{Content: text(), Signers: []esigntest.Signer{{Party: w.Aigul, At: now()}}})
	v := esign.New(trusting(w))
	q := esign.Question{Evidence: lists(w, now().Add(-time.Hour))}
	before := v.Verify(esign.Question{File: good, Evidence: q.Evidence}, now())
	expect(t, before, esign.Valid, esign.GoodNow)
	harmless := 0
	for i := range good {
		for _, bit := range []byte{1, 0x80} {
			q.File = slices.Clone(good)
			q.File[i] ^= bit
			if after := v.Verify(q, now()); after.Outcome == esign.Valid {
				// Outside of what is signed a byte may be another: the list of digests,
				// versions. Nothing of what is reported may differ then.
				harmless++
				after.File = before.File
				if !same(before, after) {
					t.Errorf("byte %d: another report", i)
				}
			}
		}
		if after := v.Verify(esign.Question{File: good[:i], Evidence: q.Evidence}, now()); after.Outcome == esign.Valid {
			t.Errorf("cut at %d: valid", i)
		}
	}
	if harmless > 60 {
		t.Errorf("%d changes made no difference", harmless)
	}
	t.Logf("%d of %d changes are outside of what is signed", harmless, 2*len(good))
}

func same(a, b esign.Verdict) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return bytes.Equal(x, y)
}

// TestAVerdictRepeats: with what it kept, and nothing else, it is the same again
// after ten years.
func TestAVerdictRepeats(t *testing.T) {
	w := world(0)
	signed := now().Add(-time.Hour)
	file := esigntest.Sign(esigntest.CMS{Content: text(), Signers: []esigntest.Signer{{Party: w.Aigul, At: signed,
		Stamp: func(v []byte) []byte { return esigntest.Stamp(w.TSA, v, esigntest.Token{At: signed}) }}}})
	was := ask(w, file)
	expect(t, was, esign.Valid, esign.GoodProven)
	kept, err := json.Marshal(was)
	if err != nil {
		t.Fatal(err)
	}
	var read esign.Verdict
	if err := json.Unmarshal(kept, &read); err != nil {
		t.Fatal(err)
	}
	again := esign.New(trusting(w)).Verify(esign.Question{File: file, At: read.Asked, Evidence: read.Evidence}, now().AddDate(10, 0, 0))
	again.Checked = was.Checked
	if !same(was, again) {
		t.Errorf("%s %s: %+v", again.Outcome, again.Reason, again)
	}
}

func TestContent(t *testing.T) {
	w := world(0)
	attached := esigntest.Sign(esigntest.CMS{Content: text(), Signers: []esigntest.Signer{{Party: w.Aigul, At: now()}}})
	detached := esigntest.Sign(esigntest.CMS{Content: text(), Detached: true, Signers: []esigntest.Signer{{Party: w.Aigul, At: now()}}})
	expect(t, ask(w, detached), esign.CannotTell, esign.ContentMissing)
	expect(t, ask(w, detached, content(text())), esign.Valid, esign.GoodNow)
	expect(t, ask(w, detached, content([]byte("another"))), esign.Changed, esign.ContentChanged)
	expect(t, ask(w, attached, content(text())), esign.Valid, esign.GoodNow)
	expect(t, ask(w, attached, content([]byte("another"))), esign.Changed, esign.ContentTwice)
}

func TestUnreadable(t *testing.T) {
	w := world(4)
	deep := []byte{}
	for range 100 {
		deep = append(deep, 0x30, 0x80)
	}
	for name, c := range map[string]struct {
		file   []byte
		reason esign.Reason
	}{
		"nothing":         {nil, esign.NotASignature},
		"text":            {[]byte("hello"), esign.NotASignature},
		"a certificate":   {w.Root.Cert, esign.NotASignature},
		"endless":         {deep, esign.TooDeep},
		"nobody":          {esigntest.Sign(esigntest.CMS{Content: text()}), esign.NoSigners},
		"a crowd":         {esigntest.Sign(esigntest.CMS{Content: text(), Signers: slices.Repeat([]esigntest.Signer{{Party: w.Aigul}}, 40)}), esign.TooManySigners},
		"something after": {append(esigntest.Sign(esigntest.CMS{Content: text(), Signers: []esigntest.Signer{{Party: w.Aigul}}}), 0), esign.Malformed},
	} {
		v := ask(w, c.file)
		if v.Outcome != esign.Unreadable || v.Reason != c.reason || v.Exit != 2 {
			t.Errorf("%s: %s %s", name, v.Outcome, v.Reason)
		}
	}
}
