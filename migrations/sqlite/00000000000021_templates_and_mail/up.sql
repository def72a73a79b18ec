ALTER TABLE issuing_bodies ADD COLUMN kind TEXT NOT NULL DEFAULT 'training';

CREATE TABLE paper_templates (
    id BLOB PRIMARY KEY,
    unit_id BLOB REFERENCES units (id),
    kind TEXT NOT NULL CHECK (kind IN ('training', 'contest')),
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT
);

-- A version is never changed: what was issued with it keeps its look.
CREATE TABLE paper_template_versions (
    template_id BLOB NOT NULL REFERENCES paper_templates (id),
    version INTEGER NOT NULL,
    look TEXT NOT NULL,
    logo BLOB,
    changed_by BLOB NOT NULL REFERENCES people (id),
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (template_id, version)
);

ALTER TABLE programmes ADD COLUMN kind TEXT NOT NULL DEFAULT 'training';
ALTER TABLE programmes ADD COLUMN contest_id BLOB REFERENCES contests (id);
ALTER TABLE programmes ADD COLUMN template_id BLOB REFERENCES paper_templates (id);
CREATE UNIQUE INDEX programmes_by_contest ON programmes (contest_id);

ALTER TABLE issue_items ADD COLUMN achievement TEXT;
ALTER TABLE issue_items ADD COLUMN score BIGINT;
ALTER TABLE issue_items ADD COLUMN max_score BIGINT;

CREATE TABLE talks (
    id BLOB PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    unit_id BLOB REFERENCES units (id),
    title TEXT NOT NULL,
    held_on DATE NOT NULL,
    place TEXT NOT NULL,
    audience TEXT NOT NULL,
    listeners INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    entered_at BIGINT NOT NULL,
    decided_by BLOB REFERENCES people (id),
    decided_at BIGINT,
    accepted BOOLEAN,
    reason TEXT
);
CREATE INDEX talks_by_person ON talks (person_id, held_on);
CREATE INDEX talks_undecided ON talks (decided_at, unit_id, held_on);

CREATE TABLE campaigns (
    id BLOB PRIMARY KEY,
    programme_id BLOB NOT NULL REFERENCES programmes (id),
    unit_id BLOB REFERENCES units (id),
    title TEXT NOT NULL,
    due_on DATE NOT NULL,
    opened_by BLOB NOT NULL REFERENCES people (id),
    opened_at BIGINT NOT NULL,
    closed_at BIGINT
);
CREATE INDEX campaigns_open ON campaigns (closed_at, due_on);

CREATE TABLE campaign_people (
    campaign_id BLOB NOT NULL REFERENCES campaigns (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    PRIMARY KEY (campaign_id, person_id)
);
CREATE INDEX campaign_people_by_person ON campaign_people (person_id);

CREATE TABLE mail_outbox (
    id BLOB PRIMARY KEY,
    once_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    attempts INTEGER NOT NULL,
    next_try_at BIGINT NOT NULL,
    sent_at BIGINT,
    fault TEXT
);
CREATE INDEX mail_outbox_waiting ON mail_outbox (state, next_try_at);
CREATE INDEX mail_outbox_by_time ON mail_outbox (created_at);

CREATE TABLE mail_preferences (
    person_id BLOB PRIMARY KEY REFERENCES people (id),
    reminders BOOLEAN NOT NULL,
    digests BOOLEAN NOT NULL,
    token TEXT NOT NULL UNIQUE,
    changed_at BIGINT NOT NULL
);
