package gosttest

import (
	"os"
	"path/filepath"
	"testing"
)

// Vectors is where the national CA's public material lies: in the directory
// that TARAZY_VECTORS names, or beside the checkout. Without it a test says so
// and is skipped; it fails where CI=true and there is a place beside the
// checkout that ought to have it.
func Vectors(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("TARAZY_VECTORS")
	if dir == "" {
		// From the directory of a package internal/<name>, where its tests run.
		dir = filepath.Join("..", "..", "..", "shared", "vectors")
	}
	dir = filepath.Join(dir, "kz-eds")
	if _, err := os.Stat(dir); err != nil {
		if _, beside := os.Stat(filepath.Dir(filepath.Dir(dir))); os.Getenv("CI") == "true" && beside == nil {
			t.Fatal("the national CA's material is not there: ", err)
		}
		t.Skip("the national CA's material is not there; TARAZY_VECTORS may name the directory: ", err)
	}
	return dir
}
