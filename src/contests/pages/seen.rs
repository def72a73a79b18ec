//! What the browser shows of itself when an attempt of a round is begun: see [`traces`](super::super::traces).

use actix_web::{HttpResponse, cookie::Cookie};

use super::super::traces::{KEPT_DAYS, Seen};
use crate::{kernel::text, web::Cx};

/// The cookie to leave where the browser had none yet.
pub(super) type Fresh = Option<Cookie<'static>>;

/// What is seen, and the cookie to leave where the browser has none yet.
pub(super) struct Look {
    seen: Seen,
    fresh: Fresh,
}

impl Look {
    pub(super) fn at(cx: &Cx) -> Self {
        let names = cx.cookies();
        let known = cx.cookie(names.device).filter(|token| token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let (device, fresh) = known.map_or_else(
            || {
                let mut bytes = [0; 16];
                cx.state.entropy.fill(&mut bytes);
                let token = text::hex(&bytes);
                (token.clone(), Some(names.build(names.device, token, Some(KEPT_DAYS * 24 * 3_600))))
            },
            |token| (token, None),
        );
        Self { seen: Seen { device, agent: cx.header("user-agent").to_owned(), address: cx.peer() }, fresh }
    }

    /// Leaves the cookie.
    pub(super) fn leave(fresh: Fresh, mut response: HttpResponse) -> HttpResponse {
        if let Some(cookie) = fresh {
            let _ = response.add_cookie(&cookie);
        }
        response
    }

    /// What is seen, and the cookie for [`Look::leave`].
    pub(super) fn parts(self) -> (Seen, Fresh) {
        (self.seen, self.fresh)
    }
}
