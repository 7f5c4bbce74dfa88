// Package store keeps the record and the registers in SQL: one SQLite file by
// default, PostgreSQL by configuration, the same statements for both. It is the
// one place where database/sql is spoken.
//
// One writer per log. Acts wait in a queue; the writer takes what is waiting,
// runs each against what the ones before it staged, and makes all of them
// durable in one transaction. A refused act stages nothing. If we die before
// the commit none of them happened, and nobody was told otherwise; after it,
// all of them stand, and a retry with the same key finds its act done.
package store

import (
	"context"
	"crypto/cipher"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"

	"tarazy/internal/court"
)

// Config says which log to keep, and where.
type Config struct {
	// Path of the SQLite file, or a PostgreSQL URL ("postgres://…").
	Path string
	// Log is the origin the log has while it is new, "<court host>/log/1". A
	// store that already has a log keeps its own.
	Log string
	// WrapKey wraps the streams' secrets. It lives outside the data directory.
	WrapKey [32]byte
	Clock   court.Clock
	// ReadOnly opens the store beside a running writer: no act, no migration.
	ReadOnly bool
}

// Store implements clerk.Store and record.Tree.
type Store struct {
	write    *sql.DB // the writer's one connection; nil when read-only
	read     *sql.DB
	kept     map[string]*sql.Stmt // on read; not written after opening
	sqlite   bool
	lockFile *os.File
	clock    court.Clock
	wrap     cipher.AEAD
	log      string

	queue   chan *request
	stopped chan struct{} // closed when the writer has ended
	quit    chan struct{} // closed to end the writer
	closing sync.Once

	mu      sync.RWMutex // guards secrets
	secrets map[court.StreamID]streamSecret

	// The writer's own; nobody else touches them once it runs.
	conn   *sql.Conn // the connection that holds the lock
	stmts  map[string]*sql.Stmt
	tips   map[court.StreamID]tip // durable
	recent recent                 // durable acts
	now    state
}

// Open opens the store, brings its schema up to date and starts the writer. It
// refuses a data set of a newer program, and a second writer on the same log.
func Open(ctx context.Context, c Config) (*Store, error) {
	s := &Store{
		sqlite: !strings.HasPrefix(c.Path, "postgres"), clock: c.Clock, log: c.Log,
		queue: make(chan *request, 1024), stopped: make(chan struct{}), quit: make(chan struct{}),
		secrets: map[court.StreamID]streamSecret{}, tips: map[court.StreamID]tip{},
	}
	var err error
	if s.wrap, err = wrapper(c.WrapKey); err != nil {
		return nil, err
	}
	if err := s.connect(ctx, c); err != nil {
		return nil, errors.Join(err, s.closeAll())
	}
	if c.ReadOnly {
		if err := s.openToRead(ctx); err != nil {
			return nil, errors.Join(err, s.closeAll())
		}
		close(s.stopped)
		return s, nil
	}
	if err := s.prepare(ctx, c.Path); err != nil {
		return nil, errors.Join(err, s.closeAll())
	}
	go s.writer()
	return s, nil
}

func (s *Store) connect(ctx context.Context, c Config) error {
	driver, dsn := "pgx", c.Path
	if s.sqlite {
		driver, dsn = "sqlite", sqliteDSN(c.Path, c.ReadOnly)
	}
	if c.ReadOnly && s.sqlite {
		// Opening would make the file.
		if _, err := os.Stat(c.Path); errors.Is(err, fs.ErrNotExist) {
			return ErrEmpty
		}
	}
	var err error
	if s.sqlite && !c.ReadOnly {
		if err := ours(c.Path); err != nil {
			return err
		}
	}
	if s.read, err = sql.Open(driver, dsn); err != nil {
		return err
	}
	s.read.SetMaxOpenConns(8)
	s.read.SetMaxIdleConns(8)
	if c.ReadOnly {
		return s.read.PingContext(ctx)
	}
	if s.write, err = sql.Open(driver, dsn); err != nil {
		return err
	}
	// goose wants a pool; the writer keeps one connection of it for itself.
	s.write.SetMaxOpenConns(2)
	return s.takeConn(ctx)
}

// ours makes the file of the record one that nobody else on the machine reads;
// SQLite gives the files beside it the same mode.
func ours(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

// takeConn gets the writer a connection, with no statement prepared on it yet.
func (s *Store) takeConn(ctx context.Context) error {
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("store: connect: %w", err)
	}
	s.conn, s.stmts = conn, map[string]*sql.Stmt{}
	return nil
}

// prepare makes schema, lock, log name and the writer's state ready.
func (s *Store) prepare(ctx context.Context, path string) error {
	if err := s.lock(ctx, path); err != nil {
		return err
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if _, err := s.write.ExecContext(ctx,
		`INSERT INTO logs (log, epoch, first) SELECT CAST($1 AS TEXT), 1, 0 WHERE NOT EXISTS (SELECT 1 FROM logs)`, s.log); err != nil {
		return fmt.Errorf("store: log name: %w", err)
	}
	if err := errors.Join(s.loadLog(ctx), s.keepStatements(ctx)); err != nil {
		return err
	}
	return s.loadState(ctx)
}

// openToRead makes ready what a reader needs.
func (s *Store) openToRead(ctx context.Context) error {
	if err := s.readable(ctx); err != nil {
		return err
	}
	return errors.Join(s.loadLog(ctx), s.keepStatements(ctx))
}

func (s *Store) loadLog(ctx context.Context) error {
	err := s.read.QueryRowContext(ctx, `SELECT log FROM logs ORDER BY epoch DESC LIMIT 1`).Scan(&s.log)
	if err != nil {
		return fmt.Errorf("store: log name: %w", err)
	}
	return nil
}

// Log is the origin of the log that is being written.
func (s *Store) Log() string { return s.log }

// NewEpoch gives the log a new name, "<court host>/log/<epoch>", from the next
// event on. The tree goes on. Only recovery does this, before anybody acts.
func (s *Store) NewEpoch(ctx context.Context, log string, epoch int64) error {
	size, err := s.Size(ctx)
	if err != nil {
		return err
	}
	if _, err := s.write.ExecContext(ctx, `INSERT INTO logs (log, epoch, first) VALUES ($1, $2, $3)`, log, epoch, size); err != nil {
		return fmt.Errorf("store: new epoch: %w", err)
	}
	s.log = log
	return nil
}

// First is the first leaf of the log that is being written: 0 in its first epoch.
func (s *Store) First(ctx context.Context) (first int64, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT first FROM logs ORDER BY epoch DESC LIMIT 1`).Scan(&first)
	if err != nil {
		return 0, fmt.Errorf("store: log name: %w", err)
	}
	return first, nil
}

// Close lets the writer finish what it has taken, and closes the files.
func (s *Store) Close() error {
	s.closing.Do(func() { close(s.quit) })
	<-s.stopped
	return s.closeAll()
}

func (s *Store) closeAll() error {
	var errs []error
	if s.conn != nil {
		if s.sqlite {
			// So that the file alone is whole once the court has stopped. If somebody
			// still reads, the rest stays in the file beside it, and nothing is lost.
			_, _ = s.conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
		}
		errs = append(errs, s.conn.Close())
	}
	for _, db := range []*sql.DB{s.write, s.read} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.lockFile != nil {
		errs = append(errs, s.lockFile.Close())
	}
	return errors.Join(errs...)
}
