//! Pages of contests: for anyone, for those who take part, for organizers; and their calls.

mod answers;
mod api;
mod appeal;
mod checker;
mod columns;
mod contest_edit;
pub mod desk;
mod example;
mod files;
mod history;
pub mod live;
mod notice;
mod organize;
mod papers;
mod plan_form;
mod plot;
mod prizes;
mod public;
mod result;
mod round;
mod round_edit;
mod round_form;
mod rules;
mod rules_admin;
mod seen;
mod setup;
mod simulator;
mod standings;
mod statistics;
mod timeline;
mod total;
mod winners;

pub use answers::answers;
pub use api::{api_keys, api_opening, api_predict, api_ranking, api_rounds, api_start};
pub use appeal::{appeal, make_appeal};
pub use checker::{checker, checker_file};
pub use contest_edit::{edit_contest, edit_contest_page};
pub use desk::{decide, desk as irregularities, desk_signal, propose};
pub use files::{contest_file, receipt_proof, result_file};
pub use history::{find_history, history, history_file};
pub use live::{live, live_events};
pub use notice::NoticeView;
pub use organize::{
    answer_appeal, approve, change, contest_admin, decide_change, decide_public_value, exclude, open_appeals, public_value,
    publish_contest, publish_result, round_admin, round_appeals, round_changes,
};
pub use papers::{contest_paper, contest_papers, round_paper, round_papers};
pub use prizes::{prizes_page, put_prizes};
pub use public::{contest, contests};
pub use result::result;
pub use round::{PredictionView, predict, round, start};
pub use round_edit::{duplicate_round, edit_round, edit_round_page, remove_round};
pub use rules::{compare_rules, rules, rules_file};
pub use rules_admin::{approve_rules, rules_admin, withdraw_rules, write_rules};
pub use setup::{contests_admin, create_contest, new_contest_page};
pub use simulator::simulator;
pub use standings::standings;
pub use statistics::statistics;
pub use total::total;

use serde::Serialize;

use super::{
    model::{Round, RoundState},
    ranking::RankingRules,
};
use crate::{
    quiz::model::Rules,
    web::{format, view::Sample},
};

/// Samples of this domain's pages.
pub fn samples() -> Vec<Sample> {
    [
        public::samples(),
        round::samples(),
        result::samples(),
        checker::samples(),
        organize::samples(),
        history::samples(),
        setup::samples(),
        contest_edit::samples(),
        round_edit::samples(),
        rules::samples(),
        rules_admin::samples(),
        simulator::samples(),
        standings::samples(),
        appeal::samples(),
        live::samples(),
        desk::samples(),
        prizes::samples(),
        papers::samples(),
        statistics::samples(),
        answers::samples(),
        total::samples(),
        super::registration::pages::samples(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A round in a list.
#[derive(Serialize)]
struct RoundLine {
    code: String,
    title: String,
    /// `draft`, `upcoming`, `open`, `closed`, `published` or `voided`.
    state: &'static str,
    opens_at: String,
    closes_at: String,
    commitment: String,
    committed_at: String,
}

impl RoundLine {
    fn of(round: &Round, state: RoundState) -> Self {
        Self {
            code: round.code.clone(),
            title: round.title.clone(),
            state: state.code(),
            opens_at: format::datetime(round.opens_at),
            closes_at: format::datetime(round.closes_at),
            commitment: round.commitment.clone().unwrap_or_default(),
            committed_at: round.committed_at.map(format::datetime).unwrap_or_default(),
        }
    }

    fn sample(state: &'static str) -> Self {
        Self {
            code: "tuan-1".into(),
            title: "Tuần 1".into(),
            state,
            opens_at: "08:00 24/11/2026".into(),
            closes_at: "07:00 01/12/2026".into(),
            commitment: if state == "draft" { String::new() } else { "ab".repeat(32) },
            committed_at: "09:00 20/11/2026".into(),
        }
    }
}

/// A change of a round as everybody is told it.
#[derive(Serialize)]
struct AnnouncementView {
    at: String,
    kind: &'static str,
    minutes: i64,
    reason: String,
}

impl AnnouncementView {
    fn of(announcement: super::amending::Announcement) -> Self {
        let super::amending::Announcement { at, kind, minutes, reason } = announcement;
        Self { at: format::datetime(at), kind, minutes, reason }
    }

    fn samples() -> Vec<Self> {
        ["pause", "extension", "item_voided", "key_corrected", "round_voided"]
            .map(|kind| Self { at: "08:12 24/11/2026".into(), kind, minutes: 5, reason: "Mất điện ở máy chủ".into() })
            .into()
    }
}

/// The rules of a round in codes that templates put into words.
#[derive(Serialize)]
struct RulesView {
    counted: &'static str,
    chain: Vec<&'static str>,
    /// Code of what is predicted; empty where nothing is.
    target: &'static str,
    decimals: u32,
    items: usize,
    /// 0 is no limit.
    minutes: i64,
    /// Seconds of each item; 0 where items have no time of their own.
    item_seconds: i64,
    /// Seconds of the whole paper; 0 is no limit.
    paper_seconds: i64,
    /// 0 is no limit.
    attempts: i32,
}

/// How long a paper may take: in the rules of a quiz, of a document, of what was frozen.
#[derive(Clone, Copy)]
struct PaperTime {
    whole: Option<i64>,
    per_item: Option<i64>,
}

impl PaperTime {
    fn of(rules: &Rules) -> Self {
        Self { whole: rules.time_limit_seconds, per_item: rules.seconds_per_item }
    }
}

impl RulesView {
    fn of(ranking: &RankingRules, items: usize, time: PaperTime, attempts: i32) -> Self {
        use super::ranking::Counted;
        Self {
            counted: match ranking.counted {
                Counted::BestThenEarliest => "best_then_earliest",
                Counted::BestThenFastest => "best_then_fastest",
                Counted::First => "first",
                Counted::Last => "last",
            },
            chain: ranking.chain.iter().map(|criterion| criterion.code()).collect(),
            target: ranking.prediction.map_or("", |question| question.target.code()),
            decimals: ranking.prediction.map_or(0, |question| question.decimals),
            items,
            minutes: time.whole.unwrap_or(0) / 60,
            item_seconds: time.per_item.unwrap_or(0),
            paper_seconds: time.whole.unwrap_or(0),
            attempts,
        }
    }

    fn sample() -> Self {
        Self {
            counted: "best_then_earliest",
            chain: vec!["score", "prediction_distance", "working_time", "submitted_at"],
            target: "persons_all_correct",
            decimals: 0,
            items: 20,
            minutes: 20,
            item_seconds: 0,
            paper_seconds: 1_200,
            attempts: 3,
        }
    }
}

/// Milliseconds as minutes and seconds: `9:05`.
fn minutes_seconds(millis: i64) -> String {
    format!("{}:{:02}", millis / 60_000, millis / 1_000 % 60)
}
