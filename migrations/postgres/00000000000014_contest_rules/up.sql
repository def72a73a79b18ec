ALTER TABLE contests ADD COLUMN attempts_per_contest INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contests ADD COLUMN attempts_per_day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rounds ADD COLUMN last_start_at TIMESTAMPTZ;
ALTER TABLE rounds ADD COLUMN qualified_from JSONB;

CREATE TABLE contest_turns (
    contest_id UUID NOT NULL REFERENCES contests (id),
    person_id UUID NOT NULL REFERENCES people (id),
    turns BIGINT NOT NULL,
    PRIMARY KEY (contest_id, person_id)
);

CREATE TABLE contest_rules_drafts (
    contest_id UUID PRIMARY KEY REFERENCES contests (id),
    texts JSONB NOT NULL,
    reason TEXT NOT NULL,
    written_by UUID REFERENCES people (id),
    written_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE contest_rules_versions (
    contest_id UUID NOT NULL REFERENCES contests (id),
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    reason TEXT NOT NULL,
    proposed_by UUID REFERENCES people (id),
    approved_by UUID REFERENCES people (id),
    in_force_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (contest_id, version)
);
