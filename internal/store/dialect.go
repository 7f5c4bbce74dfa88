package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrNewer is a data set written by a newer program.
var ErrNewer = errors.New("store: the data were written by a newer version of the program")

// ErrOlder is a data set that its own court has yet to bring up to date.
var ErrOlder = errors.New("store: the data are of an older version: start the court once")

// ErrEmpty is a place to read that nothing was ever written to.
var ErrEmpty = errors.New("store: there is no record here")

// ErrBusy is a log that another writer holds.
var ErrBusy = errors.New("store: another program is writing this log")

// sqliteDSN opens the file so that a commit is on the disk when it returns.
func sqliteDSN(path string, readOnly bool) string {
	q := url.Values{}
	q.Add("_pragma", "busy_timeout(10000)")
	if readOnly {
		// Not mode=ro: beside a writer that was killed the last reader must be
		// able to put the write-ahead log in order. Nothing is created.
		q.Set("mode", "rw")
		q.Add("_pragma", "query_only(1)")
	} else {
		q.Add("_pragma", "journal_mode(WAL)")
		q.Add("_pragma", "synchronous(FULL)")
		// Streams and registers fall anywhere in their tables: pages that stay
		// in memory, and in the log for a while, are read and written once for
		// many acts. 64 MB of log are replayed in a second after a crash.
		q.Add("_pragma", "cache_size(-32768)")
		q.Add("_pragma", "wal_autocheckpoint(16000)")
		q.Add("_pragma", "temp_store(MEMORY)") // where a statement of many rows keeps what it may have to take back
		q.Set("_txlock", "immediate")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// steps are the migrations in the words of one database: the statements are
// the same, only the type of bytes and SQLite's STRICT differ. What only
// PostgreSQL can do is in files of its own, NNNN_name.postgres.sql.
func (s *Store) steps() ([]*goose.Migration, error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var steps []*goose.Migration
	for _, f := range files {
		if s.sqlite && strings.HasSuffix(f, ".postgres.sql") {
			continue
		}
		version, err := goose.NumericComponent(f)
		if err != nil {
			return nil, err
		}
		b, err := migrations.ReadFile(f)
		if err != nil {
			return nil, err
		}
		ddl := s.words(string(b))
		up := func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, ddl)
			return err
		}
		steps = append(steps, goose.NewGoMigration(version, &goose.GoFunc{RunTx: up}, nil))
	}
	return steps, nil
}

func (s *Store) words(ddl string) string {
	if !s.sqlite {
		return strings.ReplaceAll(ddl, "{{bytes}}", "BYTEA")
	}
	ddl = strings.ReplaceAll(strings.ReplaceAll(ddl, "{{bytes}}", "BLOB"), "BIGINT", "INTEGER")
	return strings.ReplaceAll(ddl, "\n);", "\n) STRICT;")
}

// migrate brings the schema up to date, forward only.
func (s *Store) migrate(ctx context.Context) error {
	steps, err := s.steps()
	if err != nil {
		return err
	}
	d := goose.DialectPostgres
	if s.sqlite {
		d = goose.DialectSQLite3
	}
	p, err := goose.NewProvider(d, s.write, nil, goose.WithGoMigrations(steps...), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("store: migrations: %w", err)
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("store: schema version: %w", err)
	}
	if have > want {
		return ErrNewer
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	return nil
}

// readable refuses, for one who only reads, a schema other than ours: a newer
// one we do not understand, and an older one is brought up by its writer.
func (s *Store) readable(ctx context.Context) error {
	steps, err := s.steps()
	if err != nil {
		return err
	}
	exists := `SELECT COUNT(*) FROM sqlite_master WHERE name = 'goose_db_version'`
	if !s.sqlite {
		exists = `SELECT COUNT(*) FROM pg_tables WHERE tablename = 'goose_db_version' AND schemaname = current_schema()`
	}
	var have int64
	if err := s.read.QueryRowContext(ctx, exists).Scan(&have); err != nil {
		return fmt.Errorf("store: schema version: %w", err)
	}
	if have == 0 {
		return ErrEmpty
	}
	if err := s.read.QueryRowContext(ctx, `SELECT MAX(version_id) FROM goose_db_version`).Scan(&have); err != nil {
		return fmt.Errorf("store: schema version: %w", err)
	}
	switch want := steps[len(steps)-1].Version; {
	case have > want:
		return ErrNewer
	case have < want:
		return ErrOlder
	}
	return nil
}

// lock makes us the only writer of this log for as long as we live. The
// system lets go of either lock when the process dies, however it dies.
func (s *Store) lock(ctx context.Context, path string) error {
	if s.sqlite {
		f, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return fmt.Errorf("store: lock: %w", err)
		}
		s.lockFile = f
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
			return ErrBusy
		}
		return nil
	}
	return s.lockSchema(ctx)
}

// lockSchema takes the database's own lock: one schema holds one log, whatever
// its name. A writer that has just ended may still hold it for a moment, until
// the server has seen its connection go: we wait that long for it.
func (s *Store) lockSchema(ctx context.Context) error {
	if _, err := s.conn.ExecContext(ctx, `SET lock_timeout = '3s'`); err != nil {
		return fmt.Errorf("store: lock: %w", err)
	}
	_, err := s.conn.ExecContext(ctx, `SELECT pg_advisory_lock(hashtextextended('tarazy log in ' || current_schema(), 0))`)
	if held := (*pgconn.PgError)(nil); errors.As(err, &held) && held.Code == lockNotAvailable {
		return ErrBusy
	}
	if err == nil {
		_, err = s.conn.ExecContext(ctx, `RESET lock_timeout`)
	}
	if err != nil {
		return fmt.Errorf("store: lock: %w", err)
	}
	return nil
}

// lockNotAvailable is PostgreSQL's word for a lock that did not come in time
// (its documentation, appendix A).
const lockNotAvailable = "55P03"

// isMissing tells an empty answer from a failure.
func isMissing(err error) bool { return errors.Is(err, sql.ErrNoRows) }
