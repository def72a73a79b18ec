CREATE TABLE prize_plans (
    contest_id BLOB PRIMARY KEY REFERENCES contests (id),
    plan TEXT NOT NULL,
    updated_by BLOB REFERENCES people (id),
    updated_at BIGINT NOT NULL
);
