package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tarazy/internal/record"
)

// maxBundle bounds what is read into memory.
const maxBundle = 4 << 30

func readFile(name string, size int64) ([]byte, error) {
	if size > maxBundle {
		return nil, errors.New("too large")
	}
	return os.ReadFile(name)
}

// readFolder reads an unpacked bundle. It refuses links and devices: a bundle
// is files, and nothing outside the folder belongs to it.
func readFolder(dir string) (record.Parts, error) {
	parts, total := record.Parts{}, int64(0)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if total += info.Size(); !info.Mode().IsRegular() || total > maxBundle || len(parts) >= record.MaxParts {
			return fmt.Errorf("%s does not belong in a bundle", d.Name())
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		parts[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	return parts, err
}

// openLog reads a public log from a URL or a directory.
func openLog(where string) record.Files {
	if strings.HasPrefix(where, "http://") || strings.HasPrefix(where, "https://") {
		return webLog{strings.TrimSuffix(where, "/"), &http.Client{Timeout: 30 * time.Second}}
	}
	return dirLog(where)
}

type dirLog string

func (d dirLog) Read(path string) ([]byte, error) {
	return os.ReadFile(filepath.Join(string(d), filepath.FromSlash(path)))
}

type webLog struct {
	base   string
	client *http.Client
}

// maxLogFile is above the largest file of a log: 256 entries of 66 bytes.
const maxLogFile = 1 << 20

func (w webLog) Read(path string) ([]byte, error) {
	res, err := w.client.Get(w.base + "/" + path)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, res.Status)
	}
	return io.ReadAll(io.LimitReader(res.Body, maxLogFile))
}
