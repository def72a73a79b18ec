CREATE TABLE courses (
    id UUID PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    definition JSONB NOT NULL,
    content_hash BYTEA NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE lessons (
    id UUID PRIMARY KEY,
    course_id UUID NOT NULL REFERENCES courses (id),
    code TEXT NOT NULL,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    outline JSONB NOT NULL,
    body TEXT NOT NULL,
    retired BOOLEAN NOT NULL,
    UNIQUE (course_id, code)
);

CREATE TABLE enrolments (
    person_id UUID NOT NULL REFERENCES people (id),
    course_id UUID NOT NULL REFERENCES courses (id),
    enrolled_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (person_id, course_id)
);
CREATE INDEX enrolments_by_course ON enrolments (course_id, person_id);

CREATE TABLE lesson_progress (
    person_id UUID NOT NULL REFERENCES people (id),
    lesson_id UUID NOT NULL REFERENCES lessons (id),
    opened_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    PRIMARY KEY (person_id, lesson_id)
);
