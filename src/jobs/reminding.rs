//! Writing reminders: what ends, what is due, what a leader's unit has to do. They are only put into the outbox here.

use std::{sync::Arc, time::Duration};

use actix_web::web::Data;
use chrono::{Datelike, Days, NaiveDate, Timelike};
use fluent_bundle::FluentValue;

use crate::{
    certification::{
        self,
        campaigns::ops::{self as campaigns, Stage},
    },
    identity,
    kernel::{Problem, Role, Timestamp, ids::PersonId, page::PageRequest},
    mail::{
        self,
        model::{Kind, NewMail, Recipient, threshold},
        transport::Transport,
    },
    org::{self, model::Scope},
    recognition,
    storage::Conn,
    web::{AppState, format, i18n::Lang},
};

/// After a start, before the first look.
const FIRST: Duration = Duration::from_secs(5);
/// Between two looks.
const PAUSE: Duration = Duration::from_secs(3_600);
/// Hours of the day, in Vietnam, in which people are written to.
const DAYTIME: std::ops::Range<u32> = 7..20;

/// Days before the end of a certificate at which its holder is written to.
const BEFORE_END: [i64; 3] = [30, 60, 90];
/// Days before the day of a campaign at which its people are written to.
const BEFORE_DUE: [i64; 2] = [7, 30];
/// Certificates looked at, or messages written, in one go.
const CHUNK: i64 = 500;

/// Writes what is to be written, for ever. A demonstration may be looked at in the night.
pub async fn run(state: Data<AppState>, transport: Arc<Transport>) {
    let mut pause = FIRST;
    while transport.is_set() {
        actix_web::rt::time::sleep(pause).await;
        pause = PAUSE;
        if state.demo || DAYTIME.contains(&state.clock.now().vietnam().hour()) {
            match remind(&state).await {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "reminders were written"),
                Err(problem) => tracing::error!(%problem, "reminders could not be written; it is tried again"),
            }
        }
    }
}

/// Writes every reminder that is due and not written yet; how many.
pub async fn remind(state: &AppState) -> Result<usize, Problem> {
    let now = state.clock.now();
    let written = ending(state, now).await? + due(state, now).await? + digests(state, now).await?;
    state.db.write(move |conn| mail::ops::forget(conn, now)).await?;
    Ok(written)
}

/// A reminder before it is known whether its reader can be written to.
struct Draft {
    key: String,
    person: PersonId,
    subject: String,
    body: String,
}

/// Puts drafts into the outbox: those that are new, to those who have an address and want them.
async fn put(state: &AppState, now: Timestamp, kind: Kind, drafts: Vec<Draft>) -> Result<usize, Problem> {
    let entropy = Arc::clone(&state.entropy);
    let (keys, persons): (Vec<String>, Vec<PersonId>) = drafts.iter().map(|draft| (draft.key.clone(), draft.person)).unzip();
    let (known, people) =
        state.db.read(move |conn| Ok::<_, Problem>((mail::ops::known(conn, &keys)?, mail::ops::recipients(conn, &persons)?))).await?;
    let wants = |person: &Recipient| if kind == Kind::Digest { person.digests } else { person.reminders };
    let people: Vec<Recipient> = people.into_iter().filter(wants).collect();
    let drafts: Vec<Draft> = drafts.into_iter().filter(|draft| !known.contains(&draft.key)).collect();
    let people: Vec<Recipient> = people.into_iter().filter(|person| drafts.iter().any(|draft| draft.person == person.id)).collect();
    if people.is_empty() {
        return Ok(0);
    }
    let for_tokens = Arc::clone(&entropy);
    let people = state.db.write(move |conn| mail::ops::with_tokens(conn, now, &*for_tokens, people.clone())).await?;
    let say = |key: &str, args: &[(&str, FluentValue<'_>)]| state.i18n.message(Lang::Vi, key, args);
    let mails: Vec<NewMail> = drafts
        .into_iter()
        .filter_map(|draft| {
            let to = people.iter().find(|person| person.id == draft.person)?.clone();
            let greeting = say("mail-greeting", &[("name", to.full_name.clone().into())]);
            let link = format!("{}/thu/{}", state.base_url, to.token.as_deref()?);
            let foot = say("mail-foot", &[("link", link.into())]);
            let body = format!("{greeting}\n\n{}\n\n-- \n{foot}\n", draft.body);
            Some(NewMail { key: draft.key, kind, to, subject: draft.subject, body })
        })
        .collect();
    Ok(state.db.write(move |conn| mail::ops::queue(conn, now, &*entropy, &mails)).await?)
}

/// Certificates that end within ninety days and have no successor: their holders hear of it three times.
async fn ending(state: &AppState, now: Timestamp) -> Result<usize, Problem> {
    let today = now.vietnam_date();
    let last = after(today, BEFORE_END[2]);
    let mut written = 0;
    for number in 1.. {
        let request = PageRequest::new(number, CHUNK);
        let page = state.db.read(move |conn| certification::ops::ending(conn, &Scope::Everywhere, today, last, request)).await?;
        let drafts = page
            .rows
            .iter()
            .filter_map(|certificate| {
                let until = certificate.face.valid_until?;
                let step = threshold(&BEFORE_END, (until - today).num_days())?;
                let facts = [
                    ("title", FluentValue::from(certificate.face.achievement.replace('\n', ", "))),
                    ("day", format::date(until).into()),
                    ("days", (until - today).num_days().into()),
                    ("number", certificate.face.number.clone().into()),
                    ("link", format!("{}/chung-nhan-cua-toi", state.base_url).into()),
                ];
                Some(Draft {
                    key: format!("ending:{}:{step}", certificate.id),
                    person: certificate.person_id,
                    subject: state.i18n.message(Lang::Vi, "mail-ending-subject", &facts),
                    body: state.i18n.message(Lang::Vi, "mail-ending-body", &facts),
                })
            })
            .collect();
        written += put(state, now, Kind::Ending, drafts).await?;
        if number >= page.pages() {
            break;
        }
    }
    Ok(written)
}

/// Campaigns whose day comes near: those of their people who still have something to do.
async fn due(state: &AppState, now: Timestamp) -> Result<usize, Problem> {
    let today = now.vietnam_date();
    let mut written = 0;
    for row in state.db.read(campaigns::running).await? {
        let days = (row.due_on - today).num_days();
        let Some(step) = threshold(&BEFORE_DUE, days) else { continue };
        let campaign = row.clone();
        let (programme, _, members) = state.db.read(move |conn| campaigns::members(conn, now, &campaign, &Scope::Everywhere)).await?;
        let facts = [
            ("campaign", FluentValue::from(row.title.clone())),
            ("title", programme.title.clone().into()),
            ("day", format::date(row.due_on).into()),
            ("days", days.into()),
            ("link", format!("{}/chuong-trinh/{}", state.base_url, programme.code).into()),
        ];
        let (subject, body) =
            (state.i18n.message(Lang::Vi, "mail-due-subject", &facts), state.i18n.message(Lang::Vi, "mail-due-body", &facts));
        let mut drafts = members
            .into_iter()
            .filter(|member| matches!(member.stage, Stage::NotBegun | Stage::UnderWay))
            .map(|member| Draft {
                key: format!("due:{}:{}:{step}", row.id, member.id),
                person: member.id,
                subject: subject.clone(),
                body: body.clone(),
            })
            .collect::<Vec<_>>();
        while !drafts.is_empty() {
            let rest = drafts.split_off(drafts.len().min(usize::try_from(CHUNK).unwrap_or(500)));
            written += put(state, now, Kind::Due, drafts).await?;
            drafts = rest;
        }
    }
    Ok(written)
}

/// What waits for a leader: numbers only, the pages tell the rest to who signs in.
struct Waits {
    ending: i64,
    campaigns: usize,
    talks: i64,
}

fn waits(conn: &mut Conn<'_>, today: NaiveDate, leader: PersonId) -> Result<Option<Waits>, Problem> {
    let Some(actor) = identity::ops::actor(conn, leader)? else { return Ok(None) };
    let one = PageRequest::new(1, 1);
    let scope = org::ops::scope(conn, &actor, Role::UnitLeader)?;
    let ending = certification::ops::ending(conn, &scope, today, after(today, BEFORE_END[2]), one)?.total;
    let campaigns = campaigns::campaigns(conn, &actor)?.iter().filter(|row| row.closed_at.is_none()).count();
    let talks = recognition::talks::ops::waiting(conn, &actor, one)?.total;
    Ok(Some(Waits { ending, campaigns, talks }).filter(|it| it.ending > 0 || it.campaigns > 0 || it.talks > 0))
}

/// Once a week, every leader whose unit has something to do. Each leads other units, so each is asked for by itself.
async fn digests(state: &AppState, now: Timestamp) -> Result<usize, Problem> {
    let today = now.vietnam_date();
    let week = today.iso_week();
    let key = |person: PersonId| format!("digest:{person}:{}-{:02}", week.year(), week.week());
    let leaders = state.db.read(mail::ops::leaders).await?;
    let keys: Vec<String> = leaders.iter().map(|person| key(*person)).collect();
    let known = state.db.read(move |conn| mail::ops::known(conn, &keys)).await?;
    let mut drafts = Vec::new();
    for leader in leaders.into_iter().filter(|person| !known.contains(&key(*person))) {
        let Some(waits) = state.db.read(move |conn| waits(conn, today, leader)).await? else { continue };
        let facts = [
            ("ending", FluentValue::from(waits.ending)),
            ("campaigns", i64::try_from(waits.campaigns).unwrap_or(0).into()),
            ("talks", waits.talks.into()),
            ("base", state.base_url.clone().into()),
        ];
        drafts.push(Draft {
            key: key(leader),
            person: leader,
            subject: state.i18n.message(Lang::Vi, "mail-digest-subject", &[("day", format::date(today).into())]),
            body: state.i18n.message(Lang::Vi, "mail-digest-body", &facts),
        });
    }
    put(state, now, Kind::Digest, drafts).await
}

fn after(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_add_days(Days::new(days.unsigned_abs())).unwrap_or(day)
}
