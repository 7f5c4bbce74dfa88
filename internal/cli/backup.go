package cli

import (
	"archive/tar"
	"context"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"tarazy/internal/fault"
)

// Backup writes the record and the documents of one moment into a tar file,
// beside the running court. The keys directory is not in it, wherever it lies:
// with the last signed checkpoint in a backup, an old backup could pass for the
// newest. It refuses a record in PostgreSQL, whose own tools do this.
func Backup(ctx context.Context, args []string, out, errOut io.Writer) int {
	var at where
	var file string
	if code, done := parse("backup", args, out, errOut, func(f *flag.FlagSet) {
		at.flags(f)
		f.StringVar(&file, "out", "", "")
	}); done {
		return code
	}
	if file == "" {
		return incomplete(errOut, "backup")
	}
	a, err := at.open(ctx, false)
	if err != nil {
		return refuse(errOut, err)
	}
	defer a.close()
	documents, err := a.backup(ctx, file)
	if err != nil {
		return refuse(errOut, err)
	}
	say(out, "cli.backup.done", fault.Args{"file": file, "documents": documents})
	return 0
}

// backup copies the database first and the documents after it: a document is
// durable before its event is, so every event of the copy has its document.
func (a *archive) backup(ctx context.Context, file string) (documents int, err error) {
	if a.conf.Database != "" {
		return 0, fault.Invalid("cli.backup.postgres")
	}
	room, err := os.MkdirTemp(filepath.Dir(file), "new-")
	if err != nil {
		return 0, fault.Unavailable("cli.out.unwritable").With(fault.Args{"file": file}).Because(err)
	}
	defer os.RemoveAll(room)
	if err := a.records.Backup(ctx, filepath.Join(room, databaseFile)); err != nil {
		return 0, err
	}
	err = writeWhole(file, func(w io.Writer) error {
		t := tar.NewWriter(w)
		if err := addFile(t, os.DirFS(room), databaseFile, databaseFile); err != nil {
			return err
		}
		blobs := os.DirFS(filepath.Join(a.conf.Data, blobsDir))
		err := fs.WalkDir(blobs, ".", func(name string, d fs.DirEntry, err error) error {
			// "new-…" is a document still on its way in.
			if err != nil || d.IsDir() || strings.HasPrefix(path.Base(name), "new-") {
				return err
			}
			err = addFile(t, blobs, name, path.Join(blobsDir, name))
			if errors.Is(err, fs.ErrNotExist) {
				return nil // nobody had filed it, and the court took it away meanwhile
			}
			documents++
			return err
		})
		return errors.Join(err, t.Close())
	})
	return documents, err
}

// addFile puts a file that no longer changes into the tar.
func addFile(t *tar.Writer, from fs.FS, name, as string) error {
	f, err := from.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	head := &tar.Header{Name: as, Typeflag: tar.TypeReg, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime()}
	if err := t.WriteHeader(head); err != nil {
		return err
	}
	_, err = io.Copy(t, f)
	return err
}
