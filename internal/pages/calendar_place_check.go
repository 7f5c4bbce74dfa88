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
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

// placeCheckPage is what would be booked, before it is.
type placeCheckPage struct {
	Frame
	Ask     *askPage
	Slots   []slotLine
	Was     []slotLine
	Waiting []waitName
	In      []string // who attends in the courtroom, besides the bench
	Online  []string
	Hidden  []hiddenField
	Reason  string
	Less    []string // fewer seats for press and public than were asked for, and why
	Come    []mustLine
	Over    []string // whose wish to keep the day free it is booked over
	OverWhy string
	Instead bool // another date than the judge fixed: why is to be said
	DateWhy string
	Shut    bool // an open hearing without seats for the public: likewise
	ShutWhy string
}

type waitName struct {
	waitLine
	Name string
}

type hiddenField struct{ Name, Value string }

// days are slots of the person's own choice: the same time on so many working
// days in a row.
func days(law *rules.Law, start time.Time, wish clerk.Wish, room court.RoomID) []calendar.Slot {
	var slots []calendar.Slot
	length := time.Duration(wish.Minutes) * time.Minute
	for at, n := start, 0; len(slots) < min(max(1, wish.Days), 60) && n < 366; at, n = at.AddDate(0, 0, 1), n+1 {
		if n > 0 && !law.WorkingDay(at) {
			continue
		}
		slots = append(slots, calendar.Slot{Start: record.At(at), End: record.At(at.Add(length)), Room: room})
	}
	return slots
}

// askCheck shows what would be booked. What cannot be is refused here, beside
// the proposals.
func (s *site) askCheck(w http.ResponseWriter, r *http.Request, p *askPage, wish clerk.Wish) error {
	slots, err := p.chosen(s.Law, wish)
	var trial clerk.Trial
	if err == nil {
		trial, err = s.Places.TryPlace(r.Context(), me(r), wish, slots)
	}
	if err != nil {
		return s.askRefused(w, r, p, wish, err)
	}
	s.Page(w, r, http.StatusOK, "calendar_place_check", s.checkPage(lang(r), p, trial, slots))
	return nil
}

// askRefused shows the proposals anew with why the chosen slots cannot be had.
func (s *site) askRefused(w http.ResponseWriter, r *http.Request, p *askPage, wish clerk.Wish, err error) error {
	if kindOf(err) == fault.KindNotFound && fault.Of(err).Key == "calendar.room.unknown" {
		err = fault.Invalid("calendar.room.unknown").On("room")
	}
	if !typed(err) {
		return err
	}
	refusal, own := fault.Of(err), p.Typed["slots"] == "own"
	p.Wished = (refusal.Key == "calendar.conflict.wish" || refusal.Key == "calendar.conflict.away") && p.MayOver()
	switch {
	case own && refusal.Field == "room":
		refusal = refusal.On("own_room")
	case own && (refusal.Field == "" || refusal.Field == "start" || strings.HasPrefix(refusal.Field, "shift.")):
		refusal = refusal.On("own_start")
	case refusal.Field != "minutes" && refusal.Field != "people" && !strings.HasPrefix(refusal.Field, "own_"):
		refusal = refusal.On("slots")
	}
	return s.askSeek(w, r, p, wish, refusal)
}

// fewer says that press or public get fewer seats than were asked for, and which
// limit binds; nothing where they get them all, and where the hearing is closed.
func (p *askPage) fewer(l court.Lang, given slotLine) (less []string) {
	press, _ := strconv.Atoi(p.Typed["press"])
	public, _ := strconv.Atoi(p.Typed["public"])
	if p.Moving {
		press, public = p.View.Booking.Press, p.View.Booking.Public
	}
	room, known := roomOf(p.View.Rooms, given.Room)
	if !known {
		return nil
	}
	for _, group := range []struct {
		word             string
		asked, given, of int
	}{{"press", press, given.Seats.Press, room.Seats.Press}, {"public", public, given.Seats.Public, room.Seats.Public}} {
		key := "cal.seats_less." + group.word
		switch {
		case group.given >= group.asked:
			continue
		case given.Seats.Total() >= given.Capacity:
			key += ".capacity"
		case group.given == group.of:
			key += ".room"
		default:
			continue
		}
		less = append(less, i18n.T(l, key, fault.Args{"asked": group.asked, "given": group.given, "of": given.Capacity}))
	}
	return less
}

func (s *site) checkPage(l court.Lang, p *askPage, trial clerk.Trial, slots []calendar.Slot) *placeCheckPage {
	c := &placeCheckPage{Ask: p, Slots: slotLines(s.Law.Local, trial.Slots, p.View.Rooms)}
	c.Role, c.Instead, c.Shut = p.Role, trial.Instead, trial.Shut
	for _, who := range trial.Over {
		c.Over = append(c.Over, p.View.Names[who])
	}
	if len(c.Slots) > 0 {
		c.Less = p.fewer(l, c.Slots[0])
	}
	if p.Moving {
		c.Was, c.Come = slotLines(s.Law.Local, p.View.Booking.Slots, p.View.Rooms), p.Come
	}
	for _, wait := range trial.Waiting {
		c.Waiting = append(c.Waiting, waitName{waitLine{wait, today(s.Law.Local, wait.From.Time)}, p.View.Names[wait.Person]})
	}
	for _, o := range p.People {
		if p.View.Sitting.Format == court.InPerson || p.Hybrid() && (o.In || comes(c.Come, o.Person)) {
			c.In = append(c.In, o.Name)
		} else {
			c.Online = append(c.Online, o.Name)
		}
	}
	text := p.Typed["slots"]
	if text != "own" {
		text = slotText(slots)
	}
	c.Hidden = append(p.Asked(), hiddenField{"slots", text}, hiddenField{"own_start", p.Typed["own_start"]}, hiddenField{"own_room", p.Typed["own_room"]})
	return c
}

// askBook books what was checked, or moves the hearing there.
func (s *site) askBook(w http.ResponseWriter, r *http.Request, p *askPage, wish clerk.Wish) error {
	slots, err := p.chosen(s.Law, wish)
	if err != nil {
		return s.askRefused(w, r, p, wish, err)
	}
	why := func(field string) string { return strings.TrimSpace(r.FormValue(field)) }
	stamp, reason, word := clerk.Stamp{Key: p.Key}, why("reason"), "booked"
	if r.FormValue("go") == "move" {
		word = "moved"
		_, err = s.Calendar.MoveHearings(r.Context(), me(r), clerk.Rebook{Stamp: stamp, Shifts: []calendar.Shift{{Hearing: wish.Hearing, Slots: slots}}, Reason: reason, Over: wish.Over})
	} else {
		_, err = s.Places.BookHearing(r.Context(), me(r), clerk.Book{Stamp: stamp, Wish: wish, Slots: slots, Reason: why("date_reason"), NoPublic: why("public_reason")})
	}
	if err == nil {
		http.Redirect(w, r, p.Href+"?done="+word, http.StatusSeeOther)
		return nil
	}
	if slices.Contains([]string{"reason", "over_reason", "date_reason", "public_reason"}, fault.Of(err).Field) {
		trial, again := s.Places.TryPlace(r.Context(), me(r), wish, slots)
		if again != nil {
			return s.askRefused(w, r, p, wish, again)
		}
		c := s.checkPage(lang(r), p, trial, slots)
		c.Reason, c.OverWhy, c.DateWhy, c.ShutWhy = reason, wish.Over.Reason, why("date_reason"), why("public_reason")
		return s.again(w, r, "calendar_place_check", c, err)
	}
	return s.askRefused(w, r, p, wish, err)
}
