CREATE TABLE attempt_traces (
    attempt_id BLOB PRIMARY KEY REFERENCES attempts (id),
    device BLOB NOT NULL,
    network BLOB,
    kept_at BIGINT NOT NULL
);
CREATE INDEX attempt_traces_by_time ON attempt_traces (kept_at);

CREATE TABLE exclusion_proposals (
    id BLOB PRIMARY KEY,
    round_id BLOB NOT NULL REFERENCES rounds (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    action TEXT NOT NULL CHECK (action IN ('exclude', 'no_action')),
    reason TEXT NOT NULL,
    evidence TEXT NOT NULL,
    proposed_by BLOB NOT NULL REFERENCES people (id),
    proposed_at BIGINT NOT NULL,
    verdict TEXT CHECK (verdict IN ('confirmed', 'refused', 'withdrawn')),
    verdict_reason TEXT,
    decided_by BLOB REFERENCES people (id),
    decided_at BIGINT,
    CHECK ((verdict IS NULL) = (decided_at IS NULL) AND (verdict IS NULL) = (decided_by IS NULL)),
    -- Two people: who proposes can only take the proposal back.
    CHECK (verdict IS NULL OR (verdict = 'withdrawn') = (decided_by = proposed_by))
);
CREATE UNIQUE INDEX exclusion_proposals_one_open ON exclusion_proposals (round_id, person_id) WHERE verdict IS NULL;
CREATE INDEX exclusion_proposals_by_round ON exclusion_proposals (round_id, proposed_at);
CREATE INDEX round_exclusions_by_person ON round_exclusions (person_id);

CREATE INDEX attempts_by_state ON attempts (quiz_id, state, closed_at);
CREATE INDEX attempts_by_start ON attempts (quiz_id, started_at);
