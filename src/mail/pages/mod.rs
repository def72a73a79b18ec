//! Pages of mail: what one wants, the link that ends mail, the outbox.

mod outbox;
mod wanted;

pub use outbox::{outbox, retry};
pub use wanted::{end_mail, end_mail_page, want, wanted};

use crate::web::view::Sample;

/// Samples of this domain's pages.
pub fn samples() -> Vec<Sample> {
    [outbox::samples(), wanted::samples()].into_iter().flatten().collect()
}
