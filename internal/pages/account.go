package pages

import (
	"net/http"
	"slices"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/fault"
	"tarazy/internal/identity"
	"tarazy/internal/record"
)

type accountPage struct {
	Frame
	Keys             []ownKey
	TakesEDS, HasEDS bool // the court takes keys of the national CA; one is registered
	TakesNumber      bool // people come in by their numbers
	Number           clerk.NumberStanding
	Numbers          []identity.NumberWord // what was said of it, the latest first
	Contact          contactData
}

// ownKey is a key as its registration stands in the record.
type ownKey struct {
	Fingerprint record.Hash
	At          time.Time
	Version     uint64
	Demo, EDS   bool
}

// account shows who the person is to this court and the keys whose signatures
// count as the person's: who sees a key that is not theirs can say so.
func (s *site) account(w http.ResponseWriter, r *http.Request) error {
	p, err := s.accountOf(r)
	if err != nil {
		return err
	}
	s.Page(w, r, http.StatusOK, "account", p)
	return nil
}

func (s *site) accountOf(r *http.Request) (*accountPage, error) {
	p := &accountPage{}
	p.Islands, p.TakesEDS = []string{"signin"}, s.EDS
	if p.TakesEDS {
		p.Islands = append(p.Islands, "edsin")
	}
	known, err := s.Registry.Person(r.Context(), me(r))
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return nil, err
	}
	for _, k := range known.Credentials {
		print, err := k.Fingerprint()
		if err != nil {
			return nil, err
		}
		p.Keys = append(p.Keys, ownKey{Fingerprint: print, At: k.At.Time, Version: k.Version, Demo: k.Kind == record.KindDemo, EDS: k.Kind == record.KindEDS})
		p.HasEDS = p.HasEDS || k.Kind == record.KindEDS
	}
	if p.TakesNumber = s.Numbers != nil; p.TakesNumber {
		p.Numbers = slices.Clone(known.Numbers)
		slices.Reverse(p.Numbers)
		if p.Number, err = s.Numbers.NumberOf(r.Context(), me(r), me(r)); err != nil {
			return nil, err
		}
	}
	p.Contact, err = s.contactData(r, me(r), "/account/contact", "email")
	return p, err
}
