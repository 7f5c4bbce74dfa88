package pages

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"testing"
)

// TestNoPageHidesItsFrame: a field of a page that has the name of one of the
// frame's stands in its place in the layout: a page that named one Phone showed no
// number to call, or "true".
func TestNoPageHidesItsFrame(t *testing.T) {
	files, _ := filepath.Glob("*.go")
	doors, _ := filepath.Glob("door/*.go")
	seen := 0
	for _, name := range append(files, doors...) {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			s, is := n.(*ast.StructType)
			if !is || !embedsFrame(s) {
				return true
			}
			seen++
			for _, field := range s.Fields.List {
				for _, own := range field.Names {
					if _, hides := reflect.TypeFor[Frame]().FieldByName(own.Name); hides {
						t.Errorf("%s: %s hides the frame's", name, own.Name)
					}
				}
			}
			return true
		})
	}
	if seen < 20 {
		t.Errorf("%d pages seen", seen)
	}
}

func embedsFrame(s *ast.StructType) bool {
	for _, field := range s.Fields.List {
		if len(field.Names) > 0 {
			continue
		}
		switch e := field.Type.(type) {
		case *ast.Ident:
			if e.Name == "Frame" {
				return true
			}
		case *ast.SelectorExpr:
			if e.Sel.Name == "Frame" {
				return true
			}
		}
	}
	return false
}
