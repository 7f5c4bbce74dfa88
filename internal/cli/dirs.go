package cli

import (
	"os"
	"path/filepath"

	"tarazy/internal/fault"
)

// makeDirs makes the court's directories and refuses those it cannot write.
func makeDirs(conf Config) error {
	for _, dir := range []string{conf.Data, conf.Keys} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fault.Unavailable("cli.dir.unwritable").With(fault.Args{"dir": dir}).Because(err)
		}
		probe, err := os.CreateTemp(dir, ".probe-")
		if err != nil {
			return fault.Unavailable("cli.dir.unwritable").With(fault.Args{"dir": filepath.Clean(dir)})
		}
		probe.Close()
		os.Remove(probe.Name())
	}
	return nil
}
