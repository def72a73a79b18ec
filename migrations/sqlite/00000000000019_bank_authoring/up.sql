-- Whether every trainer may write and review in the bank, or only those it was given to.
ALTER TABLE banks ADD COLUMN is_open BOOLEAN NOT NULL DEFAULT TRUE;
-- The last number given to an item that was written here.
ALTER TABLE banks ADD COLUMN last_number INTEGER NOT NULL DEFAULT 0;

-- A version under work beside the one in force; what is drawn stays what was approved.
ALTER TABLE items ADD COLUMN revision_id BLOB REFERENCES item_versions (id);
ALTER TABLE items ADD COLUMN revision_status TEXT CHECK (revision_status IN ('draft', 'in_review'));
-- People wrote or changed it here: files of the bank no longer do.
ALTER TABLE items ADD COLUMN is_authored BOOLEAN NOT NULL DEFAULT FALSE;
-- When somebody last stood for the version in force: approved it, or compared it with its clause.
ALTER TABLE items ADD COLUMN checked_at BIGINT;
CREATE INDEX items_by_revision ON items (bank_id, revision_status) WHERE revision_status IS NOT NULL;
CREATE INDEX items_by_version ON items (version_id);

-- Who may do what in a bank: a person, or the trainers of a unit and below it.
CREATE TABLE bank_grants (
    id BLOB PRIMARY KEY,
    bank_id BLOB NOT NULL REFERENCES banks (id),
    person_id BLOB REFERENCES people (id),
    unit_id BLOB REFERENCES units (id),
    bank_right TEXT NOT NULL CHECK (bank_right IN ('owner', 'editor', 'reviewer', 'viewer')),
    granted_by BLOB REFERENCES people (id),
    granted_at BIGINT NOT NULL,
    CHECK ((person_id IS NULL) <> (unit_id IS NULL))
);
CREATE UNIQUE INDEX bank_grants_of_person ON bank_grants (person_id, bank_id, bank_right) WHERE person_id IS NOT NULL;
CREATE UNIQUE INDEX bank_grants_of_unit ON bank_grants (unit_id, bank_id, bank_right) WHERE unit_id IS NOT NULL;
CREATE INDEX bank_grants_by_bank ON bank_grants (bank_id);

-- What a version says beside its face and its key, and who wrote it. Versions from files have none.
CREATE TABLE version_notes (
    version_id BLOB PRIMARY KEY REFERENCES item_versions (id),
    item_id BLOB NOT NULL REFERENCES items (id),
    topic TEXT NOT NULL,
    level TEXT NOT NULL,
    tags TEXT NOT NULL,
    author_id BLOB NOT NULL REFERENCES people (id)
);
CREATE INDEX version_notes_by_item ON version_notes (item_id);

-- What was said and decided about an item; never changed afterwards.
CREATE TABLE item_reviews (
    id BLOB PRIMARY KEY,
    item_id BLOB NOT NULL REFERENCES items (id),
    version_id BLOB NOT NULL REFERENCES item_versions (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    at BIGINT NOT NULL,
    act TEXT NOT NULL CHECK (act IN ('submitted', 'withdrawn', 'commented', 'approved', 'returned', 'retired', 'reopened', 'rechecked', 'dropped')),
    text TEXT NOT NULL
);
CREATE INDEX item_reviews_by_item ON item_reviews (item_id, at);
CREATE INDEX item_reviews_by_act ON item_reviews (act, version_id);

CREATE TABLE item_tags (
    item_id BLOB NOT NULL REFERENCES items (id),
    tag_key TEXT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (item_id, tag_key)
) WITHOUT ROWID;
CREATE INDEX item_tags_by_key ON item_tags (tag_key);

-- Equal for items that say the same with other marks, spaces, capitals or order of their options.
CREATE TABLE item_likeness (
    item_id BLOB PRIMARY KEY REFERENCES items (id),
    likeness TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX item_likeness_by_key ON item_likeness (likeness);

CREATE INDEX item_keys_by_clause ON item_keys (source_code, clause_id);
-- When a clause's words last changed; empty as long as they stand as they first came.
ALTER TABLE source_clauses ADD COLUMN changed_at BIGINT;

-- Banks with files are read again, so that their items get their tags and likeness.
UPDATE banks SET content_hash = X'01' WHERE content_hash <> zeroblob(32);
