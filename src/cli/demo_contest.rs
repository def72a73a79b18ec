//! The contests of the demonstration: one of three weekly rounds, published and verifiable; one whose takers may appeal;
//! and two that are open now, one of them with a time for each item.

use crate::{
    bank,
    contests::{
        appeals, approval, computing, entering,
        model::Limits,
        ops,
        plan::{ContestPlan, Preset, RoundPlan},
        prediction::Target,
        prizes::{
            self,
            model::{Basis, Index, Plan, Prize, Scope},
        },
        registration::{
            self,
            entry::Typed,
            terms::{Asked, BuiltIn, CustomField, Division, Effect, ExclusionClass, FieldKind, Terms},
        },
        standings::Standings,
    },
    identity,
    kernel::{
        Problem, Timestamp,
        ids::{AttemptId, PersonId, UnitId},
        rng::SystemEntropy,
    },
    org,
    quiz::{self, ops::Save},
    storage::Conn,
};

const HOUR: i64 = 3_600;
const WEEK: i64 = 7 * 24 * HOUR;

/// Share of right answers in percent, minutes taken, and the prediction, of each taker in turn.
const TAKERS: [(usize, i64, &str); 8] =
    [(100, 9, "2"), (100, 12, "3"), (100, 7, "5"), (95, 8, "2"), (90, 11, "4"), (80, 15, "1"), (60, 6, "10"), (40, 19, "2")];

fn plan(code: &str, title: &str, summary: &str, openings: &[Timestamp]) -> ContestPlan {
    ContestPlan {
        code: code.to_owned(),
        title: title.to_owned(),
        summary: summary.to_owned(),
        organizer: "Ban Tổ chức (dữ liệu dùng thử)".to_owned(),
        limits: Limits::default(),
        standings: Standings::Hidden,
        rounds: (1..)
            .zip(openings)
            .map(|(number, opens_at)| RoundPlan {
                code: format!("tuan-{number}"),
                title: format!("Tuần {number}"),
                opens_at: *opens_at,
                closes_at: opens_at.plus_seconds(WEEK - HOUR),
                last_start_at: None,
                qualified_from: None,
                blueprint_of: "kl-57".to_owned(),
                time_limit_minutes: Some(20),
                seconds_per_item: None,
                attempts_allowed: 3,
                ranking: Preset::PredictionThenEarliest.rules(Target::PersonsAllCorrect),
            })
            .collect(),
    }
}

/// What the finished contest gives: as weekly contests do, with sums over the weeks, units and a certificate besides.
fn prize_plan() -> Plan {
    let prize =
        |name: &str, quantity, amount, scope, basis| Prize { name: name.to_owned(), quantity, amount, goods: String::new(), scope, basis };
    let by_rank = |min_rounds| Basis::Ranking { block: None, min_rounds };
    let units = |index| Basis::Units { index };
    Plan {
        prizes: vec![
            prize("Giải Nhất", 1, 4_000_000, Scope::EachRound, by_rank(0)),
            prize("Giải Nhì", 1, 2_000_000, Scope::EachRound, by_rank(0)),
            prize("Giải Ba", 2, 1_500_000, Scope::EachRound, by_rank(0)),
            prize("Giải Nhất toàn cuộc", 1, 5_000_000, Scope::Contest, by_rank(3)),
            prize("Đơn vị có tỷ lệ dự thi cao nhất", 1, 3_000_000, Scope::Contest, units(Index::Share)),
            prize("Đơn vị phong trào tốt nhất", 1, 3_000_000, Scope::Contest, units(Index::Fair)),
            Prize {
                goods: "Giấy chứng nhận và sách".to_owned(),
                ..prize("Chứng nhận tham gia đầy đủ", 0, 0, Scope::Contest, Basis::Threshold { rounds: 3, points: 4_200 })
            },
        ],
        per_round: 1,
        per_contest: 3,
        unit_level: 2,
        ..Plan::default()
    }
}

/// Creates them; `people` take part in the finished one, the two organizers approve it.
pub fn create(
    conn: &mut Conn<'_>,
    now: Timestamp,
    people: &[PersonId],
    trainees: &[PersonId],
    organizers: &[PersonId],
) -> Result<(), Problem> {
    // On the hour, as real contests open.
    let hour = now.plus_seconds(-(now.millis() / 1_000).rem_euclid(HOUR)).millis() / 1_000 * 1_000;
    let hour = Timestamp::from_millis(hour);
    let first = hour.plus_seconds(-3 * WEEK - 2 * HOUR);
    let openings = [first, first.plus_seconds(WEEK), first.plus_seconds(2 * WEEK)];
    let title = "Cuộc thi tìm hiểu Kết luận 57-KL/TW";
    let finished = plan("tim-hieu-kl-57", title, "Ba tuần thi trực tuyến, có câu dự đoán; kết quả đã công bố và kiểm lại được.", &openings);
    let before = first.plus_seconds(-24 * HOUR);
    ops::create(conn, before, &SystemEntropy, None, finished)?;
    prizes::ops::put(conn, before, None, "tim-hieu-kl-57", prize_plan())?;
    ops::publish(conn, before, &SystemEntropy, None, "tim-hieu-kl-57")?;
    let contest = ops::contest(conn, "tim-hieu-kl-57", false)?;
    for (number, round) in ops::rounds(conn, contest.id)?.into_iter().enumerate() {
        for (at, person) in people.iter().enumerate() {
            let (percent, minutes, prediction) = TAKERS[(at + number * 3) % TAKERS.len()];
            let start = round.opens_at.plus_seconds(i64::try_from(at).unwrap_or(0) * 5 * HOUR + 600);
            take(conn, start, &format!("{}.{}", contest.code, round.code), *person, percent, minutes, prediction)?;
        }
        let closed = round.closes_at.plus_seconds(HOUR);
        let computed = computing::compute(conn, closed, &contest, &round)?;
        let revision = computed.revision;
        let signed = approval::signed(conn, computed)?;
        for organizer in organizers {
            let Some(actor) = identity::ops::actor(conn, *organizer)? else { continue };
            approval::approve(conn, closed, &actor, &contest, &round, (signed.digest(), revision))?;
        }
        approval::publish(conn, closed, None, &contest, &round, &signed)?;
    }
    waiting(conn, hour, &[trainees, people].concat(), organizers)?;
    let open = plan(
        "thi-tuan-nay",
        "Thi tuần này: Kết luận 57-KL/TW",
        "Vòng đang mở: 20 câu trong 20 phút, ba lượt, có câu dự đoán.",
        &[hour.plus_seconds(-HOUR), hour.plus_seconds(WEEK - HOUR)],
    );
    ops::create(conn, hour.plus_seconds(-2 * HOUR), &SystemEntropy, None, open)?;
    ops::publish(conn, hour.plus_seconds(-2 * HOUR), &SystemEntropy, None, "thi-tuan-nay")?;
    by_items(conn, hour)?;
    with_registration(conn, hour, people)
}

/// One that is open now, whose items each have their own time.
fn by_items(conn: &mut Conn<'_>, hour: Timestamp) -> Result<(), Problem> {
    let before = hour.plus_seconds(-2 * HOUR);
    let summary = "Vòng đang mở: 20 câu, mỗi câu 10 giây, không quay lại câu trước; ba lượt.";
    let mut plan = plan("thi-nhanh", "Thi nhanh: mười giây mỗi câu", summary, &[hour.plus_seconds(-HOUR)]);
    for round in &mut plan.rounds {
        round.closes_at = hour.plus_seconds(2 * WEEK);
        round.last_start_at = Some(hour.plus_seconds(2 * WEEK - HOUR));
        (round.time_limit_minutes, round.seconds_per_item) = (None, Some(10));
        round.ranking = Preset::FastestThenEarliest.rules(Target::PersonsAllCorrect);
    }
    ops::create(conn, before, &SystemEntropy, None, plan)?;
    Ok(ops::publish(conn, before, &SystemEntropy, None, "thi-nhanh")?)
}

/// One that is open to who registers: from ten years on, children with a guardian, two blocks, lan tỏa.
fn with_registration(conn: &mut Conn<'_>, hour: Timestamp, people: &[PersonId]) -> Result<(), Problem> {
    let before = hour.plus_seconds(-2 * HOUR);
    let code = "que-huong-mo-rong";
    let summary = "Cần đăng ký trước khi thi; người chưa đủ 16 tuổi đăng ký cùng người giám hộ. Xếp hạng riêng trong tỉnh và ngoài tỉnh.";
    let title = "Thi tìm hiểu mở rộng: học sinh và nhân dân";
    let mut open = plan(code, title, summary, &[hour.plus_seconds(-HOUR)]);
    open.standings = Standings::StillBefore(24 * 60);
    for round in &mut open.rounds {
        round.ranking = Preset::FastestThenEarliest.rules(Target::Participants);
    }
    ops::create(conn, before, &SystemEntropy, None, open)?;
    let contest = ops::contest(conn, code, true)?;
    let province = org::ops::unit_by_code(conn, "tinh")?.map(|unit| unit.id);
    let block = |code: &str, title: &str, units: Vec<UnitId>| Division { code: code.to_owned(), title: title.to_owned(), units };
    let terms = Terms {
        min_age: Some(10),
        guardian_under: 16,
        blocks: vec![block("trong-tinh", "Trong tỉnh", province.into_iter().collect()), block("ngoai-tinh", "Ngoài tỉnh", vec![])],
        exclusions: [
            (ExclusionClass::Committee, Effect::Barred),
            (ExclusionClass::Secretariat, Effect::Unranked),
            (ExclusionClass::Relative, Effect::Unranked),
        ]
        .into(),
        spreads: true,
        asked: [
            (BuiltIn::Gender, Asked::Optional),
            (BuiltIn::Phone, Asked::Required),
            (BuiltIn::Unit, Asked::Optional),
            (BuiltIn::Address, Asked::Optional),
        ]
        .into(),
        fields: vec![CustomField {
            code: "lop".to_owned(),
            label: "Lớp (nếu là học sinh)".to_owned(),
            kind: FieldKind::Text,
            required: false,
            purpose: "Thống kê theo khối lớp".to_owned(),
            choices: vec![],
        }],
        ..Terms::default()
    };
    registration::organize::set_terms(conn, before, None, &contest, Some(&terms))?;
    ops::publish(conn, before, &SystemEntropy, None, code)?;
    let contest = ops::contest(conn, code, false)?;
    let rounds = ops::rounds(conn, contest.id)?;
    for (at, person) in people.iter().enumerate() {
        let Some(known) = identity::ops::person(conn, *person)? else { continue };
        let unit = org::ops::unit_of(conn, *person)?.map(|unit| unit.id.to_string()).unwrap_or_default();
        let mut typed: Typed = [
            ("full_name", known.full_name),
            ("birth_date", format!("{:02}/09/{}", at + 1, 1980 + at)),
            ("phone", format!("09120000{:02}", at + 1)),
            ("unit_id", if at % 4 == 3 { String::new() } else { unit }),
            ("consent_take_part", "1".to_owned()),
        ]
        .into_iter()
        .collect();
        if at % 2 == 0 {
            typed.put("consent_publish", "1");
        }
        registration::ops::register(conn, hour.plus_seconds(-HOUR), &SystemEntropy, &contest, &rounds, *person, &typed, &[])?;
    }
    for (at, person) in people.iter().enumerate().take(TAKERS.len()) {
        let (percent, minutes, _) = TAKERS[(at + 3) % TAKERS.len()];
        let start = hour.plus_seconds(i64::try_from(at).unwrap_or(0) * 120 - HOUR + 300);
        take(conn, start, "que-huong-mo-rong.tuan-1", *person, percent, minutes, "")?;
    }
    Ok(())
}

/// A round that closed yesterday: its takers see their marks, one has appealed, and the result waits for that.
fn waiting(conn: &mut Conn<'_>, hour: Timestamp, people: &[PersonId], organizers: &[PersonId]) -> Result<(), Problem> {
    let opens_at = hour.plus_seconds(-24 * HOUR - (WEEK - HOUR));
    let title = "Thi hằng tháng: Kết luận 57-KL/TW";
    let before = opens_at.plus_seconds(-HOUR);
    ops::create(conn, before, &SystemEntropy, None, plan("thi-thang", title, "Vòng vừa đóng, đang nhận khiếu nại.", &[opens_at]))?;
    ops::publish(conn, before, &SystemEntropy, None, "thi-thang")?;
    let contest = ops::contest(conn, "thi-thang", false)?;
    let round = ops::round(conn, contest.id, "tuan-1")?;
    for (at, person) in people.iter().enumerate() {
        let (percent, minutes, prediction) = TAKERS[(at + 1) % TAKERS.len()];
        let start = round.opens_at.plus_seconds(i64::try_from(at).unwrap_or(0) * 3 * HOUR + 600);
        take(conn, start, "thi-thang.tuan-1", *person, percent, minutes, prediction)?;
    }
    let opened = round.closes_at.plus_seconds(HOUR);
    for organizer in organizers.iter().take(1) {
        let Some(actor) = identity::ops::actor(conn, *organizer)? else { continue };
        appeals::open(conn, opened, &actor, &contest, &round, opened.plus_seconds(3 * 24 * HOUR))?;
    }
    let round = ops::round(conn, contest.id, "tuan-1")?;
    for person in people.iter().take(1) {
        let text = "Câu này em thấy có hai phương án gần nghĩa nhau, xin ban tổ chức xem lại đáp án.";
        appeals::make(conn, opened.plus_seconds(2 * HOUR), &SystemEntropy, *person, &contest, &round, Some((1, 3)), text)?;
    }
    Ok(())
}

fn take(
    conn: &mut Conn<'_>,
    start: Timestamp,
    round: &str,
    person: PersonId,
    percent: usize,
    minutes: i64,
    prediction: &str,
) -> Result<(), Problem> {
    let (id, _): (AttemptId, bool) = entering::start(conn, start, &SystemEntropy, round, person)?;
    let (_, slots) = quiz::ops::attempt(conn, id, person)?;
    let versions: Vec<_> = slots.iter().map(|slot| slot.version).collect();
    let keys = bank::keys::keys(conn, &versions)?;
    for (at, slot) in slots.iter().enumerate() {
        let is_right = (at + 1) * 100 <= percent * slots.len();
        let Some((_, key)) = keys.iter().find(|(version, _)| *version == slot.version) else { continue };
        let response = quiz::response::sent_for(slot, key, is_right);
        quiz::ops::save_response(conn, start.plus_seconds(30), id, &slots, &Save { slot: slot.slot, seq: 1, response, flagged: false })?;
    }
    if !prediction.is_empty() {
        entering::predict(conn, start.plus_seconds(40), id, person, 1, prediction)?;
    }
    quiz::ops::submit(conn, start.plus_seconds(minutes * 60), id, person)?;
    Ok(())
}
