/** The tables of the spool. `sum`: see `sum.ts`. */

/** Numbers of a stream are never used twice, so the next one is kept apart from the facts. */
export const SPOOL_SCHEMA = `
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS stream (
    name TEXT PRIMARY KEY,
    next INTEGER NOT NULL,
    acknowledged INTEGER NOT NULL,
    sum INTEGER
  ) STRICT;
  CREATE TABLE IF NOT EXISTS facts (
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    trace TEXT,
    sum INTEGER,
    PRIMARY KEY (stream, seq)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS cursor (
    collector TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    sum INTEGER,
    PRIMARY KEY (collector, key)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS aside (
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (stream, seq)
  ) STRICT;
`;
