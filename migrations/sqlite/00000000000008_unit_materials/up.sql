CREATE TABLE unit_materials (
    id BLOB PRIMARY KEY,
    course_id BLOB NOT NULL REFERENCES courses (id),
    unit_id BLOB NOT NULL REFERENCES units (id),
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    sort_key BLOB NOT NULL,
    body TEXT NOT NULL,
    saved_by BLOB NOT NULL REFERENCES people (id),
    saved_at BIGINT NOT NULL,
    withdrawn_at BIGINT
);
CREATE INDEX unit_materials_by_course ON unit_materials (course_id, unit_id);

CREATE TABLE unit_material_versions (
    material_id BLOB NOT NULL REFERENCES unit_materials (id),
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    saved_by BLOB NOT NULL REFERENCES people (id),
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (material_id, version)
) WITHOUT ROWID;
