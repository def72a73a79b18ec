//! The look-up form, and the guard against walking through codes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use actix_web::{HttpResponse, http::StatusCode};
use moka::sync::Cache;
use serde::Serialize;

use super::super::code;
use crate::{
    kernel::{FieldProblem, Problem, ProblemKind, text},
    web::{Cx, View, error::FieldError, view::Sample},
};

/// Codes that lead nowhere, from one address within a minute. A hall that scans real papers is never stopped by it.
const MOST_MISSES: u32 = 30;

/// Counts looks that found nothing, by address; forgotten after a minute. Per process.
pub struct Guesses(Cache<String, Arc<AtomicU32>>);

impl Default for Guesses {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(100_000).time_to_live(Duration::from_secs(60)).build())
    }
}

impl Guesses {
    fn of(&self, address: &str) -> Arc<AtomicU32> {
        self.0.get_with(address.to_owned(), Arc::default)
    }

    /// Refuses an address that has guessed too often.
    pub fn check(&self, address: &str) -> Result<(), Problem> {
        if self.of(address).load(Ordering::Relaxed) < MOST_MISSES {
            return Ok(());
        }
        Err(Problem::new(ProblemKind::TooMany, "certificate_guesses").retry_after(60))
    }

    /// Counts a look that found nothing.
    pub fn miss(&self, address: &str) {
        self.of(address).fetch_add(1, Ordering::Relaxed);
    }
}

#[derive(Serialize)]
struct LookUpPage {
    typed: String,
    errors: Vec<FieldError>,
}

impl View for LookUpPage {
    const TEMPLATE: &'static str = "certification/look_up.html";
    fn samples() -> Vec<Self> {
        let error = FieldError { field: "ma".into(), message: "Mã cần 12 ký tự.".into() };
        vec![Self { typed: String::new(), errors: vec![] }, Self { typed: "ABC".into(), errors: vec![error] }]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<LookUpPage>()
}

/// `GET /chung-nhan?ma=…`: the look-up form; a code that can be one leads to its page.
pub async fn look_up(cx: Cx) -> Result<HttpResponse, Problem> {
    let typed = text::clean_line(&cx.query("ma"));
    if typed.is_empty() {
        return cx.page(&LookUpPage { typed, errors: vec![] });
    }
    match code::parse(&typed) {
        Some(code) => Ok(cx.redirect(&format!("/chung-nhan/{code}"))),
        None => {
            let fault = if code::has_form(&typed) {
                FieldProblem::new("ma", "certificate_code_wrong")
            } else {
                FieldProblem::new("ma", "certificate_code_form")
            };
            let errors = cx.field_errors(Problem::invalid(vec![fault]))?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &LookUpPage { typed, errors })
        }
    }
}
