package livekit

import (
	"net/http"
	"strings"

	"github.com/livekit/protocol/auth"

	"tarazy/internal/court"
)

// Gate stands before Proxy and lets through whose ticket is ours and who is in
// the plan of an open room at this moment, since the move the ticket is for; others get 403. A ticket alone
// outlives its plan: the media server renews it for everyone inside, and would
// let a person who was put out come back for up to ten minutes.
//
// It lets through questions alone, since the media server would take a form's
// ticket for the one in the address that was judged here.
//
// The loop still removes who comes in by another way, within a second.
func (r *Rooms) Gate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if room, person, gen, ok := r.bearer(q); ok && q.Method == http.MethodGet {
			if r.current(room, person, gen) {
				next.ServeHTTP(w, q)
				return
			}
		}
		w.WriteHeader(http.StatusForbidden)
	})
}

// bearer reads who asks for which room from a ticket we signed.
func (r *Rooms) bearer(q *http.Request) (room court.StreamID, person court.PersonID, gen uint64, ok bool) {
	ticket, found := strings.CutPrefix(q.Header.Get("Authorization"), "Bearer ")
	if !found {
		ticket = q.URL.Query().Get("access_token")
	}
	token, err := auth.ParseAPIToken(ticket)
	if err != nil || token.APIKey() != r.at.APIKey {
		return "", "", 0, false
	}
	_, claims, err := token.Verify(r.at.Secret)
	if err != nil || claims.Video == nil {
		return "", "", 0, false
	}
	return court.StreamID(claims.Video.Room), court.PersonID(claims.Identity), genOf(claims.Attributes), true
}
