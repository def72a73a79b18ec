//! Tables of `courses`.

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
