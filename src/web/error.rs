//! The one place that turns a refusal into a page or into problem details (RFC 9457).

use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError, http::StatusCode, http::header};
use fluent_bundle::FluentValue;
use serde::Serialize;
use serde_json::json;

use super::{AppState, View, gate::RequestContext, i18n::Lang, render, view::Sample};
use crate::kernel::{Problem, ProblemKind, text};

/// A wrong field, in words.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name; empty when the whole form is meant.
    pub field: String,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        status(self)
    }
    /// A bare answer; the gate makes a page of it.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(status(self))
    }
}

/// The HTTP status of a refusal.
pub fn status(problem: &Problem) -> StatusCode {
    match (problem.code, problem.kind) {
        ("content_encoding" | "content_type", _) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ("transfer_encoding", _) => StatusCode::LENGTH_REQUIRED,
        ("uri_too_long", _) => StatusCode::URI_TOO_LONG,
        ("method_not_allowed", _) => StatusCode::METHOD_NOT_ALLOWED,
        ("body_too_slow", _) => StatusCode::REQUEST_TIMEOUT,
        (_, ProblemKind::Malformed) => StatusCode::BAD_REQUEST,
        (_, ProblemKind::SignInNeeded) => StatusCode::UNAUTHORIZED,
        (_, ProblemKind::Forbidden) => StatusCode::FORBIDDEN,
        (_, ProblemKind::NotFound) => StatusCode::NOT_FOUND,
        (_, ProblemKind::Conflict) => StatusCode::CONFLICT,
        (_, ProblemKind::Invalid) => StatusCode::UNPROCESSABLE_ENTITY,
        (_, ProblemKind::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
        (_, ProblemKind::TooMany) => StatusCode::TOO_MANY_REQUESTS,
        (_, ProblemKind::Unavailable) => StatusCode::SERVICE_UNAVAILABLE,
        (_, ProblemKind::Unexpected) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The error page.
#[derive(Serialize)]
pub struct ErrorPage {
    status: u16,
    title: String,
    detail: String,
    reference: String,
    retry_after: Option<u32>,
    home: String,
    /// The page where what was refused had been begun; empty for none.
    again: String,
}

impl View for ErrorPage {
    const TEMPLATE: &'static str = "errors/problem.html";
    fn samples() -> Vec<Self> {
        let page = |status, reference: &str, retry_after| Self {
            status,
            title: "Không tìm thấy trang".into(),
            detail: "Địa chỉ này không có trang nào.".into(),
            reference: reference.into(),
            retry_after,
            home: "/".into(),
            again: if status == 409 { "/to-chuc-thi/tim-hieu".into() } else { String::new() },
        };
        vec![page(404, "", None), page(500, "7F3K9QXA", None), page(503, "", Some(5)), page(409, "", None)]
    }
}

/// Samples of this module's pages.
pub fn samples() -> Vec<Sample> {
    Sample::of::<ErrorPage>()
}

fn arguments(args: &[(&'static str, String)]) -> Vec<(&'static str, FluentValue<'static>)> {
    args.iter().map(|(name, value)| (*name, FluentValue::from(value.clone()))).collect()
}

/// What is wrong with a form, in words; a refusal that is not about a form comes back as it is.
pub fn field_errors(state: &AppState, lang: Lang, problem: Problem) -> Result<Vec<FieldError>, Problem> {
    match problem.kind {
        ProblemKind::Invalid | ProblemKind::Conflict | ProblemKind::TooMany => {}
        _ => return Err(problem),
    }
    if problem.fields.is_empty() {
        let message = state.i18n.message(lang, &format!("problem-{}", problem.code), &arguments(&problem.args));
        return Ok(vec![FieldError { field: String::new(), message }]);
    }
    // A sentence that names the field, where there is one: a summary of three "this is empty" helps nobody.
    let message = |field: &crate::kernel::FieldProblem| {
        let own = format!("field-{}-{}", field.code, field.field);
        let key = if state.i18n.has(lang, &own) { own } else { format!("field-{}", field.code) };
        state.i18n.message(lang, &key, &arguments(&field.args))
    };
    Ok(problem.fields.iter().map(|field| FieldError { field: field.field.clone(), message: message(field) }).collect())
}

/// Answers a refusal in the form and language of the request.
pub fn respond(state: &AppState, context: &RequestContext, problem: &Problem) -> HttpResponse {
    let mut reference = String::new();
    if problem.kind == ProblemKind::Unexpected {
        let mut bytes = [0u8; 5];
        state.entropy.fill(&mut bytes);
        reference = text::hex(&bytes).to_uppercase();
        tracing::error!(%reference, path = %context.path, cause = problem.cause.as_deref().unwrap_or_default(), "unexpected");
    } else if let Some(cause) = &problem.cause {
        tracing::warn!(code = problem.code, path = %context.path, cause, "refused");
    }
    let mut response =
        if context.is_api { details(state, context, problem, &reference) } else { page(state, context, problem, &reference) };
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    if matches!(problem.code, "transfer_encoding" | "body_too_slow") {
        response.head_mut().set_connection_type(actix_web::http::ConnectionType::Close);
    }
    response
}

fn sentences(state: &AppState, lang: Lang, problem: &Problem) -> (String, String) {
    let args = arguments(&problem.args);
    let title = state.i18n.message(lang, &format!("problem-{}", problem.code), &args);
    let key = format!("problem-{}-detail", problem.code);
    let detail = if state.i18n.has(lang, &key) { state.i18n.message(lang, &key, &args) } else { String::new() };
    (title, detail)
}

fn details(state: &AppState, context: &RequestContext, problem: &Problem, reference: &str) -> HttpResponse {
    let status = status(problem);
    let (title, detail) = sentences(state, context.lang, problem);
    let mut body = json!({ "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail, "code": problem.code });
    if !reference.is_empty() {
        body["reference"] = json!(reference);
    }
    for (name, value) in &problem.args {
        body[*name] = json!(value);
    }
    if !problem.fields.is_empty() {
        body["errors"] = json!(field_errors(state, context.lang, problem.clone()).unwrap_or_default());
    }
    HttpResponseBuilder::new(status).content_type("application/problem+json; charset=utf-8").body(body.to_string())
}

fn page(state: &AppState, context: &RequestContext, problem: &Problem, reference: &str) -> HttpResponse {
    if problem.code == "sign_in_needed" {
        let next = form_urlencoded::byte_serialize(context.path.as_bytes()).collect::<String>();
        return HttpResponse::SeeOther().insert_header((header::LOCATION, format!("/dang-nhap?next={next}"))).finish();
    }
    if problem.code == "password_change_needed" {
        return HttpResponse::SeeOther().insert_header((header::LOCATION, "/tai-khoan/mat-khau")).finish();
    }
    let status = status(problem);
    let (title, detail) = sentences(state, context.lang, problem);
    let home = if context.session.is_some() { "/viec-cua-toi" } else { "/" };
    let view = ErrorPage {
        status: status.as_u16(),
        title,
        detail,
        reference: reference.to_owned(),
        retry_after: problem.retry_after,
        home: home.to_owned(),
        again: if problem.kind == ProblemKind::Conflict && context.back != "/" { context.back.clone() } else { String::new() },
    };
    let html = render::page(state, context, ErrorPage::TEMPLATE, &view).unwrap_or_else(|fault| {
        tracing::error!(%fault, "the error page itself failed");
        format!("<!doctype html><html lang=\"vi\"><title>Lỗi</title><h1>{}</h1>", status.as_u16())
    });
    HttpResponseBuilder::new(status).content_type("text/html; charset=utf-8").body(html)
}
