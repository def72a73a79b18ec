-- What only some types of items show: a case text, right sides of a matching, choices of gaps, how they are marked.
ALTER TABLE item_versions ADD COLUMN parts JSONB NOT NULL DEFAULT '{}';
-- What is said to one who chose an option: as secret as the key.
ALTER TABLE item_keys ADD COLUMN feedback JSONB NOT NULL DEFAULT '[]';
ALTER TABLE attempt_slots ADD COLUMN parts INTEGER NOT NULL DEFAULT 0;

-- Essays of closed attempts. A row without marks waits for a marker; markers see no name.
CREATE TABLE essay_marks (
    attempt_id UUID NOT NULL REFERENCES attempts (id),
    slot INTEGER NOT NULL,
    quiz_id UUID NOT NULL REFERENCES quizzes (id),
    waiting_since TIMESTAMPTZ NOT NULL,
    points BIGINT,
    comment TEXT NOT NULL,
    marked_by UUID REFERENCES people (id),
    marked_at TIMESTAMPTZ,
    PRIMARY KEY (attempt_id, slot)
);
CREATE INDEX essay_marks_waiting ON essay_marks (waiting_since) WHERE points IS NULL;
