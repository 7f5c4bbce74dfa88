package esign_test

import (
	"bytes"
	"time"

	"tarazy/internal/esign"
	"tarazy/internal/esign/esigntest"
)

// certificates are about who vouches for whom.
func certificates() []defect {
	carried := func(w *esigntest.World, s *esigntest.Signer, c *esigntest.CMS) { carrying(w, s.Party, c) }
	no := esign.Refused
	return []defect{
		{"authority of the same name that nobody knows", by(func(w *esigntest.World) *esigntest.Party { return w.Stranger },
			func(w *esigntest.World, _ *esigntest.Signer, c *esigntest.CMS) {
				c.Certs = [][]byte{w.StrangeIssuer.Cert, w.StrangeRoot.Cert}
			}), nil, esign.UnknownIssuer, esign.IssuerUnknown},
		{"self-signed", by(func(w *esigntest.World) *esigntest.Party {
			return esigntest.Root(esigntest.Signing(esigntest.Person("БІРЕУ", "", "850101400123", "", ""), hours(-999), hours(999)), w.Aigul.Key)
		}, nil), nil, esign.UnknownIssuer, esign.IssuerUnknown},
		{"no trust list", by(aigul, nil), func(_ *esigntest.World, _ *esign.Question, t *esign.Trust) { t.Anchors = nil }, esign.CannotTell, esign.NoTrust},
		{"authority no longer believed", by(aigul, nil), func(_ *esigntest.World, _ *esign.Question, t *esign.Trust) {
			t.Anchors[0].Until = hours(-24)
		}, esign.UnknownIssuer, esign.IssuerOutOfDate},
		{"authority not yet believed", by(aigul, nil), func(_ *esigntest.World, _ *esign.Question, t *esign.Trust) {
			t.Anchors[0].From = hours(24)
		}, esign.UnknownIssuer, esign.IssuerOutOfDate},
		{"authority believed for timestamps alone", by(aigul, nil), func(_ *esigntest.World, _ *esign.Question, t *esign.Trust) {
			t.Anchors[0].Uses = []esign.Use{esign.UseTimestamps}
		}, esign.UnknownIssuer, esign.IssuerUnknown},
		{"issued by a person", by(func(w *esigntest.World) *esigntest.Party {
			return esigntest.Issue(w.Head, esigntest.Signing(esigntest.Person("БІРЕУ", "", "850101400123", "", ""), hours(-999), hours(999)), w.Aigul.Key)
		}, carried), nil, esign.UnknownIssuer, esign.IssuerUnfit},
		{"authority that may not sign certificates", by(under(func(t *esigntest.Template) { t.Usage = []int{6} }), carried), nil, esign.UnknownIssuer, esign.IssuerUnfit},
		{"authority with an unknown condition", by(under(func(t *esigntest.Template) { t.Critical = "2.5.29.30" }), carried), nil, esign.UnknownIssuer, esign.IssuerUnfit},
		{"authority for timestamps alone", by(under(func(t *esigntest.Template) { t.EKU = []string{"1.3.6.1.5.5.7.3.8"} }), carried), nil, esign.UnknownIssuer, esign.IssuerUnfit},
		{"more authorities than allowed", by(func(w *esigntest.World) *esigntest.Party {
			t := esigntest.Authority("СЫНАҚ БІРІНШІ", hours(-9999), hours(9999))
			t.PathLen = 1
			first := esigntest.Issue(w.Root, t, w.CA.Key)
			second := esigntest.Issue(first, esigntest.Authority("СЫНАҚ ЕКІНШІ", hours(-9999), hours(9999)), w.TSA.Key)
			return esigntest.Issue(second, esigntest.Signing(esigntest.Person("БІРЕУ", "", "850101400123", "", ""), hours(-999), hours(999)), w.Aigul.Key)
		}, func(w *esigntest.World, s *esigntest.Signer, c *esigntest.CMS) {
			c.Certs = [][]byte{s.Party.Issuer.Cert, s.Party.Issuer.Issuer.Cert}
		}), nil, esign.UnknownIssuer, esign.IssuerUnfit},
		{"authority expired", by(under(func(t *esigntest.Template) { t.To = hours(-48) }), carried), nil, esign.UnknownIssuer, esign.IssuerOutOfDate},
		{"cross-signed by an unknown authority", by(aigul, func(w *esigntest.World, _ *esigntest.Signer, c *esigntest.CMS) {
			cross := esigntest.Issue(w.StrangeRoot, esigntest.Authority(esigntest.CAName, hours(-999), hours(999)), w.CA.Key)
			c.Certs = [][]byte{cross.Cert, w.StrangeRoot.Cert}
		}), nil, esign.Valid, esign.GoodNow},
		{"certificate for signing in", by(func(w *esigntest.World) *esigntest.Party { return w.Login }, nil), nil, no, esign.WrongUsage},
		{"certificate for signing in, to sign in", by(func(w *esigntest.World) *esigntest.Party { return w.Login }, nil),
			func(_ *esigntest.World, q *esign.Question, _ *esign.Trust) { q.Purpose = esign.ForLogin }, esign.Valid, esign.GoodNow},
		{"certificate for encryption", by(issued(func(t *esigntest.Template) { t.Usage = []int{2} }), nil), nil, no, esign.WrongUsage},
		{"certificate for timestamps", by(tsa, nil), nil, no, esign.WrongUsage},
		{"certificate for answers", by(func(w *esigntest.World) *esigntest.Party { return w.Responder }, nil), nil, no, esign.WrongUsage},
		{"authority's own certificate", by(func(w *esigntest.World) *esigntest.Party { return w.CA }, nil), nil, no, esign.WrongUsage},
		{"certificate of another policy", by(issued(func(t *esigntest.Template) { t.Policies = []string{"1.2.398.5.1"} }), nil), nil, no, esign.WrongPolicy},
		{"certificate without policy", by(issued(func(t *esigntest.Template) { t.Policies = nil }), nil), nil, no, esign.WrongPolicy},
		{"certificate of an excluded policy", by(issued(func(t *esigntest.Template) { t.Policies = append(t.Policies, "1.2.398.5.19.1.2.2.1") }), nil),
			func(_ *esigntest.World, _ *esign.Question, t *esign.Trust) {
				t.Excluded = []oid{esigntest.OID("1.2.398.5.19.1.2.2.1")}
			}, no, esign.WrongPolicy},
		{"certificate with an unknown condition", by(issued(func(t *esigntest.Template) { t.Critical = "1.2.3.4" }), nil), nil, no, esign.BadCertificate},
		{"certificate with an extension twice", by(issued(func(t *esigntest.Template) { t.Twice = true }), nil), nil, esign.CannotTell, esign.CertificateAbsent},
		{"certificate of version 1", by(issued(func(t *esigntest.Template) { t.Version = 2 }), nil), nil, esign.CannotTell, esign.CertificateAbsent},
		{"certificate expired, signed before", by(issued(func(t *esigntest.Template) { t.To = hours(-1) }), nil), nil, esign.CannotTell, esign.ExpiredUnproven},
		{"certificate expired, signed after", by(issued(func(t *esigntest.Template) { t.To = hours(-24) }), nil), nil, no, esign.SignedAfterExpiry},
		{"certificate of tomorrow", by(issued(func(t *esigntest.Template) { t.From = hours(24) }), nil), nil, no, esign.SignedBeforeIssue},
		{"certificate issued after the claimed time", by(issued(func(t *esigntest.Template) { t.From = hours(-1) }), nil), nil, no, esign.SignedBeforeIssue},
	}
}

// revocations are about what became of the certificate; the signature claims to
// be two hours old.
func revocations() []defect {
	early := stamped(hours(-2), tsa, nil)
	only := func(e ...func(w *esigntest.World) esign.Evidence) func(*esigntest.World, *esign.Question, *esign.Trust) {
		return func(w *esigntest.World, q *esign.Question, _ *esign.Trust) {
			q.Evidence = nil
			for _, f := range e {
				q.Evidence = append(q.Evidence, f(w))
			}
		}
	}
	root := func(w *esigntest.World) esign.Evidence { return lists(w, hours(-1))[1] }
	list := func(l esigntest.List) func(w *esigntest.World) esign.Evidence {
		return func(w *esigntest.World) esign.Evidence {
			return esign.Evidence{Kind: esign.CRL, DER: esigntest.CRL(w.CA, l)}
		}
	}
	answer := func(who func(w *esigntest.World) *esigntest.Party, a esigntest.Answer) func(w *esigntest.World) esign.Evidence {
		return func(w *esigntest.World) esign.Evidence {
			return esign.Evidence{Kind: esign.OCSP, DER: esigntest.OCSP(who(w), w.Aigul, a)}
		}
	}
	responder := func(w *esigntest.World) *esigntest.Party { return w.Responder }
	retired := func(w *esigntest.World) *esigntest.Party {
		return esigntest.Issue(w.CA, esigntest.Template{Subject: []esigntest.RDN{{OID: "2.5.4.3", Value: "OCSP"}}, From: hours(-24 * 60), To: hours(-24 * 30),
			Usage: []int{0}, EKU: []string{"1.3.6.1.5.5.7.3.9"}, NoCheck: true}, w.Responder.Key)
	}
	plain := func(name string, change func(*esigntest.World, *esign.Question, *esign.Trust), o esign.Outcome, r esign.Reason) defect {
		return defect{name, by(aigul, nil), change, o, r}
	}
	tell, unknown := esign.CannotTell, esign.RevocationUnknown
	return []defect{
		plain("revoked before it was signed", revoked(hours(-3), 1), esign.RevokedThen, esign.RevokedBefore),
		plain("revoked since, time not proven", revoked(hours(-1), 0), tell, esign.RevokedUnproven),
		{"revoked since, time proven", by(aigul, early), revoked(hours(-1), 1), esign.RevokedLater, esign.RevokedAfter},
		{"revoked since, asked about a moment before", by(aigul, nil), func(w *esigntest.World, q *esign.Question, t *esign.Trust) {
			revoked(hours(-1), 1)(w, q, t)
			q.At = hours(-2)
		}, esign.RevokedLater, esign.RevokedAfter},
		{"revoked since, key lost before", by(aigul, early), func(w *esigntest.World, q *esign.Question, _ *esign.Trust) {
			q.Evidence = lists(w, hours(-1), esigntest.Revoked{Serial: w.Aigul.Serial, At: hours(-1), Reason: 1, Invalid: hours(-9)})
		}, esign.RevokedThen, esign.RevokedBefore},
		plain("suspended", revoked(hours(-9), 6), tell, esign.Suspended),
		plain("suspended, in use again", func(w *esigntest.World, q *esign.Question, t *esign.Trust) {
			revoked(hours(-9), 6)(w, q, t)
			q.Evidence = append(q.Evidence, answer(responder, esigntest.Answer{This: now()})(w))
		}, esign.Valid, esign.GoodNow),
		plain("nothing known of revocation", only(root), tell, unknown),
		plain("nothing known of the authority", func(_ *esigntest.World, q *esign.Question, _ *esign.Trust) { q.Evidence = q.Evidence[:1] }, tell, esign.IssuerUnchecked),
		plain("authority revoked", func(w *esigntest.World, q *esign.Question, _ *esign.Trust) {
			q.Evidence[1].DER = esigntest.CRL(w.Root, esigntest.List{This: hours(-1), Next: hours(9), Revoked: []esigntest.Revoked{{Serial: w.CA.Serial, At: hours(-9)}}})
		}, esign.RevokedThen, esign.IssuerRevoked),
		plain("list out of date", only(root, list(esigntest.List{This: hours(-48), Next: hours(-24)})), tell, unknown),
		plain("list of tomorrow", only(root, list(esigntest.List{This: hours(24), Next: hours(48)})), tell, unknown),
		plain("list of changes alone", only(root, list(esigntest.List{This: hours(-1), Next: hours(9), Delta: true})), tell, unknown),
		plain("list of several issuers", only(root, list(esigntest.List{This: hours(-1), Next: hours(9), Indirect: true})), tell, unknown),
		plain("list with an unknown condition", only(root, list(esigntest.List{This: hours(-1), Next: hours(9), Unknown: true})), tell, unknown),
		plain("list of persons alone", only(root, list(esigntest.List{This: hours(-1), Next: hours(9), UsersOnly: true})), esign.Valid, esign.GoodNow),
		plain("list of one distribution point", only(root, list(esigntest.List{This: hours(-1), Next: hours(9), Point: "http://ca/1.crl"})), tell, unknown),
		{"list of the certificate's distribution point", by(issued(func(t *esigntest.Template) { t.Point = "http://ca/1.crl" }), nil),
			only(root, list(esigntest.List{This: hours(-1), Next: hours(9), Point: "http://ca/1.crl"})), esign.Valid, esign.GoodNow},
		{"list of another distribution point", by(issued(func(t *esigntest.Template) { t.Point = "http://ca/1.crl" }), nil),
			only(root, list(esigntest.List{This: hours(-1), Next: hours(9), Point: "http://ca/2.crl"})), tell, unknown},
		plain("list by another of the same name", only(root, func(w *esigntest.World) esign.Evidence {
			other := *w.StrangeIssuer
			other.KeyID = w.CA.KeyID
			return esign.Evidence{Kind: esign.CRL, DER: esigntest.CRL(&other, esigntest.List{This: hours(-1), Next: hours(9)})}
		}), tell, unknown),
		plain("answer: good", only(root, answer(responder, esigntest.Answer{This: hours(-1)})), esign.Valid, esign.GoodNow),
		plain("answer: good, by the issuer itself", only(root, answer(func(w *esigntest.World) *esigntest.Party { return w.CA }, esigntest.Answer{This: hours(-1), Bare: true})), esign.Valid, esign.GoodNow),
		plain("answer: revoked", only(root, answer(responder, esigntest.Answer{This: hours(-1), Revoked: &esigntest.Revoked{At: hours(-3), Reason: 4}})), esign.RevokedThen, esign.RevokedBefore),
		plain("answer: not known", only(root, answer(responder, esigntest.Answer{This: hours(-1), Unknown: true})), tell, unknown),
		plain("answer out of date", only(root, answer(responder, esigntest.Answer{This: hours(-72)})), tell, unknown),
		plain("answer that says it stands for years", only(root, answer(responder, esigntest.Answer{This: hours(-24 * 11), Next: hours(99999)})), tell, unknown),
		plain("answer that says it stands for some days", only(root, answer(responder, esigntest.Answer{This: hours(-24 * 9), Next: hours(99999)})), esign.Valid, esign.GoodNow),
		plain("answer from before the certificate", only(root, answer(responder, esigntest.Answer{This: now().AddDate(-4, 0, 0), Next: hours(99999)})), tell, unknown),
		plain("answer made before what it says", only(root, answer(responder, esigntest.Answer{This: hours(-1), Next: hours(9), Produced: hours(-99)})), tell, unknown),
		plain("answer by one who had expired", only(root, answer(retired, esigntest.Answer{This: hours(-1), Next: hours(9)})), tell, unknown),
		plain("answer by one who had expired, dated back", only(root, answer(retired, esigntest.Answer{This: hours(-1), Next: hours(9), Produced: hours(-24 * 40)})), tell, unknown),
		plain("answer of tomorrow", only(root, answer(responder, esigntest.Answer{This: hours(24)})), tell, unknown),
		plain("answer by a person", only(root, answer(func(w *esigntest.World) *esigntest.Party { return w.Head }, esigntest.Answer{This: hours(-1)})), tell, unknown),
		plain("answer by one whose own revocation would matter", only(root, answer(func(w *esigntest.World) *esigntest.Party {
			return esigntest.Issue(w.CA, esigntest.Template{Subject: []esigntest.RDN{{OID: "2.5.4.3", Value: "OCSP"}}, From: hours(-99), To: hours(99),
				Usage: []int{0}, EKU: []string{"1.3.6.1.5.5.7.3.9"}}, w.Responder.Key)
		}, esigntest.Answer{This: hours(-1)})), tell, unknown),
	}
}

// timestamps are about what proves the time. A stamp that proves nothing leaves
// the verdict as it would be without it.
func timestamps() []defect {
	ok, now := esign.Valid, esign.GoodNow
	at := hours(-2)
	other := func(w *esigntest.World) *esigntest.Party {
		return esigntest.Issue(w.StrangeIssuer, esigntest.Template{Subject: []esigntest.RDN{{OID: "2.5.4.3", Value: "TSA"}}, From: hours(-999), To: hours(999),
			EKU: []string{"1.3.6.1.5.5.7.3.8"}, EKUStrict: true}, w.TSA.Key)
	}
	return []defect{
		{"timestamp", by(aigul, stamped(at, tsa, nil)), nil, ok, esign.GoodProven},
		{"timestamp of other bytes", by(aigul, func(w *esigntest.World, s *esigntest.Signer, _ *esigntest.CMS) {
			s.Stamp = func([]byte) []byte { return esigntest.Stamp(w.TSA, []byte("other"), esigntest.Token{At: at}) }
		}), nil, ok, now},
		{"timestamp with a changed time", by(aigul, func(w *esigntest.World, s *esigntest.Signer, _ *esigntest.CMS) {
			s.Stamp = func(v []byte) []byte { return changeTime(esigntest.Stamp(w.TSA, v, esigntest.Token{At: at}), at) }
		}), nil, ok, now},
		{"timestamp by an unknown authority", by(aigul, stamped(at, other, nil)), nil, ok, now},
		{"timestamp by a person", by(aigul, stamped(at, func(w *esigntest.World) *esigntest.Party { return w.Head }, nil)), nil, ok, now},
		{"timestamp of SHA-1", by(aigul, stamped(at, tsa, func(t *esigntest.Token) { h := esigntest.SHA1(); t.Hash = &h })), nil, ok, now},
		{"timestamp of another policy", by(aigul, stamped(at, tsa, func(t *esigntest.Token) { t.Policy = "1.2.3.4" })), nil, ok, now},
		{"timestamp without reference", by(aigul, stamped(at, tsa, func(t *esigntest.Token) { t.Signer.Plain = true })), nil, ok, now},
		{"timestamp of tomorrow", by(aigul, stamped(hours(24), tsa, nil)), nil, ok, now},
		{"timestamp before the claimed time", by(aigul, stamped(hours(-9), tsa, nil)), nil, esign.Refused, esign.FutureDated},
		{"timestamp by an authority whose key was lost since", by(aigul, stamped(at, tsa, nil)), func(w *esigntest.World, q *esign.Question, _ *esign.Trust) {
			q.Evidence = lists(w, hours(-1), esigntest.Revoked{Serial: w.TSA.Serial, At: hours(-1), Reason: 1})
		}, ok, now},
		{"timestamp by an authority replaced since", by(aigul, stamped(at, tsa, nil)), func(w *esigntest.World, q *esign.Question, _ *esign.Trust) {
			q.Evidence = lists(w, hours(-1), esigntest.Revoked{Serial: w.TSA.Serial, At: hours(-1), Reason: 4})
		}, ok, esign.GoodProven},
	}
}

// changeTime makes a stamp a day older.
func changeTime(token []byte, at time.Time) []byte {
	was, is := at.Format("20060102150405Z"), at.AddDate(0, 0, -1).Format("20060102150405Z")
	return bytes.Replace(token, []byte(was), []byte(is), 1)
}
