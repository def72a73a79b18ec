CREATE TABLE contests (
    id UUID PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    organizer TEXT NOT NULL,
    secret BYTEA NOT NULL,
    created_by UUID REFERENCES people (id),
    created_at TIMESTAMPTZ NOT NULL,
    published_at TIMESTAMPTZ
);

CREATE TABLE rounds (
    id UUID PRIMARY KEY,
    contest_id UUID NOT NULL REFERENCES contests (id),
    code TEXT NOT NULL,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    quiz_id UUID NOT NULL UNIQUE REFERENCES quizzes (id),
    opens_at TIMESTAMPTZ NOT NULL,
    closes_at TIMESTAMPTZ NOT NULL,
    ranking JSONB NOT NULL,
    pool JSONB,
    commitment TEXT,
    committed_at TIMESTAMPTZ,
    UNIQUE (contest_id, code)
);
CREATE INDEX rounds_by_time ON rounds (closes_at);

CREATE TABLE round_secrets (
    round_id UUID PRIMARY KEY REFERENCES rounds (id),
    seed BYTEA NOT NULL,
    frozen TEXT NOT NULL
);

CREATE TABLE predictions (
    attempt_id UUID PRIMARY KEY REFERENCES attempts (id),
    seq BIGINT NOT NULL,
    text TEXT NOT NULL,
    saved_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE round_exclusions (
    round_id UUID NOT NULL REFERENCES rounds (id),
    person_id UUID NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL,
    excluded_by UUID NOT NULL REFERENCES people (id),
    excluded_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (round_id, person_id)
);

CREATE TABLE round_approvals (
    round_id UUID NOT NULL REFERENCES rounds (id),
    digest TEXT NOT NULL,
    person_id UUID NOT NULL REFERENCES people (id),
    approved_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (round_id, digest, person_id)
);

CREATE TABLE round_results (
    round_id UUID PRIMARY KEY REFERENCES rounds (id),
    digest TEXT NOT NULL,
    file TEXT NOT NULL,
    published_by UUID REFERENCES people (id),
    published_at TIMESTAMPTZ NOT NULL
);
