//! `hocthi demo`: the product on a throw-away data folder, with a cast to try it.

use serde_json::json;

use super::{Failure, Outcome, args, demo_cast, say::Say, serve};
use crate::{
    config::{Config, Overrides},
    reports::pages::{Cast, CastLine},
};

pub fn run(say: &Say, args: args::Demo) -> Outcome {
    serve::start_log();
    // Kept alive until the end: dropping it removes the folder.
    let mut throw_away = None;
    let data = match std::env::var_os("HOCTHI_DATA").filter(|value| !value.is_empty()) {
        Some(kept) => std::path::PathBuf::from(kept),
        None => {
            let folder = tempfile::Builder::new()
                .prefix("hocthi-demo-")
                .tempdir()
                .map_err(|error| Failure::File(std::env::temp_dir().display().to_string(), error))?;
            throw_away.insert(folder).path().to_owned()
        }
    };
    let mut config = Config::load(&Overrides { bind: args.bind.clone(), data: Some(data) })?;
    if args.bind.is_none() && !config.bind.ip().is_loopback() {
        return Err(Failure::Message("demo-loopback", vec![("address", config.bind.to_string())]));
    }
    // Papers of the demonstration say what they are.
    if std::env::var_os("HOCTHI_ISSUER_NAME").is_none() {
        config.issuer.name = say.text("cli-demo-issuer", &[]);
        config.issuer.symbol = "GCN-DEMO".into();
    }
    let listener = serve::bind(&config)?;
    let (db, _lock) = serve::prepare(say, &config)?;
    let accounts = demo_cast::create(say, &db, args.people)?;
    let cast = Cast(
        accounts
            .iter()
            .map(|account| CastLine {
                role: account.role.code().to_owned(),
                username: account.username.clone(),
                password: account.password.clone(),
            })
            .collect(),
    );
    let as_json = args.json;
    serve::listen(say, &config, listener, db, Some(cast), |address| {
        if as_json {
            let list: Vec<_> = accounts
                .iter()
                .map(|account| json!({ "role": account.role.code(), "username": account.username, "password": account.password }))
                .collect();
            println!("{}", json!({ "address": address, "accounts": list }));
        } else {
            say.line("cli-demo-ready", &[("address", address.to_owned())]);
            for account in &accounts {
                let role = say.text(&format!("role-{}", account.role.code()), &[]);
                println!("  {:<18} {:<14} {}", role, account.username, account.password);
            }
            say.line("cli-demo-stop", &[]);
        }
    })?;
    drop(throw_away);
    Ok(())
}
