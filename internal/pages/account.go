package pages

import (
	"net/http"
	"time"

	"tarazy/internal/fault"
	"tarazy/internal/record"
)

type accountPage struct {
	Frame
	Keys []ownKey
}

// ownKey is a key as its registration stands in the record.
type ownKey struct {
	Fingerprint record.Hash
	At          time.Time
	Version     uint64
	Demo        bool
}

// account shows who the person is to this court and the keys whose signatures
// count as the person's: who sees a key that is not theirs can say so.
func (s *site) account(w http.ResponseWriter, r *http.Request) error {
	p := &accountPage{}
	p.Islands = []string{"signin"}
	known, err := s.Registry.Person(r.Context(), me(r))
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return err
	}
	for _, k := range known.Credentials {
		print, err := k.Fingerprint()
		if err != nil {
			return err
		}
		p.Keys = append(p.Keys, ownKey{Fingerprint: print, At: k.At.Time, Version: k.Version, Demo: k.Kind == record.KindDemo})
	}
	s.Page(w, r, http.StatusOK, "account", p)
	return nil
}
