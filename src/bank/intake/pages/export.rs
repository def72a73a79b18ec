//! Taking questions out: in which format, with or without keys, and what the format cannot hold, said before.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;

use super::{super::ops, aside, bring::file};
use crate::{
    bank::{
        exchange,
        formats::{self, Format, model::Draft, store_form},
    },
    kernel::Problem,
    web::{Cx, View, view::Sample},
};

/// Items that a loss names.
const NAMED: usize = 5;

#[derive(Serialize)]
struct ExportPage {
    bank_code: String,
    bank_title: String,
    formats: Vec<&'static str>,
    /// The chosen one; empty before.
    format: String,
    with_keys: bool,
    items: usize,
    written: usize,
    losses: Vec<LossLine>,
}

#[derive(Serialize)]
struct LossLine {
    code: &'static str,
    count: usize,
    named: String,
}

impl View for ExportPage {
    const TEMPLATE: &'static str = "bank/intake_export.html";
    fn samples() -> Vec<Self> {
        let page = |format: &str, losses: Vec<LossLine>| Self {
            bank_code: "kl-57".into(),
            bank_title: "Kết luận 57".into(),
            formats: Format::ALL.into_iter().filter(|format| *format != Format::Csv).map(Format::code).collect(),
            format: format.into(),
            with_keys: losses.is_empty(),
            items: 40,
            written: 38,
            losses,
        };
        let loss = |code| LossLine { code, count: 12, named: "kl57-001, kl57-002, …".into() };
        vec![page("", vec![]), page("docx", vec![]), page("docx", vec![loss("item"), loss("formatting")])]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<ExportPage>()
}

/// Which format, and whether with keys: without them it is a document to read and print.
fn asked(cx: &Cx) -> (Option<Format>, bool) {
    let format = Format::parse(&cx.query("dang")).filter(|format| *format != Format::Csv);
    let with_keys = cx.query("dap-an") != "khong";
    (if with_keys { format } else { format.map(|_| Format::Docx) }, with_keys)
}

fn drafts(items: &[exchange::Imported], with_keys: bool) -> Vec<Draft> {
    let drafts = (1..).zip(items).map(|(number, item)| store_form::draft(number, item));
    if with_keys { drafts.collect() } else { drafts.map(formats::without_key).collect() }
}

/// `GET /ngan-hang/{bank}/xuat?dang=&dap-an=`: what the format cannot hold.
pub async fn export_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, code) = (cx.actor()?, cx.path_str("bank")?.to_owned());
    let (format, with_keys) = asked(&cx);
    let (bank, items) = cx
        .state
        .db
        .read(move |conn| {
            let bank = ops::bank_to_read(conn, &actor, &code)?;
            let items = match format {
                Some(_) => exchange::items(conn, bank.id)?,
                None => Vec::new(),
            };
            Ok::<_, Problem>((bank, items))
        })
        .await?;
    let count = items.len();
    let lost = match format {
        Some(format) => aside(move || formats::write(format, &drafts(&items, with_keys)).map(|written| written.lost)).await?,
        None => None,
    }
    .unwrap_or_default();
    let written = count - lost.iter().filter(|loss| loss.code == "item").count();
    let mut by_code: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for loss in lost {
        by_code.entry(loss.code).or_default().push(loss.item);
    }
    let line = |(code, items): (&'static str, Vec<String>)| LossLine {
        code,
        count: items.len(),
        named: items.iter().take(NAMED).cloned().chain((items.len() > NAMED).then(|| "…".to_owned())).collect::<Vec<_>>().join(", "),
    };
    cx.page(&ExportPage {
        bank_code: bank.code,
        bank_title: bank.title,
        formats: Format::ALL.into_iter().filter(|format| *format != Format::Csv).map(Format::code).collect(),
        format: format.map(Format::code).unwrap_or_default().to_owned(),
        with_keys,
        items: count,
        written,
        losses: by_code.into_iter().map(line).collect(),
    })
}

/// `GET /ngan-hang/{bank}/xuat/tep?dang=&dap-an=`: the file; who took it is recorded.
pub async fn download(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, now, code) = (cx.actor()?, cx.now(), cx.path_str("bank")?.to_owned());
    let (format, with_keys) = asked(&cx);
    let for_read = code.clone();
    let (format, items) = cx
        .state
        .db
        .read(move |conn| {
            let bank = ops::bank_to_read(conn, &actor, &for_read)?;
            let format = format.ok_or_else(Problem::not_found)?;
            Ok::<_, Problem>((format, exchange::items(conn, bank.id)?))
        })
        .await?;
    // Recorded before anything leaves.
    let (by, count, for_record) = (cx.actor()?.id, items.len(), code.clone());
    cx.state.db.write(move |conn| exchange::record_export(conn, now, Some(by), &for_record, format, with_keys, count)).await?;
    let bytes = aside(move || formats::write(format, &drafts(&items, with_keys)).map(|written| written.bytes)).await?;
    let name = format!("{code}{}.{}", if with_keys { "" } else { "-khong-dap-an" }, format.ending());
    Ok(file(bytes.ok_or_else(Problem::not_found)?, format, &name))
}
