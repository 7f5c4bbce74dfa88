package record

// ReceiptFormat names the receipt's form.
const ReceiptFormat = "tarazy-receipt/1"

// maxReceipt leaves room for the largest payload and its proof.
const maxReceipt = 2 * MaxJSON

// Receipt is what a person takes home of one act: the event, its tag and the
// proof that it stands in a signed tree. It is derived, and can be made again
// for ever.
type Receipt struct {
	Event  Event  `json:"event"`
	Format string `json:"format"`
	Proof  Proof  `json:"proof"`
	Tag    Hash   `json:"tag"`
}

// NewReceipt puts a receipt together.
func NewReceipt(e Event, tag [32]byte, p Proof) Receipt {
	return Receipt{Event: e, Format: ReceiptFormat, Proof: p, Tag: tag}
}

// JSON is the receipt's file: its JCS bytes and a line end.
func (r Receipt) JSON() ([]byte, error) {
	b, err := appendCanonical(nil, r, maxReceipt)
	if err != nil {
		return nil, err
	}
	return append(b, '\n'), nil
}
