//! The people of a measurement: created in the database before anything is measured, signed in without a password.

use std::path::PathBuf;

use super::{Backend, Variant, cannot, rounds};
use crate::{
    bank::model::ItemType,
    cli::{Failure, say::Say, serve},
    config::{Config, Overrides, Secret},
    contests::entering,
    identity::{
        self,
        model::NewPerson,
        ops::Credential,
        sessions::{self, SessionToken},
    },
    kernel::{
        Clock, Problem,
        clock::SystemClock,
        ids::{AttemptId, PersonId},
        rng::SystemEntropy,
    },
    quiz::{self, model::Slot},
    storage::{self, Conn, ScratchDatabase},
    web::csrf,
};

/// People created in one transaction.
const CHUNK: usize = 250;

/// Somebody who takes the quiz.
pub struct Taker {
    /// Who.
    pub person: PersonId,
    /// Cookie and token, as headers.
    pub credentials: String,
    /// Token of forms.
    pub csrf_token: String,
    /// The attempt at a quiz in progress, if it is started beforehand.
    pub at_quiz: Option<Sitting>,
    /// The attempt at a round in progress, if it is started beforehand.
    pub at_round: Option<Sitting>,
}

/// An attempt in progress.
pub struct Sitting {
    /// Which.
    pub attempt: AttemptId,
    /// Its slots, each with two responses to take turns.
    pub slots: Vec<(i32, [&'static str; 2])>,
}

/// A prepared database and its people.
pub struct World {
    /// The people.
    pub takers: Vec<Taker>,
    backend: Backend,
    template: Template,
}

enum Template {
    File(PathBuf, #[allow(dead_code)] tempfile::TempDir),
    Database(ScratchDatabase, #[allow(dead_code)] tempfile::TempDir),
}

impl World {
    /// People with attempts in progress.
    pub fn prepare(say: &Say, backend: &Backend, takers: usize) -> Result<Self, Failure> {
        Self::build(say, backend, takers, true)
    }

    /// People who have not begun.
    pub fn prepare_people(say: &Say, backend: &Backend, takers: usize) -> Result<Self, Failure> {
        Self::build(say, backend, takers, false)
    }

    fn build(say: &Say, backend: &Backend, takers: usize, starts: bool) -> Result<Self, Failure> {
        let folder = folder()?;
        let mut config = Config::load(&Overrides { bind: None, data: Some(folder.path().to_owned()) })?;
        let template = match backend {
            Backend::Sqlite => Template::File(folder.path().join("hocthi.sqlite3"), folder),
            Backend::Postgres(server) => {
                let scratch = ScratchDatabase::create(server)?;
                config.database_url = Secret(scratch.url());
                Template::Database(scratch, folder)
            }
        };
        let (db, _lock) = serve::prepare(say, &config)?;
        let now = SystemClock.now();
        db.write_blocking(move |conn| rounds::create(conn, rounds::RUNNING, now.plus_seconds(-rounds::HOUR)))?;
        let mut people = Vec::with_capacity(takers);
        while people.len() < takers {
            let (from, to) = (people.len(), (people.len() + CHUNK).min(takers));
            people.extend(
                db.write_blocking(move |conn| (from..to).map(|number| taker(conn, number, starts)).collect::<Result<Vec<_>, Problem>>())?,
            );
        }
        // Dropping the database closes every connection to it, so that it can be copied.
        drop(db);
        Ok(Self { takers: people, backend: backend.clone(), template })
    }

    /// Changes the database before it is copied.
    pub fn prepare_more<T: Send + 'static>(
        &self,
        f: impl FnMut(&mut Conn<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Failure> {
        let url = match &self.template {
            Template::File(path, _) => format!("sqlite://{}", path.display()),
            Template::Database(scratch, _) => scratch.url(),
        };
        let (db, _) = storage::Db::open(&url, storage::Options { connections: 1, queue: 1 })?;
        Ok(db.write_blocking(f)?)
    }

    /// A copy of the database for one server: its address, what keeps it, the server's data folder.
    pub fn copy_for(&self, variant: Variant) -> Result<(String, Option<ScratchDatabase>, tempfile::TempDir), Failure> {
        let folder = folder()?;
        match (&self.template, &self.backend) {
            (Template::Database(template, _), Backend::Postgres(server)) => {
                let copy = ScratchDatabase::copy(server, template)?;
                Ok((copy.url(), Some(copy), folder))
            }
            (Template::File(template, _), _) => {
                let path = folder.path().join(format!("{}.sqlite3", variant.code()));
                storage::copy_sqlite(template, &path)?;
                Ok((format!("sqlite://{}", path.display()), None, folder))
            }
            (Template::Database(..), Backend::Sqlite) => Err(cannot("sqlite")),
        }
    }
}

pub fn folder() -> Result<tempfile::TempDir, Failure> {
    tempfile::Builder::new()
        .prefix("hocthi-bench-")
        .tempdir()
        .map_err(|error| Failure::File(std::env::temp_dir().display().to_string(), error))
}

fn taker(conn: &mut Conn<'_>, number: usize, starts: bool) -> Result<Taker, Problem> {
    let (now, entropy) = (SystemClock.now(), &SystemEntropy);
    let new =
        NewPerson { username: format!("nguoithi{number:05}"), full_name: format!("Người thi {number:05}"), phone: None, email: None };
    let person = identity::ops::create_person(conn, now, entropy, None, &new, &Credential::None)?;
    let actor = identity::ops::actor(conn, person)?.ok_or_else(Problem::not_found)?;
    let token = SessionToken::fresh(entropy);
    sessions::open(conn, now, &token, &actor, true, "hocthi bench")?;
    let (mut at_quiz, mut at_round) = (None, None);
    if starts {
        let quiz = quiz::ops::quizzes(conn)?.into_iter().next().ok_or_else(Problem::not_found)?;
        let (id, _) = quiz::ops::start_attempt(conn, now, entropy, quiz.id, person)?;
        at_quiz = Some(sitting(conn, id, person)?);
        let (id, _) = entering::start(conn, now, entropy, &rounds::name(rounds::RUNNING), person)?;
        at_round = Some(sitting(conn, id, person)?);
    }
    let csrf_token = csrf::token(&csrf::secret(token.as_cookie()), entropy);
    Ok(Taker { person, credentials: credentials(&token, &csrf_token), csrf_token, at_quiz, at_round })
}

/// A running attempt with what can be answered in it.
pub fn sitting(conn: &mut Conn<'_>, attempt: AttemptId, person: PersonId) -> Result<Sitting, Problem> {
    let slots = quiz::ops::slots(conn, attempt, person)?.iter().map(|slot| (slot.slot, responses(slot))).collect();
    Ok(Sitting { attempt, slots })
}

fn credentials(token: &SessionToken, csrf_token: &str) -> String {
    format!("cookie: hocthi={}\r\nx-csrf-token: {csrf_token}\r\n", token.as_cookie())
}

/// Two responses that the slot can have.
fn responses(slot: &Slot) -> [&'static str; 2] {
    match slot.item_type {
        ItemType::SingleChoice => [r#""a""#, r#""b""#],
        ItemType::MultipleResponse => [r#"["a"]"#, r#"["a","b"]"#],
        ItemType::TrueFalse => ["true", "false"],
        ItemType::TrueFalseCluster => [r#"{"a":true}"#, r#"{"a":false,"b":true}"#],
        ItemType::Matching => [r#"{"a":"a"}"#, r#"{"a":"b"}"#],
        ItemType::Ordering => [r#"["a","b"]"#, r#"["b","a"]"#],
        ItemType::GapFill => [r#"{"1":"2023"}"#, r#"{"1":"15/6/2023"}"#],
        ItemType::ShortAnswer | ItemType::Numerical | ItemType::Essay => [r#""1""#, r#""12""#],
    }
}
