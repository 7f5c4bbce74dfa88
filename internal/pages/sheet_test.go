package pages

import (
	"net/http/httptest"
	"testing"
)

// TestNoCellIsAFormula: what somebody else wrote is no command in a reader's
// spreadsheet.
func TestNoCellIsAFormula(t *testing.T) {
	w := httptest.NewRecorder()
	if err := sheetOf(w, "a.csv", [][]string{{"=Almaty", "+7", "-1", "@a", "\tx", "7501", ""}, {"a, b", "№ 1"}}); err != nil {
		t.Fatal(err)
	}
	if got, want := w.Body.String(), "\ufeff'=Almaty,'+7,'-1,'@a,'\tx,7501,\n\"a, b\",№ 1\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if h := w.Header(); h.Get("Content-Type") != "text/csv; charset=utf-8" || h.Get("Content-Disposition") == "" {
		t.Errorf("%v", h)
	}
}
