CREATE TABLE attempt_events (
    attempt_id UUID NOT NULL REFERENCES attempts (id),
    n INTEGER NOT NULL,
    event TEXT NOT NULL,
    link BYTEA NOT NULL,
    PRIMARY KEY (attempt_id, n)
);
