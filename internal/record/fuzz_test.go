package record

import "testing"

// FuzzReceipt: a parser of strangers' files never panics, and what it accepts
// it writes again the same.
func FuzzReceipt(f *testing.F) {
	w := newWorld(f, testLog)
	w.trial()
	f.Add(w.receipt(streamNo(3), 2))
	f.Add([]byte(`{"event":{"header":{}},"format":"tarazy-receipt/1"}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		r, err := ParseReceipt(in)
		if err != nil {
			return
		}
		if again, err := r.JSON(); err != nil || string(again) != string(in) && string(again) != string(in)+"\n" {
			t.Fatalf("%q became %q (%v)", in, again, err)
		}
		VerifyReceipt(in, Options{})
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
