package rules

import (
	"fmt"
	"math/bits"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
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

// compile reads a condition. The reason why not is in words for the author.
func (c *compiler) compile(when string) (truth, error) {
	if when == "" {
		when = "true"
	}
	checked, issues := c.env.Compile(when)
	if issues.Err() != nil {
		return truth{}, fmt.Errorf("the condition cannot be read: %w", issues.Err())
	}
	if checked.OutputType() != cel.BoolType {
		return truth{}, fmt.Errorf("the condition is not a yes or no but %s", checked.OutputType())
	}
	r := &reach{lex: c.lex, seen: map[int]bool{}}
	ast.PostOrderVisit(checked.NativeRep().Expr(), ast.NewExprVisitor(r.visit))
	if r.err != nil {
		return truth{}, r.err
	}
	// The bounds are a second fence: the words allowed above cannot loop.
	prog, err := c.env.Program(checked, cel.CostLimit(10_000), cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return truth{}, fmt.Errorf("the condition cannot be read: %w", err)
	}
	return c.tabulate(prog, r.on())
}

// tabulate asks the condition for every combination of its facts.
func (c *compiler) tabulate(prog cel.Program, on []int) (truth, error) {
	t := truth{on: on, stride: make([]int, len(on))}
	n := 1
	for k, fact := range on {
		t.stride[k] = n
		if n *= c.lex.defs[fact].size(); n > mostAnswers {
			return t, fmt.Errorf("the condition depends on too many facts at once: split the rule")
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
			return t, fmt.Errorf("the condition fails: %w", err)
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
	err  error
}

func (r *reach) on() []int {
	var out []int
	for i := range r.seen {
		out = append(out, i)
	}
	slices.Sort(out)
	return out
}

func (r *reach) wrong(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}

func (r *reach) visit(e ast.Expr) {
	switch e.Kind() {
	case ast.IdentKind:
		r.seen[r.lex.index[Fact(e.AsIdent())]] = true
	case ast.LiteralKind, ast.ListKind:
	case ast.CallKind:
		r.call(e.AsCall())
	default:
		r.wrong("a condition compares facts with words and numbers, and joins comparisons by &&, || and !; nothing else")
	}
}

func (r *reach) call(c ast.CallExpr) {
	switch c.FunctionName() {
	case operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot:
	case operators.Equals, operators.NotEquals, operators.In, operators.Less, operators.GreaterEquals,
		operators.LessEquals, operators.Greater:
		r.compare(c.FunctionName(), c.Args()[0], c.Args()[1])
	default:
		r.wrong("%q has no place in a condition: compare by ==, !=, in, >= or <, and join by &&, || and !", c.FunctionName())
	}
}

// compare refuses a comparison that the fact's list or bands cannot answer: a
// misspelt word would make a rule that silently never applies.
func (r *reach) compare(op string, left, right ast.Expr) {
	if left.Kind() != ast.IdentKind {
		r.wrong("the fact stands at the left of a comparison, the word or number at the right")
		return
	}
	d := r.lex.defs[r.lex.index[Fact(left.AsIdent())]]
	if d.Band() != (op == operators.Less || op == operators.GreaterEquals) {
		r.wrong("%s: facts in bands (numbers) are compared by >= and <, the others by ==, != and in", d.Name)
		return
	}
	literals := []ast.Expr{right}
	if op == operators.In {
		if right.Kind() != ast.ListKind {
			r.wrong("%s in: a list is wanted", d.Name)
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
		r.wrong("%s is compared with something that is no word or number", d.Name)
		return
	}
	switch v := e.AsLiteral().Value().(type) {
	case string:
		if !slices.Contains(d.Values, v) {
			r.wrong("%s is never %q: it is one of %v", d.Name, v, d.Values)
		}
	case int64:
		if !slices.Contains(d.Cuts[1:], v) {
			r.wrong("%s is not divided at %d, only at %v", d.Name, v, d.Cuts[1:])
		}
	}
}
