//! Contests that were really held, set up by their settings alone: the form filled from its pattern, published, taken, and
//! ranked as worked by hand on paper. Every result stands before the verifier that was written apart.

use std::collections::HashMap;

use hocthi::{
    bank,
    contests::{
        computing, entering,
        model::{ContestError, Round},
        ops,
        result_file::ResultFile,
        verify,
    },
    kernel::{Problem, ids::PersonId, rng::SystemEntropy},
    quiz::{self, model::QuizError, ops::Save},
    storage::Conn,
};

use crate::{
    contest_setup::{as_filled, borrowed, created, organizers},
    on_both_databases,
    support::World,
};

/// `(name, start, takes, right, prediction)`: seconds after the opening, seconds, right answers of twenty. Nobody submits
/// what takes longer than there is time: the deadline closes it.
type Take = (&'static str, i64, i64, i32, Option<&'static str>);

/// A contest that is held, and who has taken part so far.
struct Held<'a> {
    world: &'a World,
    organizer: PersonId,
    code: String,
    people: HashMap<&'static str, PersonId>,
}

impl<'a> Held<'a> {
    /// Made from its pattern, published.
    async fn new(world: &'a World, pattern: &str) -> Self {
        let mut held = Self::drafted(world, pattern).await;
        held.publish().await;
        held
    }

    /// Made from its pattern.
    async fn drafted(world: &'a World, pattern: &str) -> Self {
        let organizer = organizers(world).await[0];
        let page = created(&mut world.signed_in(organizer).await, pattern, &[]).await;
        Self { world, organizer, code: page.rsplit('/').next().unwrap().to_owned(), people: HashMap::new() }
    }

    async fn publish(&mut self) {
        let mut browser = self.world.signed_in(self.organizer).await;
        assert_eq!(browser.post(&format!("/to-chuc-thi/{}/cong-bo", self.code), &[]).await.status, 303, "{}", self.code);
    }

    /// Draws ten items for each paper of a round: the first nine cells of the blueprint.
    async fn ten_items(&mut self, round: &str) {
        let mut browser = self.world.signed_in(self.organizer).await;
        let address = format!("/to-chuc-thi/{}/vong/{round}/sua", self.code);
        let mut fields = as_filled(&browser.get(&address).await.text);
        for (name, value) in &mut fields {
            if name.strip_prefix("cell-").is_some_and(|cell| cell.parse::<usize>().unwrap() >= 9) {
                *value = "0".into();
            }
        }
        let saved = browser.post(&address, &borrowed(&fields)).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
    }

    async fn person(&mut self, name: &'static str) -> PersonId {
        if !self.people.contains_key(name) {
            let username = format!("nguoi.{}", self.people.len());
            self.people.insert(name, self.world.person(&username, name, None, None).await);
        }
        self.people[name]
    }

    /// Takes part item by item: each is answered rightly after so many seconds, or not at all where these are all it has.
    async fn paced(&mut self, round: &str, lines: &[(&'static str, i64, [i64; 10])]) {
        for (name, start, waits) in lines {
            let (who, code, round) = (self.person(name).await, self.code.clone(), round.to_owned());
            let (start, waits) = (*start, *waits);
            self.world.db.write(move |conn| take_paced(conn, (&code, &round), who, start, &waits)).await.expect("taken");
        }
    }

    async fn rounds(&self) -> Vec<Round> {
        let code = self.code.clone();
        let rounds = self.world.db.read(move |conn| {
            let contest = ops::contest(conn, &code, false)?;
            ops::rounds(conn, contest.id)
        });
        rounds.await.expect("rounds")
    }

    async fn try_line(&mut self, round: &str, line: Take) -> Result<(), Problem> {
        let (who, code, round) = (self.person(line.0).await, self.code.clone(), round.to_owned());
        self.world.db.write(move |conn| take(conn, &code, &round, who, line)).await
    }

    /// Takes part, line by line.
    async fn taken(&mut self, round: &str, lines: &[Take]) {
        for line in lines {
            self.try_line(round, *line).await.unwrap_or_else(|problem| panic!("{line:?}: {problem}"));
        }
    }

    /// What a line of taking part is refused with.
    async fn refused(&mut self, round: &str, line: Take) -> &'static str {
        self.try_line(round, line).await.expect_err("refused").code
    }
}

/// Takes part as one line says.
fn take(conn: &mut Conn<'_>, contest: &str, round: &str, who: PersonId, line: Take) -> Result<(), Problem> {
    let (_, start, takes, right, prediction) = line;
    let found = ops::contest(conn, contest, false)?;
    let begin = ops::round(conn, found.id, round)?.opens_at.plus_seconds(start);
    let (id, _) = entering::start(conn, begin, &SystemEntropy, &format!("{contest}.{round}"), who)?;
    let (attempt, slots) = quiz::ops::attempt(conn, id, who)?;
    let versions: Vec<_> = slots.iter().map(|slot| slot.version).collect();
    let keys = bank::keys::keys(conn, &versions)?;
    for slot in &slots {
        let key = &keys.iter().find(|(version, _)| *version == slot.version).expect("a key").1;
        let response = quiz::response::sent_for(slot, key, slot.slot <= right);
        quiz::ops::save_response(conn, begin.plus_seconds(1), id, &slots, &Save { slot: slot.slot, seq: 1, response, flagged: false })?;
    }
    if let Some(prediction) = prediction {
        entering::predict(conn, begin.plus_seconds(2), id, who, 1, prediction)?;
    }
    let end = begin.plus_seconds(takes);
    if attempt.deadline_at.is_some_and(|deadline| deadline < end) {
        quiz::ops::close_overdue(conn, end.plus_seconds(60), id)?;
    } else {
        quiz::ops::submit(conn, end, id, who)?;
    }
    Ok(())
}

/// Takes part item by item through the checks that every request goes through; see [`Held::paced`].
fn take_paced(conn: &mut Conn<'_>, (contest, round): (&str, &str), who: PersonId, start: i64, waits: &[i64; 10]) -> Result<(), Problem> {
    let found = ops::contest(conn, contest, false)?;
    let round_of = ops::round(conn, found.id, round)?;
    let mut now = round_of.opens_at.plus_seconds(start);
    let (id, _) = entering::start(conn, now, &SystemEntropy, &format!("{contest}.{round}"), who)?;
    let paper = quiz::ops::paper(conn, id, who)?;
    let versions: Vec<_> = paper.slots.iter().map(|slot| slot.version).collect();
    let keys = bank::keys::keys(conn, &versions)?;
    for (slot, wait) in paper.slots.iter().zip(waits) {
        now = now.plus_seconds(*wait);
        if *wait >= 10 {
            continue;
        }
        if now >= round_of.closes_at {
            break;
        }
        let pace = quiz::ops::check_open(conn, now, id, who)?.expect("a pace");
        let key = &keys.iter().find(|(version, _)| *version == slot.version).expect("a key").1;
        let save = Save { slot: slot.slot, seq: 1, response: quiz::response::sent_for(slot, key, true), flagged: false };
        let (saved, _) = quiz::ops::save_responses(conn, now, id, &paper, Some(&pace), &[save])?;
        assert!(saved[0].is_ok(), "{saved:?}");
        if slot.slot == 10 {
            quiz::ops::submit(conn, now, id, who)?;
            return Ok(());
        }
        assert!(quiz::pacing::move_on(conn, now, id, who, slot.slot)?, "{} moves", slot.slot);
    }
    quiz::ops::close_overdue(conn, now.plus_seconds(60), id)?;
    Ok(())
}

/// The result of a closed round, signed; it stands before both verifiers. Ranks with names, best first.
async fn ranked(held: &Held<'_>, round: &str) -> (Vec<(usize, String)>, ResultFile) {
    let (code, round, people) = (held.code.clone(), round.to_owned(), held.people.clone());
    let (names, text) = held
        .world
        .db
        .write(move |conn| {
            let found = ops::contest(conn, &code, false)?;
            let round = ops::round(conn, found.id, &round)?;
            let mut names = HashMap::new();
            for (name, who) in &people {
                names.insert(ops::pseudonym(conn, found.id, *who)?, (*name).to_owned());
            }
            let file = computing::compute(conn, round.closes_at.plus_seconds(3_600), &found, &round)?.file;
            let key = ops::signing_key(conn)?.ok_or(ContestError::NotFound)?;
            Ok::<_, Problem>((names, key.sign(file).canonical()))
        })
        .await
        .expect("a result");
    let file = verify::read(&text).unwrap();
    assert_eq!(verify::verify(&text, &file), Ok(()));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ket-qua.json");
    std::fs::write(&path, &text).expect("written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verifier/verify_result.py");
    let output = std::process::Command::new("python3").arg(script).arg(&path).output().expect("python3 runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let mut lines: Vec<(usize, String)> = file.ranking.iter().map(|line| (line.rank, names[&line.pseudonym].clone())).collect();
    // Who shares a rank is listed by pseudonym, which chance gives: here by name.
    lines.sort();
    (lines, file)
}

fn places(list: &[(usize, &str)]) -> Vec<(usize, String)> {
    list.iter().map(|(rank, name)| (*rank, (*name).to_owned())).collect()
}

on_both_databases! {
    /// VCNET 2020 (2): weekly from ten on Monday, any number of attempts; all right → nearest prediction of how many have all
    /// right → earliest submission of the best attempt.
    async fn vcnet_2020(world: World) {
        let mut held = Held::new(&world, "vcnet_2020").await;
        held.taken("vong-1", &[
            ("Lê An", 100, 300, 20, Some("3")),
            ("Trần Bình", 3_600, 200, 20, Some("4")),
            ("Võ Chi", 50, 300, 19, Some("1")),
            ("Võ Chi", 7_200, 300, 20, Some("2")),
            ("Đỗ Dũng", 10, 60, 19, Some("3")),
            ("Hồ Em", 20, 100, 20, None),
            ("Bùi Giang", 9_000, 300, 20, Some("4")),
        ]).await;
        // All right: An, Bình, Chi (second attempt), Em, Giang: five. Off by: An 2, Bình 1, Chi 3, Giang 1, Em nothing told. Bình
        // submitted before Giang.
        let (ranks, file) = ranked(&held, "vong-1").await;
        assert_eq!(ranks, places(&[(1, "Trần Bình"), (2, "Bùi Giang"), (3, "Lê An"), (4, "Võ Chi"), (5, "Hồ Em"), (6, "Đỗ Dũng")]));
        assert_eq!((file.truth, file.participants, file.attempts_counted), (Some(5), 6, 7));
    }

    /// Bộ Tư pháp 2021 (9): thirty days, at most three attempts; who is equal in everything to the millisecond shares the rank.
    async fn bo_tu_phap_2021(world: World) {
        let mut held = Held::new(&world, "bo_tu_phap_2021").await;
        held.taken("vong-1", &[
            ("Lê An", 400, 600, 20, Some("2")),
            ("Trần Bình", 500, 500, 20, Some("2")),
            ("Võ Chi", 10, 100, 18, Some("2")),
            ("Võ Chi", 1_000, 100, 18, Some("2")),
            ("Võ Chi", 2_000, 100, 17, Some("2")),
        ]).await;
        assert_eq!(held.refused("vong-1", ("Võ Chi", 3_000, 100, 20, Some("2"))).await, QuizError::NoAttemptsLeft.code());
        let (ranks, file) = ranked(&held, "vong-1").await;
        assert_eq!(ranks, places(&[(1, "Lê An"), (1, "Trần Bình"), (3, "Võ Chi")]));
        // Of Chi's two best attempts the earlier one counts.
        assert_eq!((file.ranking[2].ordinal, file.truth), (1, Some(2)));
    }

    /// Gia Lai 2025 (12): one attempt for each account, fifteen minutes; points → time taken → time of submission.
    async fn gia_lai_2025(world: World) {
        let mut held = Held::new(&world, "gia_lai_2025").await;
        held.taken("vong-1", &[
            ("Lê An", 100, 300, 20, None),
            ("Trần Bình", 600, 300, 20, None),
            ("Võ Chi", 5_000, 299, 20, None),
            ("Đỗ Dũng", 10, 60, 18, None),
            ("Hồ Em", 20, 3_600, 20, None),
        ]).await;
        assert_eq!(held.refused("vong-1", ("Đỗ Dũng", 9_000, 60, 20, None)).await, "no_attempts_left_in_contest");
        // Em's time ran out after the fifteen minutes: 900 seconds.
        let (ranks, file) = ranked(&held, "vong-1").await;
        assert_eq!(ranks, places(&[(1, "Võ Chi"), (2, "Lê An"), (3, "Trần Bình"), (4, "Hồ Em"), (5, "Đỗ Dũng")]));
        assert_eq!((file.ranking[0].working_time, file.ranking[3].working_time, file.truth), (299_000, 900_000, None));
    }

    /// Tiền Giang 2020 (19): seven days, from five in the afternoon to three the next day, once a day; points alone.
    async fn tien_giang_2020(world: World) {
        let mut held = Held::new(&world, "tien_giang_2020").await;
        held.taken("vong-1", &[("Lê An", 100, 300, 17, None), ("Trần Bình", 50, 900, 17, None), ("Võ Chi", 10, 60, 9, None)]).await;
        assert_eq!(held.refused("vong-1", ("Lê An", 5_000, 60, 20, None)).await, "no_attempts_left_today");
        held.taken("vong-2", &[("Lê An", 100, 300, 12, None), ("Võ Chi", 200, 300, 20, None)]).await;
        assert_eq!(ranked(&held, "vong-1").await.0, places(&[(1, "Lê An"), (1, "Trần Bình"), (3, "Võ Chi")]));
        assert_eq!(ranked(&held, "vong-2").await.0, places(&[(1, "Võ Chi"), (2, "Lê An")]));
    }

    /// Ereka 2019 (22): two windows a day of fifteen minutes, ten items, ten seconds for each; who begins in the last half minute
    /// sees no more than fits into it.
    async fn ereka_2019(world: World) {
        let mut held = Held::drafted(&world, "ereka_2019").await;
        held.ten_items("vong-1").await;
        held.publish().await;
        let first = held.rounds().await.remove(0);
        assert_eq!(first.closes_at.seconds_since(first.opens_at), 15 * 60);
        held.paced(&first.code, &[
            ("Lê An", 10, [4; 10]),
            ("Trần Bình", 20, [3, 3, 10, 3, 3, 3, 3, 3, 3, 3]),
            ("Võ Chi", 400, [4; 10]),
            ("Đỗ Dũng", 870, [9; 10]),
            ("Hồ Em", 30, [3, 3, 3, 3, 3, 3, 3, 3, 3, 10]),
        ]).await;
        // An and Chi: ten right in 40 s; An submitted first. Bình let the third item lapse: nine right in 9 × 3 + 10 = 37 s. Em let the
        // last one lapse, which ended the attempt: nine right in 37 s too, ten seconds later than Bình. Dũng answered after 9, 18 and
        // 27 seconds; the closing cut the fourth item: three right in 30 s.
        let (ranks, file) = ranked(&held, &first.code).await;
        assert_eq!(ranks, places(&[(1, "Lê An"), (2, "Võ Chi"), (3, "Trần Bình"), (4, "Hồ Em"), (5, "Đỗ Dũng")]));
        assert_eq!((file.frozen.seconds_per_item, file.frozen.time_limit_seconds), (Some(10), Some(100)));
        let told: Vec<(i64, i64)> = file.ranking.iter().map(|line| (line.score, line.working_time)).collect();
        assert_eq!(told, [(1_000, 40_000), (1_000, 40_000), (900, 37_000), (900, 37_000), (300, 30_000)]);
        assert_eq!(file.ranking[4].submitted_at, first.closes_at.millis());
    }

    /// Lạng Sơn 2026 (24): points → time taken → nearest prediction of the number of attempts.
    async fn lang_son_2026(world: World) {
        let mut held = Held::new(&world, "lang_son_2026").await;
        held.taken("vong-1", &[
            ("Lê An", 10, 60, 19, Some("6")),
            ("Lê An", 200, 30, 17, Some("9")),
            ("Trần Bình", 20, 60, 19, Some("4")),
            ("Võ Chi", 30, 61, 19, Some("4")),
            ("Đỗ Dũng", 40, 60, 19, None),
        ]).await;
        // Five attempts. An, Bình and Dũng took 60 seconds: both An and Bình are one off and share the rank; Dũng told nothing.
        let (ranks, file) = ranked(&held, "vong-1").await;
        assert_eq!(ranks, places(&[(1, "Lê An"), (1, "Trần Bình"), (3, "Đỗ Dũng"), (4, "Võ Chi")]));
        assert_eq!(file.truth, Some(5));
    }

    /// Luật Cảnh sát biển 2021 (14): weekly rounds and one of the month at the same time, each ranked by itself.
    async fn canh_sat_bien_2021(world: World) {
        let mut held = Held::new(&world, "canh_sat_bien_2021").await;
        let rounds = held.rounds().await;
        assert_eq!(rounds.len(), 4);
        let month = rounds.iter().max_by_key(|round| round.closes_at.seconds_since(round.opens_at)).unwrap();
        held.taken("vong-1", &[("Lê An", 10, 90, 20, None), ("Trần Bình", 10, 80, 20, None)]).await;
        held.taken(&month.code, &[("Lê An", 700, 70, 20, None), ("Trần Bình", 900, 60, 18, None)]).await;
        assert_eq!(ranked(&held, "vong-1").await.0, places(&[(1, "Trần Bình"), (2, "Lê An")]));
        assert_eq!(ranked(&held, &month.code).await.0, places(&[(1, "Lê An"), (2, "Trần Bình")]));
    }
}
