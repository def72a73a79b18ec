//! What a published round asked, with keys, reasons and sources, and how many answered rightly.

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    super::{
        amendments::{Amendment, Change, Marking},
        commitment::{FrozenItem, FrozenKey},
        model::RoundState,
        prizes::{self, figures::ItemFigures},
        result_file::Scorer,
    },
    RoundLine,
    statistics::{Shown, coming_again, figures_of, published_round},
};
use crate::{
    bank::{
        self,
        model::{Solution, Source},
    },
    kernel::{
        Problem, Timestamp,
        page::{Page, PageRequest},
    },
    quiz::response::letter,
    web::{
        Cx, View, format,
        view::{PagerView, Sample},
    },
};

/// Items on a page.
const PAGE_SIZE: i64 = 20;

#[derive(Serialize)]
struct AnswersPage {
    contest_code: String,
    contest_title: String,
    round: RoundLine,
    is_counting: bool,
    items: Vec<AnswerItem>,
    pager: PagerView,
}

#[derive(Clone, Serialize)]
struct AnswerItem {
    number: i64,
    code: String,
    stem: String,
    options: Vec<AnswerOption>,
    rationale: String,
    citation: String,
    source_title: String,
    clause_title: String,
    source_url: String,
    asked: i64,
    right: i64,
    /// Empty while counting, where it was never drawn, or where it was voided.
    share: String,
    /// What became of it after the round, last; none where it stood.
    change: Option<ItemChange>,
}

/// What became of an item after the round.
#[derive(Clone, Serialize)]
struct ItemChange {
    /// `voided` or `corrected`.
    state: &'static str,
    at: String,
    reason: String,
    /// The key that stood and the one that counts, in letters; empty for a voided item.
    old: String,
    new: String,
}

#[derive(Clone, Serialize)]
struct AnswerOption {
    /// Empty for a statement.
    label: String,
    text: String,
    is_key: bool,
}

impl View for AnswersPage {
    const TEMPLATE: &'static str = "contests/answers.html";
    fn samples() -> Vec<Self> {
        let option = |label: &str, is_key| AnswerOption { label: label.into(), text: "Kết luận 57-KL/TW".into(), is_key };
        let change = |state, old: &str, new: &str| ItemChange {
            state,
            at: "09:00 02/12/2026".into(),
            reason: "Câu hỏi có hai đáp án".into(),
            old: old.into(),
            new: new.into(),
        };
        let item = |number, share: &str| AnswerItem {
            number,
            code: "kl57-001".into(),
            stem: "Kết luận nào?".into(),
            options: vec![option("A", true), option(if number == 1 { "B" } else { "" }, false)],
            rationale: "Vì thế.".into(),
            citation: "KL57:nhan-dien".into(),
            source_title: if number == 1 { "Kết luận số 57-KL/TW".into() } else { String::new() },
            clause_title: "Phần mở đầu".into(),
            source_url: if number == 1 { "https://example.vn".into() } else { String::new() },
            asked: 40,
            right: 30,
            share: share.into(),
            change: match number {
                1 => None,
                2 => Some(change("voided", "", "")),
                _ => Some(change("corrected", "A", "A, C")),
            },
        };
        let page = |is_counting, items| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            round: RoundLine::sample("published"),
            is_counting,
            items,
            pager: PagerView { number: 1, pages: 2, total: 30, prev: String::new(), next: "?trang=2".into() },
        };
        vec![page(true, vec![item(1, "")]), page(false, vec![item(1, "75%"), item(2, ""), item(3, "75%")])]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<AnswersPage>()
}

/// `GET /cuoc-thi/{contest}/vong/{round}/ket-qua/dap-an?trang=`.
pub async fn answers(cx: Cx) -> Result<HttpResponse, Problem> {
    let Some(shown) = published_round(&cx).await? else {
        return Ok(cx.redirect(&format!("/cuoc-thi/{}/vong/{}", cx.path_str("contest")?, cx.path_str("round")?)));
    };
    let figures = figures_of(&cx, &shown).await?;
    let Shown { contest, round, file, .. } = shown;
    let (solutions, sources) = {
        let round = round.clone();
        cx.state
            .db
            .read(move |conn| {
                let solutions = prizes::ops::solutions(conn, &round)?;
                let mut codes: Vec<String> = solutions.iter().map(|(_, _, solution)| solution.citation.source.clone()).collect();
                codes.sort();
                codes.dedup();
                Ok::<_, Problem>((solutions, bank::ops::sources(conn, &codes)?))
            })
            .await?
    };
    let items = &file.frozen.items;
    let scorer = Scorer::new(&file.frozen, &file.amendments, file.public_value.as_deref());
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let start = usize::try_from(request.offset()).unwrap_or(0).min(items.len());
    let end = (start + usize::try_from(request.size).unwrap_or(0)).min(items.len());
    let rows = (start..end)
        .map(|at| {
            let item = &items[at];
            let solution = solutions.iter().find(|(bank, code, _)| *bank == item.bank && *code == item.code).map(|(.., solution)| solution);
            let counted = figures.as_ref().and_then(|figures| figures.items.get(at)).copied().unwrap_or_default();
            let change = change_of(&cx, item, scorer.marking(at), &file.amendments);
            answer_item(&cx, at, (item, scorer.marking(at), change), solution, &sources, counted)
        })
        .collect();
    let page = Page { rows, total: i64::try_from(items.len()).unwrap_or(0), request };
    let view = AnswersPage {
        is_counting: figures.is_none(),
        pager: PagerView::of(&page, &format!("/cuoc-thi/{}/vong/{}/ket-qua/dap-an", contest.code, round.code), ""),
        items: page.rows,
        round: RoundLine::of(&round, RoundState::Published),
        contest_code: contest.code,
        contest_title: contest.title,
    };
    let is_counting = view.is_counting;
    Ok(coming_again(cx.page(&view)?, is_counting))
}

/// A key in words: letters of the author's order, or true or false.
fn key_text(cx: &Cx, key: &FrozenKey) -> String {
    match key {
        FrozenKey::Truth(truth) => cx.t(if *truth { "quiz-true" } else { "quiz-false" }, &[]),
        FrozenKey::Options(places) => {
            let letters: Vec<String> = places.iter().map(|place| letter(*place).to_uppercase()).collect();
            letters.join(", ")
        }
    }
}

/// What became of an item: of several changes the one that counts.
fn change_of(cx: &Cx, item: &FrozenItem, marking: &Marking, amendments: &[Amendment]) -> Option<ItemChange> {
    let about = |amendment: &&Amendment| amendment.change.item() == Some((item.bank.as_str(), item.code.as_str()));
    let is_decisive = |amendment: &&Amendment| matches!(amendment.change, Change::ItemVoided { .. }) == (*marking == Marking::Voided);
    let amendment = amendments.iter().rev().filter(about).find(is_decisive)?;
    let (at, reason) = (format::datetime(Timestamp::from_millis(amendment.at)), amendment.reason.clone());
    Some(match (&amendment.change, marking) {
        (Change::KeyCorrected { .. }, Marking::Key(new)) => {
            ItemChange { state: "corrected", at, reason, old: key_text(cx, &item.key), new: key_text(cx, new) }
        }
        _ => ItemChange { state: "voided", at, reason, old: String::new(), new: String::new() },
    })
}

fn answer_item(
    cx: &Cx,
    at: usize,
    (item, marking, change): (&FrozenItem, &Marking, Option<ItemChange>),
    solution: Option<&Solution>,
    sources: &[Source],
    counted: ItemFigures,
) -> AnswerItem {
    let citation = solution.map(|solution| &solution.citation);
    let source = citation.and_then(|citation| sources.iter().find(|source| source.code == citation.source));
    let clause = source.zip(citation).and_then(|(source, citation)| source.clauses.iter().find(|clause| clause.id == citation.clause));
    let is_voided = *marking == Marking::Voided;
    // The key that counts; none of a voided item's options is right.
    let key = match marking {
        Marking::Key(key) => key,
        Marking::Voided => &item.key,
    };
    let options = match key {
        FrozenKey::Truth(truth) => [("quiz-true", true), ("quiz-false", false)]
            .map(|(key, value)| AnswerOption { label: String::new(), text: cx.t(key, &[]), is_key: !is_voided && value == *truth })
            .into(),
        FrozenKey::Options(keys) => ('A'..='Z')
            .zip(item.options.iter().enumerate())
            .map(|(label, (place, text))| AnswerOption {
                label: label.to_string(),
                text: text.clone(),
                is_key: !is_voided && keys.contains(&place),
            })
            .collect(),
    };
    AnswerItem {
        number: i64::try_from(at + 1).unwrap_or(0),
        code: item.code.clone(),
        stem: item.stem.clone(),
        options,
        rationale: solution.map(|solution| solution.rationale.clone()).unwrap_or_default(),
        citation: citation.map(|citation| format!("{}:{}", citation.source, citation.clause)).unwrap_or_default(),
        source_title: source.map(|source| source.title.clone()).unwrap_or_default(),
        clause_title: clause.map(|clause| clause.title.clone()).unwrap_or_default(),
        source_url: source.map(|source| source.url.clone()).unwrap_or_default(),
        asked: counted.asked,
        right: counted.right,
        change,
        share: if counted.asked == 0 || is_voided { String::new() } else { format::percent(counted.right, counted.asked) },
    }
}
