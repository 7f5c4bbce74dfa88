package esigntest

import "time"

// World is the authority with its people.
type World struct {
	Now                        time.Time
	Root, CA, TSA, Responder   *Party
	Aigul, Head, Employee      *Party // a person; the head and an employee of an organisation
	Login                      *Party // Aigul's certificate for signing in
	Stranger                   *Party // issued by an authority of the same name that nobody knows
	StrangeRoot, StrangeIssuer *Party
}

// Roles in extended key usages.
const (
	EKUIndividual = "1.2.398.3.3.4.1.1"
	EKUOrg        = "1.2.398.3.3.4.1.2"
	EKUHead       = "1.2.398.3.3.4.1.2.1"
	EKUEmployee   = "1.2.398.3.3.4.1.2.5"
)

// Names of the made-up authorities.
const (
	RootName = "СЫНАҚ НЕГІЗГІ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST)"
	CAName   = "СЫНАҚ ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST)"
)

// New makes a world whose keys key makes; its present is now.
func New(now time.Time, key func() *Key) *World {
	w := &World{Now: now}
	year := func(n int) time.Time { return now.AddDate(n, 0, 0) }
	w.Root = Root(Authority(RootName, year(-8), year(12)), key())
	w.CA = Issue(w.Root, Authority(CAName, year(-6), year(10)), key())
	w.TSA = Issue(w.CA, Template{Subject: []RDN{{"2.5.4.3", "СЫНАҚ УАҚЫТ БЕЛГІСІ"}}, From: year(-2), To: year(2),
		EKU: []string{"1.3.6.1.5.5.7.3.8"}, EKUStrict: true}, key())
	w.Responder = Issue(w.CA, Template{Subject: []RDN{{"2.5.4.3", "OCSP RESPONDER"}}, From: year(-2), To: year(2), Usage: []int{0},
		EKU: []string{"1.3.6.1.5.5.7.3.9"}, NoCheck: true}, key())
	w.Aigul = Issue(w.CA, Signing(Person("АХМЕТОВА АЙГҮЛ", "СЕРІКҚЫЗЫ", "850101400123", "", ""), year(-1), year(1), EKUIndividual), key())
	w.Head = Issue(w.CA, Signing(Person("ТӨЛЕУОВ ЕРЛАН", "", "790202300456", `ЖШС "ҮЛГІ"`, "123456789021"), year(-1), year(1), EKUOrg, EKUHead), key())
	w.Employee = Issue(w.CA, Signing(Person("ИВАНОВА МАРИЯ", "ПЕТРОВНА", "900303400789", `ЖШС "ҮЛГІ"`, "123456789021"), year(-1), year(1), EKUOrg, EKUEmployee), key())
	login := Signing(Person("АХМЕТОВА АЙГҮЛ", "СЕРІКҚЫЗЫ", "850101400123", "", ""), year(-1), year(1), EKUIndividual)
	login.Usage, login.EKU = []int{0, 2}, []string{"1.3.6.1.5.5.7.3.2", EKUIndividual}
	w.Login = Issue(w.CA, login, key())
	w.StrangeRoot = Root(Authority(RootName, year(-8), year(12)), key())
	w.StrangeIssuer = Issue(w.StrangeRoot, Authority(CAName, year(-6), year(10)), key())
	w.Stranger = Issue(w.StrangeIssuer, Signing(Person("АХМЕТОВА АЙГҮЛ", "СЕРІКҚЫЗЫ", "850101400123", "", ""), year(-1), year(1), EKUIndividual), key())
	return w
}

// Lists are good revocation lists of root and issuing authority as of at.
func (w *World) Lists(at time.Time, revoked ...Revoked) [][]byte {
	return [][]byte{CRL(w.CA, List{This: at, Next: at.AddDate(0, 0, 7), Revoked: revoked}), CRL(w.Root, List{This: at, Next: at.AddDate(0, 0, 7)})}
}
