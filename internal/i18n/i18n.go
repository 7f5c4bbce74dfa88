// Package i18n holds the catalogues: every text a person reads, in Kazakh,
// Russian and English, with plurals and dates.
//
// A catalogue file is <lang>/<area>.json, a flat object: key → text, or
// key → {"one": …, "few": …, "many": …, "other": …} chosen by the argument "n".
// Placeholders are {name}. Areas keep one team out of another's file. What only
// the demo says stands in demo/<lang>, and in no court's binary.
package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"sync"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

//go:embed kk ru en
var files embed.FS

// message is one entry: forms by CLDR category; a plain text has only "other".
type message map[string]string

func (m *message) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*m = message{"other": s}
		return nil
	}
	return json.Unmarshal(b, (*map[string]string)(m))
}

type catalogue map[string]message

var catalogues = sync.OnceValues(func() (map[court.Lang]catalogue, error) {
	all := map[court.Lang]catalogue{}
	for _, lang := range court.Langs() {
		c := catalogue{}
		if err := c.read(files, string(lang)); err != nil {
			return all, err
		}
		if err := c.read(demoFiles, path.Join("demo", string(lang))); err != nil {
			return all, err
		}
		all[lang] = c
	}
	return all, nil
})

// read adds the areas of one language. It refuses a key that two areas have:
// which of them would win must never depend on a file's name.
func (c catalogue) read(fsys fs.FS, dir string) error {
	names, err := fs.Glob(fsys, path.Join(dir, "*.json"))
	if err != nil {
		return err
	}
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		var part catalogue
		if err := json.Unmarshal(b, &part); err != nil {
			return fmt.Errorf("i18n: %s: %w", name, err)
		}
		for k, m := range part {
			if _, twice := c[k]; twice {
				return fmt.Errorf("i18n: %s: key %q is in another area too", name, k)
			}
			c[k] = m
		}
	}
	return nil
}

// Check reports a catalogue that cannot be read. Serving without one would
// show keys to people, so the program asks once at start.
func Check() error {
	_, err := catalogues()
	return err
}

func lookup(lang court.Lang, key string) (message, bool) {
	all, _ := catalogues()
	m, ok := all[lang][key]
	return m, ok
}

// Has reports whether the language has the key.
func Has(lang court.Lang, key string) bool {
	_, ok := lookup(lang, key)
	return ok
}

// Dated is a day without a time of day, as a noun of the court has it: Noon is
// a moment that falls on it by the court's clock.
type Dated interface{ Noon() time.Time }

// T is the text of key in lang with its placeholders filled. The argument "n"
// chooses the plural form; a time.Time is written as date and time of the zone it
// is in, a Dated as a date, a court.Article as it is cited. A missing key answers the key itself, so that a
// gap is seen and never hides a page.
func T(lang court.Lang, key string, args fault.Args) string {
	m, ok := lookup(lang, key)
	if !ok {
		return key
	}
	text := m["other"]
	if n, ok := args["n"]; ok {
		if form, ok := m[plural(lang, n)]; ok {
			text = form
		}
	}
	return fill(lang, text, args)
}

// Word is an argument that is a message of its own, by its key.
type Word string

func fill(lang court.Lang, text string, args fault.Args) string {
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	pairs := make([]string, 0, 2*len(args))
	for name, v := range args {
		switch is := v.(type) {
		case time.Time:
			v = dateTime(lang, is)
		case Dated:
			v = date(lang, is.Noon())
		case court.Article:
			v = Cited(lang, is)
		case Word:
			v = T(lang, string(is), nil)
		}
		pairs = append(pairs, "{"+name+"}", fmt.Sprint(v))
	}
	text = strings.NewReplacer(pairs...).Replace(text)
	if lang == court.Russian { // a date that ends a sentence brings its own full stop
		text = strings.ReplaceAll(text, " г..", " г.")
	}
	return text
}

// Article is an article as it is written in the language: "ГПК РК, ст. 133-3",
// "ҚР АПК, 133-3-бап". A code that has no name of its own there is written as
// the law writes it.
func Article(lang court.Lang, a court.Article) string {
	code := a.Code
	if key := "law.code." + code; Has(lang, key) {
		code = T(lang, key, nil)
	}
	if part := "law.part." + a.No; Has(lang, part) { // a section or chapter, whose word is a language's own
		return T(lang, "law.article.part", fault.Args{"code": code, "part": T(lang, part, nil)})
	}
	return T(lang, "law.article", fault.Args{"code": code, "no": a.No})
}

// Cited is an article in a sentence, with the word that no lawyer has confirmed
// it while none has.
func Cited(lang court.Lang, a court.Article) string {
	s := Article(lang, a)
	if a.Verify {
		s += ", " + T(lang, "law.status.verify", nil)
	}
	return s
}

// Keys lists every key of the language, sorted.
func Keys(lang court.Lang) []string {
	all, _ := catalogues()
	keys := make([]string, 0, len(all[lang]))
	for k := range all[lang] {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Catalogue is the part of a language that an island needs: keys with one of
// the prefixes. A plain text is a string, a plural a map of its forms.
func Catalogue(lang court.Lang, prefixes ...string) map[string]any {
	all, _ := catalogues()
	part := map[string]any{}
	for k, m := range all[lang] {
		if !hasPrefix(k, prefixes) {
			continue
		}
		if len(m) == 1 {
			part[k] = m["other"]
			continue
		}
		part[k] = map[string]string(m)
	}
	return part
}

func hasPrefix(key string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(key, p) {
			return true
		}
	}
	return false
}
