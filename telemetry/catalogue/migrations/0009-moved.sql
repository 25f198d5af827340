-- What went by another address before: names and slugs of campaigns, runs that were merged into others. Kept by triggers,
-- so that what a person does by hand is known as well; facts that come under an old name or path find what it became.

CREATE TABLE campaign_former (
  kind ENUM('name', 'slug') NOT NULL,
  former VARCHAR(191) COLLATE utf8mb4_nopad_bin NOT NULL,
  campaign_id INT UNSIGNED NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (kind, former),
  KEY former_campaign (campaign_id),
  FOREIGN KEY (campaign_id) REFERENCES campaign (id) ON DELETE CASCADE
);

-- Where the files of a run went. While that run is there too, it has only lent them: it was merged when it is gone.
CREATE TABLE run_merged (
  campaign_id INT UNSIGNED NOT NULL,
  number INT UNSIGNED NOT NULL,
  path VARCHAR(700) COLLATE utf8mb4_nopad_bin NOT NULL,
  into_run_id INT UNSIGNED NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (campaign_id, number),
  KEY merged_path (campaign_id, path),
  KEY merged_into (into_run_id),
  FOREIGN KEY (campaign_id) REFERENCES campaign (id) ON DELETE CASCADE
);

CREATE TRIGGER campaign_name_kept AFTER UPDATE ON campaign FOR EACH ROW
  INSERT INTO campaign_former (kind, former, campaign_id, at_ms)
  SELECT 'name', OLD.name, NEW.id, CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED) FROM DUAL WHERE OLD.name <> NEW.name
  ON DUPLICATE KEY UPDATE campaign_id = VALUES(campaign_id), at_ms = VALUES(at_ms);

CREATE TRIGGER campaign_slug_kept AFTER UPDATE ON campaign FOR EACH ROW
  INSERT INTO campaign_former (kind, former, campaign_id, at_ms)
  SELECT 'slug', OLD.slug, NEW.id, CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED) FROM DUAL WHERE OLD.slug <> NEW.slug
  ON DUPLICATE KEY UPDATE campaign_id = VALUES(campaign_id), at_ms = VALUES(at_ms);

CREATE TRIGGER campaign_renamed AFTER UPDATE ON campaign FOR EACH ROW
  INSERT INTO `change` (at_ms, subject, subject_id)
  SELECT CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED), 'campaign', NEW.id FROM DUAL
  WHERE OLD.name <> NEW.name OR OLD.slug <> NEW.slug;

CREATE TRIGGER file_moved AFTER UPDATE ON file FOR EACH ROW
  INSERT INTO run_merged (campaign_id, number, path, into_run_id, at_ms)
  SELECT r.campaign_id, r.number, r.path, NEW.run_id, CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)
  FROM run r WHERE r.id = OLD.run_id AND OLD.run_id <> NEW.run_id
  ON DUPLICATE KEY UPDATE into_run_id = VALUES(into_run_id), at_ms = VALUES(at_ms);

-- A run that goes with files of its own was deleted, not merged.
CREATE TRIGGER run_not_merged BEFORE DELETE ON run FOR EACH ROW
  DELETE FROM run_merged WHERE campaign_id = OLD.campaign_id AND number = OLD.number
    AND EXISTS (SELECT 1 FROM file f WHERE f.run_id = OLD.id);

-- What was merged into it before goes on to where it went itself.
CREATE TRIGGER run_merged_on BEFORE DELETE ON run FOR EACH ROW FOLLOWS run_not_merged
  UPDATE run_merged m JOIN run_merged gone ON gone.campaign_id = OLD.campaign_id AND gone.number = OLD.number
  SET m.into_run_id = gone.into_run_id WHERE m.into_run_id = OLD.id;

-- What was taken from each channel's count when a partition was noted to go: readings that come late, between a crash and
-- the resumed drop, are what it holds beyond that. Gone when the drop is done.
CREATE TABLE retention_channel (
  retention_id INT UNSIGNED NOT NULL,
  channel_id INT UNSIGNED NOT NULL,
  row_count BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (retention_id, channel_id)
);
