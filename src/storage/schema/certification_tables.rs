//! Tables of `certification`.

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
