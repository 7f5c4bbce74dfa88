package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
)

// transaction runs do in a transaction of the writer's connection. It speaks
// BEGIN itself: database/sql's own would prepare every statement anew.
func (s *Store) transaction(ctx context.Context, do func() error) error {
	begin := "BEGIN"
	if s.sqlite {
		begin = "BEGIN IMMEDIATE"
	}
	if _, err := s.conn.ExecContext(ctx, begin); err != nil {
		return err
	}
	err := do()
	if err == nil {
		_, err = s.conn.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		// Where the connection is gone, so is the transaction.
		_, _ = s.conn.ExecContext(ctx, "ROLLBACK")
	}
	return err
}

// batches are the row counts statements are prepared for.
func batches() [9]int { return [...]int{256, 128, 64, 32, 16, 8, 4, 2, 1} }

// insertMany inserts rows of n columns in as few statements as are prepared.
func (s *Store) insertMany(ctx context.Context, into string, columns int, after string, values []any) error {
	for len(values) > 0 {
		n := 1
		for _, b := range batches() {
			if b*columns <= len(values) {
				n = b
				break
			}
		}
		stmt, err := s.inserting(ctx, into, columns, n, after)
		if err != nil {
			return err
		}
		if _, err := stmt.ExecContext(ctx, values[:n*columns]...); err != nil {
			return err
		}
		values = values[n*columns:]
	}
	return nil
}

// inserting is the statement for a table and a row count.
func (s *Store) inserting(ctx context.Context, into string, columns, n int, after string) (*sql.Stmt, error) {
	name := into + strconv.Itoa(n)
	if stmt, ok := s.stmts[name]; ok {
		return stmt, nil
	}
	var b strings.Builder
	insert := "INSERT INTO "
	if s.sqlite {
		// A row that cannot be inserted ends the whole transaction: otherwise
		// SQLite would keep a copy of every page a statement of many rows
		// touches, to take back that statement alone.
		insert = "INSERT OR ROLLBACK INTO "
	}
	b.WriteString(insert + into + " VALUES ")
	for row := range n {
		sep := "("
		if row > 0 {
			sep = ", ("
		}
		for c := range columns {
			b.WriteString(sep + s.place(row*columns+c+1))
			sep = ", "
		}
		b.WriteString(")")
	}
	stmt, err := s.conn.PrepareContext(ctx, b.String()+after)
	if err == nil {
		s.stmts[name] = stmt
	}
	return stmt, err
}

// place is the n-th value's place in a statement. SQLite would look for a
// numbered one among all others, each time it is bound.
func (s *Store) place(n int) string {
	if s.sqlite {
		return "?"
	}
	return "$" + strconv.Itoa(n)
}

// writerConn reads on the writer's connection, by statements that are kept.
type writerConn struct{ s *Store }

func (c writerConn) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := c.s.stmts[query]; ok {
		return stmt, nil
	}
	stmt, err := c.s.conn.PrepareContext(ctx, query)
	if err == nil {
		c.s.stmts[query] = stmt
	}
	return stmt, err
}

func (c writerConn) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := c.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

func (c writerConn) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	stmt, err := c.prepared(ctx, query)
	if err != nil {
		return c.s.conn.QueryRowContext(ctx, query, args...) // answers the same error
	}
	return stmt.QueryRowContext(ctx, args...)
}

// What every page of a hearing asks many times over: for each person it names,
// the register's row and where their stream stands.
const (
	tipQuery = `SELECT s.version, s.last, e.header FROM streams s
		LEFT JOIN events e ON e.leaf = s.last AND e.stream = s.stream AND e.version = s.version WHERE s.stream = $1`
	rowQuery  = `SELECT owner, doc FROM registers WHERE kind = $1 AND id = $2`
	rowsQuery = `SELECT id, owner, doc FROM registers WHERE kind = $1 AND owner = $2 ORDER BY id`
)

// keepStatements prepares them once, before anybody reads: in the midst of a
// snapshot it would take a second connection, and those who each hold one
// would wait for each other.
func (s *Store) keepStatements(ctx context.Context) error {
	s.kept = map[string]*sql.Stmt{}
	for _, query := range []string{tipQuery, rowQuery, rowsQuery} {
		stmt, err := s.read.PrepareContext(ctx, query)
		if err != nil {
			return fmt.Errorf("store: statements: %w", err)
		}
		s.kept[query] = stmt
	}
	return nil
}

// snapshotTx reads in one snapshot, by the statements that are kept where there are such.
type snapshotTx struct {
	s  *Store
	tx *sql.Tx
}

func (r snapshotTx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if stmt := r.s.kept[query]; stmt != nil {
		return r.tx.StmtContext(ctx, stmt).QueryContext(ctx, args...)
	}
	return r.tx.QueryContext(ctx, query, args...)
}

func (r snapshotTx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if stmt := r.s.kept[query]; stmt != nil {
		return r.tx.StmtContext(ctx, stmt).QueryRowContext(ctx, args...)
	}
	return r.tx.QueryRowContext(ctx, query, args...)
}
