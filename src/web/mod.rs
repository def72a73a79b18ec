//! The shell around the domains: the gate every request passes, sessions in cookies, CSRF, forms,
//! templates, messages, assets, errors. It knows kernel and storage only.

pub mod admission;
pub mod assets;
pub mod crowded;
pub mod csrf;
pub mod cx;
pub mod error;
pub mod format;
pub mod forms;
pub mod gate;
pub mod gauge;
pub mod health;
pub mod i18n;
pub mod markdown;
pub mod preferences;
pub mod render;
pub mod sessions;
pub mod state;
pub mod upload;
pub mod view;

pub use cx::Cx;
pub use forms::{Form, JsonBody};
pub use state::AppState;
pub use upload::Upload;
pub use view::View;
