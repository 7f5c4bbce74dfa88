// Command bench measures what the court must be fast at, each figure beside a
// peer or a floor measured in the same run on the same disk. README.md says
// how, and holds the last results. The tag brings the demo's robots.
//
//	go run -tags demo . [-runs N] [-dir DIR] [-cpuprofile FILE] [record|act|verify|rules|serve|room|sitting|signatures ...]
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
)

// bench is how one measurement is made.
type bench struct {
	runs  int
	alone bool   // without the peers
	dir   string // where data are written; never a file system in memory
	root  string // the project
}

// group is a set of figures that are asked for together.
type group struct {
	name string
	run  func(*bench) error
}

func groups() []group {
	return []group{
		{"record", record}, {"act", act}, {"verify", verify}, {"rules", rules}, {"serve", serve}, {"room", room}, {"sitting", sitting}, {"signatures", signatures},
	}
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() error {
	b := &bench{root: ".."}
	profile := flag.String("cpuprofile", "", "write a CPU profile")
	flag.IntVar(&b.runs, "runs", 5, "runs of each figure; the median counts")
	flag.BoolVar(&b.alone, "alone", false, "without the peers, for profiles")
	flag.StringVar(&b.dir, "dir", "run", "where data are written: on a real disk")
	flag.Parse()
	err := known(flag.Args())
	if err != nil {
		return err
	}
	if b.dir, err = filepath.Abs(b.dir); err != nil {
		return err
	}
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	if *profile != "" {
		f, err := os.Create(*profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	for _, g := range groups() {
		if flag.NArg() > 0 && !slices.Contains(flag.Args(), g.name) {
			continue
		}
		if err := g.run(b); err != nil {
			return fmt.Errorf("%s: %w", g.name, err)
		}
	}
	return nil
}

// known refuses a name that no group has.
func known(wanted []string) error {
	var names []string
	for _, g := range groups() {
		names = append(names, g.name)
	}
	for _, w := range wanted {
		if !slices.Contains(names, w) {
			return fmt.Errorf("no group %q; there are %v", w, names)
		}
	}
	return nil
}

// temp is an empty directory for one run.
func (b *bench) temp() (dir string, done func(), err error) {
	dir, err = os.MkdirTemp(b.dir, "")
	return dir, func() { os.RemoveAll(dir) }, err
}
