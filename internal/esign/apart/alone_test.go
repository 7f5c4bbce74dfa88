package apart_test

import (
	"os/exec"
	"testing"

	"tarazy/internal/esign/apart"
)

// Whether the process gets a network of its own is what the kernel says to others
// too, and not what we hope; a program that cannot be started gets none.
func TestAlone(t *testing.T) {
	if (apart.Checker{Program: "/nowhere"}).Alone() {
		t.Error("a program that is nowhere is alone")
	}
	unshare, err := exec.LookPath("unshare")
	if err != nil {
		t.Skip("unshare (util-linux) is not here to compare with")
	}
	others := exec.Command(unshare, "--user", "--net", "true").Run() == nil
	if got := (apart.Checker{}).Alone(); got != others {
		t.Errorf("alone: %v; for others: %v", got, others)
	}
}
