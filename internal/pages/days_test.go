package pages

import (
	"context"
	"flag"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	ical "github.com/arran4/golang-ical"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
	"tarazy/internal/pages/visitor"
	"tarazy/internal/record"
	"tarazy/internal/signature"
	"tarazy/web"
)

const (
	first = court.RoomID("r-0000000000000001")
	third = court.HearingID("d0000000000000000000000000000003")
)

// daybook is the desk's part about days: nothing in it, or everything.
type daybook struct {
	Places
	full  bool
	in    time.Time // when the person came in
	fail  error
	sent  []any
	crowd int // how many more lines the wall has
}

func theRoom() calendar.Courtroom {
	return calendar.Courtroom{ID: first, Name: `1-зал; "үлкен", <b>`, House: "Сот үйі", Town: "Алматы"}
}

func (d *daybook) line(h court.HearingID, no int, start time.Time, role court.Role, room court.RoomID) calendar.Line {
	where := calendar.InCourt
	if room == "" {
		where = calendar.Online
	}
	slot := calendar.Slot{Start: record.At(start), End: record.At(start.Add(time.Hour)), Room: room}
	b := calendar.Booking{Booked: calendar.Booked{Hearing: h, Case: kase, CaseNo: "7501-26-00-2/1", Format: court.Hybrid,
		People: []calendar.Person{{Person: rsp, Role: court.Respondent, Where: calendar.Online}, {Person: ana, Role: role, Where: where}}, Slots: []calendar.Slot{slot, slot},
		Waiting: []calendar.Wait{{Person: ana, Place: "2-күту бөлмесі", From: slot.Start, Until: slot.End}}}, State: calendar.Standing, Version: 40}
	return calendar.Line{Booking: b, Slot: slot, No: no}
}

func (d *daybook) MyCalendar(context.Context, court.PersonID) (clerk.MyDays, error) {
	v := clerk.MyDays{Now: noon, Worker: d.crowd > 0, May: map[string]bool{"away": true}, Rooms: map[court.RoomID]calendar.Courtroom{first: theRoom()}}
	if !d.full {
		return v, nil
	}
	gone := d.line(third, 1, noon.Add(96*time.Hour), court.Judge, first)
	gone.State, gone.Reason, gone.Version = calendar.LetGo, "Тараптар татуласты <i>", 44
	moved := d.line(hrg, 2, noon.Add(30*time.Hour), court.Judge, first)
	moved.State, moved.Reason = calendar.MovedOff, "Судья ауырып қалды"
	v.Lines = []calendar.Line{d.line(hrg, 1, noon.Add(-48*time.Hour), court.Judge, first), d.line(hrg, 2, noon.Add(48*time.Hour), court.Judge, first),
		d.line("d0000000000000000000000000000002", 1, noon.Add(72*time.Hour), court.Judge, "")}
	v.Gone = []calendar.Line{moved, gone}
	day := calendar.DayOf(noon)
	v.Away = []calendar.Span{{First: day - 9, Last: day - 8}, {First: day + 3, Last: day + 5}}
	return v, nil
}

func (d *daybook) StateAbsence(_ context.Context, _ court.PersonID, cmd clerk.Absence) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return clerk.Done{}, d.fail
}

func (d *daybook) Wall(_ context.Context, day calendar.Day, house string) (calendar.CauseList, error) {
	list := calendar.CauseList{Day: day, Today: day == calendar.DayOf(noon), House: house, Now: noon, Houses: []string{"Сот үйі", "Екінші үй"}}
	if !d.full {
		return list, nil
	}
	of := func(h int, no court.CaseNo, state calendar.State) calendar.Notice {
		return calendar.Notice{Start: noon.Add(time.Duration(h) * time.Hour), CaseNo: no, Format: court.Hybrid, Room: "1-зал", House: "Сот үйі", State: state}
	}
	moved, closed := of(1, "7501-26-00-2/2", calendar.MovedOff), of(2, "7501-26-00-2/3", calendar.Standing)
	moved.To, closed.Closed = noon.Add(30*time.Hour), true
	list.Lines = []calendar.Listed{{Notice: of(-2, "7501-26-00-2/9", calendar.Standing), Sits: calendar.Over},
		{Notice: of(0, "7501-26-00-2/1", calendar.Standing), Sits: calendar.Running, JudgeName: names[ana], PartyNames: []string{names[clm], names[rsp]}},
		{Notice: moved}, {Notice: closed, JudgeName: names[ana]}, {Notice: of(3, "7501-26-00-2/4", calendar.LetGo)}}
	for range d.crowd {
		list.Lines = append(list.Lines, calendar.Listed{Notice: of(4, "7501-26-00-2/5", calendar.Standing)})
	}
	return list, nil
}

func (d *daybook) AtDoor(_ context.Context, _ court.PersonID, room court.RoomID) (clerk.DoorView, error) {
	if room != first {
		return clerk.DoorView{}, fault.NotFound("calendar.room.unknown")
	}
	v := clerk.DoorView{Room: theRoom(), Now: noon}
	if d.full {
		v.Today = []clerk.DoorLine{{Line: d.line(hrg, 1, noon.Add(-2*time.Hour), court.Judge, first), Room: theRoom(), Here: true},
			{Line: d.line(hrg, 2, noon.Add(time.Hour), court.Judge, first), Room: theRoom(), Here: true, In: d.in},
			{Line: d.line(third, 1, noon.Add(3*time.Hour), court.Judge, "")}}
	}
	return v, nil
}

func (d *daybook) DoorSheet(_ context.Context, by court.PersonID, _ court.RoomID) (calendar.Courtroom, error) {
	if by != ana {
		return calendar.Courtroom{}, fault.Forbidden("act.not_permitted")
	}
	return theRoom(), nil
}

func (d *daybook) CheckIn(_ context.Context, _ court.PersonID, cmd clerk.Door) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return clerk.Done{}, d.fail
}

func (d *daybook) CauseList(lang court.Lang, _ i18n.Zone, name string, list calendar.CauseList) ([]byte, error) {
	return []byte("%PDF " + string(lang) + " " + name + " " + list.Day.String() + " " + list.House), d.fail
}

func (d *daybook) Journal(lang court.Lang, _ i18n.Zone, name string, j hearing.Sheet) ([]byte, error) {
	return []byte("%PDF " + string(lang) + " " + name + " " + string(j.CaseNo)), d.fail
}

func (d *daybook) Verdict(court.Lang, i18n.Zone, string, time.Time, signature.Paper) ([]byte, error) {
	return []byte("%PDF-1.3 verdict"), nil
}

func houseOfDays(t testing.TB, d *daybook) http.Handler {
	t.Helper()
	rd, err := NewRenderer(Look{Court: map[court.Lang]string{court.Kazakh: "Алматы қаласының соты", court.Russian: "Суд города Алматы", court.English: "Almaty City Court"}, Host: "localhost:8080"}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	return New(Deps{Renderer: rd, Days: d, Places: d, Print: d, Clock: court.ClockFunc(func() time.Time { return noon }), Log: quiet()})
}

func get(path string) *http.Request { return httptest.NewRequest("GET", path, nil) }

// Every page about days in every language, with nothing on it and everything.
func TestDaysPages(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	for _, path := range []string{"/wall?day=x", "/calendar/cause-list.pdf?day=foo"} {
		if w := ask(houseOfDays(t, &daybook{}), judge(court.Kazakh), get(path)); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for _, d := range []*daybook{{}, {full: true}, {full: true, in: noon, crowd: 30}} {
		h := houseOfDays(t, d)
		for _, lang := range court.Langs() {
			for _, path := range []string{"/wall", "/wall?house=x&day=2026-11-25", "/wall?still=1", "/calendar/mine", "/calendar/mine?done=away",
				"/calendar/mine?done=back", "/door/" + string(first), "/door/" + string(first) + "/sheet", "/door/none"} {
				w := ask(h, judge(lang), get(path))
				checkPage(t, string(lang)+" "+path, lang, w)
				if path != "/door/none" && w.Code != http.StatusOK {
					t.Errorf("%s: %d", path, w.Code)
				}
				for _, m := range []string{">cal.", `"cal.`, ">print."} {
					if strings.Contains(w.Body.String(), m) {
						t.Errorf("%s %s shows a key %s", lang, path, m)
					}
				}
			}
		}
		for _, path := range []string{"/calendar/mine", "/calendar/mine.ics", "/door/" + string(first), "/hearings/" + string(hrg) + "/sitting.ics"} {
			if w := ask(h, visitor.Visitor{Lang: court.Kazakh}, get(path)); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/sign-in?next="+url.QueryEscape(path) {
				t.Errorf("%s to a stranger: %d %s", path, w.Code, w.Header().Get("Location"))
			}
		}
	}
}

// The wall is for everybody, keeps the names of a closed hearing out, renews
// itself without scripts until it is told not to, and shows a long day in turns.
func TestWall(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	stranger := visitor.Visitor{Lang: court.English}
	d := &daybook{full: true}
	h := houseOfDays(t, d)
	w := ask(h, stranger, get("/wall"))
	body := w.Body.String()
	if w.Code != http.StatusOK || w.Header().Get("Refresh") != "60" || strings.Contains(body, "<script") {
		t.Errorf("%d, renewed after %q", w.Code, w.Header().Get("Refresh"))
	}
	for _, want := range []string{names[clm] + " · " + names[rsp], `<span lang="kk">жүріп жатыр</span> <span lang="ru">идёт</span> <span lang="en">in session</span>`, "25.11.2026 16:30",
		`<span lang="kk">өтпейді</span>`, `<span lang="ru">закрытое заседание</span>`, `href="/calendar/cause-list.pdf?day=2026-11-24"`, `href="/wall?day=2026-11-25"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the wall has no %q", want)
		}
	}
	if w := ask(h, stranger, get("/wall?still=1")); w.Header().Get("Refresh") != "" {
		t.Error("renewed all the same")
	}
	d.crowd = 30
	seen := strings.Count(ask(h, stranger, get("/wall")).Body.String(), "<tr class=")
	whole := ask(h, stranger, get("/wall?still=1")).Body.String()
	if seen > wallLines || strings.Count(whole, "<tr class=") != 35 || strings.Contains(ask(h, stranger, get("/wall")).Body.String(), `class="is-over"`) {
		t.Errorf("%d lines in a turn", seen)
	}
	w = ask(h, stranger, get("/calendar/cause-list.pdf?day=2026-11-25&house=x"))
	if w.Body.String() != "%PDF en Almaty City Court 2026-11-25 x" || w.Header().Get("Content-Type") != "application/pdf" || !strings.Contains(w.Header().Get("Content-Disposition"), "cause-list-2026-11-25.pdf") {
		t.Errorf("on paper: %d %s %v", w.Code, w.Body, w.Header())
	}
}

// An absence is stated and ended with a key; what is refused is shown again.
func TestMyDays(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &daybook{full: true}
	h := houseOfDays(t, d)
	form := url.Values{"act": {"away"}, "first": {"2026-12-01"}, "last": {"2026-12-03"}, "reason": {"Емделу"}}
	if w := ask(h, judge(court.English), httptest.NewRequest("POST", "/calendar/mine", nil)); w.Code != http.StatusForbidden || len(d.sent) != 0 {
		t.Errorf("a form of another site: %d", w.Code)
	}
	w := ask(h, judge(court.English), sent("/calendar/mine", form))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/calendar/mine?done=away#away" {
		t.Fatalf("stated: %d %s", w.Code, w.Header().Get("Location"))
	}
	if cmd := d.sent[0].(clerk.Absence); cmd.Key != "0123456789abcdef" || cmd.Span.First.String() != "2026-12-01" || cmd.Span.Last.String() != "2026-12-03" || cmd.Back || cmd.Reason != "Емделу" {
		t.Errorf("sent %+v", cmd)
	}
	w = ask(h, judge(court.English), sent("/calendar/mine", url.Values{"act": {"back"}, "on": {"2026-12-02"}}))
	if cmd := d.sent[1].(clerk.Absence); w.Code != http.StatusSeeOther || !cmd.Back || cmd.Span.First.String() != "2026-12-02" {
		t.Errorf("back: %d %+v", w.Code, cmd)
	}
	d.fail = fault.Conflict("calendar.away.booked").With(fault.Args{"case": "7501-26-00-2/1", "when": noon}).On("first")
	w = ask(h, judge(court.English), sent("/calendar/mine", form))
	for _, want := range []string{`href="#first"`, `value="2026-12-03"`, `value="Емделу"`, "<details open>", "File a motion with the judge", `value="0123456789abcdef"`} {
		if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), want) {
			t.Errorf("refused: %d, no %q", w.Code, want)
		}
	}
	form.Set("first", "soon")
	if w = ask(h, judge(court.English), sent("/calendar/mine", form)); w.Code != http.StatusUnprocessableEntity || len(d.sent) != 3 {
		t.Errorf("no day: %d", w.Code)
	}
}

// Whoever stands before the door comes in with one button, is told when they
// are in, and what stands in the way.
func TestCourtroomDoor(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &daybook{full: true}
	h, at := houseOfDays(t, d), "/door/"+string(first)
	body := ask(h, judge(court.English), get(at)).Body.String()
	if strings.Count(body, `name="hearing" value="`+string(hrg)+`"`) != 1 || !strings.Contains(body, `href="/hearings/`+string(third)+`"`) || !strings.Contains(body, "11:30–12:30") {
		t.Errorf("before the door:\n%s", body)
	}
	if w := ask(h, judge(court.English), httptest.NewRequest("POST", at, nil)); w.Code != http.StatusForbidden || len(d.sent) != 0 {
		t.Errorf("a form of another site: %d", w.Code)
	}
	form := url.Values{"hearing": {string(hrg)}}
	w := ask(h, judge(court.English), sent(at, form))
	if cmd := d.sent[0].(clerk.Door); w.Code != http.StatusSeeOther || w.Header().Get("Location") != at || cmd.Room != first || cmd.Hearing != hrg || cmd.Person != "" || cmd.Key != "0123456789abcdef" {
		t.Errorf("came in: %d %+v", w.Code, cmd)
	}
	d.fail = fault.Conflict("calendar.door.already")
	if w := ask(h, judge(court.English), sent(at, form)); w.Code != http.StatusSeeOther {
		t.Errorf("a second time: %d", w.Code)
	}
	d.fail = fault.Conflict("calendar.door.full").With(fault.Args{"room": "1"}).On("room")
	if w := ask(h, judge(court.English), sent(at, form)); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "has no seat left") {
		t.Errorf("a full room: %d", w.Code)
	}
	d.in = noon
	if body := ask(h, judge(court.English), get(at)).Body.String(); !strings.Contains(body, "You checked in at 10:30") || !strings.Contains(body, "2-күту бөлмесі") || strings.Contains(body, `method="post" action="`+at) {
		t.Errorf("in:\n%s", body)
	}
	other := judge(court.English)
	other.Person = rsp
	for _, path := range []string{at + "/sheet", at + "/code.svg"} {
		if w := ask(h, other, get(path)); w.Code != http.StatusForbidden {
			t.Errorf("%s for a party: %d", path, w.Code)
		}
	}
	if w := ask(h, judge(court.English), get(at+"/code.svg")); !strings.HasPrefix(w.Body.String(), "<svg") {
		t.Errorf("the code: %d", w.Code)
	}
}

// With -update the golden file is written anew.
var update = flag.Bool("update", false, "write testdata anew")

// The calendar file is what it was; a reader of the format reads in it what
// was meant, and nothing of other people.
func TestCalendarFile(t *testing.T) {
	h := houseOfDays(t, &daybook{full: true})
	w := ask(h, judge(court.Kazakh), get("/calendar/mine.ics"))
	if got := w.Header().Get("Content-Type"); got != "text/calendar; charset=utf-8; method=PUBLISH" {
		t.Errorf("a file of %s", got)
	}
	const golden = "testdata/mine.ics"
	if *update {
		if err := os.WriteFile(golden, w.Body.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != w.Body.String() {
		t.Errorf("%s: %v; now it is\n%s", golden, err, w.Body)
	}
	for line := range strings.SplitSeq(w.Body.String(), "\r\n") {
		if len(line) > 75 {
			t.Errorf("a line of %d bytes: %q", len(line), line)
		}
	}
	cal, err := ical.ParseCalendar(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	events := cal.Events()
	if len(events) != 4 {
		t.Fatalf("%d sittings", len(events))
	}
	e := events[1]
	start, err := e.GetStartAt()
	if err != nil || !start.Equal(noon.Add(48*time.Hour)) {
		t.Errorf("begins %v, %v", start, err)
	}
	value := func(e *ical.VEvent, p ical.ComponentProperty) string { return ical.FromText(e.GetProperty(p).Value) }
	for property, want := range map[ical.ComponentProperty]string{ical.ComponentPropertyUniqueId: string(hrg) + "-2@localhost", ical.ComponentPropertySequence: "40",
		ical.ComponentPropertySummary: "Сот отырысы, 7501-26-00-2/1 ісі", ical.ComponentPropertyLocation: `1-зал; "үлкен", <b>, Сот үйі, Алматы`,
		ical.ComponentPropertyStatus: "CONFIRMED", ical.ComponentPropertyUrl: "http://localhost:8080/hearings/" + string(hrg)} {
		if got := value(e, property); got != want {
			t.Errorf("%s is %q", property, got)
		}
	}
	if last := events[3]; value(last, ical.ComponentPropertyStatus) != "CANCELLED" || value(last, ical.ComponentPropertySequence) != "44" {
		t.Error("what was released stands in people's calendars")
	}
	for p, name := range names {
		if strings.Contains(w.Body.String(), name) || strings.Contains(w.Body.String(), string(p)) {
			t.Errorf("it names %s", name)
		}
	}
	one := ask(h, judge(court.English), get("/hearings/"+string(hrg)+"/sitting.ics")).Body.String()
	if strings.Count(one, "BEGIN:VEVENT") != 2 || !strings.Contains(one, "Court hearing\\, case") {
		t.Errorf("one hearing:\n%s", one)
	}
	if w := ask(h, judge(court.English), get("/hearings/d0000000000000000000000000000009/sitting.ics")); web.Built() && w.Code != http.StatusNotFound {
		t.Errorf("no hearing: %d", w.Code)
	}
}
