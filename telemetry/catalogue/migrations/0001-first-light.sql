-- The tables of the first slice: campaign > run > step > file, sweeps, copies, slow control, jobs, usage, the log,
-- agents and their deliveries, and the numbered record of every write. Times are UTC milliseconds, units are SI and
-- stand in the column's name, NULL means unknown. Names and paths compare byte for byte (nopad_bin).

CREATE TABLE meta (
  name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE campaign (
  id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(191) COLLATE utf8mb4_nopad_bin NOT NULL UNIQUE,
  slug VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
  title VARCHAR(191) NULL,
  experiment VARCHAR(64) NULL,
  search VARCHAR(64) NULL,
  planned_start_ms BIGINT NULL,
  planned_end_ms BIGINT NULL,
  -- The highest run number ever given: numbers are never reused, also when a run was deleted.
  last_run_number INT UNSIGNED NOT NULL DEFAULT 0
);

-- The channels that matter in a campaign, in the order in which pages show them.
CREATE TABLE key_channel (
  campaign_id INT UNSIGNED NOT NULL,
  position SMALLINT UNSIGNED NOT NULL,
  channel VARCHAR(191) COLLATE utf8mb4_nopad_bin NOT NULL,
  role VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  label VARCHAR(191) NOT NULL,
  PRIMARY KEY (campaign_id, position),
  UNIQUE KEY (campaign_id, channel),
  FOREIGN KEY (campaign_id) REFERENCES campaign (id)
);

CREATE TABLE run (
  id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
  campaign_id INT UNSIGNED NOT NULL,
  number INT UNSIGNED NOT NULL,
  path VARCHAR(700) COLLATE utf8mb4_nopad_bin NOT NULL,
  title VARCHAR(255) NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'unknown',
  kind_raw VARCHAR(191) NULL,
  site VARCHAR(32) NULL,
  node VARCHAR(64) NULL,
  origin ENUM('live', 'import') NOT NULL,
  start_ms BIGINT NULL,
  end_ms BIGINT NULL,
  state ENUM('open', 'closed', 'aborted') NOT NULL,
  -- Why it closed: 'next run', 'idle', 'stopped', 'imported'.
  closed_by VARCHAR(32) NULL,
  started_by VARCHAR(191) NULL,
  software_version VARCHAR(64) NULL,
  quality ENUM('good', 'doubtful', 'bad') NULL,
  -- Kept by the recorder in the transaction that changes them, never counted over all files.
  file_count INT UNSIGNED NOT NULL DEFAULT 0,
  sized_count INT UNSIGNED NOT NULL DEFAULT 0,
  bytes_sum BIGINT UNSIGNED NOT NULL DEFAULT 0,
  first_file_ms BIGINT NULL,
  last_file_ms BIGINT NULL,
  -- Milliseconds between files: the running median of the last ones.
  cadence_ms INT UNSIGNED NULL,
  -- Raised with every change of what the run's page shows.
  revision INT UNSIGNED NOT NULL DEFAULT 1,
  UNIQUE KEY run_number (campaign_id, number),
  UNIQUE KEY run_path (campaign_id, path),
  KEY run_start (campaign_id, start_ms),
  KEY run_open (state, campaign_id),
  FOREIGN KEY (campaign_id) REFERENCES campaign (id)
);

-- n, min, max, mean and last of each key channel over a run; good values only.
CREATE TABLE run_channel (
  run_id INT UNSIGNED NOT NULL,
  channel_id INT UNSIGNED NOT NULL,
  n INT UNSIGNED NOT NULL,
  min_value DOUBLE NULL,
  max_value DOUBLE NULL,
  mean_value DOUBLE NULL,
  last_value DOUBLE NULL,
  PRIMARY KEY (run_id, channel_id),
  FOREIGN KEY (run_id) REFERENCES run (id) ON DELETE CASCADE
);

CREATE TABLE step (
  run_id INT UNSIGNED NOT NULL,
  n INT UNSIGNED NOT NULL,
  start_ms BIGINT NOT NULL,
  end_ms BIGINT NULL,
  live_ms BIGINT NULL,
  tuner_deg DOUBLE NULL,
  centre_hz DOUBLE NULL,
  f0_hz DOUBLE NULL,
  q_l DOUBLE NULL,
  beta DOUBLE NULL,
  regime ENUM('unknown', 'under', 'over') NULL,
  field_t DOUBLE NULL,
  -- Where the numbers come from: the name of the sweep that was fitted, of the channel for the field.
  f0_source VARCHAR(191) NULL,
  field_source VARCHAR(191) NULL,
  PRIMARY KEY (run_id, n),
  FOREIGN KEY (run_id) REFERENCES run (id) ON DELETE CASCADE
);

CREATE TABLE file (
  id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
  run_id INT UNSIGNED NOT NULL,
  name VARCHAR(255) COLLATE utf8mb4_nopad_bin NOT NULL,
  taken_ms BIGINT NULL,
  taken_source ENUM('header', 'name', 'mtime', 'import') NULL,
  bytes BIGINT UNSIGNED NULL,
  adler32 CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL,
  tuner_deg DOUBLE NULL,
  t_cav_k DOUBLE NULL,
  t_mc_k DOUBLE NULL,
  bit VARCHAR(64) NULL,
  cavity_hz DOUBLE NULL,
  software_version VARCHAR(64) NULL,
  UNIQUE KEY file_name (run_id, name),
  KEY file_taken (run_id, taken_ms),
  FOREIGN KEY (run_id) REFERENCES run (id) ON DELETE CASCADE
);

CREATE TABLE sweep (
  file_id BIGINT UNSIGNED NOT NULL,
  method VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  run_id INT UNSIGNED NOT NULL,
  taken_ms BIGINT NOT NULL,
  parameter ENUM('s11', 's21') NOT NULL,
  tuner_deg DOUBLE NULL,
  points INT UNSIGNED NOT NULL,
  span_hz DOUBLE NOT NULL,
  centre_hz DOUBLE NULL,
  f0_hz DOUBLE NULL,
  f0_error_hz DOUBLE NULL,
  q_l DOUBLE NULL,
  q_l_error DOUBLE NULL,
  q_0 DOUBLE NULL,
  q_0_error DOUBLE NULL,
  beta DOUBLE NULL,
  beta_error DOUBLE NULL,
  -- Where the regime is unknown: the under-coupled reading of the same dip.
  beta_under DOUBLE NULL,
  beta_under_error DOUBLE NULL,
  regime ENUM('unknown', 'under', 'over') NULL,
  depth_db DOUBLE NULL,
  rms_db DOUBLE NULL,
  refused VARCHAR(500) NULL,
  -- SweepTrace of telemetry/facts/sweep.ts.
  trace_json MEDIUMTEXT NULL,
  PRIMARY KEY (file_id, method),
  KEY sweep_run (run_id, taken_ms),
  FOREIGN KEY (file_id) REFERENCES file (id) ON DELETE CASCADE,
  FOREIGN KEY (run_id) REFERENCES run (id) ON DELETE CASCADE
);

CREATE TABLE replica (
  file_id BIGINT UNSIGNED NOT NULL,
  location VARCHAR(64) COLLATE utf8mb4_nopad_bin NOT NULL,
  uri VARCHAR(1000) COLLATE utf8mb4_nopad_bin NULL,
  state ENUM('expected', 'copying', 'present', 'removed', 'lost') NOT NULL,
  locality ENUM('disk', 'tape', 'both', 'unknown') NOT NULL,
  bytes BIGINT UNSIGNED NULL,
  adler32 CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL,
  seen_ms BIGINT NOT NULL,
  verified_ms BIGINT NULL,
  verified_method ENUM('digest', 'read back') NULL,
  why VARCHAR(255) NULL,
  PRIMARY KEY (file_id, location),
  FOREIGN KEY (file_id) REFERENCES file (id) ON DELETE CASCADE
);

CREATE TABLE channel (
  id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(191) COLLATE utf8mb4_nopad_bin NOT NULL UNIQUE,
  device VARCHAR(64) COLLATE utf8mb4_nopad_bin NOT NULL,
  quantity VARCHAR(32) NOT NULL,
  unit VARCHAR(32) COLLATE utf8mb4_nopad_bin NOT NULL,
  label VARCHAR(191) NULL,
  -- NULL: three times the observed cadence.
  stale_after_ms BIGINT UNSIGNED NULL,
  cadence_ms BIGINT UNSIGNED NULL,
  reading_count BIGINT UNSIGNED NOT NULL DEFAULT 0,
  first_ms BIGINT NULL,
  last_ms BIGINT NULL,
  last_value DOUBLE NULL,
  last_quality ENUM('good', 'over', 'under', 'off', 'uncalibrated', 'missing') NULL,
  last_good_ms BIGINT NULL,
  last_good_value DOUBLE NULL
);

CREATE TABLE channel_limit (
  channel_id INT UNSIGNED NOT NULL,
  campaign_id INT UNSIGNED NOT NULL,
  valid_from_ms BIGINT NOT NULL,
  side ENUM('low', 'high') NOT NULL,
  severity ENUM('attention', 'alarm') NOT NULL,
  value DOUBLE NOT NULL,
  reason VARCHAR(500) NOT NULL,
  PRIMARY KEY (channel_id, campaign_id, valid_from_ms, side, severity),
  FOREIGN KEY (channel_id) REFERENCES channel (id),
  FOREIGN KEY (campaign_id) REFERENCES campaign (id)
);

CREATE TABLE reading (
  channel_id INT UNSIGNED NOT NULL,
  t_ms BIGINT NOT NULL,
  n TINYINT UNSIGNED NOT NULL DEFAULT 0,
  value DOUBLE NULL,
  quality ENUM('good', 'over', 'under', 'off', 'uncalibrated', 'missing') NOT NULL,
  -- The text of an imported value; NULL for one that was read live.
  raw VARCHAR(64) NULL,
  PRIMARY KEY (channel_id, t_ms, n)
);

CREATE TABLE reading_minute (
  channel_id INT UNSIGNED NOT NULL,
  t_ms BIGINT NOT NULL,
  n INT UNSIGNED NOT NULL,
  min_value DOUBLE NULL,
  max_value DOUBLE NULL,
  mean_value DOUBLE NULL,
  last_value DOUBLE NULL,
  -- Readings of any quality in the minute; n counts the good ones.
  all_count INT UNSIGNED NOT NULL,
  PRIMARY KEY (channel_id, t_ms)
);

CREATE TABLE reading_hour LIKE reading_minute;

CREATE TABLE job (
  id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
  scheduler VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  instance VARCHAR(191) COLLATE utf8mb4_nopad_bin NOT NULL,
  job_id VARCHAR(64) COLLATE utf8mb4_nopad_bin NOT NULL,
  submitted_ms BIGINT NOT NULL,
  seen_ms BIGINT NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state_raw VARCHAR(64) NOT NULL,
  state_since_ms BIGINT NULL,
  started_ms BIGINT NULL,
  ended_ms BIGINT NULL,
  owner VARCHAR(191) NULL,
  person VARCHAR(191) NULL,
  run_id INT UNSIGNED NULL,
  run_raw VARCHAR(255) NULL,
  name VARCHAR(255) NULL,
  reason VARCHAR(1000) NULL,
  reason_code INT NULL,
  exit_code INT NULL,
  cpu_s DOUBLE NULL,
  wall_s DOUBLE NULL,
  cpus DOUBLE NULL,
  request_memory_raw VARCHAR(500) NULL,
  -- 1 while the last complete answer of the scheduler still named it.
  in_queue TINYINT UNSIGNED NOT NULL DEFAULT 1,
  UNIQUE KEY job_key (scheduler, instance, job_id, submitted_ms),
  KEY job_open (in_queue, state),
  KEY job_ended (ended_ms),
  KEY job_run (run_id)
);

-- The last complete answer of each scheduler.
CREATE TABLE job_queue (
  scheduler VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  instance VARCHAR(191) COLLATE utf8mb4_nopad_bin NOT NULL,
  seen_ms BIGINT NOT NULL,
  job_count INT UNSIGNED NOT NULL,
  PRIMARY KEY (scheduler, instance)
);

CREATE TABLE resource (
  id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(191) COLLATE utf8mb4_nopad_bin NOT NULL UNIQUE,
  label VARCHAR(191) NOT NULL,
  role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  unit VARCHAR(16) NOT NULL
);

CREATE TABLE resource_usage (
  resource_id INT UNSIGNED NOT NULL,
  at_ms BIGINT NOT NULL,
  used DOUBLE NULL,
  capacity DOUBLE NULL,
  PRIMARY KEY (resource_id, at_ms),
  FOREIGN KEY (resource_id) REFERENCES resource (id)
);

CREATE TABLE log_entry (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
  origin VARCHAR(191) COLLATE utf8mb4_nopad_bin NOT NULL UNIQUE,
  author_kind ENUM('human', 'machine') NOT NULL,
  author VARCHAR(191) NOT NULL,
  event_ms BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  run_id INT UNSIGNED NULL,
  campaign_id INT UNSIGNED NULL,
  title VARCHAR(500) NOT NULL,
  body TEXT NULL,
  tags VARCHAR(255) NOT NULL DEFAULT '',
  restricted TINYINT UNSIGNED NOT NULL DEFAULT 0,
  KEY log_event (event_ms),
  KEY log_run (run_id, event_ms)
);

CREATE TABLE import_row (
  source VARCHAR(255) COLLATE utf8mb4_nopad_bin NOT NULL,
  line INT UNSIGNED NOT NULL,
  file VARCHAR(500) COLLATE utf8mb4_nopad_bin NOT NULL,
  raw TEXT NOT NULL,
  refused VARCHAR(500) NULL,
  file_id BIGINT UNSIGNED NULL,
  -- The cells of a row of the run catalogue, as JSON, raw.
  cells_json TEXT NULL,
  PRIMARY KEY (source, line),
  KEY import_file (file_id)
);

CREATE TABLE node (
  name VARCHAR(64) COLLATE utf8mb4_nopad_bin PRIMARY KEY,
  version VARCHAR(64) NULL,
  started_ms BIGINT NULL,
  heartbeat_ms BIGINT NULL,
  spool_facts BIGINT UNSIGNED NULL,
  spool_oldest_ms BIGINT NULL,
  -- CollectorState[] of telemetry/facts/batch.ts.
  collectors_json TEXT NULL
);

CREATE TABLE delivery (
  agent VARCHAR(64) COLLATE utf8mb4_nopad_bin NOT NULL,
  spool CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  stream VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  acknowledged BIGINT UNSIGNED NOT NULL,
  at_ms BIGINT NOT NULL,
  -- Of the batch that ended there, to tell a repetition from other facts under the same numbers (an older copy of a spool).
  batch_first BIGINT UNSIGNED NULL,
  batch_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (agent, spool, stream)
);

CREATE TABLE delivery_gap (
  agent VARCHAR(64) COLLATE utf8mb4_nopad_bin NOT NULL,
  spool CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  stream VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  first_seq BIGINT UNSIGNED NOT NULL,
  last_seq BIGINT UNSIGNED NOT NULL,
  at_ms BIGINT NOT NULL,
  reason VARCHAR(500) NOT NULL,
  PRIMARY KEY (agent, spool, stream, first_seq)
);

-- Facts that could not be taken in: kept whole, with the reason.
CREATE TABLE refused_fact (
  agent VARCHAR(64) COLLATE utf8mb4_nopad_bin NOT NULL,
  spool CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  stream VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seq BIGINT UNSIGNED NOT NULL,
  at_ms BIGINT NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  fact_json MEDIUMTEXT NOT NULL,
  PRIMARY KEY (agent, spool, stream, seq)
);

-- Tokens of agents: only the SHA-256 of a token is kept.
CREATE TABLE agent_token (
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
  node VARCHAR(64) COLLATE utf8mb4_nopad_bin NOT NULL,
  created_ms BIGINT NOT NULL,
  revoked_ms BIGINT NULL,
  KEY token_node (node)
);

-- Every write, numbered, in the same transaction and under one named lock, so that numbers commit in order.
-- subject: 'campaign', 'run', 'channel', 'job', 'resource', 'log', 'node', 'gap'; id: the row's id there (0 where it has none).
-- Old rows go (the newest one never does); who missed them starts from the whole catalogue.
CREATE TABLE `change` (
  seq BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
  at_ms BIGINT NOT NULL,
  subject VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_id BIGINT UNSIGNED NOT NULL,
  -- The span of time that changed within the subject, where it has one: readings of a channel, files of a run.
  from_ms BIGINT NULL,
  to_ms BIGINT NULL,
  -- Rows that came or went.
  added INT NOT NULL DEFAULT 0,
  removed INT NOT NULL DEFAULT 0,
  KEY change_at (at_ms)
);

-- A run that a person deletes is a change too; its files, steps and sweeps go with it.
CREATE TRIGGER run_deleted AFTER DELETE ON run FOR EACH ROW
  INSERT INTO `change` (at_ms, subject, subject_id, from_ms, to_ms, removed)
  VALUES (CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED), 'run', OLD.id, OLD.start_ms, OLD.end_ms, 1);
