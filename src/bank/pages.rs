//! Pages of banks, for people who work with items.

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    authoring::{
        self,
        list::{self, Filter, Line},
        rights,
    },
    model::{CognitiveLevel, ItemType, STATUSES},
    ops,
};
use crate::{
    kernel::{Problem, page::PageRequest},
    web::{
        Cx, View,
        view::{Choice, PagerView, Sample},
    },
};

const PAGE_SIZE: i64 = 25;

#[derive(Serialize)]
struct BanksPage {
    may_make: bool,
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
            Self { may_make: false, banks: vec![] },
            Self {
                may_make: true,
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
    may_edit: bool,
    may_own: bool,
    /// What the list is narrowed by.
    search: String,
    topic: String,
    level: String,
    item_type: String,
    status: String,
    tag: String,
    citation: String,
    usage: String,
    is_narrowed: bool,
    topics: Vec<Choice>,
    levels: Vec<&'static str>,
    types: Vec<&'static str>,
    statuses: Vec<&'static str>,
    tags: Vec<String>,
    items: Vec<ItemRow>,
    pager: PagerView,
}

#[derive(Serialize)]
struct ItemRow {
    code: String,
    stem: String,
    item_type: String,
    topic: String,
    level: String,
    status: String,
    /// State of a change beside the version in force; empty if none.
    revision: String,
    is_used: bool,
}

impl View for BankPage {
    const TEMPLATE: &'static str = "bank/bank.html";
    fn samples() -> Vec<Self> {
        let page = |items: Vec<ItemRow>, search: &str, may_edit: bool| Self {
            code: "kl-57".into(),
            title: "Kết luận 57".into(),
            summary: "Ngân hàng".into(),
            may_edit,
            may_own: may_edit,
            search: search.into(),
            topic: "boi-canh".into(),
            level: String::new(),
            item_type: String::new(),
            status: String::new(),
            tag: "ôn tập".into(),
            citation: if may_edit { "KL57:nhan-dien".into() } else { "none".into() },
            usage: String::new(),
            is_narrowed: !search.is_empty(),
            topics: vec![Choice { value: "boi-canh".into(), text: "Bối cảnh".into() }],
            levels: CognitiveLevel::ALL.map(CognitiveLevel::code).to_vec(),
            types: ItemType::ALL.map(ItemType::code).to_vec(),
            statuses: STATUSES.to_vec(),
            tags: vec!["ôn tập".into()],
            pager: PagerView { number: 1, pages: 2, total: 26, prev: String::new(), next: "?trang=2".into() },
            items,
        };
        let row = |level: CognitiveLevel, status: &str, revision: &str, kind: ItemType| ItemRow {
            code: "kl57-001".into(),
            stem: "Kết luận **nào**?".into(),
            item_type: kind.code().into(),
            topic: "Bối cảnh".into(),
            level: level.code().into(),
            status: status.into(),
            revision: revision.into(),
            is_used: revision.is_empty(),
        };
        vec![
            page(vec![], "", false),
            page(vec![], "", true),
            page(vec![], "nguyen tac", true),
            page(
                vec![
                    row(CognitiveLevel::NhanBiet, "approved", "in_review", ItemType::SingleChoice),
                    row(CognitiveLevel::ThongHieu, "draft", "", ItemType::MultipleResponse),
                    row(CognitiveLevel::VanDung, "in_review", "", ItemType::TrueFalse),
                    row(CognitiveLevel::VanDungCao, "retired", "", ItemType::TrueFalse),
                ],
                "nguyen tac",
                true,
            ),
        ]
    }
}

/// Samples of this domain's pages.
pub fn samples() -> Vec<Sample> {
    [Sample::of::<BanksPage>(), Sample::of::<BankPage>(), authoring::pages::samples()].into_iter().flatten().collect()
}

/// `GET /ngan-hang`.
pub async fn banks(cx: Cx) -> Result<HttpResponse, Problem> {
    let actor = cx.actor()?;
    let (holder, banks) = cx.state.db.read(move |conn| rights::banks(conn, &actor)).await?;
    cx.page(&BanksPage {
        may_make: holder.may_make(),
        banks: banks
            .into_iter()
            .map(|(bank, _, approved)| BankCard { code: bank.code, title: bank.title, summary: bank.summary, approved })
            .collect(),
    })
}

/// `GET /ngan-hang/{bank}?q=&chu-de=&muc=&dang=&trang-thai=&the=&can-cu=&dung=&trang=`.
pub async fn bank(cx: Cx) -> Result<HttpResponse, Problem> {
    let (code, actor) = (cx.path_str("bank")?.to_owned(), cx.actor()?);
    let names = ["q", "chu-de", "muc", "dang", "trang-thai", "the", "can-cu", "dung"];
    let [search, topic, level, item_type, status, tag, citation, usage] = names.map(|name| cx.query(name));
    let filter = Filter { search, topic, level, item_type, status, tag, citation, usage };
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let for_read = filter.clone();
    let (bank, rights, topics, tags, page) = cx
        .state
        .db
        .read(move |conn| {
            let (bank, rights) = rights::bank(conn, &actor, &code)?;
            let (topics, tags) = (ops::topics(conn, bank.id)?, list::tags(conn, bank.id)?);
            let page = list::items(conn, bank.id, &for_read, request)?;
            Ok::<_, Problem>((bank, rights, topics, tags, page))
        })
        .await?;
    let values = names.map(|name| (name, cx.query(name)));
    let narrowing: Vec<_> = values.iter().filter(|(_, value)| !value.is_empty()).collect();
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(narrowing.iter().map(|(name, value)| (name, value))).finish();
    let topic_title =
        |code: &str| topics.iter().find(|topic| topic.code == code).map_or_else(|| code.to_owned(), |topic| topic.title.clone());
    let row = |item: &Line| ItemRow {
        code: item.code.clone(),
        stem: item.stem.clone(),
        item_type: item.item_type.clone(),
        topic: topic_title(&item.topic),
        level: item.level.clone(),
        status: item.status.clone(),
        revision: item.revision.clone(),
        is_used: item.is_used,
    };
    let view = BankPage {
        pager: PagerView::of(&page, &format!("/ngan-hang/{}", bank.code), &query),
        items: page.rows.iter().map(row).collect(),
        code: bank.code,
        title: bank.title,
        summary: bank.summary,
        may_edit: rights.edits(),
        may_own: rights.owns(),
        is_narrowed: !narrowing.is_empty(),
        search: filter.search,
        topic: filter.topic,
        level: filter.level,
        item_type: filter.item_type,
        status: filter.status,
        tag: filter.tag,
        citation: filter.citation,
        usage: filter.usage,
        topics: topics.iter().map(|topic| Choice { value: topic.code.clone(), text: topic.title.clone() }).collect(),
        levels: CognitiveLevel::ALL.map(CognitiveLevel::code).to_vec(),
        types: ItemType::ALL.map(ItemType::code).to_vec(),
        statuses: STATUSES.to_vec(),
        tags,
    };
    cx.page(&view)
}
