//! The gate: every request passes here before anything else happens to it, every answer on its way out.
//!
//! In: hostile framing is refused, the arrival is stamped before the body is read, the session is found. Then the
//! router chooses the route, and [`admit`], which each route carries, applies its access rule: a rule looked up from
//! the path here could be got round by spelling the path in another way that the router reads as the same.
//! Out: refusals become pages or problem details, headers are set.

use std::{cell::RefCell, collections::HashSet, panic::AssertUnwindSafe, rc::Rc, sync::Arc};

use actix_web::{
    Error, HttpMessage, HttpResponse,
    body::{BoxBody, MessageBody},
    cookie::{Cookie, SameSite, time},
    dev::{ServiceRequest, ServiceResponse},
    error::InternalError,
    http::{Method, StatusCode, header},
    middleware::Next,
    web::Data,
};
use futures_util::FutureExt;

use super::{
    AppState,
    admission::{self, Place, Standing, Wait},
    crowded, csrf, error,
    i18n::Lang,
    preferences,
    sessions::WebSession,
};
use crate::kernel::{Actor, Entropy, Problem, ProblemKind, Role, Timestamp, text};

/// Who may use a route at all; what of it they may see is decided by the use case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Anyone.
    Anyone,
    /// Anyone signed in.
    SignedIn,
    /// Holders of any of these roles, anywhere.
    Roles(&'static [Role]),
    /// Holders of any of these roles, and administrators of everything: not those of a unit.
    RolesOrChief(&'static [Role]),
    /// Only in a demonstration.
    Demo,
}

/// Patterns of the addresses that can be opened as a page.
#[derive(Clone, Default)]
pub struct PagePatterns(pub Arc<HashSet<&'static str>>);

/// What the gate found out about a request.
pub struct RequestContext {
    /// When its head arrived.
    pub arrived_at: Timestamp,
    /// Who is signed in.
    pub session: Option<WebSession>,
    /// The secret its CSRF token must carry.
    pub csrf_secret: [u8; 32],
    /// Language of the answer.
    pub lang: Lang,
    /// `auto`, `light` or `dark`.
    pub theme: &'static str,
    /// For the scripts of the answer.
    pub nonce: String,
    /// Path of this request.
    pub path: String,
    /// A page to come back to: this one, or home when this address only takes changes.
    pub back: String,
    /// An answer for a program, not a person.
    pub is_api: bool,
    /// A message left by the request before.
    pub flash: Option<String>,
}

impl RequestContext {
    /// The actor, if somebody is signed in.
    pub fn actor(&self) -> Option<&Actor> {
        self.session.as_ref().map(|session| &session.actor)
    }
}

/// Longest path and query.
const LONGEST_URI: usize = 8 * 1024;

/// Pages that someone who must choose a new password can still reach.
const PASSWORD_PAGES: [&str; 5] = ["/tai-khoan/mat-khau", "/dang-xuat", "/ngon-ngu", "/giao-dien", "/api/v1/session"];

/// The middleware.
pub async fn gate(mut request: ServiceRequest, next: Next<impl MessageBody + 'static>) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(state) = request.app_data::<Data<AppState>>().cloned() else {
        return Err(actix_web::error::ErrorInternalServerError("no state"));
    };
    let arrived_at = state.clock.now();
    let is_asset = request.path().starts_with("/assets/");
    let cookies = CookieNames::of(&state);
    let mut context = anonymous(&request, &state, arrived_at);

    let admitted = match screen(&request, &state) {
        Ok(()) if is_asset => Ok(()),
        Ok(()) => recognise(&request, &state, &cookies, &mut context).await,
        Err(problem) => Err(problem),
    };
    // A visitor without a session gets the cookie that the tokens of the forms hang on.
    let known = request.cookie(cookies.pre_session);
    let pre_session = (context.session.is_none() && !is_asset && known.is_none()).then(|| {
        let value = text::hex(&random::<32>(&*state.entropy));
        context.csrf_secret = csrf::secret(&value);
        cookies.build(cookies.pre_session, value, None)
    });
    if let (None, Some(known)) = (&context.session, known) {
        context.csrf_secret = csrf::secret(known.value());
    }
    let is_head = request.method() == Method::HEAD;
    let context = Rc::new(context);
    request.extensions_mut().insert(Rc::clone(&context));

    let mut response = match admitted {
        Err(problem) => request.into_response(error::respond(&state, &context, &problem)),
        Ok(()) => {
            // HEAD is answered by the handler of GET; the server leaves the body out.
            if is_head {
                request.head_mut().method = Method::GET;
            }
            match AssertUnwindSafe(next.call(request)).catch_unwind().await {
                Ok(Ok(response)) => finish(response.map_into_boxed_body(), &state, &context),
                Ok(Err(error)) => return Err(with_page(&state, &context, &problem_of(&error), pre_session)),
                Err(panic) => return Err(with_page(&state, &context, &Problem::unexpected(panic_text(&*panic)), pre_session)),
            }
        }
    };
    if let Some(cookie) = pre_session {
        let _ = response.response_mut().add_cookie(&cookie);
    }
    headers(response.response_mut(), &state, &context);
    Ok(response)
}

fn finish(response: ServiceResponse<BoxBody>, state: &AppState, context: &RequestContext) -> ServiceResponse<BoxBody> {
    let problem = match response.response().error() {
        Some(error) => problem_of(error),
        // What the router answers by itself has no page yet.
        None if response.status() == StatusCode::NOT_FOUND && is_bare(&response) => Problem::not_found(),
        None if response.status() == StatusCode::METHOD_NOT_ALLOWED => Problem::new(ProblemKind::Malformed, "method_not_allowed"),
        None => return response,
    };
    let (request, _) = response.into_parts();
    ServiceResponse::new(request, error::respond(state, context, &problem))
}

fn is_bare(response: &ServiceResponse<BoxBody>) -> bool {
    !response.headers().contains_key(header::CONTENT_TYPE)
}

fn problem_of(error: &Error) -> Problem {
    if let Some(problem) = error.as_error::<Problem>() {
        return problem.clone();
    }
    match error.as_response_error().status_code() {
        StatusCode::NOT_FOUND => Problem::not_found(),
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(ProblemKind::TooLarge, "too_large"),
        status if status.is_client_error() => Problem::new(ProblemKind::Malformed, "malformed"),
        _ => Problem::unexpected(error),
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
    format!("panic: {}", text.unwrap_or_default())
}

/// An error that carries its page: the request is gone by now, the context is not.
fn with_page(state: &AppState, context: &RequestContext, problem: &Problem, cookie: Option<Cookie<'static>>) -> Error {
    let mut response = error::respond(state, context, problem);
    if let Some(cookie) = cookie {
        let _ = response.add_cookie(&cookie);
    }
    headers(&mut response, state, context);
    InternalError::from_response(problem.code, response).into()
}

/// Refuses what no browser of ours sends: compressed or chunked bodies (RUSTSEC-2026-0447, -0448, -0455 and the
/// smuggling advisories of actix-http), odd methods, endless addresses, changes from other sites.
fn screen(request: &ServiceRequest, state: &AppState) -> Result<(), Problem> {
    let headers = request.headers();
    if headers.get(header::CONTENT_ENCODING).is_some_and(|value| value != "identity") {
        return Err(Problem::new(ProblemKind::Malformed, "content_encoding"));
    }
    if headers.contains_key(header::TRANSFER_ENCODING) {
        return Err(Problem::new(ProblemKind::Malformed, "transfer_encoding"));
    }
    if request.uri().path_and_query().is_some_and(|target| target.as_str().len() > LONGEST_URI) {
        return Err(Problem::new(ProblemKind::Malformed, "uri_too_long"));
    }
    // No text of ours holds it, and PostgreSQL cannot.
    if request.uri().path_and_query().is_some_and(|target| target.as_str().contains("%00")) {
        return Err(Problem::new(ProblemKind::Malformed, "malformed"));
    }
    let method = request.method();
    if ![Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE].contains(method) {
        return Err(Problem::new(ProblemKind::Malformed, "method_not_allowed"));
    }
    if !method.is_safe() && is_cross_site(request, &state.base_url) {
        return Err(Problem::new(ProblemKind::Forbidden, "cross_site"));
    }
    Ok(())
}

/// Browsers say where a request comes from: `Sec-Fetch-Site`, or `Origin` in older ones. The token is asked for in any case.
fn is_cross_site(request: &ServiceRequest, base_url: &str) -> bool {
    let value = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = value("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match value("origin") {
        None => false,
        Some(origin) => {
            let own_host = value("host").unwrap_or_default();
            let is_own_host = origin.split_once("://").is_some_and(|(_, host)| !host.is_empty() && host == own_host);
            origin != base_url && !is_own_host
        }
    }
}

fn anonymous(request: &ServiceRequest, state: &AppState, arrived_at: Timestamp) -> RequestContext {
    let cookie = |name: &str| request.cookie(name).map(|cookie| cookie.value().to_owned());
    let is_api = request.path().starts_with("/api/");
    RequestContext {
        arrived_at,
        session: None,
        // Decided once it is known whether there is a session; nothing is signed with this one.
        csrf_secret: random::<32>(&*state.entropy),
        lang: preferences::language(request, cookie(preferences::LANGUAGE_COOKIE).as_deref()),
        theme: preferences::theme(cookie(preferences::THEME_COOKIE).as_deref()),
        // Programs get no scripts.
        nonce: if is_api { String::new() } else { text::hex(&random::<16>(&*state.entropy)) },
        path: request.path().to_owned(),
        back: if is_api { "/".to_owned() } else { back(request) },
        is_api,
        flash: cookie(preferences::FLASH_COOKIE),
    }
}

fn back(request: &ServiceRequest) -> String {
    let is_page = || {
        let pages = request.app_data::<PagePatterns>();
        request.match_pattern().is_some_and(|pattern| pages.is_some_and(|pages| pages.0.contains(pattern.as_str())))
    };
    if request.method().is_safe() || is_page() {
        return request.uri().path_and_query().map_or("/", |target| target.as_str()).to_owned();
    }
    let pages = request.app_data::<PagePatterns>();
    pages.map_or("/", |pages| nearest_page(request.path(), &pages.0)).to_owned()
}

/// The page that an address which only takes changes belongs to: its nearest ancestor that is one.
fn nearest_page<'a>(path: &'a str, pages: &HashSet<&'static str>) -> &'a str {
    let is_page = |path: &str| pages.iter().any(|pattern| matches_pattern(pattern, path));
    let ancestors = std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(parent, _)| parent));
    ancestors.skip(1).take_while(|path| !path.is_empty()).find(|path| is_page(path)).unwrap_or("/")
}

fn matches_pattern(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given || (wanted.starts_with('{') && !wanted.contains(':')) => {}
            _ => return false,
        }
    }
}

/// Finds the session.
async fn recognise(request: &ServiceRequest, state: &AppState, cookies: &CookieNames, context: &mut RequestContext) -> Result<(), Problem> {
    let Some(cookie) = request.cookie(cookies.session).filter(|cookie| cookie.value().len() == 64) else { return Ok(()) };
    let token_hash = <sha2::Sha256 as sha2::Digest>::digest(cookie.value().as_bytes()).into();
    let in_attempt = context.path.starts_with("/luot-lam/") || context.path.starts_with("/api/v1/attempts/");
    context.session = state.sessions.find(&state.db, context.arrived_at, token_hash, in_attempt).await?;
    if context.session.is_some() {
        context.csrf_secret = csrf::secret(cookie.value());
    }
    Ok(())
}

/// Applies a route's access rule and lets newcomers wait where there are too many: the middleware of the one route that
/// the router has chosen.
pub async fn admit(
    access: Access,
    standing: Standing,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let context = request.extensions().get::<Rc<RequestContext>>().cloned();
    let state = request.app_data::<Data<AppState>>().cloned();
    let (Some(context), Some(state)) = (context, state) else {
        return Err(Problem::unexpected("a route runs outside the gate").into());
    };
    if let Err(problem) = may_enter(access, &state, &context) {
        return Ok(request.into_response(error::respond(&state, &context, &problem)));
    }
    match wait_turn(standing, &request, &state, &context).await {
        Ok(place) => {
            let place = Rc::new(RefCell::new(place));
            request.extensions_mut().insert(Rc::clone(&place));
            let response = next.call(request).await?.map_into_boxed_body();
            // What was at work is done, whoever still holds the request.
            place.take();
            if let (Standing::Inside, Some(actor), true) = (standing, context.actor(), response.status().is_success()) {
                state.admission.note_inside(actor.id);
            }
            Ok(response)
        }
        Err(wait) => {
            let method = request.method().clone();
            Ok(request.into_response(crowded::respond(&state, &context, &method, &wait)))
        }
    }
}

/// The place at work of a newcomer's request; none where none is needed.
pub type HeldPlace = Rc<RefCell<Option<Place>>>;

/// Those inside an attempt and those who work for others never wait.
async fn wait_turn(
    standing: Standing,
    request: &ServiceRequest,
    state: &AppState,
    context: &RequestContext,
) -> Result<Option<Place>, Wait> {
    let goes_first = context.actor().is_some_and(|actor| actor.is_staff() || state.admission.is_inside(actor.id));
    if standing != Standing::Newcomer || goes_first {
        return Ok(None);
    }
    let ticket = request.cookie(admission::COOKIE);
    let ticket = ticket.as_ref().map(Cookie::value);
    state.admission.enter(ticket, context.arrived_at, state.db.is_behind()).await.map(Some)
}

fn may_enter(access: Access, state: &AppState, context: &RequestContext) -> Result<(), Problem> {
    let is_allowed = match (access, context.actor()) {
        (Access::Anyone, _) | (Access::SignedIn, Some(_)) => true,
        (Access::Demo, _) if state.demo => true,
        (Access::Demo, _) => return Err(Problem::not_found()),
        (Access::SignedIn | Access::Roles(_) | Access::RolesOrChief(_), None) => {
            return Err(Problem::new(ProblemKind::SignInNeeded, "sign_in_needed"));
        }
        (Access::Roles(roles), Some(actor)) => roles.iter().any(|role| actor.has(*role)),
        (Access::RolesOrChief(roles), Some(actor)) => actor.has_everywhere(Role::Admin) || roles.iter().any(|role| actor.has(*role)),
    };
    if !is_allowed {
        return Err(Problem::forbidden());
    }
    let must_change = context.actor().is_some_and(|actor| actor.must_change_password);
    if must_change && !PASSWORD_PAGES.contains(&context.path.as_str()) && !context.path.starts_with("/assets/") {
        return Err(Problem::new(ProblemKind::Forbidden, "password_change_needed"));
    }
    Ok(())
}

fn random<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}

fn headers(response: &mut HttpResponse, state: &AppState, context: &RequestContext) {
    let is_html = response.headers().get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    let out = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        out.insert(header::HeaderName::from_static(name), header::HeaderValue::from_static(value));
    };
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "same-origin");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()");
    if state.is_https() {
        set("strict-transport-security", "max-age=31536000; includeSubDomains");
    }
    set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    if is_html {
        let nonce = &context.nonce;
        let policy = format!(
            "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
             connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
        );
        if let Ok(policy) = header::HeaderValue::from_str(&policy) {
            out.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
    if !out.contains_key(header::CACHE_CONTROL) {
        out.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    }
}

/// Names of the cookies: with the prefix that binds them to this host where HTTPS allows it.
pub struct CookieNames {
    /// Signed-in session.
    pub session: &'static str,
    /// Before sign-in.
    pub pre_session: &'static str,
    /// The browser's own, whoever is signed in: left by those who take part in contests.
    pub device: &'static str,
    secure: bool,
}

impl CookieNames {
    /// The names in force.
    pub fn of(state: &AppState) -> Self {
        if state.is_https() {
            Self { session: "__Host-hocthi", pre_session: "__Host-hocthi-pre", device: "__Host-hocthi-device", secure: true }
        } else {
            Self { session: "hocthi", pre_session: "hocthi-pre", device: "hocthi-device", secure: false }
        }
    }

    /// A cookie that scripts cannot read; `max_age` in seconds, or until the browser closes.
    pub fn build(&self, name: &'static str, value: String, max_age: Option<i64>) -> Cookie<'static> {
        let mut cookie = Cookie::build(name, value).path("/").http_only(true).same_site(SameSite::Lax).secure(self.secure);
        if let Some(seconds) = max_age {
            cookie = cookie.max_age(time::Duration::seconds(seconds));
        }
        cookie.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_for_changes_belongs_to_the_page_above_it() {
        let pages = HashSet::from(["/", "/to-chuc-thi/{contest}", "/to-chuc-thi/{contest}/vong/{round}", "/assets/{path:.+}"]);
        let nearest = |path| nearest_page(path, &pages);
        assert_eq!(nearest("/to-chuc-thi/a/vong/b/cong-bo"), "/to-chuc-thi/a/vong/b");
        assert_eq!(nearest("/to-chuc-thi/a/vong/b/khieu-nai/c"), "/to-chuc-thi/a/vong/b");
        assert_eq!(nearest("/to-chuc-thi/a/vong"), "/to-chuc-thi/a");
        assert_eq!(nearest("/assets/x/y"), "/");
        assert_eq!(nearest("/nowhere/at/all"), "/");
    }
}
