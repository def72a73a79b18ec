ALTER TABLE quizzes ADD COLUMN paused_until BIGINT;

ALTER TABLE rounds ADD COLUMN facts_revision BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rounds ADD COLUMN appeals_until BIGINT;
ALTER TABLE rounds ADD COLUMN public_value TEXT;
ALTER TABLE rounds ADD COLUMN voided_at BIGINT;

CREATE TABLE round_amendments (
    id BLOB PRIMARY KEY,
    round_id BLOB NOT NULL REFERENCES rounds (id),
    change TEXT NOT NULL,
    reason TEXT NOT NULL,
    proposed_by BLOB NOT NULL REFERENCES people (id),
    proposed_at BIGINT NOT NULL,
    decided_by BLOB REFERENCES people (id),
    decided_at BIGINT,
    effective_at BIGINT
);
CREATE INDEX round_amendments_by_round ON round_amendments (round_id, proposed_at);

CREATE TABLE appeals (
    id BLOB PRIMARY KEY,
    round_id BLOB NOT NULL REFERENCES rounds (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    ordinal INTEGER,
    slot INTEGER,
    text TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    upheld BOOLEAN,
    answer TEXT,
    answered_by BLOB REFERENCES people (id),
    answered_at BIGINT
);
CREATE INDEX appeals_by_round ON appeals (round_id, made_at);
CREATE INDEX appeals_by_person ON appeals (person_id, round_id);
