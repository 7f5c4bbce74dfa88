// Package signature is what is thought of an electronic signature: the words of
// a verdict, which the case file keeps, pages show and papers print. It checks
// nothing itself; package esign does.
package signature

import (
	"slices"
	"strings"
	"time"
)

// Outcome is the answer in a word. Its text is the key "esign.verdict." + it.
type Outcome string

const (
	// Valid: signed by the person named, unchanged, with a certificate that was
	// good at the moment that counts.
	Valid Outcome = "valid"
	// RevokedLater: good when it was made, which is proven; the certificate was
	// revoked afterwards.
	RevokedLater Outcome = "revoked_later"
	// CannotTell: nothing is known to be wrong, and something needed is missing.
	CannotTell Outcome = "cannot_tell"
	// RevokedThen: the certificate had been revoked by then.
	RevokedThen Outcome = "revoked_then"
	// UnknownIssuer: no chain leads to an authority of the trust list.
	UnknownIssuer Outcome = "unknown_issuer"
	// Refused: a rule forbids relying on it, whoever made it.
	Refused Outcome = "refused"
	// Changed: the document or the signature is not what was signed.
	Changed Outcome = "changed"
	// Unreadable: this is no signature that can be read.
	Unreadable Outcome = "unreadable"
)

// Outcomes lists them from the best to the worst. Of several signers the worst
// one decides about the file.
func Outcomes() []Outcome {
	return []Outcome{Valid, RevokedLater, CannotTell, RevokedThen, UnknownIssuer, Refused, Changed, Unreadable}
}

// Worse is the worse of two outcomes.
func (o Outcome) Worse(than Outcome) Outcome {
	if slices.Index(Outcomes(), o) > slices.Index(Outcomes(), than) {
		return o
	}
	return than
}

// Good: whoever is named signed, and nothing was wrong when they did.
func (o Outcome) Good() bool { return o == Valid || o == RevokedLater }

// Exit is the exit code of the command: 0 valid, 1 invalid, 2 unreadable, 3
// cannot tell.
func (o Outcome) Exit() int {
	switch o {
	case Valid, RevokedLater:
		return 0
	case CannotTell:
		return 3
	case Unreadable:
		return 2
	}
	return 1
}

// Reason is a message key: why the outcome is what it is. Package esign lists them.
type Reason string

// Level is how much the signature carries (ETSI EN 319 122-1). Its text is the
// key "esign.level." + it.
type Level string

const (
	// LevelNone: no reference to the certificate under the signature; signed XML
	// of NCALayer's form never has one.
	LevelNone Level = "none"
	// LevelBES: the signature covers a reference to the certificate.
	LevelBES Level = "BES"
	// LevelT: BES, and the time is proven by an authority that is trusted.
	LevelT Level = "T"
)

// Format is what kind of file it is.
type Format string

const (
	FormatCMS Format = "cms"
	FormatXML Format = "xml"
	FormatPDF Format = "pdf"
	FormatDDC Format = "ddc" // the electronic document card
)

// Verdict is the report on a file.
type Verdict struct {
	Outcome  Outcome `json:"verdict"`
	Reason   Reason  `json:"reason"`
	Exit     int     `json:"exit"`
	Format   Format  `json:"format,omitempty"`
	Attached bool    `json:"attached"` // the document is inside the file
	File     Digest  `json:"file"`
	Content  Digest  `json:"content,omitzero"` // what was signed; of a PDF, the file as its first signer had it
	// Original is the name of the file inside a document card: that file is what was
	// signed, and not what the card's pages show.
	Original string    `json:"original,omitempty"`
	Signers  []Signer  `json:"signers"`
	Asked    time.Time `json:"asked"` // the moment the question is about
	Checked  time.Time `json:"checked"`
	Trust    TrustRef  `json:"trust"`
	// Evidence is the revocation data that this rests on, to repeat it.
	Evidence []Evidence `json:"evidence,omitempty"`
	// Wants is the revocation data that would let it say more.
	Wants []Want `json:"wants,omitempty"`
	// Second is what another verifier says of the same file; nil: none was asked.
	Second *Second `json:"second,omitempty"`
}

// Second is another verifier's opinion beside ours.
type Second struct {
	Verifier  string    `json:"verifier"`
	Answered  bool      `json:"answered"`
	Unasked   bool      `json:"unasked,omitempty"` // it knows nothing of such files
	Valid     bool      `json:"valid"`
	Agreement Agreement `json:"agreement"`
}

// Agreement is what two verdicts come to. Its text is the key "esign.outside." +
// it.
type Agreement string

const (
	// Agree: both say yes, or both say no.
	Agree Agreement = "agree"
	// Differ is an alarm: one of the two is wrong, and nobody may rely on either
	// until it is known which.
	Differ Agreement = "differ"
	// Unclear: one of the two cannot tell.
	Unclear Agreement = "unclear"
)

// Digest names bytes.
type Digest struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

// TrustRef says which trust list was asked, so that it can be asked again.
type TrustRef struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Signer is one signature of the file and whoever made it.
type Signer struct {
	Outcome Outcome `json:"verdict"`
	Reason  Reason  `json:"reason"`

	Name         string `json:"name"`
	IIN          string `json:"-"` // whole; for comparing, never for showing
	Masked       string `json:"iin"`
	Organisation string `json:"organisation"`
	BIN          string `json:"bin"`
	Roles        []Role `json:"roles"`

	Algorithm string    `json:"algorithm"`
	SignedAt  time.Time `json:"signed_at,omitzero"` // as the signer claims
	ProvenAt  time.Time `json:"proven_at,omitzero"` // as a trusted timestamp proves
	Level     Level     `json:"level"`

	Issuer      string    `json:"issuer"`
	Serial      string    `json:"serial"`
	Fingerprint string    `json:"fingerprint"` // SHA-256 of the certificate
	NotBefore   time.Time `json:"not_before,omitzero"`
	NotAfter    time.Time `json:"not_after,omitzero"`
	RevokedAt   time.Time `json:"revoked_at,omitzero"`
	Test        bool      `json:"test"` // a test circuit vouches: proves nothing about a person

	// Revision is the file as it was when this was signed, where a file can be
	// continued (PDF); Continued: it was, by nothing that is shown.
	Revision  Digest `json:"revision,omitzero"`
	Continued bool   `json:"continued,omitempty"`

	Stamps []Stamp  `json:"stamps,omitempty"`
	Chain  [][]byte `json:"chain,omitempty"` // DER, from the signer to the authority
}

// Stamp is a timestamp on a signature.
type Stamp struct {
	At        time.Time `json:"at,omitzero"`
	Authority string    `json:"authority"`
	Policy    string    `json:"policy"`
	Outcome   Outcome   `json:"verdict"`
	Reason    Reason    `json:"reason"`
}

// Role is what the certificate says of the person. Its text is the key
// "esign.role." + it.
type Role string

const (
	Individual        Role = "individual"
	Organisation      Role = "organisation"
	Head              Role = "head"
	Signatory         Role = "signatory"
	FinanceSignatory  Role = "finance_signatory"
	HR                Role = "hr"
	Employee          Role = "employee"
	InformationSystem Role = "information_system"
	AuthorityAdmin    Role = "authority_admin"
	AuthorityManager  Role = "authority_manager"
	AuthorityOperator Role = "authority_operator"
	RemoteIdentified  Role = "remote_identified"
)

// Roles lists them all.
func Roles() []Role {
	return []Role{Individual, Organisation, Head, Signatory, FinanceSignatory, HR, Employee, InformationSystem,
		AuthorityAdmin, AuthorityManager, AuthorityOperator, RemoteIdentified}
}

// shown is how many digits of an IIN are shown: the last ones, which say
// neither the day of birth nor the sex.
const shown = 4

// Mask hides all of an IIN but its end.
func Mask(iin string) string {
	if len(iin) <= shown {
		return strings.Repeat("•", len(iin))
	}
	return strings.Repeat("•", len(iin)-shown) + iin[len(iin)-shown:]
}

// Conclude gives the verdict the worst of its signers.
func (v *Verdict) Conclude() {
	for i, s := range v.Signers {
		if i == 0 || s.Outcome.Worse(v.Outcome) != v.Outcome {
			v.Outcome, v.Reason = s.Outcome, s.Reason
		}
	}
	v.Exit = v.Outcome.Exit()
}

// EvidenceKind is a form of revocation data.
type EvidenceKind string

const (
	CRL  EvidenceKind = "crl"  // RFC 5280, section 5
	OCSP EvidenceKind = "ocsp" // RFC 6960: an OCSPResponse or its BasicOCSPResponse
)

// Evidence is revocation data as an authority signed it. It proves itself: who
// hands it in need not be trusted, and it is kept with the verdict.
type Evidence struct {
	Kind EvidenceKind `json:"kind"`
	DER  []byte       `json:"der"`
	// Asked is when whoever checked had it from the authority itself; absent where
	// somebody handed it in, or the file brought it.
	Asked time.Time `json:"asked,omitzero"`
}

// Want is revocation data that a verdict lacks: about one certificate of one
// issuer, for one moment.
type Want struct {
	Issuer  []byte    `json:"issuer"` // the issuer's certificate, DER
	Subject string    `json:"subject"`
	Serial  []byte    `json:"serial"` // big endian
	At      time.Time `json:"at"`
}

// Purpose is what a signature is to serve.
type Purpose string

const (
	// ForDocument wants a signing certificate.
	ForDocument Purpose = "document"
	// ForLogin takes an authentication certificate too.
	ForLogin Purpose = "login"
)
