//! Tables of `org`.

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
