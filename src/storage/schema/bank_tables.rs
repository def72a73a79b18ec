//! Tables of `bank`.

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
        changed_at -> Nullable<Instant>,
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
        is_open -> Bool,
        last_number -> Integer,
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
        revision_id -> Nullable<Guid>,
        revision_status -> Nullable<Text>,
        is_authored -> Bool,
        checked_at -> Nullable<Instant>,
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
        parts -> JsonDoc,
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
        feedback -> JsonDoc,
    }
}
