//! The tables in portable SQL types. Written beside the migrations and proven equal to both databases by a test.
#![allow(missing_docs)]

diesel::table! {
    use crate::storage::sql::prelude::*;

    people (id) {
        id -> Guid,
        username -> Text,
        full_name -> Text,
        sort_key -> Binary,
        search_key -> Text,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        password_hash -> Nullable<Text>,
        must_change_password -> Bool,
        created_at -> Instant,
        disabled_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    sessions (token_hash) {
        token_hash -> Binary,
        person_id -> Guid,
        created_at -> Instant,
        last_seen_at -> Instant,
        idle_seconds -> BigInt,
        expires_at -> Instant,
        device -> Text,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    one_time_links (token_hash) {
        token_hash -> Binary,
        purpose -> Text,
        person_id -> Nullable<Guid>,
        created_by -> Nullable<Guid>,
        created_at -> Instant,
        expires_at -> Instant,
        used_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    sign_in_throttles (account) {
        account -> Binary,
        failures -> Integer,
        blocked_until -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    revisions (name) {
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    installation (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    units (id) {
        id -> Guid,
        code -> Text,
        name -> Text,
        kind -> Text,
        parent_id -> Nullable<Guid>,
        sort_key -> Binary,
        search_key -> Text,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    unit_ancestors (unit_id, ancestor_id) {
        unit_id -> Guid,
        ancestor_id -> Guid,
        depth -> Integer,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    memberships (id) {
        id -> Guid,
        person_id -> Guid,
        unit_id -> Guid,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    role_grants (id) {
        id -> Guid,
        person_id -> Guid,
        role -> Text,
        unit_id -> Nullable<Guid>,
        granted_by -> Nullable<Guid>,
        granted_at -> Instant,
        revoked_by -> Nullable<Guid>,
        revoked_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    audit_events (seq) {
        seq -> BigInt,
        at -> Instant,
        actor_id -> Nullable<Guid>,
        action -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        reason -> Nullable<Text>,
        detail -> JsonDoc,
        previous_hash -> Binary,
        hash -> Binary,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    audit_head (id) {
        id -> Integer,
        seq -> BigInt,
        hash -> Binary,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    sources (code) {
        code -> Text,
        title -> Text,
        publisher -> Text,
        published -> Text,
        url -> Text,
        as_of -> Date,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    source_clauses (source_code, clause_id) {
        source_code -> Text,
        clause_id -> Text,
        position -> Integer,
        title -> Text,
        summary -> Text,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    banks (id) {
        id -> Guid,
        code -> Text,
        title -> Text,
        summary -> Text,
        language -> Text,
        content_hash -> Binary,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    bank_topics (bank_id, code) {
        bank_id -> Guid,
        code -> Text,
        position -> Integer,
        title -> Text,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    items (id) {
        id -> Guid,
        bank_id -> Guid,
        code -> Text,
        status -> Text,
        version_id -> Guid,
        item_type -> Text,
        topic -> Text,
        level -> Text,
        search_key -> Text,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    item_versions (id) {
        id -> Guid,
        item_id -> Guid,
        number -> Integer,
        item_type -> Text,
        stem -> Text,
        options -> JsonDoc,
        points -> Integer,
        content_hash -> Binary,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    item_keys (version_id) {
        version_id -> Guid,
        answer -> JsonDoc,
        rationale -> Text,
        source_code -> Text,
        clause_id -> Text,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    courses (id) {
        id -> Guid,
        code -> Text,
        position -> Integer,
        title -> Text,
        summary -> Text,
        definition -> JsonDoc,
        content_hash -> Binary,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    lessons (id) {
        id -> Guid,
        course_id -> Guid,
        code -> Text,
        position -> Integer,
        title -> Text,
        minutes -> Integer,
        outline -> JsonDoc,
        body -> Text,
        retired -> Bool,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    enrolments (person_id, course_id) {
        person_id -> Guid,
        course_id -> Guid,
        enrolled_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    lesson_progress (person_id, lesson_id) {
        person_id -> Guid,
        lesson_id -> Guid,
        opened_at -> Instant,
        finished_at -> Nullable<Instant>,
    }
}

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

    programmes (id) {
        id -> Guid,
        code -> Text,
        course_id -> Nullable<Guid>,
        quiz_id -> Guid,
        title -> Text,
        paper -> JsonDoc,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    number_registers (register, year) {
        register -> Text,
        year -> Integer,
        last_number -> Integer,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    certificates (id) {
        id -> Guid,
        code -> Text,
        programme_id -> Guid,
        person_id -> Guid,
        attempt_id -> Guid,
        register -> Text,
        year -> Integer,
        number -> Integer,
        face -> JsonDoc,
        issued_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    certificate_revocations (certificate_id) {
        certificate_id -> Guid,
        revoked_at -> Instant,
        revoked_by -> Guid,
        reason -> Text,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    unit_materials (id) {
        id -> Guid,
        course_id -> Guid,
        unit_id -> Guid,
        version -> Integer,
        title -> Text,
        sort_key -> Binary,
        body -> Text,
        saved_by -> Guid,
        saved_at -> Instant,
        withdrawn_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    unit_material_versions (material_id, version) {
        material_id -> Guid,
        version -> Integer,
        title -> Text,
        body -> Text,
        saved_by -> Guid,
        saved_at -> Instant,
    }
}

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

diesel::allow_tables_to_appear_in_same_query!(
    people,
    sessions,
    one_time_links,
    sign_in_throttles,
    revisions,
    installation,
    units,
    unit_ancestors,
    memberships,
    role_grants,
    audit_events,
    audit_head,
    sources,
    source_clauses,
    banks,
    bank_topics,
    items,
    item_versions,
    item_keys,
    courses,
    lessons,
    enrolments,
    lesson_progress,
    quizzes,
    attempts,
    attempt_slots,
    responses,
    item_scores,
    programmes,
    number_registers,
    certificates,
    certificate_revocations,
    unit_materials,
    unit_material_versions,
    contests,
    rounds,
    round_secrets,
    predictions,
    round_exclusions,
    round_approvals,
    round_results,
);
