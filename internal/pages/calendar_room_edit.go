package pages

import (
	"net/http"
	"strconv"
	"strings"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
)

type roomEditPage struct {
	Frame
	ID      court.RoomID // empty for a new one
	Href    string
	Back    string
	Key     string
	Typed   map[string]string
	Waiting []waitingRow
}

// waitingRow is one waiting place as typed.
type waitingRow struct {
	I            int
	Place, Seats string
}

// mostWaiting is how many waiting places the form takes.
const mostWaiting = 12

// roomFields are the fields of the form besides the waiting places.
func roomFields() []string {
	return []string{"name", "house", "town", "area_m2", "volume_m3", "bench", "parties", "press", "public", "cameras", "microphones", "first", "last"}
}

// roomForm is the empty form, for who may add a courtroom.
func (s *site) roomForm(r *http.Request) (*roomEditPage, error) {
	may, err := s.Registry.InCourt(r.Context(), me(r))
	if err != nil {
		return nil, err
	}
	if !may[string(clerk.ActCourtrooms)] {
		return nil, fault.Forbidden("act.not_permitted")
	}
	p := &roomEditPage{Href: "/courtrooms", Back: "/courtrooms", Key: s.newKey(), Typed: map[string]string{"first": today(s.Law.Local, s.Clock.Now()).String()},
		Waiting: []waitingRow{{I: 0}, {I: 1}}}
	p.Role = s.staffRole(r)
	return p, nil
}

func (s *site) roomNew(w http.ResponseWriter, r *http.Request) error {
	p, err := s.roomForm(r)
	if err != nil {
		return err
	}
	s.Page(w, r, http.StatusOK, "calendar_room_edit", p)
	return nil
}

// roomEdit is the form with what the courtroom is.
func (s *site) roomEdit(w http.ResponseWriter, r *http.Request) error {
	p, err := s.roomEditForm(r)
	if err != nil {
		return err
	}
	s.Page(w, r, http.StatusOK, "calendar_room_edit", p)
	return nil
}

func (s *site) roomEditForm(r *http.Request) (*roomEditPage, error) {
	p, err := s.roomForm(r)
	if err != nil {
		return nil, err
	}
	v, err := s.Calendar.Courtroom(r.Context(), me(r), court.RoomID(r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	p.ID, p.Back = v.ID, "/courtrooms/"+string(v.ID)
	p.Href = p.Back + "/edit"
	n := strconv.Itoa
	p.Typed = map[string]string{"name": v.Name, "house": v.House, "town": v.Town, "area_m2": n(v.AreaM2), "volume_m3": n(v.VolumeM3),
		"bench": n(v.Seats.Bench), "parties": n(v.Seats.Parties), "press": n(v.Seats.Press), "public": n(v.Seats.Public),
		"cameras": n(v.Cameras), "microphones": n(v.Microphones), "first": v.Use.First.String()}
	if v.Use.Last > 0 {
		p.Typed["last"] = v.Use.Last.String()
	}
	p.Waiting = nil
	for i, place := range v.Seats.Witnesses {
		p.Waiting = append(p.Waiting, waitingRow{i, place.Waiting, n(place.Seats)})
	}
	p.Waiting = append(p.Waiting, waitingRow{I: len(p.Waiting)})
	return p, nil
}

func (s *site) roomAdd(w http.ResponseWriter, r *http.Request) error {
	return s.roomSave(w, r, s.roomForm)
}

func (s *site) roomChange(w http.ResponseWriter, r *http.Request) error {
	return s.roomSave(w, r, s.roomEditForm)
}

// roomSave records the courtroom, or shows the form with one more row for a
// waiting place: so rows are added where no script runs.
func (s *site) roomSave(w http.ResponseWriter, r *http.Request, form func(*http.Request) (*roomEditPage, error)) error {
	if err := smallForm(w, r); err != nil {
		return err
	}
	p, err := form(r)
	if err != nil {
		return err
	}
	room, err := p.read(r)
	p.Key = s.keyOf(r)
	if r.FormValue("go") == "row" {
		if len(p.Waiting) < mostWaiting {
			p.Waiting = append(p.Waiting, waitingRow{I: len(p.Waiting)})
		}
		s.Page(w, r, http.StatusOK, "calendar_room_edit", p)
		return nil
	}
	if err == nil {
		_, err = s.Calendar.SetCourtroom(r.Context(), me(r), clerk.Courtroom{Stamp: clerk.Stamp{Key: p.Key}, Room: room})
	}
	if err != nil {
		return s.again(w, r, "calendar_room_edit", p, err)
	}
	to := "/courtrooms?done=added"
	if p.ID != "" {
		to = p.Back + "?done=changed"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// read takes the form as typed, and the courtroom it says.
func (p *roomEditPage) read(r *http.Request) (calendar.Courtroom, error) {
	for _, field := range roomFields() {
		p.Typed[field] = strings.TrimSpace(r.FormValue(field))
	}
	n := wholes{value: func(field string) string { return p.Typed[field] }}
	room := calendar.Courtroom{ID: p.ID, Name: p.Typed["name"], House: p.Typed["house"], Town: p.Typed["town"],
		AreaM2: n.of("area_m2"), VolumeM3: n.of("volume_m3"), Cameras: n.of("cameras"), Microphones: n.of("microphones"),
		Seats: calendar.Seats{Bench: n.of("bench"), Parties: n.of("parties"), Press: n.of("press"), Public: n.of("public")}}
	p.Waiting = p.Waiting[:0]
	n.value = func(field string) string { return strings.TrimSpace(r.FormValue(field)) }
	for i := range mostWaiting {
		row := waitingRow{i, n.value("waiting" + strconv.Itoa(i)), n.value("seats" + strconv.Itoa(i))}
		if _, sent := r.Form["waiting"+strconv.Itoa(i)]; !sent {
			break
		}
		p.Waiting = append(p.Waiting, row)
		if row.Place != "" || row.Seats != "" {
			room.Seats.Witnesses = append(room.Seats.Witnesses, calendar.WitnessPlace{Waiting: row.Place, Seats: n.of("seats" + strconv.Itoa(i))})
		}
	}
	room.Use = p.use(&n)
	return room, n.err
}

// use reads from when until when the courtroom may be booked.
func (p *roomEditPage) use(n *wholes) (use calendar.Span) {
	for field, day := range map[string]*calendar.Day{"first": &use.First, "last": &use.Last} {
		if p.Typed[field] == "" && field == "last" {
			continue
		}
		at, ok := calendar.ParseDay(p.Typed[field])
		if *day = at; !ok && n.err == nil {
			n.err = fault.Invalid("cal.day.wrong").On(field)
		}
	}
	return use
}

// Numbers are the fields so named.
func (p *roomEditPage) Numbers(fields ...string) []numberField {
	return numbers(&p.Frame, p.Typed, fields)
}

// Texts are the fields that are words.
func (p *roomEditPage) Texts() []string { return []string{"name", "house", "town"} }

// MoreRows reports whether there may be one more waiting place.
func (p *roomEditPage) MoreRows() bool { return len(p.Waiting) < mostWaiting }
