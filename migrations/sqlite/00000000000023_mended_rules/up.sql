-- The public value of a drawing of lots and every correction of it: who typed it, why, who agreed.
CREATE TABLE round_public_values (
    id BLOB PRIMARY KEY,
    round_id BLOB NOT NULL REFERENCES rounds (id),
    value TEXT NOT NULL,
    reason TEXT NOT NULL,
    proposed_by BLOB NOT NULL REFERENCES people (id),
    proposed_at BIGINT NOT NULL,
    decided_by BLOB REFERENCES people (id),
    decided_at BIGINT,
    effective_at BIGINT,
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    -- A correction takes two people; only the first value of a round has no reason and nobody who decided it.
    CHECK (effective_at IS NULL OR reason = '' OR (decided_by IS NOT NULL AND decided_by <> proposed_by))
);
CREATE INDEX round_public_values_by_round ON round_public_values (round_id, proposed_at);
CREATE UNIQUE INDEX round_public_values_one_first ON round_public_values (round_id) WHERE reason = '';
CREATE UNIQUE INDEX round_public_values_one_open ON round_public_values (round_id) WHERE effective_at IS NULL AND decided_at IS NULL;

-- The fingerprint of a guardian's phone: a child of somebody on a list of exclusion is known by it.
ALTER TABLE registrations ADD COLUMN guardian_print BLOB;
CREATE INDEX registrations_by_guardian ON registrations (contest_id, guardian_print) WHERE guardian_print IS NOT NULL;

-- Whoever was refused because a registration holds their number: organizers see both and decide.
CREATE TABLE registration_claims (
    registration_id BLOB NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
    person_id BLOB NOT NULL REFERENCES people (id),
    claimed_at BIGINT NOT NULL,
    has_slip BOOLEAN NOT NULL,
    PRIMARY KEY (registration_id, person_id)
);
CREATE INDEX registration_claims_by_person ON registration_claims (person_id);
