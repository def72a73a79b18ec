-- SQLite cannot loosen a column: the three tables are made anew, the children first out of the way.
CREATE TABLE revocations_kept AS SELECT * FROM certificate_revocations;
DROP TABLE certificate_revocations;
CREATE TABLE certificates_kept AS SELECT * FROM certificates;
DROP TABLE certificates;
CREATE TABLE programmes_kept AS SELECT * FROM programmes;
DROP TABLE programmes;

CREATE TABLE issuing_bodies (
    code TEXT PRIMARY KEY,
    unit_id BLOB REFERENCES units (id),
    paper TEXT NOT NULL,
    pattern TEXT NOT NULL,
    register TEXT NOT NULL UNIQUE,
    updated_at BIGINT NOT NULL
);


CREATE TABLE programmes (
    id BLOB PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    course_id BLOB REFERENCES courses (id),
    quiz_id BLOB REFERENCES quizzes (id),
    title TEXT NOT NULL,
    paper TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    unit_id BLOB REFERENCES units (id),
    body_code TEXT REFERENCES issuing_bodies (code),
    terms TEXT,
    second_approval BOOLEAN NOT NULL DEFAULT 0
);
INSERT INTO programmes (id, code, course_id, quiz_id, title, paper, updated_at)
    SELECT id, code, course_id, quiz_id, title, paper, updated_at FROM programmes_kept;
DROP TABLE programmes_kept;

CREATE TABLE issue_batches (
    id BLOB PRIMARY KEY,
    programme_id BLOB NOT NULL REFERENCES programmes (id),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'running', 'paused', 'done', 'cancelled')),
    issued_on DATE NOT NULL,
    created_by BLOB NOT NULL REFERENCES people (id),
    created_at BIGINT NOT NULL,
    approved_by BLOB REFERENCES people (id),
    approved_at BIGINT,
    total INTEGER NOT NULL,
    next_ordinal INTEGER NOT NULL,
    finished_at BIGINT
);
CREATE INDEX issue_batches_by_programme ON issue_batches (programme_id, created_at);
CREATE INDEX issue_batches_running ON issue_batches (state, created_at);


CREATE TABLE certificates (
    id BLOB PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    programme_id BLOB NOT NULL REFERENCES programmes (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    attempt_id BLOB REFERENCES attempts (id),
    register TEXT NOT NULL,
    year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    face TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    sequence INTEGER NOT NULL DEFAULT 1,
    valid_until DATE,
    batch_id BLOB REFERENCES issue_batches (id),
    replaces_id BLOB REFERENCES certificates (id),
    UNIQUE (register, year, number),
    UNIQUE (programme_id, person_id, sequence)
);
INSERT INTO certificates (id, code, programme_id, person_id, attempt_id, register, year, number, face, issued_at)
    SELECT id, code, programme_id, person_id, attempt_id, register, year, number, face, issued_at FROM certificates_kept;
DROP TABLE certificates_kept;
CREATE INDEX certificates_by_person ON certificates (person_id);
CREATE INDEX certificates_by_end ON certificates (valid_until);

CREATE TABLE certificate_revocations (
    certificate_id BLOB PRIMARY KEY REFERENCES certificates (id),
    revoked_at BIGINT NOT NULL,
    revoked_by BLOB NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL
);
INSERT INTO certificate_revocations SELECT * FROM revocations_kept;
DROP TABLE revocations_kept;

CREATE TABLE issue_items (
    batch_id BLOB NOT NULL REFERENCES issue_batches (id),
    ordinal INTEGER NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    certificate_id BLOB REFERENCES certificates (id),
    skipped TEXT,
    PRIMARY KEY (batch_id, ordinal),
    UNIQUE (batch_id, person_id)
);

CREATE TABLE certificate_events (
    id BLOB PRIMARY KEY,
    certificate_id BLOB NOT NULL REFERENCES certificates (id),
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_person BLOB REFERENCES people (id),
    reason TEXT
);
CREATE INDEX certificate_events_by_certificate ON certificate_events (certificate_id, at);

CREATE TABLE training_sessions (
    id BLOB PRIMARY KEY,
    programme_id BLOB REFERENCES programmes (id),
    title TEXT NOT NULL,
    held_on DATE NOT NULL,
    place TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    speaker TEXT NOT NULL,
    speaker_id BLOB REFERENCES people (id),
    unit_id BLOB REFERENCES units (id),
    recorded_by BLOB NOT NULL REFERENCES people (id),
    recorded_at BIGINT NOT NULL
);
CREATE INDEX training_sessions_by_programme ON training_sessions (programme_id, held_on);
CREATE INDEX training_sessions_by_speaker ON training_sessions (speaker_id, held_on);

CREATE TABLE session_attendance (
    session_id BLOB NOT NULL REFERENCES training_sessions (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    recorded_by BLOB NOT NULL REFERENCES people (id),
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (session_id, person_id)
);
CREATE INDEX session_attendance_by_person ON session_attendance (person_id);

CREATE TABLE credential_keys (
    kid TEXT PRIMARY KEY,
    secret TEXT NOT NULL,
    public TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT
);

