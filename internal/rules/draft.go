package rules

import (
	"bytes"
	"io"
	"io/fs"
	"time"
)

// DraftName is what problems call a draft that came without a file.
const DraftName = "draft.yaml"

// Draft is one file of rules as Amend and WithPolicy read it, from text that
// came from a form.
func Draft(text []byte) fs.FS { return draft(text) }

type draft []byte

func (d draft) Open(name string) (fs.File, error) {
	switch name {
	case ".":
		return &draftDir{draft: d}, nil
	case DraftName:
		return &draftFile{draftInfo{d, false}, bytes.NewReader(d)}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

type draftInfo struct {
	draft
	dir bool
}

func (i draftInfo) Name() string {
	if i.dir {
		return "."
	}
	return DraftName
}
func (i draftInfo) Size() int64        { return int64(len(i.draft)) }
func (i draftInfo) ModTime() time.Time { return time.Time{} }
func (i draftInfo) IsDir() bool        { return i.dir }
func (i draftInfo) Sys() any           { return nil }
func (i draftInfo) Mode() fs.FileMode {
	if i.dir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

type draftFile struct {
	draftInfo
	*bytes.Reader
}

func (f *draftFile) Stat() (fs.FileInfo, error) { return f.draftInfo, nil }
func (f *draftFile) Size() int64                { return f.draftInfo.Size() }
func (f *draftFile) Close() error               { return nil }

type draftDir struct {
	draft
	told bool
}

func (d *draftDir) Stat() (fs.FileInfo, error) { return draftInfo{d.draft, true}, nil }
func (d *draftDir) Read([]byte) (int, error)   { return 0, io.EOF }
func (d *draftDir) Close() error               { return nil }

// ReadDir lists the one file, once.
func (d *draftDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if d.told {
		if n > 0 {
			return nil, io.EOF
		}
		return nil, nil
	}
	d.told = true
	return []fs.DirEntry{fs.FileInfoToDirEntry(draftInfo{d.draft, false})}, nil
}
