package record

import "testing"

// FuzzReceipt: a parser of strangers' files never panics, and what it accepts
// stands in its one form.
func FuzzReceipt(f *testing.F) {
	w := newWorld(f, testLog)
	w.trial()
	f.Add(w.receipt(streamNo(3), 2))
	f.Add([]byte(`{"event":{"header":{}},"format":"tarazy-receipt/1"}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		if r := VerifyReceipt(in, Options{}); r.Exit == 2 {
			return
		}
		again, err := CanonicalBytes(in)
		if err != nil || string(again) != string(in) && string(again)+"\n" != string(in) {
			t.Fatalf("%q is %q (%v)", in, again, err)
		}
	})
}

// FuzzBundle: nor does the reader of bundles, and an archive it finds nothing
// wrong with is the one its files make.
func FuzzBundle(f *testing.F) {
	w := newWorld(f, testLog)
	w.trial()
	parts := w.bundle(w.checkpoint(true))
	f.Add(zipped(parts), "bundle.json", parts[fileManifest])
	f.Add(zipped(parts), eventsFile(streamNo(3)), parts[eventsFile(streamNo(3))])
	f.Add(zipped(parts), fileProofs, parts[fileProofs])
	f.Fuzz(func(t *testing.T, zip []byte, name string, body []byte) {
		if got, wrong, err := ReadZip(zip); err == nil && wrong == "" && string(zipped(got)) != string(zip) {
			t.Fatal("two archives of the same files")
		}
		VerifyFile(zip, Options{})
		VerifyBundle(with(parts, name, body), "", Options{})
	})
}
