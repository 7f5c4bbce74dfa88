package esign

import (
	"bytes"
	"slices"
)

// since judges what was added to a file after it had so many bytes. Nothing that
// is shown may have changed, and what shows nothing is a closed list: validation
// material and a version in the catalog; signature fields that are new objects,
// in the form of added, in the form's list of fields and in pages' lists of
// annotations; a signature in a field that was empty. Every other object that was
// there is there still and is what it was, and whatever was referred to and was
// missing is missing still.
//
// Whatever cannot be read is a change.
func (f *pdfFile) since(revised int) After {
	if revised == len(f.data) {
		return Untouched
	}
	was, err := openPDF(f.data[:revised], f.unpacked)
	if err != nil || !wholeRevision(f.data, len(f.data)) {
		return ChangedAfter
	}
	c := comparison{was: was, now: f, added: map[int]bool{}, signed: map[int]bool{}}
	if !c.sameTrailer() || !c.findFields() || !c.countRefs() || !c.only() {
		return ChangedAfter
	}
	return SignedAgain
}

// comparison is of a file with what it was.
type comparison struct {
	was, now *pdfFile
	added    map[int]bool // objects of signature fields that were not there
	signed   map[int]bool // of those that were there, and have a signature now
	refs     map[int]int  // how often an object was referred to
}

// sameTrailer: the same catalog, and the same information about the document.
func (c comparison) sameTrailer() bool {
	for _, key := range []pdfName{"Root", "Info"} {
		if !sameObject(c.was.trailer[key], c.now.trailer[key]) {
			return false
		}
	}
	_, far := c.was.trailer["Root"].(pdfRef)
	return far && !c.filled(c.was.trailer)
}

// findFields tells new signature fields and newly signed ones from the others.
// It fails on a field that is no object of its own.
func (c comparison) findFields() bool {
	old, err := c.was.signatureFields()
	if err != nil {
		return false
	}
	now, err := c.now.signatureFields()
	if err != nil {
		return false
	}
	for _, field := range now {
		at := slices.IndexFunc(old, func(o signatureField) bool { return o.name == field.name })
		switch {
		case field.number == 0:
			return false
		case at < 0 && !c.existed(field.number):
			c.added[field.number] = true
		case at >= 0 && old[at].value == nil && field.value != nil && old[at].number == field.number:
			c.signed[field.number] = true
		}
	}
	return true
}

// existed: there was an object of this number.
func (c comparison) existed(number int) bool {
	p, known := c.was.places[number]
	return known && !p.free
}

// countRefs counts how often each object was referred to: a list that is used in
// two places would grow in both.
func (c *comparison) countRefs() bool {
	c.refs = map[int]int{}
	c.count(c.was.trailer)
	for number, place := range c.was.places {
		if place.free {
			continue
		}
		o, err := c.was.at(pdfRef{number, place.generation})
		if err != nil {
			return false
		}
		c.count(o)
	}
	return true
}

func (c comparison) count(o any) {
	switch o := o.(type) {
	case pdfRef:
		c.refs[o.number]++
	case pdfArray:
		for _, v := range o {
			c.count(v)
		}
	case pdfDict:
		for _, v := range o {
			c.count(v)
		}
	case pdfStream:
		c.count(o.dict)
	}
}

// only: nothing but what since allows has changed.
func (c comparison) only() bool {
	lists, form, ok := c.growing()
	if !ok {
		return false
	}
	root, _ := c.was.trailer["Root"].(pdfRef)
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
		if err != nil || c.filled(before) {
			return false
		}
		if sameObject(before, after) || isSection(before) && c.refs[number] == 0 {
			continue
		}
		if lists[number] && c.grown(before, after) {
			continue
		}
		if !c.allowed(number, before, after, root.number, form) {
			return false
		}
	}
	for number := range c.added {
		if !c.showsNothing(number) {
			return false
		}
	}
	return true
}

// growing are the arrays that may grow, where they are objects of their own: the
// form's fields and pages' annotations, each used for that alone. form is the
// number of the form's object; 0 if it has none.
func (c comparison) growing() (lists map[int]bool, form int, ok bool) {
	lists = map[int]bool{}
	own := func(o any) int {
		if ref, far := o.(pdfRef); far && c.refs[ref.number] == 1 && c.existed(ref.number) {
			return ref.number
		}
		return 0
	}
	root, err := c.was.dict(c.was.trailer["Root"])
	if err != nil || root == nil {
		return nil, 0, false
	}
	form = own(root["AcroForm"])
	fields, err := c.was.dict(root["AcroForm"])
	if err != nil {
		return nil, 0, false
	}
	lists[own(fields["Fields"])] = true
	for number, place := range c.was.places {
		if place.free {
			continue
		}
		page, err := c.was.dict(pdfRef{number, place.generation})
		if err != nil {
			return nil, 0, false
		}
		if page["Type"] == pdfName("Page") {
			lists[own(page["Annots"])] = true
		}
	}
	delete(lists, 0)
	return lists, form, true
}

// filled: an object that was there refers to nothing, and nothing has become
// something: what a reader shows has changed, though the object has not.
func (c comparison) filled(o any) bool {
	switch o := o.(type) {
	case pdfRef:
		p, known := c.was.places[o.number]
		if known && !p.free && p.generation == o.generation {
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

// isSection: a cross-reference stream.
func isSection(o any) bool {
	s, ok := o.(pdfStream)
	return ok && s.dict["Type"] == pdfName("XRef")
}

// allowed: this dictionary may have changed as it has.
func (c comparison) allowed(number int, before, after any, root, form int) bool {
	b, ok := before.(pdfDict)
	a, ok2 := after.(pdfDict)
	if !ok || !ok2 {
		return false
	}
	may := func(key pdfName) bool { return false }
	switch {
	case number == root:
		may = func(key pdfName) bool {
			return key == "DSS" || key == "Extensions" || key == "Version" || key == "AcroForm" && c.formGrown(b[key], a[key])
		}
	case number == form:
		return c.formGrown(b, a)
	case b["Type"] == pdfName("Page"):
		may = func(key pdfName) bool { return key == "Annots" && c.grown(b[key], a[key]) }
	case c.signed[number]:
		may = func(key pdfName) bool { return key == "V" && b[key] == nil }
	}
	return sameBut(b, a, may)
}

// sameBut: two dictionaries differ in nothing but what may.
func sameBut(b, a pdfDict, may func(pdfName) bool) bool {
	for _, d := range []pdfDict{a, b} {
		for key := range d {
			if !sameObject(b[key], a[key]) && !may(key) {
				return false
			}
		}
	}
	return true
}

// formGrown: a form has further signature fields, and a flag that says so.
func (c comparison) formGrown(before, after any) bool {
	b, err := c.was.dict(before)
	a, err2 := c.now.dict(after)
	if err != nil || err2 != nil || a == nil || before != nil && b == nil {
		return false
	}
	return sameBut(b, a, func(key pdfName) bool {
		return key == "SigFlags" || key == "Fields" && c.grown(b[key], a[key])
	})
}

// grown: a list has everything that it had, in its order, and after it nothing
// but references to new signature fields. One that was shared may not be left for
// a longer one: sameObject has seen to it that it is there still.
func (c comparison) grown(before, after any) bool {
	o, err := c.was.get(before)
	p, err2 := c.now.get(after)
	if err != nil || err2 != nil {
		return false
	}
	b, ok := o.(pdfArray)
	a, ok2 := p.(pdfArray)
	if !ok && o != nil || !ok2 || len(a) < len(b) || !slices.EqualFunc(b, a[:len(b)], sameObject) {
		return false
	}
	for _, one := range a[len(b):] {
		if ref, far := one.(pdfRef); !far || !c.added[ref.number] {
			return false
		}
	}
	return true
}

// showsNothing: a new field is a widget of no size without anything that a reader
// could draw, run or open. Keys that are not named here are refused: readers know
// more of them than any list of the dangerous ones.
func (c comparison) showsNothing(number int) bool {
	field, err := c.now.dict(pdfRef{number, c.now.places[number].generation})
	if err != nil || field == nil {
		return false
	}
	for key, value := range field {
		ok := false
		switch key {
		case "Type":
			ok = value == pdfName("Annot")
		case "Subtype":
			ok = value == pdfName("Widget")
		case "FT":
			ok = value == pdfName("Sig")
		case "T":
			_, ok = value.(pdfString)
		case "F", "Ff":
			_, ok = whole(value)
		case "P":
			_, ok = value.(pdfRef)
		case "V":
			ok = c.newObject(value)
		case "Rect":
			ok = c.noSize(value)
		case "AP":
			ok = c.empty(value)
		case "Lock":
			_, isArray := value.(pdfArray)
			ok = !isArray
		}
		if !ok {
			return false
		}
	}
	return field["FT"] != nil && field["Subtype"] != nil
}

// newObject: a reference to what was not there.
func (c comparison) newObject(o any) bool {
	ref, far := o.(pdfRef)
	return far && !c.existed(ref.number)
}

// noSize: a rectangle without width and height.
func (c comparison) noSize(o any) bool {
	rect, ok := o.(pdfArray)
	if !ok || len(rect) != 4 || rect[0] != rect[2] || rect[1] != rect[3] {
		return false
	}
	for _, n := range rect {
		if _, number := n.(float64); !number {
			return false
		}
	}
	return true
}

// empty: an appearance that draws nothing, as some programs give to a signature
// that is not to be seen: one new stream without a word in it.
func (c comparison) empty(o any) bool {
	all, err := c.now.dict(o)
	if err != nil || len(all) != 1 || !c.newObject(all["N"]) {
		return false
	}
	drawn, err := c.now.get(all["N"])
	s, ok := drawn.(pdfStream)
	if err != nil || !ok {
		return false
	}
	text, err := c.now.unpack(s)
	return err == nil && len(bytes.Trim(text, "\x00\t\n\f\r ")) == 0
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
