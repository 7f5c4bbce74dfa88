package pages

import (
	"encoding/csv"
	"net/http"
	"strings"
)

// sheetOf answers rows as CSV; no cell of it is a formula. The mark at its head
// tells spreadsheets that it is UTF-8.
func sheetOf(w http.ResponseWriter, name string, rows [][]string) error {
	download(w, "text/csv; charset=utf-8", name, "attachment")
	_, _ = w.Write([]byte("\ufeff"))
	out := csv.NewWriter(w)
	for _, row := range rows {
		for i, c := range row {
			row[i] = plainCell(c)
		}
		_ = out.Write(row) // the reader went away: nothing to repair
	}
	out.Flush()
	return nil
}

// plainCell is a cell that no spreadsheet takes for a formula.
func plainCell(c string) string {
	if c != "" && strings.ContainsAny(c[:1], "=+-@\t\r") {
		return "'" + c
	}
	return c
}
