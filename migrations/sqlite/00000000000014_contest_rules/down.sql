DROP TABLE contest_rules_versions;
DROP TABLE contest_rules_drafts;
DROP TABLE contest_turns;
ALTER TABLE rounds DROP COLUMN qualified_from;
ALTER TABLE rounds DROP COLUMN last_start_at;
ALTER TABLE contests DROP COLUMN attempts_per_day;
ALTER TABLE contests DROP COLUMN attempts_per_contest;
