//! A page has one view: everything its template may use, with samples that tests render.

use minijinja::value::{Serde, Value};
use serde::Serialize;

/// What a template gets.
pub trait View: Serialize + Sized {
    /// The template's name.
    const TEMPLATE: &'static str;
    /// Views as they occur, among them the emptiest and the fullest.
    fn samples() -> Vec<Self>;
}

/// A template with a view to render it with.
pub struct Sample {
    /// The template's name.
    pub template: &'static str,
    /// The view.
    pub view: Value,
    /// The view as JSON, so that tests can make it hostile.
    pub json: serde_json::Value,
}

impl Sample {
    /// The samples of a view.
    pub fn of<V: View>() -> Vec<Self> {
        V::samples()
            .into_iter()
            .map(|view| {
                let json = serde_json::to_value(&view).unwrap_or_default();
                Self { template: V::TEMPLATE, view: Value::from(Serde(&json)), json }
            })
            .collect()
    }
}

/// An option of a select or a radio group.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub text: String,
}

/// Where somebody is in a list of pages.
#[derive(Clone, Debug, Serialize)]
pub struct PagerView {
    /// This page, from 1.
    pub number: i64,
    /// Pages there are.
    pub pages: i64,
    /// Rows there are.
    pub total: i64,
    /// Address of the page before; empty on the first.
    pub prev: String,
    /// Address of the next page; empty on the last.
    pub next: String,
}

impl PagerView {
    /// For a page of a list at `path`, whose other query values are `query` (already encoded, may be empty).
    pub fn of<T>(page: &crate::kernel::page::Page<T>, path: &str, query: &str) -> Self {
        let (number, pages) = (page.request.number, page.pages());
        let link = |to: i64| {
            if (1..=pages).contains(&to) {
                format!("{path}?{query}{}trang={to}", if query.is_empty() { "" } else { "&" })
            } else {
                String::new()
            }
        };
        Self { number, pages, total: page.total, prev: link(number - 1), next: link(number + 1) }
    }
}
