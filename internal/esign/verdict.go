// Package esign checks electronic signatures as Kazakhstan makes them: CMS and
// CAdES with national GOST keys or RSA, their timestamps, the certificates
// behind them and what became of these.
//
// It answers a Verdict, which is a small report for people. The core is a
// function of what it was given (file, content, trust list, revocation data,
// moment) and of nothing else: no network, no clock. The same input gives the
// same verdict in ten years, and a verdict carries what it rested on.
package esign

import (
	"encoding/hex"

	"tarazy/internal/signature"
)

// The words of a verdict are package signature's: the case file keeps them too,
// and knows nothing of how they are found.
type (
	Verdict      = signature.Verdict
	Signer       = signature.Signer
	Stamp        = signature.Stamp
	Outcome      = signature.Outcome
	Reason       = signature.Reason
	Level        = signature.Level
	Format       = signature.Format
	Role         = signature.Role
	Digest       = signature.Digest
	TrustRef     = signature.TrustRef
	Evidence     = signature.Evidence
	EvidenceKind = signature.EvidenceKind
	Want         = signature.Want
	Purpose      = signature.Purpose
	Agreement    = signature.Agreement
)

const (
	Valid         = signature.Valid
	RevokedLater  = signature.RevokedLater
	CannotTell    = signature.CannotTell
	RevokedThen   = signature.RevokedThen
	UnknownIssuer = signature.UnknownIssuer
	Refused       = signature.Refused
	Changed       = signature.Changed
	Unreadable    = signature.Unreadable

	LevelNone = signature.LevelNone
	LevelBES  = signature.LevelBES
	LevelT    = signature.LevelT

	FormatCMS = signature.FormatCMS
	FormatXML = signature.FormatXML
	FormatPDF = signature.FormatPDF
	FormatDDC = signature.FormatDDC

	ForDocument = signature.ForDocument
	ForLogin    = signature.ForLogin

	Agree   = signature.Agree
	Differ  = signature.Differ
	Unclear = signature.Unclear

	CRL  = signature.CRL
	OCSP = signature.OCSP
)

// Role is what the certificate says of the person.
const (
	Individual        = signature.Individual
	Organisation      = signature.Organisation
	Head              = signature.Head
	Signatory         = signature.Signatory
	FinanceSignatory  = signature.FinanceSignatory
	HR                = signature.HR
	Employee          = signature.Employee
	InformationSystem = signature.InformationSystem
	AuthorityAdmin    = signature.AuthorityAdmin
	AuthorityManager  = signature.AuthorityManager
	AuthorityOperator = signature.AuthorityOperator
	RemoteIdentified  = signature.RemoteIdentified
)

func hexOf(b []byte) string { return hex.EncodeToString(b) }
