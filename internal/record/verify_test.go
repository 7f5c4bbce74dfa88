package record

import (
	"bytes"
	"testing"

	"tarazy/internal/court"
)

func TestBundleHolds(t *testing.T) {
	w := newWorld(t, testLog)
	w.trial()
	parts := w.bundle(w.checkpoint(true))
	var zip bytes.Buffer
	if err := WriteZip(&zip, parts); err != nil {
		t.Fatal(err)
	}
	read, wrong, err := ReadZip(zip.Bytes())
	if err != nil || wrong != "" {
		t.Fatal(wrong, err)
	}
	policy := must(ParsePolicy(w.policy()))
	if r := VerifyBundle(read, wrong, Options{}); r.Exit != 3 {
		t.Errorf("without a key: %s", asJSON(r))
	}
	r := VerifyBundle(read, wrong, Options{Policy: policy, Log: w.logFiles(), Parallel: parallel})
	if r.Exit != 0 || len(r.Cosigners) != 1 || len(r.Signers) != 1 || r.Signers[0].Signatures != 2 || !r.Demo {
		t.Errorf("with policy and log: %s", asJSON(r))
	}
	if r := VerifyBundle(read, wrong, Options{Policy: must(KeyPolicy(w.vkey))}); r.Exit != 0 {
		t.Errorf("with a key: %s", asJSON(r))
	}
	if r := VerifyBundle(read, wrong, Options{Policy: must(KeyPolicy(newWorld(t, testLog).vkey))}); r.Exit != 1 {
		t.Errorf("with a foreign key: %s", asJSON(r))
	}
}

func TestReceiptHolds(t *testing.T) {
	w := newWorld(t, testLog)
	w.trial()
	b := w.receipt(streamNo(3), 2)
	w.append(Draft{Stream: streamNo(3), Type: "case.noted", By: court.TheServer()}, kindCase)
	if r := VerifyReceipt(b, Options{}); r.Exit != 3 {
		t.Errorf("without a key: %s", asJSON(r))
	}
	if r := VerifyReceipt(b, Options{Policy: must(ParsePolicy(w.policy())), Log: w.logFiles()}); r.Exit != 0 {
		t.Errorf("with policy and log: %s", asJSON(r))
	}
}

func BenchmarkVerifyBundle(b *testing.B) {
	w := newWorld(b, testLog)
	w.trial()
	for range 20000 {
		w.append(Draft{Stream: streamNo(3), Type: "case.noted", By: court.Actor{Person: claimant, Role: court.Claimant},
			Data: map[string]any{"title": "Өтініш", "text": "Сот отырысын кейінге қалдыру туралы", "n": 12345}}, kindCase)
	}
	var zip bytes.Buffer
	if err := WriteZip(&zip, w.bundle(w.checkpoint(true))); err != nil {
		b.Fatal(err)
	}
	policy := must(KeyPolicy(w.vkey))
	events := 0
	for b.Loop() {
		parts, wrong, err := ReadZip(zip.Bytes())
		if err != nil {
			b.Fatal(err)
		}
		r := VerifyBundle(parts, wrong, Options{Policy: policy, Parallel: parallel})
		if r.Exit != 0 {
			b.Fatal(failures(r))
		}
		events += r.Subject.Events
	}
	b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
}
