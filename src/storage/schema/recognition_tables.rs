//! Tables of `recognition`.

diesel::table! {
    use crate::storage::sql::prelude::*;

    recognition_kinds (code) {
        code -> Text,
        name -> Text,
        rank -> Integer,
        basis -> Text,
        valid_from -> Nullable<Date>,
        valid_to -> Nullable<Date>,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    recognitions (id) {
        id -> Guid,
        kind_code -> Text,
        person_id -> Nullable<Guid>,
        full_name -> Text,
        sort_key -> Binary,
        search_key -> Text,
        birth_date -> Nullable<Date>,
        unit_id -> Nullable<Guid>,
        unit_name -> Text,
        office -> Nullable<Text>,
        committee -> Text,
        decision_number -> Text,
        decision_date -> Date,
        card_number -> Nullable<Text>,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        state -> Text,
        state_since -> Date,
        identity_key -> Text,
        replaces_id -> Nullable<Guid>,
        recorded_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    recognition_changes (id) {
        id -> Guid,
        recognition_id -> Guid,
        at -> Instant,
        by_person -> Nullable<Guid>,
        kind -> Text,
        effective_on -> Date,
        decision_number -> Nullable<Text>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    recognition_imports (id) {
        id -> Guid,
        by_person -> Guid,
        file_name -> Text,
        content -> JsonDoc,
        created_at -> Instant,
        confirmed_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    talks (id) {
        id -> Guid,
        person_id -> Guid,
        unit_id -> Nullable<Guid>,
        title -> Text,
        held_on -> Date,
        place -> Text,
        audience -> Text,
        listeners -> Integer,
        minutes -> Integer,
        entered_at -> Instant,
        decided_by -> Nullable<Guid>,
        decided_at -> Nullable<Instant>,
        accepted -> Nullable<Bool>,
        reason -> Nullable<Text>,
    }
}
