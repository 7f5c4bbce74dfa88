package court

import "testing"

// On a public list a person is named by surname and initials, an organisation in full.
func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"Демо Талапбекова Айқын": "Демо Т. А.", "Ғалымова әсел": "Ғалымова Ә.", "claimant": "claimant", "": "",
		"ЖШС «Демо құрылыс»": "ЖШС «Демо құрылыс»", "Demo  Name": "Demo N.",
	} {
		if got := Initials(name); got != want {
			t.Errorf("%q is published as %q, want %q", name, got, want)
		}
	}
}
