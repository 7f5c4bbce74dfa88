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
	if _, err := s.read.ExecContext(ctx, `VACUUM INTO $1`, path); err != nil {
		return fmt.Errorf("store: backup: %w", err)
	}
	return nil
}
