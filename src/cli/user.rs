//! `hocthi user`: accounts from the command line.

use super::{Failure, Outcome, args, open, say::Say};
use crate::{
    config::{Config, Overrides},
    identity::{self, model::NewPerson, ops::Credential, passwords},
    kernel::{Clock, Entropy, Problem, Role, clock::SystemClock, rng::SystemEntropy, text},
    org,
};

pub fn run(say: &Say, args: args::User) -> Outcome {
    let config = Config::load(&Overrides::default())?;
    let now = SystemClock.now();
    let password = fresh_password();
    let hash = passwords::hash_blocking(&password)?;
    match args.command {
        args::UserCommand::Add { username, name, phone, email, role, unit } => {
            let role = Role::parse(&role).ok_or_else(|| Failure::Message("user-role", vec![("role", role.clone())]))?;
            let new =
                NewPerson::parse(&username, &name, &phone.unwrap_or_default(), &email.unwrap_or_default()).map_err(Problem::invalid)?;
            let db = open(&config)?;
            let (person, unit_code) = (new.clone(), unit.clone());
            db.write_blocking(move |conn| {
                let unit = match &unit_code {
                    Some(code) => Some(org::ops::unit_by_code(conn, code)?.ok_or_else(Problem::not_found)?.id),
                    None => None,
                };
                let id = identity::ops::create_person(conn, now, &SystemEntropy, None, &person, &Credential::Given(hash.clone()))?;
                if let Some(unit) = unit {
                    org::people::join(conn, now, &SystemEntropy, None, id, unit)?;
                }
                if role != Role::Trainee {
                    identity::roles::grant_by_system(conn, now, &SystemEntropy, id, role, unit)?;
                }
                Ok::<_, Problem>(())
            })?;
            say.line("cli-user-added", &[("username", new.username), ("password", password)]);
        }
        args::UserCommand::Password { username } => {
            let db = open(&config)?;
            let name = text::clean_line(&username).to_lowercase();
            let found = db.write_blocking(move |conn| identity::ops::give_password(conn, now, &name, &hash, true))?;
            if found.is_none() {
                return Err(Failure::Message("user-unknown", vec![("username", username)]));
            }
            say.line("cli-user-password", &[("username", username), ("password", password)]);
        }
    }
    Ok(())
}

/// Sixteen letters and digits that cannot be mistaken for one another; used once.
fn fresh_password() -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789x";
    let mut bytes = [0u8; 16];
    SystemEntropy.fill(&mut bytes);
    bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}
