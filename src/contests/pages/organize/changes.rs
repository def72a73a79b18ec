//! Changing a round after it opened: pausing it, giving time, correcting keys, voiding; what waits for a second person.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{
    super::{
        super::{
            amending::{self, Called, MOST_MINUTES, Proposal},
            amendments::Change,
            commitment::{Frozen, FrozenItem, FrozenKey},
            model::{Contest, ContestError, Round, RoundState},
            shelf,
        },
        RoundLine,
    },
    find,
};
use crate::{
    bank::model::ItemType,
    kernel::{FieldProblem, Problem, ids::AmendmentId},
    quiz,
    web::{
        Cx, Form, View,
        error::FieldError,
        format,
        view::{Choice, Sample},
    },
};

/// Characters of a stem in the list of items.
const STEM: usize = 90;

#[derive(Serialize)]
struct ChangesPage {
    contest_code: String,
    contest_title: String,
    round: RoundLine,
    /// Until when the round stands still; empty when it does not.
    paused_until: String,
    /// Items have their own time: then nothing is extended.
    is_paced: bool,
    /// Minutes for which this person alone has let the round stand still, and how many they may.
    paused_alone: i64,
    most_alone: i64,
    /// Items of the round; only once it is closed.
    items: Vec<Choice>,
    changes: Vec<ChangeLine>,
    /// What was typed.
    minutes: String,
    item: String,
    key: String,
    reason: String,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct ChangeLine {
    id: String,
    kind: &'static str,
    minutes: i64,
    /// `bank/code`; empty where it is about no item.
    item: String,
    /// Old and new key in letters.
    old: String,
    new: String,
    reason: String,
    proposer: String,
    proposed_at: String,
    decider: String,
    decided_at: String,
    effective_at: String,
    /// `waits`, `in_force` or `refused`.
    state: &'static str,
    /// Whether this person may put it in force.
    may_accept: bool,
}

impl View for ChangesPage {
    const TEMPLATE: &'static str = "contests/round_changes.html";
    fn samples() -> Vec<Self> {
        let line = |kind: &'static str, state: &'static str| ChangeLine {
            id: "0190".into(),
            kind,
            minutes: 5,
            item: if kind.contains("item") || kind.contains("key") { "kl-57/kl57-boi-canh-001".into() } else { String::new() },
            old: "A".into(),
            new: "B".into(),
            reason: "Mất điện ở máy chủ".into(),
            proposer: "Phạm Văn Đức".into(),
            proposed_at: "08:11 24/11/2026".into(),
            decider: if state == "in_force" { "Võ Thị Hương".into() } else { String::new() },
            decided_at: "08:12 24/11/2026".into(),
            effective_at: "08:12 24/11/2026".into(),
            state,
            may_accept: state == "waits" && kind == "key_corrected",
        };
        let page = |state: &'static str, changes, errors: Vec<FieldError>| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            round: RoundLine::sample(state),
            is_paced: state == "open" && errors.is_empty(),
            paused_until: if state == "open" { "08:16:05".into() } else { String::new() },
            paused_alone: if state == "open" { 5 } else { 0 },
            most_alone: MOST_MINUTES,
            items: if state == "closed" { vec![Choice { value: "kl-57/1".into(), text: "Kết luận nào?".into() }] } else { vec![] },
            changes,
            minutes: "5".into(),
            item: String::new(),
            key: String::new(),
            reason: String::new(),
            errors,
        };
        let error = |field: &str| FieldError { field: field.into(), message: "Chỗ này còn trống.".into() };
        let all = [
            ("pause", "in_force"),
            ("extension", "refused"),
            ("item_voided", "waits"),
            ("key_corrected", "waits"),
            ("round_voided", "waits"),
        ];
        vec![
            page("open", vec![line("pause", "in_force"), line("extension", "waits")], vec![error("minutes"), error("reason")]),
            page("closed", all.map(|(kind, state)| line(kind, state)).into(), vec![error("item"), error("key"), error("reason")]),
            page("upcoming", vec![], vec![]),
            page("published", vec![], vec![]),
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<ChangesPage>()
}

/// A key as organizers type it: letters of the author's order (`A, C`), or `Đ` / `S`.
fn key_text(key: &FrozenKey) -> String {
    match key {
        FrozenKey::Truth(true) => "Đ".to_owned(),
        FrozenKey::Truth(false) => "S".to_owned(),
        FrozenKey::Options(positions) => {
            positions.iter().map(|at| quiz::response::letter(*at).to_uppercase()).collect::<Vec<_>>().join(", ")
        }
    }
}

/// Reads [`key_text`] for an item.
fn read_key(item: &FrozenItem, text: &str) -> Option<FrozenKey> {
    let text = crate::kernel::text::search_key(text);
    if item.item_type == ItemType::TrueFalse {
        return match text.as_str() {
            "d" | "dung" => Some(FrozenKey::Truth(true)),
            "s" | "sai" => Some(FrozenKey::Truth(false)),
            _ => None,
        };
    }
    let letters = text.split([',', ' ', ';']).filter(|part| !part.is_empty());
    let mut positions = letters
        .map(|letter| match letter.as_bytes() {
            [byte @ b'a'..=b'z'] => Some(usize::from(byte - b'a')),
            _ => None,
        })
        .collect::<Option<Vec<usize>>>()?;
    positions.sort_unstable();
    positions.dedup();
    let key = FrozenKey::Options(positions);
    item.takes_key(&key).then_some(key)
}

fn line(proposal: Proposal, actor: crate::kernel::ids::PersonId) -> ChangeLine {
    let waits = proposal.waits();
    let (old, new) = match &proposal.change {
        Change::KeyCorrected { old, new, .. } => (key_text(old), key_text(new)),
        _ => (String::new(), String::new()),
    };
    ChangeLine {
        id: proposal.id.to_string(),
        kind: proposal.change.code(),
        minutes: proposal.change.seconds() / 60,
        item: proposal.change.item().map(|(bank, code)| format!("{bank}/{code}")).unwrap_or_default(),
        old,
        new,
        reason: proposal.reason,
        proposer: proposal.proposer,
        proposed_at: format::datetime(proposal.proposed_at),
        decider: proposal.decider.unwrap_or_default(),
        decided_at: proposal.decided_at.map(format::datetime).unwrap_or_default(),
        effective_at: proposal.effective_at.map(format::datetime).unwrap_or_default(),
        state: match (waits, proposal.effective_at) {
            (true, _) => "waits",
            (false, Some(_)) => "in_force",
            (false, None) => "refused",
        },
        may_accept: waits && proposal.proposed_by != actor,
    }
}

/// `GET /to-chuc-thi/{contest}/vong/{round}/sua-doi`.
pub async fn round_changes(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = page(&cx, None, vec![]).await?;
    cx.page(&page)
}

async fn page(cx: &Cx, form: Option<&Form>, errors: Vec<FieldError>) -> Result<ChangesPage, Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    let (actor, now) = (cx.actor()?, cx.now());
    let typed = |name: &str| form.map(|form| form.text(name).to_owned()).unwrap_or_default();
    let (minutes, item, key, reason) = (typed("minutes"), typed("item"), typed("key"), typed("reason"));
    let page = cx
        .state
        .db
        .read(move |conn| {
            let (contest, round) = find(conn, &contest, &code)?;
            let state = round.state(now, shelf::published(conn, &round)?.is_some());
            // Keys and items are for organizers' eyes only after everybody has answered.
            let items = if state == RoundState::Closed { choices(&amending::frozen_of(conn, &round)?) } else { vec![] };
            let changes = amending::proposals(conn, round.id)?;
            let quiz = quiz::ops::quiz_by_id(conn, round.quiz_id)?;
            Ok::<_, Problem>(ChangesPage {
                round: RoundLine::of(&round, state),
                paused_until: quiz.pause_at(now).map(format::instant).unwrap_or_default(),
                paused_alone: amending::paused_alone(conn, round.id, actor.id)? / 60,
                most_alone: MOST_MINUTES,
                is_paced: quiz.rules.seconds_per_item.is_some(),
                items,
                changes: changes.into_iter().rev().map(|proposal| line(proposal, actor.id)).collect(),
                minutes: if minutes.is_empty() { "5".into() } else { minutes },
                item,
                key,
                reason,
                errors,
                contest_code: contest.code,
                contest_title: contest.title,
            })
        })
        .await?;
    Ok(page)
}

fn choices(frozen: &Frozen) -> Vec<Choice> {
    let choice = |item: &FrozenItem| {
        let stem: String = item.stem.chars().take(STEM).collect();
        let more = if item.stem.chars().count() > STEM { "…" } else { "" };
        Choice { value: format!("{}/{}", item.bank, item.code), text: format!("{}: {stem}{more} [{}]", item.code, key_text(&item.key)) }
    };
    frozen.items.iter().map(choice).collect()
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/sua-doi`: pauses at once, or proposes what a second person has to decide.
pub async fn change(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let kind = form.one("kind")?.to_owned();
    let minutes: i64 = form.text("minutes").trim().parse().unwrap_or(0);
    let (item, key, reason) = (form.text("item").to_owned(), form.text("key").to_owned(), form.text("reason").to_owned());
    let done = cx
        .state
        .db
        .write(move |conn| {
            let (contest, round): (Contest, Round) = find(conn, &contest, &code)?;
            if kind == "pause" {
                return amending::pause(conn, now, &*entropy, &actor, &contest, &round, (minutes, &reason));
            }
            let change = match kind.as_str() {
                "extension" => Change::Extension { seconds: minutes.saturating_mul(60) },
                "round_voided" => Change::RoundVoided,
                "item_voided" | "key_corrected" if round.state(now, false) == RoundState::Closed => {
                    of_item(&amending::frozen_of(conn, &round)?, &amending::in_force(conn, round.id)?, &kind, &item, &key)?
                }
                "item_voided" | "key_corrected" => return Err(ContestError::NotNow { what: "round_not_closed" }),
                _ => return Err(ContestError::NotFound),
            };
            amending::propose(conn, now, &*entropy, &actor, &contest, &round, (change, &reason)).map(|_| Called::Proposed)
        })
        .await;
    let back = format!("{}/sua-doi", super::address(&cx)?);
    match done {
        Ok(called) => Ok(cx.redirect_saying(&back, if called == Called::InForce { "round_paused" } else { "change_proposed" })),
        Err(error) => {
            let errors = cx.field_errors(Problem::from(error))?;
            let page = page(&cx, Some(&form), errors).await?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

fn of_item(
    frozen: &Frozen,
    in_force: &[super::super::super::amendments::Amendment],
    kind: &str,
    name: &str,
    key: &str,
) -> Result<Change, ContestError> {
    let wrong = |field: &'static str, code: &'static str| ContestError::Fields(vec![FieldProblem::new(field, code)]);
    let place =
        frozen.items.iter().position(|item| format!("{}/{}", item.bank, item.code) == name).ok_or_else(|| wrong("item", "choice"))?;
    let item = &frozen.items[place];
    let (bank, code) = (item.bank.clone(), item.code.clone());
    if kind == "item_voided" {
        return Ok(Change::ItemVoided { bank, code });
    }
    let new = read_key(item, key).ok_or_else(|| wrong("key", "key_unfit"))?;
    let old = in_force.iter().rev().find_map(|amendment| match &amendment.change {
        Change::KeyCorrected { bank, code, new, .. } if (bank, code) == (&item.bank, &item.code) => Some(new.clone()),
        _ => None,
    });
    let old = old.unwrap_or_else(|| item.key.clone());
    if old == new { Err(wrong("key", "key_same")) } else { Ok(Change::KeyCorrected { bank, code, old, new }) }
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/sua-doi/{change}`: the second person decides.
pub async fn decide_change(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    let (actor, now, id): (_, _, AmendmentId) = (cx.actor()?, cx.now(), cx.path("change")?);
    let accepts = form.one("decision")? == "accept";
    cx.state
        .db
        .write(move |conn| {
            let (contest, round) = find(conn, &contest, &code)?;
            amending::decide(conn, now, &actor, &contest, &round, (id, accepts))
        })
        .await?;
    let back = format!("{}/sua-doi", super::address(&cx)?);
    Ok(cx.redirect_saying(&back, if accepts { "change_in_force" } else { "change_refused" }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contests::verify::tests::frozen;

    #[test]
    fn keys_are_read_as_they_are_written() {
        let frozen = frozen();
        for item in &frozen.items {
            assert_eq!(read_key(item, &key_text(&item.key)), Some(item.key.clone()), "{}", item.code);
        }
        let (single, several, truth) = (&frozen.items[0], &frozen.items[2], &frozen.items[3]);
        assert_eq!(read_key(single, " b "), Some(FrozenKey::Options(vec![1])));
        assert_eq!(read_key(several, "c; a"), Some(FrozenKey::Options(vec![0, 2])));
        assert_eq!(read_key(truth, "Sai"), Some(FrozenKey::Truth(false)));
        for (item, wrong) in [(single, "A, B"), (single, "e"), (single, ""), (several, "ab"), (truth, "A"), (truth, "")] {
            assert_eq!(read_key(item, wrong), None, "{wrong}");
        }
    }
}
