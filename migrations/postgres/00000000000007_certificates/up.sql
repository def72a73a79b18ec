CREATE TABLE programmes (
    id UUID PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    course_id UUID REFERENCES courses (id),
    quiz_id UUID NOT NULL REFERENCES quizzes (id),
    title TEXT NOT NULL,
    paper JSONB NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE number_registers (
    register TEXT NOT NULL,
    year INTEGER NOT NULL,
    last_number INTEGER NOT NULL,
    PRIMARY KEY (register, year)
);

CREATE TABLE certificates (
    id UUID PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    programme_id UUID NOT NULL REFERENCES programmes (id),
    person_id UUID NOT NULL REFERENCES people (id),
    attempt_id UUID NOT NULL REFERENCES attempts (id),
    register TEXT NOT NULL,
    year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    face JSONB NOT NULL,
    issued_at TIMESTAMPTZ NOT NULL,
    UNIQUE (register, year, number),
    UNIQUE (programme_id, person_id)
);
CREATE INDEX certificates_by_person ON certificates (person_id);

CREATE TABLE certificate_revocations (
    certificate_id UUID PRIMARY KEY REFERENCES certificates (id),
    revoked_at TIMESTAMPTZ NOT NULL,
    revoked_by UUID NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL
);
