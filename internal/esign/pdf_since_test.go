package esign

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

const (
	continuedCatalog = "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R%s] /SigFlags 3 >> >>"
	continuedPage    = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [6 0 R%s] >>"
	widget           = "/Type /Annot /Subtype /Widget /FT /Sig /T (N) /F 132 /Rect [0 0 0 0]"
	drawing          = "<< /Type /XObject /Subtype /Form /BBox [0 0 400 100] /Length 24 >>\nstream\nBT (920 000) Tj ET 0 0 m\nendstream"
)

// addedField is a signed page to which somebody adds a field, in the form and on
// the page.
func addedField(field string) *pdfWriter {
	w := plainPDF("").sign(pdfSigning{})
	w.update(map[int]string{1: fmt.Sprintf(continuedCatalog, " 20 0 R"), 3: fmt.Sprintf(continuedPage, " 20 0 R"), 20: field, 21: drawing,
		22: "<< /Length 1 >>\nstream\n\n\nendstream"})
	return w
}

// TestFieldsAddedToASignedPDF: a field that was added may be there, and show nothing.
func TestFieldsAddedToASignedPDF(t *testing.T) {
	for name, v := range map[string]struct {
		field string
		want  After
	}{
		"a widget of no size":                 {"<< " + widget + " >>", SignedAgain},
		"one with an appearance of nothing":   {"<< " + widget + " /AP << /N 22 0 R >> >>", SignedAgain},
		"one on its page, with a lock":        {"<< " + widget + " /P 3 0 R /Lock << /Action /All >> >>", SignedAgain},
		"an appearance":                       {"<< " + widget + " /AP << /N 21 0 R >> >>", ChangedAfter},
		"an appearance when pressed":          {"<< " + widget + " /AP << /N 22 0 R /D 21 0 R >> >>", ChangedAfter},
		"an appearance that was there":        {"<< " + widget + " /AP << /N 4 0 R >> >>", ChangedAfter},
		"an action":                           {"<< " + widget + " /A << /S /JavaScript /JS (1) >> >>", ChangedAfter},
		"an action when the page opens":       {"<< " + widget + " /AA << /PO << /S /JavaScript /JS (1) >> >> >>", ChangedAfter},
		"colours":                             {"<< " + widget + " /MK << /BG [1 0 0] >> >>", ChangedAfter},
		"a border":                            {"<< " + widget + " /Border [0 0 40] >>", ChangedAfter},
		"a key that nobody knows":             {"<< " + widget + " /Anything 1 >>", ChangedAfter},
		"strokes of ink":                      {"<< /Type /Annot /Subtype /Ink /FT /Sig /T (N) /Rect [72 690 72 690] /InkList [[70 710 84 710]] >>", ChangedAfter},
		"ink in the name of a widget":         {"<< " + widget + " /InkList [[70 710 84 710]] >>", ChangedAfter},
		"a line":                              {"<< /Type /Annot /Subtype /Line /FT /Sig /T (N) /Rect [72 690 72 690] /L [60 710 500 710] >>", ChangedAfter},
		"a note":                              {"<< /Type /Annot /Subtype /Text /FT /Sig /T (N) /Rect [9 9 9 9] /Contents (920 000) /Open true >>", ChangedAfter},
		"a window over the page":              {"<< /Type /Annot /Subtype /Popup /FT /Sig /T (N) /Rect [9 9 9 9] /Open true >>", ChangedAfter},
		"a page":                              {"<< /Type /Page /FT /Sig /T (N) /Parent 2 0 R /Contents 21 0 R >>", ChangedAfter},
		"no widget":                           {"<< /FT /Sig /T (N) /Rect [0 0 0 0] >>", ChangedAfter},
		"a size":                              {"<< /Subtype /Widget /FT /Sig /T (N) /Rect [0 0 9 9] >>", ChangedAfter},
		"a size somewhere else":               {"<< /Subtype /Widget /FT /Sig /T (N) /Rect [30 0 R 30 0 R 30 0 R 30 0 R] >>", ChangedAfter},
		"a value that is an object of before": {"<< " + widget + " /V 5 0 R >>", ChangedAfter},
	} {
		all, err := ParsePDF(addedField(v.field).data)
		if v.want == SignedAgain && err != nil || err == nil && all[0].After != v.want {
			t.Errorf("%s: %v, %v", name, all, err)
		}
	}
}

// preparedPDF is a page whose author left a place for more, signed in field 6.
func preparedPDF(objects map[int]string) *pdfWriter {
	return plainPDF("").sign(pdfSigning{more: objects})
}

// TestPDFPreparedForMore: whoever makes a document cannot have it signed and
// change it by what it left open.
func TestPDFPreparedForMore(t *testing.T) {
	const page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
	widget60 := "<< " + widget + " >>"
	for name, v := range map[string]struct {
		before, after map[int]string
	}{
		"pages that are a list of their own": {map[int]string{2: "<< /Type /Pages /Kids 30 0 R /Count 2 >>", 30: "[3 0 R]"}, map[int]string{30: "[3 0 R 60 0 R]",
			60: "<< /FT /Sig /T (N) /Type /Page /Parent 2 0 R /Contents 61 0 R >>", 61: drawing}},
		"pages that are a list of their own, and a widget":    {map[int]string{2: "<< /Type /Pages /Kids 30 0 R /Count 2 >>", 30: "[3 0 R]"}, map[int]string{30: "[3 0 R 60 0 R]", 60: widget60}},
		"a page that was missing":                             {map[int]string{2: "<< /Type /Pages /Kids [3 0 R 60 0 R] /Count 2 >>"}, map[int]string{60: "<< /FT /Sig /T (N) /Type /Page /Parent 2 0 R /Contents 61 0 R >>", 61: drawing}},
		"an annotation that was missing":                      {map[int]string{2: "<< /Type /Pages /Kids [3 0 R] /Count 1 /X 60 0 R >>"}, map[int]string{60: widget60}},
		"pages and annotations in one list":                   {map[int]string{2: "<< /Type /Pages /Kids 30 0 R /Count 2 >>", 3: strings.Replace(page, "/Parent", "/Annots 30 0 R /Parent", 1), 30: "[3 0 R]"}, map[int]string{30: "[3 0 R 60 0 R]", 60: widget60}},
		"a field that was nowhere, with an appearance":        {map[int]string{60: "<< " + widget + " /AP << /N 4 0 R >> >>"}, map[int]string{62: "null"}},
		"text in place of a cross-reference stream":           {map[int]string{3: strings.Replace(page, "4 0 R", "[4 0 R 61 0 R]", 1), 61: "<< /Type /XRef /Length 2 >>\nstream\n  \nendstream"}, map[int]string{61: drawing}},
		"information about the document that was missing":     {nil, nil},
		"an object that was nothing, and is a list of fields": {map[int]string{2: "<< /Type /Pages /Kids 30 0 R /Count 1 >>", 30: "null"}, map[int]string{30: "[60 0 R]", 60: widget60}},
	} {
		w := preparedPDF(v.before)
		if all := must(ParsePDF(w.data)); all[0].After != Untouched {
			t.Errorf("%s, as it was signed: %v", name, all[0].After)
		}
		if v.after == nil {
			w.update(map[int]string{90: "<< /Title (Another) >>"})
			w.data = []byte(strings.Replace(string(w.data), fmt.Sprintf("/Size %d /Root 1 0 R", w.size), fmt.Sprintf("/Size %d /Info 90 0 R /Root 1 0 R", w.size), 1))
			at := strings.LastIndex(string(w.data), "/Root 1 0 R")
			if at < 0 || !strings.Contains(string(w.data), "/Info 90 0 R") {
				t.Fatal("no trailer")
			}
		} else {
			change := maps.Clone(v.after)
			change[1] = "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R 60 0 R] /SigFlags 3 >> >>"
			w.update(change)
		}
		if all := must(ParsePDF(w.data)); all[0].After != ChangedAfter {
			t.Errorf("%s: %v", name, all[0].After)
		}
	}
}

// shown is what a reader makes pages of: each page with all that it leads to, its
// annotations apart.
func shown(f *pdfFile) (pages []string, annotations [][]string) {
	root := must(f.dict(f.trailer["Root"]))
	var walk func(o any, depth int)
	walk = func(o any, depth int) {
		node, _ := f.dict(o)
		kids, _ := f.get(node["Kids"])
		list, isTree := kids.(pdfArray)
		if !isTree || depth > 20 {
			var notes []string
			all, _ := f.get(node["Annots"])
			array, _ := all.(pdfArray)
			for _, a := range array {
				notes = append(notes, writtenOut(f, a, map[pdfName]bool{"P": true, "Parent": true}, 0))
			}
			pages = append(pages, writtenOut(f, node, map[pdfName]bool{"Parent": true, "Annots": true, "P": true}, 0))
			annotations = append(annotations, notes)
			return
		}
		for _, kid := range list {
			walk(kid, depth+1)
		}
	}
	walk(root["Pages"], 0)
	return pages, annotations
}

// writtenOut is an object with all that it refers to, but for some keys.
func writtenOut(f *pdfFile, o any, but map[pdfName]bool, depth int) string {
	if depth > 12 {
		return "…"
	}
	o, err := f.get(o)
	if err != nil {
		return "?"
	}
	switch o := o.(type) {
	case pdfArray:
		out := "["
		for _, v := range o {
			out += writtenOut(f, v, but, depth+1) + " "
		}
		return out + "]"
	case pdfDict:
		out := "<"
		for _, key := range slices.Sorted(maps.Keys(o)) {
			if !but[key] {
				out += string(key) + " " + writtenOut(f, o[key], but, depth+1) + " "
			}
		}
		return out + ">"
	case pdfStream:
		return writtenOut(f, o.dict, but, depth) + string(o.raw)
	case pdfString:
		return o.bytes
	}
	return fmt.Sprint(o)
}

// FuzzPDFContinued: whatever is added to a signed file, if that is said to be no
// change then the pages are what they were, and what is more on them is of no size.
func FuzzPDFContinued(f *testing.F) {
	w := plainPDF("").sign(pdfSigning{})
	signed := len(w.data)
	unpacked := 0
	was := must(openPDF(slices.Clone(w.data), &unpacked))
	pages, notes := shown(was)
	for _, field := range []string{"<< " + widget + " >>", "<< " + widget + " /AP << /N 21 0 R >> >>", "<< /Type /Page /FT /Sig /T (N) >>"} {
		f.Add(addedField(field).data[signed:])
	}
	f.Add(plainPDF("").sign(pdfSigning{}).sign(pdfSigning{}).data[signed:])
	f.Fuzz(func(t *testing.T, more []byte) {
		data := append(slices.Clone(w.data), more...)
		all, err := ParsePDF(data)
		if err != nil || all[0].After != SignedAgain {
			return
		}
		unpacked := 0
		now, err := openPDF(data, &unpacked)
		if err != nil {
			t.Fatal(err)
		}
		pagesNow, notesNow := shown(now)
		if !slices.Equal(pages, pagesNow) {
			t.Fatalf("pages: %q and %q", pages, pagesNow)
		}
		for i := range notes {
			if len(notesNow[i]) < len(notes[i]) || !slices.Equal(notes[i], notesNow[i][:len(notes[i])]) {
				t.Fatalf("annotations: %q and %q", notes[i], notesNow[i])
			}
			for _, more := range notesNow[i][len(notes[i]):] {
				if !strings.Contains(more, "Subtype Widget") || strings.Contains(more, "920 000") {
					t.Fatalf("shown after the signature: %q", more)
				}
			}
		}
	})
}
