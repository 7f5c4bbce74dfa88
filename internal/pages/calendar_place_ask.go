package pages

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/rules"
)

// askPage is what a hearing needs of the calendar, and what it proposes.
type askPage struct {
	Frame
	View    clerk.PlaceView
	Back    string
	Href    string
	Key     string
	Done    string
	Moving  bool
	Typed   map[string]string
	In      map[court.PersonID]bool
	People  []askPerson
	Houses  []string
	Choices []slotChoice
	Why     []whyNot
	Nowhere string // why nothing is proposed; empty where something is, or nothing was asked
	Was     []wasLine
	Wished  bool       // a day was refused for a wish that the person may book over
	Come    []mustLine // who by now must come, though booked online
}

// askPerson is one who may attend in the courtroom or online.
type askPerson struct {
	Person court.PersonID
	Name   string
	Role   court.Role
	In     bool
	Must   *rules.Rule // the law wants the person in the courtroom
}

// slotChoice is one proposal as a radio button.
type slotChoice struct {
	Text    string
	Lines   []slotLine
	Checked bool
}

// whyNot is one kind of reason why it cannot be earlier.
type whyNot struct {
	Text  string
	Count int
}

// askFields are the fields of the form that are one word each.
func askFields() []string {
	return []string{"minutes", "days", "not_before", "part", "house", "press", "public", "cameras", "microphones", "over", "slots", "own_start", "own_room"}
}

// askForm is the form as it begins: from the day the judge named, or with what
// the booking that is to be moved was asked with.
func (s *site) askForm(r *http.Request, v clerk.PlaceView) *askPage {
	p := &askPage{View: v, Back: "/hearings/" + string(v.Sitting.ID), Href: placeHref(v.Sitting.ID), Key: s.newKey(), Moving: v.Booked,
		Done: justDone(r, "released"), In: map[court.PersonID]bool{}, Was: wasLines(s.Law.Local, v)}
	p.Role, p.Come = rolesIn(lang(r), v.Case.MyRoles), mustLines(v)
	from := v.Now
	if v.Sitting.At.After(from) {
		from = v.Sitting.At
	}
	p.Typed = map[string]string{"minutes": "60", "days": "1", "not_before": today(s.Law.Local, from).String()}
	if p.InRoom() {
		p.Typed["press"], p.Typed["public"], p.Typed["cameras"], p.Typed["microphones"] = strconv.Itoa(v.Press), strconv.Itoa(v.Public), "0", "0"
	}
	if p.Hybrid() {
		p.Typed["cameras"], p.Typed["microphones"] = "1", "1"
	}
	if b := v.Booking; v.Booked && len(b.Slots) > 0 {
		p.Back = p.Href
		p.Typed["minutes"] = strconv.Itoa(int(b.Slots[0].End.Sub(b.Slots[0].Start.Time).Minutes()))
		p.Typed["days"] = strconv.Itoa(ahead(b.Slots, v.Now))
		p.Typed["not_before"] = today(s.Law.Local, v.Now).String()
		for _, o := range b.People {
			p.In[o.Person] = o.Where == calendar.InCourt
		}
	}
	for _, seat := range v.Sitting.Roll {
		if !seat.Role.OnBench() {
			o := askPerson{Person: seat.Person, Name: v.Names[seat.Person], Role: seat.Role, In: p.In[seat.Person]}
			if r, must := v.MustCome[seat.Person]; must && !p.Moving { // a move leaves everybody where they were booked
				o.In, o.Must, p.In[seat.Person] = true, &r, true
			}
			p.People = append(p.People, o)
		}
	}
	for _, room := range v.Rooms {
		if !slices.Contains(p.Houses, room.House) {
			p.Houses = append(p.Houses, room.House)
		}
	}
	return p
}

// ahead counts the slots that have not begun.
func ahead(slots []calendar.Slot, now time.Time) int {
	n := 0
	for _, sl := range slots {
		if sl.Start.After(now) {
			n++
		}
	}
	return max(1, n)
}

// Hybrid reports whether some attend in the courtroom and some online.
func (p *askPage) Hybrid() bool { return p.View.Sitting.Format == court.Hybrid }

// InRoom reports whether the hearing needs a courtroom.
func (p *askPage) InRoom() bool { return p.View.Sitting.Format != court.Online }

// Numbers are the fields so named.
func (p *askPage) Numbers(fields ...string) []numberField {
	return numbers(&p.Frame, p.Typed, fields)
}

// read takes the form as typed, and the wish it says.
func (p *askPage) read(r *http.Request, zone i18n.Zone, now time.Time) (clerk.Wish, error) {
	for _, field := range askFields() {
		p.Typed[field] = strings.TrimSpace(r.FormValue(field))
	}
	n := wholes{value: func(field string) string { return p.Typed[field] }}
	w := clerk.Wish{Hearing: p.View.Sitting.ID, Minutes: n.of("minutes"), Days: n.of("days"), Prefer: calendar.Part(p.Typed["part"]), House: p.Typed["house"],
		Press: n.of("press"), Public: n.of("public"), Cameras: n.of("cameras"), Microphones: n.of("microphones"),
		Over: clerk.Over{Wish: p.Typed["over"] != "", Reason: strings.TrimSpace(r.FormValue("over_reason"))}}
	for i := range p.People {
		o := &p.People[i]
		if !p.Moving {
			o.In = o.Must != nil || slices.Contains(r.Form["in"], string(o.Person))
		}
		if p.In[o.Person] = o.In; o.In {
			w.InCourt = append(w.InCourt, o.Person)
		}
	}
	if b := p.View.Booking; p.Moving {
		w.Press, w.Public, w.Cameras, w.Microphones = b.Press, b.Public, b.Cameras, b.Microphones
	}
	day, ok := calendar.ParseDay(p.Typed["not_before"])
	switch {
	case n.err != nil:
	case w.Minutes == 0:
		n.err = fault.Invalid("calendar.ask.duration").On("minutes")
	case !ok:
		n.err = fault.Invalid("cal.day.wrong").On("not_before")
	}
	w.NotBefore = notBefore(zone, day, now)
	return w, n.err
}

// askPost seeks, checks, books and moves, as the button pressed says.
func (s *site) askPost(w http.ResponseWriter, r *http.Request, v clerk.PlaceView) error {
	p := s.askForm(r, v)
	wish, err := p.read(r, s.Law.Local, v.Now)
	p.Key, p.Done = s.keyOf(r), ""
	if err != nil {
		return s.again(w, r, "calendar_place_ask", p, err)
	}
	switch r.FormValue("go") {
	case "change":
		s.Page(w, r, http.StatusOK, "calendar_place_ask", p)
		return nil
	case "check":
		return s.askCheck(w, r, p, wish)
	case "book", "move":
		return s.askBook(w, r, p, wish)
	}
	return s.askSeek(w, r, p, wish, nil)
}

// askSeek shows what the calendar proposes, with a refusal if there was one.
func (s *site) askSeek(w http.ResponseWriter, r *http.Request, p *askPage, wish clerk.Wish, refusal error) error {
	v, err := s.Places.Place(r.Context(), me(r), wish)
	if err != nil {
		return err
	}
	p.View = v
	for _, passed := range v.Proposal.Passed {
		p.Why = append(p.Why, whyNot{Message(lang(r), passed.Why), passed.Count})
	}
	switch {
	case v.Refused != nil && kindOf(v.Refused) == fault.KindInvalid:
		return s.again(w, r, "calendar_place_ask", p, v.Refused)
	case v.Refused != nil && !typed(v.Refused):
		return v.Refused
	case v.Refused != nil:
		p.Nowhere = Message(lang(r), v.Refused)
	default:
		p.offer(s.Law.Local, append([][]calendar.Slot{v.Proposal.Slots}, v.Proposal.Others...))
	}
	if refusal != nil {
		return s.again(w, r, "calendar_place_ask", p, refusal)
	}
	s.Page(w, r, http.StatusOK, "calendar_place_ask", p)
	return nil
}

// offer makes the proposals radio buttons. Where none was chosen yet the first
// one is.
func (p *askPage) offer(zone i18n.Zone, all [][]calendar.Slot) {
	chosen := p.Typed["slots"] == "own"
	for _, slots := range all {
		c := slotChoice{Text: slotText(slots), Lines: slotLines(zone, slots, p.View.Rooms)}
		c.Checked = c.Text == p.Typed["slots"]
		chosen = chosen || c.Checked
		p.Choices = append(p.Choices, c)
	}
	if !chosen {
		p.Choices[0].Checked = true
	}
}

// chosen are the slots of the form: those of a proposal, or the person's own.
func (p *askPage) chosen(law *rules.Law, wish clerk.Wish) ([]calendar.Slot, error) {
	if p.Typed["slots"] != "own" {
		slots, ok := parseSlots(p.Typed["slots"])
		if !ok {
			return nil, fault.Invalid("cal.place.choose").On("slots")
		}
		return slots, nil
	}
	start, err := i18n.Zone(law.Local).Parse(p.Typed["own_start"])
	if err != nil {
		return nil, fault.Invalid("cal.place.own_time").On("own_start")
	}
	if p.InRoom() && p.Typed["own_room"] == "" {
		return nil, fault.Invalid("cal.place.own_room_missing").On("own_room")
	}
	return days(law, start, wish, court.RoomID(p.Typed["own_room"])), nil
}

// Asked are the fields of the wish, for a form that goes on with it.
func (p *askPage) Asked() []hiddenField {
	var all []hiddenField
	for _, field := range askFields() {
		if field != "slots" && field != "own_start" && field != "own_room" && !(field == "over" && p.Wished) {
			all = append(all, hiddenField{field, p.Typed[field]})
		}
	}
	for _, o := range p.People {
		if o.In && !p.Moving {
			all = append(all, hiddenField{"in", string(o.Person)})
		}
	}
	return all
}
