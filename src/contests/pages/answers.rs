//! What a published round asked, with keys, reasons and sources, and how many answered rightly.

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    super::{
        commitment::{FrozenItem, FrozenKey},
        model::RoundState,
        prizes::{self, figures::ItemFigures},
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
        Problem,
        page::{Page, PageRequest},
    },
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
    /// Empty while counting, or where it was never drawn.
    share: String,
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
        };
        let page = |is_counting, items| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            round: RoundLine::sample("published"),
            is_counting,
            items,
            pager: PagerView { number: 1, pages: 2, total: 30, prev: String::new(), next: "?trang=2".into() },
        };
        vec![page(true, vec![item(1, "")]), page(false, vec![item(1, "75%"), item(2, "")])]
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
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let start = usize::try_from(request.offset()).unwrap_or(0).min(items.len());
    let end = (start + usize::try_from(request.size).unwrap_or(0)).min(items.len());
    let rows = (start..end)
        .map(|at| {
            let item = &items[at];
            let solution = solutions.iter().find(|(bank, code, _)| *bank == item.bank && *code == item.code).map(|(.., solution)| solution);
            let counted = figures.as_ref().and_then(|figures| figures.items.get(at)).copied().unwrap_or_default();
            answer_item(&cx, at, item, solution, &sources, counted)
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

fn answer_item(cx: &Cx, at: usize, item: &FrozenItem, solution: Option<&Solution>, sources: &[Source], counted: ItemFigures) -> AnswerItem {
    let citation = solution.map(|solution| &solution.citation);
    let source = citation.and_then(|citation| sources.iter().find(|source| source.code == citation.source));
    let clause = source.zip(citation).and_then(|(source, citation)| source.clauses.iter().find(|clause| clause.id == citation.clause));
    let options = match &item.key {
        FrozenKey::Truth(truth) => [("quiz-true", true), ("quiz-false", false)]
            .map(|(key, value)| AnswerOption { label: String::new(), text: cx.t(key, &[]), is_key: value == *truth })
            .into(),
        FrozenKey::Options(keys) => ('A'..='Z')
            .zip(item.options.iter().enumerate())
            .map(|(label, (place, text))| AnswerOption { label: label.to_string(), text: text.clone(), is_key: keys.contains(&place) })
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
        share: if counted.asked == 0 { String::new() } else { format::percent(counted.right, counted.asked) },
    }
}
