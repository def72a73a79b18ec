//! Looking at a file: every item as takers will see it, with what was noticed; how far an import is; what came of it.

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    super::{
        model::{Counts, IntakeError, KEPT_DAYS, UNDO_HOURS},
        ops,
        store::Shown,
        writing::{self, Outcomes},
    },
    card::{self, Card, DraftView, FlawView, offers, place},
    place_in_list,
};
use crate::{
    bank::{self, model::CognitiveLevel},
    identity,
    kernel::{Problem, ids::BankImportId, page::PageRequest},
    web::{
        Cx, View,
        error::FieldError,
        format,
        view::{Choice, PagerView, Sample},
    },
};

const PAGE_SIZE: i64 = 20;
/// Kept items that a report names.
const NAMED: i64 = 200;

#[derive(Serialize)]
#[allow(clippy::struct_excessive_bools)] // each is a choice of the form, or a door of the page
pub(super) struct LookPage {
    id: String,
    bank_code: String,
    bank_title: String,
    file_name: String,
    format: String,
    by: String,
    state: String,
    until: String,
    kept_days: i64,
    undo_hours: i64,
    /// Until when it can be taken back; empty when it cannot.
    undo_until: String,
    done: i32,
    total: i32,
    errors: Vec<FieldError>,
    /// Why the last attempt to take it in did not go through: the codes that were taken.
    stopped: String,
    counts: CountsView,
    outcomes: OutcomesView,
    kept: Vec<KeptLine>,
    kept_more: i64,
    shown: &'static str,
    /// Query of this place in the list.
    here: String,
    flaws: Vec<FlawView>,
    cards: Vec<Card>,
    pager: PagerView,
    topics: Vec<Choice>,
    levels: Vec<&'static str>,
    topic: String,
    level: &'static str,
    for_all: bool,
    only_good: bool,
    fresh_codes: bool,
}

#[derive(Serialize, Default)]
struct CountsView {
    all: i64,
    good: i64,
    errors: i64,
    remarks: i64,
    skipped: i64,
    taken: i64,
    no_level: i64,
    no_topic: i64,
    same: i64,
}

impl From<Counts> for CountsView {
    fn from(counts: Counts) -> Self {
        Self {
            all: counts.all,
            good: counts.taken - counts.remarks,
            errors: counts.errors,
            remarks: counts.remarks,
            skipped: counts.skipped,
            taken: counts.taken,
            no_level: counts.no_level,
            no_topic: counts.no_topic,
            same: counts.same,
        }
    }
}

#[derive(Serialize)]
struct OutcomesView {
    added: i64,
    known: i64,
    removed: i64,
    kept: i64,
    left_out: i64,
}

#[derive(Serialize)]
struct KeptLine {
    code: String,
    stem: String,
}

impl View for LookPage {
    const TEMPLATE: &'static str = "bank/intake_look.html";
    fn samples() -> Vec<Self> {
        let page = |state: &str, cards: Vec<Card>| Self {
            id: "1".into(),
            bank_code: "kl-57".into(),
            bank_title: "Kết luận 57".into(),
            file_name: "Đề cương.docx".into(),
            format: if cards.is_empty() { "pasted".into() } else { "docx".into() },
            by: if state == "open" { String::new() } else { "Trần Thị Hai".into() },
            state: state.into(),
            until: "31/12/2026".into(),
            kept_days: KEPT_DAYS,
            undo_hours: UNDO_HOURS,
            undo_until: if state == "done" { "08:00 02/12/2026".into() } else { String::new() },
            done: 500,
            total: 1_200,
            errors: if cards.is_empty() { vec![] } else { vec![FieldError { field: String::new(), message: "Còn câu lỗi.".into() }] },
            stopped: if cards.is_empty() { String::new() } else { "KL57-001".into() },
            counts: if cards.is_empty() {
                CountsView::default()
            } else {
                CountsView { all: 40, good: 30, errors: 2, remarks: 5, skipped: 3, taken: 35, no_level: 12, no_topic: 3, same: 1 }
            },
            outcomes: OutcomesView { added: 35, known: 1, removed: 30, kept: 1, left_out: 4 },
            kept: vec![KeptLine { code: "nhap-0001".into(), stem: "Kết luận nào?".into() }],
            kept_more: 3,
            shown: "",
            here: String::new(),
            flaws: if cards.is_empty() {
                vec![]
            } else {
                vec![FlawView { place: "Đoạn 9".into(), why: "Dòng lạ.".into(), remedy: "Xem lại.".into(), is_error: true }]
            },
            cards,
            pager: PagerView { number: 1, pages: 2, total: 40, prev: String::new(), next: "?trang=2".into() },
            topics: vec![Choice { value: "boi-canh".into(), text: "Bối cảnh".into() }],
            levels: CognitiveLevel::ALL.map(CognitiveLevel::code).to_vec(),
            topic: "boi-canh".into(),
            level: "nhan_biet",
            for_all: true,
            only_good: false,
            fresh_codes: false,
        };
        let kinds = ["single_choice", "true_false", "true_false_cluster", "matching", "essay"];
        let mut cards: Vec<Card> = kinds.map(|kind| card::sample(kind, "good", "open")).into();
        cards.extend([
            card::sample("multiple_response", "error", "open"),
            card::sample("single_choice", "remark", "open"),
            card::sample("single_choice", "remark", "take"),
            card::sample("single_choice", "remark", "skip"),
        ]);
        let mut out = vec![page("open", cards), page("open", vec![])];
        out.extend(["running", "unwinding", "done", "undoing", "undone"].map(|state| page(state, vec![])));
        out
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<LookPage>()
}

fn shown(cx: &Cx) -> (Shown, &'static str) {
    match cx.query("loc").as_str() {
        "van-de" => (Shown::Problems, "van-de"),
        "bo-qua" => (Shown::Skipped, "bo-qua"),
        _ => (Shown::All, ""),
    }
}

pub(super) async fn view(cx: &Cx, id: BankImportId, errors: Vec<FieldError>) -> Result<LookPage, Problem> {
    let (actor, code) = (cx.actor()?, cx.path_str("bank")?.to_owned());
    let (filter, shown) = shown(cx);
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let viewer = actor.id;
    let (import, counts, page, standing, topics, by) = cx
        .state
        .db
        .read(move |conn| {
            let import = ops::import(conn, &actor, &code, id)?;
            let counts = ops::counts(conn, id)?;
            let page = ops::page(conn, id, filter, request)?;
            let like: Vec<_> = page.rows.iter().filter_map(|row| row.like_item).collect();
            let standing = ops::standing(conn, &like)?;
            let topics = bank::ops::topics(conn, import.bank.id)?;
            let by = if import.row.by_person == viewer { None } else { identity::ops::person(conn, import.row.by_person)? };
            Ok::<_, Problem>((import, counts, page, standing, topics, by))
        })
        .await?;
    let (outcomes, kept) = cx
        .state
        .db
        .read(move |conn| Ok::<_, IntakeError>((writing::outcomes(conn, id)?, writing::named(conn, id, "kept", NAMED)?)))
        .await?;
    let choices = import.row.choices.0.clone();
    let card = |row: &super::super::store::EntryRow| {
        let draft = choices.applied(row.draft.0.clone());
        // The level is chosen for all: that it is missing is told once.
        let flaws = row.flaws.0.iter().filter(|flaw| flaw.code != super::super::model::LEVEL_MISSING);
        Card {
            number: row.ordinal,
            label: draft.label.clone(),
            place: place(cx, draft.place),
            flaws: flaws.map(|flaw| FlawView::of(cx, flaw)).collect(),
            verdict: row.verdict.clone(),
            decision: row.decision.clone(),
            offers: offers(cx, &draft, &row.flaws.0),
            is_same: row.is_same,
            like: row.like_item.and_then(|item| standing.get(&item)).map(DraftView::of),
            draft: DraftView::of(&draft),
        }
    };
    let path = format!("/ngan-hang/{}/nhap/{id}", import.bank.code);
    let query = if shown.is_empty() { String::new() } else { format!("loc={shown}") };
    let undo_until = import.row.finished_at.filter(|_| writing::can_undo(&import, cx.now()));
    Ok(LookPage {
        pager: PagerView::of(&page, &path, &query),
        cards: page.rows.iter().map(card).collect(),
        outcomes: outcomes_view(outcomes, counts.all),
        kept_more: outcomes.kept - i64::try_from(kept.len()).unwrap_or(0),
        kept: kept.into_iter().map(|(code, stem)| KeptLine { code, stem }).collect(),
        id: id.to_string(),
        until: format::day(import.kept_until()),
        undo_until: undo_until.map(|at| format::datetime(at.plus_seconds(UNDO_HOURS * 3_600))).unwrap_or_default(),
        bank_code: import.bank.code,
        bank_title: import.bank.title,
        file_name: import.row.file_name,
        format: import.row.format,
        by: by.map(|person| person.full_name).unwrap_or_default(),
        done: import.row.done,
        total: import.row.total,
        stopped: import.row.stopped.unwrap_or_default().trim_start_matches("taken ").to_owned(),
        state: import.row.state,
        kept_days: KEPT_DAYS,
        undo_hours: UNDO_HOURS,
        errors,
        counts: counts.into(),
        shown,
        here: place_in_list(cx),
        flaws: import.row.flaws.0.iter().map(|flaw| FlawView::of(cx, flaw)).collect(),
        topics: topics.into_iter().map(|topic| Choice { value: topic.code, text: topic.title }).collect(),
        levels: CognitiveLevel::ALL.map(CognitiveLevel::code).to_vec(),
        topic: choices.topic.clone(),
        level: choices.level.map_or("", CognitiveLevel::code),
        for_all: choices.for_all,
        only_good: choices.only_good,
        fresh_codes: choices.fresh_codes,
    })
}

fn outcomes_view(outcomes: Outcomes, all: i64) -> OutcomesView {
    let Outcomes { added, known, removed, kept } = outcomes;
    OutcomesView { added, known, removed, kept, left_out: all - added - known - removed - kept }
}

/// `GET /ngan-hang/{bank}/nhap/{import}?loc=&trang=`.
pub async fn look(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = view(&cx, cx.path("import")?, vec![]).await?;
    cx.page(&page)
}
