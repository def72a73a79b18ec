//! What every handler can reach.

use std::sync::Arc;

use super::{admission::Admission, i18n::I18n, render::Templates, sessions::Sessions};
use crate::{
    kernel::{Clock, Entropy},
    storage::Db,
};

/// Shared by all workers.
pub struct AppState {
    /// The database.
    pub db: Db,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// Messages.
    pub i18n: Arc<I18n>,
    /// Templates.
    pub templates: Templates,
    /// Signed-in sessions.
    pub sessions: Sessions,
    /// The door for newcomers.
    pub admission: Admission,
    /// Where people reach the service, without a slash at the end.
    pub base_url: String,
    /// Running as a demonstration.
    pub demo: bool,
}

impl AppState {
    /// Whether cookies may travel over HTTPS only.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}
