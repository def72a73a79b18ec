CREATE TABLE units (
    id UUID PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('province', 'commune', 'party_committee', 'party_cell', 'sector', 'school', 'other')),
    parent_id UUID REFERENCES units (id),
    sort_key BYTEA NOT NULL,
    search_key TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    created_at TIMESTAMPTZ NOT NULL,
    CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE INDEX units_by_parent ON units (parent_id);

CREATE TABLE unit_ancestors (
    unit_id UUID NOT NULL REFERENCES units (id),
    ancestor_id UUID NOT NULL REFERENCES units (id),
    depth INTEGER NOT NULL,
    PRIMARY KEY (unit_id, ancestor_id)
);
CREATE INDEX unit_ancestors_by_ancestor ON unit_ancestors (ancestor_id, unit_id);

CREATE TABLE memberships (
    id UUID PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id),
    unit_id UUID NOT NULL REFERENCES units (id),
    valid_from DATE NOT NULL,
    valid_to DATE,
    CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE UNIQUE INDEX memberships_one_current ON memberships (person_id) WHERE valid_to IS NULL;
CREATE INDEX memberships_by_unit ON memberships (unit_id, person_id);

CREATE TABLE role_grants (
    id UUID PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id),
    role TEXT NOT NULL CHECK (role IN ('trainee', 'trainer', 'organizer', 'judge', 'unit_leader', 'admin')),
    unit_id UUID REFERENCES units (id),
    granted_by UUID REFERENCES people (id),
    granted_at TIMESTAMPTZ NOT NULL,
    revoked_by UUID REFERENCES people (id),
    revoked_at TIMESTAMPTZ
);
CREATE INDEX role_grants_by_person ON role_grants (person_id);
CREATE UNIQUE INDEX role_grants_once_per_unit ON role_grants (person_id, role, unit_id) WHERE revoked_at IS NULL AND unit_id IS NOT NULL;
CREATE UNIQUE INDEX role_grants_once_everywhere ON role_grants (person_id, role) WHERE revoked_at IS NULL AND unit_id IS NULL;
