//! How long a batch of certificates takes: the records with their numbers, a hundred in each transaction, and then their
//! papers, rendered one after the other on one thread.

use std::time::Instant;

use serde_json::{Value, json};

use super::{people::folder, report::show};
use crate::{
    certification::{
        issuing,
        looks::{self, model::PaperKind},
        model::{CertificationError, Issuer, IssuingBody},
        pages, pdf,
        programmes::{
            ops::{self as programmes, ProgrammeForm},
            terms::{Requirement, Terms},
        },
    },
    cli::{Failure, Outcome, say::Say, serve},
    config::{Config, Overrides},
    identity::{self, model::NewPerson, ops::Credential},
    kernel::{
        Clock, Problem, Role,
        clock::SystemClock,
        ids::{IssueBatchId, PersonId},
        rng::SystemEntropy,
    },
    storage::Db,
    web::i18n::I18n,
};

/// Most people of a batch.
const MOST: usize = 100_000;
/// People created in one transaction, and certificates read at once.
const CHUNK: usize = 250;
const CODE: &str = "do-toc-do";

/// What one size took.
struct Issued {
    certificates: usize,
    /// Seconds to issue.
    issue: f64,
    /// Seconds to render every paper.
    print: f64,
    /// Of all papers together.
    mib: f64,
    /// The most memory that this process ever held.
    peak_mib: Option<f64>,
}

pub fn run(say: &Say, sizes: &[usize], as_json: bool) -> Outcome {
    if sizes.iter().any(|size| !(1..=MOST).contains(size)) {
        return Err(Failure::Message("bench-certificates", vec![("most", MOST.to_string())]));
    }
    let mut done = Vec::new();
    for size in sizes {
        let one = measure(say, *size)?;
        if !as_json {
            #[allow(clippy::cast_precision_loss)] // for people to read
            let each = |seconds: f64| show(*size as f64 / seconds, 0);
            say.line(
                "cli-bench-issued",
                &[
                    ("certificates", size.to_string()),
                    ("issue", show(one.issue, 2)),
                    ("issued", each(one.issue)),
                    ("print", show(one.print, 2)),
                    ("printed", each(one.print)),
                    ("size", show(one.mib, 0)),
                    ("peak", one.peak_mib.map_or_else(|| "–".to_owned(), |mib| show(mib, 0))),
                ],
            );
        }
        done.push(one);
    }
    if as_json {
        println!("{}", json!({ "debug_build": cfg!(debug_assertions), "certificates": done.iter().map(Issued::json).collect::<Vec<_>>() }));
    }
    Ok(())
}

impl Issued {
    fn json(&self) -> Value {
        let Self { certificates, issue, print, mib, peak_mib } = self;
        json!({ "certificates": certificates, "issue_s": issue, "print_s": print, "papers_mib": mib, "peak_memory_mib": peak_mib })
    }
}

fn measure(say: &Say, size: usize) -> Result<Issued, Failure> {
    let folder = folder()?;
    let config = Config::load(&Overrides { bind: None, data: Some(folder.path().to_owned()) })?;
    let (db, _lock) = serve::prepare(say, &config)?;
    let batch = propose(&db, size)?;
    let began = Instant::now();
    loop {
        let now = SystemClock.now();
        if !db.write_blocking(move |conn| issuing::ops::issue_next(conn, now, &SystemEntropy, batch)).map_err(Problem::from)? {
            break;
        }
    }
    let issue = began.elapsed().as_secs_f64();
    let i18n = I18n::load().map_err(Problem::unexpected)?;
    let (mut bytes, mut after) = (0, 0);
    let began = Instant::now();
    loop {
        let (certificates, designs) = db
            .read_blocking(move |conn| {
                let certificates = issuing::ops::certificates_of(conn, batch, after, i64::try_from(CHUNK).unwrap_or(250))?;
                let designs = looks::ops::designs(conn, &certificates)?;
                Ok::<_, CertificationError>((certificates, designs))
            })
            .map_err(Problem::from)?;
        let Some(last) = certificates.last() else { break };
        after = last.number;
        for certificate in &certificates {
            let face = pages::printed_face(&i18n, &config.base_url, certificate, designs.of(certificate.face.look));
            bytes += pdf::render(&face).map_err(CertificationError::from).map_err(Problem::from)?.len();
        }
    }
    #[allow(clippy::cast_precision_loss)] // for people to read
    let mib = bytes as f64 / f64::from(1 << 20);
    Ok(Issued { certificates: size, issue, print: began.elapsed().as_secs_f64(), mib, peak_mib: super::child::peak_memory_of("self") })
}

/// A programme and a batch for so many people with long names.
fn propose(db: &Db, size: usize) -> Result<IssueBatchId, Failure> {
    let now = SystemClock.now();
    let mut people: Vec<PersonId> = Vec::with_capacity(size);
    for first in (0..size).step_by(CHUNK) {
        let last = (first + CHUNK).min(size);
        people.extend(db.write_blocking(move |conn| {
            (first..last)
                .map(|number| {
                    let new = NewPerson {
                        username: format!("hocvien{number:06}"),
                        full_name: format!("Công Huyền Tôn Nữ Nguyễn Thị Ưỡng {number:06}"),
                        phone: None,
                        email: None,
                    };
                    identity::ops::create_person(conn, now, &SystemEntropy, None, &new, &Credential::None)
                })
                .collect::<Result<Vec<_>, _>>()
                .map_err(Problem::from)
        })?);
    }
    let batch = db.write_blocking(move |conn| {
        let clerk = NewPerson { username: CODE.into(), full_name: CODE.into(), phone: None, email: None };
        let clerk = identity::ops::create_person(conn, now, &SystemEntropy, None, &clerk, &Credential::None)?;
        identity::roles::grant_by_system(conn, now, &SystemEntropy, clerk, Role::Admin, None)?;
        let actor = identity::ops::actor(conn, clerk)?.ok_or_else(Problem::not_found)?;
        let issuer = Issuer {
            parent: Some("TỈNH ỦY".into()),
            name: "BAN TUYÊN GIÁO VÀ DÂN VẬN".into(),
            place: "Mỹ Tho".into(),
            symbol: "GCN-DO".into(),
            signer_title: Some("TRƯỞNG BAN".into()),
            signer_name: Some("Nguyễn Văn Ký".into()),
            state_motto: true,
        };
        let pattern = issuing::numbers::DEFAULT.to_owned();
        let body = IssuingBody { code: CODE.into(), unit_id: None, issuer, pattern, kind: PaperKind::Training };
        programmes::put_body(conn, now, &actor, &body)?;
        let form = ProgrammeForm {
            code: CODE.into(),
            title: "Chương trình bồi dưỡng nghiệp vụ tuyên truyền miệng cho báo cáo viên, tuyên truyền viên".into(),
            unit_id: None,
            body_code: CODE.into(),
            terms: Terms { requirements: vec![Requirement::Sessions { at_least: 1 }], ..Terms::default() },
            second_approval: false,
            template_id: None,
        };
        programmes::put(conn, now, &SystemEntropy, &actor, &form, true)?;
        Ok::<_, Problem>(issuing::ops::propose(conn, now, &SystemEntropy, &actor, CODE, &people, now.vietnam_date())?)
    })?;
    Ok(batch)
}
