package cli

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"tarazy/internal/fault"
	"tarazy/internal/keys"
	"tarazy/internal/store"
)

// openRecords opens the record where the configuration says it is. It refuses
// data of a newer program, and a log that another program writes, with one
// clear line. readOnly opens it beside a court that is running.
func openRecords(ctx context.Context, conf Config, log string, wrap [32]byte, readOnly bool) (*store.Store, error) {
	clock, err := clockOf(conf)
	if err != nil {
		return nil, err
	}
	records, err := store.Open(ctx, store.Config{
		Path: conf.database(), Log: log, WrapKey: wrap, Clock: clock, ReadOnly: readOnly,
	})
	switch {
	case errors.Is(err, store.ErrNewer):
		return nil, fault.Conflict("data.newer")
	case errors.Is(err, store.ErrOlder):
		return nil, fault.Conflict("data.older")
	case errors.Is(err, store.ErrBusy):
		return nil, fault.Conflict("data.busy")
	case errors.Is(err, store.ErrEmpty):
		return nil, fault.NotFound("data.empty")
	case err != nil:
		return nil, fault.Unavailable("data.unreachable").Because(err)
	}
	return records, nil
}

// mayMakeKeys refuses data without the key that opens them. A new key in its
// place opens nothing, and would hide that the old one is wanted: keys are made
// only where there are no data.
func mayMakeKeys(ctx context.Context, conf Config, dir keys.Dir) error {
	if has, err := dir.Has("wrap.key"); has || err != nil {
		return err
	}
	missing := fault.NotFound("keys.wrap_missing").With(fault.Args{"dir": string(dir)})
	records, err := openRecords(ctx, conf, "", [32]byte{}, true)
	switch {
	case fault.Is(err, fault.KindNotFound):
		return nil // no data
	case fault.Is(err, fault.KindConflict):
		return missing // data of another version
	case err != nil:
		return err
	}
	defer records.Close()
	size, err := records.Size(ctx)
	if err == nil && size > 0 {
		return missing
	}
	return err
}

// database is what the store is opened by: the configured PostgreSQL, else the
// SQLite file in the data directory.
func (c Config) database() string {
	if c.Database != "" {
		return c.Database
	}
	return filepath.Join(c.Data, databaseFile)
}

// isPostgres reports whether v is a URL the store takes for PostgreSQL.
func isPostgres(v string) bool {
	return strings.HasPrefix(v, "postgres://") || strings.HasPrefix(v, "postgresql://")
}
