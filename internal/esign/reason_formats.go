package esign

// Why a file of one of the other formats is refused. Each says that the file is
// of another kind than is checked here, not that somebody forged it.
const (
	XMLDocType     Reason = "esign.reason.xml_doctype"
	XMLComment     Reason = "esign.reason.xml_comment" // no signature of this kind covers one
	XMLInstruction Reason = "esign.reason.xml_instruction"
	XMLNames       Reason = "esign.reason.xml_names" // names or values that readers take in different ways
	XMLSeveral     Reason = "esign.reason.xml_several"
	XMLPart        Reason = "esign.reason.xml_part" // signs a part of the document, or another one
	XMLProfile     Reason = "esign.reason.xml_profile"
	PDFEncrypted   Reason = "esign.reason.pdf_encrypted"
	PDFFilter      Reason = "esign.reason.pdf_filter"
	PDFKind        Reason = "esign.reason.pdf_kind"
	PDFCoverage    Reason = "esign.reason.pdf_coverage"  // covers less than the file as it was, or more than its own gap leaves
	PDFContinued   Reason = "esign.reason.pdf_continued" // signed rightly, and something was added afterwards
	NotACard       Reason = "esign.reason.not_a_card"
	CardFiles      Reason = "esign.reason.card_files"
)

// formatReasons lists them all; a test sees that each has its texts.
func formatReasons() []Reason {
	return []Reason{XMLDocType, XMLComment, XMLInstruction, XMLNames, XMLSeveral, XMLPart, XMLProfile, PDFEncrypted, PDFFilter,
		PDFKind, PDFCoverage, PDFContinued, NotACard, CardFiles}
}

// about is the cause of a refusal for an operator: what it was about.
type about string

func (a about) Error() string { return string(a) }
