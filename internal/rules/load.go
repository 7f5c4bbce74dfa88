package rules

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"tarazy/internal/court"
)

// What a law may be at most: an amendment comes from outside.
const (
	mostFileBytes = 1 << 20
	mostFiles     = 200
	mostRules     = 2000
)

// source is what the files of a law say, before it is checked as a whole.
type source struct {
	country country
	rules   []*Rule
	repeals []repeal
}

// repeal ends a rule from a day on.
type repeal struct {
	ID   string
	From Day
	File string
	Line int
}

// read reads every .yaml file under fsys. All problems are found, not the
// first only.
func read(fsys fs.FS) (source, Problems) {
	var s source
	var bad Problems
	var files []string
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(p) == ".yaml" {
			files = append(files, p)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		return s, Problems{{File: ".", Why: "no .yaml files can be read here"}}
	}
	if len(files) > mostFiles {
		return s, Problems{{File: ".", Why: fmt.Sprintf("more than %d files", mostFiles)}}
	}
	slices.Sort(files)
	for _, name := range files {
		r := reader{file: name, src: &s}
		r.readFile(fsys)
		bad = append(bad, r.bad...)
	}
	if len(s.rules) > mostRules {
		bad = append(bad, Problem{File: ".", Why: fmt.Sprintf("more than %d rules", mostRules)})
	}
	return s, bad
}

// reader reads one file.
type reader struct {
	file string
	src  *source
	bad  Problems
	rule string // the rule being read
}

func (r *reader) wrong(n *yaml.Node, format string, args ...any) {
	line := 1
	if n != nil {
		line = n.Line
	}
	r.bad = append(r.bad, Problem{r.file, line, r.rule, fmt.Sprintf(format, args...)})
}

func (r *reader) readFile(fsys fs.FS) {
	info, err := fs.Stat(fsys, r.file)
	if err != nil || info.Size() > mostFileBytes {
		r.wrong(nil, "the file cannot be read or is over %d bytes", mostFileBytes)
		return
	}
	b, err := fs.ReadFile(fsys, r.file)
	if err != nil {
		r.wrong(nil, "the file cannot be read")
		return
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(b, &doc); err != nil {
		r.wrong(nil, "not YAML: %v", err)
		return
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		r.wrong(nil, "the file is not a mapping with table and rules")
		return
	}
	switch path.Base(r.file) {
	case "country.yaml":
		r.readCountry(doc.Content[0])
	case "holidays.yaml":
		r.readHolidays(doc.Content[0])
	default:
		r.readTable(doc.Content[0])
	}
}

// pairs walks a mapping; it refuses a key twice and anything but plain keys.
func (r *reader) pairs(n *yaml.Node, each func(key string, v *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "a mapping is wanted here")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case k.Kind != yaml.ScalarNode || v.Kind == yaml.AliasNode || v.Anchor != "":
			r.wrong(k, "only plain keys and values, no anchors or aliases")
		case seen[k.Value]:
			r.wrong(k, "%s stands here twice", k.Value)
		default:
			seen[k.Value] = true
			each(k.Value, v)
		}
	}
}

func (r *reader) readTable(n *yaml.Node) {
	var table tableDef
	var code string
	var rules *yaml.Node
	r.pairs(n, func(key string, v *yaml.Node) {
		switch key {
		case "table":
			var ok bool
			if table, ok = tableOf(Table(v.Value)); !ok {
				r.wrong(v, "no table is named %q", v.Value)
			}
		case "code":
			code = v.Value
		case "rules":
			rules = v
		case "repeals":
			r.readRepeals(v)
		default:
			r.wrong(v, "a file has table, code, rules and repeals, not %q", key)
		}
	})
	switch {
	case rules == nil:
		return
	case table.name == "":
		r.wrong(n, "the file does not say which table its rules are of")
	case rules.Kind != yaml.SequenceNode:
		r.wrong(rules, "rules is a list")
	default:
		for _, one := range rules.Content {
			r.readRule(table, code, one)
		}
	}
}

func (r *reader) readRepeals(n *yaml.Node) {
	for _, one := range n.Content {
		p := repeal{File: r.file, Line: one.Line}
		r.pairs(one, func(key string, v *yaml.Node) {
			switch key {
			case "id":
				p.ID = v.Value
			case "from":
				p.From = r.day(v)
			default:
				r.wrong(v, "a repeal has id and from, not %q", key)
			}
		})
		if p.ID == "" || p.From == 0 {
			r.wrong(one, "a repeal names the rule's id and the day from which it is no more")
			continue
		}
		r.src.repeals = append(r.src.repeals, p)
	}
}

func (r *reader) readRule(table tableDef, code string, n *yaml.Node) {
	rule := &Rule{Table: table.name, File: r.file, Line: n.Line}
	r.rule = ""
	status := ""
	var given, articles *yaml.Node
	r.pairs(n, func(key string, v *yaml.Node) {
		switch key {
		case "id":
			rule.ID, r.rule = v.Value, v.Value
		case "when":
			rule.When = strings.TrimSpace(v.Value)
		case "gives":
			given = v
			rule.Gives = r.outcome(table, v)
		case "forbids":
			rule.Forbids = r.list(v)
		case "least":
			rule.Least = r.number(v)
		case "most":
			rule.Most = r.number(v)
		case "articles":
			articles = v
		case "text":
			rule.Text = v.Value
		case "from":
			rule.From = r.day(v)
		case "until":
			rule.Until = r.day(v)
		case "status":
			status = v.Value
		case "over":
			rule.Over = r.list(v)
		case "default":
			rule.Default = v.Value == "true"
		case "reason":
			rule.Reason = r.said(v)
		case "say":
			rule.Say = r.said(v)
		default:
			r.wrong(v, "a rule has no %q", key)
		}
	})
	rule.Verified = status == "verified"
	if status != "verified" && status != "verify" {
		r.wrong(n, "status is verified or verify")
	}
	if articles == nil || len(articles.Content) == 0 {
		r.wrong(n, "no article: every rule names the law it rests on")
	} else {
		rule.Articles = r.articles(code, !rule.Verified, articles)
	}
	r.complete(table, rule, given, n)
	r.src.rules = append(r.src.rules, rule)
	r.rule = ""
}

// complete refuses a rule that lacks something or has something its table has not.
func (r *reader) complete(table tableDef, rule *Rule, given, n *yaml.Node) {
	if !validID(rule.ID) {
		r.wrong(n, "an id is lowercase words joined by dots")
	}
	if rule.From == 0 {
		r.wrong(n, "no date of effect (from)")
	}
	if rule.Until != 0 && rule.Until <= rule.From {
		r.wrong(n, "it ends before it begins")
	}
	if len(rule.Reason) == 0 {
		r.wrong(n, "no reason in words")
	}
	if (given == nil) == (len(rule.Forbids) == 0) {
		r.wrong(n, "a rule either gives or forbids")
	}
	if rule.forbids() && table.name != Format {
		r.wrong(n, "only the table format forbids")
	}
	for _, f := range rule.Forbids {
		switch {
		case f == string(court.InPerson):
			r.wrong(n, "the courtroom is never forbidden by a table")
		case !slices.Contains(table.outcomes, f):
			r.wrong(n, "forbids %q, which is no answer of the table %s", f, table.name)
		}
	}
	if table.says != (len(rule.Say) > 0) {
		r.wrong(n, "the table %s wants a text (say): %v", table.name, table.says)
	}
	if rule.Default && table.name == Format && rule.Gives.Word != string(court.InPerson) {
		r.wrong(n, "the default format is in_person")
	}
	if (rule.Least != 0 || rule.Most != 0) && (table.name != Policy || rule.Gives.N < rule.Least || rule.Gives.N > rule.Most) {
		r.wrong(n, "least and most are for policy, and the number lies between them")
	}
}

func (r *reader) outcome(table tableDef, v *yaml.Node) Outcome {
	if len(table.units) == 0 {
		if v.Kind != yaml.ScalarNode || !slices.Contains(table.outcomes, v.Value) {
			r.wrong(v, "%q is no answer of the table %s: %s", v.Value, table.name, strings.Join(table.outcomes, ", "))
		}
		return Outcome{Word: v.Value}
	}
	var o Outcome
	r.pairs(v, func(key string, v *yaml.Node) {
		switch key {
		case "n":
			o.N = r.number(v)
		case "unit":
			o.Unit = Unit(v.Value)
		default:
			r.wrong(v, "a number has n and unit, not %q", key)
		}
	})
	if !slices.Contains(table.units, o.Unit) {
		r.wrong(v, "%q is no unit of the table %s", o.Unit, table.name)
	}
	return o
}

func (r *reader) articles(code string, verify bool, n *yaml.Node) []court.Article {
	var out []court.Article
	for _, one := range n.Content {
		a := court.Article{Code: code, No: one.Value, Verify: verify}
		if one.Kind == yaml.MappingNode {
			r.pairs(one, func(key string, v *yaml.Node) {
				switch key {
				case "code":
					a.Code = v.Value
				case "no":
					a.No = v.Value
				default:
					r.wrong(v, "an article has code and no, not %q", key)
				}
			})
		}
		if a.Code == "" || a.No == "" {
			r.wrong(one, "an article has a code and a number")
		}
		out = append(out, a)
	}
	return out
}

// said reads a text in every language of the court.
func (r *reader) said(n *yaml.Node) map[court.Lang]string {
	out := map[court.Lang]string{}
	r.pairs(n, func(key string, v *yaml.Node) {
		lang, ok := court.ParseLang(key)
		if !ok {
			r.wrong(v, "%q is no language of the court", key)
			return
		}
		out[lang] = strings.TrimSpace(v.Value)
	})
	for _, lang := range court.Langs() {
		if out[lang] == "" {
			r.wrong(n, "no text in %s", lang)
		}
	}
	return out
}

func (r *reader) list(n *yaml.Node) []string {
	if n.Kind != yaml.SequenceNode {
		r.wrong(n, "a list is wanted here")
	}
	var out []string
	for _, one := range n.Content {
		out = append(out, one.Value)
	}
	return out
}

func (r *reader) number(n *yaml.Node) int64 {
	v, err := strconv.ParseInt(n.Value, 10, 64)
	if err != nil || v < 0 {
		r.wrong(n, "%q is no whole number", n.Value)
	}
	return v
}

func (r *reader) day(n *yaml.Node) Day {
	d, ok := ParseDay(n.Value)
	if !ok {
		r.wrong(n, "%q is no date like 2026-01-31", n.Value)
	}
	return d
}

func validID(id string) bool {
	if id == "" || len(id) > 80 {
		return false
	}
	for _, part := range strings.Split(id, ".") {
		if part == "" || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			return false
		}
	}
	return true
}
