CREATE TABLE contest_terms (
    contest_id UUID PRIMARY KEY REFERENCES contests (id),
    terms JSONB NOT NULL,
    needs_code BOOLEAN NOT NULL,
    changed_by UUID REFERENCES people (id),
    changed_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE registrations (
    id UUID PRIMARY KEY,
    contest_id UUID NOT NULL REFERENCES contests (id),
    person_id UUID NOT NULL REFERENCES people (id),
    state TEXT NOT NULL CHECK (state IN ('active', 'removed', 'withdrawn')),
    full_name TEXT NOT NULL,
    sort_key BYTEA NOT NULL,
    search_key TEXT NOT NULL,
    birth_date DATE,
    gender TEXT,
    address TEXT,
    email TEXT,
    phone_print BYTEA,
    phone_masked TEXT,
    phone_sealed BYTEA,
    identity_print BYTEA,
    identity_masked TEXT,
    unit_id UUID REFERENCES units (id),
    group_code TEXT,
    residence TEXT,
    block_code TEXT,
    answers JSONB NOT NULL,
    guardian JSONB,
    standing TEXT NOT NULL CHECK (standing IN ('ranked', 'unranked', 'barred')),
    standing_reason TEXT NOT NULL,
    referral_code TEXT NOT NULL UNIQUE,
    referred_by UUID REFERENCES registrations (id),
    verified_at TIMESTAMPTZ,
    registered_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    UNIQUE (contest_id, person_id)
);
CREATE UNIQUE INDEX registrations_one_phone ON registrations (contest_id, phone_print) WHERE phone_print IS NOT NULL;
CREATE UNIQUE INDEX registrations_one_identity ON registrations (contest_id, identity_print) WHERE identity_print IS NOT NULL;
CREATE INDEX registrations_by_name ON registrations (contest_id, sort_key, id);
CREATE INDEX registrations_by_referrer ON registrations (referred_by) WHERE referred_by IS NOT NULL;

CREATE TABLE registration_consents (
    registration_id UUID NOT NULL REFERENCES registrations (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('take_part', 'guardian', 'publish', 'contact')),
    given_at TIMESTAMPTZ NOT NULL,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    withdrawn_at TIMESTAMPTZ,
    PRIMARY KEY (registration_id, purpose, given_at)
);
CREATE UNIQUE INDEX registration_consents_standing ON registration_consents (registration_id, purpose) WHERE withdrawn_at IS NULL;

CREATE TABLE registration_exclusions (
    id UUID PRIMARY KEY,
    contest_id UUID NOT NULL REFERENCES contests (id),
    class TEXT NOT NULL CHECK (class IN ('committee', 'secretariat', 'software', 'relative')),
    person_id UUID REFERENCES people (id),
    phone_print BYTEA,
    shown TEXT NOT NULL,
    added_by UUID NOT NULL REFERENCES people (id),
    added_at TIMESTAMPTZ NOT NULL,
    CHECK (person_id IS NOT NULL OR phone_print IS NOT NULL)
);
CREATE UNIQUE INDEX registration_exclusions_by_person ON registration_exclusions (contest_id, person_id) WHERE person_id IS NOT NULL;
CREATE UNIQUE INDEX registration_exclusions_by_phone ON registration_exclusions (contest_id, phone_print) WHERE phone_print IS NOT NULL;

CREATE TABLE slip_batches (
    id UUID PRIMARY KEY,
    contest_id UUID NOT NULL REFERENCES contests (id),
    title TEXT NOT NULL,
    slips INTEGER NOT NULL,
    made_by UUID NOT NULL REFERENCES people (id),
    made_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX slip_batches_by_contest ON slip_batches (contest_id, made_at);

CREATE TABLE slips (
    code_hash BYTEA PRIMARY KEY,
    batch_id UUID NOT NULL REFERENCES slip_batches (id),
    contest_id UUID NOT NULL REFERENCES contests (id),
    number INTEGER NOT NULL,
    used_by UUID REFERENCES registrations (id),
    used_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX slips_by_batch ON slips (batch_id, number);
CREATE INDEX slips_by_registration ON slips (used_by) WHERE used_by IS NOT NULL;
