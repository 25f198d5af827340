-- Who is to be told of which change of an alarm: written with the change, in its transaction; and every try to tell.

-- A change of an alarm as it is told: one CloudEvent each.
CREATE TABLE alarm_event (
  id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
  -- Of the CloudEvent: the same change has the same.
  event_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  at_ms BIGINT NOT NULL,
  what ENUM('raised', 'over', 'acknowledged', 'shelved', 'unshelved', 'cleared') NOT NULL,
  -- The alarm, as in the table alarm.
  alert VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject VARCHAR(500) COLLATE utf8mb4_nopad_bin NOT NULL,
  raised_ms BIGINT NOT NULL,
  event_json TEXT NOT NULL,
  UNIQUE KEY event_key (event_id),
  KEY event_alarm (alert, subject, raised_ms),
  KEY event_at (at_ms)
);

-- A receiver and a change that it is to be told of.
CREATE TABLE alarm_notice (
  id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
  receiver VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event BIGINT UNSIGNED NOT NULL,
  at_ms BIGINT NOT NULL,
  -- refused: given up; dropped: the receiver is no longer configured.
  state ENUM('waiting', 'told', 'refused', 'dropped') NOT NULL DEFAULT 'waiting',
  -- It was refused, and is not tried again before.
  not_before_ms BIGINT NOT NULL DEFAULT 0,
  told_ms BIGINT NULL,
  UNIQUE KEY notice_key (event, receiver),
  KEY notice_waiting (state, receiver, id),
  FOREIGN KEY (event) REFERENCES alarm_event (id) ON DELETE CASCADE
);

-- Every try to tell a receiver something, and what it answered.
CREATE TABLE alarm_try (
  id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
  receiver VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  at_ms BIGINT NOT NULL,
  took_ms INT UNSIGNED NOT NULL,
  -- Id and type of the message: of the event that it tells, or of a digest.
  event_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  type VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  alarms INT UNSIGNED NOT NULL,
  changes INT UNSIGNED NOT NULL,
  outcome ENUM('delivered', 'failed', 'refused') NOT NULL,
  reason VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  answer VARCHAR(400) NOT NULL,
  KEY try_receiver (receiver, at_ms),
  KEY try_at (at_ms)
);

-- Receivers that are configured, and how each is.
CREATE TABLE alarm_receiver (
  name VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
  kind ENUM('webhook', 'email') NOT NULL,
  -- Tries in a row that failed; 0: the last one was taken, or there was none.
  failures INT UNSIGNED NOT NULL DEFAULT 0,
  -- Since when, and why.
  failing_ms BIGINT NULL,
  reason VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  not_before_ms BIGINT NOT NULL DEFAULT 0,
  delivered_ms BIGINT NULL
);
