//! Bringing a list: a sample file, the check with every fault named, a look at what will be recorded, confirming.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{
    super::{
        import::{COLUMNS, Draft, Fault, MOST_FAULTS},
        model::{RecognitionError, State},
        ops,
    },
    kind_name,
    list::file,
};
use crate::{
    kernel::{
        FieldProblem, Problem,
        ids::RecognitionImportId,
        sheet::{self, Column, Sheet},
    },
    web::{Cx, Form, Upload, View, error::FieldError, format, view::Sample},
};

/// Rows of the look at what will be recorded.
const SHOWN: usize = 100;

#[derive(Serialize)]
struct ImportPage {
    errors: Vec<FieldError>,
    file_name: String,
    faults: Vec<FaultLine>,
    /// Faults there are, shown or not.
    fault_count: usize,
    good_rows: usize,
    columns: Vec<ColumnLine>,
}

#[derive(Serialize)]
struct ColumnLine {
    code: &'static str,
    is_needed: bool,
}

#[derive(Serialize)]
struct FaultLine {
    row: u32,
    column: String,
    value: String,
    code: String,
}

fn columns() -> Vec<ColumnLine> {
    COLUMNS.iter().map(|column| ColumnLine { code: column.code, is_needed: column.is_needed }).collect()
}

impl View for ImportPage {
    const TEMPLATE: &'static str = "recognition/import.html";
    fn samples() -> Vec<Self> {
        let fault = |row, column: &str, code: &str| FaultLine { row, column: column.into(), value: "31/02/2026".into(), code: code.into() };
        let faults = vec![
            fault(0, "", "heads_missing"),
            fault(1, "kind", "column_missing"),
            fault(0, "", "no_rows"),
            fault(3, "full_name", "empty"),
            fault(3, "full_name", "too_long"),
            fault(3, "full_name", "name_letters"),
            fault(3, "decision_date", "date_form"),
            fault(3, "valid_to", "date_order"),
            fault(4, "unit", "unit_unknown"),
            fault(4, "unit", "unit_ambiguous"),
            fault(4, "kind", "kind_unknown"),
            fault(4, "kind", "kind_ended"),
            fault(4, "state", "state_unknown"),
            fault(4, "state_since", "state_since_empty"),
            fault(5, "full_name", "twice_in_file"),
            fault(5, "username", "username_unknown"),
            fault(5, "full_name", "known_already"),
        ];
        let error = FieldError { field: "file".into(), message: "Hãy chọn tệp.".into() };
        vec![
            Self { errors: vec![], file_name: String::new(), faults: vec![], fault_count: 0, good_rows: 0, columns: columns() },
            Self { errors: vec![error], file_name: "danh-sach.xlsx".into(), faults, fault_count: 300, good_rows: 12, columns: columns() },
        ]
    }
}

#[derive(Serialize)]
struct PreviewPage {
    id: String,
    file_name: String,
    total: usize,
    rows: Vec<PreviewLine>,
    left_out: usize,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct PreviewLine {
    row: u32,
    full_name: String,
    unit: String,
    kind: String,
    decision: String,
    decided_on: String,
    from: String,
    to: String,
    state: &'static str,
    username: String,
}

impl View for PreviewPage {
    const TEMPLATE: &'static str = "recognition/preview.html";
    fn samples() -> Vec<Self> {
        let line = |to: &str, state: State| PreviewLine {
            row: 3,
            full_name: "Nguyễn Thị Ưỡng".into(),
            unit: "Phường Mỹ Tho".into(),
            kind: "Báo cáo viên cấp tỉnh".into(),
            decision: "125-QĐ/TU".into(),
            decided_on: "05/08/2025".into(),
            from: "05/08/2025".into(),
            to: to.into(),
            state: state.code(),
            username: if to.is_empty() { String::new() } else { "uong".into() },
        };
        let rows = vec![line("", State::InForce), line("31/12/2030", State::Relieved)];
        let error = FieldError { field: String::new(), message: "Danh bạ đã thay đổi.".into() };
        vec![
            Self { id: "1".into(), file_name: "a.xlsx".into(), total: 2, rows: vec![], left_out: 0, errors: vec![error] },
            Self { id: "1".into(), file_name: "a.xlsx".into(), total: 102, rows, left_out: 100, errors: vec![] },
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<ImportPage>(), Sample::of::<PreviewPage>()].into_iter().flatten().collect()
}

/// `GET /danh-ba/mau.xlsx`: the heads with their choices, and a sheet with the codes of the units.
pub async fn sample_file(cx: Cx) -> Result<HttpResponse, Problem> {
    let actor = cx.actor()?;
    let known = cx.state.db.read(move |conn| ops::known(conn, &actor)).await?;
    let title = |code: &str| cx.t(&format!("recognition-column-{code}"), &[]);
    let head = |column: &super::super::import::ColumnWords| {
        let choices = match column.code {
            "kind" => known.kinds.iter().map(|kind| kind.code.clone()).collect(),
            "state" => State::ALL.map(|state| cx.t(&format!("recognition-status-{}", state.code()), &[])).into(),
            _ => vec![],
        };
        Column { title: title(column.code), width: 20, choices }
    };
    let list = Sheet { name: cx.t("recognition-sheet", &[]), title: vec![], columns: COLUMNS.iter().map(head).collect(), rows: vec![] };
    let pair = |a: &str, b: &str| vec![sheet::Cell::text(a), sheet::Cell::text(b)];
    let heads = || vec![Column::new(cx.t("recognition-code", &[]), 24), Column::new(cx.t("recognition-name", &[]), 50)];
    let units = Sheet {
        name: cx.t("recognition-sheet-units", &[]),
        title: vec![],
        columns: heads(),
        rows: known.units.iter().map(|(_, code, name)| pair(code, name)).collect(),
    };
    let kinds = Sheet {
        name: cx.t("recognition-sheet-kinds", &[]),
        title: vec![],
        columns: heads(),
        rows: known.kinds.iter().map(|kind| pair(&kind.code, &kind.name)).collect(),
    };
    let written = tokio::task::spawn_blocking(move || sheet::write(&[list, units, kinds])).await.map_err(Problem::unexpected)?;
    Ok(file(written.map_err(RecognitionError::from)?, "danh-ba-mau.xlsx"))
}

/// `GET /danh-ba/nhap`.
pub async fn import_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = ImportPage { errors: vec![], file_name: String::new(), faults: vec![], fault_count: 0, good_rows: 0, columns: columns() };
    cx.page(&page)
}

/// `POST /danh-ba/nhap`: checks a file. One without faults is kept until it is confirmed.
pub async fn check_list(cx: Cx, upload: Upload) -> Result<HttpResponse, Problem> {
    let file_name = upload.file_name.clone();
    match try_check(&cx, upload).await {
        Ok((_, faults, Some(id))) if faults.is_empty() => Ok(cx.redirect(&format!("/danh-ba/nhap/{id}"))),
        Ok((good_rows, faults, _)) => {
            let fault_count = faults.len();
            let line = |fault: Fault| FaultLine { row: fault.row, column: fault.column, value: fault.value, code: fault.code };
            let faults = faults.into_iter().take(MOST_FAULTS).map(line).collect();
            let page = ImportPage { errors: vec![], file_name, faults, fault_count, good_rows, columns: columns() };
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let page = ImportPage { errors, file_name, faults: vec![], fault_count: 0, good_rows: 0, columns: columns() };
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

type Checked = (usize, Vec<Fault>, Option<RecognitionImportId>);

async fn try_check(cx: &Cx, upload: Upload) -> Result<Checked, Problem> {
    if upload.bytes.is_empty() {
        return Err(Problem::invalid(vec![FieldProblem::new("file", "file_missing")]));
    }
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let bytes = upload.bytes;
    let rows =
        tokio::task::spawn_blocking(move || sheet::read(&bytes)).await.map_err(Problem::unexpected)?.map_err(RecognitionError::from)?;
    let for_read = actor.clone();
    let (drafts, faults) = cx.state.db.read(move |conn| ops::check_list(conn, &for_read, &rows)).await?;
    if !faults.is_empty() {
        return Ok((drafts.len(), faults, None));
    }
    let good_rows = drafts.len();
    let id = cx.state.db.write(move |conn| ops::keep_list(conn, now, &*entropy, &actor, &upload.file_name, &drafts)).await?;
    Ok((good_rows, faults, Some(id)))
}

async fn preview(cx: &Cx, id: RecognitionImportId, errors: Vec<FieldError>) -> Result<PreviewPage, Problem> {
    let actor = cx.actor()?;
    let ((file_name, drafts), kinds) =
        cx.state.db.read(move |conn| Ok::<_, RecognitionError>((ops::kept_list(conn, &actor, id)?, ops::kinds(conn)?))).await?;
    let total = drafts.len();
    let line = |draft: Draft| PreviewLine {
        row: draft.row,
        kind: kind_name(&kinds, &draft.facts.kind),
        full_name: draft.facts.full_name,
        unit: draft.facts.unit_name,
        decision: draft.facts.decision_number,
        decided_on: format::date(draft.facts.decision_date),
        from: format::date(draft.facts.valid_from),
        to: draft.facts.valid_to.map(format::date).unwrap_or_default(),
        state: draft.state.code(),
        username: draft.username,
    };
    let rows: Vec<PreviewLine> = drafts.into_iter().take(SHOWN).map(line).collect();
    Ok(PreviewPage { id: id.to_string(), file_name, total, left_out: total - rows.len(), rows, errors })
}

/// `GET /danh-ba/nhap/{import}`: what will be recorded.
pub async fn kept_list(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = preview(&cx, cx.path("import")?, vec![]).await?;
    cx.page(&page)
}

/// `POST /danh-ba/nhap/{import}`: records the list, whole or not at all.
pub async fn confirm_list(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, entropy, id) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy), cx.path("import")?);
    let confirmed = cx.state.db.write(move |conn| ops::confirm_list(conn, now, &*entropy, &actor, id)).await.map_err(Problem::from);
    match confirmed {
        Ok(_) => Ok(cx.redirect_saying("/danh-ba", "recognition_imported")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let page = preview(&cx, id, errors).await?;
            cx.page_with(StatusCode::CONFLICT, &page)
        }
    }
}
