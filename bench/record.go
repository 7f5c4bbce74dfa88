package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
	"k8s.io/klog/v2"
	_ "modernc.org/sqlite" // the driver the store uses

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	rec "tarazy/internal/record"
	"tarazy/internal/store"
)

// record measures durable events a second: one event an act, each in the full
// envelope, encrypted, tagged and in the tree.
func record(b *bench) error {
	for _, w := range []int{1, 64} {
		err := b.figure(fmt.Sprintf("record.append.w%d", w), "events/s",
			contender{"tarazy", func() (float64, error) { return b.appendOurs(w) }},
			contender{"tessera", func() (float64, error) { return b.appendTessera(w) }},
			contender{"bare-sqlite", func() (float64, error) { return b.appendBare(w) }})
		if err != nil {
			return err
		}
	}
	return nil
}

// logName is the log the court's figures write to.
const logName = "bench.example/log/1"

// payloadSize is about what an event's payload has; its header has 270 more.
const payloadSize = 600

// text fills an event's payload to payloadSize.
func text() string { return strings.Repeat("Талап арыз. ", 12) + strings.Repeat("x", 36) }

func (b *bench) open() (s *store.Store, done func(), err error) {
	dir, clean, err := b.temp()
	if err != nil {
		return nil, nil, err
	}
	var key [32]byte
	rand.Read(key[:])
	s, err = store.Open(context.Background(), store.Config{Path: filepath.Join(dir, "tarazy.sqlite"), Log: logName,
		WrapKey: key, Clock: court.ClockFunc(time.Now)})
	return s, func() { s.Close(); clean() }, err
}

func (b *bench) appendOurs(writers int) (float64, error) {
	s, done, err := b.open()
	if err != nil {
		return 0, err
	}
	defer done()
	type data struct {
		Text string `json:"text"`
	}
	body := data{text()}
	return rate(writers, func(w, call int) error {
		d := rec.Draft{Stream: court.StreamID(fmt.Sprintf("%032x", w)), Type: "case.noted",
			By: court.Actor{Person: "p-00112233445566778899aabbccddeeff", Role: court.Claimant}, Data: body,
			Key: clerk.NewKey(time.Now())}
		return s.Act(context.Background(), func(tx clerk.Tx) error {
			_, err := tx.Append(d)
			return err
		})
	})
}

// appendTessera adds entries of a payload's size. Its batch is flushed after
// 5 ms: with its default of 250 ms one writer would wait for that alone.
func (b *bench) appendTessera(writers int) (float64, error) {
	dir, done, err := b.temp()
	if err != nil {
		return 0, err
	}
	defer done()
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	skey, _, err := note.GenerateKey(rand.Reader, logName)
	if err != nil {
		return 0, err
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		return 0, err
	}
	driver, err := posix.New(ctx, posix.Config{Path: dir})
	if err != nil {
		return 0, err
	}
	appender, shutdown, _, err := tessera.NewAppender(ctx, driver, tessera.NewAppendOptions().
		WithCheckpointSigner(signer).WithBatching(256, 5*time.Millisecond).WithCheckpointInterval(time.Second))
	if err != nil {
		return 0, err
	}
	defer shutdown(ctx)
	return rate(writers, func(w, call int) error {
		entry := make([]byte, payloadSize)
		copy(entry, fmt.Sprintf("%04d-%012d", w, call))
		_, err := appender.Add(ctx, tessera.NewEntry(entry))()
		return err
	})
}

// appendBare inserts rows of an event's size, each group in one transaction
// with the store's own settings: what the disk and SQLite allow at most.
func (b *bench) appendBare(writers int) (float64, error) {
	dir, done, err := b.temp()
	if err != nil {
		return 0, err
	}
	defer done()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "bare.sqlite")+
		"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`CREATE TABLE events (leaf INTEGER PRIMARY KEY, event BLOB NOT NULL) STRICT`); err != nil {
		return 0, err
	}
	insert, err := db.Prepare(`INSERT INTO events (event) VALUES ($1)`)
	if err != nil {
		return 0, err
	}
	queue := make(chan chan error, 1024)
	go bareWriter(db, insert, queue)
	defer close(queue)
	return rate(writers, func(int, int) error {
		answer := make(chan error, 1)
		queue <- answer
		return <-answer
	})
}

func bareWriter(db *sql.DB, insert *sql.Stmt, queue chan chan error) {
	row := make([]byte, payloadSize+270)
	for first := range queue {
		group := []chan error{first}
		for more := true; more && len(group) < 512; {
			select {
			case next, open := <-queue:
				if more = open; open {
					group = append(group, next)
				}
			default:
				more = false
			}
		}
		err := bareGroup(db, insert, row, len(group))
		for _, answer := range group {
			answer <- err
		}
	}
}

func bareGroup(db *sql.DB, insert *sql.Stmt, row []byte, n int) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	stmt := tx.Stmt(insert)
	for range n {
		if _, err := stmt.Exec(row); err != nil {
			return err
		}
	}
	return tx.Commit()
}
