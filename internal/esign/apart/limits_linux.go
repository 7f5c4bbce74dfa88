package apart

import (
	"os/exec"
	"runtime/debug"
	"syscall"
)

// isolate starts the process in a network of its own, which has nothing in it.
func isolate(cmd *exec.Cmd) bool {
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET}
	return true
}

// confine sets limits that the process cannot lift again: time of processors,
// memory, files written (none), files open (those that are).
func confine(memory, seconds uint64) error {
	limits := map[int]uint64{syscall.RLIMIT_CPU: seconds, syscall.RLIMIT_FSIZE: 0, syscall.RLIMIT_CORE: 0, syscall.RLIMIT_NOFILE: 16}
	if memory > 0 {
		debug.SetMemoryLimit(int64(memory / 4 * 3))
		limits[syscall.RLIMIT_DATA] = memory
	}
	for what, n := range limits {
		if err := syscall.Setrlimit(what, &syscall.Rlimit{Cur: n, Max: n}); err != nil {
			return err
		}
	}
	return nil
}
