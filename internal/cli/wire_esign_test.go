//go:build demo

package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/esign/esigntest"
	"tarazy/internal/fault"
	"tarazy/internal/signature"
)

// trustDir writes a trust list of a made-up authority, as list says.
func trustDir(t *testing.T, w *esigntest.World, list map[string]any) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string][]byte{"root.cer": w.Root.Cert, "ca.cer": w.CA.Cert}
	if list != nil {
		files["trust.json"], _ = json.Marshal(list)
	}
	for name, raw := range files {
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// freshKeys are a different one each time, and the same in every run.
func freshKeys() func() *esigntest.Key {
	n := byte(0)
	return func() *esigntest.Key { n++; return esigntest.FixedECDSA(n) }
}

// TestACourtBelievesNoMadeUpAuthority: however its operator writes the list, a
// court is not served with an authority of the demonstrations; the demo is.
func TestACourtBelievesNoMadeUpAuthority(t *testing.T) {
	w := esigntest.New(time.Now(), freshKeys())
	anchor := func(more ...any) map[string]any {
		a := map[string]any{"file": "root.cer"}
		for i := 0; i < len(more); i += 2 {
			a[more[i].(string)] = more[i+1]
		}
		return map[string]any{"name": "Сынақ", "anchors": []any{a}, "others": []string{"ca.cer"}}
	}
	for what, c := range map[string]struct {
		list map[string]any
		key  string
	}{
		"said to be one":      {anchor("test", true), "cli.trust.test"},
		"not said to be one":  {anchor("test", false), "cli.trust.test"},
		"its issuer alone":    {map[string]any{"anchors": []any{map[string]any{"file": "ca.cer"}}}, "cli.trust.test"},
		"nothing written":     {nil, "cli.trust.no_list"},
		"a word nobody knows": {map[string]any{"anchor": "root.cer"}, "cli.trust.unreadable"},
	} {
		dir := trustDir(t, w, c.list)
		_, err := examinerOf(Config{Signatures: &Signatures{Trust: dir}}, court.ClockFunc(time.Now), nil)
		if fault.Of(err).Key != c.key {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := examinerOf(Config{Demo: true, Signatures: &Signatures{Trust: dir}}, court.ClockFunc(time.Now), nil); (err == nil) == (c.key == "cli.trust.unreadable") {
			t.Errorf("%s, in the demo: %v", what, err)
		}
	}
}

// TestExaminer: whoever asks gets the verdict of the process apart, by the
// court's list, of a document that is no file too.
func TestExaminer(t *testing.T) {
	now := time.Now()
	w := esigntest.New(now, freshKeys())
	dir := trustDir(t, w, map[string]any{"anchors": []any{map[string]any{"file": "root.cer"}}, "others": []string{"ca.cer"}})
	e, err := examinerOf(Config{Demo: true, Signatures: &Signatures{Trust: dir}}, court.ClockFunc(time.Now), func() string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	file := esigntest.Sign(esigntest.CMS{Content: []byte("Құжат"), Detached: true, Signers: []esigntest.Signer{{Party: w.Aigul, At: now}}})
	for content, want := range map[string]signature.Outcome{"Құжат": signature.CannotTell, "басқа": signature.Changed} {
		v, err := e.Signature(context.Background(), file, bytes.NewReader([]byte(content)), signature.ForDocument, time.Time{})
		if err != nil || v.Outcome != want || v.Signers[0].IIN != "850101400123" {
			t.Errorf("%s: %v %s %s", content, err, v.Outcome, v.Reason)
		}
	}
	// The court's own question is one about now, and nobody was asked.
	if v, err := (own{e}).Signature(context.Background(), file, bytes.NewReader([]byte("Құжат")), signature.ForLogin, time.Time{}); err != nil || v.Reason != "esign.reason.not_fresh" {
		t.Errorf("%v %s %s", err, v.Outcome, v.Reason)
	}
	r, err := e.Record(context.Background(), []byte("{}"))
	if err != nil || r.Exit != 2 {
		t.Errorf("%v %+v", err, r)
	}
}

// TestStrangersKeepNobodyOut: while all places for strangers are taken, the court's
// own question is answered.
func TestStrangersKeepNobodyOut(t *testing.T) {
	w := esigntest.New(time.Now(), freshKeys())
	dir := trustDir(t, w, map[string]any{"anchors": []any{map[string]any{"file": "root.cer"}}, "others": []string{"ca.cer"}})
	e, err := examinerOf(Config{Demo: true, Signatures: &Signatures{Trust: dir}}, court.ClockFunc(time.Now), func() string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	for range cap(e.places) {
		e.places <- struct{}{}
	}
	file := esigntest.Sign(esigntest.CMS{Content: []byte("x"), Signers: []esigntest.Signer{{Party: w.Aigul, At: time.Now()}}})
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Second)
	defer stop()
	if v, err := (own{e}).Signature(ctx, file, nil, signature.ForLogin, time.Time{}); err != nil || v.Outcome != signature.CannotTell {
		t.Errorf("the court: %v %s", err, v.Outcome)
	}
	short, stopShort := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer stopShort()
	if _, err := e.Signature(short, file, nil, signature.ForDocument, time.Time{}); err == nil {
		t.Error("a stranger had a place that was taken")
	}
}

// TestTheTrustListStaysWhatItWas: a list that is put in the place of the one that
// was looked at when the court began is not believed, with trust.json or without.
func TestTheTrustListStaysWhatItWas(t *testing.T) {
	now := time.Now()
	other, w := esigntest.New(now, esigntest.NewECDSA), esigntest.New(now, freshKeys())
	list := map[string]any{"anchors": []any{map[string]any{"file": "root.cer"}}, "others": []string{"ca.cer"}}
	dir := trustDir(t, other, list)
	e, err := examinerOf(Config{Demo: true, Signatures: &Signatures{Trust: dir}}, court.ClockFunc(time.Now), func() string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	file := esigntest.Sign(esigntest.CMS{Content: []byte("x"), CRLs: w.Lists(now.Add(-time.Minute)), Signers: []esigntest.Signer{{Party: w.Aigul, At: now}}})
	ask := func() (signature.Verdict, error) {
		return e.Signature(context.Background(), file, nil, signature.ForDocument, time.Time{})
	}
	if v, err := ask(); err != nil || v.Outcome != signature.UnknownIssuer {
		t.Fatalf("%v %s", err, v.Outcome)
	}
	for name, raw := range map[string][]byte{"root.cer": w.Root.Cert, "ca.cer": w.CA.Cert} {
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if v, err := ask(); fault.Of(err).Key != "verify.unavailable" {
		t.Errorf("replaced: %v %s", err, v.Outcome)
	}
	if err := os.Remove(filepath.Join(dir, "trust.json")); err != nil {
		t.Fatal(err)
	}
	if v, err := ask(); fault.Of(err).Key != "verify.unavailable" {
		t.Errorf("without trust.json: %v %s", err, v.Outcome)
	}
}

// TestADifferenceIsAnAlarm: where another verifier says otherwise, the log and the
// numbers tell the operator, and the log names nobody.
func TestADifferenceIsAnAlarm(t *testing.T) {
	node := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `{"status":200,"valid":true,"signers":[]}`)
	}))
	defer node.Close()
	w := esigntest.New(time.Now(), freshKeys())
	dir := trustDir(t, w, map[string]any{"anchors": []any{map[string]any{"file": "root.cer"}}, "others": []string{"ca.cer"}})
	e, err := examinerOf(Config{Demo: true, Signatures: &Signatures{Trust: dir, NCANode: node.URL}}, court.ClockFunc(time.Now), func() string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	e.log = slog.New(slog.NewTextHandler(&said, nil))
	file := esigntest.Sign(esigntest.CMS{Content: []byte("x"), Detached: true, Signers: []esigntest.Signer{{Party: w.Aigul, At: time.Now()}}})
	v, err := e.Signature(context.Background(), file, strings.NewReader("another"), signature.ForDocument, time.Time{})
	if err != nil || v.Second == nil || v.Second.Agreement != signature.Differ {
		t.Fatalf("%v %+v", err, v.Second)
	}
	if line := said.String(); !strings.Contains(line, "level=ERROR") || !strings.Contains(line, v.File.SHA256) || strings.Contains(line, "850101400123") || strings.Contains(line, "АХМЕТОВА") {
		t.Error(line)
	}
	out := httptest.NewRecorder()
	watched(counted{}, e.beside).ServeHTTP(out, httptest.NewRequest("GET", "/metrics", nil))
	if !strings.Contains(out.Body.String(), `tarazy_signature_verifiers{agreement="differ"} 1`) {
		t.Error(out.Body.String())
	}
}

// TestAnotherVerifierIsAskedWhatItKnows: about signed XML too; of a format that it
// has no method for, the verdict says so in words, and nothing is counted.
func TestAnotherVerifierIsAskedWhatItKnows(t *testing.T) {
	asked := ""
	node := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.Path
		io.WriteString(w, `{"status":200,"message":"OK","valid":true,"signers":[{"valid":true,"serialNumber":"77"}]}`)
	}))
	defer node.Close()
	e, err := examinerOf(Config{Demo: true, Signatures: &Signatures{NCANode: node.URL}}, court.ClockFunc(time.Now), func() string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	signed, err := os.ReadFile("../esign/testdata/kalkan.xml")
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(signed, []byte("SignatureValue>"), []byte("SignatureValue>AAAA"), 1)
	for _, c := range []struct {
		file []byte
		path string
		want signature.Agreement
		says string
	}{
		{signed, "/xml/verify", signature.Unclear, "NCANode): the signature is valid"},
		{changed, "/xml/verify", signature.Differ, "the two verifiers differ"},
		{[]byte("%PDF-1.7"), "", signature.Unclear, "NCANode): not asked"},
		{[]byte("no signature at all"), "", "", ""},
	} {
		asked = ""
		v, err := e.Signature(context.Background(), c.file, nil, signature.ForDocument, time.Time{})
		if err != nil || asked != c.path || (v.Second == nil) != (c.want == "") || v.Second != nil && v.Second.Agreement != c.want {
			t.Fatalf("%.20s: %v, %s, asked %q, %+v", c.file, err, v.Outcome, asked, v.Second)
		}
		if said := strings.Join(v.Paper(court.English, func(t time.Time) time.Time { return t }, "a").Facts, "\n"); !strings.Contains(said, c.says) || c.path == "" && strings.Contains(said, "compared") {
			t.Errorf("%.20s: %s", c.file, said)
		}
	}
	out := httptest.NewRecorder()
	watched(counted{}, e.beside).ServeHTTP(out, httptest.NewRequest("GET", "/metrics", nil))
	if body := out.Body.String(); !strings.Contains(body, `{agreement="unclear"} 1`) || !strings.Contains(body, `{agreement="differ"} 1`) {
		t.Error(body)
	}
}

// TestACourtThatAsksNoAuthority is served and takes no national keys; settings that
// could not work are refused before anybody relies on them.
func TestACourtThatAsksNoAuthority(t *testing.T) {
	w := esigntest.New(time.Now(), freshKeys())
	dir := trustDir(t, w, map[string]any{"anchors": []any{map[string]any{"file": "root.cer"}}, "others": []string{"ca.cer"}})
	for what, c := range map[string]struct {
		s     Signatures
		takes bool
		key   string
	}{
		"asks":                     {Signatures{Trust: dir, Online: true, Phone: "https://relay.example"}, true, ""},
		"asks nobody":              {Signatures{Trust: dir}, false, ""},
		"asks those of no list":    {Signatures{Online: true}, false, "cli.trust.online"},
		"phones, and asks nobody":  {Signatures{Trust: dir, Phone: "https://relay.example"}, false, "cli.phone.offline"},
		"phones over an open line": {Signatures{Trust: dir, Online: true, Phone: "http://relay.example"}, true, "cli.phone.url"},
		"a verifier at no address": {Signatures{Trust: dir, NCANode: "127.0.0.1:14579"}, false, "cli.trust.ncanode"},
	} {
		conf := Config{Demo: true, Signatures: &c.s}
		_, err := examinerOf(conf, court.ClockFunc(time.Now), nil)
		if err == nil {
			_, err = phoneOf(conf)
		}
		if (err == nil) != (c.key == "") || err != nil && fault.Of(err).Key != c.key || conf.takesEDS() != c.takes {
			t.Errorf("%s: %v, takes %v", what, err, conf.takesEDS())
		}
	}
}
