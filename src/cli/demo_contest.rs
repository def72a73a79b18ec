//! The contests of the demonstration: one of three weekly rounds, published and verifiable; one whose takers may appeal;
//! and one that is open now.

use crate::{
    bank,
    contests::{
        appeals, approval, computing, entering,
        model::Limits,
        ops,
        plan::{ContestPlan, Preset, RoundPlan},
        prediction::Target,
    },
    identity,
    kernel::{
        Problem, Timestamp,
        ids::{AttemptId, PersonId},
        rng::SystemEntropy,
    },
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
                attempts_allowed: 3,
                ranking: Preset::PredictionThenEarliest.rules(Target::PersonsAllCorrect),
            })
            .collect(),
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
    entering::predict(conn, start.plus_seconds(40), id, person, 1, prediction)?;
    quiz::ops::submit(conn, start.plus_seconds(minutes * 60), id, person)?;
    Ok(())
}
