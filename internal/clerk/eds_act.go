package clerk

import (
	"context"
	"encoding/base64"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/identity"
	"tarazy/internal/record"
	"tarazy/internal/signature"
)

// ownEDS is a person's own electronic signature over an act, as it was examined
// before the act began: checking takes another process and perhaps the network,
// and the record's one writer waits for neither.
type ownEDS struct {
	act record.Hash
	sig record.Signature
}

// over answers the signature as the record has it. It refuses (Forbidden) one that
// was not examined, one over another act (somebody came or was lost between
// examining and acting: the browser asks again what to sign), and one by a key
// that is not registered in the person's own stream.
func (o *ownEDS) over(act record.Hash, p identity.Person) (*record.Signature, error) {
	if o == nil || o.act != act {
		return nil, fault.Forbidden("act.signature_invalid")
	}
	key, known := p.Key(o.sig.Credential)
	if !known || key.Kind != record.KindEDS {
		return nil, fault.Forbidden("act.eds_unregistered")
	}
	return &o.sig, nil
}

// examine checks an electronic signature of a weighty act before the act begins,
// and keeps the verdict; any other signature it leaves as it is. what works out
// what the act's actor signs.
//
// It refuses what the act itself would refuse; (Forbidden) a signature over
// something else than the act, and another person's; (Conflict) one that is not
// good now by the court's trust list, with the verdict's own reason.
func (c *Clerk) examine(ctx context.Context, by court.PersonID, st *Stamp, what func(View) (record.Hash, error)) error {
	st.eds = nil
	if st.Sig == nil || st.Sig.Kind != record.KindEDS {
		return nil
	}
	if c.Signatures == nil || c.Numbers == nil || c.Blobs == nil {
		return fault.Unavailable("eds.off")
	}
	cms, err := base64.RawURLEncoding.DecodeString(st.Sig.Value["cms"])
	if err != nil || len(cms) == 0 {
		return fault.Invalid("eds.shape").Because(err)
	}
	if len(cms) > docket.MaxCMS {
		return fault.Limit("eds.too_large")
	}
	var act record.Hash
	done := false
	err = c.Store.View(ctx, func(v View) (err error) {
		if _, done, err = v.Acted(by, st.Key); done || err != nil {
			return err // a retry answers what was done
		}
		act, err = what(v)
		return err
	})
	if err != nil || done {
		return c.onClock(err)
	}
	v, err := c.Signatures.Signature(ctx, cms, reader(record.EDSMessage(act)), signature.ForDocument, time.Time{})
	if err != nil {
		return err
	}
	st.eds, err = c.ownEDS(ctx, by, act, cms, v)
	return err
}

// ownEDS is the signature as it is kept, if the verdict lets it be one.
func (c *Clerk) ownEDS(ctx context.Context, by court.PersonID, act record.Hash, cms []byte, v signature.Verdict) (*ownEDS, error) {
	if v.Outcome == signature.Changed {
		return nil, fault.Forbidden("act.signature_invalid")
	}
	if err := c.goodNow(v); err != nil {
		return nil, err
	}
	if err := c.ownNumber(ctx, by, v.Signers[0].IIN); err != nil {
		return nil, err
	}
	id, err := credentialID(v.Signers[0])
	if err != nil {
		return nil, err
	}
	verdict, err := c.keep(ctx, v)
	if err != nil {
		return nil, err
	}
	return &ownEDS{act, record.Signature{Kind: record.KindEDS, Credential: id, Value: record.EDSValue(cms, verdict)}}, nil
}
