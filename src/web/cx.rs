//! What a handler gets: the request's context and the ways to answer.

use std::{rc::Rc, str::FromStr, time::Duration};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder,
    dev::Payload,
    http::{StatusCode, header},
    web::Data,
};
use fluent_bundle::FluentValue;
use serde::Serialize;

use super::{
    AppState, View, csrf,
    error::FieldError,
    gate::{CookieNames, HeldPlace, RequestContext},
    preferences, render,
};
use crate::kernel::{Actor, Problem, ProblemKind, Timestamp};

/// Bytes below which compressing is not worth its start.
const SHORT: usize = 1_000;

/// A request as handlers see it.
pub struct Cx {
    /// Shared state.
    pub state: Data<AppState>,
    /// What the gate found out.
    pub context: Rc<RequestContext>,
    request: HttpRequest,
}

impl FromRequest for Cx {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let context = request.extensions().get::<Rc<RequestContext>>().cloned();
        let state = request.app_data::<Data<AppState>>().cloned();
        std::future::ready(match (state, context) {
            (Some(state), Some(context)) => Ok(Self { state, context, request: request.clone() }),
            _ => Err(Problem::unexpected("a handler runs outside the gate")),
        })
    }
}

impl Cx {
    /// When the request arrived: the time that counts.
    pub fn now(&self) -> Timestamp {
        self.context.arrived_at
    }

    /// Who asks; the route table has made sure that somebody is signed in where this is called.
    pub fn actor(&self) -> Result<Actor, Problem> {
        self.context.actor().cloned().ok_or_else(|| Problem::new(ProblemKind::SignInNeeded, "sign_in_needed"))
    }

    /// A service that the composition root provides.
    pub fn service<T: 'static>(&self) -> Result<Data<T>, Problem> {
        self.request.app_data::<Data<T>>().cloned().ok_or_else(|| Problem::unexpected(std::any::type_name::<T>()))
    }

    /// Waits outside the door until so many microseconds have passed, and comes in again: who waits takes nobody's place.
    ///
    /// # Errors
    /// `crowded` when no place is free afterwards.
    pub async fn step_aside(&self, micros: u64) -> Result<(), Problem> {
        let held = self.request.extensions().get::<HeldPlace>().cloned();
        let had_place = held.as_ref().is_some_and(|held| held.take().is_some());
        actix_web::rt::time::sleep(Duration::from_micros(micros)).await;
        if let Some(held) = held.filter(|_| had_place) {
            held.replace(Some(self.state.admission.again(self.state.clock.now()).await?));
        }
        Ok(())
    }

    /// The names of the cookies.
    pub fn cookies(&self) -> CookieNames {
        CookieNames::of(&self.state)
    }

    /// A header of the request.
    pub fn header(&self, name: &str) -> &str {
        self.request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where the request comes from, to count by: an IPv4 address, or the /64 that one household has of IPv6. A proxy on
    /// this machine is believed about whom it speaks for; nobody else is.
    pub fn address(&self) -> String {
        let peer = self.request.peer_addr().map(|peer| peer.ip().to_canonical());
        let told = || self.header("x-forwarded-for").rsplit(',').next().and_then(|last| last.trim().parse::<std::net::IpAddr>().ok());
        let address = peer.map(|peer| if peer.is_loopback() { told().unwrap_or(peer) } else { peer });
        match address {
            Some(std::net::IpAddr::V6(ip)) => {
                let [a, b, c, d, ..] = ip.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}")
            }
            Some(ip) => ip.to_string(),
            None => String::new(),
        }
    }

    /// A cookie of the request.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.request.cookie(name).map(|cookie| cookie.value().to_owned())
    }

    /// The address that the connection comes from: a proxy's where there is one.
    pub fn peer(&self) -> Option<std::net::IpAddr> {
        self.request.peer_addr().map(|address| address.ip())
    }

    /// A part of the path, as text.
    pub fn path_str(&self, name: &str) -> Result<&str, Problem> {
        self.request.match_info().get(name).ok_or_else(Problem::not_found)
    }

    /// A part of the path, read; what cannot be read is not there.
    pub fn path<T: FromStr>(&self, name: &str) -> Result<T, Problem> {
        self.path_str(name)?.parse().map_err(|_| Problem::not_found())
    }

    /// A value of the query; empty when it is missing.
    pub fn query(&self, name: &str) -> String {
        form_urlencoded::parse(self.request.query_string().as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    }

    /// A message in the request's language.
    pub fn t(&self, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        self.state.i18n.message(self.context.lang, key, args)
    }

    /// A token for the forms of a page.
    pub fn csrf_token(&self) -> String {
        csrf::token(&self.context.csrf_secret, &*self.state.entropy)
    }

    /// A page.
    pub fn page<V: View>(&self, view: &V) -> Result<HttpResponse, Problem> {
        self.page_with(StatusCode::OK, view)
    }

    /// A page with a status of its own: 422 for a form that comes back.
    pub fn page_with<V: View>(&self, status: StatusCode, view: &V) -> Result<HttpResponse, Problem> {
        let html = render::page(&self.state, &self.context, V::TEMPLATE, view)?;
        let mut response = HttpResponseBuilder::new(status).content_type("text/html; charset=utf-8").body(html);
        if self.context.flash.is_some() {
            let mut gone = self.cookies().build(preferences::FLASH_COOKIE, String::new(), None);
            gone.make_removal();
            let _ = response.add_cookie(&gone);
        }
        Ok(response)
    }

    /// JSON; a short one is not compressed, which would cost more than it saves.
    pub fn json(&self, status: StatusCode, body: &impl Serialize) -> Result<HttpResponse, Problem> {
        let text = serde_json::to_string(body).map_err(Problem::unexpected)?;
        let mut response = HttpResponseBuilder::new(status);
        if text.len() < SHORT {
            response.insert_header((header::CONTENT_ENCODING, "identity"));
        }
        Ok(response.content_type("application/json; charset=utf-8").body(text))
    }

    /// To another page after a change (303).
    pub fn redirect(&self, path: &str) -> HttpResponse {
        HttpResponse::SeeOther().insert_header((header::LOCATION, path)).finish()
    }

    /// To another page, which then says the message `flash-<code>`.
    pub fn redirect_saying(&self, path: &str, code: &'static str) -> HttpResponse {
        let mut response = self.redirect(path);
        let _ = response.add_cookie(&self.cookies().build(preferences::FLASH_COOKIE, code.to_owned(), Some(60)));
        response
    }

    /// Wrong fields in words.
    pub fn field_errors_of(&self, fields: Vec<crate::kernel::FieldProblem>) -> Result<Vec<FieldError>, Problem> {
        if fields.is_empty() { Ok(Vec::new()) } else { self.field_errors(Problem::invalid(fields)) }
    }

    /// What is wrong with a form, field by field, in words; the problem itself when it is not about fields.
    pub fn field_errors(&self, problem: Problem) -> Result<Vec<FieldError>, Problem> {
        super::error::field_errors(&self.state, self.context.lang, problem)
    }
}
