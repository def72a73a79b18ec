CREATE TABLE unit_materials (
    id UUID PRIMARY KEY,
    course_id UUID NOT NULL REFERENCES courses (id),
    unit_id UUID NOT NULL REFERENCES units (id),
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    sort_key BYTEA NOT NULL,
    body TEXT NOT NULL,
    saved_by UUID NOT NULL REFERENCES people (id),
    saved_at TIMESTAMPTZ NOT NULL,
    withdrawn_at TIMESTAMPTZ
);
CREATE INDEX unit_materials_by_course ON unit_materials (course_id, unit_id);

CREATE TABLE unit_material_versions (
    material_id UUID NOT NULL REFERENCES unit_materials (id),
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    saved_by UUID NOT NULL REFERENCES people (id),
    saved_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (material_id, version)
);
