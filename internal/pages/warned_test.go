package pages

import (
	"net/http/httptest"
	"strings"
	"testing"

	"tarazy/internal/court"
	"tarazy/internal/pages/visitor"
	"tarazy/web"
)

// Of what a witness is warned, and who is not, the judge reads beside the
// witness's name, and the witness beside their own; the respondent reads neither.
func TestWhoIsWarned(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	h := house(t, &desk{full: true, witness: true})
	page := func(who court.PersonID, lang court.Lang) string {
		v := visitor.Visitor{Person: who, Lang: lang}
		w := ask(h, v, httptest.NewRequest("GET", "/hearings/"+string(hrg), nil))
		checkPage(t, "a hearing with a witness", lang, w)
		return w.Body.String()
	}
	for lang, wants := range map[court.Lang][]string{
		court.Kazakh:  {"ҚР ҚК 420-бабы", "Ескертілмейді.", "Он алтыға толмағанға"},
		court.Russian: {"статья 420 УК РК", "Не предупреждается.", "Не достигшего шестнадцати лет", "нужно подтвердить у юриста"},
		court.English: {"art. 420 of the Criminal Code", "Not warned.", "Nobody under sixteen", "to be confirmed by a lawyer"},
	} {
		if strings.Contains(page(rsp, lang), "data-warned") {
			t.Errorf("%s: the respondent reads of what the witness is warned", lang)
		}
		for _, who := range []court.PersonID{ana, adv} {
			b := page(who, lang)
			if n := strings.Count(b, "data-warned"); n != 1 {
				t.Errorf("%s, to %s: %d warnings, want one", lang, who, n)
			}
			_, box, _ := strings.Cut(b, "data-warned")
			box, _, _ = strings.Cut(box, "</details>")
			for _, want := range wants {
				if !strings.Contains(box, want) {
					t.Errorf("%s: %q is not in %q", lang, want, box)
				}
			}
		}
	}
}
