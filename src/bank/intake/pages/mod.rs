//! Pages on which questions come in from files and go out into files.

mod bring;
mod card;
mod decide;
mod export;
mod look;
mod mend;
mod places;

pub use bring::{bring, bring_page, live, paste, sample_document, template};
pub use decide::{choose_for_all, confirm, decide, discard, undo};
pub use export::{download, export_page};
pub use look::look;
pub use mend::{mend, mend_page};
pub use places::Places;

use crate::{
    kernel::Problem,
    web::{Cx, view::Sample},
};

/// Bytes of a file of questions, at most: what its readers take.
pub const LARGEST: usize = crate::bank::formats::MOST_BYTES;

/// Samples of these pages.
pub fn samples() -> Vec<Sample> {
    [bring::samples(), look::samples(), mend::samples(), export::samples()].into_iter().flatten().collect()
}

/// The sentence of a message of the formats, with the names of the ways to mark keys in the reader's language.
fn sentence(cx: &Cx, key: &str, value: &str) -> String {
    let mut value = value.to_owned();
    if key.starts_with("format-keys_disagree") {
        for code in ["sign", "line", "list", "solution", "underline", "bold", "colour", "highlight"] {
            value = value.replace(&format!("{code}: "), &format!("{}: ", cx.t(&format!("format-key-{code}"), &[])));
        }
    }
    if key.starts_with("format-bank_type") {
        value = cx.t(&format!("intake-type-{value}"), &[]);
    }
    cx.t(key, &[("value", value.into())])
}

/// The part of the query that says where somebody is in a list, to come back to.
fn place_in_list(cx: &Cx) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("loc", cx.query("loc")), ("trang", cx.query("trang"))].into_iter().filter(|(_, value)| !value.is_empty()))
        .finish()
}

/// Runs what takes memory and time beside the event loop.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(Problem::unexpected)
}
