package clerk_test

import (
	"os"
	"testing"

	"tarazy/internal/clerk"
)

func TestPermissionTable(t *testing.T) {
	golden(t, "testdata/permissions.txt", clerk.PermissionTable())
}

// golden compares with a file that a lawyer reads; -update writes it anew.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s", file, got)
	}
}
