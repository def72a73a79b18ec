CREATE TABLE prize_plans (
    contest_id UUID PRIMARY KEY REFERENCES contests (id),
    plan JSONB NOT NULL,
    updated_by UUID REFERENCES people (id),
    updated_at TIMESTAMPTZ NOT NULL
);
