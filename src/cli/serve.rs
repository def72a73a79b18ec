//! `hocthi serve`: the real service.

use std::{net::TcpListener, sync::Arc, time::Duration};

use actix_web::HttpServer;

use super::{Failure, Outcome, args, open, say::Say};
use crate::{
    app::{self, Parts, Shared},
    config::{Config, Overrides},
    identity::{ops::issue_first_admin_link, sessions::SessionToken},
    jobs,
    kernel::{Clock, Entropy, clock::SystemClock, rng::SystemEntropy},
    mail::transport::Transport,
    reports::pages::Cast,
    shipped,
    storage::{Db, ServerLock},
};

/// Seconds a request head may take to arrive; slower ones are cut off.
const HEAD_SECONDS: u64 = 5;
/// Seconds running requests have to finish when the service stops.
const STOP_SECONDS: u64 = 25;

pub fn run(say: &Say, args: args::Serve) -> Outcome {
    let config = Config::load(&Overrides { bind: args.bind, data: None })?;
    if args.print_config {
        for (name, value) in config.shown() {
            println!("{name} = {value}");
        }
        return Ok(());
    }
    start_log();
    // The address first: who cannot have it is told so before anything is made or shown.
    let listener = bind(&config)?;
    let (db, _lock) = prepare(say, &config)?;
    let token = SessionToken::fresh(&SystemEntropy);
    let (now, for_write) = (SystemClock.now(), token.clone());
    if db.write_blocking(move |conn| issue_first_admin_link(conn, now, &for_write))? {
        say.line("cli-serve-first-admin", &[("link", format!("{}/lien-ket/{}", config.base_url, token.as_cookie()))]);
    }
    listen(say, &config, listener, db, None, |address| say.line("cli-serve-ready", &[("address", address.to_owned())]))
}

/// Opens the database, takes the server's lock, loads what is shipped if it changed.
pub fn prepare(say: &Say, config: &Config) -> Result<(Db, Option<ServerLock>), Failure> {
    std::fs::create_dir_all(&config.data).map_err(|error| Failure::File(config.data.display().to_string(), error))?;
    let lock = match config.database_url.0.strip_prefix("sqlite://") {
        Some(path) => {
            let path = std::path::Path::new(path);
            if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                std::fs::create_dir_all(folder).map_err(|error| Failure::File(folder.display().to_string(), error))?;
            }
            Some(ServerLock::take(path)?)
        }
        None => None,
    };
    let db = open(config)?;
    let library = shipped::read().map_err(|faults| {
        for fault in &faults {
            eprintln!("{}", say.fault(fault));
        }
        Failure::Told
    })?;
    let (now, issuer) = (SystemClock.now(), config.issuer.clone());
    let began = std::time::Instant::now();
    let loaded = db.write_blocking(move |conn| shipped::load(conn, now, &SystemEntropy, &library, &issuer))?;
    tracing::info!(loaded, millis = began.elapsed().as_millis(), "the shipped courses and banks stand");
    Ok((db, lock))
}

/// Takes the address that the settings name.
pub fn bind(config: &Config) -> Result<TcpListener, Failure> {
    TcpListener::bind(config.bind).map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Failure::PortInUse(config.bind.to_string()),
        _ => Failure::File(config.bind.to_string(), error),
    })
}

/// Serves until it is told to stop; `ready` hears the address once connections are taken.
pub fn listen(say: &Say, config: &Config, listener: TcpListener, db: Db, demo: Option<Cast>, ready: impl FnOnce(&str)) -> Outcome {
    // A port of 0 means any free one; the address people are told must be the one that was given.
    let bound = listener.local_addr().map_err(|error| Failure::File(config.bind.to_string(), error))?;
    let base_url = if config.bind.port() == 0 { format!("http://{bound}") } else { config.base_url.clone() };
    let parts = Parts {
        db,
        clock: Arc::new(SystemClock) as Arc<dyn Clock>,
        entropy: Arc::new(SystemEntropy) as Arc<dyn Entropy>,
        base_url: base_url.clone(),
        newcomers: config.newcomers,
        // A demonstration writes to nobody, whatever server the settings name.
        mail: if demo.is_some() { Transport::Outbox } else { config.mail.clone() },
        demo,
    };
    let shared = Shared::new(parts).map_err(|error| Failure::Message("locale", vec![("why", error.to_string())]))?;
    let workers = config.workers;
    let served = actix_web::rt::System::new().block_on(async move {
        let (for_jobs, for_mail, for_streams) = (shared.state.clone(), shared.mail.clone(), shared.clone());
        let server = HttpServer::new(move || app::build(&shared))
            .workers(workers)
            .client_request_timeout(Duration::from_secs(HEAD_SECONDS))
            .client_disconnect_timeout(Duration::from_secs(2))
            .keep_alive(Duration::from_secs(15))
            // A page leaves in several writes; without this the last waits for the client's delayed acknowledgement.
            .tcp_nodelay(true)
            .max_connections(25_000)
            .shutdown_timeout(STOP_SECONDS)
            .listen(listener)?
            .run();
        jobs::start(&for_jobs, &for_mail);
        actix_web::rt::spawn(async move {
            told_to_stop().await;
            for_streams.end_streams();
        });
        ready(&base_url);
        server.await
    });
    served.map_err(|error| Failure::File(config.bind.to_string(), error))?;
    say.aside("cli-serve-stopped", &[]);
    Ok(())
}

/// Waits for what also tells the server to stop.
async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut term), Ok(mut int)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
            let (term, int) = (std::pin::pin!(term.recv()), std::pin::pin!(int.recv()));
            futures_util::future::select(term, int).await;
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Logs to standard error; `RUST_LOG` chooses what. Never an answer, a key or a token.
pub fn start_log() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,hocthi=info"));
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).try_init();
}
