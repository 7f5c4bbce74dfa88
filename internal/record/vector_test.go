package record

import (
	"encoding/hex"
	"os"
	"strings"
	"testing"
	"time"

	"tarazy/internal/court"
)

// TestVectorsOfThePage computes the examples of docs/record.md again.
func TestVectorsOfThePage(t *testing.T) {
	page := string(must(os.ReadFile("../../docs/record.md")))
	var secret [32]byte
	var salt [16]byte
	for i := range secret {
		secret[i] = byte(i)
	}
	copy(salt[:], secret[:])
	k := DeriveKeys(secret)
	d := Draft{Stream: court.StreamID(hex.EncodeToString(salt[:])), Type: "case.noted", Key: "key-000000000001",
		By: court.Actor{Person: "p-0123456789abcdef", Role: court.Judge}, Data: map[string]any{"text": "Сот", "n": 1}}
	e, plain, err := Seal(d, Head{}, testLog, At(time.Date(2026, 1, 2, 3, 4, 5, 6_000_000, time.UTC)), salt)
	if err != nil {
		t.Fatal(err)
	}
	tag := Tag(k.Tag, 1)
	sealed := must(EncryptPayload(k.Payload, e.Header, plain, [12]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}))
	for name, want := range map[string]string{
		"k_tag": Hash(k.Tag).String(), "k_payload": Hash(k.Payload).String(), "payload": string(plain), "header": string(e.Header.Canonical()),
		"header hash": e.Header.Hash().String(), "tag": Hash(tag).String(), "leaf": LeafHash(Entry(tag, e.Header.Hash())).String(),
		"sealed": HashOf(sealed).String(),
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has another %s than %s", name, want)
		}
	}
}
