//! Tables of `contests::registration`.

diesel::table! {
    use crate::storage::sql::prelude::*;

    contest_terms (contest_id) {
        contest_id -> Guid,
        terms -> JsonDoc,
        needs_code -> Bool,
        changed_by -> Nullable<Guid>,
        changed_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    registrations (id) {
        id -> Guid,
        contest_id -> Guid,
        person_id -> Guid,
        state -> Text,
        full_name -> Text,
        sort_key -> Binary,
        search_key -> Text,
        birth_date -> Nullable<Date>,
        gender -> Nullable<Text>,
        address -> Nullable<Text>,
        email -> Nullable<Text>,
        phone_print -> Nullable<Binary>,
        phone_masked -> Nullable<Text>,
        phone_sealed -> Nullable<Binary>,
        identity_print -> Nullable<Binary>,
        identity_masked -> Nullable<Text>,
        unit_id -> Nullable<Guid>,
        group_code -> Nullable<Text>,
        residence -> Nullable<Text>,
        block_code -> Nullable<Text>,
        answers -> JsonDoc,
        guardian -> Nullable<JsonDoc>,
        standing -> Text,
        standing_reason -> Text,
        referral_code -> Text,
        referred_by -> Nullable<Guid>,
        verified_at -> Nullable<Instant>,
        registered_at -> Instant,
        changed_at -> Instant,
        guardian_print -> Nullable<Binary>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    registration_consents (registration_id, purpose, given_at) {
        registration_id -> Guid,
        purpose -> Text,
        given_at -> Instant,
        version -> Integer,
        text -> Text,
        withdrawn_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    registration_exclusions (id) {
        id -> Guid,
        contest_id -> Guid,
        class -> Text,
        person_id -> Nullable<Guid>,
        phone_print -> Nullable<Binary>,
        shown -> Text,
        added_by -> Guid,
        added_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    registration_claims (registration_id, person_id) {
        registration_id -> Guid,
        person_id -> Guid,
        claimed_at -> Instant,
        has_slip -> Bool,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    slip_batches (id) {
        id -> Guid,
        contest_id -> Guid,
        title -> Text,
        slips -> Integer,
        made_by -> Guid,
        made_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    slips (code_hash) {
        code_hash -> Binary,
        batch_id -> Guid,
        contest_id -> Guid,
        number -> Integer,
        used_by -> Nullable<Guid>,
        used_at -> Nullable<Instant>,
    }
}
