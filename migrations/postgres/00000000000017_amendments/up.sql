ALTER TABLE quizzes ADD COLUMN paused_until TIMESTAMPTZ;

ALTER TABLE rounds ADD COLUMN facts_revision BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rounds ADD COLUMN appeals_until TIMESTAMPTZ;
ALTER TABLE rounds ADD COLUMN public_value TEXT;
ALTER TABLE rounds ADD COLUMN voided_at TIMESTAMPTZ;

CREATE TABLE round_amendments (
    id UUID PRIMARY KEY,
    round_id UUID NOT NULL REFERENCES rounds (id),
    change JSONB NOT NULL,
    reason TEXT NOT NULL,
    proposed_by UUID NOT NULL REFERENCES people (id),
    proposed_at TIMESTAMPTZ NOT NULL,
    decided_by UUID REFERENCES people (id),
    decided_at TIMESTAMPTZ,
    effective_at TIMESTAMPTZ
);
CREATE INDEX round_amendments_by_round ON round_amendments (round_id, proposed_at);

CREATE TABLE appeals (
    id UUID PRIMARY KEY,
    round_id UUID NOT NULL REFERENCES rounds (id),
    person_id UUID NOT NULL REFERENCES people (id),
    ordinal INTEGER,
    slot INTEGER,
    text TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    upheld BOOLEAN,
    answer TEXT,
    answered_by UUID REFERENCES people (id),
    answered_at TIMESTAMPTZ
);
CREATE INDEX appeals_by_round ON appeals (round_id, made_at);
CREATE INDEX appeals_by_person ON appeals (person_id, round_id);
