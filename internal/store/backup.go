package store

import (
	"context"
	"errors"
	"fmt"
)

// Backup writes one moment of the database into a new SQLite file at path, and
// answers once it is whole. It runs beside the writer, which goes on. It
// refuses PostgreSQL, whose own tools do this.
func (s *Store) Backup(ctx context.Context, path string) error {
	if !s.sqlite {
		return errors.New("store: back up PostgreSQL with pg_dump")
	}
	conn, err := s.read.Conn(ctx)
	if err != nil {
		return fmt.Errorf("store: backup: %w", err)
	}
	defer conn.Close()
	// The statement reads this database and writes the other; a connection that
	// may only query is not let do that.
	_, err = conn.ExecContext(ctx, `PRAGMA query_only = 0`)
	if err == nil {
		_, err = conn.ExecContext(ctx, `VACUUM INTO $1`, path)
	}
	if _, again := conn.ExecContext(context.WithoutCancel(ctx), `PRAGMA query_only = 1`); err != nil || again != nil {
		return fmt.Errorf("store: backup: %w", errors.Join(err, again))
	}
	return nil
}
