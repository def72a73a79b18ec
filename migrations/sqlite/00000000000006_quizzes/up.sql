CREATE TABLE quizzes (
    id BLOB PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL CHECK (purpose IN ('course', 'exam', 'round')),
    course_id BLOB REFERENCES courses (id),
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    rules TEXT NOT NULL,
    blueprint TEXT NOT NULL,
    requires TEXT NOT NULL,
    opens_at BIGINT,
    closes_at BIGINT,
    updated_at BIGINT NOT NULL
);

CREATE TABLE attempts (
    id BLOB PRIMARY KEY,
    quiz_id BLOB NOT NULL REFERENCES quizzes (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    ordinal INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('in_progress', 'submitted', 'expired', 'voided')),
    rules TEXT NOT NULL,
    seed BLOB NOT NULL,
    started_at BIGINT NOT NULL,
    deadline_at BIGINT,
    closed_at BIGINT,
    receipt TEXT,
    score BIGINT,
    max_score BIGINT NOT NULL,
    passed BOOLEAN,
    UNIQUE (quiz_id, person_id, ordinal)
);
CREATE UNIQUE INDEX attempts_one_open ON attempts (quiz_id, person_id) WHERE state = 'in_progress';
CREATE INDEX attempts_due ON attempts (deadline_at) WHERE state = 'in_progress';
CREATE INDEX attempts_by_person ON attempts (person_id, started_at);

CREATE TABLE attempt_slots (
    attempt_id BLOB NOT NULL REFERENCES attempts (id),
    slot INTEGER NOT NULL,
    version_id BLOB NOT NULL REFERENCES item_versions (id),
    item_type TEXT NOT NULL,
    option_order TEXT NOT NULL,
    points BIGINT NOT NULL,
    PRIMARY KEY (attempt_id, slot)
) WITHOUT ROWID;
CREATE INDEX attempt_slots_by_version ON attempt_slots (version_id);

CREATE TABLE responses (
    attempt_id BLOB NOT NULL REFERENCES attempts (id),
    slot INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    response TEXT NOT NULL,
    flagged BOOLEAN NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (attempt_id, slot)
) WITHOUT ROWID;

CREATE TABLE item_scores (
    attempt_id BLOB NOT NULL REFERENCES attempts (id),
    slot INTEGER NOT NULL,
    score BIGINT NOT NULL,
    PRIMARY KEY (attempt_id, slot)
) WITHOUT ROWID;
