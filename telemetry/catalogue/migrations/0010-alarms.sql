-- Alarms: one row for each that was raised, kept for ever; and what people did about them.

CREATE TABLE alarm (
  id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
  -- Name of the definition: `ChannelStale`.
  alert VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Its labels as one text, in the order of their names: `channel=fridge/ch6-t,device=fridge`.
  subject VARCHAR(500) COLLATE utf8mb4_nopad_bin NOT NULL,
  raised_ms BIGINT NOT NULL,
  labels_json TEXT NOT NULL,
  severity ENUM('info', 'warning', 'critical') NOT NULL,
  -- Since when the condition held; over_ms: it no longer does, and the alarm waits to be seen, or for quiet.
  since_ms BIGINT NOT NULL,
  over_ms BIGINT NULL,
  cleared_ms BIGINT NULL,
  -- As the condition gave it last, in the unit of what is compared.
  value DOUBLE NULL,
  -- The sentence as it was when the alarm was raised.
  summary VARCHAR(1000) NOT NULL,
  -- How often it came within the pauses that count as one alarm.
  times INT UNSIGNED NOT NULL DEFAULT 1,
  -- The raised alarm that explains this one: it was not told.
  explained_by VARCHAR(600) COLLATE utf8mb4_nopad_bin NULL,
  acknowledged_ms BIGINT NULL,
  acknowledged_by VARCHAR(191) NULL,
  acknowledged_why VARCHAR(500) NULL,
  UNIQUE KEY alarm_key (alert, subject, raised_ms),
  KEY alarm_open (cleared_ms, raised_ms),
  KEY alarm_raised (raised_ms)
);

-- Who acknowledged, shelved or unshelved what, and why; the evaluator takes it up.
CREATE TABLE alarm_act (
  id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
  at_ms BIGINT NOT NULL,
  what ENUM('acknowledge', 'shelve', 'unshelve') NOT NULL,
  alert VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- NULL: whatever the alert is about.
  subject VARCHAR(500) COLLATE utf8mb4_nopad_bin NULL,
  -- Until when it is shelved.
  until_ms BIGINT NULL,
  by_whom VARCHAR(191) NOT NULL,
  why VARCHAR(500) NOT NULL,
  -- When the evaluator took it up; NULL: it has not yet.
  taken_ms BIGINT NULL,
  KEY act_at (at_ms),
  KEY act_waiting (taken_ms, id),
  KEY act_shelf (until_ms)
);

-- Alerts that mean nothing here, as the evaluator found last, and why.
CREATE TABLE alarm_off (
  alert VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
  why VARCHAR(500) NOT NULL
);

-- The agent that delivers the channel live; NULL: it was imported, and nobody waits for its next reading.
ALTER TABLE channel ADD COLUMN node VARCHAR(64) COLLATE utf8mb4_nopad_bin NULL;
