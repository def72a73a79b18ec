//! `hocthi certificate verify CODE`.

use serde_json::json;

use super::{Failure, Outcome, args, open, say::Say};
use crate::{
    certification::{code, model::CertificationError, ops},
    config::{Config, Overrides},
    kernel::Problem,
    web::format,
};

pub fn run(say: &Say, args: args::Certificate) -> Outcome {
    let args::CertificateCommand::Verify { code: typed, json } = args.command;
    let Some(code) = code::parse(&typed) else { return Err(Failure::Message("certificate-form", vec![("code", typed)])) };
    let config = Config::load(&Overrides::default())?;
    let db = open(&config)?;
    let found = db.read_blocking(|conn| ops::by_code(conn, &code));
    let certificate = match found {
        Ok(certificate) => certificate,
        Err(CertificationError::NotFound) => return Err(Failure::Message("certificate-unknown", vec![("code", typed)])),
        Err(error) => return Err(Problem::from(error).into()),
    };
    let is_valid = certificate.revoked.is_none();
    if json {
        println!("{}", json!({ "code": certificate.code, "valid": is_valid, "face": certificate.face }));
    } else {
        let face = &certificate.face;
        let key = if is_valid { "cli-certificate-valid" } else { "cli-certificate-revoked" };
        say.line(
            key,
            &[
                ("number", face.number.clone()),
                ("name", face.holder_name.clone()),
                ("achievement", face.achievement.clone()),
                ("issuer", face.issuer.clone()),
                ("date", format::date(face.issued_on)),
            ],
        );
    }
    if is_valid { Ok(()) } else { Err(Failure::Told) }
}
