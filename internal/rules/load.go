package rules

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// MostDraft is how many bytes one file of rules may have.
const MostDraft = 1 << 20

// What a law may be at most: an amendment comes from outside.
const (
	mostFileBytes = MostDraft
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
		return s, Problems{{File: ".", Why: fault.Invalid("law.wrong.no_files")}}
	}
	if len(files) > mostFiles {
		return s, Problems{{File: ".", Why: fault.Invalid("law.wrong.many_files").With(fault.Args{"most": mostFiles})}}
	}
	slices.Sort(files)
	for _, name := range files {
		r := reader{file: name, src: &s}
		r.readFile(fsys)
		bad = append(bad, r.bad...)
	}
	if len(s.rules) > mostRules {
		bad = append(bad, Problem{File: ".", Why: fault.Invalid("law.wrong.many_rules").With(fault.Args{"most": mostRules})})
	}
	return s, bad
}

func (r *reader) readFile(fsys fs.FS) {
	info, err := fs.Stat(fsys, r.file)
	if err == nil && info.Size() > mostFileBytes {
		r.wrong(nil, fault.Invalid("law.wrong.file_big").With(fault.Args{"most": mostFileBytes}))
		return
	}
	b, err := fs.ReadFile(fsys, r.file)
	if err != nil {
		r.wrong(nil, fault.Invalid("law.wrong.file_unreadable"))
		return
	}
	if line, ok := utf8Until(b); !ok {
		r.bad = append(r.bad, Problem{File: r.file, Line: line, Why: fault.Invalid("law.wrong.not_utf8")})
		return
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(b, &doc); err != nil {
		r.notYAML(err)
		return
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		r.wrong(nil, fault.Invalid("law.wrong.not_mapping"))
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

// utf8Until is the first line that is no UTF-8.
func utf8Until(b []byte) (line int, ok bool) {
	for line = 1; len(b) > 0; line++ {
		one, rest, _ := bytes.Cut(b, []byte{'\n'})
		if !utf8.Valid(one) {
			return line, false
		}
		b = rest
	}
	return 0, true
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
				r.wrong(v, fault.Invalid("law.wrong.table_unknown").With(fault.Args{"table": v.Value, "list": listed(Tables())}))
			}
		case "code":
			code = v.Value
		case "rules":
			rules = v
		case "repeals":
			r.readRepeals(v)
		default:
			r.stray(v, key, "table, code, rules, repeals")
		}
	})
	switch {
	case rules == nil:
		return
	case table.name == "":
		r.wrong(n, fault.Invalid("law.wrong.table_missing"))
	case rules.Kind != yaml.SequenceNode:
		r.wrong(rules, fault.Invalid("law.wrong.list_wanted"))
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
				r.stray(v, key, "id, from")
			}
		})
		if p.ID == "" || p.From == 0 {
			r.wrong(one, fault.Invalid("law.wrong.repeal_incomplete"))
			continue
		}
		r.src.repeals = append(r.src.repeals, p)
	}
}

func (r *reader) readRule(table tableDef, code string, n *yaml.Node) {
	rule := &Rule{Table: table.name, File: r.file, Line: n.Line}
	r.rule = ""
	status := ""
	var given, articles, from *yaml.Node
	r.pairs(n, func(key string, v *yaml.Node) {
		switch key {
		case "id":
			rule.ID, r.rule = v.Value, v.Value
		case "when":
			rule.When, rule.when = strings.TrimSpace(v.Value), v.Line
		case "gives":
			given = v
			rule.Gives = r.outcome(table, v)
		case "forbids":
			rule.Forbids = r.list(v)
		case "comes":
			rule.Comes = Comes(v.Value)
		case "supposes":
			for _, fact := range r.list(v) {
				rule.Supposes = append(rule.Supposes, Fact(fact))
			}
		case "least":
			rule.Least = r.number(v)
		case "most":
			rule.Most = r.number(v)
		case "articles":
			articles = v
		case "own":
			if rule.Own = v.Value == "true"; !rule.Own {
				r.wrong(v, fault.Invalid("law.wrong.own"))
			}
		case "text":
			rule.Text = v.Value
		case "from":
			from = v
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
			r.stray(v, key, "id, when, gives, forbids, comes, supposes, over, default, least, most, articles, own, text, from, until, status, reason, say")
		}
	})
	rule.Verified = status == "verified"
	if status != "verified" && status != "verify" {
		r.wrong(n, fault.Invalid("law.wrong.status"))
	}
	switch {
	case rule.Own && (articles != nil || !table.own):
		r.wrong(n, fault.Invalid("law.wrong.own"))
	case rule.Own: // it stands on its reason alone
	case articles == nil || len(articles.Content) == 0:
		r.wrong(n, fault.Invalid("law.wrong.no_article"))
	default:
		rule.Articles = r.articles(code, !rule.Verified, articles)
	}
	if from == nil {
		r.wrong(n, fault.Invalid("law.wrong.no_from"))
	}
	r.complete(table, rule, given, n)
	r.src.rules = append(r.src.rules, rule)
	r.rule = ""
}

// complete refuses a rule that lacks something or has something its table has not.
func (r *reader) complete(table tableDef, rule *Rule, given, n *yaml.Node) {
	if !validID(rule.ID) {
		r.wrong(n, fault.Invalid("law.wrong.id"))
	}
	if rule.Until != 0 && rule.Until <= rule.From {
		r.wrong(n, fault.Invalid("law.wrong.ends_early"))
	}
	if len(rule.Reason) == 0 {
		r.wrong(n, fault.Invalid("law.wrong.no_reason"))
	}
	if (given == nil) == (len(rule.Forbids) == 0) {
		r.wrong(n, fault.Invalid("law.wrong.gives_or_forbids"))
	}
	if rule.forbids() && table.name != Format {
		r.wrong(n, fault.Invalid("law.wrong.only_format_forbids"))
	}
	for _, f := range rule.Forbids {
		switch {
		case f == string(court.InPerson):
			r.wrong(n, fault.Invalid("law.wrong.courtroom_forbidden"))
		case !slices.Contains(table.outcomes, f):
			r.wrong(n, fault.Invalid("law.wrong.forbids_unknown").With(fault.Args{"word": f, "table": table.name}))
		}
	}
	if rule.Comes != "" && (!slices.Contains(comesWords(), rule.Comes) || rule.Gives.Word != string(court.Hybrid) && !slices.Contains(rule.Forbids, string(court.Online))) {
		r.wrong(n, fault.Invalid("law.wrong.comes").With(fault.Args{"list": listed(comesWords())}))
	}
	for _, fact := range rule.Supposes {
		if !askable(fact) || rule.Gives.Word != string(court.Online) {
			r.wrong(n, fault.Invalid("law.wrong.supposes").With(fault.Args{"fact": fact}))
		}
	}
	switch said := len(rule.Say) > 0; {
	case table.says && !said:
		r.wrong(n, fault.Invalid("law.wrong.say_missing").With(fault.Args{"table": table.name}))
	case said && !table.says:
		r.wrong(n, fault.Invalid("law.wrong.say_extra").With(fault.Args{"table": table.name}))
	}
	if rule.Default && table.name == Format && rule.Gives.Word != string(court.InPerson) {
		r.wrong(n, fault.Invalid("law.wrong.default_format"))
	}
	if (rule.Least != 0 || rule.Most != 0) && (table.name != Policy || rule.Gives.N < rule.Least || rule.Gives.N > rule.Most) {
		r.wrong(n, fault.Invalid("law.wrong.bounds"))
	}
}

func (r *reader) outcome(table tableDef, v *yaml.Node) Outcome {
	if len(table.units) == 0 {
		if v.Kind != yaml.ScalarNode || !slices.Contains(table.outcomes, v.Value) {
			r.wrong(v, fault.Invalid("law.wrong.outcome_unknown").With(fault.Args{"word": v.Value, "table": table.name, "list": listed(table.outcomes)}))
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
			r.stray(v, key, "n, unit")
		}
	})
	if !slices.Contains(table.units, o.Unit) {
		r.wrong(v, fault.Invalid("law.wrong.unit_unknown").With(fault.Args{"word": o.Unit, "table": table.name, "list": listed(table.units)}))
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
					r.stray(v, key, "code, no")
				}
			})
		}
		if a.Code == "" || a.No == "" {
			r.wrong(one, fault.Invalid("law.wrong.article_incomplete"))
		}
		out = append(out, a)
	}
	return out
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
