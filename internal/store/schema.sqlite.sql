CREATE TABLE tree (
    idx  INTEGER NOT NULL PRIMARY KEY,
    hash BLOB NOT NULL
) STRICT;

CREATE TABLE logs (
    log   TEXT   NOT NULL PRIMARY KEY,
    epoch INTEGER NOT NULL UNIQUE,
    first INTEGER NOT NULL
) STRICT;

CREATE TABLE registers (
    kind  TEXT NOT NULL,
    id    TEXT NOT NULL,
    owner TEXT NOT NULL,
    doc   BLOB NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT;

CREATE INDEX registers_owner ON registers (kind, owner, id);

CREATE TABLE streams (
    stream  TEXT   NOT NULL PRIMARY KEY,
    kind    TEXT   NOT NULL,
    secret  BLOB NOT NULL,
    version INTEGER NOT NULL,
    last    INTEGER NOT NULL
) STRICT;

CREATE TABLE events (
    leaf    INTEGER NOT NULL PRIMARY KEY,
    stream  TEXT   NOT NULL,
    version INTEGER NOT NULL,
    prev    INTEGER,
    log     TEXT   NOT NULL,
    header  BLOB NOT NULL,
    payload BLOB,
    tag     BLOB NOT NULL,
    act_key BLOB,
    act_len INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX events_prev ON events (prev) WHERE prev IS NOT NULL;

CREATE UNIQUE INDEX events_first ON events (stream) WHERE version = 1;

CREATE UNIQUE INDEX events_act ON events (act_key) WHERE act_key IS NOT NULL;
