//! Bodies of requests: read with a limit and a clock, accepted only with the right token.

use std::{future::Future, pin::Pin, rc::Rc, time::Duration};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::header,
    web::{Bytes, BytesMut},
};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use super::{csrf, gate::RequestContext};
use crate::kernel::{Problem, ProblemKind};

/// Longest form.
const LONGEST_FORM: usize = 256 * 1024;
/// Longest JSON body.
const LONGEST_JSON: usize = 256 * 1024;
/// Most fields of a form.
const MOST_FIELDS: usize = 1_000;
/// A body that takes longer is cut off.
const BODY_SECONDS: u64 = 30;

type Extraction<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

/// The fields of a form, its token checked.
#[derive(Debug, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn of(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// All fields in their order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A field that must be there exactly once.
    pub fn one<'a>(&'a self, name: &'a str) -> Result<&'a str, Problem> {
        let mut values = self.all(name);
        match (values.next(), values.next()) {
            (Some(value), None) => Ok(value),
            _ => Err(Problem::new(ProblemKind::Malformed, "malformed")),
        }
    }

    /// A field as text; empty when it is missing.
    pub fn text<'a>(&'a self, name: &'a str) -> &'a str {
        self.all(name).next().unwrap_or_default()
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// All values of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl FromRequest for Form {
    type Error = Problem;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            let is_form = request
                .headers()
                .get(header::CONTENT_TYPE)
                .is_some_and(|value| value.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
            if !is_form {
                return Err(Problem::new(ProblemKind::Malformed, "content_type"));
            }
            let body = read(payload, LONGEST_FORM).await?;
            if std::str::from_utf8(&body).is_err() {
                return Err(Problem::new(ProblemKind::Malformed, "malformed"));
            }
            let fields: Vec<(String, String)> =
                form_urlencoded::parse(&body).take(MOST_FIELDS + 1).map(|(key, value)| (key.into_owned(), value.into_owned())).collect();
            // A replacement character stands where the escapes were no UTF-8.
            let is_broken = fields.len() > MOST_FIELDS
                || fields.iter().any(|(key, value)| value.contains(['\0', '\u{FFFD}']) || key.contains('\u{FFFD}'));
            if is_broken {
                return Err(Problem::new(ProblemKind::Malformed, "malformed"));
            }
            let form = Self(fields);
            check_token(&request, form.text("csrf_token"))?;
            Ok(form)
        })
    }
}

/// A JSON body, the token of its header checked.
#[derive(Debug)]
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for JsonBody<T> {
    type Error = Problem;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            check_token(&request, token_header(&request))?;
            let is_json =
                request.headers().get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
            if !is_json {
                return Err(Problem::new(ProblemKind::Malformed, "content_type"));
            }
            let body = read(payload, LONGEST_JSON).await?;
            serde_json::from_slice(&body).map(Self).map_err(|error| {
                let mut problem = Problem::new(ProblemKind::Malformed, "malformed");
                problem.cause = Some(error.to_string());
                problem
            })
        })
    }
}

/// A change without a body (submission, sign-out), the token of its header checked.
#[derive(Debug)]
pub struct TokenOnly;

impl FromRequest for TokenOnly {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(check_token(request, token_header(request)).map(|()| Self))
    }
}

fn token_header(request: &HttpRequest) -> &str {
    request.headers().get("x-csrf-token").and_then(|value| value.to_str().ok()).unwrap_or_default()
}

pub(super) fn check_token(request: &HttpRequest, token: &str) -> Result<(), Problem> {
    let context =
        request.extensions().get::<Rc<RequestContext>>().cloned().ok_or_else(|| Problem::unexpected("a body is read outside the gate"))?;
    if csrf::is_valid(&context.csrf_secret, token) { Ok(()) } else { Err(Problem::new(ProblemKind::Forbidden, "csrf")) }
}

async fn read(mut payload: Payload, limit: usize) -> Result<Bytes, Problem> {
    let reading = async {
        let mut body = BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Problem::new(ProblemKind::Malformed, "malformed"))?;
            if body.len() + chunk.len() > limit {
                return Err(Problem::new(ProblemKind::TooLarge, "too_large"));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    };
    match tokio::time::timeout(Duration::from_secs(BODY_SECONDS), reading).await {
        Ok(result) => result,
        Err(_) => Err(Problem::new(ProblemKind::Malformed, "body_too_slow")),
    }
}
