//! What somebody who is not ranked is told: what, why, how to appeal and until when.

use serde::Serialize;

use super::super::exclusion::{AppealTime, Notice, NoticeOfRound};
use crate::web::format;

/// An exclusion on the pages of the person concerned.
#[derive(Serialize)]
pub struct NoticeView {
    /// Title of the contest and the round; empty on the round's own page.
    title: String,
    /// Page of the round.
    url: String,
    reason: String,
    decided_at: String,
    /// `later`, `open` or `over`.
    appeals: &'static str,
    appeal_until: String,
}

impl NoticeView {
    /// On the round's own page, at `url`.
    pub fn of(notice: &Notice, url: &str) -> Self {
        let (appeals, appeal_until) = match notice.appeals {
            AppealTime::Later => ("later", String::new()),
            AppealTime::Until(until) => ("open", format::datetime(until)),
            AppealTime::Over => ("over", String::new()),
        };
        Self {
            title: String::new(),
            url: url.to_owned(),
            reason: notice.reason.clone(),
            decided_at: format::datetime(notice.decided_at),
            appeals,
            appeal_until,
        }
    }

    /// Among a person's tasks.
    pub fn of_round(found: &NoticeOfRound) -> Self {
        let url = format!("/cuoc-thi/{}/vong/{}", found.contest_code, found.round_code);
        Self { title: format!("{} · {}", found.contest_title, found.round_title), ..Self::of(&found.notice, &url) }
    }

    /// For the samples of pages.
    pub fn sample(appeals: &'static str) -> Self {
        Self {
            title: "Cuộc thi tìm hiểu · Tuần 1".into(),
            url: "/cuoc-thi/tim-hieu/vong/tuan-1".into(),
            reason: "Hai tài khoản của một người.".into(),
            decided_at: "10:00 02/12/2026".into(),
            appeals,
            appeal_until: if appeals == "open" { "10:00 05/12/2026".into() } else { String::new() },
        }
    }
}
