//! What units add to a course: reading, writing, withdrawing.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{
    super::{
        lesson as lesson_text,
        materials::{self, MaterialForm},
        model::{Course, CourseError},
        ops,
    },
    text::{BlockView, NoteLine, block_views, note_lines, sources_of},
};
use crate::{
    kernel::{
        Actor, Problem,
        ids::{UnitId, UnitMaterialId},
    },
    org,
    storage::Conn,
    web::{
        Cx, Form, View,
        error::FieldError,
        format,
        view::{Choice, Sample},
    },
};

#[derive(Serialize)]
struct MaterialPage {
    course_code: String,
    course_title: String,
    id: String,
    title: String,
    unit_name: String,
    saved_at: String,
    blocks: Vec<BlockView>,
    notes: Vec<NoteLine>,
    /// May be changed and withdrawn by the reader.
    can_change: bool,
    /// Every saving, newest first, for who may change it.
    versions: Vec<VersionLine>,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct VersionLine {
    number: i32,
    saved_at: String,
}

#[derive(Serialize)]
struct MaterialFormPage {
    course_code: String,
    course_title: String,
    /// Empty for a new one.
    id: String,
    version: i32,
    units: Vec<Choice>,
    unit_id: String,
    title: String,
    body: String,
    /// What the text looks like, when that was asked for.
    preview: Vec<BlockView>,
    notes: Vec<NoteLine>,
    has_preview: bool,
    errors: Vec<FieldError>,
}

const SAMPLE: &str = "## Toàn văn\n\nMột.[^KL57:a]\n\n::: key-points\n- Hai\n:::\n";

impl View for MaterialPage {
    const TEMPLATE: &'static str = "courses/material.html";
    fn samples() -> Vec<Self> {
        let page = |can_change, errors| Self {
            course_code: "kl-57".into(),
            course_title: "Kết luận 57-KL/TW".into(),
            id: "0190".into(),
            title: "Toàn văn Kết luận".into(),
            unit_name: "Đảng ủy xã".into(),
            saved_at: "08:40 23/11/2026".into(),
            blocks: block_views(&lesson_text::parse(SAMPLE).unwrap_or_default()),
            notes: vec![NoteLine::sample()],
            versions: if can_change { vec![VersionLine { number: 1, saved_at: "08:40 23/11/2026".into() }] } else { vec![] },
            can_change,
            errors,
        };
        vec![page(false, vec![]), page(true, vec![FieldError { field: "reason".into(), message: "Hãy nêu lý do.".into() }])]
    }
}

impl View for MaterialFormPage {
    const TEMPLATE: &'static str = "courses/material_form.html";
    fn samples() -> Vec<Self> {
        let page = |id: &str, has_preview: bool, errors| Self {
            course_code: "kl-57".into(),
            course_title: "Kết luận 57-KL/TW".into(),
            id: id.into(),
            version: 1,
            units: vec![Choice { value: "1".into(), text: "Đảng ủy xã".into() }],
            unit_id: "1".into(),
            title: "Toàn văn".into(),
            body: SAMPLE.into(),
            preview: if has_preview { block_views(&lesson_text::parse(SAMPLE).unwrap_or_default()) } else { vec![] },
            notes: vec![],
            has_preview,
            errors,
        };
        let error = |field: &str| FieldError { field: field.into(), message: "Chỗ này còn trống.".into() };
        vec![page("", false, vec![]), page("0190", true, vec![]), page("", false, vec![error("unit_id"), error("title"), error("body")])]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<MaterialPage>(), Sample::of::<MaterialFormPage>()].into_iter().flatten().collect()
}

/// `GET /khoa-hoc/{course}/tai-lieu/{material}`.
pub async fn material(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = material_page(&cx, vec![]).await?;
    cx.page(&page)
}

async fn material_page(cx: &Cx, errors: Vec<FieldError>) -> Result<MaterialPage, Problem> {
    let (actor, code, id): (_, _, UnitMaterialId) = (cx.actor()?, cx.path_str("course")?.to_owned(), cx.path("material")?);
    cx.state
        .db
        .read(move |conn| {
            let (course, _) = ops::course(conn, &code)?;
            let (material, unit, text) = materials::material(conn, &actor, course.id, id)?;
            let sources = sources_of(conn, &text)?;
            let can_change = materials::writing_scope(conn, &actor)?.holds(Some(material.unit_id));
            let versions = if can_change { materials::versions(conn, &actor, course.id, id)? } else { vec![] };
            Ok::<_, Problem>(MaterialPage {
                can_change,
                versions: versions
                    .into_iter()
                    .map(|(number, saved_at)| VersionLine { number, saved_at: format::datetime(saved_at) })
                    .collect(),
                blocks: block_views(&text),
                notes: note_lines(&text, &sources),
                course_code: course.code,
                course_title: course.title,
                id: material.id.to_string(),
                title: material.title,
                unit_name: unit.name,
                saved_at: format::datetime(material.saved_at),
                errors,
            })
        })
        .await
}

fn units_for(conn: &mut Conn<'_>, actor: &Actor) -> Result<Vec<Choice>, CourseError> {
    let scope = materials::writing_scope(conn, actor)?;
    let units = org::ops::units(conn, &scope)?;
    Ok(org::ops::tree_order(units)
        .into_iter()
        .map(|(depth, unit)| Choice { value: unit.id.to_string(), text: format!("{}{}", "\u{2003}".repeat(depth), unit.name) })
        .collect())
}

fn empty_form(conn: &mut Conn<'_>, actor: &Actor, course: Course) -> Result<MaterialFormPage, CourseError> {
    let own = org::ops::unit_of(conn, actor.id)?;
    let units = units_for(conn, actor)?;
    let own = own.map(|unit| unit.id.to_string()).filter(|id| units.iter().any(|choice| choice.value == *id));
    Ok(MaterialFormPage {
        course_code: course.code,
        course_title: course.title,
        id: String::new(),
        version: 0,
        unit_id: own.unwrap_or_default(),
        units,
        title: String::new(),
        body: String::new(),
        preview: vec![],
        notes: vec![],
        has_preview: false,
        errors: vec![],
    })
}

/// `GET /khoa-hoc/{course}/tai-lieu/them`.
pub async fn new_material_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, code) = (cx.actor()?, cx.path_str("course")?.to_owned());
    let page = cx
        .state
        .db
        .read(move |conn| {
            let (course, _) = ops::course(conn, &code)?;
            empty_form(conn, &actor, course)
        })
        .await?;
    cx.page(&page)
}

/// `GET /khoa-hoc/{course}/tai-lieu/{material}/sua`.
pub async fn change_material_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, code, id): (_, _, UnitMaterialId) = (cx.actor()?, cx.path_str("course")?.to_owned(), cx.path("material")?);
    let page = cx
        .state
        .db
        .read(move |conn| {
            let (course, _) = ops::course(conn, &code)?;
            let material = materials::for_change(conn, &actor, course.id, id)?;
            let page = empty_form(conn, &actor, course)?;
            Ok::<_, CourseError>(MaterialFormPage {
                id: material.id.to_string(),
                version: material.version,
                unit_id: material.unit_id.to_string(),
                title: material.title,
                body: material.body,
                ..page
            })
        })
        .await?;
    cx.page(&page)
}

fn sent(form: &Form) -> MaterialForm {
    MaterialForm { title: form.text("title").to_owned(), body: form.text("body").replace("\r\n", "\n") }
}

/// The form with what was typed: after a refusal, or to show what the text looks like.
async fn form_again(cx: &Cx, form: &Form, id: Option<UnitMaterialId>, errors: Vec<FieldError>) -> Result<HttpResponse, Problem> {
    let (actor, code, typed) = (cx.actor()?, cx.path_str("course")?.to_owned(), sent(form));
    let wants_preview = errors.is_empty();
    let has_changed = errors.iter().any(|error| error.field == "body") && id.is_some();
    let (unit_id, version) = (form.text("unit_id").to_owned(), form.text("version").parse().unwrap_or(0));
    let page = cx
        .state
        .db
        .read(move |conn| {
            let (course, _) = ops::course(conn, &code)?;
            // After "somebody else has saved", sending again means: over that version, knowingly.
            let standing = match id {
                Some(id) => Some(materials::for_change(conn, &actor, course.id, id)?.version),
                None => None,
            };
            let text = if wants_preview { lesson_text::parse(&typed.body).unwrap_or_default() } else { lesson_text::LessonText::default() };
            let sources = sources_of(conn, &text)?;
            let page = empty_form(conn, &actor, course)?;
            Ok::<_, CourseError>(MaterialFormPage {
                id: id.map(|id| id.to_string()).unwrap_or_default(),
                version: standing.filter(|_| has_changed).unwrap_or(version),
                unit_id,
                title: typed.title,
                body: typed.body,
                preview: block_views(&text),
                notes: note_lines(&text, &sources),
                has_preview: wants_preview,
                errors,
                ..page
            })
        })
        .await?;
    let status = if wants_preview { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    cx.page_with(status, &page)
}

/// Shows what a text looks like, or what is wrong with it; nothing is saved.
async fn preview(cx: &Cx, form: &Form, id: Option<UnitMaterialId>) -> Result<HttpResponse, Problem> {
    let typed = sent(form);
    let checked = cx.state.db.read(move |conn| materials::check(conn, &typed).map(|_| ())).await;
    let errors = match checked {
        Ok(()) => vec![],
        Err(error) => cx.field_errors(Problem::from(error))?,
    };
    form_again(cx, form, id, errors).await
}

/// `POST /khoa-hoc/{course}/tai-lieu/them`.
pub async fn add_material(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    if form.ticked("preview") {
        return preview(&cx, &form, None).await;
    }
    let (actor, now, entropy, code) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy), cx.path_str("course")?.to_owned());
    let (typed, unit) = (sent(&form), form.text("unit_id").parse::<UnitId>().ok());
    let added = cx
        .state
        .db
        .write(move |conn| {
            let (course, _) = ops::course(conn, &code)?;
            materials::add(conn, now, &*entropy, &actor, course.id, unit, &typed)
        })
        .await;
    match added {
        Ok(id) => Ok(cx.redirect_saying(&format!("/khoa-hoc/{}/tai-lieu/{id}", cx.path_str("course")?), "material_added")),
        Err(error) => {
            let errors = cx.field_errors(Problem::from(error))?;
            form_again(&cx, &form, None, errors).await
        }
    }
}

/// `POST /khoa-hoc/{course}/tai-lieu/{material}/sua`.
pub async fn change_material(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let id: UnitMaterialId = cx.path("material")?;
    if form.ticked("preview") {
        return preview(&cx, &form, Some(id)).await;
    }
    let (actor, now, code, typed) = (cx.actor()?, cx.now(), cx.path_str("course")?.to_owned(), sent(&form));
    let seen = form.one("version")?.parse().map_err(|_| Problem::not_found())?;
    let changed = cx
        .state
        .db
        .write(move |conn| {
            let (course, _) = ops::course(conn, &code)?;
            materials::change(conn, now, &actor, course.id, id, seen, &typed)
        })
        .await;
    match changed {
        Ok(()) => Ok(cx.redirect_saying(&format!("/khoa-hoc/{}/tai-lieu/{id}", cx.path_str("course")?), "material_changed")),
        Err(error) => {
            let errors = cx.field_errors(Problem::from(error))?;
            form_again(&cx, &form, Some(id), errors).await
        }
    }
}

/// `POST /khoa-hoc/{course}/tai-lieu/{material}/rut`.
pub async fn withdraw_material(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, id): (_, _, UnitMaterialId) = (cx.actor()?, cx.now(), cx.path("material")?);
    let (code, reason) = (cx.path_str("course")?.to_owned(), form.text("reason").to_owned());
    let withdrawn = cx
        .state
        .db
        .write(move |conn| {
            let (course, _) = ops::course(conn, &code)?;
            materials::withdraw(conn, now, &actor, course.id, id, &reason)
        })
        .await;
    match withdrawn {
        Ok(()) => Ok(cx.redirect_saying(&format!("/khoa-hoc/{}", cx.path_str("course")?), "material_withdrawn")),
        Err(error) => {
            let errors = cx.field_errors(Problem::from(error))?;
            let page = material_page(&cx, errors).await?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
