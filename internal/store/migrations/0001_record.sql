-- Streams: where each stands, and its secret, wrapped by the key outside the data.
CREATE TABLE streams (
    stream  TEXT   NOT NULL PRIMARY KEY,
    kind    TEXT   NOT NULL,
    secret  {{bytes}} NOT NULL,
    version BIGINT NOT NULL,
    head    {{bytes}} NOT NULL
);

-- Events: one leaf each. payload is encrypted; NULL once erased by order.
-- act_key is set on the first event of an act: SHA-256(person, idempotency key).
CREATE TABLE events (
    leaf    BIGINT NOT NULL PRIMARY KEY,
    stream  TEXT   NOT NULL,
    version BIGINT NOT NULL,
    log     TEXT   NOT NULL,
    header  {{bytes}} NOT NULL,
    payload {{bytes}},
    tag     {{bytes}} NOT NULL,
    act_key {{bytes}},
    act_len BIGINT NOT NULL,
    UNIQUE (stream, version)
);
CREATE UNIQUE INDEX events_act ON events (act_key) WHERE act_key IS NOT NULL;

-- The tree's hashes by x/mod/sumdb/tlog's stored hash index; never updated.
CREATE TABLE tree (
    idx  BIGINT NOT NULL PRIMARY KEY,
    hash {{bytes}} NOT NULL
);

-- Logs: one name per epoch, the newest is signed. A new epoch goes on with the
-- same tree; first is its first leaf.
CREATE TABLE logs (
    log   TEXT   NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL UNIQUE,
    first BIGINT NOT NULL
);

-- Registers: derived from the events, and rebuilt from them.
CREATE TABLE registers (
    kind  TEXT NOT NULL,
    id    TEXT NOT NULL,
    owner TEXT NOT NULL,
    doc   {{bytes}} NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX registers_owner ON registers (kind, owner, id);

