package pages

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
	"tarazy/internal/rules"
	"tarazy/web"
)

const hall = court.RoomID("r-00000000000000a1")

// slotAt is an hour and a half in the hall, so many days after noon's day.
func slotAt(days int) calendar.Slot {
	at := noon.AddDate(0, 0, days)
	return calendar.Slot{Start: record.At(at), End: record.At(at.Add(90 * time.Minute)), Room: hall, Seats: calendar.Given{Bench: 2, Parties: 1, Public: 6}}
}

func hallView() clerk.RoomView {
	return clerk.RoomView{Capacity: 20, Closed: []calendar.Span{{First: today(rules.Kazakhstan().Local, noon), Last: today(rules.Kazakhstan().Local, noon) + 1}},
		Courtroom: calendar.Courtroom{ID: hall, Name: "№ 1 зал <b>", House: "Негізгі ғимарат", Town: "Алматы", AreaM2: 80, VolumeM3: 260, Cameras: 2, Microphones: 4,
			Seats: calendar.Seats{Bench: 3, Parties: 8, Public: 20, Press: 4, Witnesses: []calendar.WitnessPlace{{Waiting: "105-бөлме", Seats: 2}}}, Use: calendar.Span{First: 20_000}}}
}

func (d *desk) booking() calendar.Booking {
	return calendar.Booking{State: calendar.Standing, Was: []calendar.Was{{Slots: []calendar.Slot{slotAt(1)}, Reason: "Жөндеу", At: noon}},
		Booked: calendar.Booked{Hearing: hrg, Case: kase, CaseNo: no, Format: court.Hybrid, Closed: true, Slots: []calendar.Slot{slotAt(2)}, Public: 6,
			Waiting: []calendar.Wait{{Person: rsp, Place: "105-бөлме", From: record.At(noon), Until: record.At(noon.Add(time.Hour))}},
			People: []calendar.Person{{Person: ana, Role: court.Judge, Where: calendar.InCourt}, {Person: sec, Role: court.Secretary, Where: calendar.InCourt},
				{Person: clm, Role: court.Claimant, Where: calendar.InCourt, KM: 200}, {Person: rsp, Role: court.Respondent, Where: calendar.Online}}}}
}

func staffOnly(by court.PersonID) error {
	if by != ana && by != sec {
		return fault.Forbidden("act.not_permitted")
	}
	return nil
}

func (d *desk) Calendar(_ context.Context, by court.PersonID, day calendar.Day) (clerk.CalendarView, error) {
	v := clerk.CalendarView{Day: day, Now: noon, Names: names, May: map[string]bool{"calendar": true, "courtrooms": by == ana}}
	if !d.full {
		return v, staffOnly(by)
	}
	v.DayOff = rules.Closed{Holiday: map[court.Lang]string{court.Kazakh: "Тәуелсіздік күні", court.Russian: "День Независимости", court.English: "Independence Day"}, Verify: true}
	v.Rooms = []clerk.RoomView{hallView()}
	b := d.booking()
	v.Lines = []calendar.Line{{Booking: b, Slot: b.Slots[0], No: 1}}
	foreign := b
	foreign.Hearing, foreign.CaseNo, foreign.People = "e0000000000000000000000000000002", "7501-26-00-2/9", nil
	why := fault.Conflict("calendar.conflict.closed").With(fault.Args{"room": "№ 1 зал", "day": day})
	v.Disturbed = []calendar.Disturbance{{Line: v.Lines[0], Why: why}, {Line: calendar.Line{Booking: foreign, Slot: b.Slots[0], No: 1}, Why: why}}
	return v, staffOnly(by)
}

func (d *desk) Queue(_ context.Context, by court.PersonID) (v clerk.QueueView, err error) {
	if d.full {
		for i, pending := range []calendar.Pending{{Case: kase, CaseNo: no}, {Case: "f1", CaseNo: "7501-26-00-2/9"}} {
			v.Cases = append(v.Cases, calendar.Queued{No: i + 1, Pending: pending, Reasons: []calendar.Reason{{Key: "calendar.queue.urgency", Args: fault.Args{"urgency": "high"}}}})
		}
	}
	return v, staffOnly(by)
}

func (d *desk) Replan(_ context.Context, _ court.PersonID, _ []court.HearingID, from time.Time) ([]calendar.Shift, error) {
	if from.After(noon.AddDate(0, 6, 0)) {
		none := fault.Conflict("calendar.place.none").With(fault.Args{"from": from, "until": from})
		return nil, fault.Conflict("calendar.replan.none").With(fault.Args{"case": no}).Because(none)
	}
	return []calendar.Shift{{Hearing: hrg, Slots: []calendar.Slot{slotAt(9)}}}, nil
}

func (d *desk) MoveHearings(_ context.Context, _ court.PersonID, cmd clerk.Rebook) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	if cmd.Reason == "" {
		return clerk.Done{}, fault.Invalid("calendar.reason_missing").On("reason")
	}
	return done(31), d.fail
}

func (d *desk) Courtroom(_ context.Context, by court.PersonID, id court.RoomID) (clerk.CourtroomView, error) {
	if err := staffOnly(by); err != nil {
		return clerk.CourtroomView{}, err
	}
	if id != hall {
		return clerk.CourtroomView{}, fault.NotFound("calendar.room.unknown")
	}
	v := clerk.CourtroomView{RoomView: hallView(), Policy: calendar.Policy{SeatDistanceCM: 200, AirPerPersonM3: 8, RoomSharePercent: 75}, Now: noon, May: map[string]bool{"courtrooms": by == ana}}
	v.Limits = v.Courtroom.Limits(v.Policy)
	if b := d.booking(); d.full {
		v.Lines = []calendar.Line{{Booking: b, Slot: b.Slots[0], No: 1}}
	}
	return v, nil
}

func (d *desk) SetCourtroom(_ context.Context, _ court.PersonID, cmd clerk.Courtroom) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return done(32), d.fail
}

func (d *desk) CloseCourtroom(_ context.Context, _ court.PersonID, cmd clerk.RoomSpan) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return done(33), d.fail
}

func (d *desk) Place(_ context.Context, by court.PersonID, w clerk.Wish) (clerk.PlaceView, error) {
	if w.Hearing != hrg {
		return clerk.PlaceView{}, fault.NotFound("hearing.not_found")
	}
	bench := by == ana || by == sec
	roll := []hearing.Seat{{Person: ana, Role: court.Judge}, {Person: sec, Role: court.Secretary}, {Person: clm, Role: court.Claimant}, {Person: rsp, Role: court.Respondent}}
	v := clerk.PlaceView{Case: clerk.CaseCard{ID: kase, No: no, MyRoles: docket.File{Judge: ana, Secretary: sec}.RolesOf(by)}, Names: names, Now: noon, Rooms: []clerk.RoomView{hallView()},
		MustCome: d.must, Sitting: hearing.Sitting{ID: hrg, Case: kase, CaseNo: no, No: 1, At: noon, Format: court.Hybrid, Roll: roll}, May: map[string]bool{"book": bench, "check_in": bench && d.full, "over_wish": by == ana && d.wished}, Bind: today(rules.Kazakhstan().Local, noon) + 90}
	if d.full {
		v.Booking, v.Booked = d.booking(), true
		for who := range d.must {
			v.Come = append(v.Come, calendar.Person{Person: who, Role: court.Respondent, Where: calendar.InCourt})
		}
		if d.shut {
			v.Booking.Instead, v.Booking.NoPublic = &calendar.Instead{At: record.At(noon), Reason: "The <hall> was taken"}, "A witness is guarded"
		}
		if d.wished {
			v.Booking.Over = &calendar.OverWish{People: []court.PersonID{clm}, Reason: "The case has <waited>"}
		}
		v.Inside = []calendar.Participant{{Room: hall, Cameras: 2, Microphones: 4, Inside: []court.PersonID{ana}, Expected: []court.PersonID{sec, clm}}, {Person: rsp, Role: court.Respondent}}
	}
	switch {
	case w.Minutes == 0 || !bench:
	case w.Minutes < 5:
		v.Refused = fault.Invalid("calendar.ask.duration").On("minutes")
	case w.Days > 20:
		v.Refused = fault.Conflict("calendar.place.none").With(fault.Args{"from": noon, "until": noon})
	default:
		v.Proposal = calendar.Proposal{Slots: []calendar.Slot{slotAt(7)}, Others: [][]calendar.Slot{{slotAt(8)}},
			Passed: []calendar.Passed{{Why: fault.Conflict("calendar.conflict.away").With(fault.Args{"person": names[clm], "day": today(rules.Kazakhstan().Local, noon)}), Count: 3}}}
	}
	return v, nil
}

func (d *desk) TryPlace(_ context.Context, _ court.PersonID, w clerk.Wish, slots []calendar.Slot) (clerk.Trial, error) {
	if local := slots[0].Start.In(time.FixedZone("", 5*3600)); local.Hour() < 8 {
		if d.wished && !w.Over.Wish {
			return clerk.Trial{}, fault.Conflict("calendar.conflict.wish").With(fault.Args{"person": names[clm], "day": today(rules.Kazakhstan().Local, local), "binds": today(rules.Kazakhstan().Local, noon)})
		}
		return clerk.Trial{}, fault.Conflict("calendar.conflict.judge").With(fault.Args{"person": names[ana], "case": "7501-26-00-2/9", "when": local})
	}
	slots[0].Seats = slotAt(0).Seats
	trial := clerk.Trial{Slots: slots, Waiting: d.booking().Waiting, Instead: d.shut, Shut: d.shut}
	if w.Over.Wish {
		trial.Over = []court.PersonID{clm}
	}
	return trial, nil
}

func (d *desk) BookHearing(_ context.Context, _ court.PersonID, cmd clerk.Book) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return done(34), d.fail
}

func (d *desk) ReleaseHearing(_ context.Context, _ court.PersonID, cmd clerk.Reasoned) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return done(35), d.fail
}

func (d *desk) CheckIn(_ context.Context, _ court.PersonID, cmd clerk.Door) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return done(36), d.fail
}

// page asks for a page as Ana, in English.
func page(t *testing.T, h http.Handler, path string) string {
	t.Helper()
	w := ask(h, judge(court.English), httptest.NewRequest("GET", path, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// refusedOn sends a form and wants it shown again with what is wrong beside
// the field.
func refusedOn(t *testing.T, h http.Handler, path string, form url.Values, code int, field string) string {
	t.Helper()
	w := ask(h, judge(court.English), sent(path, form))
	if body := w.Body.String(); w.Code != code || !strings.Contains(body, `href="#`+field+`"`) || !strings.Contains(body, `id="`+field+`-error"`) && field != "disturbed" {
		t.Errorf("%s %v: %d, wanted %d on %s", path, form, w.Code, code, field)
	}
	return w.Body.String()
}

// The court's staff see the day; whoever is not of them comes to their own
// calendar. Only the bench of a case has its link and its tick box.
func TestCalendarDay(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	h := house(t, &desk{full: true})
	day := page(t, h, "/calendar")
	for _, want := range []string{"Independence Day", "not yet confirmed", "/hearings/" + string(hrg), "9 seats in all; sanitary rules allow up to 20 in this room", "№ 1 зал &lt;b&gt;", names[ana], "must move",
		`name="hearing" value="` + string(hrg) + `"`, "is closed on 24 November 2026", `href="/calendar?day=2026-11-23"`, "cause-list.pdf?day=2026-11-24"} {
		if !strings.Contains(day, want) {
			t.Errorf("the day lacks %q", want)
		}
	}
	if strings.Contains(day, "/hearings/e0") || strings.Count(day, `name="hearing"`) != 1 {
		t.Error("a case of others can be opened or moved")
	}
	if byRoom := page(t, h, "/calendar?by=room"); !strings.Contains(byRoom, `href="/courtrooms/`+string(hall)) || !strings.Contains(byRoom, "Closed") && !strings.Contains(byRoom, "closed") {
		t.Error("by courtroom the room is missing")
	}
	if w := ask(h, judge(court.English), httptest.NewRequest("GET", "/calendar?day=soon", nil)); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `value="soon"`) {
		t.Errorf("a day that is none: %d", w.Code)
	}
	party := judge(court.English)
	party.Person = clm
	if w := ask(h, party, httptest.NewRequest("GET", "/calendar", nil)); w.Header().Get("Location") != "/calendar/mine" {
		t.Errorf("a party: %d", w.Code)
	}
	for _, path := range []string{"/calendar/queue", "/courtrooms", "/courtrooms/" + string(hall), "/courtrooms/new", "/courtrooms/" + string(hall) + "/edit"} {
		if w := ask(h, party, httptest.NewRequest("GET", path, nil)); w.Code != http.StatusForbidden {
			t.Errorf("a party at %s: %d", path, w.Code)
		}
	}
}

// The queue gives its reasons and says that it decides nothing.
func TestQueuePage(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	queue := page(t, house(t, &desk{full: true}), "/calendar/queue")
	for _, want := range []string{"It decides nothing", "urgency: high", `href="/cases/` + no.Slug() + `"`, "the judge of the case schedules it"} {
		if !strings.Contains(queue, want) {
			t.Errorf("the queue lacks %q", want)
		}
	}
	if strings.Contains(queue, `href="/cases/7501-26-00-2.9"`) {
		t.Error("the queue leads to a case of others")
	}
}

// Several hearings are proposed new times, and move with a reason.
func TestReplanPage(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{full: true}
	h := house(t, d)
	const at = "/calendar/replan"
	refusedOn(t, h, at, url.Values{}, http.StatusUnprocessableEntity, "disturbed")
	form := url.Values{"hearing": {string(hrg), string(hrg)}}
	w := ask(h, judge(court.English), sent(at, form))
	slots := regexp.MustCompile(`name="slots\.` + string(hrg) + `" value="([^"]+)"`).FindStringSubmatch(w.Body.String())
	if w.Code != http.StatusOK || len(slots) == 0 || len(d.sent) != 0 {
		t.Fatalf("no proposal: %d %s", w.Code, w.Body)
	}
	form.Set("slots."+string(hrg), slots[1])
	form.Set("go", "move")
	refusedOn(t, h, at, form, http.StatusUnprocessableEntity, "reason")
	form.Set("reason", "The room is closed")
	if w := ask(h, judge(court.English), sent(at, form)); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/calendar?day=2026-12-03&done=moved") {
		t.Fatalf("%d %s", w.Code, w.Header().Get("Location"))
	}
	got := d.sent[1].(clerk.Rebook)
	if len(got.Shifts) != 1 || got.Reason == "" || got.Key != "0123456789abcdef" || !got.Shifts[0].Slots[0].Start.Equal(slotAt(9).Start.Time) {
		t.Errorf("%+v", got)
	}
	d.fail = fault.Conflict("calendar.conflict.room").With(fault.Args{"room": "№ 1", "case": "x", "when": noon}).On("shift.0")
	if body := refusedOn(t, h, at, form, http.StatusConflict, "shift.0"); !strings.Contains(body, "is taken by a hearing") || !strings.Contains(body, "The room is closed") {
		t.Error("a refusal of one hearing does not say why, or the reason is lost")
	}
	form.Del("go")
	form.Set("from", "2027-12-01")
	if w := ask(h, judge(court.English), sent(at, form)); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "has no new lawful place") || !strings.Contains(w.Body.String(), "There is no lawful place between") {
		t.Errorf("nowhere to go: %d", w.Code)
	}
	form.Set("from", "later")
	refusedOn(t, h, at, form, http.StatusUnprocessableEntity, "from")
	form.Set("hearing", "e0000000000000000000000000000002")
	if w := ask(h, judge(court.English), sent(at, form)); w.Code != http.StatusNotFound {
		t.Errorf("a hearing of others: %d", w.Code)
	}
}

// Nothing is sought before the first date that people know, unless somebody says
// so; what comes out sooner all the same is marked.
func TestReplanSeeksFromTheKnownDate(t *testing.T) {
	day, now := today(rules.Kazakhstan().Local, noon), slotAt(9)
	line := func(d calendar.Day, start time.Time) shiftLine {
		return shiftLine{Was: []slotLine{{Slot: calendar.Slot{Start: record.At(start)}, OnDay: d}}, Now: []slotLine{{Slot: now}}}
	}
	later, sooner := line(day+9, now.Start.Add(time.Hour)), line(day+5, now.Start.Add(-time.Hour))
	p := replanPage{Lines: []shiftLine{later, sooner}}
	if got := p.known(day); got != day+5 {
		t.Errorf("sought from %s", got)
	}
	if got := p.known(day + 7); got != day+7 {
		t.Errorf("sought in the past, from %s", got)
	}
	if !later.Sooner() || sooner.Sooner() {
		t.Error("sooner than people know is not marked, or later is")
	}
}

// A courtroom's form is shown again as typed; rows are added without script.
func TestCourtroomForm(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{}
	h := house(t, d)
	form := url.Values{"name": {"№ 3"}, "house": {"H"}, "town": {"T"}, "area_m2": {"many"}, "volume_m3": {"260"}, "bench": {"3"}, "parties": {"8"}, "cameras": {"1"},
		"microphones": {"2"}, "first": {"2026-12-01"}, "waiting0": {"105"}, "seats0": {"2"}, "waiting1": {""}, "seats1": {""}, "go": {"row"}}
	w := ask(h, judge(court.English), sent("/courtrooms", form))
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, `name="waiting2"`) || !strings.Contains(body, `value="many"`) || len(d.sent) != 0 {
		t.Fatalf("one more row: %d", w.Code)
	}
	form.Set("go", "save")
	refusedOn(t, h, "/courtrooms", form, http.StatusUnprocessableEntity, "area_m2")
	form.Set("area_m2", "80")
	form.Set("last", "never")
	refusedOn(t, h, "/courtrooms", form, http.StatusUnprocessableEntity, "last")
	form.Del("last")
	if w := ask(h, judge(court.English), sent("/courtrooms", form)); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/courtrooms?done=added" {
		t.Fatal(w.Code)
	}
	room := d.sent[0].(clerk.Courtroom).Room
	if room.ID != "" || room.AreaM2 != 80 || room.Seats.Bench != 3 || len(room.Seats.Witnesses) != 1 || room.Seats.Witnesses[0] != (calendar.WitnessPlace{Waiting: "105", Seats: 2}) || room.Use.First.String() != "2026-12-01" {
		t.Errorf("%+v", room)
	}
	if w := ask(h, judge(court.English), sent("/courtrooms/"+string(hall)+"/edit", form)); w.Code != http.StatusSeeOther || d.sent[1].(clerk.Courtroom).Room.ID != hall {
		t.Error("a change is not of the room")
	}
	d.fail = fault.Invalid("calendar.room.waiting_shared").With(fault.Args{"place": "105"}).On("witnesses")
	refusedOn(t, h, "/courtrooms", form, http.StatusUnprocessableEntity, "witnesses")
}

// A form of another site does nothing, whatever it asks for.
func TestForgedCalendarForms(t *testing.T) {
	d := &desk{full: true}
	h := house(t, d)
	for _, path := range []string{"/calendar/replan", "/courtrooms", "/courtrooms/" + string(hall), "/courtrooms/" + string(hall) + "/edit", placeAt} {
		for _, act := range []string{"move", "save", "close", "reopen", "book", "release", "let_in"} {
			form := url.Values{"csrf": {"other"}, "go": {act}, "hearing": {string(hrg)}, "reason": {"r"}, "sure": {"yes"}}
			forged := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
			forged.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if w := ask(h, judge(court.English), forged); web.Built() && w.Code != http.StatusForbidden || len(d.sent) > 0 {
				t.Errorf("%s %s: %d", path, act, w.Code)
			}
		}
	}
}

// A courtroom says which limit binds, with its numbers; the registrar alone
// can close and reopen it.
func TestCourtroomPage(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{full: true}
	h := house(t, d)
	at := "/courtrooms/" + string(hall)
	body := page(t, h, at)
	for _, want := range []string{"80 m², 200 cm between people", "260 m³, 8 m³ for each person", "75 % of 37 seats", "up to 20 people", "this limit holds", "/door/" + string(hall) + "/sheet", "105-бөлме", "Closed: 24 November 2026, Tuesday – 25 November 2026, Wednesday"} {
		if !strings.Contains(body, want) {
			t.Errorf("the courtroom lacks %q", want)
		}
	}
	other := judge(court.English)
	other.Person = sec
	if w := ask(h, other, httptest.NewRequest("GET", at, nil)); w.Code != http.StatusOK || strings.Contains(w.Body.String(), `value="close"`) || strings.Contains(w.Body.String(), at+"/edit") {
		t.Errorf("the secretary sees acts: %d", w.Code)
	}
	if w := ask(h, other, sent(at, url.Values{"go": {"close"}})); w.Code != http.StatusForbidden || len(d.sent) != 0 {
		t.Errorf("the secretary closes it: %d", w.Code)
	}
	refusedOn(t, h, at, url.Values{"go": {"close"}, "first": {""}}, http.StatusUnprocessableEntity, "first")
	refusedOn(t, h, at, url.Values{"go": {"close"}, "first": {"2026-12-01"}, "last": {"x"}}, http.StatusUnprocessableEntity, "last")
	refusedOn(t, h, at, url.Values{"go": {"reopen"}, "again": {"2026-12-01"}}, http.StatusUnprocessableEntity, "sure")
	if w := ask(h, judge(court.English), sent(at, url.Values{"go": {"reopen"}, "again": {"2026-12-01"}, "sure": {"yes"}})); w.Header().Get("Location") != at+"?done=reopened" {
		t.Errorf("reopened: %d", w.Code)
	}
	if w := ask(h, judge(court.English), sent(at, url.Values{"go": {"close"}, "first": {"2026-12-01"}, "last": {"2026-12-02"}, "reason": {"Repairs"}})); w.Header().Get("Location") != at+"?done=closed" {
		t.Errorf("closed: %d", w.Code)
	}
	if got := d.sent[1].(clerk.RoomSpan); got.Reopen || got.Span.Last.String() != "2026-12-02" || got.Reason != "Repairs" {
		t.Errorf("%+v", got)
	}
	d.fail = fault.Conflict("calendar.room.not_closed").On("room")
	refusedOn(t, h, at, url.Values{"go": {"reopen"}, "again": {"2026-12-01"}, "sure": {"yes"}}, http.StatusConflict, "again")
	if w := ask(h, judge(court.English), httptest.NewRequest("GET", "/courtrooms/r-none", nil)); w.Code != http.StatusNotFound {
		t.Errorf("no such room: %d", w.Code)
	}
}
