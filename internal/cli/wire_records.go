package cli

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/store"
)

// openRecords opens the record where the configuration says it is. It refuses
// data of a newer program, and a log that another program writes, with one
// clear line. readOnly opens it beside a court that is running.
func openRecords(ctx context.Context, conf Config, log string, wrap [32]byte, readOnly bool) (*store.Store, error) {
	records, err := store.Open(ctx, store.Config{
		Path: conf.database(), Log: log, WrapKey: wrap, Clock: court.ClockFunc(time.Now), ReadOnly: readOnly,
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
