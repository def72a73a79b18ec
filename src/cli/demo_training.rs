//! The register, a training programme and its certificates of the demonstration.

use crate::{
    certification::{
        issuing,
        looks::model::PaperKind,
        model::{Issuer, IssuingBody},
        programmes::{
            ops::{self as programmes, ProgrammeForm, SessionForm},
            terms::{Requirement, Terms},
        },
    },
    identity,
    kernel::{Actor, Problem, Timestamp, ids::PersonId, rng::SystemEntropy},
    org::{self, model::parse_date},
    recognition::{self, model::Facts},
    storage::Conn,
};

/// Who stands in the register: user name, kind, office, first day, last day.
const RECOGNISED: [(&str, &str, &str, &str, &str); 7] = [
    ("minh", "bcv-tinh", "Giảng viên Trường Chính trị", "05/08/2025", "31/12/2030"),
    ("hoa", "bcv-tinh", "Bí thư Đảng ủy", "05/08/2025", "31/12/2030"),
    ("dongnghiep01", "ttv", "Bí thư chi bộ", "12/01/2026", ""),
    ("dongnghiep02", "ttv", "Phó Bí thư chi bộ", "12/01/2026", ""),
    ("dongnghiep03", "ttv", "Trưởng khu phố", "12/01/2026", ""),
    ("dongnghiep08", "bcv-tinh", "Phó Bí thư Đảng ủy", "05/08/2025", "30/09/2026"),
    ("dongnghiep10", "bcv-huyen", "Ủy viên Ban Thường vụ", "10/03/2022", "30/06/2025"),
];

/// Those on the sign-in sheet of the session.
const ATTENDED: &str = "lan\ndongnghiep01\ndongnghiep02\ndongnghiep08\ndongnghiep10\n";

/// Records, a body, a programme with a session, and the certificates of those who have met everything.
pub fn create(conn: &mut Conn<'_>, now: Timestamp, admin: PersonId) -> Result<(), Problem> {
    let actor = identity::ops::actor(conn, admin)?.ok_or_else(Problem::not_found)?;
    for (number, line) in (1..).zip(RECOGNISED) {
        recognise(conn, now, &actor, number, line)?;
    }
    let unit = org::ops::unit_by_code(conn, "tinh")?.map(|unit| unit.id);
    let issuer = Issuer {
        parent: Some("TỈNH ỦY (DỮ LIỆU DÙNG THỬ)".into()),
        name: "BAN TUYÊN GIÁO VÀ DÂN VẬN".into(),
        place: "Mỹ Tho".into(),
        symbol: "GCN-BTGDV-THU".into(),
        signer_title: Some("TRƯỞNG BAN".into()),
        signer_name: Some("Người Ký Thử".into()),
        state_motto: false,
    };
    let pattern = issuing::numbers::DEFAULT.to_owned();
    programmes::put_body(
        conn,
        now,
        &actor,
        &IssuingBody { code: "btgdv".into(), unit_id: unit, issuer: issuer.clone(), pattern, kind: PaperKind::Training },
    )?;
    let committee = Issuer { name: "BAN TỔ CHỨC CUỘC THI".into(), symbol: "GCN-BTC-THU".into(), ..issuer };
    let pattern = issuing::numbers::DEFAULT.to_owned();
    programmes::put_body(
        conn,
        now,
        &actor,
        &IssuingBody { code: "btc".into(), unit_id: unit, issuer: committee, pattern, kind: PaperKind::Contest },
    )?;
    let requirements = vec![Requirement::Course { code: "kl-57".into() }, Requirement::Sessions { at_least: 1 }];
    let terms = Terms { requirements, validity_months: Some(2), renew_days: 30, grace_days: 30, ..Terms::default() };
    let form = ProgrammeForm {
        code: "boi-duong".into(),
        title: "Chương trình bồi dưỡng báo cáo viên (dùng thử)".into(),
        unit_id: unit,
        body_code: "btgdv".into(),
        terms,
        second_approval: false,
        template_id: None,
    };
    programmes::put(conn, now, &SystemEntropy, &actor, &form, true)?;
    let session = SessionForm {
        title: "Kỹ năng tuyên truyền miệng ở cơ sở".into(),
        held_on: now.plus_seconds(-24 * 3_600).vietnam_date(),
        place: "Hội trường phường Mỹ Tho".into(),
        minutes: 180,
        speaker: "Trần Quang Minh".into(),
        speaker_username: "minh".into(),
    };
    let session = programmes::add_session(conn, now, &SystemEntropy, &actor, "boi-duong", &session)?;
    programmes::sign_in(conn, now, &actor, "boi-duong", session, ATTENDED)?;
    let (programme, terms) = programmes::managed(conn, &actor, "boi-duong")?;
    let ready = programmes::ready(conn, now, &actor, &programme, &terms)?;
    let batch = issuing::ops::propose(conn, now, &SystemEntropy, &actor, "boi-duong", &ready, now.vietnam_date())?;
    while issuing::ops::issue_next(conn, now, &SystemEntropy, batch)? {}
    Ok(())
}

fn recognise(
    conn: &mut Conn<'_>,
    now: Timestamp,
    actor: &Actor,
    number: u32,
    (username, kind, office, from, to): (&str, &str, &str, &str, &str),
) -> Result<(), Problem> {
    let person = programmes::people_named(conn, None, username, "username")?[0];
    let known = identity::ops::person(conn, person)?.ok_or_else(Problem::not_found)?;
    let unit = org::ops::unit_of(conn, person)?.ok_or_else(Problem::not_found)?;
    let day = |typed: &str| parse_date(typed);
    let first = day(from).ok_or_else(Problem::not_found)?;
    let facts = Facts {
        kind: kind.into(),
        full_name: known.full_name,
        birth_date: None,
        unit_id: Some(unit.id),
        unit_name: unit.name,
        office: Some(office.into()),
        committee: if kind == "ttv" { "Ban Thường vụ Đảng ủy".into() } else { "Ban Thường vụ Tỉnh ủy".into() },
        decision_number: if kind == "ttv" { "27-QĐ/ĐU".into() } else { "125-QĐ/TU".into() },
        decision_date: first,
        card_number: (kind != "ttv").then(|| format!("BCV-{number:04}")),
        valid_from: first,
        valid_to: day(to),
    };
    recognition::ops::add(conn, now, &SystemEntropy, actor, &facts, username, None)?;
    Ok(())
}
