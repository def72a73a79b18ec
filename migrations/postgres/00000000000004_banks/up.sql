CREATE TABLE sources (
    code TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    publisher TEXT NOT NULL,
    published TEXT NOT NULL,
    url TEXT NOT NULL,
    as_of DATE NOT NULL
);

CREATE TABLE source_clauses (
    source_code TEXT NOT NULL REFERENCES sources (code),
    clause_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    PRIMARY KEY (source_code, clause_id)
);

CREATE TABLE banks (
    id UUID PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    language TEXT NOT NULL,
    content_hash BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE bank_topics (
    bank_id UUID NOT NULL REFERENCES banks (id),
    code TEXT NOT NULL,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (bank_id, code)
);

CREATE TABLE items (
    id UUID PRIMARY KEY,
    bank_id UUID NOT NULL REFERENCES banks (id),
    code TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'in_review', 'approved', 'retired')),
    version_id UUID NOT NULL,
    item_type TEXT NOT NULL,
    topic TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('nhan_biet', 'thong_hieu', 'van_dung', 'van_dung_cao')),
    search_key TEXT NOT NULL,
    UNIQUE (bank_id, code)
);
CREATE INDEX items_by_cell ON items (bank_id, status, topic, level);

CREATE TABLE item_versions (
    id UUID PRIMARY KEY,
    item_id UUID NOT NULL REFERENCES items (id),
    number INTEGER NOT NULL,
    item_type TEXT NOT NULL,
    stem TEXT NOT NULL,
    options JSONB NOT NULL,
    points INTEGER NOT NULL,
    content_hash BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (item_id, number)
);

-- What must stay secret until release stands alone, so that no query for a taker can meet it by accident.
CREATE TABLE item_keys (
    version_id UUID PRIMARY KEY REFERENCES item_versions (id),
    answer JSONB NOT NULL,
    rationale TEXT NOT NULL,
    source_code TEXT NOT NULL,
    clause_id TEXT NOT NULL
);
