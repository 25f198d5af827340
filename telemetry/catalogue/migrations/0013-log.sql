-- The logbook that people write: threads, revisions, tags, attachments; what is good or bad of the data; who is on shift.

-- A head is the entry as it stands; every version of what a person wrote is in log_revision, kept by triggers, so that no
-- writer forgets one and no hand changes a text unseen. Machine entries are derived anew and have no revisions.
ALTER TABLE log_entry
  MODIFY COLUMN body MEDIUMTEXT NULL,
  MODIFY COLUMN tags VARCHAR(1000) NOT NULL DEFAULT '',
  -- How the body is meant: Markdown (CommonMark), or text as it stands.
  ADD COLUMN format ENUM('markdown', 'plain') NOT NULL DEFAULT 'plain',
  -- The entry that it answers, and the first one of its thread; NULL: it begins one.
  ADD COLUMN reply_to CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN thread CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  -- Fields of the logbook that it was imported from: [[name, text], …], in their order.
  ADD COLUMN attributes_json MEDIUMTEXT NULL,
  ADD COLUMN revision INT UNSIGNED NOT NULL DEFAULT 1,
  -- Of the last revision: its own ULID, when, by whom, why.
  ADD COLUMN revision_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN edited_ms BIGINT NULL,
  ADD COLUMN edited_by VARCHAR(191) NULL,
  ADD COLUMN edited_why VARCHAR(500) NULL,
  ADD KEY log_thread (thread, event_ms);

CREATE TABLE log_revision (
  entry_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  n INT UNSIGNED NOT NULL,
  -- A revision that is sent twice is one.
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
  at_ms BIGINT NOT NULL,
  by_whom VARCHAR(191) NOT NULL,
  why VARCHAR(500) NULL,
  event_ms BIGINT NOT NULL,
  run_id INT UNSIGNED NULL,
  title VARCHAR(500) NOT NULL,
  body MEDIUMTEXT NULL,
  format ENUM('markdown', 'plain') NOT NULL,
  tags VARCHAR(1000) NOT NULL,
  restricted TINYINT UNSIGNED NOT NULL,
  PRIMARY KEY (entry_id, n)
);

INSERT INTO log_revision (entry_id, n, id, at_ms, by_whom, event_ms, run_id, title, body, format, tags, restricted)
SELECT id, 1, id, created_ms, author, event_ms, run_id, title, body, format, tags, restricted
FROM log_entry WHERE author_kind = 'human'
ON DUPLICATE KEY UPDATE n = 1;

CREATE TRIGGER log_first_revision AFTER INSERT ON log_entry FOR EACH ROW
  INSERT INTO log_revision (entry_id, n, id, at_ms, by_whom, event_ms, run_id, title, body, format, tags, restricted)
  SELECT NEW.id, NEW.revision, NEW.id, NEW.created_ms, NEW.author, NEW.event_ms, NEW.run_id, NEW.title, NEW.body, NEW.format,
    NEW.tags, NEW.restricted
  FROM DUAL WHERE NEW.author_kind = 'human';

-- A text that is changed by hand is a revision too, by nobody who is known.
CREATE TRIGGER log_next_revision BEFORE UPDATE ON log_entry FOR EACH ROW
  SET NEW.revision = OLD.revision + IF(
      OLD.author_kind = 'human' AND NOT (NEW.title <=> OLD.title AND NEW.body <=> OLD.body AND NEW.tags <=> OLD.tags
        AND NEW.event_ms <=> OLD.event_ms AND NEW.restricted <=> OLD.restricted AND NEW.format <=> OLD.format
        AND NEW.revision_id <=> OLD.revision_id), 1, 0);

CREATE TRIGGER log_revision_kept AFTER UPDATE ON log_entry FOR EACH ROW
  INSERT INTO log_revision (entry_id, n, id, at_ms, by_whom, why, event_ms, run_id, title, body, format, tags, restricted)
  SELECT NEW.id, NEW.revision,
    IF(NEW.revision_id <=> OLD.revision_id, CONCAT(LEFT(NEW.id, 19), LPAD(NEW.revision, 7, '0')), NEW.revision_id),
    IF(NEW.revision_id <=> OLD.revision_id, CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED), NEW.edited_ms),
    IF(NEW.revision_id <=> OLD.revision_id, 'unknown', COALESCE(NEW.edited_by, 'unknown')),
    IF(NEW.revision_id <=> OLD.revision_id, 'changed in the database', NEW.edited_why),
    NEW.event_ms, NEW.run_id, NEW.title, NEW.body, NEW.format, NEW.tags, NEW.restricted
  FROM DUAL WHERE NEW.revision <> OLD.revision;

CREATE TRIGGER log_revision_stays BEFORE UPDATE ON log_revision FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'revisions of the log are added, never changed';

CREATE TRIGGER log_revision_not_gone BEFORE DELETE ON log_revision FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'revisions of the log are added, never removed';

-- The words that entries are tagged with, and what each means.
CREATE TABLE tag (
  name VARCHAR(64) COLLATE utf8mb4_nopad_bin PRIMARY KEY,
  meaning VARCHAR(500) NULL,
  created_ms BIGINT NOT NULL
);

-- Files of entries by their content, in parts that fit into any packet: a picture that two entries show is kept once.
CREATE TABLE attachment_part (
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  n INT UNSIGNED NOT NULL,
  content MEDIUMBLOB NOT NULL,
  PRIMARY KEY (sha256, n)
);

CREATE TABLE attachment (
  entry_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  n INT UNSIGNED NOT NULL,
  name VARCHAR(255) COLLATE utf8mb4_nopad_bin NOT NULL,
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  bytes INT UNSIGNED NOT NULL,
  -- Told by the first bytes, never by the name; NULL: no picture that pages show.
  image ENUM('png', 'jpg', 'gif', 'webp') NULL,
  PRIMARY KEY (entry_id, n),
  KEY attachment_content (sha256)
);

-- An interval of a run or of time, and how good it is: NULL in from_ms or to_ms is the run's own beginning or end.
CREATE TABLE quality_flag (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
  origin VARCHAR(191) COLLATE utf8mb4_nopad_bin NOT NULL UNIQUE,
  run_id INT UNSIGNED NULL,
  from_ms BIGINT NULL,
  to_ms BIGINT NULL,
  quality ENUM('good', 'doubtful', 'bad') NOT NULL,
  why VARCHAR(500) NOT NULL,
  by_whom VARCHAR(191) NOT NULL,
  created_ms BIGINT NOT NULL,
  KEY flag_run (run_id),
  KEY flag_time (from_ms, to_ms),
  CONSTRAINT flag_of_something CHECK (run_id IS NOT NULL OR (from_ms IS NOT NULL AND to_ms IS NOT NULL))
);

CREATE TABLE shift (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
  person VARCHAR(191) NOT NULL,
  role VARCHAR(64) NULL,
  from_ms BIGINT NOT NULL,
  -- NULL: until somebody else is.
  to_ms BIGINT NULL,
  by_whom VARCHAR(191) NOT NULL,
  created_ms BIGINT NOT NULL,
  KEY shift_time (from_ms)
);

CREATE OR REPLACE VIEW log_utc AS
SELECT
  l.*,
  TIMESTAMPADD(MICROSECOND, l.event_ms * 1000, '1970-01-01') AS event_at,
  TIMESTAMPADD(MICROSECOND, l.created_ms * 1000, '1970-01-01') AS created_at
FROM log_entry l;

CREATE VIEW quality_flag_utc AS
SELECT
  q.*,
  c.name AS campaign,
  r.number AS run_number,
  TIMESTAMPADD(MICROSECOND, COALESCE(q.from_ms, r.start_ms) * 1000, '1970-01-01') AS from_at,
  TIMESTAMPADD(MICROSECOND, COALESCE(q.to_ms, r.end_ms) * 1000, '1970-01-01') AS to_at
FROM quality_flag q LEFT JOIN run r ON r.id = q.run_id LEFT JOIN campaign c ON c.id = r.campaign_id;

CREATE VIEW shift_utc AS
SELECT
  s.*,
  TIMESTAMPADD(MICROSECOND, s.from_ms * 1000, '1970-01-01') AS from_at,
  TIMESTAMPADD(MICROSECOND, s.to_ms * 1000, '1970-01-01') AS to_at
FROM shift s;
