//! Tables of `bank::intake`.

diesel::table! {
    use crate::storage::sql::prelude::*;

    bank_imports (id) {
        id -> Guid,
        bank_id -> Guid,
        by_person -> Guid,
        file_name -> Text,
        format -> Text,
        state -> Text,
        flaws -> JsonDoc,
        choices -> JsonDoc,
        new_topics -> JsonDoc,
        done -> Integer,
        total -> Integer,
        stopped -> Nullable<Text>,
        created_at -> Instant,
        touched_at -> Instant,
        finished_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    bank_import_items (import_id, ordinal) {
        import_id -> Guid,
        ordinal -> Integer,
        draft -> JsonDoc,
        flaws -> JsonDoc,
        verdict -> Text,
        decision -> Text,
        lacks_level -> Bool,
        lacks_topic -> Bool,
        like_item -> Nullable<Guid>,
        is_same -> Bool,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    bank_import_results (import_id, ordinal) {
        import_id -> Guid,
        ordinal -> Integer,
        item_id -> Nullable<Guid>,
        outcome -> Text,
    }
}
