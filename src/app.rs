//! The composition root: puts the domains behind the gate and builds the actix application.

use std::sync::Arc;

use actix_web::{
    App, Error,
    body::MessageBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    http::Method,
    middleware::{Compress, from_fn},
    web::Data,
};

use crate::{
    bank::intake::pages::Places,
    certification::pages::{Guesses, PaperCache},
    contests::{
        computing::Previews,
        depot::Depot,
        pages::{desk::cache::Desk, live::watch::Watch},
        readiness::ReadyRounds,
        registration::pages::Tries,
        standings::Boards,
        traces::TraceKey,
    },
    identity::{self, passwords::Passwords},
    kernel::{Clock, Entropy, Problem},
    mail::transport::Transport,
    quiz::api::SlotCache,
    reports::pages::Cast,
    routes,
    storage::Db,
    web::{
        AppState,
        admission::Admission,
        gate::{PagePatterns, gate},
        gauge::{self, Gauge},
        i18n::{I18n, LocaleError},
        render::Templates,
        sessions::{SessionSource, Sessions, WebSession},
    },
};

/// Everything the application shares between its workers.
#[derive(Clone)]
pub struct Shared {
    /// State of the web shell.
    pub state: Data<AppState>,
    /// How mail leaves.
    pub mail: Data<Transport>,
    pages: PagePatterns,
    passwords: Data<Passwords>,
    slots: Data<SlotCache>,
    previews: Data<Previews>,
    depot: Data<Depot>,
    papers: Data<PaperCache>,
    guesses: Data<Guesses>,
    tries: Data<Tries>,
    rounds: Data<ReadyRounds>,
    boards: Data<Boards>,
    cast: Data<Cast>,
    gauge: Data<Gauge>,
    watch: Data<Watch>,
    desk: Data<Desk>,
    trace_key: Data<TraceKey>,
    places: Data<Places>,
}

/// What an application is made of.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// Where people reach it.
    pub base_url: String,
    /// Newcomers at work at once.
    pub newcomers: usize,
    /// How mail leaves.
    pub mail: Transport,
    /// The accounts to show, in a demonstration.
    pub demo: Option<Cast>,
}

impl Shared {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Result<Self, LocaleError> {
        let pages = routes::all().into_iter().filter(|route| route.method == Method::GET).map(|route| route.path).collect();
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let admission = Admission::new(parts.newcomers, parts.clock.now(), &*parts.entropy);
        let state = AppState {
            admission,
            db: parts.db,
            clock: parts.clock,
            entropy: parts.entropy,
            i18n: I18n::load()?,
            templates: Templates::load(),
            sessions: Sessions::new(SESSIONS),
            base_url: parts.base_url,
            demo: parts.demo.is_some(),
        };
        Ok(Self {
            state: Data::new(state),
            mail: Data::new(parts.mail),
            pages: PagePatterns(Arc::new(pages)),
            passwords: Data::new(Passwords::new(cores)),
            slots: Data::new(SlotCache::default()),
            previews: Data::new(Previews::default()),
            depot: Data::new(Depot::default()),
            papers: Data::new(PaperCache::default()),
            guesses: Data::new(Guesses::default()),
            tries: Data::new(Tries::default()),
            rounds: Data::new(ReadyRounds::default()),
            boards: Data::new(Boards::default()),
            cast: Data::new(parts.demo.unwrap_or_default()),
            gauge: Data::new(Gauge::default()),
            watch: Data::new(Watch::default()),
            desk: Data::new(Desk::default()),
            trace_key: Data::new(TraceKey::default()),
            places: Data::new(Places::default()),
        })
    }

    /// Ends the streams that browsers watch: a stop waits for running requests, and these would run on.
    pub fn end_streams(&self) {
        self.watch.stop();
    }
}

/// The session lookup of identity, in the shape the shell asks for.
const SESSIONS: SessionSource = SessionSource {
    find: |conn, now, token_hash| {
        let session = identity::sessions::find(conn, now, token_hash)?;
        Ok(session.map(|session| WebSession {
            actor: session.actor,
            token_hash: session.token_hash,
            last_seen_at: session.last_seen_at,
            idle_seconds: session.idle_seconds,
            expires_at: session.expires_at,
        }))
    },
    touch: |conn, now, token_hash| identity::sessions::touch(conn, now, token_hash).map_err(Problem::from),
    revision: |conn| identity::ops::revision(conn).map_err(Problem::from),
};

/// The application: the gate around every address.
pub fn build(
    shared: &Shared,
) -> App<
    impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<impl MessageBody + use<>>, Error = Error, InitError = ()>
    + use<>,
> {
    App::new()
        .app_data(shared.state.clone())
        .app_data(shared.mail.clone())
        .app_data(shared.pages.clone())
        .app_data(shared.passwords.clone())
        .app_data(shared.slots.clone())
        .app_data(shared.previews.clone())
        .app_data(shared.depot.clone())
        .app_data(shared.papers.clone())
        .app_data(shared.guesses.clone())
        .app_data(shared.tries.clone())
        .app_data(shared.rounds.clone())
        .app_data(shared.boards.clone())
        .app_data(shared.cast.clone())
        .app_data(shared.gauge.clone())
        .app_data(shared.watch.clone())
        .app_data(shared.desk.clone())
        .app_data(shared.trace_key.clone())
        .app_data(shared.places.clone())
        .configure(routes::configure)
        .wrap(from_fn(gate))
        .wrap(from_fn(gauge::measure))
        .wrap(Compress::default())
}
