package pages

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
	"tarazy/internal/rules"
	"tarazy/web"
)

// funcs are what templates may call, bound to a language.
func funcs(lang court.Lang, zone i18n.Zone) template.FuncMap {
	return template.FuncMap{
		"t":        func(key any, args ...any) (string, error) { return translate(lang, zone, key, args) },
		"date":     func(t time.Time) string { return zone.Date(lang, t) },
		"clock":    func(t time.Time) string { return zone.Clock(lang, t) },
		"hm":       func(t time.Time) string { return zone.Time(lang, t) },
		"numeric":  func(t time.Time) string { return zone(t).Format("02.01.2006 15:04") },
		"onDay":    func(d calendar.Day) string { return onDay(lang, d) },
		"refusal":  func(err error) string { return Message(lang, err) },
		"datetime": func(t time.Time) string { return zone.DateTime(lang, t) },
		"iso":      func(t time.Time) string { return zone(t).Format(time.RFC3339) },
		"langs":    func() []langName { return langNames() },
		"asset":    web.Asset,
		"icon":     icon,
		"hash":     groups,
		"join":     func(parts ...any) string { return fmt.Sprint(parts...) },
		"size":     func(n int64) string { return size(lang, n) },
		"field":    field,
		"inc":      func(i int) int { return i + 1 },
		"list":     func(words []string) string { return strings.Join(words, ", ") },
		"duration": func(d time.Duration) string { return duration(lang, d) },
		"hows":     hearing.Hows,
		"channels": func() []string { return []string{"phone", "sms", "email", "other"} },
		"results":  func() []string { return []string{"reached", "no_answer", "busy", "wrong_number", "other"} },
		"rules":    func() []int { return []int{1, 2, 3, 4, 5, 6} },

		"stateColour":    stateColour,
		"stateIcon":      stateIcon,
		"presenceColour": presenceColour,
		"presenceIcon":   presenceIcon,

		"outcome":       func(t rules.Table, o rules.Outcome) string { return outcome(lang, t, o) },
		"value":         func(f any, v string) string { return value(lang, rules.Fact(fmt.Sprint(f)), v) },
		"reason":        func(r rules.Rule) string { return r.Reason[lang] },
		"say":           func(r rules.Rule) string { return r.Say[lang] },
		"forbids":       func(r rules.Rule) string { return forbids(lang, r) },
		"day":           func(d rules.Day) string { return dayOf(lang, d) },
		"cited":         func(a court.Article) string { return i18n.Article(lang, a) },
		"formatIcon":    formatIcon,
		"objectionIcon": objectionIcon,

		"member": func(p *membersPage, l memberLine, do string) map[string]any {
			return map[string]any{"Page": p, "Line": l, "Do": do}
		},
		"powerFields": powerFields,
		"roleOptions": func(groups []roleGroup, chosen any) roleOptions {
			return roleOptions{groups, court.Role(fmt.Sprint(chosen))}
		},

		"figures": func(p *figuresPage, f hearing.Figures) map[string]any { return map[string]any{"Page": p, "Figures": f} },

		"standingColour": standingColour,
		"standingIcon":   standingIcon,
	}
}

// translate takes the key and then name, value, name, value; times by the court's clock.
func translate(lang court.Lang, zone i18n.Zone, key any, args []any) (string, error) {
	if len(args)%2 != 0 {
		return "", fmt.Errorf("pages: odd arguments of %v", key)
	}
	a := fault.Args{}
	for i := 0; i < len(args); i += 2 {
		v := args[i+1]
		if at, is := v.(time.Time); is {
			v = zone(at)
		}
		a[fmt.Sprint(args[i])] = v
	}
	return i18n.T(lang, fmt.Sprint(key), a), nil
}

// icon draws one of the chosen icons. It is decoration: a word stands beside it.
func icon(name string) template.HTML {
	inner := web.Icon(name)
	if inner == "" {
		return ""
	}
	return template.HTML(`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">` + inner + `</svg>`)
}

// groups writes a hash in groups of four, as people compare it.
func groups(v any) string {
	s := fmt.Sprint(v)
	var b strings.Builder
	for i := 0; i < len(s); i += 4 {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(s[i:min(i+4, len(s))])
	}
	return b.String()
}

// size of a file in words, decimal units.
func size(lang court.Lang, n int64) string {
	if n < 1_000_000 {
		return i18n.T(lang, "page.size.kb", fault.Args{"k": max(1, (n+500)/1000)})
	}
	whole, tenth := n/1_000_000, n%1_000_000/100_000
	sep := ","
	if lang == court.English {
		sep = "."
	}
	return i18n.T(lang, "page.size.mb", fault.Args{"m": fmt.Sprintf("%d%s%d", whole, sep, tenth)})
}

// fieldData is what the template part "field.error" and its kin need.
type fieldData struct {
	ID    string
	Error string
}

func field(page Framed, id string) fieldData { return fieldData{ID: id, Error: page.frame().Err(id)} }

type langName struct{ Code, Name string }

// langNames are the languages of the switch, each in its own language: the
// one text that is not translated, kept in the catalogue of each.
func langNames() []langName {
	var names []langName
	for _, l := range court.Langs() {
		names = append(names, langName{string(l), i18n.T(l, "page.this_language", nil)})
	}
	return names
}

// duration in hours, minutes and seconds, in words.
func duration(lang court.Lang, d time.Duration) string { return i18n.Span(lang, d) }
