//! Tables of `certification`.

diesel::table! {
    use crate::storage::sql::prelude::*;

    programmes (id) {
        id -> Guid,
        code -> Text,
        course_id -> Nullable<Guid>,
        quiz_id -> Nullable<Guid>,
        title -> Text,
        paper -> JsonDoc,
        updated_at -> Instant,
        unit_id -> Nullable<Guid>,
        body_code -> Nullable<Text>,
        terms -> Nullable<JsonDoc>,
        second_approval -> Bool,
        kind -> Text,
        contest_id -> Nullable<Guid>,
        template_id -> Nullable<Guid>,
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
        attempt_id -> Nullable<Guid>,
        register -> Text,
        year -> Integer,
        number -> Integer,
        face -> JsonDoc,
        issued_at -> Instant,
        sequence -> Integer,
        valid_until -> Nullable<Date>,
        batch_id -> Nullable<Guid>,
        replaces_id -> Nullable<Guid>,
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

    issuing_bodies (code) {
        code -> Text,
        unit_id -> Nullable<Guid>,
        paper -> JsonDoc,
        pattern -> Text,
        register -> Text,
        updated_at -> Instant,
        kind -> Text,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    issue_batches (id) {
        id -> Guid,
        programme_id -> Guid,
        state -> Text,
        issued_on -> Date,
        created_by -> Guid,
        created_at -> Instant,
        approved_by -> Nullable<Guid>,
        approved_at -> Nullable<Instant>,
        total -> Integer,
        next_ordinal -> Integer,
        finished_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    issue_items (batch_id, ordinal) {
        batch_id -> Guid,
        ordinal -> Integer,
        person_id -> Guid,
        certificate_id -> Nullable<Guid>,
        skipped -> Nullable<Text>,
        achievement -> Nullable<Text>,
        score -> Nullable<BigInt>,
        max_score -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    certificate_events (id) {
        id -> Guid,
        certificate_id -> Guid,
        kind -> Text,
        at -> Instant,
        by_person -> Nullable<Guid>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    training_sessions (id) {
        id -> Guid,
        programme_id -> Nullable<Guid>,
        title -> Text,
        held_on -> Date,
        place -> Text,
        minutes -> Integer,
        speaker -> Text,
        speaker_id -> Nullable<Guid>,
        unit_id -> Nullable<Guid>,
        recorded_by -> Guid,
        recorded_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    session_attendance (session_id, person_id) {
        session_id -> Guid,
        person_id -> Guid,
        recorded_by -> Guid,
        recorded_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    credential_keys (kid) {
        kid -> Text,
        secret -> Text,
        public -> Text,
        created_at -> Instant,
        retired_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    paper_templates (id) {
        id -> Guid,
        unit_id -> Nullable<Guid>,
        kind -> Text,
        name -> Text,
        version -> Integer,
        created_at -> Instant,
        retired_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    paper_template_versions (template_id, version) {
        template_id -> Guid,
        version -> Integer,
        look -> JsonDoc,
        logo -> Nullable<Binary>,
        changed_by -> Guid,
        changed_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    campaigns (id) {
        id -> Guid,
        programme_id -> Guid,
        unit_id -> Nullable<Guid>,
        title -> Text,
        due_on -> Date,
        opened_by -> Guid,
        opened_at -> Instant,
        closed_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    campaign_people (campaign_id, person_id) {
        campaign_id -> Guid,
        person_id -> Guid,
    }
}
