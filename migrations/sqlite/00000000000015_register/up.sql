CREATE TABLE recognition_kinds (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    rank INTEGER NOT NULL,
    basis TEXT NOT NULL,
    valid_from DATE,
    valid_to DATE,
    updated_at BIGINT NOT NULL
);

CREATE TABLE recognitions (
    id BLOB PRIMARY KEY,
    kind_code TEXT NOT NULL REFERENCES recognition_kinds (code),
    person_id BLOB REFERENCES people (id),
    full_name TEXT NOT NULL,
    sort_key BLOB NOT NULL,
    search_key TEXT NOT NULL,
    birth_date DATE,
    unit_id BLOB REFERENCES units (id),
    unit_name TEXT NOT NULL,
    office TEXT,
    committee TEXT NOT NULL,
    decision_number TEXT NOT NULL,
    decision_date DATE NOT NULL,
    card_number TEXT,
    valid_from DATE NOT NULL,
    valid_to DATE,
    state TEXT NOT NULL,
    state_since DATE NOT NULL,
    identity_key TEXT NOT NULL UNIQUE,
    replaces_id BLOB REFERENCES recognitions (id),
    recorded_at BIGINT NOT NULL
);
CREATE INDEX recognitions_by_name ON recognitions (sort_key, id);
CREATE INDEX recognitions_by_unit ON recognitions (unit_id, sort_key);
CREATE INDEX recognitions_by_person ON recognitions (person_id);
CREATE INDEX recognitions_by_kind ON recognitions (kind_code, state, valid_to);

CREATE TABLE recognition_changes (
    id BLOB PRIMARY KEY,
    recognition_id BLOB NOT NULL REFERENCES recognitions (id),
    at BIGINT NOT NULL,
    by_person BLOB REFERENCES people (id),
    kind TEXT NOT NULL,
    effective_on DATE NOT NULL,
    decision_number TEXT,
    reason TEXT
);
CREATE INDEX recognition_changes_by_recognition ON recognition_changes (recognition_id, at);

CREATE TABLE recognition_imports (
    id BLOB PRIMARY KEY,
    by_person BLOB NOT NULL REFERENCES people (id),
    file_name TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT
);
CREATE INDEX recognition_imports_by_person ON recognition_imports (by_person, created_at);

-- The levels of Quy chế 973-QĐ/BTGTW, Điều 1.2. The district level ended with its units; what takes its place is entered
-- by the administrators once a document says so.
INSERT INTO recognition_kinds (code, name, rank, basis, valid_from, valid_to, updated_at) VALUES
    ('bcv-trung-uong', 'Báo cáo viên cấp Trung ương', 10, 'Quy chế 973-QĐ/BTGTW, Điều 1.2', NULL, NULL, 1782864000000000),
    ('bcv-tinh', 'Báo cáo viên cấp tỉnh', 20, 'Quy chế 973-QĐ/BTGTW, Điều 1.2', NULL, NULL, 1782864000000000),
    ('bcv-huyen', 'Báo cáo viên cấp huyện', 30, 'Quy chế 973-QĐ/BTGTW, Điều 1.2', NULL, '2025-06-30', 1782864000000000),
    ('ttv', 'Tuyên truyền viên cơ sở', 50, 'Quy chế 973-QĐ/BTGTW, phần thứ hai', NULL, NULL, 1782864000000000);
