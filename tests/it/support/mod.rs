//! A small world for each test: a database, a clock that stands, the real server on loopback, and people.
//!
//! The cast: Lan and Quang (trainees), Minh (trainer), Hoa (unit leader), and an administrator.

mod browser;
mod databases;

use std::sync::Arc;

use actix_web::{HttpServer, dev::ServerHandle};
use hocthi::{
    app::{self, Parts, Shared},
    bank,
    certification::model::Issuer,
    courses::{self, materials::MaterialForm},
    identity::{
        self,
        model::NewPerson,
        ops::Credential,
        sessions::{self, SessionToken},
    },
    kernel::{
        Problem, Role, Timestamp,
        clock::FixedClock,
        ids::{AttemptId, PersonId, RecognitionId, UnitId, UnitMaterialId},
        rng::SystemEntropy,
    },
    mail::transport::Transport,
    org::{self, model::UnitForm},
    quiz,
    recognition::{self, model::Facts},
    shipped,
    storage::Db,
};

pub use browser::{Answer, Browser};
pub use databases::{Backend, fresh_url};

/// Runs an async test once on each database.
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$meta:meta])* async fn $name:ident($world:ident: World) $body:block)+) => {
        $(mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn story($world: $crate::support::World) $body

            $(#[$meta])*
            #[actix_web::test]
            async fn sqlite() {
                story($crate::support::World::new($crate::support::Backend::Sqlite)).await;
            }
            $(#[$meta])*
            #[actix_web::test]
            async fn postgres() {
                story($crate::support::World::new($crate::support::Backend::Postgres)).await;
            }
        })+
    };
}

/// Half past eight in Vietnam, on a Monday.
pub const MORNING: Timestamp = Timestamp::from_millis(1_795_397_400_000);

/// Everything a test needs.
pub struct World {
    pub db: Db,
    pub clock: Arc<FixedClock>,
    pub base: String,
    pub shared: Shared,
    server: ServerHandle,
    _keep: databases::Keep,
}

impl Drop for World {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

impl World {
    /// A fresh database with the shipped courses, and a server on it.
    pub fn new(backend: Backend) -> Self {
        let (db, keep) = databases::fresh(backend);
        let clock = Arc::new(FixedClock::at(MORNING));
        let (base, shared, server) = serve(&db, &clock, "", PLENTY);
        Self { db, clock, base, shared, server, _keep: keep }
    }

    /// Another server process's worth of application on the same database.
    pub fn second_server(&self) -> (String, Shared, ServerHandle) {
        serve(&self.db, &self.clock, "", PLENTY)
    }

    /// Another server process's worth of application, where so many newcomers may be at work at once.
    pub fn server_with_door(&self, newcomers: usize) -> (String, Shared, ServerHandle) {
        serve(&self.db, &self.clock, "", newcomers)
    }

    /// A server that believes to be reached under another address.
    pub fn server_at(&self, base_url: &str) -> (String, Shared, ServerHandle) {
        serve(&self.db, &self.clock, base_url, PLENTY)
    }

    /// Moves the clock on.
    pub fn pass(&self, seconds: u64) {
        self.clock.advance(std::time::Duration::from_secs(seconds));
    }

    /// Closes what is overdue, as the service does every few seconds.
    pub async fn sweep(&self) {
        hocthi::jobs::sweep(&self.shared.state).await.expect("swept");
    }

    pub fn now(&self) -> Timestamp {
        hocthi::kernel::Clock::now(&*self.clock)
    }

    /// A browser nobody is signed in with.
    pub fn stranger(&self) -> Browser {
        Browser::new(&self.base)
    }

    /// A unit under another.
    pub async fn unit(&self, code: &str, parent: Option<UnitId>) -> UnitId {
        let (now, code) = (self.now(), code.to_owned());
        self.db
            .write(move |conn| {
                let form = UnitForm {
                    code: code.clone(),
                    name: format!("Đơn vị {code}"),
                    kind: "commune".into(),
                    parent_id: parent,
                    valid_from: now.vietnam_date(),
                    valid_to: None,
                };
                org::ops::create_unit(conn, now, &SystemEntropy, None, form)
            })
            .await
            .expect("a unit")
    }

    /// A person, in a unit if given, with a role beside trainee if given.
    pub async fn person(&self, username: &str, full_name: &str, unit: Option<UnitId>, role: Option<(Role, Option<UnitId>)>) -> PersonId {
        let (now, new) = (self.now(), NewPerson::parse(username, full_name, "", "").expect("a person"));
        self.db
            .write(move |conn| {
                let id = identity::ops::create_person(conn, now, &SystemEntropy, None, &new, &Credential::None)?;
                if let Some(unit) = unit {
                    org::people::join(conn, now, &SystemEntropy, None, id, unit)?;
                }
                if let Some((role, unit)) = role {
                    identity::roles::grant_by_system(conn, now, &SystemEntropy, id, role, unit)?;
                }
                Ok::<_, Problem>(id)
            })
            .await
            .expect("created")
    }

    /// A material that a unit has added to a course, written by an administrator of everything.
    pub async fn material(&self, course: &'static str, unit: UnitId) -> UnitMaterialId {
        let now = self.now();
        let writer = self.person("nguoi.viet", "Trần Thị Viết", None, Some((Role::Admin, None))).await;
        self.db
            .write(move |conn| {
                let actor = identity::ops::actor(conn, writer)?.ok_or_else(Problem::not_found)?;
                let (course, _) = courses::ops::course(conn, course)?;
                let form = MaterialForm { title: "Toàn văn của đơn vị".into(), body: "Điều 1.[^KL57:nhan-dien]".into() };
                courses::materials::add(conn, now, &SystemEntropy, &actor, course.id, Some(unit), &form).map_err(Problem::from)
            })
            .await
            .expect("a material")
    }

    /// A record of the register about somebody of a unit, entered by an administrator of everything.
    pub async fn recognition(&self, full_name: &str, unit: UnitId) -> RecognitionId {
        let (now, name) = (self.now(), full_name.to_owned());
        let clerk = self
            .person(&format!("van.thu{}", uuid::Uuid::now_v7().as_u128() % 1_000_000), "Văn Thư", None, Some((Role::Admin, None)))
            .await;
        self.db
            .write(move |conn| {
                let actor = identity::ops::actor(conn, clerk)?.ok_or_else(Problem::not_found)?;
                let facts = Facts {
                    kind: "bcv-tinh".into(),
                    full_name: name.clone(),
                    birth_date: None,
                    unit_id: Some(unit),
                    unit_name: "Tên ngày ấy".into(),
                    office: None,
                    committee: "Ban Thường vụ Tỉnh ủy".into(),
                    decision_number: "125-QĐ/TU".into(),
                    decision_date: now.vietnam_date(),
                    card_number: Some("BCV-0125".into()),
                    valid_from: now.vietnam_date(),
                    valid_to: None,
                };
                recognition::ops::add(conn, now, &SystemEntropy, &actor, &facts, "", None).map_err(Problem::from)
            })
            .await
            .expect("a record")
    }

    /// A browser in which this person is signed in, without the cost of a password.
    pub async fn signed_in(&self, person: PersonId) -> Browser {
        self.signed_in_at(&self.base, person).await
    }

    /// The same at another server.
    pub async fn signed_in_at(&self, base: &str, person: PersonId) -> Browser {
        let (now, token) = (self.now(), SessionToken::fresh(&SystemEntropy));
        let for_write = token.clone();
        self.db
            .write(move |conn| {
                let actor = identity::ops::actor(conn, person)?.expect("may sign in");
                sessions::open(conn, now, &for_write, &actor, false, "test")
            })
            .await
            .expect("a session");
        let mut browser = Browser::new(base);
        browser.set_cookie("hocthi", token.as_cookie());
        browser
    }

    /// A trainee with a signed-in browser.
    pub async fn trainee(&self, username: &str) -> (PersonId, Browser) {
        let id = self.person(username, &format!("Học viên {username}"), None, None).await;
        (id, self.signed_in(id).await)
    }

    /// The right (or a wrong) response for every slot of an attempt, as it would be sent.
    pub async fn responses(&self, attempt: AttemptId, person: PersonId, right: bool) -> Vec<(i32, serde_json::Value)> {
        self.db
            .read(move |conn| {
                let (_, slots) = quiz::ops::attempt(conn, attempt, person)?;
                let versions: Vec<_> = slots.iter().map(|slot| slot.version).collect();
                let keys = bank::keys::keys(conn, &versions)?;
                Ok::<_, Problem>(
                    slots
                        .iter()
                        .map(|slot| {
                            let key = &keys.iter().find(|(version, _)| *version == slot.version).expect("a key").1;
                            (slot.slot, quiz::response::sent_for(slot, key, right))
                        })
                        .collect(),
                )
            })
            .await
            .expect("responses")
    }

    /// Starts an attempt by the API, answers everything right or wrong, submits.
    pub async fn take_quiz(&self, browser: &mut Browser, person: PersonId, right: bool) -> AttemptId {
        let started = browser.api("POST", "/api/v1/quizzes/kl-57/attempts", None).await;
        let id: AttemptId = started.json["id"].as_str().expect("an id").parse().expect("a UUID");
        for (slot, response) in self.responses(id, person, right).await {
            let saved = browser
                .api("PUT", &format!("/api/v1/attempts/{id}/responses/{slot}"), Some(serde_json::json!({ "seq": 1, "response": response })))
                .await;
            assert_eq!(saved.status, 200, "{}", saved.text);
        }
        let submitted = browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await;
        assert_eq!(submitted.status, 201, "{}", submitted.text);
        id
    }
}

/// The issuer printed in tests.
pub fn issuer() -> Issuer {
    Issuer {
        parent: Some("TỈNH ỦY TIỀN GIANG".into()),
        name: "TRUNG TÂM THỬ NGHIỆM".into(),
        place: "Mỹ Tho".into(),
        symbol: "GCN-TN".into(),
        signer_title: Some("GIÁM ĐỐC".into()),
        signer_name: Some("Nguyễn Thị Ưỡng".into()),
        state_motto: false,
    }
}

/// Brings the shipped content into a database.
pub fn load_content(db: &Db) {
    let library = shipped::read().expect("the shipped content is faultless");
    let db = db.clone();
    // A thread of its own: the caller may be driving an event loop, which must not be blocked.
    std::thread::spawn(move || {
        db.write_blocking(move |conn| shipped::load(conn, MORNING, &SystemEntropy, &library, &issuer())).expect("loaded")
    })
    .join()
    .expect("the loading thread");
}

/// Newcomers at once: more than any test sends.
const PLENTY: usize = 1_000;

fn serve(db: &Db, clock: &Arc<FixedClock>, base_url: &str, newcomers: usize) -> (String, Shared, ServerHandle) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let base_url = if base_url.is_empty() { base.clone() } else { base_url.to_owned() };
    let parts = Parts {
        db: db.clone(),
        clock: Arc::<FixedClock>::clone(clock),
        entropy: Arc::new(SystemEntropy),
        base_url,
        newcomers,
        mail: Transport::None,
        demo: None,
    };
    let shared = Shared::new(parts).expect("the messages load");
    let for_app = shared.clone();
    let server = HttpServer::new(move || app::build(&for_app)).workers(1).disable_signals().listen(listener).expect("listens").run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    (base, shared, handle)
}
