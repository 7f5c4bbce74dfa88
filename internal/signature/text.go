package signature

import (
	"slices"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
)

// Lines are the verdict for a terminal, each signature after an empty line.
func Lines(lang court.Lang, zone i18n.Zone, v Verdict) []string {
	all := append([]string{Word(lang, v.Outcome, v.Reason)}, v.facts(lang, zone)...)
	for _, s := range v.Signers {
		all = append(all, "", s.head(lang))
		for _, l := range s.lines(lang, zone) {
			all = append(all, "  "+l)
		}
	}
	return append(all, v.wanted(lang)...)
}

// facts are what was looked at. Times are by zone; nil: as they stand.
func (v Verdict) facts(lang court.Lang, zone i18n.Zone) (all []string) {
	say := func(key string, args fault.Args) { all = append(all, i18n.T(lang, key, args)) }
	say("esign.text.file", fault.Args{"sha256": v.File.SHA256, "size": v.File.Size})
	if v.Content.SHA256 != "" {
		say("esign.text.content", fault.Args{"sha256": v.Content.SHA256, "size": v.Content.Size})
	}
	if v.Format == FormatDDC && v.Content.SHA256 != "" {
		say("esign.text.card", fault.Args{"name": v.Original})
	}
	say("esign.text.asked", fault.Args{"at": by(zone, v.Asked)})
	if v.Trust.Name != "" {
		say("esign.text.trust", fault.Args{"name": v.Trust.Name, "sha256": v.Trust.SHA256})
	}
	return append(all, v.second(lang)...)
}

// second is what another verifier says of the same file.
func (v Verdict) second(lang court.Lang) []string {
	if v.Second == nil {
		return nil
	}
	says := "silent"
	switch {
	case v.Second.Answered && v.Second.Valid:
		says = "valid"
	case v.Second.Answered:
		says = "invalid"
	case v.Second.Unasked:
		says = "unasked"
	}
	lines := []string{i18n.T(lang, "esign.text.outside", fault.Args{"name": v.Second.Verifier, "verdict": i18n.T(lang, "esign.outside."+says, nil)})}
	if v.Second.Unasked {
		return lines // there is nothing to compare
	}
	return append(lines, i18n.T(lang, "esign.outside."+string(v.Second.Agreement), nil))
}

// wanted is what would let it say more.
func (v Verdict) wanted(lang court.Lang) (all []string) {
	for _, w := range v.Wants {
		if line := i18n.T(lang, "esign.text.wanted", fault.Args{"name": w.Subject}); !slices.Contains(all, line) {
			all = append(all, line)
		}
	}
	return all
}

// head names who signed. A name that nobody vouches for is called a claim.
func (s Signer) head(lang court.Lang) string {
	key := "esign.text.claimed"
	if s.Outcome.Good() {
		key = "esign.text.signer"
	}
	return i18n.T(lang, key, fault.Args{"name": s.Name})
}

// Word is an outcome with its reason.
func Word(lang court.Lang, o Outcome, r Reason) string {
	return i18n.T(lang, "esign.verdict."+string(o), nil) + ". " + i18n.T(lang, string(r), nil) + "."
}

// lines are one signature for a person.
func (s Signer) lines(lang court.Lang, zone i18n.Zone) (all []string) {
	say := func(key string, args fault.Args) { all = append(all, i18n.T(lang, key, args)) }
	all = append(all, Word(lang, s.Outcome, s.Reason))
	if s.Masked != "" {
		say("esign.text.iin", fault.Args{"iin": s.Masked})
	}
	if s.Organisation != "" {
		say("esign.text.organisation", fault.Args{"name": s.Organisation, "bin": s.BIN})
	}
	var roles []string
	for _, r := range s.Roles {
		roles = append(roles, i18n.T(lang, "esign.role."+string(r), nil))
	}
	if len(roles) > 0 {
		say("esign.text.roles", fault.Args{"roles": strings.Join(roles, ", ")})
	}
	say("esign.text.algorithm", fault.Args{"name": s.Algorithm})
	say("esign.text.level", fault.Args{"level": i18n.T(lang, "esign.level."+string(s.Level), nil)})
	for _, t := range []struct {
		key string
		at  time.Time
	}{{"esign.text.signed_at", s.SignedAt}, {"esign.text.proven_at", s.ProvenAt}, {"esign.text.revoked_at", s.RevokedAt}} {
		if !t.at.IsZero() {
			say(t.key, fault.Args{"at": by(zone, t.at)})
		}
	}
	if s.Revision.SHA256 != "" {
		say("esign.text.revision", fault.Args{"sha256": s.Revision.SHA256, "size": s.Revision.Size})
	}
	if s.Continued {
		say("esign.text.continued", nil)
	}
	for _, t := range s.Stamps {
		say("esign.text.stamp", fault.Args{"at": by(zone, t.At), "name": t.Authority, "reason": i18n.T(lang, string(t.Reason), nil)})
	}
	if s.Issuer != "" {
		say("esign.text.issuer", fault.Args{"name": s.Issuer, "serial": s.Serial})
	}
	if s.Test {
		say("esign.text.test", nil)
	}
	return all
}

func by(zone i18n.Zone, t time.Time) time.Time {
	if zone == nil {
		return t
	}
	return zone(t)
}
