package pages

import (
	"net/http"
	"slices"
	"strings"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
)

// placePage is a hearing's place in the calendar as it stands.
type placePage struct {
	Frame
	View   clerk.PlaceView
	Back   string
	Href   string
	Key    string
	Done   string
	Slots  []slotLine
	People []attendLine
	Room   *roomHere // of a hearing with a courtroom
	Was    []wasLine
	Bench  bool // the person may book, move, release and let in
	Reason string
	Sure   bool
	Come   []mustLine // told to the bench: the hearing is to be moved
	Over   *overLine
}

// overLine tells that the place was booked over a wish: the person whose wish
// it was, and the bench by name.
type overLine struct {
	Mine   bool
	Names  []string
	Reason string
}

// overLineOf is that of a place; nil where it was booked over nobody's wish.
func overLineOf(o *calendar.OverWish, who court.PersonID, names map[court.PersonID]string) *overLine {
	if o == nil {
		return nil
	}
	l := &overLine{Mine: o.Has(who), Reason: o.Reason}
	for _, p := range o.People {
		l.Names = append(l.Names, names[p])
	}
	return l
}

// attendLine is one who must attend: from where, and whether they are in.
type attendLine struct {
	calendar.Person
	Name    string
	Key     string
	Inside  bool
	Waits   []waitLine
	CheckIn court.RoomID // the door by which the bench may let them in now
}

// waitLine is where a witness waits.
type waitLine struct {
	calendar.Wait
	OnDay calendar.Day
}

// roomHere is the courtroom as one participant of the hearing.
type roomHere struct {
	clerk.RoomView
	Today            bool // the hearing sits in it today
	Inside, Expected int
}

type wasLine struct {
	Slots  []slotLine
	Reason string
	OnDay  calendar.Day
}

// placeShow shows a hearing's place or, to those who may book it and where it
// has none, the form to seek one. A new place for a booked hearing is sought
// with ?move=1.
func (s *site) placeShow(w http.ResponseWriter, r *http.Request) error {
	v, err := s.thePlace(r)
	if err != nil {
		return err
	}
	if v.May["book"] && (!v.Booked || r.FormValue("move") != "") {
		s.Page(w, r, http.StatusOK, "calendar_place_ask", s.askForm(r, v))
		return nil
	}
	s.Page(w, r, http.StatusOK, "calendar_place", s.placeOf(r, v))
	return nil
}

func (s *site) thePlace(r *http.Request) (clerk.PlaceView, error) {
	id := r.PathValue("id")
	if len(id) != 32 {
		return clerk.PlaceView{}, fault.NotFound("page.fault.not_found")
	}
	return s.Places.Place(r.Context(), me(r), clerk.Wish{Hearing: court.HearingID(id)})
}

func placeHref(id court.HearingID) string { return "/hearings/" + string(id) + "/place" }

func (s *site) placeOf(r *http.Request, v clerk.PlaceView) *placePage {
	p := &placePage{View: v, Back: "/hearings/" + string(v.Sitting.ID), Href: placeHref(v.Sitting.ID), Key: s.newKey(), Bench: v.May["book"],
		Done: justDone(r, "booked", "moved", "let_in")}
	p.Role, p.Islands = rolesIn(lang(r), v.Case.MyRoles), []string{"live"}
	p.Was = wasLines(s.Law.Local, v)
	if !v.Booked {
		return p
	}
	p.Slots, p.Over = slotLines(s.Law.Local, v.Booking.Slots, v.Rooms), overLineOf(v.Booking.Over, me(r), v.Names)
	if p.Bench {
		p.Come = mustLines(v)
	}
	var inside []court.PersonID
	door := court.RoomID("")
	for _, one := range v.Inside {
		if one.Room == "" {
			continue
		}
		inside, door = one.Inside, one.Room
		p.Room = &roomHere{Today: true, Inside: len(one.Inside), Expected: len(one.Expected)}
	}
	p.seeRoom(v, door)
	for _, o := range v.Booking.People {
		l := attendLine{Person: o, Name: v.Names[o.Person], Key: s.newKey(), Inside: slices.Contains(inside, o.Person)}
		if p.Bench && v.May["check_in"] && !l.Inside {
			l.CheckIn = door
		}
		for _, wait := range v.Booking.Waiting {
			if wait.Person == o.Person && (p.Bench || o.Person == me(r)) {
				l.Waits = append(l.Waits, waitLine{wait, today(s.Law.Local, wait.From.Time)})
			}
		}
		p.People = append(p.People, l)
	}
	return p
}

// seeRoom finds the courtroom of today's sitting, else that of the first.
func (p *placePage) seeRoom(v clerk.PlaceView, door court.RoomID) {
	if door == "" && len(v.Booking.Slots) > 0 {
		door = v.Booking.Slots[0].Room
	}
	room, known := roomOf(v.Rooms, door)
	if !known {
		return
	}
	if p.Room == nil {
		p.Room = &roomHere{}
		for _, o := range v.Booking.People {
			if o.Where == calendar.InCourt {
				p.Room.Expected++
			}
		}
	}
	p.Room.RoomView = room
}

// wasLines is where the hearing stood before, the latest first, with the
// place it was taken out of.
func wasLines(zone i18n.Zone, v clerk.PlaceView) []wasLine {
	var out []wasLine
	for _, w := range v.Booking.Was {
		out = append(out, wasLine{slotLines(zone, w.Slots, v.Rooms), w.Reason, today(zone, w.At)})
	}
	slices.Reverse(out)
	return out
}

// placePost is every act on a hearing's place: seeking one, booking, moving,
// releasing, letting somebody in at the door.
func (s *site) placePost(w http.ResponseWriter, r *http.Request) error {
	if err := smallForm(w, r); err != nil {
		return err
	}
	v, err := s.thePlace(r)
	if err != nil {
		return err
	}
	if !v.May["book"] {
		return fault.Forbidden("act.not_permitted")
	}
	switch r.FormValue("go") {
	case "release":
		return s.placeRelease(w, r, v)
	case "let_in":
		return s.placeLetIn(w, r, v)
	}
	return s.askPost(w, r, v)
}

// placeRelease takes the hearing out of the calendar.
func (s *site) placeRelease(w http.ResponseWriter, r *http.Request, v clerk.PlaceView) error {
	key, reason := s.keyOf(r), strings.TrimSpace(r.FormValue("reason"))
	err := error(fault.Invalid("cal.place.release_sure_missing").On("sure"))
	if r.FormValue("sure") != "" {
		_, err = s.Places.ReleaseHearing(r.Context(), me(r), clerk.Reasoned{Stamp: clerk.Stamp{Key: key}, Hearing: v.Sitting.ID, Reason: reason})
	}
	if err != nil {
		p := s.placeOf(r, v)
		p.Key, p.Reason, p.Sure = key, reason, r.FormValue("sure") != ""
		return s.again(w, r, "calendar_place", p, err)
	}
	http.Redirect(w, r, placeHref(v.Sitting.ID)+"?done=released", http.StatusSeeOther)
	return nil
}

// placeLetIn lets a person in at the courtroom's door.
func (s *site) placeLetIn(w http.ResponseWriter, r *http.Request, v clerk.PlaceView) error {
	_, err := s.Places.CheckIn(r.Context(), me(r), clerk.Door{Stamp: clerk.Stamp{Key: s.keyOf(r)}, Hearing: v.Sitting.ID,
		Person: court.PersonID(r.FormValue("person")), Room: court.RoomID(r.FormValue("room"))})
	if err != nil {
		return s.again(w, r, "calendar_place", s.placeOf(r, v), onField(err, "people"))
	}
	http.Redirect(w, r, placeHref(v.Sitting.ID)+"?done=let_in#people", http.StatusSeeOther)
	return nil
}

// onField ties a refusal to the field of the form it was sent from. What is no
// refusal stays what it is.
func onField(err error, field string) error {
	if !typed(err) {
		return err
	}
	return fault.Of(err).On(field)
}
