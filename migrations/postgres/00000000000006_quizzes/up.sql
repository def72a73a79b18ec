CREATE TABLE quizzes (
    id UUID PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL CHECK (purpose IN ('course', 'exam', 'round')),
    course_id UUID REFERENCES courses (id),
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    rules JSONB NOT NULL,
    blueprint JSONB NOT NULL,
    requires JSONB NOT NULL,
    opens_at TIMESTAMPTZ,
    closes_at TIMESTAMPTZ,
    updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE attempts (
    id UUID PRIMARY KEY,
    quiz_id UUID NOT NULL REFERENCES quizzes (id),
    person_id UUID NOT NULL REFERENCES people (id),
    ordinal INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('in_progress', 'submitted', 'expired', 'voided')),
    rules JSONB NOT NULL,
    seed BYTEA NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    deadline_at TIMESTAMPTZ,
    closed_at TIMESTAMPTZ,
    receipt JSONB,
    score BIGINT,
    max_score BIGINT NOT NULL,
    passed BOOLEAN,
    UNIQUE (quiz_id, person_id, ordinal)
);
CREATE UNIQUE INDEX attempts_one_open ON attempts (quiz_id, person_id) WHERE state = 'in_progress';
CREATE INDEX attempts_due ON attempts (deadline_at) WHERE state = 'in_progress';
CREATE INDEX attempts_by_person ON attempts (person_id, started_at);

CREATE TABLE attempt_slots (
    attempt_id UUID NOT NULL REFERENCES attempts (id),
    slot INTEGER NOT NULL,
    version_id UUID NOT NULL REFERENCES item_versions (id),
    item_type TEXT NOT NULL,
    option_order TEXT NOT NULL,
    points BIGINT NOT NULL,
    PRIMARY KEY (attempt_id, slot)
);
CREATE INDEX attempt_slots_by_version ON attempt_slots (version_id);

CREATE TABLE responses (
    attempt_id UUID NOT NULL REFERENCES attempts (id),
    slot INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    response JSONB NOT NULL,
    flagged BOOLEAN NOT NULL,
    saved_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (attempt_id, slot)
);

CREATE TABLE item_scores (
    attempt_id UUID NOT NULL REFERENCES attempts (id),
    slot INTEGER NOT NULL,
    score BIGINT NOT NULL,
    PRIMARY KEY (attempt_id, slot)
);
