DROP TABLE credential_keys;
DROP TABLE session_attendance;
DROP TABLE training_sessions;
DROP TABLE certificate_events;
DROP TABLE issue_items;
CREATE TABLE revocations_kept AS SELECT * FROM certificate_revocations
    WHERE certificate_id IN (SELECT id FROM certificates WHERE attempt_id IS NOT NULL AND sequence = 1);
DROP TABLE certificate_revocations;
CREATE TABLE certificates_kept AS SELECT * FROM certificates WHERE attempt_id IS NOT NULL AND sequence = 1;
DROP TABLE certificates;
DROP TABLE issue_batches;
CREATE TABLE programmes_kept AS SELECT * FROM programmes WHERE quiz_id IS NOT NULL;
DROP TABLE programmes;
DROP TABLE issuing_bodies;

CREATE TABLE programmes (
    id BLOB PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    course_id BLOB REFERENCES courses (id),
    quiz_id BLOB NOT NULL REFERENCES quizzes (id),
    title TEXT NOT NULL,
    paper TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);
INSERT INTO programmes SELECT id, code, course_id, quiz_id, title, paper, updated_at FROM programmes_kept;
DROP TABLE programmes_kept;

CREATE TABLE certificates (
    id BLOB PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    programme_id BLOB NOT NULL REFERENCES programmes (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    attempt_id BLOB NOT NULL REFERENCES attempts (id),
    register TEXT NOT NULL,
    year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    face TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    UNIQUE (register, year, number),
    UNIQUE (programme_id, person_id)
);
INSERT INTO certificates SELECT id, code, programme_id, person_id, attempt_id, register, year, number, face, issued_at FROM certificates_kept;
DROP TABLE certificates_kept;
CREATE INDEX certificates_by_person ON certificates (person_id);

CREATE TABLE certificate_revocations (
    certificate_id BLOB PRIMARY KEY REFERENCES certificates (id),
    revoked_at BIGINT NOT NULL,
    revoked_by BLOB NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL
);
INSERT INTO certificate_revocations SELECT * FROM revocations_kept;
DROP TABLE revocations_kept;
