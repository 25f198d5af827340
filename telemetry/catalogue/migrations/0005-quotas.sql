-- Quotas with who says so and since when; evidence of copies at other places: what the storage answered, when and how.

-- bound 'none': the place gives nothing of it ("---"), which is not a quota of zero; value is NULL unless 'limited'.
CREATE TABLE quota (
  resource_id INT UNSIGNED NOT NULL,
  standing ENUM('assigned', 'requested') NOT NULL,
  source VARCHAR(64) COLLATE utf8mb4_nopad_bin NOT NULL,
  valid_from_ms BIGINT NOT NULL,
  bound ENUM('limited', 'none', 'unlimited') NOT NULL,
  value DOUBLE NULL,
  note VARCHAR(500) NULL,
  seen_ms BIGINT NOT NULL,
  PRIMARY KEY (resource_id, standing, source, valid_from_ms),
  FOREIGN KEY (resource_id) REFERENCES resource (id)
);

-- differs: what the storage answered is not what was written. unavailable: listed, and the storage cannot give it now.
ALTER TABLE replica MODIFY state
  ENUM('expected', 'copying', 'present', 'removed', 'lost', 'differs', 'unavailable') NOT NULL;

-- When the storage answered adler32; NULL: that is what our own disk read, or nothing.
ALTER TABLE replica ADD COLUMN digest_ms BIGINT NULL;

-- How the copy was seen last: 'propfind', 'head', 'archiveinfo', 's3 head', 's3 list', 'listing'; NULL: not by asking its storage.
ALTER TABLE replica ADD COLUMN seen_by VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL;

-- Copies of files that the catalogue does not know, or not yet: tied to their file when it comes.
-- run_key: SHA-256 of campaign, NUL, run; the fact is kept as it came.
CREATE TABLE copy_waiting (
  run_key CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(255) COLLATE utf8mb4_nopad_bin NOT NULL,
  location VARCHAR(64) COLLATE utf8mb4_nopad_bin NOT NULL,
  seen_ms BIGINT NOT NULL,
  has_digest TINYINT UNSIGNED NOT NULL,
  fact_json TEXT NOT NULL,
  PRIMARY KEY (run_key, name, location)
);

-- The quota that holds now, of each resource, standing and source.
CREATE VIEW quota_now AS
SELECT
  s.name AS resource,
  s.label,
  s.role,
  s.unit,
  q.standing,
  q.source,
  q.bound,
  q.value,
  q.note,
  q.valid_from_ms,
  TIMESTAMPADD(MICROSECOND, q.valid_from_ms * 1000, '1970-01-01') AS valid_from
FROM quota q
JOIN resource s ON s.id = q.resource_id
WHERE NOT EXISTS (
  SELECT 1 FROM quota o
  WHERE o.resource_id = q.resource_id AND o.standing = q.standing AND o.source = q.source
    AND o.valid_from_ms > q.valid_from_ms AND o.valid_from_ms <= CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED))
  AND q.valid_from_ms <= CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED);
