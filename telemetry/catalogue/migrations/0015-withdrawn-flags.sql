-- A flag that was wrong is withdrawn, never removed: who did, when and why stand beside it for ever.

CREATE TABLE flag_withdrawal (
  flag_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
  -- ULID of the act: the same request again is the same withdrawal.
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
  at_ms BIGINT NOT NULL,
  by_whom VARCHAR(191) NOT NULL,
  why VARCHAR(500) NOT NULL
);

CREATE TRIGGER withdrawal_stays BEFORE UPDATE ON flag_withdrawal FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was withdrawn stays so: set a new flag';

CREATE TRIGGER withdrawal_not_gone BEFORE DELETE ON flag_withdrawal FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was withdrawn stays so: set a new flag';

ALTER TABLE quality_flag ADD KEY flag_created (created_ms);

-- Why jobs failed lately is asked every minute: of the few that failed, not of all that ended.
ALTER TABLE job ADD KEY job_failed (state, ended_ms);

CREATE OR REPLACE VIEW quality_flag_utc AS
SELECT
  q.*,
  c.name AS campaign,
  r.number AS run_number,
  TIMESTAMPADD(MICROSECOND, COALESCE(q.from_ms, r.start_ms) * 1000, '1970-01-01') AS from_at,
  TIMESTAMPADD(MICROSECOND, COALESCE(q.to_ms, r.end_ms) * 1000, '1970-01-01') AS to_at,
  w.by_whom AS withdrawn_by,
  w.why AS withdrawn_why,
  TIMESTAMPADD(MICROSECOND, w.at_ms * 1000, '1970-01-01') AS withdrawn_at
FROM quality_flag q LEFT JOIN run r ON r.id = q.run_id LEFT JOIN campaign c ON c.id = r.campaign_id
LEFT JOIN flag_withdrawal w ON w.flag_id = q.id;
