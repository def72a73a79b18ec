//! Taking somebody out of a ranking: one organizer proposes, another confirms. Before publication only.
//!
//! Signals never exclude anybody: people do, with a reason that the result file tells and the person reads.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use super::{
    desk_store::{self as rows, ProposalRow},
    facts,
    model::{Contest, ContestError, Round, RoundState},
    ops::{Outcome, event},
    store,
};
use crate::{
    audit,
    kernel::{
        Actor, Entropy, FieldProblem, Id, Timestamp,
        ids::{PersonId, ProposalId, RoundId},
        page::{Page, PageRequest},
        text,
    },
    quiz,
    storage::{Conn, Json},
};

/// Days for which an exclusion stands among a person's tasks, also when the result has been published.
const TOLD_DAYS: i64 = 30;
/// Exclusions that stand among a person's tasks.
const MOST_TOLD: i64 = 20;
/// Most characters of a reason.
pub const LONGEST_REASON: usize = 300;
/// People that one proposal form may name.
const MOST_PEOPLE: usize = 100;
const DAY: i64 = 24 * 3_600;

/// What is proposed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// Not to be ranked in this round.
    Exclude,
    /// Looked into; nothing follows.
    NoAction,
}

impl Action {
    /// The word used in data and forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Exclude => "exclude",
            Self::NoAction => "no_action",
        }
    }
    /// Reads [`Action::code`].
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Exclude, Self::NoAction].into_iter().find(|action| action.code() == code)
    }
}

/// What becomes of a proposal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// By somebody else than who proposed it.
    Confirmed,
    /// By somebody else than who proposed it.
    Refused,
    /// By who proposed it.
    Withdrawn,
}

impl Verdict {
    /// The word used in data and forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }
    /// Reads [`Verdict::code`].
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Confirmed, Self::Refused, Self::Withdrawn].into_iter().find(|verdict| verdict.code() == code)
    }
    const fn action(self) -> &'static str {
        match self {
            Self::Confirmed => "exclusion.confirmed",
            Self::Refused => "exclusion.refused",
            Self::Withdrawn => "exclusion.withdrawn",
        }
    }
}

/// A proposal.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Id.
    pub id: ProposalId,
    /// About whom.
    pub person: PersonId,
    /// What.
    pub action: Action,
    /// Why.
    pub reason: String,
    /// The signals it rests on, as `kind:id`.
    pub evidence: Vec<String>,
    /// By whom.
    pub proposed_by: PersonId,
    /// When.
    pub proposed_at: Timestamp,
    /// What became of it: verdict, reason, by whom, when; none while it waits.
    pub decision: Option<(Verdict, String, PersonId, Timestamp)>,
}

impl From<ProposalRow> for Proposal {
    fn from(row: ProposalRow) -> Self {
        let verdict = row.verdict.as_deref().and_then(Verdict::parse);
        let decision = verdict.zip(row.decided_by).zip(row.decided_at);
        let reason = row.verdict_reason.unwrap_or_default();
        Self {
            id: row.id,
            person: row.person_id,
            action: Action::parse(&row.action).unwrap_or(Action::NoAction),
            reason: row.reason,
            evidence: row.evidence.0,
            proposed_by: row.proposed_by,
            proposed_at: row.proposed_at,
            decision: decision.map(|((verdict, by), at)| (verdict, reason, by, at)),
        }
    }
}

/// What an organizer proposes.
#[derive(Clone, Debug)]
pub struct NewProposal {
    /// What.
    pub action: Action,
    /// Why: the person reads it, and the result file tells it of those excluded.
    pub reason: String,
    /// The signals it rests on, as `kind:id`.
    pub evidence: Vec<String>,
}

/// The people with these pseudonyms among those who take part in the round: for reading, as it looks at everybody.
///
/// # Errors
/// [`ContestError::Fields`]: nobody has one of them.
pub fn people_behind(conn: &mut Conn<'_>, contest: &Contest, round: &Round, pseudonyms: &[String]) -> Outcome<Vec<PersonId>> {
    let secret = store::contest(conn, contest.id)?.ok_or(ContestError::NotFound)?.secret;
    let wanted: HashSet<&str> = pseudonyms.iter().map(|pseudonym| pseudonym.trim()).collect();
    let people: Vec<PersonId> = quiz::rounds::takers(conn, round.quiz_id)?
        .into_iter()
        .filter(|person| wanted.contains(facts::pseudonym(&secret, *person).as_str()))
        .collect();
    if people.len() < wanted.len() {
        return Err(ContestError::Fields(vec![FieldProblem::new("pseudonym", "pseudonym_unknown")]));
    }
    Ok(people)
}

fn check_unpublished(conn: &mut Conn<'_>, now: Timestamp, round: &Round) -> Outcome<()> {
    if store::result_head(conn, round.id)?.is_some() {
        return Err(ContestError::AlreadyPublished);
    }
    match round.state(now, false) {
        RoundState::Open | RoundState::Closed => Ok(()),
        _ => Err(ContestError::NotFound),
    }
}

fn reason_of(typed: &str) -> Result<String, FieldProblem> {
    let reason = text::clean_line(typed);
    match reason.chars().count() {
        0 => Err(FieldProblem::new("reason", "required")),
        1..=LONGEST_REASON => Ok(reason),
        _ => Err(FieldProblem::new("reason", "too_long").with("max", LONGEST_REASON)),
    }
}

/// Proposes the same about each of these people.
///
/// # Errors
/// [`ContestError::Fields`]: nobody named, no reason, or a proposal about one of them waits already;
/// [`ContestError::AlreadyPublished`].
#[allow(clippy::too_many_arguments)] // the use case has this many facts
pub fn propose(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    contest: &Contest,
    round: &Round,
    people: &[PersonId],
    new: &NewProposal,
) -> Outcome<()> {
    check_unpublished(conn, now, round)?;
    let mut fields = Vec::new();
    if people.is_empty() {
        fields.push(FieldProblem::new("pseudonym", "nobody_chosen"));
    } else if people.len() > MOST_PEOPLE {
        fields.push(FieldProblem::new("pseudonym", "too_many_chosen").with("max", MOST_PEOPLE));
    } else if !rows::people_waiting(conn, round.id, people)?.is_empty() {
        fields.push(FieldProblem::new("pseudonym", "already_proposed"));
    }
    let reason = reason_of(&new.reason);
    if let Err(problem) = &reason {
        fields.push(problem.clone());
    }
    let (true, Ok(reason)) = (fields.is_empty(), reason) else { return Err(ContestError::Fields(fields)) };
    let secret = store::contest(conn, contest.id)?.ok_or(ContestError::NotFound)?.secret;
    for person in people {
        let row = ProposalRow {
            id: Id::new(now, entropy),
            round_id: round.id,
            person_id: *person,
            action: new.action.code().to_owned(),
            reason: reason.clone(),
            evidence: Json(new.evidence.clone()),
            proposed_by: by.id,
            proposed_at: now,
            verdict: None,
            verdict_reason: None,
            decided_by: None,
            decided_at: None,
        };
        // Two organizers at once about one person: the unique index lets one through.
        match conn.nested(|conn| rows::insert_proposal(conn, &row)) {
            Err(error) if error.is_unique_violation() => {
                return Err(ContestError::Fields(vec![FieldProblem::new("pseudonym", "already_proposed")]));
            }
            other => other?,
        }
        let detail = json!({
            "pseudonym": facts::pseudonym(&secret, *person),
            "action": new.action.code(),
            "evidence": new.evidence,
        });
        let mut told = event(Some(by.id), "exclusion.proposed", format!("{}.{}", contest.code, round.code), detail);
        told.reason = Some(reason.clone());
        audit::ops::record(conn, now, told)?;
    }
    Ok(())
}

/// Confirms or refuses what somebody else proposed, or takes back what one proposed oneself. A confirmed exclusion takes
/// the person's attempts out of the ranking, with the proposal's reason; a confirmed "nothing follows" puts them back.
///
/// # Errors
/// [`ContestError::NotNow`] when the same person confirms or refuses, and when it was decided before;
/// [`ContestError::AlreadyPublished`]: it came too late; [`ContestError::Fields`]: a refusal without a reason.
#[allow(clippy::too_many_arguments)] // the use case has this many facts
pub fn decide(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    contest: &Contest,
    round: &Round,
    id: ProposalId,
    verdict: Verdict,
    reason: &str,
) -> Outcome<()> {
    // Who computes or publishes the result at this moment is waited for, or waits.
    store::hold(conn, round.id)?;
    check_unpublished(conn, now, round)?;
    let proposal: Proposal = rows::proposal(conn, round.id, id)?.ok_or(ContestError::NotFound)?.into();
    if (verdict == Verdict::Withdrawn) != (proposal.proposed_by == by.id) {
        let what = if verdict == Verdict::Withdrawn { "not_your_proposal" } else { "second_person_needed" };
        return Err(ContestError::NotNow { what });
    }
    let reason = match (verdict, reason_of(reason)) {
        (_, Ok(reason)) => reason,
        (Verdict::Refused, Err(problem)) => return Err(ContestError::Fields(vec![problem])),
        (_, Err(problem)) if problem.code == "required" => String::new(),
        (_, Err(problem)) => return Err(ContestError::Fields(vec![problem])),
    };
    if !rows::decide(conn, id, verdict.code(), &reason, by.id, now)? {
        return Err(ContestError::NotNow { what: "already_decided" });
    }
    let secret = store::contest(conn, contest.id)?.ok_or(ContestError::NotFound)?.secret;
    let pseudonym = facts::pseudonym(&secret, proposal.person);
    let subject = format!("{}.{}", contest.code, round.code);
    let detail = json!({
        "pseudonym": pseudonym,
        "action": proposal.action.code(),
        "evidence": proposal.evidence,
        "proposed_by": proposal.proposed_by,
    });
    let mut told = event(Some(by.id), verdict.action(), subject.clone(), detail);
    told.reason = Some(reason).filter(|reason| !reason.is_empty());
    audit::ops::record(conn, now, told)?;
    if (proposal.action, verdict) == (Action::Exclude, Verdict::Confirmed) {
        store::touch(conn, round.id)?;
        store::exclude(conn, round.id, proposal.person, &proposal.reason, by.id, now)?;
        let detail = json!({ "pseudonym": pseudonym, "proposed_by": proposal.proposed_by });
        let mut told = event(Some(by.id), "round.excluded", subject, detail);
        told.reason = Some(proposal.reason);
        audit::ops::record(conn, now, told)?;
    } else if (proposal.action, verdict) == (Action::NoAction, Verdict::Confirmed) && rows::readmit(conn, round.id, proposal.person)? {
        // Two people agree that nothing follows: who was excluded before is ranked again.
        store::touch(conn, round.id)?;
        let detail = json!({ "pseudonym": pseudonym, "proposed_by": proposal.proposed_by });
        let mut told = event(Some(by.id), "round.readmitted", subject, detail);
        told.reason = Some(proposal.reason);
        audit::ops::record(conn, now, told)?;
    }
    Ok(())
}

/// When somebody was excluded from a round last; none where nobody was.
pub fn last_exclusion(conn: &mut Conn<'_>, round: RoundId) -> Outcome<Option<Timestamp>> {
    Ok(rows::last_exclusion(conn, round)?)
}

/// How many proposals of a round wait for the second person.
pub fn count_waiting(conn: &mut Conn<'_>, round: RoundId) -> Outcome<i64> {
    Ok(rows::count_waiting(conn, round)?)
}

/// Proposals that wait, oldest first; or those decided, newest first.
pub fn proposals(conn: &mut Conn<'_>, round: RoundId, waiting: bool, request: PageRequest) -> Outcome<Page<Proposal>> {
    Ok(rows::proposals(conn, round, waiting, request)?.map(Proposal::from))
}

/// How far organizers are with somebody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// Nothing was proposed.
    New,
    /// A proposal waits for the second person.
    Waiting,
    /// What was proposed was refused or taken back.
    Refused,
    /// Two people agreed that nothing follows.
    NoAction,
    /// Two people agreed to exclude.
    Excluded,
}

impl Standing {
    /// The word used in messages and templates.
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Waiting => "waiting",
            Self::Refused => "refused",
            Self::NoAction => "no_action",
            Self::Excluded => "excluded",
        }
    }

    /// After one more proposal about the same person.
    fn after(self, action: &str, verdict: Option<&str>) -> Self {
        match (verdict.and_then(Verdict::parse), Action::parse(action)) {
            (None, _) => Self::Waiting,
            (Some(Verdict::Confirmed), Some(Action::Exclude)) => Self::Excluded,
            (Some(Verdict::Confirmed), _) => Self::NoAction,
            (Some(_), _) => self.max(Self::Refused),
        }
    }
}

/// How far organizers are with these people; who is missing is [`Standing::New`].
pub fn standings(conn: &mut Conn<'_>, round: RoundId, people: &[PersonId]) -> Outcome<HashMap<PersonId, Standing>> {
    let mut standings = HashMap::new();
    for (person, action, verdict) in rows::standing_of(conn, round, people)? {
        let standing = standings.entry(person).or_insert(Standing::New);
        *standing = standing.after(&action, verdict.as_deref());
    }
    Ok(standings)
}

/// Names of these people and of their units; the unit is empty where there is none.
pub fn names(conn: &mut Conn<'_>, people: &[PersonId]) -> Outcome<HashMap<PersonId, (String, String)>> {
    Ok(rows::names(conn, people)?.into_iter().map(|(person, name, unit)| (person, (name, unit.unwrap_or_default()))).collect())
}

/// When the person concerned may appeal. A round's appeals are opened by its organizers after the closing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AppealTime {
    /// It will be told.
    Later,
    /// Now, until then.
    Until(Timestamp),
    /// It has passed.
    Over,
}

impl AppealTime {
    /// By the time for appeals of a round that closes at `closes_at` and may have a result by now.
    fn of(now: Timestamp, closes_at: Timestamp, appeals_until: Option<Timestamp>, has_result: bool) -> Self {
        match appeals_until {
            _ if has_result => Self::Over,
            Some(until) if now < until && closes_at <= now => Self::Until(until),
            Some(until) if until <= now => Self::Over,
            _ => Self::Later,
        }
    }
}

/// An exclusion as the person concerned is told of it.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Why.
    pub reason: String,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// When an appeal is taken.
    pub appeals: AppealTime,
}

/// What a person is told of an exclusion from a round; none where there is none.
pub fn notice(conn: &mut Conn<'_>, now: Timestamp, round: &Round, has_result: bool, person: PersonId) -> Outcome<Option<Notice>> {
    let appeals = AppealTime::of(now, round.closes_at, round.appeals_until, has_result);
    Ok(rows::exclusion(conn, round.id, person)?.map(|(reason, decided_at)| Notice { reason, decided_at, appeals }))
}

/// An exclusion among a person's tasks.
#[derive(Clone, Debug)]
pub struct NoticeOfRound {
    /// Code of the contest.
    pub contest_code: String,
    /// Title of the contest.
    pub contest_title: String,
    /// Code of the round.
    pub round_code: String,
    /// Title of the round.
    pub round_title: String,
    /// What the person is told.
    pub notice: Notice,
}

/// Exclusions of a person from rounds without a result yet, and those of the last month; the newest first.
pub fn notices_of(conn: &mut Conn<'_>, now: Timestamp, person: PersonId) -> Outcome<Vec<NoticeOfRound>> {
    let found = rows::exclusions_of(conn, person, now.plus_seconds(-TOLD_DAYS * DAY), MOST_TOLD)?;
    Ok(found
        .into_iter()
        .map(|row| NoticeOfRound {
            notice: Notice {
                reason: row.reason,
                decided_at: row.excluded_at,
                appeals: AppealTime::of(now, row.closes_at, row.appeals_until, row.published_at.is_some()),
            },
            contest_code: row.contest_code,
            contest_title: row.contest_title,
            round_code: row.round_code,
            round_title: row.round_title,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_about_somebody_stands() {
        let of =
            |story: &[(&str, Option<&str>)]| story.iter().fold(Standing::New, |so_far, (action, verdict)| so_far.after(action, *verdict));
        assert_eq!(of(&[]), Standing::New);
        assert_eq!(of(&[("exclude", Some("refused"))]), Standing::Refused);
        assert_eq!(of(&[("exclude", Some("refused")), ("exclude", None)]), Standing::Waiting);
        assert_eq!(of(&[("no_action", Some("confirmed")), ("exclude", Some("confirmed"))]), Standing::Excluded);
        assert_eq!(of(&[("exclude", Some("confirmed")), ("exclude", Some("withdrawn"))]), Standing::Excluded);
        assert_eq!(of(&[("exclude", Some("confirmed")), ("no_action", Some("confirmed"))]), Standing::NoAction, "ranked again");
        assert_eq!(of(&[("no_action", Some("confirmed"))]), Standing::NoAction);
    }

    #[test]
    fn an_appeal_is_taken_between_the_closing_and_the_result_as_long_as_organizers_said() {
        let at = Timestamp::from_millis;
        let of = |now, until: Option<i64>, has_result| AppealTime::of(at(now), at(100), until.map(at), has_result);
        assert_eq!(of(50, None, false), AppealTime::Later);
        assert_eq!(of(150, None, false), AppealTime::Later, "closed, not opened yet");
        assert_eq!(of(150, Some(200), false), AppealTime::Until(at(200)));
        assert_eq!(of(200, Some(200), false), AppealTime::Over);
        assert_eq!(of(150, Some(200), true), AppealTime::Over);
    }
}
