-- Views for people and for notebooks: the old run catalogue as it was, the same in plain names and SI units, and the
-- tables with their times as DATETIME in UTC.

-- The old table, column by column. A file that was imported shows the cells as they were; a new one is written in the
-- same form: month/day/year in UTC, temperatures in mK, cavity frequency in Hz; cloud = 1: a copy in a location whose
-- name holds "cloud" is present; tape = 1: the tape system said that a copy is on tape.
CREATE VIEW runlog AS
SELECT
  IF(i.line IS NULL, r.path, JSON_VALUE(i.cells_json, '$."run"') COLLATE utf8mb4_nopad_bin) AS `run`,
  IF(i.line IS NULL, f.name, JSON_VALUE(i.cells_json, '$."data"') COLLATE utf8mb4_nopad_bin) AS `data`,
  IF(i.line IS NULL, COALESCE(r.site, ''), JSON_VALUE(i.cells_json, '$."site"') COLLATE utf8mb4_nopad_bin) AS `site`,
  IF(i.line IS NULL,
    COALESCE(DATE_FORMAT(TIMESTAMPADD(SECOND, f.taken_ms DIV 1000, '1970-01-01'), '%m/%d/%Y,%H:%i:%S'), ''),
    JSON_VALUE(i.cells_json, '$."timestamp"') COLLATE utf8mb4_nopad_bin) AS `timestamp`,
  IF(i.line IS NULL, COALESCE(f.software_version, r.software_version, ''), JSON_VALUE(i.cells_json, '$."softv"') COLLATE utf8mb4_nopad_bin) AS `softv`,
  IF(i.line IS NULL,
    IF(EXISTS (SELECT 1 FROM replica p WHERE p.file_id = f.id AND p.location LIKE '%cloud%' AND p.state = 'present'), '1', '0'),
    JSON_VALUE(i.cells_json, '$."cloud"') COLLATE utf8mb4_nopad_bin) AS `cloud`,
  IF(i.line IS NULL,
    IF(EXISTS (SELECT 1 FROM replica p WHERE p.file_id = f.id AND p.locality IN ('tape', 'both') AND p.state = 'present'), '1', '0'),
    JSON_VALUE(i.cells_json, '$."tape"') COLLATE utf8mb4_nopad_bin) AS `tape`,
  IF(i.line IS NULL,
    COALESCE((SELECT MIN(p.uri) FROM replica p WHERE p.file_id = f.id AND p.location LIKE '%cloud%'), ''),
    JSON_VALUE(i.cells_json, '$."path cloud storage"') COLLATE utf8mb4_nopad_bin) AS `path cloud storage`,
  IF(i.line IS NULL,
    COALESCE((SELECT MIN(p.uri) FROM replica p WHERE p.file_id = f.id AND p.location LIKE '%tape%'), ''),
    JSON_VALUE(i.cells_json, '$."path tape storage"') COLLATE utf8mb4_nopad_bin) AS `path tape storage`,
  IF(i.line IS NULL, COALESCE(r.kind_raw, r.kind), JSON_VALUE(i.cells_json, '$."runtime"') COLLATE utf8mb4_nopad_bin) AS `runtime`,
  IF(i.line IS NULL, COALESCE(CAST(f.t_cav_k * 1000 AS CHAR), ''), JSON_VALUE(i.cells_json, '$."T_cav[mK]"') COLLATE utf8mb4_nopad_bin) AS `T_cav[mK]`,
  IF(i.line IS NULL, COALESCE(CAST(f.t_mc_k * 1000 AS CHAR), ''), JSON_VALUE(i.cells_json, '$."T_MC[mK]"') COLLATE utf8mb4_nopad_bin) AS `T_MC[mK]`,
  IF(i.line IS NULL, COALESCE(f.bit, ''), JSON_VALUE(i.cells_json, '$."BIT"') COLLATE utf8mb4_nopad_bin) AS `BIT`,
  IF(i.line IS NULL, COALESCE(CAST(f.cavity_hz AS CHAR), ''), JSON_VALUE(i.cells_json, '$."cavity freq"') COLLATE utf8mb4_nopad_bin) AS `cavity freq`
FROM file f
JOIN run r ON r.id = f.run_id
LEFT JOIN import_row i ON i.file_id = f.id AND i.cells_json IS NOT NULL
  AND NOT EXISTS (
    SELECT 1 FROM import_row o
    WHERE o.file_id = f.id AND o.cells_json IS NOT NULL AND (o.source, o.line) > (i.source, i.line));

CREATE VIEW runlog_clean AS
SELECT
  c.name AS campaign,
  r.number AS run_number,
  r.path AS run_path,
  r.kind AS run_kind,
  r.site AS site,
  f.name AS file,
  TIMESTAMPADD(MICROSECOND, f.taken_ms * 1000, '1970-01-01') AS taken_at,
  f.taken_ms,
  f.taken_source,
  COALESCE(f.software_version, r.software_version) AS software_version,
  f.bytes,
  f.adler32,
  f.tuner_deg,
  f.t_cav_k,
  f.t_mc_k,
  f.bit,
  f.cavity_hz,
  (SELECT MAX(p.state = 'present') FROM replica p WHERE p.file_id = f.id AND p.location LIKE '%cloud%') AS cloud_present,
  (SELECT MIN(p.uri) FROM replica p WHERE p.file_id = f.id AND p.location LIKE '%cloud%') AS cloud_uri,
  (SELECT MAX(p.locality IN ('tape', 'both') AND p.state = 'present') FROM replica p WHERE p.file_id = f.id) AS tape_archived,
  (SELECT MIN(p.uri) FROM replica p WHERE p.file_id = f.id AND p.location LIKE '%tape%') AS tape_uri
FROM file f
JOIN run r ON r.id = f.run_id
JOIN campaign c ON c.id = r.campaign_id;

CREATE VIEW run_utc AS
SELECT
  r.*,
  c.name AS campaign,
  TIMESTAMPADD(MICROSECOND, r.start_ms * 1000, '1970-01-01') AS start_at,
  TIMESTAMPADD(MICROSECOND, r.end_ms * 1000, '1970-01-01') AS end_at
FROM run r JOIN campaign c ON c.id = r.campaign_id;

CREATE VIEW step_utc AS
SELECT
  s.*,
  TIMESTAMPADD(MICROSECOND, s.start_ms * 1000, '1970-01-01') AS start_at,
  TIMESTAMPADD(MICROSECOND, s.end_ms * 1000, '1970-01-01') AS end_at
FROM step s;

CREATE VIEW sweep_utc AS
SELECT s.*, TIMESTAMPADD(MICROSECOND, s.taken_ms * 1000, '1970-01-01') AS taken_at
FROM sweep s;

CREATE VIEW file_utc AS
SELECT f.*, TIMESTAMPADD(MICROSECOND, f.taken_ms * 1000, '1970-01-01') AS taken_at
FROM file f;

CREATE VIEW reading_utc AS
SELECT
  c.name AS channel,
  c.unit,
  TIMESTAMPADD(MICROSECOND, r.t_ms * 1000, '1970-01-01') AS t,
  r.*
FROM reading r JOIN channel c ON c.id = r.channel_id;

CREATE VIEW job_utc AS
SELECT
  j.*,
  TIMESTAMPADD(MICROSECOND, j.submitted_ms * 1000, '1970-01-01') AS submitted_at,
  TIMESTAMPADD(MICROSECOND, j.started_ms * 1000, '1970-01-01') AS started_at,
  TIMESTAMPADD(MICROSECOND, j.ended_ms * 1000, '1970-01-01') AS ended_at
FROM job j;

CREATE VIEW log_utc AS
SELECT l.*, TIMESTAMPADD(MICROSECOND, l.event_ms * 1000, '1970-01-01') AS event_at
FROM log_entry l;
