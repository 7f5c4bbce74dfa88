package courier

import (
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/record"
)

// parts are the text of a letter and the calendar file that came with it.
func parts(t *testing.T, raw string) (to, subject, text, file string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, _ = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return m.Header.Get("To"), subject, text, file
		}
		if err != nil {
			t.Fatal(err)
		}
		var body io.Reader = p
		switch p.Header.Get("Content-Transfer-Encoding") {
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, p)
		case "quoted-printable":
			body = quotedprintable.NewReader(p)
		}
		b, _ := io.ReadAll(body)
		if kind, params, _ := mime.ParseMediaType(p.Header.Get("Content-Type")); kind == "text/calendar" {
			if params["charset"] != "utf-8" || params["method"] != "PUBLISH" {
				t.Errorf("the file is of the type %v", params)
			}
			file = string(b)
		} else {
			text = strings.ReplaceAll(string(b), "\r\n", "\n")
		}
	}
}

// hearingAt schedules and books another hearing of the case, for one hour online.
func (o *office) hearingAt(key string, at time.Time) court.HearingID {
	o.t.Helper()
	d, err := o.c.Schedule(o.t.Context(), o.people["judge"], clerk.Schedule{Stamp: stamp("schedule-" + key), Case: o.file, At: at})
	o.must(err)
	_, err = o.c.BookHearing(o.t.Context(), o.people["judge"], clerk.Book{Stamp: stamp("book-" + key), Wish: clerk.Wish{Hearing: d.Ref.Stream, Minutes: 60}, Slots: hour(at)})
	o.must(err)
	return d.Ref.Stream
}

func hour(at time.Time) []calendar.Slot {
	return []calendar.Slot{{Start: record.At(at), End: record.At(at.Add(time.Hour))}}
}

// TestANewDateIsTold: who takes part is written to when a hearing is fixed, moved, alone
// or among many, taken out of the calendar or given a date again: in their
// language, with the date they knew, the one it is, the reason, and a file that
// changes the same entry of their calendar each time.
func TestANewDateIsTold(t *testing.T) {
	s := listen(t, &server{})
	o := newOffice(t, s.courier(t, nil), nil)
	ctx, judge := t.Context(), o.people["judge"]
	o.must(o.c.Readdress(ctx, o.people["registrar"], o.people["respondent"], "respondent@home.example", ""))
	day := time.Date(2026, 12, 8, 5, 0, 0, 0, time.UTC)
	one, other := o.hearingAt("one", day), o.hearingAt("other", day.AddDate(0, 0, 1))
	o.post()
	for range 2 { // of each hearing that was fixed, and none of a place that keeps its date
		to, subject, text, file := parts(t, <-s.letters)
		if to != "<respondent@home.example>" || !strings.HasSuffix(subject, " іс: отырыс 2026 жылғы 8 желтоқсан, 10:00") && !strings.HasSuffix(subject, " іс: отырыс 2026 жылғы 9 желтоқсан, 10:00") {
			t.Errorf("to %s: %q", to, subject)
		}
		if !strings.Contains(text, "\nhttps://court.example/hearings/") || !strings.Contains(text, "Нысаны: ") || !strings.Contains(file, "STATUS:CONFIRMED") || strings.Contains(text+subject, "{") {
			t.Errorf("%s\n%s", text, file)
		}
	}
	if len(s.letters) != 0 {
		t.Fatalf("%d letters about dates that were kept", len(s.letters))
	}

	_, err := o.c.MoveHearings(ctx, judge, clerk.Rebook{Stamp: stamp("move-both"), Reason: "Судья іссапарда", Shifts: []calendar.Shift{
		{Hearing: one, Slots: hour(day.AddDate(0, 0, 2))}, {Hearing: other, Slots: hour(day.AddDate(0, 0, 3))}}})
	o.must(err)
	o.restart() // what is owed is found in the record
	o.post()
	told := map[string]string{}
	for range 2 {
		to, subject, text, file := parts(t, <-s.letters)
		told[subject] = text + file
		if to != "<respondent@home.example>" {
			t.Errorf("told %s", to)
		}
	}
	first := told["7501-26-00-2/1 іс: отырыс ауыстырылды, жаңа уақыты – 2026 жылғы 10 желтоқсан, 10:00"]
	if first == "" {
		t.Fatalf("the letters: %v", told)
	}
	for _, want := range []string{"Бұрынғы уақыты: 2026 жылғы 8 желтоқсан, 10:00\n", "Жаңа уақыты:\n2026 жылғы 10 желтоқсан, 10:00 – 11:00, ", "Себебі: Судья іссапарда\n",
		"\nhttps://court.example/hearings/" + string(one) + "\n", "UID:" + string(one) + "-1@court.example", "DTSTART:20261210T050000Z", "STATUS:CONFIRMED"} {
		if !strings.Contains(first, want) {
			t.Errorf("the letter has no %q:\n%s", want, first)
		}
	}

	_, err = o.c.ReleaseHearing(ctx, judge, clerk.Reasoned{Stamp: stamp("release"), Hearing: one, Reason: "Судья ауырып қалды"})
	o.must(err)
	o.post()
	if _, subject, text, file := parts(t, <-s.letters); !strings.Contains(subject, "2026 жылғы 10 желтоқсан, 10:00 белгіленген отырыс бұл уақытта өтпейді") ||
		!strings.Contains(text, "Судья ауырып қалды") || !strings.Contains(file, "STATUS:CANCELLED") || !strings.Contains(file, "UID:"+string(one)+"-1@court.example") {
		t.Errorf("%q\n%s\n%s", subject, text, file)
	}
	_, err = o.c.BookHearing(ctx, judge, clerk.Book{Stamp: stamp("again"), Wish: clerk.Wish{Hearing: one, Minutes: 60}, Slots: hour(day.AddDate(0, 0, 7))})
	o.must(err)
	o.post()
	if _, subject, text, file := parts(t, <-s.letters); !strings.HasSuffix(subject, "отырыс уақыты – 2026 жылғы 15 желтоқсан, 10:00") ||
		strings.Contains(text, "Себебі") || !strings.Contains(file, "DTSTART:20261215T050000Z") || strings.Contains(text+subject, "{") {
		t.Errorf("%q\n%s\n%s", subject, text, file)
	}
	o.later(time.Hour)
	o.post()
	if len(s.letters) != 0 {
		t.Errorf("%d letters more", len(s.letters))
	}
}
