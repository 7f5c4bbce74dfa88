package rules

import (
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"tarazy/internal/fault"
)

// mostAnswers is how many combinations of facts one condition may depend on:
// more than that cannot be enumerated, nor understood by a reader.
const mostAnswers = 1 << 16

// truth is a condition as the table of all its answers, by the facts it
// depends on. It is made once from CEL; after that a condition costs a lookup.
type truth struct {
	on     []int // indexes into the vocabulary
	stride []int
	bits   []uint64
	some   bool // it holds for some facts
}

// at reports whether the condition holds.
func (t *truth) at(p point) bool {
	i := 0
	for k, fact := range t.on {
		i += int(p[fact]) * t.stride[k]
	}
	return t.bits[i/64]>>(i%64)&1 == 1
}

// each calls f with every combination of the condition's facts that makes it
// hold, written over p, until f answers false.
func (t *truth) each(l *lexicon, p point, f func(point) bool) {
	q := slices.Clone(p)
	for w, word := range t.bits {
		for ; word != 0; word &= word - 1 {
			i := w*64 + bits.TrailingZeros64(word)
			for k, fact := range t.on {
				q[fact] = uint8(i / t.stride[k] % l.defs[fact].size())
			}
			if !f(q) {
				return
			}
		}
	}
}

// compiler turns conditions into tables.
type compiler struct {
	lex *lexicon
	env *cel.Env
}

func newCompiler(l *lexicon) (*compiler, error) {
	var opts []cel.EnvOption
	for _, d := range l.defs {
		t := cel.StringType
		switch {
		case d.Band():
			t = cel.IntType
		case isBool(d):
			t = cel.BoolType
		}
		opts = append(opts, cel.Variable(string(d.Name), t))
	}
	env, err := cel.NewEnv(opts...)
	return &compiler{l, env}, err
}

func isBool(d FactDef) bool { return slices.Equal(d.Values, []string{"false", "true"}) }

// flaw is why a condition is refused; detail is what CEL itself says.
type flaw struct {
	why    *fault.Error
	detail string
}

// unreadable is a condition that CEL refuses, with the first of its reasons.
func unreadable(issues *cel.Issues) *flaw {
	f := &flaw{why: fault.Invalid("law.wrong.when_unreadable")}
	if all := issues.Errors(); len(all) > 0 {
		f.detail = fmt.Sprintf("%d:%d: %s", all[0].Location.Line(), all[0].Location.Column()+1, strings.ReplaceAll(all[0].Message, "\n", " "))
	}
	return f
}

// compile reads a condition.
func (c *compiler) compile(when string) (truth, *flaw) {
	if when == "" {
		when = "true"
	}
	parsed, issues := c.env.Parse(when)
	if issues.Err() != nil {
		return truth{}, unreadable(issues)
	}
	r := &reach{lex: c.lex, seen: map[int]bool{}}
	ast.PostOrderVisit(parsed.NativeRep().Expr(), ast.NewExprVisitor(r.visit))
	if r.why != nil {
		return truth{}, &flaw{why: r.why}
	}
	checked, issues := c.env.Check(parsed)
	if issues.Err() != nil {
		return truth{}, unreadable(issues)
	}
	if checked.OutputType() != cel.BoolType {
		return truth{}, &flaw{why: fault.Invalid("law.wrong.when_not_yes_no")}
	}
	// The bounds are a second fence: the words allowed above cannot loop.
	prog, err := c.env.Program(checked, cel.CostLimit(10_000), cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return truth{}, &flaw{fault.Invalid("law.wrong.when_unreadable"), err.Error()}
	}
	return c.tabulate(prog, r.on())
}

// tabulate asks the condition for every combination of its facts.
func (c *compiler) tabulate(prog cel.Program, on []int) (truth, *flaw) {
	t := truth{on: on, stride: make([]int, len(on))}
	n := 1
	for k, fact := range on {
		t.stride[k] = n
		if n *= c.lex.defs[fact].size(); n > mostAnswers {
			return t, &flaw{why: fault.Invalid("law.wrong.when_many_facts")}
		}
	}
	t.bits = make([]uint64, (n+63)/64)
	vars := map[string]any{}
	for i := range n {
		for k, fact := range on {
			d := c.lex.defs[fact]
			vars[string(d.Name)] = value(d, i/t.stride[k]%d.size())
		}
		out, _, err := prog.Eval(vars)
		if err != nil {
			return t, &flaw{fault.Invalid("law.wrong.when_failed"), err.Error()}
		}
		if out == types.True {
			t.bits[i/64] |= 1 << (i % 64)
			t.some = true
		}
	}
	return t, nil
}

func value(d FactDef, i int) any {
	switch {
	case d.Band():
		return d.Cuts[i]
	case isBool(d):
		return i == 1
	}
	return d.Values[i]
}

// reach walks a condition: which facts it asks, and whether it asks them only
// in ways that the closed lists and bands can answer.
type reach struct {
	lex  *lexicon
	seen map[int]bool
	why  *fault.Error
}

func (r *reach) on() []int {
	var out []int
	for i := range r.seen {
		out = append(out, i)
	}
	slices.Sort(out)
	return out
}

func (r *reach) wrong(why *fault.Error) {
	if r.why == nil {
		r.why = why
	}
}

func (r *reach) visit(e ast.Expr) {
	switch e.Kind() {
	case ast.IdentKind:
		i, known := r.lex.index[Fact(e.AsIdent())]
		if r.seen[i] = true; !known {
			r.wrong(fault.Invalid("law.wrong.fact_unknown").With(fault.Args{"fact": e.AsIdent(), "list": r.lex.names()}))
		}
	case ast.LiteralKind, ast.ListKind:
	case ast.CallKind:
		r.call(e.AsCall())
	default:
		r.wrong(fault.Invalid("law.wrong.when_compares"))
	}
}

func (r *reach) call(c ast.CallExpr) {
	switch c.FunctionName() {
	case operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot:
	case operators.Equals, operators.NotEquals, operators.In, operators.Less, operators.GreaterEquals,
		operators.LessEquals, operators.Greater:
		r.compare(c.FunctionName(), c.Args()[0], c.Args()[1])
	default:
		r.wrong(fault.Invalid("law.wrong.when_word").With(fault.Args{"word": strings.Trim(c.FunctionName(), "_@")}))
	}
}

// compare refuses a comparison that the fact's list or bands cannot answer: a
// misspelt word would make a rule that silently never applies.
func (r *reach) compare(op string, left, right ast.Expr) {
	if left.Kind() != ast.IdentKind {
		r.wrong(fault.Invalid("law.wrong.when_left"))
		return
	}
	d := r.lex.defs[r.lex.index[Fact(left.AsIdent())]]
	if d.Band() != (op == operators.Less || op == operators.GreaterEquals) {
		r.wrong(fault.Invalid("law.wrong.when_bands").With(fault.Args{"fact": d.Name}))
		return
	}
	literals := []ast.Expr{right}
	if op == operators.In {
		if right.Kind() != ast.ListKind {
			r.wrong(fault.Invalid("law.wrong.when_list").With(fault.Args{"fact": d.Name}))
			return
		}
		literals = right.AsList().Elements()
	}
	for _, lit := range literals {
		r.literal(d, lit)
	}
}

func (r *reach) literal(d FactDef, e ast.Expr) {
	if e.Kind() != ast.LiteralKind {
		r.wrong(fault.Invalid("law.wrong.when_not_literal").With(fault.Args{"fact": d.Name}))
		return
	}
	v := e.AsLiteral().Value()
	if d.Band() {
		if n, is := v.(int64); !is || !slices.Contains(d.Cuts[1:], n) {
			r.wrong(fault.Invalid("law.wrong.when_cut").With(fault.Args{"fact": d.Name, "number": v, "list": strings.Trim(fmt.Sprint(d.Cuts[1:]), "[]")}))
		}
		return
	}
	if !slices.Contains(d.Values, wordOf(d, v)) {
		r.wrong(fault.Invalid("law.wrong.when_never").With(fault.Args{"fact": d.Name, "word": fmt.Sprint(v), "list": listed(d.Values)}))
	}
}

// wordOf is a literal as a word of the fact's list; "" for one of another kind.
func wordOf(d FactDef, literal any) string {
	switch v := literal.(type) {
	case string:
		if !isBool(d) {
			return v
		}
	case bool:
		if isBool(d) {
			return strconv.FormatBool(v)
		}
	}
	return ""
}
