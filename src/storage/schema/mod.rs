//! The tables in portable SQL types. Written beside the migrations and proven equal to both databases by a test.
#![allow(missing_docs)]

mod audit_tables;
mod authoring_tables;
mod bank_tables;
mod certification_tables;
mod chain_tables;
mod contests_tables;
mod courses_tables;
mod desk_tables;
mod identity_tables;
mod intake_tables;
mod mail_tables;
mod org_tables;
mod prizes_tables;
mod quiz_tables;
mod recognition_tables;
mod registration_tables;

pub use audit_tables::*;
pub use authoring_tables::*;
pub use bank_tables::*;
pub use certification_tables::*;
pub use chain_tables::*;
pub use contests_tables::*;
pub use courses_tables::*;
pub use desk_tables::*;
pub use identity_tables::*;
pub use intake_tables::*;
pub use mail_tables::*;
pub use org_tables::*;
pub use prizes_tables::*;
pub use quiz_tables::*;
pub use recognition_tables::*;
pub use registration_tables::*;

diesel::allow_tables_to_appear_in_same_query!(
    people,
    sessions,
    one_time_links,
    sign_in_throttles,
    revisions,
    installation,
    units,
    unit_ancestors,
    memberships,
    role_grants,
    audit_events,
    audit_head,
    sources,
    source_clauses,
    banks,
    bank_topics,
    items,
    item_versions,
    item_keys,
    bank_grants,
    version_notes,
    item_reviews,
    item_tags,
    item_likeness,
    bank_imports,
    bank_import_items,
    bank_import_results,
    courses,
    lessons,
    enrolments,
    lesson_progress,
    quizzes,
    attempts,
    attempt_slots,
    responses,
    item_scores,
    essay_marks,
    attempt_events,
    programmes,
    number_registers,
    certificates,
    certificate_revocations,
    unit_materials,
    unit_material_versions,
    contests,
    contest_turns,
    contest_rules_drafts,
    contest_rules_versions,
    rounds,
    round_secrets,
    predictions,
    round_exclusions,
    round_approvals,
    round_results,
    recognition_kinds,
    recognitions,
    recognition_changes,
    recognition_imports,
    issuing_bodies,
    issue_batches,
    issue_items,
    certificate_events,
    training_sessions,
    session_attendance,
    credential_keys,
    attempt_traces,
    exclusion_proposals,
    contest_terms,
    registrations,
    registration_claims,
    registration_consents,
    registration_exclusions,
    slip_batches,
    slips,
    round_amendments,
    round_public_values,
    appeals,
    prize_plans,
    paper_templates,
    paper_template_versions,
    campaigns,
    campaign_people,
    talks,
    mail_outbox,
    mail_preferences,
);

diesel::allow_columns_to_appear_in_same_group_by_clause!(attempts::state, memberships::unit_id);
