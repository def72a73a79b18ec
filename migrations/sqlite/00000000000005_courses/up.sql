CREATE TABLE courses (
    id BLOB PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    definition TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE lessons (
    id BLOB PRIMARY KEY,
    course_id BLOB NOT NULL REFERENCES courses (id),
    code TEXT NOT NULL,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    outline TEXT NOT NULL,
    body TEXT NOT NULL,
    retired BOOLEAN NOT NULL,
    UNIQUE (course_id, code)
);

CREATE TABLE enrolments (
    person_id BLOB NOT NULL REFERENCES people (id),
    course_id BLOB NOT NULL REFERENCES courses (id),
    enrolled_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, course_id)
);
CREATE INDEX enrolments_by_course ON enrolments (course_id, person_id);

CREATE TABLE lesson_progress (
    person_id BLOB NOT NULL REFERENCES people (id),
    lesson_id BLOB NOT NULL REFERENCES lessons (id),
    opened_at BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (person_id, lesson_id)
);
