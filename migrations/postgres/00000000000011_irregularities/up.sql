CREATE TABLE attempt_traces (
    attempt_id UUID PRIMARY KEY REFERENCES attempts (id),
    device BYTEA NOT NULL,
    network BYTEA,
    kept_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX attempt_traces_by_time ON attempt_traces (kept_at);

CREATE TABLE exclusion_proposals (
    id UUID PRIMARY KEY,
    round_id UUID NOT NULL REFERENCES rounds (id),
    person_id UUID NOT NULL REFERENCES people (id),
    action TEXT NOT NULL CHECK (action IN ('exclude', 'no_action')),
    reason TEXT NOT NULL,
    evidence JSONB NOT NULL,
    proposed_by UUID NOT NULL REFERENCES people (id),
    proposed_at TIMESTAMPTZ NOT NULL,
    verdict TEXT CHECK (verdict IN ('confirmed', 'refused', 'withdrawn')),
    verdict_reason TEXT,
    decided_by UUID REFERENCES people (id),
    decided_at TIMESTAMPTZ,
    CHECK ((verdict IS NULL) = (decided_at IS NULL) AND (verdict IS NULL) = (decided_by IS NULL)),
    -- Two people: who proposes can only take the proposal back.
    CHECK (verdict IS NULL OR (verdict = 'withdrawn') = (decided_by = proposed_by))
);
CREATE UNIQUE INDEX exclusion_proposals_one_open ON exclusion_proposals (round_id, person_id) WHERE verdict IS NULL;
CREATE INDEX exclusion_proposals_by_round ON exclusion_proposals (round_id, proposed_at);
CREATE INDEX round_exclusions_by_person ON round_exclusions (person_id);

CREATE INDEX attempts_by_state ON attempts (quiz_id, state, closed_at);
CREATE INDEX attempts_by_start ON attempts (quiz_id, started_at);
