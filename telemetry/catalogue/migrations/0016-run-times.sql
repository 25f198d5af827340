-- Which runs an interval of time touches, and which intervals a run has: found by their ends, of which the newest are asked for.

ALTER TABLE run ADD KEY run_ended (end_ms);

ALTER TABLE quality_flag ADD KEY flag_end (run_id, to_ms);
