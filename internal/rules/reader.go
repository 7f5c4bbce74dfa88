package rules

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// reader reads one file.
type reader struct {
	file string
	src  *source
	bad  Problems
	rule string // the rule being read
}

func (r *reader) wrong(n *yaml.Node, why *fault.Error) {
	line := 1
	if n != nil {
		line = n.Line
	}
	r.bad = append(r.bad, Problem{File: r.file, Line: line, Rule: r.rule, Why: why})
}

// stray refuses a key that has no place where others have.
func (r *reader) stray(n *yaml.Node, key, known string) {
	r.wrong(n, fault.Invalid("law.wrong.key_unknown").With(fault.Args{"key": key, "list": known}))
}

// notYAML is what the reader of YAML says, at the line it names.
func (r *reader) notYAML(err error) {
	p := Problem{File: r.file, Line: 1, Why: fault.Invalid("law.wrong.not_yaml"), Detail: strings.TrimPrefix(err.Error(), "yaml: ")}
	_, _ = fmt.Sscanf(p.Detail, "line %d:", &p.Line) // it does not always name one
	r.bad = append(r.bad, p)
}

// pairs walks a mapping; it refuses a key twice and anything but plain keys.
func (r *reader) pairs(n *yaml.Node, each func(key string, v *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.wrong(n, fault.Invalid("law.wrong.mapping_wanted"))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case k.Kind != yaml.ScalarNode || v.Kind == yaml.AliasNode || v.Anchor != "":
			r.wrong(k, fault.Invalid("law.wrong.plain_only"))
		case seen[k.Value]:
			r.wrong(k, fault.Invalid("law.wrong.twice").With(fault.Args{"key": k.Value}))
		default:
			seen[k.Value] = true
			each(k.Value, v)
		}
	}
}

// said reads a text in every language of the court.
func (r *reader) said(n *yaml.Node) map[court.Lang]string {
	out := map[court.Lang]string{}
	r.pairs(n, func(key string, v *yaml.Node) {
		lang, ok := court.ParseLang(key)
		if !ok {
			r.wrong(v, fault.Invalid("law.wrong.lang_unknown").With(fault.Args{"lang": key}))
			return
		}
		out[lang] = strings.TrimSpace(v.Value)
	})
	for _, lang := range court.Langs() {
		if out[lang] == "" {
			r.wrong(n, fault.Invalid("law.wrong.text_missing").With(fault.Args{"lang": lang}))
		}
	}
	return out
}

func (r *reader) list(n *yaml.Node) []string {
	if n.Kind != yaml.SequenceNode {
		r.wrong(n, fault.Invalid("law.wrong.list_wanted"))
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
		r.wrong(n, fault.Invalid("law.wrong.not_number").With(fault.Args{"word": n.Value}))
	}
	return v
}

func (r *reader) day(n *yaml.Node) Day {
	d, ok := ParseDay(n.Value)
	if !ok {
		r.wrong(n, fault.Invalid("law.wrong.not_date").With(fault.Args{"word": n.Value}))
	}
	return d
}
