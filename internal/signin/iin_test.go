package signin

import "testing"

// A number has twelve digits, and its last one watches over the others.
func TestParseIIN(t *testing.T) {
	for typed, want := range map[string]string{"990000400030": "990000400030", "9900 0040 0030": "990000400030", "990000-400030": "990000400030"} {
		if got, err := ParseIIN(typed); err != nil || got != want {
			t.Errorf("%q: %q %v", typed, got, err)
		}
	}
	for _, wrong := range []string{"", "99000040003", "9900004000300", "99000040003O", "９90000400030", "990000400031", "990000400003"} {
		if got, err := ParseIIN(wrong); err == nil {
			t.Errorf("%q is read as %q", wrong, got)
		}
	}
}
