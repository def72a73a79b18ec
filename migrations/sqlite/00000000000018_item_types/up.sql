-- What only some types of items show: a case text, right sides of a matching, choices of gaps, how they are marked.
ALTER TABLE item_versions ADD COLUMN parts TEXT NOT NULL DEFAULT '{}';
-- What is said to one who chose an option: as secret as the key.
ALTER TABLE item_keys ADD COLUMN feedback TEXT NOT NULL DEFAULT '[]';
ALTER TABLE attempt_slots ADD COLUMN parts INTEGER NOT NULL DEFAULT 0;

-- Essays of closed attempts. A row without marks waits for a marker; markers see no name.
CREATE TABLE essay_marks (
    attempt_id BLOB NOT NULL REFERENCES attempts (id),
    slot INTEGER NOT NULL,
    quiz_id BLOB NOT NULL REFERENCES quizzes (id),
    waiting_since BIGINT NOT NULL,
    points BIGINT,
    comment TEXT NOT NULL,
    marked_by BLOB REFERENCES people (id),
    marked_at BIGINT,
    PRIMARY KEY (attempt_id, slot)
) WITHOUT ROWID;
CREATE INDEX essay_marks_waiting ON essay_marks (waiting_since) WHERE points IS NULL;
