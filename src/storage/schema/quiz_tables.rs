//! Tables of `quiz`.

diesel::table! {
    use crate::storage::sql::prelude::*;

    quizzes (id) {
        id -> Guid,
        code -> Text,
        purpose -> Text,
        course_id -> Nullable<Guid>,
        position -> Integer,
        title -> Text,
        summary -> Text,
        rules -> JsonDoc,
        blueprint -> JsonDoc,
        requires -> JsonDoc,
        opens_at -> Nullable<Instant>,
        closes_at -> Nullable<Instant>,
        updated_at -> Instant,
        paused_until -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    attempts (id) {
        id -> Guid,
        quiz_id -> Guid,
        person_id -> Guid,
        ordinal -> Integer,
        state -> Text,
        rules -> JsonDoc,
        seed -> Binary,
        started_at -> Instant,
        deadline_at -> Nullable<Instant>,
        closed_at -> Nullable<Instant>,
        receipt -> Nullable<JsonDoc>,
        score -> Nullable<BigInt>,
        max_score -> BigInt,
        passed -> Nullable<Bool>,
        at_slot -> Nullable<Integer>,
        at_since -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    attempt_slots (attempt_id, slot) {
        attempt_id -> Guid,
        slot -> Integer,
        version_id -> Guid,
        item_type -> Text,
        option_order -> Text,
        points -> BigInt,
        parts -> Integer,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    responses (attempt_id, slot) {
        attempt_id -> Guid,
        slot -> Integer,
        seq -> BigInt,
        response -> JsonDoc,
        flagged -> Bool,
        saved_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    item_scores (attempt_id, slot) {
        attempt_id -> Guid,
        slot -> Integer,
        score -> BigInt,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    essay_marks (attempt_id, slot) {
        attempt_id -> Guid,
        slot -> Integer,
        quiz_id -> Guid,
        waiting_since -> Instant,
        points -> Nullable<BigInt>,
        comment -> Text,
        marked_by -> Nullable<Guid>,
        marked_at -> Nullable<Instant>,
    }
}
