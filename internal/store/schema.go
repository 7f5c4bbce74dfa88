package store

import (
	"context"
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tarazy/internal/fault"
)

// What the migrations make, an object a line; a test holds it.
//
//go:embed objects.*.txt
var made embed.FS

// Schema lists what the database is made of, an object a line: its kind and
// name, a tab, and what it is. What the migrations' own bookkeeping, the database
// itself and PostgreSQL's extensions need is left out.
func (s *Store) Schema(ctx context.Context) ([]string, error) {
	query := objectsOfPostgres
	if s.sqlite {
		query = objectsOfSQLite
	}
	rows, err := s.read.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("store: schema: %w", err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var what, is string
		if err := rows.Scan(&what, &is); err != nil {
			return nil, fmt.Errorf("store: schema: %w", err)
		}
		lines = append(lines, what+"\t"+strings.Join(strings.Fields(is), " "))
	}
	slices.Sort(lines)
	return lines, rows.Err()
}

// CheckSchema compares the database with what the migrations make, and tells
// found of every table, index, trigger or the like that is missing, that is
// another, or that nobody of the court put there. A record whose index was
// dropped still reads well; only nothing holds two events apart any more.
func (s *Store) CheckSchema(ctx context.Context, found Found) error {
	lines, err := s.Schema(ctx)
	if err != nil {
		return err
	}
	file := "objects.postgres.txt"
	if s.sqlite {
		file = "objects.sqlite.txt"
	}
	own, err := made.ReadFile(file)
	if err != nil {
		return err
	}
	have, want := objects(lines), objects(strings.Split(strings.TrimSuffix(string(own), "\n"), "\n"))
	for _, name := range slices.Sorted(maps.Keys(want)) {
		args := fault.Args{"object": name}
		switch is, there := have[name]; {
		case !there:
			found("doctor.schema.missing", args)
		case is != want[name]:
			found("doctor.schema.differs", args)
		}
		delete(have, name)
	}
	for _, name := range slices.Sorted(maps.Keys(have)) {
		found("doctor.schema.extra", fault.Args{"object": name})
	}
	return nil
}

func objects(lines []string) map[string]string {
	all := map[string]string{}
	for _, l := range lines {
		name, is, _ := strings.Cut(l, "\t")
		all[name] = is
	}
	return all
}

const objectsOfSQLite = `SELECT type || ' ' || name || CASE WHEN type IN ('index', 'trigger') THEN ' on ' || tbl_name ELSE '' END, COALESCE(sql, '')
	FROM sqlite_master WHERE substr(name, 1, 7) <> 'sqlite_' AND NOT (type = 'table' AND name = 'goose_db_version')`

// A trigger that was disabled, an index that is not valid, a table that is not
// logged or hides rows is another than ours. What an extension brought is its
// own; goose's table is known by its name and what hangs on it by its kind.
const objectsOfPostgres = `
WITH here AS (SELECT c.*, c.relname IN ('goose_db_version', 'goose_db_version_id_seq', 'goose_db_version_pkey') AS goose
	FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace
	AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e'))
SELECT CASE relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'view ' WHEN 'S' THEN 'sequence ' ELSE 'table ' END || relname,
	relkind::text || relpersistence::text || ' ' || relrowsecurity::text || ' ' || COALESCE((SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
		|| CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END || COALESCE(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), ''), ', ' ORDER BY a.attnum)
		FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
		WHERE a.attrelid = here.oid AND a.attnum > 0 AND NOT a.attisdropped), '')
	FROM here WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND NOT goose
UNION ALL SELECT 'constraint ' || conname || ' on ' || relname, pg_get_constraintdef(k.oid, true)
	FROM pg_constraint k JOIN here ON here.oid = conrelid WHERE contype <> 'n' AND NOT goose
UNION ALL SELECT 'index ' || i.relname || ' on ' || here.relname, pg_get_indexdef(i.oid, 0, true) || ' ' || x.indisvalid::text
	FROM pg_index x JOIN here ON here.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid WHERE i.relname <> 'goose_db_version_pkey'
UNION ALL SELECT 'trigger ' || tgname || ' on ' || relname, pg_get_triggerdef(t.oid, true) || ' ' || tgenabled::text
	FROM pg_trigger t JOIN here ON here.oid = tgrelid WHERE NOT tgisinternal
UNION ALL SELECT 'rule ' || rulename || ' on ' || relname, pg_get_ruledef(r.oid, true) || ' ' || ev_enabled::text
	FROM pg_rewrite r JOIN here ON here.oid = ev_class WHERE rulename <> '_RETURN'
UNION ALL SELECT 'policy ' || polname || ' on ' || relname, polcmd::text
	FROM pg_policy p JOIN here ON here.oid = polrelid
UNION ALL SELECT 'function ' || proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', prosrc || ' ' || prosecdef::text || ' ' || COALESCE(array_to_string(proconfig, ','), '')
	FROM pg_proc p WHERE pronamespace = current_schema()::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`
