//! The answer to newcomers who must wait: small, kind, and coming back by itself.

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    http::{Method, StatusCode, header},
};
use serde::Serialize;

use super::{
    AppState, View,
    admission::{COOKIE, TICKET_SECONDS, Wait},
    error,
    gate::{CookieNames, RequestContext},
    render,
    view::Sample,
};

#[derive(Serialize)]
struct CrowdedPage {
    /// Place in the line; 0 when it is one's turn any moment.
    place: u64,
    /// Seconds after which the page asks again.
    seconds: u32,
    /// What is sent again; empty for a page that is only looked at.
    action: String,
    /// Where a page without scripts goes.
    again: String,
}

impl View for CrowdedPage {
    const TEMPLATE: &'static str = "errors/crowded.html";
    fn samples() -> Vec<Self> {
        let page = |place, action: &str| Self { place, seconds: 5, action: action.into(), again: "/cuoc-thi/tim-hieu/vong/vong-1".into() };
        vec![page(0, ""), page(1, ""), page(1_250, "/cuoc-thi/tim-hieu/vong/vong-1")]
    }
}

/// Samples of this module's pages.
pub fn samples() -> Vec<Sample> {
    Sample::of::<CrowdedPage>()
}

/// 503 with the place in words, the ticket, and the way back.
pub fn respond(state: &AppState, context: &RequestContext, method: &Method, wait: &Wait) -> HttpResponse {
    let problem = wait.problem(context.arrived_at);
    let mut response = if context.is_api {
        error::respond(state, context, &problem)
    } else {
        let is_look = *method == Method::GET || *method == Method::HEAD;
        let view = CrowdedPage {
            place: wait.place,
            seconds: wait.seconds,
            action: if is_look { String::new() } else { context.path.clone() },
            again: if is_look { String::new() } else { context.back.clone() },
        };
        match render::page(state, context, CrowdedPage::TEMPLATE, &view) {
            // Not compressed: it is short, and there are many of them at the worst moment.
            Ok(html) => HttpResponseBuilder::new(StatusCode::SERVICE_UNAVAILABLE)
                .content_type("text/html; charset=utf-8")
                .insert_header((header::CONTENT_ENCODING, "identity"))
                .insert_header((header::RETRY_AFTER, wait.seconds.to_string()))
                .body(html),
            Err(_) => error::respond(state, context, &problem),
        }
    };
    let _ = response.add_cookie(&CookieNames::of(state).build(COOKIE, wait.ticket.clone(), Some(TICKET_SECONDS)));
    response
}
