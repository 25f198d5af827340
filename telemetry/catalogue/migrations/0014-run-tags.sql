-- Tags that people give to runs, with commas between them, sorted: `candidate,rescan`.
ALTER TABLE run ADD COLUMN tags VARCHAR(1000) NOT NULL DEFAULT '';
