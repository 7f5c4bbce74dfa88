package record

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"tarazy/internal/court"
)

var testStream = court.StreamID(strings.Repeat("ab", 16))

const testLog = "court.example/log/1"

func testDraft(n int) Draft {
	return Draft{Stream: testStream, Type: "case.noted", By: court.Actor{Person: "p-0123456789abcdef", Role: court.Judge},
		Data: map[string]any{"n": n, "text": "Сот отырысы"}, Key: fmt.Sprintf("key-%012d", n)}
}

func TestSealChainsAndRoundTrips(t *testing.T) {
	at := At(time.Date(2026, 1, 2, 3, 4, 5, 6_000_000, time.UTC))
	var head Head
	for n := range 3 {
		e, plain, err := Seal(testDraft(n), head, testLog, at, [16]byte{byte(n)})
		if err != nil {
			t.Fatal(err)
		}
		if e.Header.Prev != head.Hash || e.Header.Version != uint64(n+1) || e.Header.PayloadHash != HashOf(plain) {
			t.Fatalf("bad header %+v", e.Header)
		}
		if c, err := CanonicalBytes(plain); err != nil || !bytes.Equal(c, plain) {
			t.Fatalf("payload not canonical: %v\n%s", err, plain)
		}
		if c, err := Canonical(e.Header); err != nil || !bytes.Equal(c, e.Header.Canonical()) {
			t.Fatalf("header not canonical: %v\n%s", err, c)
		}
		p, err := ParsePayload(plain)
		if err != nil || p.Act != e.Payload.Act {
			t.Fatal(err)
		}
		act, err := ActHash(testLog, testDraft(n))
		if err != nil || act != p.Act {
			t.Fatal("act hash differs", err)
		}
		head = e.Head()
	}
	if _, _, err := Seal(Draft{Stream: testStream, Type: "x", Key: "k", Data: []int{1}}, head, testLog, at, [16]byte{}); err == nil {
		t.Error("array as data accepted")
	}
	if _, _, err := Seal(testDraft(1), Head{Stream: "x", Version: 1}, testLog, at, [16]byte{}); err == nil {
		t.Error("other stream's head accepted")
	}
}

func TestPayloadIsBoundToItsHeader(t *testing.T) {
	k := DeriveKeys([32]byte{1})
	e, plain, err := Seal(testDraft(1), Head{}, testLog, At(time.Unix(0, 0)), [16]byte{})
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := EncryptPayload(k.Payload, e.Header, plain, [12]byte{9})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := DecryptPayload(k.Payload, e.Header, sealed); err != nil || !bytes.Equal(got, plain) {
		t.Fatal(err)
	}
	other := e.Header
	other.Version++
	if _, err := DecryptPayload(k.Payload, other, sealed); err == nil {
		t.Error("opened under another header")
	}
}

func BenchmarkSeal(b *testing.B) {
	k := DeriveKeys([32]byte{1})
	d, at := testDraft(1), At(time.Unix(0, 0))
	for b.Loop() {
		e, plain, err := Seal(d, Head{}, testLog, at, [16]byte{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := EncryptPayload(k.Payload, e.Header, plain, [12]byte{9}); err != nil {
			b.Fatal(err)
		}
		Entry(Tag(k.Tag, 1), e.Header.Hash())
	}
}
