package clerk

import (
	"testing"

	"tarazy/internal/fault"
	"tarazy/internal/signature"
)

// What a filing may rest on: one person's own detached signature, good by the
// court's trust list, and no other verifier against it.
func TestAcceptableSignature(t *testing.T) {
	const own = "990000400030"
	good := func(change func(*signature.Verdict)) signature.Verdict {
		v := signature.Verdict{Outcome: signature.Valid, Format: signature.FormatCMS, Signers: []signature.Signer{{IIN: own}}}
		change(&v)
		return v
	}
	for what, c := range map[string]struct {
		v   signature.Verdict
		key string
	}{
		"good":                {good(func(*signature.Verdict) {}), ""},
		"revoked since":       {good(func(v *signature.Verdict) { v.Outcome = signature.RevokedLater }), ""},
		"another person":      {good(func(v *signature.Verdict) { v.Signers[0].IIN = "990000400040" }), "eds.other_person"},
		"nobody's number":     {good(func(v *signature.Verdict) { v.Signers[0].IIN = "" }), "eds.other_person"},
		"two signers":         {good(func(v *signature.Verdict) { v.Signers = append(v.Signers, v.Signers[0]) }), "eds.shape"},
		"the document inside": {good(func(v *signature.Verdict) { v.Attached = true }), "eds.shape"},
		"a PDF":               {good(func(v *signature.Verdict) { v.Format = signature.FormatPDF }), "eds.shape"},
		"changed":             {good(func(v *signature.Verdict) { v.Outcome, v.Reason = signature.Changed, "esign.reason.content_changed" }), "esign.reason.content_changed"},
		"cannot tell": {good(func(v *signature.Verdict) {
			v.Outcome, v.Reason = signature.CannotTell, "esign.reason.revocation_unknown"
		}), "esign.reason.revocation_unknown"},
		"two verifiers differ": {good(func(v *signature.Verdict) { v.Second = &signature.Second{Agreement: signature.Differ} }), "esign.outside.differ"},
		"a test circuit":       {good(func(v *signature.Verdict) { v.Signers[0].Test = true }), "eds.test_circuit"},
		"the other is silent":  {good(func(v *signature.Verdict) { v.Second = &signature.Second{Agreement: signature.Unclear} }), ""},
	} {
		err := (&Clerk{}).acceptable(c.v, own)
		if key := fault.Of(err).Key; (err == nil) != (c.key == "") || err != nil && key != c.key {
			t.Errorf("%s: %v, want %q", what, err, c.key)
		}
	}
}
