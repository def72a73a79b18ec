//! Pages and API of accounts.

mod account;
mod api;
mod link;
mod register;
mod sign_in;

use actix_web::HttpResponse;

pub use account::{account, change_password, password_page, sign_out, sign_out_everywhere};
pub use api::{api_session, api_sign_in, api_sign_out};
pub use link::{link_page, use_link};
pub use register::{register, register_page};
pub use sign_in::{sign_in, sign_in_page};

use super::sessions::SessionToken;
use crate::web::{Cx, view::Sample};

/// Samples of this domain's pages.
pub fn samples() -> Vec<Sample> {
    [account::samples(), link::samples(), register::samples(), sign_in::samples()].into_iter().flatten().collect()
}

/// Gives the browser its session cookie; what was cached of anybody before is forgotten.
fn set_session_cookie(cx: &Cx, response: &mut HttpResponse, token: &SessionToken, remember: bool) {
    let names = cx.cookies();
    let max_age = remember.then_some(30 * 24 * 3600);
    let _ = response.add_cookie(&names.build(names.session, token.as_cookie().to_owned(), max_age));
    let mut gone = names.build(names.pre_session, String::new(), None);
    gone.make_removal();
    let _ = response.add_cookie(&gone);
}
