-- Alarms to be: conditions that have held, but not yet for as long as their alerts ask. A hub that starts again goes on
-- with them; they are written every few seconds, in place of those before.

CREATE TABLE alarm_pending (
  -- Name of the definition: `JobsHeld`.
  alert VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Its labels as one text, as in `alarm`.
  subject VARCHAR(500) COLLATE utf8mb4_nopad_bin NOT NULL,
  -- For how long the condition had held when this was written, while a hub watched.
  held_ms BIGINT NOT NULL,
  seen_ms BIGINT NOT NULL,
  PRIMARY KEY (alert, subject)
);
