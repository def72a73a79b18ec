//! Pages of banks, for people who work with items.

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    model::{CognitiveLevel, ItemLine, ItemType, Key, STATUSES},
    ops::{self, ItemFilter},
};
use crate::{
    kernel::{Problem, page::PageRequest},
    web::{
        Cx, View,
        view::{PagerView, Sample},
    },
};

const PAGE_SIZE: i64 = 25;

#[derive(Serialize)]
struct BanksPage {
    banks: Vec<BankCard>,
}

#[derive(Serialize)]
struct BankCard {
    code: String,
    title: String,
    summary: String,
    approved: i64,
}

impl View for BanksPage {
    const TEMPLATE: &'static str = "bank/list.html";
    fn samples() -> Vec<Self> {
        vec![
            Self { banks: vec![] },
            Self {
                banks: vec![BankCard {
                    code: "kl-57".into(), title: "Kết luận 57".into(), summary: "Ngân hàng".into(), approved: 77
                }],
            },
        ]
    }
}

#[derive(Serialize)]
struct BankPage {
    code: String,
    title: String,
    summary: String,
    search: String,
    topic: String,
    level: String,
    status: String,
    topics: Vec<TopicChoice>,
    levels: Vec<&'static str>,
    statuses: Vec<&'static str>,
    items: Vec<ItemRow>,
    pager: PagerView,
}

#[derive(Serialize)]
struct TopicChoice {
    value: String,
    text: String,
}

#[derive(Serialize)]
struct ItemRow {
    code: String,
    stem: String,
    item_type: String,
    topic: String,
    level: String,
    status: String,
}

impl View for BankPage {
    const TEMPLATE: &'static str = "bank/bank.html";
    fn samples() -> Vec<Self> {
        let page = |items: Vec<ItemRow>| Self {
            code: "kl-57".into(),
            title: "Kết luận 57".into(),
            summary: "Ngân hàng".into(),
            search: "nguyen tac".into(),
            topic: "boi-canh".into(),
            level: String::new(),
            status: String::new(),
            topics: vec![TopicChoice { value: "boi-canh".into(), text: "Bối cảnh".into() }],
            levels: CognitiveLevel::ALL.map(CognitiveLevel::code).to_vec(),
            statuses: STATUSES.to_vec(),
            pager: PagerView { number: 1, pages: 2, total: 26, prev: String::new(), next: "?trang=2".into() },
            items,
        };
        let row = |level: CognitiveLevel, status: &str, kind: ItemType| ItemRow {
            code: "kl57-001".into(),
            stem: "Kết luận **nào**?".into(),
            item_type: kind.code().into(),
            topic: "Bối cảnh".into(),
            level: level.code().into(),
            status: status.into(),
        };
        vec![
            page(vec![]),
            page(vec![
                row(CognitiveLevel::NhanBiet, "approved", ItemType::SingleChoice),
                row(CognitiveLevel::ThongHieu, "draft", ItemType::MultipleResponse),
                row(CognitiveLevel::VanDung, "in_review", ItemType::TrueFalse),
                row(CognitiveLevel::VanDungCao, "retired", ItemType::TrueFalse),
            ]),
        ]
    }
}

#[derive(Serialize)]
struct ItemPage {
    bank_code: String,
    bank_title: String,
    code: String,
    item_type: String,
    topic: String,
    level: String,
    status: String,
    points: String,
    context: String,
    stem: String,
    options: Vec<OptionRow>,
    /// What is right in each part, where the item is not answered by choosing options.
    parts: Vec<PartRow>,
    /// What markers of an essay look for.
    guide: String,
    rationale: String,
    citation: String,
    source_title: String,
    clause_title: String,
    clause_summary: String,
    source_url: String,
}

/// A part of an item with what is right in it.
#[derive(Serialize)]
struct PartRow {
    label: String,
    text: String,
    right: String,
}

#[derive(Serialize)]
struct OptionRow {
    label: String,
    text: String,
    is_key: bool,
}

impl View for ItemPage {
    const TEMPLATE: &'static str = "bank/item.html";
    fn samples() -> Vec<Self> {
        let page = |item_type: &str| Self {
            bank_code: "kl-57".into(),
            bank_title: "Kết luận 57".into(),
            code: "kl57-001".into(),
            item_type: item_type.into(),
            topic: "Bối cảnh".into(),
            level: "nhan_biet".into(),
            status: "approved".into(),
            points: "1".into(),
            stem: "Kết luận nào?".into(),
            options: vec![
                OptionRow { label: "A".into(), text: "15/6/2023".into(), is_key: true },
                OptionRow { label: String::new(), text: "Sai".into(), is_key: false },
            ],
            context: if item_type == "matching" { "Tình huống **chung**.".into() } else { String::new() },
            parts: match item_type {
                "matching" => vec![PartRow { label: "a".into(), text: "Vế **trái**".into(), right: "Vế phải".into() }],
                _ => vec![],
            },
            guide: if item_type == "essay" { "Nêu ba ý.".into() } else { String::new() },
            rationale: "Vì thế.".into(),
            citation: "KL57:nhan-dien".into(),
            source_title: "Kết luận số 57-KL/TW".into(),
            clause_title: "Phần mở đầu".into(),
            clause_summary: "Tóm tắt".into(),
            source_url: if item_type == "true_false" { String::new() } else { "https://example.vn".into() },
        };
        vec![page("single_choice"), page("true_false"), page("matching"), page("essay")]
    }
}

/// Samples of this domain's pages.
pub fn samples() -> Vec<Sample> {
    [Sample::of::<BanksPage>(), Sample::of::<BankPage>(), Sample::of::<ItemPage>()].into_iter().flatten().collect()
}

/// `GET /ngan-hang`.
pub async fn banks(cx: Cx) -> Result<HttpResponse, Problem> {
    let banks = cx.state.db.read(ops::banks).await?;
    cx.page(&BanksPage {
        banks: banks
            .into_iter()
            .map(|(bank, approved)| BankCard { code: bank.code, title: bank.title, summary: bank.summary, approved })
            .collect(),
    })
}

/// `GET /ngan-hang/{bank}?q=&chu-de=&muc=&trang-thai=&trang=`.
pub async fn bank(cx: Cx) -> Result<HttpResponse, Problem> {
    let code = cx.path_str("bank")?.to_owned();
    let filter = ItemFilter { search: cx.query("q"), topic: cx.query("chu-de"), level: cx.query("muc"), status: cx.query("trang-thai") };
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let for_read = filter.clone();
    let (bank, topics, page) = cx
        .state
        .db
        .read(move |conn| {
            let bank = ops::bank_by_code(conn, &code)?;
            let topics = ops::topics(conn, bank.id)?;
            let page = ops::items(conn, bank.id, &for_read, request)?;
            Ok::<_, Problem>((bank, topics, page))
        })
        .await?;
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("q", &filter.search), ("chu-de", &filter.topic), ("muc", &filter.level), ("trang-thai", &filter.status)])
        .finish();
    let topic_title =
        |code: &str| topics.iter().find(|topic| topic.code == code).map_or_else(|| code.to_owned(), |topic| topic.title.clone());
    let row = |item: &ItemLine| ItemRow {
        code: item.code.clone(),
        stem: item.stem.clone(),
        item_type: item.item_type.clone(),
        topic: topic_title(&item.topic),
        level: item.level.clone(),
        status: item.status.clone(),
    };
    let view = BankPage {
        pager: PagerView::of(&page, &format!("/ngan-hang/{}", bank.code), &query),
        items: page.rows.iter().map(row).collect(),
        code: bank.code,
        title: bank.title,
        summary: bank.summary,
        search: filter.search,
        topic: filter.topic,
        level: filter.level,
        status: filter.status,
        topics: topics.iter().map(|topic| TopicChoice { value: topic.code.clone(), text: topic.title.clone() }).collect(),
        levels: CognitiveLevel::ALL.map(CognitiveLevel::code).to_vec(),
        statuses: STATUSES.to_vec(),
    };
    cx.page(&view)
}

/// `GET /ngan-hang/{bank}/{item}`: with the key; the audit log has who looked.
pub async fn item(cx: Cx) -> Result<HttpResponse, Problem> {
    let (bank_code, item_code) = (cx.path_str("bank")?.to_owned(), cx.path_str("item")?.to_owned());
    let (actor, now) = (cx.actor()?, cx.now());
    let (bank, topics, line, face, solution, sources) = cx
        .state
        .db
        .write(move |conn| {
            let bank = ops::bank_by_code(conn, &bank_code)?;
            let topics = ops::topics(conn, bank.id)?;
            let (line, face, solution) = ops::item_with_solution(conn, now, &actor, bank.id, &item_code)?;
            let sources = ops::sources(conn, std::slice::from_ref(&solution.citation.source))?;
            Ok::<_, Problem>((bank, topics, line, face, solution, sources))
        })
        .await?;
    let options = match &solution.key {
        Key::Truth(truth) => [(true, "quiz-true"), (false, "quiz-false")]
            .into_iter()
            .map(|(value, key)| OptionRow { label: String::new(), text: cx.t(key, &[]), is_key: value == *truth })
            .collect(),
        Key::Options(keys) => face
            .options
            .iter()
            .enumerate()
            .map(|(at, text)| OptionRow {
                label: crate::quiz::response::letter(at).to_uppercase(),
                text: text.clone(),
                is_key: keys.contains(&at),
            })
            .collect(),
        _ => Vec::new(),
    };
    let parts = crate::quiz::pages::solved_parts(&cx, &face, &solution.key, &crate::quiz::response::Given::Nothing);
    let guide = if let Key::Guide(guide) = &solution.key { guide.clone() } else { String::new() };
    let source = sources.first();
    let clause = source.and_then(|source| source.clauses.iter().find(|clause| clause.id == solution.citation.clause));
    cx.page(&ItemPage {
        bank_code: bank.code,
        bank_title: bank.title,
        topic: topics.iter().find(|topic| topic.code == line.topic).map_or(line.topic, |topic| topic.title.clone()),
        code: line.code,
        item_type: line.item_type,
        level: line.level,
        status: line.status,
        points: crate::web::format::points(face.points),
        context: face.parts.context,
        stem: face.stem,
        options,
        parts: parts.into_iter().map(|part| PartRow { label: part.label, text: part.text, right: part.right }).collect(),
        guide,
        rationale: solution.rationale,
        citation: format!("{}:{}", solution.citation.source, solution.citation.clause),
        source_title: source.map(|source| source.title.clone()).unwrap_or_default(),
        clause_title: clause.map(|clause| clause.title.clone()).unwrap_or_default(),
        clause_summary: clause.map(|clause| clause.summary.clone()).unwrap_or_default(),
        source_url: source.map(|source| source.url.clone()).unwrap_or_default(),
    })
}
