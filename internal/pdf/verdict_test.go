package pdf_test

import (
	"bytes"
	"strings"
	"testing"

	"tarazy/internal/court"
	"tarazy/internal/i18n"
	"tarazy/internal/rules"
	"tarazy/internal/signature"
)

// The paper of a verdict has every word of it, on as many pages as it needs, and
// is the same for the same.
func TestVerdict(t *testing.T) {
	p, zone := printer(t), i18n.Zone(rules.Kazakhstan().Local)
	v := signature.Verdict{Outcome: signature.Changed, Reason: "esign.reason.content_changed", File: signature.Digest{SHA256: strings.Repeat("ab", 32), Size: 9}, Checked: now, Asked: now}
	for range 12 {
		v.Signers = append(v.Signers, signature.Signer{Outcome: signature.Valid, Reason: "esign.reason.good_now", Name: "Ғ. ҢҰРӨЗІҮЛҺІ", Masked: "••••••••0123", Algorithm: "GOST 34.10-2015 (512)",
			Level: signature.LevelBES, Test: true, SignedAt: now, Roles: []signature.Role{signature.Head}, Organisation: "ЖШС «ҮЛГІ»", BIN: "123456789021"})
	}
	for _, lang := range court.Langs() {
		paper := v.Paper(lang, zone, "талап.cms")
		once, err := p.Verdict(lang, zone, "Алматы қаласының соты", now, paper)
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := p.Verdict(lang, zone, "Алматы қаласының соты", now, paper); !bytes.Equal(once, again) {
			t.Errorf("%s: two papers", lang)
		}
		got := text(t, once)
		for _, says := range []string{"талап.cms", i18n.T(lang, "esign.verdict.changed", nil), i18n.T(lang, "verify.grade.ok", nil), strings.Repeat("ab", 32), "Ғ. ҢҰРӨЗІҮЛҺІ", "123456789021"} {
			if !strings.Contains(got, says) {
				t.Errorf("%s: the paper lacks %q:\n%s", lang, says, got)
			}
		}
	}
}
