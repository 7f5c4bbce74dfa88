// Package internal holds one test: that the house is built as its floors say.
package internal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// maxLines is how long a file may be before it is two files.
const maxLines = 400

// floor is where a package stands, and what it may import of ours besides the
// floors that its own floor may.
type floor struct {
	no   int
	rank int      // among the nouns of floor 1: only leftwards, to a smaller one
	also []string // named edges that the table allows
}

// floors is the whole house. A package that is not here has no place in it yet.
func floors() map[string]floor {
	return map[string]floor{
		"internal/court": {no: 0}, "internal/fault": {no: 0}, "internal/gost": {no: 0}, "internal/i18n": {no: 0},

		// Signing, which tests alone may import.
		"internal/gost/gosttest":   {no: 0},
		"internal/esign/esigntest": {no: 3, also: []string{"internal/gost/gosttest"}},
		// The same in a process of its own, and what is asked in the network.
		"internal/esign/apart":  {no: 3, also: []string{"internal/esign"}},
		"internal/esign/online": {no: 3, also: []string{"internal/esign"}},

		"internal/record": {no: 1}, "internal/signature": {no: 1}, "internal/identity": {no: 1, rank: 1}, "internal/docket": {no: 1, rank: 2},
		"internal/evidence": {no: 1, rank: 3}, "internal/oath": {no: 1, rank: 3}, "internal/rules": {no: 1, rank: 4},
		"internal/calendar": {no: 1, rank: 5}, "internal/hearing": {no: 1, rank: 5}, "internal/attend": {no: 1, rank: 6}, "internal/publicity": {no: 1, rank: 6},
		"internal/notice": {no: 1, rank: 6},

		"internal/clerk": {no: 2},

		"internal/store": {no: 3, also: []string{"internal/clerk"}}, "internal/livekit": {no: 3, also: []string{"internal/clerk"}},
		"internal/recorder": {no: 3, also: []string{"internal/clerk"}}, "internal/courier": {no: 3, also: []string{"internal/clerk"}},
		"internal/rehearsal": {no: 3, also: []string{"internal/clerk"}}, "internal/signin": {no: 3, also: []string{"internal/clerk"}}, "internal/signin/openid": {no: 3, also: []string{"internal/clerk"}}, "internal/signin/openid/openidtest": {no: 3}, "internal/notary": {no: 3}, "internal/cosigner": {no: 3}, "internal/keys": {no: 3},
		"internal/blob": {no: 3}, "internal/esign": {no: 3}, "internal/pdf": {no: 3},
		// What tests of several stores share; nothing but tests may import it.
		"internal/store/storetest": {no: 3, also: []string{"internal/clerk", "internal/store"}},

		"internal/pages/visitor": {no: 4}, "web": {no: 4},
		"internal/pages":      {no: 4, also: []string{"internal/pages/visitor", "web"}},
		"internal/pages/door": {no: 4, also: []string{"internal/pages", "internal/pages/visitor"}},
		"internal/api":        {no: 4, also: []string{"internal/pages/visitor"}},
		"internal/cli":        {no: 4, also: []string{"internal/pages", "internal/pages/door", "internal/api", "web"}},

		"cmd/tarazy": {no: 5, also: []string{"internal/cli"}},
		"cmd/tarazy-verify": {no: 5, also: []string{"internal/record", "internal/evidence", "internal/oath", "internal/court",
			"internal/fault", "internal/i18n", "internal/gost", "internal/signature", "internal/esign", "internal/esign/apart"}},
	}
}

// wiring reports whether the file of cli puts adapters together: wire.go and
// its kin. No other file of the upper floors names one.
func wiring(name string) bool { return strings.HasPrefix(name, "wire") }

// pkg is what go list says of a package.
type pkg struct {
	Dir, ImportPath string
	Name            string
	GoFiles         []string
	Imports, Deps   []string
	Standard        bool
}

const module = "tarazy/"

// list asks go list, with the demo and without it.
func list(args ...string) map[string]pkg {
	cmd := exec.Command("go", append([]string{"list", "-json"}, args...)...)
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		panic(fmt.Sprintf("go list: %v", err))
	}
	all := map[string]pkg{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			panic(err)
		}
		all[p.ImportPath] = p
	}
}

// ours is the whole product, with and without the demo.
var ours = sync.OnceValue(func() map[string]pkg {
	all := list("./internal/...", "./cmd/...", "./web/...")
	for path, p := range list("-tags", "demo", "./internal/...", "./cmd/...", "./web/...") {
		was := all[path]
		p.GoFiles = append(p.GoFiles, was.GoFiles...)
		p.Imports = append(p.Imports, was.Imports...)
		slices.Sort(p.GoFiles)
		slices.Sort(p.Imports)
		p.GoFiles, p.Imports = slices.Compact(p.GoFiles), slices.Compact(p.Imports)
		all[path] = p
	}
	delete(all, "tarazy/internal") // this test
	return all
})

func TestFloors(t *testing.T) {
	table := floors()
	for path, p := range ours() {
		name := strings.TrimPrefix(path, module)
		from, known := table[name]
		if !known {
			t.Errorf("%s stands on no floor: give it one in the table", name)
			continue
		}
		for _, imported := range p.Imports {
			to, mine := strings.CutPrefix(imported, module)
			if !mine {
				outside(t, name, from, imported)
				continue
			}
			if why := refused(name, from, to, table[to]); why != "" {
				t.Errorf("%s imports %s: %s", name, to, why)
			}
		}
	}
}

// refused is the rule that an edge breaks; "" if it breaks none.
func refused(name string, from floor, to string, target floor) string {
	switch {
	case slices.Contains(from.also, to):
		return ""
	case strings.HasSuffix(to, "test"):
		return "only tests may import it"
	case name == "internal/court":
		return "court imports nothing of ours"
	case from.no == 0 && target.no == 0:
		return ""
	case from.no == 1 && target.no == 0, from.no == 1 && to == "internal/record":
		return ""
	case from.no == 1 && target.no == 1 && name != "internal/record" && target.rank < from.rank:
		return ""
	case from.no == 1 && target.no == 1:
		return "nouns import only leftwards: identity, docket, {evidence, oath}, rules, {calendar, hearing}, {attend, publicity, notice}"
	case from.no == 2 && target.no < 2:
		return ""
	case from.no == 3 && target.no == 3:
		return "adapters never import each other"
	case from.no == 3 && target.no < 2:
		return ""
	case from.no == 3:
		return "this adapter names no interface of the clerk"
	case from.no == 4 && target.no < 3:
		return ""
	case name == "internal/cli" && target.no == 3:
		return "" // TestOnlyTheWiringNamesAdapters looks at the files
	}
	return fmt.Sprintf("floor %d may not import floor %d", from.no, target.no)
}

// outside holds the bans on packages that are not ours.
func outside(t *testing.T, name string, from floor, imported string) {
	banned := func(rule string) { t.Errorf("%s imports %s: %s", name, imported, rule) }
	external := strings.Contains(strings.Split(imported, "/")[0], ".")
	switch {
	case imported == "database/sql" && name != "internal/store" && name != "internal/store/storetest":
		banned("SQL is spoken in internal/store alone")
	case strings.HasPrefix(imported, "github.com/livekit/") && name != "internal/livekit":
		banned("the media server is named in internal/livekit alone")
	case imported == "net/http" && from.no <= 2:
		banned("floors 0 to 2 speak no HTTP")
	case imported == "net/http" && (name == "internal/esign" || name == "internal/esign/apart"):
		banned("who checks signatures asks no network: internal/esign/online does")
	case from.no == 0 && external && !strings.HasPrefix(imported, "golang.org/x/text/"):
		banned("floor 0 has the standard library and x/text")
	case from.no == 1 && (imported == "os" || imported == "net"):
		banned("floor 1 is pure")
	}
}

// TestTheVerifierIsLight: whoever checks a bundle runs none of the court.
func TestTheVerifierIsLight(t *testing.T) {
	for path := range list("-deps", "./cmd/tarazy-verify") {
		for _, heavy := range []string{"tarazy/internal/pages", "tarazy/internal/api", "tarazy/internal/clerk", "tarazy/internal/store", "tarazy/web",
			"database/sql", "html/template", "modernc.org/", "github.com/jackc/", "github.com/livekit/", "github.com/pion/"} {
			if path == heavy || strings.HasPrefix(path, strings.TrimSuffix(heavy, "/")+"/") {
				t.Errorf("cmd/tarazy-verify depends on %s", path)
			}
		}
	}
}

func TestOnlyTheWiringNamesAdapters(t *testing.T) {
	table := floors()
	eachFile(t, func(p pkg, name string, f *ast.File, _ *token.FileSet) {
		if p.ImportPath != "tarazy/internal/cli" || wiring(name) {
			return
		}
		for _, i := range f.Imports {
			to := strings.TrimPrefix(strings.Trim(i.Path.Value, `"`), module)
			if target, ok := table[to]; ok && target.no == 3 {
				t.Errorf("internal/cli/%s imports %s: only the wiring names adapters", name, to)
			}
		}
	})
}

// eachFile parses every file that is not a test of the product.
func eachFile(t *testing.T, look func(p pkg, name string, f *ast.File, set *token.FileSet)) {
	for _, p := range ours() {
		for _, name := range p.GoFiles {
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, filepath.Join(p.Dir, name), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			look(p, name, f, set)
		}
	}
}

func TestBans(t *testing.T) {
	eachFile(t, func(p pkg, file string, f *ast.File, set *token.FileSet) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if strings.HasSuffix(name, "test") {
			return // helpers of tests
		}
		banned := func(at ast.Node, rule string) {
			t.Errorf("%s/%s:%d: %s", name, file, set.Position(at.Pos()).Line, rule)
		}
		if n := set.File(f.Pos()).LineCount(); n > maxLines {
			t.Errorf("%s/%s has %d lines: more than %d are two files", name, file, n, maxLines)
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				bansIn(name, d, banned)
			case *ast.GenDecl:
				if d.Tok == token.VAR {
					variables(d, banned)
				}
			}
		}
	})
}

// bansIn looks through one function.
func bansIn(name string, d *ast.FuncDecl, banned func(ast.Node, string)) {
	if d.Recv == nil && d.Name.Name == "init" {
		banned(d, "no init(): what a program does stands in main's way")
	}
	floor := floors()[name]
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			if floor.no <= 1 {
				banned(n, "floors 0 and 1 start no goroutines")
			}
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "panic" && !strings.HasPrefix(d.Name.Name, "Must") {
				banned(n, "panic only in Must… for embedded files")
			}
		case *ast.SelectorExpr:
			x, ok := n.X.(*ast.Ident)
			switch {
			case !ok:
			case x.Name == "time" && n.Sel.Name == "Now" && name != "internal/cli" && name != "internal/livekit" && name != "cmd/tarazy-verify":
				banned(n, "the clock is given: court.Clock")
			case x.Name == "context" && n.Sel.Name == "WithValue" && name != "internal/pages/visitor":
				banned(n, "a context carries the visitor and nothing else")
			}
		}
		return true
	})
}

// variables lets stand what nobody changes: sentinel errors, compiled
// expressions, embedded files, values made once, and proofs of an interface.
func variables(d *ast.GenDecl, banned func(ast.Node, string)) {
	for _, s := range d.Specs {
		v := s.(*ast.ValueSpec)
		if v.Names[0].Name == "_" || selector(v.Type) == "embed.FS" {
			continue
		}
		for _, value := range v.Values {
			call, ok := value.(*ast.CallExpr)
			if !ok || !slices.Contains([]string{"errors.New", "regexp.MustCompile", "sync.OnceValue", "sync.OnceValues"}, selector(call.Fun)) {
				banned(v, "a variable of the whole package: "+v.Names[0].Name)
			}
		}
		if len(v.Values) == 0 {
			banned(v, "a variable of the whole package: "+v.Names[0].Name)
		}
	}
}

func selector(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		if x, ok := s.X.(*ast.Ident); ok {
			return x.Name + "." + s.Sel.Name
		}
	}
	return ""
}

// TestTheRulesBite shows the rules edges that each must refuse.
func TestTheRulesBite(t *testing.T) {
	table := floors()
	for _, edge := range [][2]string{
		{"internal/court", "internal/fault"}, {"internal/record", "internal/docket"}, {"internal/docket", "internal/hearing"},
		{"internal/evidence", "internal/oath"}, {"internal/calendar", "internal/hearing"}, {"internal/hearing", "internal/clerk"}, {"internal/clerk", "internal/store"},
		{"internal/store", "internal/blob"}, {"internal/blob", "internal/clerk"}, {"internal/pages", "internal/store"},
		{"internal/api", "internal/pages"}, {"internal/clerk", "internal/pages"}, {"cmd/tarazy", "internal/store"},
		{"cmd/tarazy-verify", "internal/clerk"}, {"internal/clerk", "internal/store/storetest"},
	} {
		if refused(edge[0], table[edge[0]], edge[1], table[edge[1]]) == "" {
			t.Errorf("%s may import %s", edge[0], edge[1])
		}
	}
	const bad = `package bad
import ("context"; "time")
var counter int
var list = map[string]int{}
func init() { counter = int(time.Now().Unix()) }
func f(ctx context.Context) { go f(context.WithValue(ctx, 1, 2)); panic("no") }
`
	f, err := parser.ParseFile(token.NewFileSet(), "bad.go", bad, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	count := func(ast.Node, string) { found++ }
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			bansIn("internal/hearing", d, count)
		case *ast.GenDecl:
			if d.Tok == token.VAR {
				variables(d, count)
			}
		}
	}
	if found != 7 {
		t.Errorf("%d of 7 offences were seen", found)
	}
}
