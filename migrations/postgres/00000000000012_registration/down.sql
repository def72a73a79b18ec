DROP TABLE slips;
DROP TABLE slip_batches;
DROP TABLE registration_exclusions;
DROP TABLE registration_consents;
DROP TABLE registrations;
DROP TABLE contest_terms;
