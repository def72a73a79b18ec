CREATE TABLE contests (
    id BLOB PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    organizer TEXT NOT NULL,
    secret BLOB NOT NULL,
    created_by BLOB REFERENCES people (id),
    created_at BIGINT NOT NULL,
    published_at BIGINT
);

CREATE TABLE rounds (
    id BLOB PRIMARY KEY,
    contest_id BLOB NOT NULL REFERENCES contests (id),
    code TEXT NOT NULL,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    quiz_id BLOB NOT NULL UNIQUE REFERENCES quizzes (id),
    opens_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    ranking TEXT NOT NULL,
    pool TEXT,
    commitment TEXT,
    committed_at BIGINT,
    UNIQUE (contest_id, code)
);
CREATE INDEX rounds_by_time ON rounds (closes_at);

CREATE TABLE round_secrets (
    round_id BLOB PRIMARY KEY REFERENCES rounds (id),
    seed BLOB NOT NULL,
    frozen TEXT NOT NULL
);

CREATE TABLE predictions (
    attempt_id BLOB PRIMARY KEY REFERENCES attempts (id),
    seq BIGINT NOT NULL,
    text TEXT NOT NULL,
    saved_at BIGINT NOT NULL
);

CREATE TABLE round_exclusions (
    round_id BLOB NOT NULL REFERENCES rounds (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL,
    excluded_by BLOB NOT NULL REFERENCES people (id),
    excluded_at BIGINT NOT NULL,
    PRIMARY KEY (round_id, person_id)
);

CREATE TABLE round_approvals (
    round_id BLOB NOT NULL REFERENCES rounds (id),
    digest TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    approved_at BIGINT NOT NULL,
    PRIMARY KEY (round_id, digest, person_id)
);

CREATE TABLE round_results (
    round_id BLOB PRIMARY KEY REFERENCES rounds (id),
    digest TEXT NOT NULL,
    file TEXT NOT NULL,
    published_by BLOB REFERENCES people (id),
    published_at BIGINT NOT NULL
);
