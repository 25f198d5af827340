-- How many runs and files a campaign has, kept with every run, so that nobody counts them all; and the orders in which
-- runs are looked for: the newest of all, those that end or get files in a span of time.

ALTER TABLE campaign
  ADD COLUMN run_count INT UNSIGNED NOT NULL DEFAULT 0,
  ADD COLUMN file_count BIGINT UNSIGNED NOT NULL DEFAULT 0;

UPDATE campaign c SET
  run_count = (SELECT COUNT(*) FROM run r WHERE r.campaign_id = c.id),
  file_count = (SELECT COALESCE(SUM(r.file_count), 0) FROM run r WHERE r.campaign_id = c.id);

-- By triggers: a run that a person adds, moves or deletes is counted as well.
CREATE TRIGGER run_counted AFTER INSERT ON run FOR EACH ROW
  UPDATE campaign SET run_count = run_count + 1, file_count = file_count + NEW.file_count
  WHERE id = NEW.campaign_id;

CREATE TRIGGER run_recounted AFTER UPDATE ON run FOR EACH ROW
  UPDATE campaign SET
    run_count = run_count + (id = NEW.campaign_id) - (id = OLD.campaign_id),
    file_count = file_count + IF(id = NEW.campaign_id, NEW.file_count, 0) - IF(id = OLD.campaign_id, OLD.file_count, 0)
  WHERE id IN (NEW.campaign_id, OLD.campaign_id)
    AND (NEW.file_count <> OLD.file_count OR NEW.campaign_id <> OLD.campaign_id);

CREATE TRIGGER run_uncounted AFTER DELETE ON run FOR EACH ROW
  UPDATE campaign SET run_count = run_count - 1, file_count = file_count - OLD.file_count
  WHERE id = OLD.campaign_id;

ALTER TABLE run
  ADD KEY run_recent (start_ms),
  ADD KEY run_newest_file (last_file_ms),
  ADD KEY run_last_file (campaign_id, last_file_ms),
  ADD KEY run_end (campaign_id, end_ms);
