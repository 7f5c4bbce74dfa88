package esign_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"tarazy/internal/esign"
	"tarazy/internal/esign/esigntest"
	"tarazy/internal/signature"
)

// TestReadTrust: a list says what it means, has a digest of its own, and is
// refused where it is only half understood.
func TestReadTrust(t *testing.T) {
	w := world(4)
	fingerprint := hex.EncodeToString(sum(w.Root.Cert))
	good := fmt.Sprintf(`{"name":"Сынақ","anchors":[{"file":"root.cer","sha256":%q,"from":"2020-01-01T00:00:00Z","until":"2030-01-01T00:00:00Z",
		"uses":["signatures"],"test":true}],"others":["ca.cer"],"policies":["1.2.398.3.3.2"],"excluded":["1.2.398.6.1.1.1.1"],
		"stamp_policies":["1.2.398.3.3.2.6.4"],"services":[{"issuer":"ca.cer","ocsp":["http://ocsp.example/"],"crl":["http://crl.example/ca.crl"]}]}`, fingerprint)
	list, err := esign.ReadTrust(directory(w, good))
	if err != nil || len(list.Anchors) != 1 || !list.Anchors[0].Test || len(list.Others) != 1 || len(list.Services) != 1 || len(list.Policies) != 1 ||
		list.Anchors[0].Until.Year() != 2030 || list.Name != "Сынақ" {
		t.Fatal(err, list)
	}
	other, err := esign.ReadTrust(directory(w, strings.Replace(good, "2030", "2031", 1)))
	if err != nil || other.Ref().SHA256 == list.Ref().SHA256 {
		t.Error("another list has the same digest", err)
	}
	plain, err := esign.ReadTrust(directory(w, ""))
	if err != nil || len(plain.Anchors) != 1 || len(plain.Others) != 1 || string(plain.Anchors[0].Certificate.Raw) != string(w.Root.Cert) {
		t.Error("a plain directory", err, plain)
	}
	for name, bad := range map[string]string{
		"unknown member":      `{"anchor":[]}`,
		"no file":             `{"anchors":[{"file":"nowhere.cer"}]}`,
		"outside":             `{"anchors":[{"file":"../root.cer"}]}`,
		"another certificate": fmt.Sprintf(`{"anchors":[{"file":"ca.cer","sha256":%q}]}`, fingerprint),
		"unknown use":         `{"anchors":[{"file":"root.cer","uses":["everything"]}]}`,
		"dates":               `{"anchors":[{"file":"root.cer","from":"2030-01-01T00:00:00Z","until":"2020-01-01T00:00:00Z"}]}`,
		"policy":              `{"policies":["one"]}`,
		"not JSON":            `[]`,
		"goes on":             `{"anchors":[{"file":"root.cer"}]} {"foreign":true}`,
		"a member twice":      `{"anchors":[{"file":"root.cer"}],"policies":["1.2.3"],"policies":[]}`,
		"written differently": `{"anchors":[{"file":"root.cer","uses":["signatures"],"Uses":[]}]}`,
	} {
		if _, err := esign.ReadTrust(directory(w, bad)); err == nil {
			t.Errorf("%s: read", name)
		}
	}
	if _, err := esign.ReadTrust(fstest.MapFS{"x.cer": {Data: []byte("no certificate")}}); err == nil {
		t.Error("a plain directory with something else was read")
	}
	person := fstest.MapFS{"trust.json": {Data: []byte(`{"anchors":[{"file":"x.cer"}]}`)}, "x.cer": {Data: w.Aigul.Cert}}
	if _, err := esign.ReadTrust(person); err == nil {
		t.Error("a person's certificate as an anchor was read")
	}
	for name, test := range map[string]bool{"ҰКО 3.0 (GOST TEST)": true, "НЕГІЗГІ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) TEST 2022": true, "Орталық Testов": false} {
		authority := esigntest.Authority(name, hours(-9), hours(9))
		authority.Policies = nil
		a := esigntest.Root(authority, esigntest.NewRSA(2048, 0))
		list, err := esign.ReadTrust(fstest.MapFS{"trust.json": {Data: []byte(`{"anchors":[{"file":"x.cer"}]}`)}, "x.cer": {Data: a.Cert}})
		if err != nil || list.Anchors[0].Test != test {
			t.Errorf("%s: a test circuit %v: %v", name, !test, err)
		}
	}
	weak := esigntest.Root(esigntest.Authority("СЫНАҚ", hours(-9), hours(9)), esigntest.NewRSA(1024, 0))
	if _, err := esign.ReadTrust(fstest.MapFS{"x.cer": {Data: weak.Cert}}); err == nil {
		t.Error("an anchor with a weak key was read")
	}
}

// TestNames: what is shown reads as what it is.
func TestNames(t *testing.T) {
	for _, c := range []struct {
		name     []esigntest.RDN
		full     string
		iin, bin string
	}{
		{esigntest.Person("АХМЕТОВА АЙГҮЛ", "СЕРІКҚЫЗЫ", "850101400123", "", ""), "АХМЕТОВА АЙГҮЛ СЕРІКҚЫЗЫ", "850101400123", ""},
		{append(esigntest.Person("А", "", "850101400123", "Б", "123456789021"), esigntest.RDN{OID: "2.5.4.5", Value: "IIN999999999999"}), "А", "", "123456789021"},
		{append(esigntest.Person("А", "", "850101400123", "Б", "123456789021"), esigntest.RDN{OID: "2.5.4.11", Value: "BIN999999999999"}), "А", "850101400123", ""},
		{esigntest.Person("А", "", "85010140012", "", ""), "А", "", ""},
		{esigntest.Person("Ив\u202eанов\u0000\n Иван", "", "850101400123", "", ""), "Иванов Иван", "850101400123", ""},
		{[]esigntest.RDN{{OID: "2.5.4.10", Value: "ЖШС"}}, "ЖШС", "", ""},
	} {
		n, err := esign.ParseName(esigntest.Name(c.name))
		if err != nil || n.Full() != c.full || n.IIN() != c.iin || n.BIN() != c.bin {
			t.Errorf("%v: %q %q %q", err, n.Full(), n.IIN(), n.BIN())
		}
	}
	if signature.Mask("123") != "•••" || signature.Mask("") != "" {
		t.Error("short numbers")
	}
}

// TestWorse: of several the worst one counts, in whatever order.
func TestWorse(t *testing.T) {
	all := signature.Outcomes()
	for i, a := range all {
		for j, b := range all {
			if got := a.Worse(b); got != all[max(i, j)] {
				t.Errorf("%s %s: %s", a, b, got)
			}
		}
	}
}
