package esign

import (
	"encoding/asn1"
	"math/big"
	"time"
)

// Certificate is an X.509 certificate as RFC 5280 has it.
type Certificate struct {
	Raw, RawTBS, RawIssuer, RawSubject, RawKey []byte

	Serial              *big.Int
	Issuer, Subject     Name
	NotBefore, NotAfter time.Time

	SubjectKeyID, AuthorityKeyID []byte
	Policies                     []asn1.ObjectIdentifier
	ExtKeyUsage                  []asn1.ObjectIdentifier
}

// Name is what people read of a distinguished name.
type Name struct {
	CommonName, Surname, Patronymic, SerialNumber, Organisation, Country string
	Units                                                                []string
}
