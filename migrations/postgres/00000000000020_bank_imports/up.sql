CREATE TABLE bank_imports (
    id UUID PRIMARY KEY,
    bank_id UUID NOT NULL REFERENCES banks (id),
    by_person UUID NOT NULL REFERENCES people (id),
    file_name TEXT NOT NULL,
    format TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reading', 'open', 'running', 'unwinding', 'done', 'undoing', 'undone')),
    flaws JSONB NOT NULL,
    choices JSONB NOT NULL,
    new_topics JSONB NOT NULL,
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    stopped TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    touched_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ
);
CREATE INDEX bank_imports_by_bank ON bank_imports (bank_id, by_person, touched_at);
CREATE INDEX bank_imports_by_state ON bank_imports (state, touched_at);

CREATE TABLE bank_import_items (
    import_id UUID NOT NULL REFERENCES bank_imports (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    draft JSONB NOT NULL,
    flaws JSONB NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('good', 'remark', 'error')),
    decision TEXT NOT NULL CHECK (decision IN ('open', 'take', 'skip')),
    lacks_level BOOLEAN NOT NULL,
    lacks_topic BOOLEAN NOT NULL,
    -- An item of the bank that says the same; it may be gone by the time somebody looks.
    like_item UUID,
    is_same BOOLEAN NOT NULL,
    PRIMARY KEY (import_id, ordinal)
);
CREATE INDEX bank_import_items_by_verdict ON bank_import_items (import_id, verdict, decision, ordinal);

CREATE TABLE bank_import_results (
    import_id UUID NOT NULL REFERENCES bank_imports (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    -- None where the bank had it already; the item itself may be gone after it was taken back.
    item_id UUID,
    outcome TEXT NOT NULL CHECK (outcome IN ('added', 'known', 'kept', 'removed')),
    PRIMARY KEY (import_id, ordinal)
);
