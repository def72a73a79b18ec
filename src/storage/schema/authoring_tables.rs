//! Tables of `bank::authoring`.

diesel::table! {
    use crate::storage::sql::prelude::*;

    bank_grants (id) {
        id -> Guid,
        bank_id -> Guid,
        person_id -> Nullable<Guid>,
        unit_id -> Nullable<Guid>,
        bank_right -> Text,
        granted_by -> Nullable<Guid>,
        granted_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    version_notes (version_id) {
        version_id -> Guid,
        item_id -> Guid,
        topic -> Text,
        level -> Text,
        tags -> JsonDoc,
        author_id -> Guid,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    item_reviews (id) {
        id -> Guid,
        item_id -> Guid,
        version_id -> Guid,
        person_id -> Guid,
        at -> Instant,
        act -> Text,
        text -> Text,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    item_tags (item_id, tag_key) {
        item_id -> Guid,
        tag_key -> Text,
        tag -> Text,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    item_likeness (item_id) {
        item_id -> Guid,
        likeness -> Text,
    }
}
