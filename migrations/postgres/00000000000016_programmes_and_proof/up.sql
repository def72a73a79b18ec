CREATE TABLE issuing_bodies (
    code TEXT PRIMARY KEY,
    unit_id UUID REFERENCES units (id),
    paper JSONB NOT NULL,
    pattern TEXT NOT NULL,
    register TEXT NOT NULL UNIQUE,
    updated_at TIMESTAMPTZ NOT NULL
);


ALTER TABLE programmes ALTER COLUMN quiz_id DROP NOT NULL;
ALTER TABLE programmes ADD COLUMN unit_id UUID REFERENCES units (id);
ALTER TABLE programmes ADD COLUMN body_code TEXT REFERENCES issuing_bodies (code);
ALTER TABLE programmes ADD COLUMN terms JSONB;
ALTER TABLE programmes ADD COLUMN second_approval BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE issue_batches (
    id UUID PRIMARY KEY,
    programme_id UUID NOT NULL REFERENCES programmes (id),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'running', 'paused', 'done', 'cancelled')),
    issued_on DATE NOT NULL,
    created_by UUID NOT NULL REFERENCES people (id),
    created_at TIMESTAMPTZ NOT NULL,
    approved_by UUID REFERENCES people (id),
    approved_at TIMESTAMPTZ,
    total INTEGER NOT NULL,
    next_ordinal INTEGER NOT NULL,
    finished_at TIMESTAMPTZ
);
CREATE INDEX issue_batches_by_programme ON issue_batches (programme_id, created_at);
CREATE INDEX issue_batches_running ON issue_batches (state, created_at);


ALTER TABLE certificates ALTER COLUMN attempt_id DROP NOT NULL;
ALTER TABLE certificates ADD COLUMN sequence INTEGER NOT NULL DEFAULT 1;
ALTER TABLE certificates ADD COLUMN valid_until DATE;
ALTER TABLE certificates ADD COLUMN batch_id UUID REFERENCES issue_batches (id);
ALTER TABLE certificates ADD COLUMN replaces_id UUID REFERENCES certificates (id);
ALTER TABLE certificates DROP CONSTRAINT certificates_programme_id_person_id_key;
ALTER TABLE certificates ADD UNIQUE (programme_id, person_id, sequence);
CREATE INDEX certificates_by_end ON certificates (valid_until);

CREATE TABLE issue_items (
    batch_id UUID NOT NULL REFERENCES issue_batches (id),
    ordinal INTEGER NOT NULL,
    person_id UUID NOT NULL REFERENCES people (id),
    certificate_id UUID REFERENCES certificates (id),
    skipped TEXT,
    PRIMARY KEY (batch_id, ordinal),
    UNIQUE (batch_id, person_id)
);

CREATE TABLE certificate_events (
    id UUID PRIMARY KEY,
    certificate_id UUID NOT NULL REFERENCES certificates (id),
    kind TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    by_person UUID REFERENCES people (id),
    reason TEXT
);
CREATE INDEX certificate_events_by_certificate ON certificate_events (certificate_id, at);

CREATE TABLE training_sessions (
    id UUID PRIMARY KEY,
    programme_id UUID REFERENCES programmes (id),
    title TEXT NOT NULL,
    held_on DATE NOT NULL,
    place TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    speaker TEXT NOT NULL,
    speaker_id UUID REFERENCES people (id),
    unit_id UUID REFERENCES units (id),
    recorded_by UUID NOT NULL REFERENCES people (id),
    recorded_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX training_sessions_by_programme ON training_sessions (programme_id, held_on);
CREATE INDEX training_sessions_by_speaker ON training_sessions (speaker_id, held_on);

CREATE TABLE session_attendance (
    session_id UUID NOT NULL REFERENCES training_sessions (id),
    person_id UUID NOT NULL REFERENCES people (id),
    recorded_by UUID NOT NULL REFERENCES people (id),
    recorded_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (session_id, person_id)
);
CREATE INDEX session_attendance_by_person ON session_attendance (person_id);

CREATE TABLE credential_keys (
    kid TEXT PRIMARY KEY,
    secret TEXT NOT NULL,
    public TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    retired_at TIMESTAMPTZ
);

