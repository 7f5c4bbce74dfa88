-- An event names the leaf of the one before it in its stream, and a stream the
-- leaf of its last: a stream is read backwards from its end. Two events cannot
-- follow the same one, and two cannot begin a stream; so no two have the same
-- (stream, version). The index over (stream, version) did the same, but 64
-- events of 64 streams touched 64 of its pages, and touch one or two of these.
-- Where a stream stands follows from its last event: its hash is kept no more.
ALTER TABLE events RENAME TO events_before;
ALTER TABLE streams RENAME TO streams_before;

CREATE TABLE streams (
    stream  TEXT   NOT NULL PRIMARY KEY,
    kind    TEXT   NOT NULL,
    secret  {{bytes}} NOT NULL,
    version BIGINT NOT NULL,
    last    BIGINT NOT NULL
);

CREATE TABLE events (
    leaf    BIGINT NOT NULL PRIMARY KEY,
    stream  TEXT   NOT NULL,
    version BIGINT NOT NULL,
    prev    BIGINT,
    log     TEXT   NOT NULL,
    header  {{bytes}} NOT NULL,
    payload {{bytes}},
    tag     {{bytes}} NOT NULL,
    act_key {{bytes}},
    act_len BIGINT NOT NULL
);

-- What is missing stays missing, for doctor to name.
INSERT INTO streams (stream, kind, secret, version, last)
    SELECT s.stream, s.kind, s.secret, s.version,
        COALESCE((SELECT e.leaf FROM events_before e WHERE e.stream = s.stream AND e.version = s.version), -1)
    FROM streams_before s ORDER BY s.stream;

INSERT INTO events (leaf, stream, version, prev, log, header, payload, tag, act_key, act_len)
    SELECT e.leaf, e.stream, e.version,
        (SELECT p.leaf FROM events_before p WHERE p.stream = e.stream AND p.version = e.version - 1),
        e.log, e.header, e.payload, e.tag, e.act_key, e.act_len
    FROM events_before e ORDER BY e.leaf;

DROP TABLE events_before;
DROP TABLE streams_before;

CREATE UNIQUE INDEX events_prev ON events (prev) WHERE prev IS NOT NULL;
CREATE UNIQUE INDEX events_first ON events (stream) WHERE version = 1;
CREATE UNIQUE INDEX events_act ON events (act_key) WHERE act_key IS NOT NULL;
