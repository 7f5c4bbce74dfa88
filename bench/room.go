package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

// room measures the hearing room in real browsers; room.mjs drives them.
func room(b *bench) error { return b.browsers("room.mjs") }

// browsers prints what a script measured that drives real browsers.
func (b *bench) browsers(script string) error {
	cmd := exec.Command("node", filepath.Join(b.root, "bench", script), strconv.Itoa(b.runs))
	cmd.Stderr = os.Stderr
	out, failed := cmd.Output()
	lines := json.NewDecoder(bytes.NewReader(out))
	for lines.More() {
		var figures map[string]map[string][]float64
		if err := lines.Decode(&figures); err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(figures)) {
			values := figures[name]
			names, all := []string{"tarazy"}, [][]float64{values["tarazy"]}
			if peer, ok := values["bare-page"]; ok {
				names, all = append(names, "bare-page"), append(all, peer)
			}
			report(name, "ms", names, all)
		}
	}
	return failed
}
