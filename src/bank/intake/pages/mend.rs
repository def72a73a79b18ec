//! Mending an item of a file: the form of the editor, filled with what the file said.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{
    super::ops::{self, Desk},
    card::{self, FlawView},
    decide, place_in_list,
};
use crate::{
    bank::{
        authoring::{
            form,
            pages::DraftFormView,
            rows::{Rows, Typed},
        },
        formats::{
            model::{Body, Draft},
            rich, store_form,
        },
    },
    kernel::{FieldProblem, Problem, ids::BankImportId},
    web::{Cx, Form, View, view::Sample},
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
    /// Query of the place in the list that one came from.
    here: String,
    /// What the file gave cause to notice.
    flaws: Vec<FlawView>,
    types: [&'static str; 10],
    form: DraftFormView,
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
            label: if form.errors.is_empty() { String::new() } else { "Câu 3".into() },
            place: "Đoạn 5".into(),
            here: if form.errors.is_empty() { String::new() } else { "loc=van-de".into() },
            flaws: card::sample("single_choice", if form.errors.is_empty() { "good" } else { "error" }, "open").flaws,
            types: form::TYPES,
            form,
        };
        DraftFormView::samples().into_iter().map(page).collect()
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<MendPage>()
}

/// What the form says, with what it does not show taken over from the item that was read.
fn understood(typed: &Typed, desk: &Desk) -> form::Understood {
    let mut read = form::read(typed);
    read.draft = completed(std::mem::replace(&mut read.draft, desk.entry.draft.0.clone()), &desk.entry.draft.0);
    if read.errors.is_empty() {
        match store_form::item(&read.draft, &desk.sources) {
            Ok((_, remarks)) => read.add(&remarks),
            Err(errors) => read.add(&errors),
        }
    }
    read
}

/// The typed item with what only the file could say.
fn completed(typed: Draft, from_file: &Draft) -> Draft {
    let names = |text: &str, name: &str| {
        rich::spans(text).iter().any(|span| matches!(span, rich::Span::Image { name: known, .. } if known == name))
    };
    // A picture goes with the last text that names it.
    let is_named = |name: &str| {
        let texts = [typed.stem.as_str(), &typed.context, &typed.rationale];
        texts.into_iter().chain(typed.body.texts()).any(|text| names(text, name))
    };
    let images = from_file.images.iter().filter(|image| is_named(&image.name)).cloned().collect();
    let mut marking = from_file.marking.clone();
    let statements = if let Body::Statements(list) = &typed.body { list.len() } else { 0 };
    if !store_form::steps_fit(&marking, statements) {
        marking.steps.clear();
    }
    Draft {
        place: from_file.place,
        label: from_file.label.clone(),
        code: from_file.code.clone(),
        // One point is what an item has that names none.
        points: typed.points.filter(|points| *points != 100 || from_file.points.is_some()),
        images,
        marking,
        ..typed
    }
}

fn view(cx: &Cx, desk: &Desk, typed: &Typed, errors: Vec<FieldProblem>, remarks: Vec<FieldProblem>) -> Result<MendPage, Problem> {
    let draft = &desk.entry.draft.0;
    Ok(MendPage {
        id: desk.import.row.id.to_string(),
        bank_code: desk.import.bank.code.clone(),
        bank_title: desk.import.bank.title.clone(),
        file_name: desk.import.row.file_name.clone(),
        number: desk.entry.ordinal,
        label: draft.label.clone(),
        place: card::place(cx, draft.place),
        here: place_in_list(cx),
        flaws: desk.entry.flaws.0.iter().filter(|flaw| flaw.is_error).map(|flaw| FlawView::of(cx, flaw)).collect(),
        types: form::TYPES,
        form: DraftFormView::new(typed, &desk.topics, &desk.sources).told(cx.field_errors_of(errors)?, cx.field_errors_of(remarks)?),
    })
}

async fn desk(cx: &Cx) -> Result<Desk, Problem> {
    let (actor, bank, id, number) = (cx.actor()?, cx.path_str("bank")?.to_owned(), cx.path("import")?, cx.path("number")?);
    Ok(cx.state.db.read(move |conn| ops::desk(conn, &actor, &bank, id, number)).await?)
}

/// The form of what was read, with a row to write into where there is none.
fn filled(draft: &Draft) -> Typed {
    let mut typed = form::fill(draft);
    add_rows(&mut typed);
    typed
}

/// The rows that most items of the type need, where the form has none.
fn add_rows(typed: &mut Typed) {
    let blank = form::blank(typed.get("type"));
    for kind in [Rows::Option, Rows::Pair, Rows::Gap] {
        if typed.count(kind) == 0 {
            (0..blank.count(kind)).for_each(|row| typed.put_row(kind.fields()[0], row, ""));
        }
    }
}

/// `GET /ngan-hang/{bank}/nhap/{import}/cau/{number}/sua`.
pub async fn mend_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let desk = desk(&cx).await?;
    let typed = filled(&desk.entry.draft.0);
    let read = understood(&typed, &desk);
    let page = view(&cx, &desk, &typed, vec![], read.remarks)?;
    cx.page(&page)
}

/// `POST …/sua`: a button of the rows, another type, a check, or saving.
pub async fn mend(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let desk = desk(&cx).await?;
    let mut typed = Typed::of(form.fields());
    let button = form.text("do").to_owned();
    if button == "type" {
        let kind = form.text("new_type");
        if form::TYPES.contains(&kind) {
            typed.put("type", kind);
            add_rows(&mut typed);
        }
    }
    if button == "type" || typed.press(&button) {
        let page = view(&cx, &desk, &typed, vec![], vec![])?;
        return cx.page(&page);
    }
    let read = understood(&typed, &desk);
    if button != "save" || !read.errors.is_empty() {
        let status = if button == "save" { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let page = view(&cx, &desk, &typed, read.errors, read.remarks)?;
        return cx.page_with(status, &page);
    }
    let (actor, now, bank, draft) = (cx.actor()?, cx.now(), cx.path_str("bank")?.to_owned(), read.draft);
    let (id, number): (BankImportId, i32) = (desk.import.row.id, desk.entry.ordinal);
    let (asker, for_bank) = (actor.clone(), bank.clone());
    let mended = cx.state.db.read(move |conn| ops::mended(conn, &asker, &for_bank, id, number, draft)).await?;
    cx.state.db.write(move |conn| ops::replace(conn, now, &actor, &bank, &mended)).await?;
    decide::back(&cx, id, &format!("#cau-{number}"))
}
