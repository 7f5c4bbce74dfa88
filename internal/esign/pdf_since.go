package esign

import (
	"bytes"
	"reflect"
	"slices"
)

// since judges what was added to a file after it had so many bytes. Only
// further signatures are no change, and only in this form: every object that
// was there is there still and is what it was, but for the catalog, which may
// have a form and validation material now; the form, which may have further
// signature fields; pages, which may have these fields among their annotations;
// and empty signature fields, which may be filled. A field that shows something
// on a page is a change: what is signed and what is seen would be two things.
//
// Whatever cannot be read is a change.
func (f *pdfFile) since(revised int) After {
	if revised == len(f.data) {
		return Untouched
	}
	was, err := openPDF(f.data[:revised], f.unpacked)
	if err != nil || !reflect.DeepEqual(was.trailer["Root"], f.trailer["Root"]) || !wholeRevision(f.data, len(f.data)) {
		return ChangedAfter
	}
	c := comparison{was: was, now: f, fields: map[int]bool{}}
	old, err := was.signatureFields()
	if err != nil {
		return ChangedAfter
	}
	now, err := f.signatureFields()
	if err != nil {
		return ChangedAfter
	}
	for _, field := range now {
		at := slices.IndexFunc(old, func(o signatureField) bool { return o.name == field.name })
		switch {
		case field.number == 0:
			return ChangedAfter
		case at < 0 || old[at].value == nil && field.value != nil && old[at].number == field.number:
			c.fields[field.number] = true
		}
	}
	if !c.only() {
		return ChangedAfter
	}
	return SignedAgain
}

// comparison is of a file with what it was.
type comparison struct {
	was, now *pdfFile
	fields   map[int]bool // the objects of new and of filled signature fields
}

// only: nothing but what since allows has changed.
func (c comparison) only() bool {
	root, _ := c.was.trailer["Root"].(pdfRef)
	rootWas, _ := c.was.dict(root)
	form, _ := rootWas["AcroForm"].(pdfRef)
	for number, place := range c.was.places {
		if place.free {
			continue
		}
		ref := pdfRef{number, place.generation}
		before, err := c.was.at(ref)
		if err != nil {
			return false
		}
		after, err := c.now.at(ref)
		if err != nil {
			return false
		}
		if c.filled(before) {
			return false
		}
		if sameObject(before, after) || isSection(before) {
			continue
		}
		if !c.allowed(number, before, after, root.number, form.number) {
			return false
		}
	}
	for number := range c.fields {
		if !c.invisible(number) {
			return false
		}
	}
	return true
}

// filled: an object that was there refers to nothing, and nothing has become
// something: what a reader shows has changed, though the object has not.
func (c comparison) filled(o any) bool {
	switch o := o.(type) {
	case pdfRef:
		p, known := c.was.places[o.number]
		if known && !p.free && p.generation == o.generation || c.fields[o.number] {
			return false
		}
		p, known = c.now.places[o.number]
		return known && !p.free
	case pdfArray:
		return slices.ContainsFunc(o, c.filled)
	case pdfDict:
		for _, v := range o {
			if c.filled(v) {
				return true
			}
		}
	case pdfStream:
		return c.filled(o.dict)
	}
	return false
}

// isSection: a cross-reference stream, which nothing refers to.
func isSection(o any) bool {
	s, ok := o.(pdfStream)
	return ok && s.dict["Type"] == pdfName("XRef")
}

func (c comparison) allowed(number int, before, after any, root, form int) bool {
	b, ok := before.(pdfDict)
	a, ok2 := after.(pdfDict)
	if !ok || !ok2 {
		// Fields or annotations that are an array of their own.
		return c.grown(before, after)
	}
	switch {
	case number == root:
		for key := range union(b, a) {
			switch key {
			case "DSS", "Extensions", "Version":
			case "AcroForm":
				if !sameObject(b[key], a[key]) && !c.formGrown(b[key], a[key]) {
					return false
				}
			default:
				if !sameObject(b[key], a[key]) {
					return false
				}
			}
		}
		return true
	case number == form:
		return c.formGrown(b, a)
	case b["Type"] == pdfName("Page"):
		return c.sameBut(b, a, "Annots")
	case c.fields[number]: // an empty field, filled
		return c.sameBut(b, a, "V")
	}
	return false
}

func union(a, b pdfDict) map[pdfName]bool {
	keys := map[pdfName]bool{}
	for _, d := range []pdfDict{a, b} {
		for key := range d {
			keys[key] = true
		}
	}
	return keys
}

// sameBut: two dictionaries differ in one key at most, which has grown by new
// signature fields, or is a value that was not there.
func (c comparison) sameBut(b, a pdfDict, but pdfName) bool {
	for key := range union(b, a) {
		if sameObject(b[key], a[key]) {
			continue
		}
		if key != but || but == "V" && b[key] != nil || but != "V" && !c.grown(b[key], a[key]) {
			return false
		}
	}
	return true
}

// formGrown: a form has further signature fields, and a flag that says so.
func (c comparison) formGrown(before, after any) bool {
	b, err := c.was.dict(before)
	a, err2 := c.now.dict(after)
	if err != nil || err2 != nil || a == nil {
		return false
	}
	for key := range union(b, a) {
		switch {
		case sameObject(b[key], a[key]) || key == "SigFlags":
		case key == "Fields" && c.grown(b[key], a[key]):
		default:
			return false
		}
	}
	return true
}

// grown: a list has everything that it had, in its order, and after it nothing
// but references to new signature fields.
func (c comparison) grown(before, after any) bool {
	o, err := c.was.get(before)
	p, err2 := c.now.get(after)
	if err != nil || err2 != nil {
		return false
	}
	b, ok := o.(pdfArray)
	a, ok2 := p.(pdfArray)
	if !ok && o != nil || !ok2 || len(a) < len(b) || !sameObject(b, a[:len(b)]) && len(b) > 0 {
		return false
	}
	for _, added := range a[len(b):] {
		if ref, far := added.(pdfRef); !far || !c.fields[ref.number] {
			return false
		}
	}
	return true
}

// invisible: a new field has no place on a page. Whoever fills a field that was
// there may not give it an appearance either: sameBut sees that.
func (c comparison) invisible(number int) bool {
	field, err := c.now.dict(pdfRef{number, c.now.places[number].generation})
	if err != nil || field == nil || field["Kids"] != nil {
		return false
	}
	if field["Rect"] == nil {
		return field["AP"] == nil
	}
	o, err := c.now.get(field["Rect"])
	rect, ok := o.(pdfArray)
	if err != nil || !ok || len(rect) != 4 {
		return false
	}
	if old, err := c.was.dict(pdfRef{number, c.was.places[number].generation}); err == nil && old != nil {
		return true // it was there, as it is
	}
	return rect[0] == rect[2] && rect[1] == rect[3]
}

// sameObject compares objects as they are written, streams with their bytes.
// Where a string stood is no part of it.
func sameObject(a, b any) bool {
	switch a := a.(type) {
	case pdfStream:
		b, ok := b.(pdfStream)
		return ok && bytes.Equal(a.raw, b.raw) && sameObject(a.dict, b.dict)
	case pdfString:
		b, ok := b.(pdfString)
		return ok && a.bytes == b.bytes
	case pdfDict:
		b, ok := b.(pdfDict)
		if !ok || len(a) != len(b) {
			return false
		}
		for key := range a {
			if other, has := b[key]; !has || !sameObject(a[key], other) {
				return false
			}
		}
		return true
	case pdfArray:
		b, ok := b.(pdfArray)
		return ok && slices.EqualFunc(a, b, sameObject)
	}
	return a == b
}
