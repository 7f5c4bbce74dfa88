package court

import "testing"

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		"  Талап қою арызы \n":   "Талап қою арызы",
		"fdp.\u202exe.talap":     "fdp.xe.talap", // reads "talap.ex…pdf" where the mark is kept
		"a\u200bb\u2066c\u2069d": "abcd",
		"line\nline\tcell\x00":   "line\nline\tcell",
		"и\u0306":                "й",
		"№ 5 – «ҚАЗАҚША» 😀":      "№ 5 – «ҚАЗАҚША» 😀",
	} {
		if got := Text(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
