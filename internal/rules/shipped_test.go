package rules

import "testing"

// The laws that come with the program load.
func TestShippedLawsLoad(t *testing.T) {
	for _, code := range []string{"kz", "ee"} {
		if _, err := Shipped(code); err != nil {
			t.Errorf("%s:\n%v", code, err)
		}
	}
}
