package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// serve measures how soon the court answers after its start, over a record
// that is there and over none, and what it holds in memory when idle.
func serve(b *bench) error {
	dir, done, err := b.temp()
	if err != nil {
		return err
	}
	defer done()
	if err := b.figure("serve.ready.new", "ms", contender{"tarazy", func() (float64, error) {
		fresh, done, err := b.temp()
		if err != nil {
			return 0, err
		}
		defer done()
		return b.startAndStop(fresh)
	}}); err != nil {
		return err
	}
	if _, err := b.startAndStop(dir); err != nil {
		return err
	}
	if err := b.figure("serve.ready", "ms", contender{"tarazy", func() (float64, error) { return b.startAndStop(dir) }}); err != nil {
		return err
	}
	return b.figure("serve.rss", "MB", contender{"tarazy", func() (float64, error) { return b.idleMemory(dir) }})
}

// startCourt starts the demo court and waits for its "ready" line.
func (b *bench) startCourt(dir string) (cmd *exec.Cmd, url string, took time.Duration, err error) {
	program, err := filepath.Abs(filepath.Join(b.root, "bin", "tarazy"))
	if err != nil {
		return nil, "", 0, err
	}
	cmd = exec.Command(program, "serve", "--demo", "--listen", "localhost:0", "--data", dir)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, "", 0, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, "", 0, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if at, ready := strings.CutPrefix(lines.Text(), "ready "); ready {
			took = time.Since(began)
			go func() {
				for lines.Scan() {
				}
			}()
			return cmd, at, took, nil
		}
	}
	return nil, "", 0, errors.Join(errors.New("the court did not start"), stop(cmd))
}

func stop(cmd *exec.Cmd) error {
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		return err
	}
	return cmd.Wait()
}

func (b *bench) startAndStop(dir string) (float64, error) {
	cmd, _, took, err := b.startCourt(dir)
	if err != nil {
		return 0, err
	}
	return float64(took.Microseconds()) / 1000, stop(cmd)
}

// idleMemory is the resident set ten seconds after the start.
func (b *bench) idleMemory(dir string) (float64, error) {
	cmd, _, _, err := b.startCourt(dir)
	if err != nil {
		return 0, err
	}
	defer stop(cmd)
	time.Sleep(10 * time.Second)
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if kb, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, err := strconv.ParseFloat(strings.Fields(kb)[0], 64)
			return n / 1024, err
		}
	}
	return 0, errors.New("no VmRSS")
}
