DROP TABLE recognition_imports;
DROP TABLE recognition_changes;
DROP TABLE recognitions;
DROP TABLE recognition_kinds;
