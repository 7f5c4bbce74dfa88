package livekit

import (
	"net/http"
	"strings"

	"github.com/livekit/protocol/auth"

	"tarazy/internal/court"
)

// Gate stands before Proxy and lets through whose ticket is ours and who is in
// the plan of an open room at this moment; others get 403. A ticket alone
// outlives its plan: the media server renews it for everyone inside, and would
// let a person who was put out come back for up to ten minutes.
//
// The loop still removes who comes in by another way, within a second.
func (r *Rooms) Gate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if hearing, person, ok := r.bearer(q); ok {
			if _, in := r.place(hearing, person); in {
				next.ServeHTTP(w, q)
				return
			}
		}
		w.WriteHeader(http.StatusForbidden)
	})
}

// bearer reads who asks for which room from a ticket we signed.
func (r *Rooms) bearer(q *http.Request) (hearing court.HearingID, person court.PersonID, ok bool) {
	ticket, found := strings.CutPrefix(q.Header.Get("Authorization"), "Bearer ")
	if !found {
		ticket = q.URL.Query().Get("access_token")
	}
	token, err := auth.ParseAPIToken(ticket)
	if err != nil || token.APIKey() != r.at.APIKey {
		return "", "", false
	}
	_, claims, err := token.Verify(r.at.Secret)
	if err != nil || claims.Video == nil {
		return "", "", false
	}
	return court.HearingID(claims.Video.Room), court.PersonID(claims.Identity), true
}
