package esign

import "errors"

// What a file is refused for before anybody's signature is looked at.
const (
	NotASignature   Reason = "esign.reason.not_a_signature"
	TooLarge        Reason = "esign.reason.too_large"
	TooDeep         Reason = "esign.reason.too_deep"
	Malformed       Reason = "esign.reason.malformed"
	NoSigners       Reason = "esign.reason.no_signers"
	TooManySigners  Reason = "esign.reason.too_many_signers"
	NotADocument    Reason = "esign.reason.not_a_document" // signs a timestamp or the like
	ContentMissing  Reason = "esign.reason.content_missing"
	ContentTwice    Reason = "esign.reason.content_twice" // given apart, and inside too, and they differ
	CheckerFailed   Reason = "esign.reason.checker_failed"
	CheckerTimedOut Reason = "esign.reason.checker_timed_out"
)

// What makes a signature no signature of this document.
const (
	ContentChanged  Reason = "esign.reason.content_changed"
	SignatureBroken Reason = "esign.reason.signature_broken"
	OtherKey        Reason = "esign.reason.other_key" // the reference names another certificate
)

// What no signature may rest on.
const (
	WeakDigest         Reason = "esign.reason.weak_digest"
	WeakKey            Reason = "esign.reason.weak_key"
	UnknownAlgorithm   Reason = "esign.reason.unknown_algorithm"
	VendorAlgorithm    Reason = "esign.reason.vendor_algorithm"
	AlgorithmMismatch  Reason = "esign.reason.algorithm_mismatch"
	NoSignedAttributes Reason = "esign.reason.no_signed_attributes"
	DuplicateAttribute Reason = "esign.reason.duplicate_attribute"
	DuplicateSigner    Reason = "esign.reason.duplicate_signer" // one signature written twice is no second one
	BadAttribute       Reason = "esign.reason.bad_attribute"
	TypeMismatch       Reason = "esign.reason.type_mismatch"
	FutureDated        Reason = "esign.reason.future_dated"
	SignedBeforeIssue  Reason = "esign.reason.signed_before_issue"
	SignedAfterExpiry  Reason = "esign.reason.signed_after_expiry"
	WrongUsage         Reason = "esign.reason.wrong_usage"
	WrongPolicy        Reason = "esign.reason.wrong_policy"
	BadCertificate     Reason = "esign.reason.bad_certificate"
)

// What the authorities say.
const (
	IssuerUnknown     Reason = "esign.reason.issuer_unknown"
	IssuerOutOfDate   Reason = "esign.reason.issuer_out_of_date" // trusted, but not at that moment
	IssuerUnfit       Reason = "esign.reason.issuer_unfit"       // may not issue certificates
	RevokedBefore     Reason = "esign.reason.revoked_before"
	RevokedAfter      Reason = "esign.reason.revoked_after"
	IssuerRevoked     Reason = "esign.reason.issuer_revoked"
	GoodProven        Reason = "esign.reason.good_proven"
	GoodNow           Reason = "esign.reason.good_now"
	RevokedUnproven   Reason = "esign.reason.revoked_unproven"
	ExpiredUnproven   Reason = "esign.reason.expired_unproven"
	Suspended         Reason = "esign.reason.suspended"
	RevocationUnknown Reason = "esign.reason.revocation_unknown"
	IssuerUnchecked   Reason = "esign.reason.issuer_unchecked" // an authority's own revocation is not known
	NotFresh          Reason = "esign.reason.not_fresh"        // the authority could not be asked at this moment
	CertificateAbsent Reason = "esign.reason.certificate_absent"
	NoTrust           Reason = "esign.reason.no_trust" // no trust list was given
)

// What keeps a timestamp from proving a time.
const (
	StampGood      Reason = "esign.reason.stamp_good"
	StampMalformed Reason = "esign.reason.stamp_malformed"
	StampOther     Reason = "esign.reason.stamp_other" // stamps other bytes
	StampBroken    Reason = "esign.reason.stamp_broken"
	StampPolicy    Reason = "esign.reason.stamp_policy"
)

// Reasons lists them all; a test sees that each has its texts.
func Reasons() []Reason {
	return []Reason{NotASignature, TooLarge, TooDeep, Malformed, NoSigners, TooManySigners, NotADocument, ContentMissing,
		ContentTwice, CheckerFailed, CheckerTimedOut, ContentChanged, SignatureBroken, OtherKey, WeakDigest, WeakKey,
		UnknownAlgorithm, VendorAlgorithm, AlgorithmMismatch, NoSignedAttributes, DuplicateAttribute, DuplicateSigner, BadAttribute, TypeMismatch,
		FutureDated, SignedBeforeIssue, SignedAfterExpiry, WrongUsage, WrongPolicy, BadCertificate, IssuerUnknown,
		IssuerOutOfDate, IssuerUnfit, RevokedBefore, RevokedAfter, IssuerRevoked, GoodProven, GoodNow, RevokedUnproven,
		ExpiredUnproven, Suspended, RevocationUnknown, IssuerUnchecked, NotFresh, CertificateAbsent, NoTrust, StampGood, StampMalformed,
		StampOther, StampBroken, StampPolicy}
}

// A refusal is an outcome with its reason, as an error within this package.
type refusal struct {
	outcome Outcome
	reason  Reason
	cause   error
}

func (r *refusal) Error() string {
	if r.cause != nil {
		return string(r.reason) + ": " + r.cause.Error()
	}
	return string(r.reason)
}

func (r *refusal) Unwrap() error { return r.cause }

// refuse makes a refusal of the file or the signature.
func refuse(o Outcome, why Reason) *refusal { return &refusal{outcome: o, reason: why} }

// refusalOf finds the refusal in err; whatever else went wrong means that the
// bytes were not in their form.
func refusalOf(err error) *refusal {
	var r *refusal
	if errors.As(err, &r) {
		return r
	}
	return &refusal{Unreadable, Malformed, err}
}
