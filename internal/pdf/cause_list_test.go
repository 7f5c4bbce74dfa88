package pdf_test

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/pdf"
	"tarazy/internal/rules"
	"tarazy/web"
)

var (
	now = time.Date(2026, 11, 26, 4, 0, 0, 0, time.UTC)
	day = calendar.DayOf(now)
)

func printer(t *testing.T) *pdf.Printer {
	t.Helper()
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	p, err := pdf.New(web.Typeface("print"), web.Typeface("print-bold"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// full is a day with everything a list can hold.
func full() calendar.CauseList {
	at := func(h int) time.Time { return now.Add(time.Duration(h) * time.Hour) }
	of := func(h int, no court.CaseNo, state calendar.State) calendar.Notice {
		return calendar.Notice{Start: at(h), End: at(h + 1), CaseNo: no, Format: court.Hybrid, Room: "1-зал", House: "Алмалы аудандық сотының үйі", State: state}
	}
	online := calendar.Notice{Start: at(3), End: at(4), CaseNo: "7501-26-00-2/4", Format: court.Online, State: calendar.Standing}
	moved, closed := of(1, "7501-26-00-2/2", calendar.MovedOff), of(2, "7501-26-00-2/3", calendar.Standing)
	moved.To, closed.Closed = at(25), true
	return calendar.CauseList{Day: day, Today: true, House: "Алмалы аудандық сотының үйі", Now: now, Lines: []calendar.Listed{
		{Notice: of(0, "7501-26-00-2/1", calendar.Standing), JudgeName: "Әлихан Қалиев", PartyNames: []string{"Ғ. Ңұрөзіүлһі-Ұйғұрова", "Ө. Һәкімов"}},
		{Notice: moved, JudgeName: "Әлихан Қалиев"}, {Notice: closed, JudgeName: "Әлихан Қалиев"},
		{Notice: online}, {Notice: of(4, "7501-26-00-2/5", calendar.LetGo)}}}
}

// text is what a reader of the file reads, in one line.
func text(t *testing.T, file []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not here")
	}
	cmd := exec.Command(tool, "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(file)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

// Every letter of Kazakh is printed as that letter, and what the list does not
// hold is not printed.
func TestCauseList(t *testing.T) {
	p := printer(t)
	for lang, words := range map[court.Lang][]string{
		court.Kazakh:  {"Қаралатын істердің тізімі", "2026 жылғы 26 қараша", "09:00", "жабық отырыс", "ауыстырылды", "өтпейді", "онлайн", "аралас", "1-бет, барлығы 1"},
		court.Russian: {"Список дел, назначенных к рассмотрению", "закрытое заседание", "перенесено", "Новое время: 27", "стр. 1 из 1"},
		court.English: {"Cause list", "closed hearing", "will not sit", "page 1 of 1"},
	} {
		b, err := p.CauseList(lang, rules.Kazakhstan().Local, "Алматы қаласының соты", full())
		if err != nil {
			t.Fatal(err)
		}
		if len(b) > 120_000 {
			t.Errorf("%s: %d bytes: whole typefaces are in it", lang, len(b))
		}
		got := text(t, b)
		for _, w := range append(words, "Ғ. Ңұрөзіүлһі-Ұйғұрова", "Ө. Һәкімов", "Әлихан Қалиев", "Алматы қаласының соты", "7501-26-00-2/5") {
			if !strings.Contains(got, w) {
				t.Errorf("%s: no %q in\n%s", lang, w, got)
			}
		}
	}
	if _, err := pdf.New(nil, nil); err == nil {
		t.Error("prints without a typeface")
	}
}

// The same list is the same file; an empty day says so.
func TestCauseListIsTheSame(t *testing.T) {
	p := printer(t)
	first, err := p.CauseList(court.Kazakh, rules.Kazakhstan().Local, "Сот", full())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		again, err := p.CauseList(court.Kazakh, rules.Kazakhstan().Local, "Сот", full())
		if err != nil || !bytes.Equal(first, again) {
			t.Fatalf("the same list is another file: %v", err)
		}
	}
	b, err := p.CauseList(court.English, rules.Kazakhstan().Local, "Court", calendar.CauseList{Day: day, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if got := text(t, b); !strings.Contains(got, "No hearing is booked on this day.") {
		t.Errorf("an empty day:\n%s", got)
	}
}

// A long day takes several pages, each with the table's head and its number.
func TestCauseListHasPages(t *testing.T) {
	list := full()
	for range 5 {
		list.Lines = append(list.Lines, list.Lines...)
	}
	b, err := printer(t).CauseList(court.Russian, rules.Kazakhstan().Local, "Суд", list)
	if err != nil {
		t.Fatal(err)
	}
	got := text(t, b)
	pages := strings.Count(got, "Время")
	if pages < 4 || !strings.Contains(got, fmt.Sprintf("стр. %d из %d", pages, pages)) {
		t.Errorf("%d heads in\n%.600s", pages, got)
	}
}
