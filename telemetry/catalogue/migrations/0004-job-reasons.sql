-- Why a job was held, to the subcode; the signal that ended it; and how much of its cores it used. The efficiency is
-- processor time over wall time times cores; NULL where one of them is unknown or nothing has run.

ALTER TABLE job
  ADD COLUMN reason_subcode INT NULL AFTER reason_code,
  ADD COLUMN exit_signal INT NULL AFTER exit_code,
  ADD COLUMN cpu_efficiency DOUBLE AS (IF(wall_s > 0 AND cpus > 0, cpu_s / (wall_s * cpus), NULL)) VIRTUAL AFTER cpus;

-- A view keeps the columns it was made with.
CREATE OR REPLACE VIEW job_utc AS
SELECT
  j.*,
  TIMESTAMPADD(MICROSECOND, j.submitted_ms * 1000, '1970-01-01') AS submitted_at,
  TIMESTAMPADD(MICROSECOND, j.started_ms * 1000, '1970-01-01') AS started_at,
  TIMESTAMPADD(MICROSECOND, j.ended_ms * 1000, '1970-01-01') AS ended_at
FROM job j;
