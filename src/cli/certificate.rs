//! `hocthi certificate verify FILE|CODE`.

use std::path::Path;

use serde_json::json;

use super::{Failure, Outcome, args, open, say::Say};
use crate::{
    certification::{
        code,
        credentials::{
            self, badge,
            carried::{self, Carried},
            jwt,
        },
        looks,
        model::{Certificate, CertificationError, Standing},
        ops, pages, pdf,
    },
    config::{Config, Overrides},
    kernel::{Clock, Problem, clock::SystemClock},
    storage::Db,
    web::{format, i18n::I18n},
};

/// What a file is worth by itself; a code alone says nothing of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum File {
    None,
    Same,
    Signed,
    Differs,
}

impl File {
    const fn code(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Same => Some("same"),
            Self::Signed => Some("signed"),
            Self::Differs => Some("differs"),
        }
    }
}

pub fn run(say: &Say, args: args::Certificate) -> Outcome {
    let args::CertificateCommand::Verify { code: typed, json } = args.command;
    let config = Config::load(&Overrides::default())?;
    let (certificate, file) = if Path::new(&typed).is_file() {
        let bytes = std::fs::read(&typed).map_err(|error| Failure::File(typed.clone(), error))?;
        of_file(&open(&config)?, &config, &typed, &bytes)?
    } else {
        let Some(code) = code::parse(&typed) else { return Err(Failure::Message("certificate-form", vec![("code", typed)])) };
        (by_code(&open(&config)?, &code, &typed)?, File::None)
    };
    let standing = certificate.standing(SystemClock.now().vietnam_date());
    if json {
        let valid = standing == Standing::Valid;
        let told =
            json!({ "code": certificate.code, "valid": valid, "status": standing.code(), "file": file.code(), "face": certificate.face });
        println!("{told}");
    } else {
        tell(say, &certificate, standing, file);
    }
    if standing == Standing::Valid && file != File::Differs { Ok(()) } else { Err(Failure::Told) }
}

fn by_code(db: &Db, code: &str, typed: &str) -> Result<Certificate, Failure> {
    match db.read_blocking(|conn| ops::by_code(conn, code)) {
        Ok(certificate) => Ok(certificate),
        Err(CertificationError::NotFound) => Err(Failure::Message("certificate-unknown", vec![("code", typed.to_owned())])),
        Err(error) => Err(Problem::from(error).into()),
    }
}

fn of_file(db: &Db, config: &Config, name: &str, bytes: &[u8]) -> Result<(Certificate, File), Failure> {
    let refuse = |key| Failure::Message(key, vec![("file", name.to_owned())]);
    match carried::find(bytes) {
        None => Err(refuse("certificate-file-nothing")),
        Some(Carried::Paper(code, credential)) => {
            let certificate = by_code(db, &code, &code)?;
            let i18n = I18n::load().map_err(Problem::unexpected)?;
            let for_read = certificate.clone();
            let designs =
                db.read_blocking(move |conn| looks::ops::designs(conn, std::slice::from_ref(&for_read))).map_err(Problem::from)?;
            let face = pages::printed_face(&i18n, &config.base_url, &certificate, designs.of(certificate.face.look));
            let ours = pdf::render(&pdf::CertificateFace { credential, ..face }).map_err(CertificationError::from);
            let file = if ours.map_err(Problem::from)? == bytes { File::Same } else { File::Differs };
            Ok((certificate, file))
        }
        Some(Carried::Token(token)) => {
            let keys = db.read_blocking(credentials::ops::keys).map_err(Problem::from)?;
            let keys: Vec<(String, String)> = keys.into_iter().map(|key| (key.kid, key.public)).collect();
            let claims = jwt::read(&token, &keys).ok_or_else(|| refuse("certificate-file-forged"))?;
            let code = badge::code_of(&claims).and_then(code::parse).ok_or_else(|| refuse("certificate-file-forged"))?;
            Ok((by_code(db, &code, &code)?, File::Signed))
        }
    }
}

fn tell(say: &Say, certificate: &Certificate, standing: Standing, file: File) {
    let face = &certificate.face;
    let key = match standing {
        Standing::Valid => "cli-certificate-valid",
        Standing::Expired => "cli-certificate-expired",
        Standing::Revoked => "cli-certificate-revoked",
    };
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
    match file {
        File::None => {}
        File::Same => say.line("cli-certificate-file-same", &[]),
        File::Signed => say.line("cli-certificate-file-signed", &[]),
        File::Differs => say.line("cli-certificate-file-differs", &[]),
    }
}
