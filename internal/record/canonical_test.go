package record

import (
	"encoding/json"
	"strings"
	"testing"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

func TestCanonical(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{` { "b" : 1 , "a" : [ true , null, -5 ] } `, `{"a":[true,null,-5],"b":1}`},
		{`{"\u0061":"\u003c\/\u20ac\n\u001f"}`, `{"a":"</€\n\u001f"}`},
		{`{"\ud83d\ude00":1,"\uff3f":2}`, "{\"\U0001F600\":1,\"\uff3f\":2}"}, // UTF-16 order
		{"{\"\uff3f\":2,\"\U0001F600\":1}", "{\"\U0001F600\":1,\"\uff3f\":2}"},
		{`9007199254740992`, `9007199254740992`},
		{`"Әліби"`, `"Әліби"`},
		{`{"a":{"d":1,"c":{}},"A":[]}`, `{"A":[],"a":{"c":{},"d":1}}`},
	} {
		got, err := CanonicalBytes([]byte(c.in))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %s, %v; want %s", c.in, got, err, c.want)
		}
		again, err := CanonicalBytes(got)
		if err != nil || string(again) != string(got) {
			t.Errorf("%s: not stable: %s %v", c.in, again, err)
		}
	}
}

func TestCanonicalRefuses(t *testing.T) {
	deep := strings.Repeat("[", MaxDepth+1) + strings.Repeat("]", MaxDepth+1)
	for _, in := range []string{``, `{`, `{"a"}`, `{"a":1,}`, `[1,]`, `1.0`, `1e3`, `01`, `-0`, `-`, `9007199254740993`,
		`99999999999999999999999`, `{"a":1,"a":2}`, `{"b":1,"a":1,"b":2}`, `{"a":1,"\u0061":2}`, "\"\xff\"", "\"e\u0301\"",
		`"\ud800"`, `"\udc00\ud800"`, `"\u12"`, `"\x"`, "\"\n\"", `tru`, `1 2`, deep, `"` + strings.Repeat("a", MaxJSON) + `"`, `{"a" 1}`, `[1 2]`, `{1:2}`} {
		if got, err := CanonicalBytes([]byte(in)); err == nil {
			t.Errorf("%.40s: accepted as %.40s", in, got)
		}
	}
	if _, err := Canonical(map[string]string{"a": "\xff"}); err == nil {
		t.Error("lost text accepted")
	}
	if _, err := Canonical(map[string]any{"a": 1.5}); err == nil {
		t.Error("float accepted")
	}
}

func FuzzCanonical(f *testing.F) {
	f.Add([]byte(`{"b":[1,"x"],"a":"\u00e9"}`))
	f.Add([]byte("{\"\uff3f\":2,\"\U0001F600\":1}"))
	f.Fuzz(func(t *testing.T, in []byte) {
		out, err := CanonicalBytes(in)
		if err != nil {
			return
		}
		if !json.Valid(in) || !json.Valid(out) {
			t.Fatalf("accepted what is not JSON: %q", in)
		}
		again, err := CanonicalBytes(out)
		if err != nil || string(again) != string(out) {
			t.Fatalf("not stable: %q then %q (%v)", out, again, err)
		}
	})
}

func BenchmarkCanonical(b *testing.B) {
	in := []byte(`{"act":"aa11223344556677889900aabbccddeeff","at":"2026-01-01T00:00:00.000Z","by":{"person":"p-0123456789abcdef","role":"judge"},"data":{"title":"Талап арыз","blob":"aa11223344556677889900aabbccddeeff","size":12345},"key":"k","type":"case.filed"}`)
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		if _, err := CanonicalBytes(in); err != nil {
			b.Fatal(err)
		}
	}
}

func TestEveryQuickRuneIsNFC(t *testing.T) {
	for r := rune(0x80); r <= 0x52f; r++ {
		if text := []byte("a" + string(r) + "\u0438" + string(r)); checkText(text) == nil && checkTextByTable(text) != nil {
			t.Errorf("U+%04X taken for NFC", r)
		}
	}
}

// TestWhatNoReaderCouldTake: an act is refused before it is recorded, not when
// its receipt is read, and the person is told why.
func TestWhatNoReaderCouldTake(t *testing.T) {
	nested := func(levels int) json.RawMessage {
		return json.RawMessage(`{"a":` + strings.Repeat("[", levels-1) + strings.Repeat("]", levels-1) + `}`)
	}
	draft := func(data any) Draft { return Draft{Stream: streamNo(3), Type: "case.noted", Key: "key", Data: data} }
	if _, _, err := Seal(draft(nested(MaxDepth-dataDepth)), Head{}, testLog, Time{}, [16]byte{}); err != nil {
		t.Error(err)
	}
	if _, _, err := Seal(draft(nested(MaxDepth-dataDepth+1)), Head{}, testLog, Time{}, [16]byte{}); err == nil {
		t.Error("data deeper than a receipt can hold")
	}
	for _, text := range []string{"a" + strings.Repeat("\u0323", maxMarks+1), "\xff"} {
		if _, _, err := Seal(draft(map[string]string{"text": text}), Head{}, testLog, Time{}, [16]byte{}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
	w := newWorld(t, testLog)
	w.append(Draft{Stream: streamNo(3), Type: "case.noted", By: court.TheServer(), Data: nested(MaxDepth - dataDepth)}, kindCase)
	w.append(Draft{Stream: streamNo(3), Type: "case.noted", By: court.TheServer(), Data: map[string]string{"text": strings.Repeat("x", MaxJSON-1000)}}, kindCase)
	for version := 1; version <= 2; version++ {
		if r := VerifyReceipt(w.receipt(streamNo(3), version), Options{}); r.Exit != 3 {
			t.Errorf("№ %d: %s", version, failures(r))
		}
	}
}
