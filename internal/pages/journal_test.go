package pages

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
	"tarazy/internal/rules"
	"tarazy/web"
)

func (d *desk) Journal(ctx context.Context, by court.PersonID, id court.HearingID) (clerk.JournalView, error) {
	h, err := d.HearingView(ctx, by, id)
	v := clerk.JournalView{HearingView: h}
	if !d.full || err != nil {
		return v, err
	}
	if d.counted {
		v.Journal = append(v.Journal, hearing.Line{Version: 18, At: noon, By: court.TheServer(), Type: "hearing.sound_kept", Key: "journal.hearing.sound_kept", Machine: true,
			Args: map[string]string{"n": "60", "clock": record.At(noon).String(), "until": record.At(noon).String(), "hash": soundHash}})
	}
	v.Until = noon.AddDate(0, 0, 7)
	v.Limit = rules.Answer{By: rules.Rule{Articles: []court.Article{{Code: "ГПК РК", No: "286", Verify: true}}}}
	v.Answers = []docket.JournalAnswer{
		{JournalAnswered: docket.JournalAnswered{Hearing: hrg, Agreed: true, Lines: []uint64{}}, By: court.Actor{Person: clm}, At: noon, Version: 30},
		{JournalAnswered: docket.JournalAnswered{Hearing: hrg, Lines: []uint64{13, 14}, Text: "Дыбыс <маған> жетпеді"}, By: court.Actor{Person: rsp}, At: noon, Version: 31}}
	for _, act := range []string{"answer_journal", "agree_journal", "rule_journal"} {
		v.May[act] = true
	}
	return v, nil
}

func (d *desk) AnswerJournal(_ context.Context, _ court.PersonID, cmd clerk.AnswerJournal) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return clerk.Done{}, d.fail
}

func (d *desk) RuleOnJournal(_ context.Context, _ court.PersonID, cmd clerk.RuleJournal) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return clerk.Done{}, d.fail
}

func (d *desk) Figures(_ context.Context, by court.PersonID, from, to time.Time) (clerk.FiguresView, error) {
	if !from.Before(to) {
		return clerk.FiguresView{}, fault.Invalid("figures.period").On("from")
	}
	v := clerk.FiguresView{From: from, To: to, Now: noon, May: map[string]bool{"count_figures": true}}
	if !d.full {
		return v, nil
	}
	h, err := d.HearingView(context.Background(), by, hrg)
	f := hearing.FiguresOf(append([]hearing.Line{{Version: 1, At: noon, Type: "hearing.opened"}}, h.Journal...), h.Now)
	v.Total, v.Mine = f, f
	v.Judges = []clerk.JudgeFigures{{Judge: ana, Name: names[ana], Figures: f}, {Judge: sec, Name: "=cmd()", Figures: f}}
	v.Sittings = []clerk.SittingFigures{{Hearing: hrg, CaseNo: no, No: 1, EndedAt: noon, Judge: ana, Name: "=cmd()", Figures: f}}
	v.Counted = []clerk.CountedFigures{{FiguresCounted: clerk.FiguresCounted{From: record.At(from), To: record.At(to), Figures: f, Heads: []record.Head{{Stream: hrg, Version: 16}}}, At: noon, Version: 9}}
	return v, err
}

func (d *desk) CountFigures(_ context.Context, _ court.PersonID, cmd clerk.CountFigures) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return clerk.Done{}, d.fail
}

func sendForm(h http.Handler, lang court.Lang, to string, form url.Values) *httptest.ResponseRecorder {
	form.Set("csrf", "token-of-ana")
	form.Set("key", "0123456789abcdef")
	r := httptest.NewRequest("POST", to, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return ask(h, judge(lang), r)
}

// The journal shows each episode with the lines it is made of, the picture and
// what people said; a person's own has what concerns them.
func TestJournalShowsEpisodes(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	h := house(t, &desk{full: true})
	for _, lang := range court.Langs() {
		for _, query := range []string{"", "?person=" + string(rsp), "?person=" + string(clm), "?person=nobody"} {
			w := ask(h, judge(lang), httptest.NewRequest("GET", "/hearings/"+string(hrg)+"/journal"+query, nil))
			checkPage(t, "the journal"+query, lang, w)
			b := w.Body.String()
			if got, want := strings.Count(b, `class="card episode`), 1; query != "?person="+string(clm) && got != want {
				t.Errorf("%s%s: %d episodes", lang, query, got)
			}
			if query == "?person="+string(clm) && strings.Contains(b, `id="n15"`) {
				t.Errorf("%s: another's contact attempt is in the claimant's journal", lang)
			}
			if !strings.Contains(b, `role="img" aria-label="`) || !strings.Contains(b, "Дыбыс &lt;маған&gt; жетпеді") {
				t.Errorf("%s%s: no picture or no objection\n%s", lang, query, b)
			}
		}
	}
}

// An answer is typed as people write numbers; what is wrong is told beside the
// field, and the form is as it was filled.
func TestJournalIsAnswered(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{full: true}
	h, to := house(t, d), "/hearings/"+string(hrg)+"/journal"
	if w := sendForm(h, court.Kazakh, to, url.Values{"word": {"agree"}, "lines": {"7"}}); w.Code != http.StatusSeeOther || !d.sent[0].(clerk.AnswerJournal).Agreed {
		t.Errorf("%d %+v", w.Code, d.sent)
	}
	if w := sendForm(h, court.Kazakh, to, url.Values{"word": {"object"}, "lines": {"№ 3, 5–7"}, "text": {"жоқ"}}); w.Code != http.StatusSeeOther ||
		!slices.Equal(d.sent[1].(clerk.AnswerJournal).Lines, []uint64{3, 5, 6, 7}) {
		t.Errorf("%d %+v", w.Code, d.sent)
	}
	if w := sendForm(h, court.Kazakh, to, url.Values{"objection": {"31"}, "answer": {"upheld"}, "reason": {"дұрыс"}}); w.Code != http.StatusSeeOther ||
		d.sent[2].(clerk.RuleJournal).Objection != 31 || !d.sent[2].(clerk.RuleJournal).Upheld {
		t.Errorf("%d %+v", w.Code, d.sent)
	}
	for _, lang := range court.Langs() {
		for form, field := range map[string]string{"word=object&lines=many&text=typed": "lines", "word=&text=typed": "word", "word=object&lines=9-1&text=typed": "lines"} {
			q, _ := url.ParseQuery(form)
			w := sendForm(h, lang, to, q)
			checkPage(t, form, lang, w)
			if b := w.Body.String(); w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusBadRequest || !strings.Contains(b, `href="#`+field+`"`) || !strings.Contains(b, ">typed</textarea>") {
				t.Errorf("%s %s: %d", lang, form, w.Code)
			}
		}
	}
	if len(d.sent) != 3 {
		t.Errorf("what is wrong was sent: %+v", d.sent)
	}
}

// Programs and spreadsheets get the same lines; no cell is a formula.
func TestJournalFiles(t *testing.T) {
	h := house(t, &desk{full: true})
	w := ask(h, judge(court.English), httptest.NewRequest("GET", "/hearings/"+string(hrg)+"/journal.json", nil))
	var f journalFile
	if err := json.Unmarshal(w.Body.Bytes(), &f); err != nil || len(f.Lines) != 3 || len(f.Episodes) != 1 || f.Episodes[0].Person != rsp || f.Episodes[0].AwayMS != 480_000 || f.Lines[0].No != 13 {
		t.Errorf("%v %s", err, w.Body)
	}
	w = ask(h, judge(court.English), httptest.NewRequest("GET", "/hearings/"+string(hrg)+"/journal.csv", nil))
	if b := w.Body.String(); w.Code != 200 || !strings.HasPrefix(b, "\ufeff№,") || strings.Count(b, "\n") != 4 || !strings.Contains(w.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("%d %q", w.Code, b)
	}
	w = ask(h, judge(court.English), httptest.NewRequest("GET", "/figures.csv?from=2026-11-01&to=2026-11-30", nil))
	if b := w.Body.String(); w.Code != 200 || !strings.Contains(b, ",'=cmd(),") {
		t.Errorf("%d %q", w.Code, b)
	}
}

// The figures of a period, and a period that is none.
func TestFiguresPage(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	for _, full := range []bool{false, true} {
		d := &desk{full: full}
		h := house(t, d)
		for _, lang := range court.Langs() {
			for _, query := range []string{"", "?from=2026-10-01&to=2026-10-31", "?from=2026-10-31&to=2026-10-01", "?from=x", "?done=counted"} {
				w := ask(h, judge(lang), httptest.NewRequest("GET", "/figures"+query, nil))
				checkPage(t, "/figures"+query, lang, w)
				if wrong := strings.Contains(query, "=x") || strings.Contains(query, "31&to=2026-10-01"); wrong != (w.Code == http.StatusUnprocessableEntity) {
					t.Errorf("%s%s: %d", lang, query, w.Code)
				}
			}
		}
		w := sendForm(h, court.Kazakh, "/figures", url.Values{"from": {"2026-10-01"}, "to": {"2026-10-31"}})
		cmd, _ := d.sent[0].(clerk.CountFigures)
		if w.Code != http.StatusSeeOther || !cmd.From.Equal(time.Date(2026, 9, 30, 19, 0, 0, 0, time.UTC)) || !cmd.To.Equal(time.Date(2026, 10, 31, 19, 0, 0, 0, time.UTC)) {
			t.Errorf("%d %+v", w.Code, cmd)
		}
	}
}
