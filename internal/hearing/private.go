package hearing

import (
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// PrivateAsked asks the judge for a private talk. What is said in one is never
// on the record; who, with whom and when always is.
type PrivateAsked struct {
	Kind TalkKind         `json:"kind"`
	With []court.PersonID `json:"with"`
}

// PrivateDeclined is the judge's no to a person who asked.
type PrivateDeclined struct {
	Person court.PersonID `json:"person"`
	Reason string         `json:"reason,omitempty"`
}

// PrivateOpened begins a private talk in a room of its own.
type PrivateOpened struct {
	Room   court.TalkID     `json:"room"`
	People []court.PersonID `json:"people"`
	Kind   TalkKind         `json:"kind"`
}

// PrivateLeft: a person goes back to the sitting.
type PrivateLeft struct {
	Room   court.TalkID   `json:"room"`
	Person court.PersonID `json:"person"`
}

// PrivateRecalled calls those in a talk back until a moment, at which it ends.
type PrivateRecalled struct {
	Room  court.TalkID `json:"room"`
	Until record.Time  `json:"until"`
}

// PrivateClosed ends a talk: everybody in it is in the sitting again.
type PrivateClosed struct {
	Room court.TalkID `json:"room"`
}

// EventType is the word in the record; likewise for all below.
func (PrivateAsked) EventType() string    { return "hearing.private_asked" }
func (PrivateDeclined) EventType() string { return "hearing.private_declined" }
func (PrivateOpened) EventType() string   { return "hearing.private_opened" }
func (PrivateLeft) EventType() string     { return "hearing.private_left" }
func (PrivateRecalled) EventType() string { return "hearing.private_recalled" }
func (PrivateClosed) EventType() string   { return "hearing.private_closed" }

// Talk is a private talk.
type Talk struct {
	ID     court.TalkID
	Kind   TalkKind
	People []court.PersonID // who is in it now; who began it is first
	Since  time.Time
	Recall time.Time // when it ends by the judge's call; zero: not called
	Gen    uint64    // record number of the last coming or going: its keys are as old
	Closed bool
}

// TalkAsk waits for the judge.
type TalkAsk struct {
	By   court.PersonID
	Kind TalkKind
	With []court.PersonID
	At   time.Time
}

// recallFor is how long people have to end what they are saying.
const recallFor = 30 * time.Second

// Talk finds the talk a person is in.
func (s Sitting) Talk(p court.PersonID) (Talk, bool) {
	for _, k := range s.Talks {
		if !k.Closed && slices.Contains(k.People, p) {
			return k, true
		}
	}
	return Talk{}, false
}

// Confer begins a private talk, or asks the judge for one where the sitting is
// under way. It refuses (Forbidden) whom the table of private talks does not
// let invite everyone named, and (Conflict) a moment or a person that is not
// free for it.
func (s Sitting) Confer(p court.PersonID, kind TalkKind, with []court.PersonID, room court.TalkID) ([]record.Data, error) {
	rule, err := s.conferrable(p, kind, with)
	switch {
	case err != nil:
		return nil, err
	case slices.Contains(rule.Free, s.State):
		return []record.Data{PrivateOpened{Room: room, People: append([]court.PersonID{p}, with...), Kind: kind}}, nil
	case !slices.Contains(rule.Asked, s.State):
		return nil, fault.Conflict("hearing.private.not_now")
	case slices.ContainsFunc(s.Asks, func(a TalkAsk) bool { return a.By == p }):
		return nil, fault.Conflict("hearing.private.asked_already")
	}
	return []record.Data{PrivateAsked{Kind: kind, With: with}}, nil
}

// conferrable refuses a talk that the table does not allow or somebody who is
// not in the sitting's own room.
func (s Sitting) conferrable(p court.PersonID, kind TalkKind, with []court.PersonID) (TalkRule, error) {
	by, err := s.present(p)
	if err != nil {
		return TalkRule{}, err
	}
	if len(with) == 0 {
		return TalkRule{}, fault.Invalid("hearing.private.nobody").On("with")
	}
	var seats []Seat
	for i, o := range with {
		t, on := s.Seat(o)
		if !on || o == p || slices.Contains(with[:i], o) {
			return TalkRule{}, fault.Forbidden("hearing.private.not_theirs")
		}
		seats = append(seats, t)
	}
	rule, ok := s.talkRule(kind, by, seats)
	if !ok {
		return rule, fault.Forbidden("hearing.private.not_theirs")
	}
	var away []court.PersonID
	for _, t := range append([]Seat{by}, seats...) {
		if t.Presence != Inside || !t.Admitted {
			away = append(away, t.Person)
		}
	}
	if len(away) > 0 {
		return rule, fault.Conflict("hearing.private.not_here").With(fault.Args{"people": join(away)})
	}
	return rule, nil
}

// Allow begins the talk a person asked for. It refuses when nobody asked, or
// somebody of it is not in the room any more.
func (s Sitting) Allow(p court.PersonID, room court.TalkID) ([]record.Data, error) {
	i := slices.IndexFunc(s.Asks, func(a TalkAsk) bool { return a.By == p })
	if i < 0 {
		return nil, fault.Conflict("hearing.private.not_asked")
	}
	if _, err := s.conferrable(p, s.Asks[i].Kind, s.Asks[i].With); err != nil {
		return nil, err
	}
	return []record.Data{PrivateOpened{Room: room, People: append([]court.PersonID{p}, s.Asks[i].With...), Kind: s.Asks[i].Kind}}, nil
}

// Decline is the judge's no to who asked. It refuses when nobody did.
func (s Sitting) Decline(p court.PersonID, reason string) ([]record.Data, error) {
	if !slices.ContainsFunc(s.Asks, func(a TalkAsk) bool { return a.By == p }) {
		return nil, fault.Conflict("hearing.private.not_asked")
	}
	reason, err := text(reason)
	if err != nil {
		return nil, err
	}
	return []record.Data{PrivateDeclined{Person: p, Reason: reason}}, nil
}

// Return brings a person back from their private talk, and ends the talk where
// those who are left may have none: one alone, or counsel with an interpreter and
// no client. It refuses who is in none.
func (s Sitting) Return(p court.PersonID) ([]record.Data, error) {
	k, in := s.Talk(p)
	if !in {
		return nil, fault.Conflict("hearing.private.not_in_one")
	}
	out := []record.Data{PrivateLeft{Room: k.ID, Person: p}}
	if !s.mayTalk(k.Kind, without(k.People, p)) {
		out = append(out, PrivateClosed{Room: k.ID})
	}
	return out, nil
}

// Recall calls those in a talk back: they see how long they still have. It
// refuses a talk that is over or called back already. Nobody can listen in.
func (s Sitting) Recall(room court.TalkID, now time.Time) ([]record.Data, error) {
	for _, k := range s.Talks {
		switch {
		case k.ID != room || k.Closed:
		case !k.Recall.IsZero():
			return nil, fault.Conflict("hearing.private.recalled_already")
		default:
			return []record.Data{PrivateRecalled{Room: room, Until: record.At(now.Add(recallFor))}}, nil
		}
	}
	return nil, fault.Conflict("hearing.private.over")
}

// mayTalk reports whether the table lets these people have such a talk: one of
// them may invite the others.
func (s Sitting) mayTalk(kind TalkKind, people []court.PersonID) bool {
	for i, p := range people {
		by, on := s.Seat(p)
		var rest []Seat
		for _, o := range slices.Delete(slices.Clone(people), i, i+1) {
			t, _ := s.Seat(o)
			rest = append(rest, t)
		}
		if _, may := s.talkRule(kind, by, rest); on && len(rest) > 0 && may {
			return true
		}
	}
	return false
}

// TalksNow ends the talks whose time is over by the judge's call, and those
// whose people may have none any more.
func (s Sitting) TalksNow(now time.Time) []record.Data {
	var out []record.Data
	for _, k := range s.Talks {
		called := !k.Recall.IsZero() && !now.Before(k.Recall)
		if s.Live() && !k.Closed && (called || !s.mayTalk(k.Kind, k.People)) {
			out = append(out, PrivateClosed{Room: k.ID})
		}
	}
	return out
}

// notTalking refuses what would go over the heads of people in a private talk:
// they are called back first.
func (s Sitting) notTalking() error {
	var people []court.PersonID
	for _, k := range s.Talks {
		if !k.Closed {
			people = append(people, k.People...)
		}
	}
	if len(people) == 0 {
		return nil
	}
	return fault.Conflict("hearing.private.recall_first").With(fault.Args{"people": join(people)})
}

// Talking reports whether anybody is in a private talk.
func (s Sitting) Talking() bool {
	return slices.ContainsFunc(s.Talks, func(k Talk) bool { return !k.Closed })
}

// applyPrivate applies who is in which talk.
func (s *Sitting) applyPrivate(e record.Event, at time.Time) error {
	by, version := e.Payload.By.Person, e.Header.Version
	switch e.Payload.Type {
	case "hearing.private_asked":
		return with(e, func(d PrivateAsked) {
			s.Asks = append(slices.Clone(s.Asks), TalkAsk{By: by, Kind: d.Kind, With: d.With, At: at})
		})
	case "hearing.private_declined":
		return with(e, func(d PrivateDeclined) { s.unask(d.Person) })
	case "hearing.private_opened":
		return with(e, func(d PrivateOpened) { s.talk(d, at, version) })
	case "hearing.private_left":
		return with(e, func(d PrivateLeft) { s.untalk(d.Person, at, version) })
	case "hearing.private_recalled":
		return with(e, func(d PrivateRecalled) { s.eachTalk(d.Room, func(k *Talk) { k.Recall = d.Until.Time }) })
	case "hearing.private_closed":
		return with(e, func(d PrivateClosed) {
			s.eachTalk(d.Room, func(k *Talk) {
				for _, p := range k.People {
					s.seat(p, func(t *Seat) { t.back(at, version) })
				}
				k.People, k.Gen, k.Closed = nil, version, true
			})
		})
	}
	return nil
}

func (s *Sitting) talk(d PrivateOpened, at time.Time, version uint64) {
	s.Talks = append(slices.Clone(s.Talks), Talk{ID: d.Room, Kind: d.Kind, People: d.People, Since: at, Gen: version})
	for _, p := range d.People {
		s.unask(p)
		s.Hands = without(s.Hands, p)
		s.seat(p, func(t *Seat) {
			t.Talk, t.Gen = d.Room, version
			if t.Presence == Inside {
				t.Presence, t.Since = Private, at
			}
		})
	}
}

// untalk takes a person out of the talk they are in, however they go.
func (s *Sitting) untalk(p court.PersonID, at time.Time, version uint64) {
	s.seat(p, func(t *Seat) {
		if t.Talk == "" {
			return
		}
		s.eachTalk(t.Talk, func(k *Talk) { k.People, k.Gen = without(k.People, p), version })
		t.back(at, version)
	})
	s.unask(p)
}

// eachTalk changes the talk on a copy: values folded earlier stay as they were.
func (s *Sitting) eachTalk(room court.TalkID, f func(*Talk)) {
	s.Talks = slices.Clone(s.Talks)
	for i := range s.Talks {
		if s.Talks[i].ID == room {
			f(&s.Talks[i])
		}
	}
}

func (s *Sitting) unask(p court.PersonID) {
	s.Asks = slices.DeleteFunc(slices.Clone(s.Asks), func(a TalkAsk) bool { return a.By == p })
}

// back seats a person in the sitting's own room again.
func (t *Seat) back(at time.Time, version uint64) {
	t.Talk, t.Gen = "", version
	if t.Presence == Private {
		t.Presence, t.Since = Inside, at
	}
}

// Here reports whether the person is seen, in the room or in a private talk.
func (t Seat) Here() bool { return t.Presence == Inside || t.Presence == Private }

// private fills the words of the journal.
func (l *Line) private(e record.Event) error {
	a := l.Args
	switch l.Type {
	case "hearing.private_asked":
		return with(e, func(d PrivateAsked) { a["people"] = join(d.With); l.of(d.Kind) })
	case "hearing.private_declined":
		return with(e, func(d PrivateDeclined) { a["person"] = string(d.Person); l.because(d.Reason) })
	case "hearing.private_opened":
		return with(e, func(d PrivateOpened) { a["people"] = join(d.People); l.of(d.Kind) })
	case "hearing.private_left":
		return with(e, func(d PrivateLeft) { a["person"] = string(d.Person) })
	case "hearing.private_recalled":
		return with(e, func(d PrivateRecalled) { a["clock"] = d.Until.String() })
	}
	return nil
}

// of takes the variant for a talk that is no counsel's.
func (l *Line) of(kind TalkKind) {
	if kind == Deliberation {
		l.Key += ".deliberation"
	}
}
