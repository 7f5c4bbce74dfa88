package esign

// maxWork is what one question may cost, in signatures looked at; hashing a
// megabyte counts as one more. The largest file that is allowed, of 32 signers with
// a timestamp each, needs half of it; a hostile one of some kilobytes could want
// thousands of times that.
const maxWork = 600

// work counts down what a question may cost still. Work that was found good before
// counts too: a file must not become readable by being asked about twice.
type work struct{ left int64 }

// spend takes the price of one signature over so many bytes; false if there is not
// enough left.
func (w *work) spend(bytes int64) bool {
	if w == nil {
		return true
	}
	w.left -= 1 + bytes>>20
	return w.left >= 0
}

// done: more was wanted than there was.
func (w *work) done() bool { return w != nil && w.left < 0 }

// signed answers whether the issuer's key signed body, at the question's cost.
func (v *Verifier) signed(issuer *Certificate, a algorithm, body, signature []byte) error {
	if !v.work.spend(int64(len(body))) {
		return refuse(Unreadable, TooDeep)
	}
	return v.links.check(issuer, a, body, signature, v.trust.Foreign)
}

// issued answers whether issuer signed c.
func (v *Verifier) issued(issuer, c *Certificate) error {
	return v.signed(issuer, c.algorithm, c.RawTBS, c.signature)
}
