//! The stream behind the page: server-sent events, each the part of the page that changes.

use std::{convert::Infallible, rc::Rc, sync::Arc};

use actix_web::{
    HttpResponse,
    http::header,
    web::{Bytes, Data},
};
use futures_util::stream;

use super::{
    super::super::model::Round,
    Figures, find, page_number,
    watch::{Seat, Shown, Watch},
};
use crate::{
    contests::pages::organize,
    kernel::Problem,
    web::{AppState, Cx, gate::RequestContext, gauge::Gauge, render},
};

/// The part of the page that an event carries.
const PART: &str = "contests/_live.html";
/// Moments without news after which something is sent all the same, so that neither side takes the other for dead.
const QUIET_MOMENTS: u32 = 5;
/// Moments after which a stream ends; the browser opens the next one, through the gate and its access rule.
const MOMENTS: u32 = 150;

struct Watcher {
    state: Data<AppState>,
    gauge: Data<Gauge>,
    context: Rc<RequestContext>,
    seat: Seat,
    round: Round,
    page: i64,
    path: String,
    last: Option<Arc<Shown>>,
    moments: u32,
    quiet: u32,
}

impl Watcher {
    /// The next thing to send; none when the stream ends.
    async fn next(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        if self.moments == 0 {
            let first = self.event().await;
            self.moments = 1;
            return Some((Ok(Bytes::from(format!("retry: 3000\n\n{first}"))), self));
        }
        loop {
            self.moments += 1;
            if self.moments > MOMENTS || !self.seat.next_moment().await || !self.may_still().await {
                return None;
            }
            let event = self.event().await;
            if !event.is_empty() {
                self.quiet = 0;
                return Some((Ok(Bytes::from(event)), self));
            }
            self.quiet += 1;
            if self.quiet >= QUIET_MOMENTS {
                self.quiet = 0;
                return Some((Ok(Bytes::from_static(b": nothing new\n\n")), self));
            }
        }
    }

    /// Who was signed out, or is an organizer no longer, sees no more.
    async fn may_still(&self) -> bool {
        let Some(session) = &self.context.session else { return false };
        let found = self.state.sessions.find(&self.state.db, self.state.clock.now(), session.token_hash, false).await;
        matches!(found, Ok(Some(session)) if organize::may(&session.actor))
    }

    /// An event with the present figures; empty when there is nothing new or nothing to be had.
    async fn event(&mut self) -> String {
        let shown = match self.seat.watch().look(&self.state, &self.gauge, &self.round).await {
            Ok(shown) => shown,
            Err(problem) => {
                tracing::warn!(%problem, "a snapshot of a round could not be taken");
                return String::new();
            }
        };
        if self.last.as_ref().is_some_and(|last| Arc::ptr_eq(last, &shown)) {
            return String::new();
        }
        let figures = Figures::of(&self.round, &shown, self.page, &self.path);
        self.last = Some(shown);
        match render::page(&self.state, &self.context, PART, &figures) {
            Ok(html) => event("live", &html),
            Err(problem) => {
                tracing::error!(%problem, "the figures of a round could not be rendered");
                String::new()
            }
        }
    }
}

/// A text as an event: every line of it a `data` field.
fn event(name: &str, text: &str) -> String {
    let mut out = format!("event: {name}\n");
    for line in text.lines() {
        out.push_str("data: ");
        out.push_str(line);
        out.push('\n');
    }
    out.push('\n');
    out
}

/// `GET /to-chuc-thi/{contest}/vong/{round}/truc-tiep/su-kien?trang=`.
pub async fn live_events(cx: Cx) -> Result<HttpResponse, Problem> {
    let (_, round) = find(&cx).await?;
    let watcher = Watcher {
        seat: Watch::seat(&cx.service::<Watch>()?)?,
        gauge: cx.service::<Gauge>()?,
        page: page_number(&cx),
        path: format!("{}/truc-tiep", organize::address(&cx)?),
        state: cx.state.clone(),
        context: Rc::clone(&cx.context),
        round,
        last: None,
        moments: 0,
        quiet: 0,
    };
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream; charset=utf-8")
        // Compressed, or kept by a proxy until there is enough of it, an event would come late.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(stream::unfold(watcher, Watcher::next)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_a_text_ends_its_event() {
        assert_eq!(event("live", "<p>\n\nevent: x</p>"), "event: live\ndata: <p>\ndata: \ndata: event: x</p>\n\n");
    }
}
