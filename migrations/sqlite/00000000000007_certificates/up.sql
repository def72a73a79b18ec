CREATE TABLE programmes (
    id BLOB PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    course_id BLOB REFERENCES courses (id),
    quiz_id BLOB NOT NULL REFERENCES quizzes (id),
    title TEXT NOT NULL,
    paper TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE number_registers (
    register TEXT NOT NULL,
    year INTEGER NOT NULL,
    last_number INTEGER NOT NULL,
    PRIMARY KEY (register, year)
);

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
CREATE INDEX certificates_by_person ON certificates (person_id);

CREATE TABLE certificate_revocations (
    certificate_id BLOB PRIMARY KEY REFERENCES certificates (id),
    revoked_at BIGINT NOT NULL,
    revoked_by BLOB NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL
);
