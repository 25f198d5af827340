-- What is told twice or late changes nothing that was seen later: when a content was read, when a copy was last gone.

-- When the content that bytes and checksums tell of was read; NULL: not known (imported).
ALTER TABLE file ADD COLUMN seen_ms BIGINT NULL;

-- When the content that was fitted was read; NULL: not known.
ALTER TABLE sweep ADD COLUMN seen_ms BIGINT NULL;

-- When the copy was last seen to be gone: what was proved of it up to then was proved of another copy. NULL: never.
ALTER TABLE replica ADD COLUMN gone_ms BIGINT NULL;
UPDATE replica SET gone_ms = seen_ms WHERE state IN ('removed', 'lost');
