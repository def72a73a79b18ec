//! Tables of `contests::prizes`.

diesel::table! {
    use crate::storage::sql::prelude::*;

    prize_plans (contest_id) {
        contest_id -> Guid,
        plan -> JsonDoc,
        updated_by -> Nullable<Guid>,
        updated_at -> Instant,
    }
}
