package api

import (
	"time"

	"tarazy/internal/court"
	"tarazy/internal/hearing"
)

// roomTalk is a private talk that is on: who, since when, and nothing else.
type roomTalk struct {
	ID     court.TalkID     `json:"id"`
	Kind   hearing.TalkKind `json:"kind"`
	People []court.PersonID `json:"people"`
	Since  moment           `json:"since"`
	Recall *moment          `json:"recall,omitempty"` // when it ends by the judge's call
	Gen    uint64           `json:"gen"`              // its keys are made anew with each
}

// roomAsk waits for the judge's leave.
type roomAsk struct {
	By   court.PersonID   `json:"by"`
	Kind hearing.TalkKind `json:"kind"`
	With []court.PersonID `json:"with"`
}

// roomInvitation is whom this person may take into a private talk now.
type roomInvitation struct {
	Kind   hearing.TalkKind `json:"kind"`
	People []court.PersonID `json:"people"`
	Beside []court.PersonID `json:"beside"`
	Leave  bool             `json:"leave"`
}

type roomPrivate struct {
	Talks  []roomTalk       `json:"talks"`
	Asks   []roomAsk        `json:"asks"`
	Invite []roomInvitation `json:"invite"`
	Gen    uint64           `json:"gen"` // of this person's last move
}

func showPrivate(s hearing.Sitting, me court.PersonID, invite []hearing.Invitation, at func(time.Time) moment) roomPrivate {
	out := roomPrivate{Talks: []roomTalk{}, Asks: []roomAsk{}, Invite: []roomInvitation{}}
	for _, k := range s.Talks {
		if k.Closed {
			continue
		}
		one := roomTalk{ID: k.ID, Kind: k.Kind, People: k.People, Since: at(k.Since), Gen: k.Gen}
		if !k.Recall.IsZero() {
			until := at(k.Recall)
			one.Recall = &until
		}
		out.Talks = append(out.Talks, one)
	}
	for _, a := range s.Asks {
		out.Asks = append(out.Asks, roomAsk{a.By, a.Kind, a.With})
	}
	for _, i := range invite {
		out.Invite = append(out.Invite, roomInvitation{i.Kind, i.People, append([]court.PersonID{}, i.Beside...), i.Leave})
	}
	if t, on := s.Seat(me); on {
		out.Gen = t.Gen
	}
	return out
}
