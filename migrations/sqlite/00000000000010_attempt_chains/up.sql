CREATE TABLE attempt_events (
    attempt_id BLOB NOT NULL REFERENCES attempts (id),
    n INTEGER NOT NULL,
    event TEXT NOT NULL,
    link BLOB NOT NULL,
    PRIMARY KEY (attempt_id, n)
) WITHOUT ROWID;
