DROP INDEX attempts_by_start;
DROP INDEX attempts_by_state;
DROP INDEX round_exclusions_by_person;
DROP TABLE exclusion_proposals;
DROP TABLE attempt_traces;
