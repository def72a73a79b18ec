//! Mending an item of a file in the form in which items are written.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{
    super::{ops, store::EntryRow},
    card::{self, FlawView},
    place_in_list,
};
use crate::{
    bank::{
        authoring::{
            fill,
            form::{self, Understood},
            pages::DraftFormView,
            rows::{Rows, Typed},
            writing,
        },
        formats::{model::Draft, store_form},
        model::{Source, Topic},
        ops as bank_ops,
    },
    kernel::{Problem, ids::BankImportId},
    quiz::pages::ShownItem,
    web::{Cx, Form, View, error::FieldError, view::Sample},
};

#[derive(Serialize)]
struct MendPage {
    id: String,
    bank_code: String,
    bank_title: String,
    file_name: String,
    number: i32,
    label: String,
    place: String,
    /// Query of the place in the list to come back to.
    here: String,
    /// What was noticed when the file was read.
    flaws: Vec<FlawView>,
    /// Pictures that do not come along.
    images: Vec<String>,
    /// Types that it can be turned into.
    types: [&'static str; 10],
    form: DraftFormView,
    preview: ShownItem,
    /// What keeps it from being taken.
    missing: Vec<FieldError>,
    /// Something was typed that is not saved.
    is_dirty: bool,
}

impl View for MendPage {
    const TEMPLATE: &'static str = "bank/intake_mend.html";
    fn samples() -> Vec<Self> {
        let page = |form: DraftFormView| Self {
            id: "1".into(),
            bank_code: "kl-57".into(),
            bank_title: "Kết luận 57".into(),
            file_name: "Đề cương.docx".into(),
            number: 3,
            label: if form.errors.is_empty() { "Câu 3".into() } else { String::new() },
            place: "Đoạn 5".into(),
            here: if form.errors.is_empty() { String::new() } else { "loc=van-de".into() },
            flaws: card::sample(form.errors.first().map_or("single_choice", |_| "essay"), "error", "open").flaws,
            images: if form.errors.is_empty() { vec![] } else { vec!["hinh-1.png".into()] },
            preview: ShownItem::sample(&form.kind),
            missing: form.errors.clone(),
            is_dirty: !form.errors.is_empty(),
            types: form::TYPES,
            form,
        };
        DraftFormView::samples().into_iter().map(page).collect()
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<MendPage>()
}

/// What the form is filled and judged with.
struct Desk {
    import: ops::Import,
    entry: EntryRow,
    topics: Vec<Topic>,
    sources: Vec<Source>,
}

async fn desk(cx: &Cx, id: BankImportId, number: i32) -> Result<Desk, Problem> {
    let (actor, code) = (cx.actor()?, cx.path_str("bank")?.to_owned());
    cx.state
        .db
        .read(move |conn| {
            let import = ops::open_import(conn, &actor, &code, id)?;
            let entry = ops::entry(conn, id, number)?;
            let topics = bank_ops::topics(conn, import.bank.id)?;
            let sources = writing::sources(conn)?;
            Ok::<_, Problem>(Desk { import, entry, topics, sources })
        })
        .await
}

fn understood(typed: &Typed, sources: &[Source]) -> Understood {
    let mut read = form::read(typed);
    if read.errors.is_empty() {
        match store_form::item(&read.draft, sources) {
            Ok((_, remarks)) => read.add(&remarks),
            Err(flaws) => read.add(&flaws),
        }
    }
    read
}

fn view(cx: &Cx, desk: &Desk, typed: &Typed, tells: bool, is_dirty: bool) -> Result<MendPage, Problem> {
    let read = understood(typed, &desk.sources);
    let preview = ShownItem::preview(cx, desk.entry.ordinal, &store_form::stored(&read.draft).0);
    let (errors, remarks) = (cx.field_errors_of(read.errors)?, cx.field_errors_of(read.remarks)?);
    let draft = &desk.entry.draft.0;
    let form = DraftFormView::new(typed, &desk.topics, &desk.sources);
    Ok(MendPage {
        id: desk.import.row.id.to_string(),
        bank_code: desk.import.bank.code.clone(),
        bank_title: desk.import.bank.title.clone(),
        file_name: desk.import.row.file_name.clone(),
        number: desk.entry.ordinal,
        label: draft.label.clone(),
        place: card::place(cx, draft.place),
        here: place_in_list(cx),
        flaws: if is_dirty { vec![] } else { desk.entry.flaws.0.iter().map(|flaw| FlawView::of(cx, flaw)).collect() },
        images: draft.images.iter().map(|image| image.name.clone()).collect(),
        types: form::TYPES,
        form: form.told(if tells { errors.clone() } else { vec![] }, remarks),
        preview,
        missing: errors,
        is_dirty,
    })
}

/// `GET /ngan-hang/{bank}/nhap/{import}/cau/{number}/sua`.
pub async fn mend_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let desk = desk(&cx, cx.path("import")?, cx.path("number")?).await?;
    let page = view(&cx, &desk, &fill::fill(&desk.entry.draft.0), true, false)?;
    cx.page(&page)
}

/// Another type: a reader takes for a choice what it cannot make out. Fields that both types have keep what was typed, and the new one
/// has the rows that most items of it need. Whether that was asked for.
fn turned(typed: &mut Typed, button: &str, kind: &str) -> bool {
    if button != "type" || !form::TYPES.contains(&kind) {
        return false;
    }
    typed.put("type", kind);
    let blank = fill::blank(kind);
    for rows in [Rows::Option, Rows::Pair, Rows::Gap] {
        if typed.count(rows) == 0 {
            (0..blank.count(rows)).for_each(|row| typed.put_row(rows.fields()[0], row, ""));
        }
    }
    true
}

/// `POST /ngan-hang/{bank}/nhap/{import}/cau/{number}/sua`: a button of the rows, a check, or saving.
pub async fn mend(cx: Cx, posted: Form) -> Result<HttpResponse, Problem> {
    let (id, number): (BankImportId, i32) = (cx.path("import")?, cx.path("number")?);
    let desk = desk(&cx, id, number).await?;
    let mut typed = Typed::of(posted.fields());
    let button = posted.text("do").to_owned();
    let is_row = typed.press(&button) || turned(&mut typed, &button, posted.text("new_type"));
    if is_row || button != "save" {
        let page = view(&cx, &desk, &typed, !is_row, true)?;
        return cx.page(&page);
    }
    let read = understood(&typed, &desk.sources);
    if !read.errors.is_empty() {
        let page = view(&cx, &desk, &typed, true, true)?;
        return cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let before = &desk.entry.draft.0;
    let draft = Draft { label: before.label.clone(), place: before.place, ..read.draft };
    let (actor, now, bank) = (cx.actor()?, cx.now(), cx.path_str("bank")?.to_owned());
    let (asker, for_bank) = (actor.clone(), bank.clone());
    let mended = cx.state.db.read(move |conn| ops::mended(conn, &asker, &for_bank, id, number, draft.clone())).await?;
    cx.state.db.write(move |conn| ops::replace(conn, now, &actor, &bank, &mended)).await?;
    let query = place_in_list(&cx);
    let mark = if query.is_empty() { "" } else { "?" };
    Ok(cx.redirect_saying(&format!("/ngan-hang/{}/nhap/{id}{mark}{query}#cau-{number}", cx.path_str("bank")?), "intake_mended"))
}
