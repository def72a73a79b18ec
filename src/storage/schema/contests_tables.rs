//! Tables of `contests`.

diesel::table! {
    use crate::storage::sql::prelude::*;

    contests (id) {
        id -> Guid,
        code -> Text,
        title -> Text,
        summary -> Text,
        organizer -> Text,
        secret -> Binary,
        created_by -> Nullable<Guid>,
        created_at -> Instant,
        published_at -> Nullable<Instant>,
        attempts_per_contest -> Integer,
        attempts_per_day -> Integer,
        standings_still_minutes -> Nullable<Integer>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    rounds (id) {
        id -> Guid,
        contest_id -> Guid,
        code -> Text,
        position -> Integer,
        title -> Text,
        quiz_id -> Guid,
        opens_at -> Instant,
        closes_at -> Instant,
        ranking -> JsonDoc,
        pool -> Nullable<JsonDoc>,
        commitment -> Nullable<Text>,
        committed_at -> Nullable<Instant>,
        last_start_at -> Nullable<Instant>,
        qualified_from -> Nullable<JsonDoc>,
        facts_revision -> BigInt,
        appeals_until -> Nullable<Instant>,
        public_value -> Nullable<Text>,
        voided_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    round_secrets (round_id) {
        round_id -> Guid,
        seed -> Binary,
        frozen -> Text,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    predictions (attempt_id) {
        attempt_id -> Guid,
        seq -> BigInt,
        text -> Text,
        saved_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    round_exclusions (round_id, person_id) {
        round_id -> Guid,
        person_id -> Guid,
        reason -> Text,
        excluded_by -> Guid,
        excluded_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    round_approvals (round_id, digest, person_id) {
        round_id -> Guid,
        digest -> Text,
        person_id -> Guid,
        approved_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    round_results (round_id) {
        round_id -> Guid,
        digest -> Text,
        file -> Text,
        published_by -> Nullable<Guid>,
        published_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    contest_turns (contest_id, person_id) {
        contest_id -> Guid,
        person_id -> Guid,
        turns -> BigInt,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    contest_rules_drafts (contest_id) {
        contest_id -> Guid,
        texts -> JsonDoc,
        reason -> Text,
        written_by -> Nullable<Guid>,
        written_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    contest_rules_versions (contest_id, version) {
        contest_id -> Guid,
        version -> Integer,
        body -> Text,
        digest -> Text,
        reason -> Text,
        proposed_by -> Nullable<Guid>,
        approved_by -> Nullable<Guid>,
        in_force_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    round_amendments (id) {
        id -> Guid,
        round_id -> Guid,
        change -> JsonDoc,
        reason -> Text,
        proposed_by -> Guid,
        proposed_at -> Instant,
        decided_by -> Nullable<Guid>,
        decided_at -> Nullable<Instant>,
        effective_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    round_public_values (id) {
        id -> Guid,
        round_id -> Guid,
        value -> Text,
        reason -> Text,
        proposed_by -> Guid,
        proposed_at -> Instant,
        decided_by -> Nullable<Guid>,
        decided_at -> Nullable<Instant>,
        effective_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    appeals (id) {
        id -> Guid,
        round_id -> Guid,
        person_id -> Guid,
        ordinal -> Nullable<Integer>,
        slot -> Nullable<Integer>,
        text -> Text,
        made_at -> Instant,
        upheld -> Nullable<Bool>,
        answer -> Nullable<Text>,
        answered_by -> Nullable<Guid>,
        answered_at -> Nullable<Instant>,
    }
}
