//! What one person alone, or two at one instant, must not be able to change: lots, ranks after the closing, lists of exclusion,
//! what was saved.

use hocthi::{
    contests::{
        amending, entering,
        model::Limits,
        ops,
        plan::{ContestPlan, Preset, RoundPlan},
        prediction::Target,
        ranking::Criterion,
        readiness::ReadyRounds,
        registration::{self, entry::Typed, exclusions, organize},
        standings::Standings,
    },
    identity,
    kernel::{Problem, Role, ids::PersonId, rng::SystemEntropy},
    quiz::{
        self,
        ops::{RoundQuiz, Save},
    },
    storage::Conn,
};
use serde_json::json;

use crate::{
    contest_setup::organizers,
    contests::proposal_waiting,
    on_both_databases,
    registration::{ADMIN as REGISTRATIONS, LAN, PAGE as REGISTER, contest, ids, open, seen, start, with},
    support::{Browser, MORNING, World},
};

const HOUR: u64 = 3_600;
const ROUND: &str = "/to-chuc-thi/tim-hieu/vong/vong-1";

/// Runs `first` in a transaction that stays open for a while after its work, and `second` from then on.
async fn overlapping<T: Send + 'static, U: Send + 'static>(
    world: &World,
    first: impl Fn(&mut Conn<'_>) -> Result<T, Problem> + Send + 'static,
    second: impl Fn(&mut Conn<'_>) -> Result<U, Problem> + Send + 'static,
) -> (Result<T, Problem>, Result<U, Problem>) {
    let (tell, heard) = std::sync::mpsc::channel();
    let one = world.db.write(move |conn| {
        let done = first(conn)?;
        tell.send(()).expect("somebody waits");
        std::thread::sleep(std::time::Duration::from_millis(400));
        Ok::<_, Problem>(done)
    });
    let two = async {
        actix_web::web::block(move || heard.recv()).await.expect("not cancelled").expect("the first did its work");
        world.db.write(move |conn| second(conn)).await
    };
    futures_util::future::join(one, two).await
}

fn typed(form: &[(&str, &str)]) -> Typed {
    form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

async fn submit(browser: &mut Browser, id: &str) {
    assert_eq!(browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await.status, 201);
}

/// A round whose ties are decided by lots, closed, with a taker.
async fn lots(world: &World) -> [PersonId; 2] {
    let committee = organizers(world).await;
    let mut ranking = Preset::PredictionThenEarliest.rules(Target::Participants);
    (ranking.chain, ranking.prediction) = (vec![Criterion::Score, Criterion::Lots], None);
    ranking.public_value = Some("Giải đặc biệt xổ số Tiền Giang ngày 29/11/2026".into());
    let round = RoundPlan {
        code: "vong-1".into(),
        title: "Vòng 1".into(),
        opens_at: MORNING.plus_seconds(3_600),
        closes_at: MORNING.plus_seconds(7_200),
        last_start_at: None,
        qualified_from: None,
        blueprint_of: "kl-57".into(),
        time_limit_minutes: Some(20),
        attempts_allowed: 1,
        seconds_per_item: None,
        ranking,
    };
    let plan = ContestPlan {
        code: "tim-hieu".into(),
        title: "Cuộc thi".into(),
        summary: String::new(),
        organizer: "Ban Tổ chức".into(),
        limits: Limits::default(),
        standings: Standings::Hidden,
        rounds: vec![round],
    };
    let made = world.db.write(move |conn| {
        ops::create(conn, MORNING, &SystemEntropy, None, plan.clone())?;
        ops::publish(conn, MORNING, &SystemEntropy, None, "tim-hieu")
    });
    made.await.unwrap();
    world.pass(HOUR + 10);
    let (_, mut lans) = world.trainee("lan").await;
    let started = lans.api("POST", "/api/v1/rounds/tim-hieu.vong-1/attempts", None).await;
    submit(&mut lans, started.json["id"].as_str().unwrap()).await;
    world.pass(2 * HOUR);
    committee
}

on_both_databases! {
    async fn lots_are_drawn_with_the_value_that_was_told_once(world: World) {
        let committee = lots(&world).await;
        let (mut duc, mut huong) = (world.signed_in(committee[0]).await, world.signed_in(committee[1]).await);
        let tell = format!("{ROUND}/so-cong-khai");
        let page = duc.get(ROUND).await.text;
        assert!(page.contains("Giải đặc biệt xổ số Tiền Giang ngày 29&#x2f;11&#x2f;2026") && !page.contains("name=\"digest\""));
        assert_eq!(duc.post(&tell, &[("public_value", " ")]).await.status, 422);
        assert_eq!(duc.post(&tell, &[("public_value", "908171")]).await.status, 303);
        let digest = |text: &str| text.split_once("name=\"digest\" value=\"").map(|(_, rest)| rest[..64].to_owned());
        let first = digest(&duc.get(ROUND).await.text).expect("a result");

        let silent = duc.post(&tell, &[("public_value", "908172")]).await;
        assert!(silent.status == 422 && silent.text.contains("e-value_reason") && silent.text.contains("value=\"908172\""), "a correction has a reason");
        assert_eq!(duc.post(&tell, &[("public_value", "908171"), ("value_reason", "x")]).await.status, 422, "the same value");
        assert_eq!(duc.post(&tell, &[("public_value", "908172"), ("value_reason", "Chép nhầm số cuối")]).await.status, 303);
        let waiting = huong.get(ROUND).await.text.replace("&#x2f;", "/");
        assert_eq!(digest(&waiting), Some(first.clone()), "nothing changes before a second person agrees");
        assert!(waiting.contains("908171") && waiting.contains("908172") && waiting.contains("Chép nhầm số cuối") && waiting.contains("Phạm Văn Đức nhập lúc"));
        assert_eq!(huong.post(&tell, &[("public_value", "908173"), ("value_reason", "Thử")]).await.status, 422, "one at a time");
        let decision = format!("{tell}/{}", ids(&waiting, "so-cong-khai/")[0]);
        assert_eq!(duc.post(&decision, &[("decision", "accept")]).await.status, 409, "one person is not two");
        assert_eq!(huong.post(&decision, &[("decision", "accept")]).await.status, 303);
        assert_eq!(huong.post(&decision, &[("decision", "refuse")]).await.status, 409, "decided once");
        let corrected = duc.get(ROUND).await.text;
        let second = digest(&corrected).expect("a result");
        assert_ne!(first, second);
        assert!(corrected.contains("908171") && corrected.contains("Võ Thị Hương"), "who approves sees every value that stood");
        for browser in [&mut duc, &mut huong] {
            assert_eq!(browser.post(&format!("{ROUND}/duyet"), &[("digest", &second)]).await.status, 303);
        }
        assert_eq!(huong.post(&format!("{ROUND}/cong-bo"), &[]).await.status, 303);
        assert_eq!(duc.post(&tell, &[("public_value", "1"), ("value_reason", "Muộn")]).await.status, 422, "published for good");
    }

    async fn two_first_values_at_once_are_one(world: World) {
        let committee = lots(&world).await;
        let mut browsers = [world.signed_in(committee[0]).await, world.signed_in(committee[1]).await];
        let values = ["11", "22"];
        let told = browsers.iter_mut().zip(values).map(|(browser, value)| async move {
            browser.post(&format!("{ROUND}/so-cong-khai"), &[("public_value", value)]).await.status
        });
        let mut statuses = futures_util::future::join_all(told).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422]);
    }

    async fn once_a_round_is_closed_nobody_is_taken_out_of_it_by_one_person(world: World) {
        let (duc, _) = contest(&world, &[]).await;
        let huong = world.person("huong", "Võ Thị Hương", None, Some((Role::Organizer, None))).await;
        let (lan, mut lans) = world.trainee("lan").await;
        let (nam, mut nams) = world.trainee("nam").await;
        assert_eq!(lans.post(REGISTER, &LAN).await.status, 303);
        assert_eq!(nams.post(REGISTER, &with(&LAN, &[("full_name", "Lê Nam"), ("phone", "0912345679"), ("identity", "")])).await.status, 303);
        open(&world);
        let mut lans = world.signed_in(lan).await;
        let started = start(&mut lans).await;
        submit(&mut lans, started.json["id"].as_str().unwrap()).await;
        world.pass(HOUR);
        let committee = [duc, huong];
        let (mut duc, mut huong) = (world.signed_in(duc).await, world.signed_in(huong).await);
        let list = duc.get(&format!("{REGISTRATIONS}/danh-sach?q=lan")).await.text;
        let person = format!("{REGISTRATIONS}/danh-sach/{}", ids(&list, "danh-sach/")[0]);
        for mark in ["unranked", "removed"] {
            let refused = duc.post(&person, &[("mark", mark), ("reason", "Khai sai")]).await;
            assert!(refused.status == 422 && refused.text.contains("vòng đã đóng"), "{mark}");
        }
        let shown = duc.get(&person).await.text.replace("&#x2f;", "/");
        assert!(shown.contains(&format!("href=\"{ROUND}\"")) && !shown.contains("name=\"mark\""), "the way there instead of the form");
        let lists = format!("{REGISTRATIONS}/loai-tru");
        let refused = duc.post(&lists, &[("class", "secretariat"), ("list", "nam\nlan")]).await;
        assert!(refused.status == 422 && refused.text.contains("Nguyễn Thị Lan") && refused.text.contains("vòng đã đóng"), "{}", refused.text);
        assert_eq!((seen(&world, lan).await.1, seen(&world, nam).await.1), (None, None), "nothing is half-written");
        assert_eq!(duc.post(&lists, &[("class", "secretariat"), ("list", "nam")]).await.status, 303, "who took no part may be put on a list");
        assert_eq!(seen(&world, nam).await.1.as_deref(), Some("secretariat"));

        // The way of two people, with time to appeal.
        let who = world.db.read(move |conn| {
            let contest = ops::contest(conn, "tim-hieu", false)?;
            ops::pseudonym(conn, contest.id, lan)
        }).await.unwrap();
        assert_eq!(duc.post(&format!("{ROUND}/loai"), &[("pseudonym", &who), ("reason", "Khai sai")]).await.status, 303);
        let decision = format!("{ROUND}/de-nghi/{}", proposal_waiting(&mut huong, ROUND).await);
        assert_eq!(huong.post(&decision, &[("verdict", "confirmed")]).await.status, 303);
        let early = huong.get(ROUND).await.text;
        assert!(!early.contains("name=\"digest\""), "nobody approves before she could appeal");
        assert_eq!(duc.post(&format!("{ROUND}/cong-bo"), &[]).await.status, 409);
        assert_eq!(duc.post(&format!("{ROUND}/mo-khieu-nai"), &[("appeals_until", "17:00 25/11/2026")]).await.status, 303);
        world.pass(3 * 24 * HOUR);
        let (mut duc, mut huong) = (world.signed_in(committee[0]).await, world.signed_in(committee[1]).await);
        let page = huong.get(ROUND).await.text;
        let digest = page.split_once("name=\"digest\" value=\"").expect("a result to approve").1[..64].to_owned();
        for browser in [&mut duc, &mut huong] {
            assert_eq!(browser.post(&format!("{ROUND}/duyet"), &[("digest", &digest)]).await.status, 303);
        }
        assert_eq!(duc.post(&format!("{ROUND}/cong-bo"), &[]).await.status, 303);
        let late = duc.post(&person, &[("mark", "removed"), ("reason", "Khai sai")]).await;
        assert!(late.status == 422 && late.text.contains("giữ nguyên"), "all rounds are over");
    }

    async fn nobody_asks_form_after_form_who_has_entered(world: World) {
        let (duc, _) = contest(&world, &[]).await;
        let (_, mut lans) = world.trainee("lan").await;
        let (_, mut nams) = world.trainee("nam").await;
        let (_, mut hoas) = world.trainee("hoa").await;
        assert_eq!(lans.post(REGISTER, &LAN).await.status, 303);
        let asking = |phone: &'static str| with(&LAN, &[("full_name", "Lê Nam"), ("phone", phone), ("identity", "")]);
        for _ in 0..9 {
            let refused = nams.post(REGISTER, &asking("0912345678")).await;
            assert!(refused.status == 422 && refused.text.contains("mang giấy tờ đến ban tổ chức"), "the way for whose number it is");
        }
        assert_eq!(nams.post(REGISTER, &with(&asking("12"), &[])).await.status, 422, "a mistyped number tells nothing and is not counted");
        assert_eq!(nams.post(REGISTER, &asking("0912345670")).await.status, 303, "a number that is free tells as much as one that is not");
        let stopped = nams.post(REGISTER, &asking("0912345678")).await;
        assert_eq!(stopped.status, 429);
        assert!(stopped.text.contains("quá nhiều lần") && stopped.text.contains("Lê Nam"), "what was typed comes back");
        assert_eq!(hoas.post(REGISTER, &asking("0912345671")).await.status, 303, "others are not held up");

        // Whose number it is comes with papers: the organizer clears the registration that holds it.
        let (_, mut owners) = world.trainee("chu.so").await;
        assert_eq!(owners.post(REGISTER, &asking("0912345678")).await.status, 422);
        let mut duc = world.signed_in(duc).await;
        let contested = format!("{REGISTRATIONS}/danh-sach?trang-thai=claimed");
        let list = duc.get(&contested).await.text;
        assert!(list.contains("Nguyễn Thị Lan") && !list.contains("Lê Nam"), "{list}");
        let person = format!("{REGISTRATIONS}/danh-sach/{}", ids(&list, "danh-sach/")[0]);
        let both = duc.get(&person).await.text;
        assert!(both.contains("chu.so") && !both.contains("nam</span>") && !both.contains("Có mã phiếu"), "{both}");
        assert_eq!(duc.post(&person, &[("mark", "released"), ("reason", "Số của người khác")]).await.status, 303);
        assert_eq!(owners.post(REGISTER, &asking("0912345678")).await.status, 303);
        assert_eq!(lans.post(REGISTER, &LAN).await.status, 403, "who took it stays out");
        assert!(!duc.get(&person).await.text.contains("chu.so"), "the one who has registered claims no more");
    }

    async fn an_organizer_sees_who_has_a_slip_of_two_who_name_one_number(world: World) {
        let (duc, _) = contest(&world, &[("needs_code", "1")]).await;
        let mut duc = world.signed_in(duc).await;
        let made = duc.post(&format!("{REGISTRATIONS}/phieu"), &[("title", "Phường"), ("slips", "1")]).await;
        let sheet = duc.get(made.location()).await.text;
        let code = sheet.split("slip-code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let (_, mut lans) = world.trainee("lan").await;
        let (nam, mut nams) = world.trainee("nam").await;
        assert_eq!(lans.post(REGISTER, &LAN).await.status, 303, "without a code: unverified");
        let with_slip = with(&LAN, &[("full_name", "Lê Nam"), ("identity", ""), ("code", &code)]);
        assert_eq!(nams.post(REGISTER, &with_slip).await.status, 422);
        let list = duc.get(&format!("{REGISTRATIONS}/danh-sach?trang-thai=claimed")).await.text;
        let person = format!("{REGISTRATIONS}/danh-sach/{}", ids(&list, "danh-sach/")[0]);
        assert!(duc.get(&person).await.text.contains("Có mã phiếu chưa dùng"));
        assert_eq!(duc.post(&person, &[("mark", "released"), ("reason", "Số của Nam")]).await.status, 303);
        assert_eq!(nams.post(REGISTER, &with_slip).await.status, 303, "the slip was not spent by the refusal");
        open(&world);
        assert_eq!(start(&mut world.signed_in(nam).await).await.status, 201);
    }

    async fn a_second_list_does_not_lift_what_the_first_bars(world: World) {
        let (duc, _) = contest(&world, &[]).await;
        let (lan, mut lans) = world.trainee("lan").await;
        assert_eq!(lans.post(REGISTER, &LAN).await.status, 303);
        let mut duc = world.signed_in(duc).await;
        let lists = format!("{REGISTRATIONS}/loai-tru");
        assert_eq!(duc.post(&lists, &[("class", "committee"), ("list", "0912345678")]).await.status, 303);
        assert_eq!(duc.post(&lists, &[("class", "secretariat"), ("list", "lan")]).await.status, 303);
        open(&world);
        let refused = start(&mut world.signed_in(lan).await).await;
        assert_eq!((refused.status, refused.code()), (403, "not_eligible"));
        assert_eq!(seen(&world, lan).await.1.as_deref(), Some("committee"));
    }

    async fn a_guardian_on_a_list_is_known_also_behind_the_mask(world: World) {
        let (duc, _) = contest(&world, &[]).await;
        let (an, mut ans) = world.trainee("minh.an").await;
        let child = [
            ("full_name", "Trần Minh An"), ("birth_date", "05/09/2012"), ("consent_take_part", "1"), ("consent_guardian", "1"),
            ("guardian_name", "Trần Văn Đức"), ("guardian_relation", "parent"), ("guardian_phone", "0987654321"), ("guardian_identity", "082075001234"),
        ];
        assert_eq!(ans.post(REGISTER, &child).await.status, 303);
        let mut duc = world.signed_in(duc).await;
        let lists = format!("{REGISTRATIONS}/loai-tru");
        assert_eq!(duc.post(&lists, &[("class", "secretariat"), ("list", "0987654321")]).await.status, 303);
        assert_eq!(seen(&world, an).await.1.as_deref(), Some("relative"), "registered before the list was made");
        let again = with(&child, &[("guardian_phone", "098****321"), ("guardian_identity", "*********234"), ("address", "Mỹ Tho")]);
        let saved = ans.post(REGISTER, &again).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        assert_eq!(seen(&world, an).await.1.as_deref(), Some("relative"), "the form saved again with the number behind its mask");
        let line = ids(&duc.get(&lists).await.text, "loai-tru/")[0].clone();
        assert_eq!(duc.post(&format!("{lists}/{line}/bo"), &[]).await.status, 303);
        assert_eq!(seen(&world, an).await.1, None);
    }

    async fn what_an_organizer_marks_is_not_undone_by_who_writes_at_the_same_moment(world: World) {
        let (duc, _) = contest(&world, &[("needs_code", "1")]).await;
        let mut organizer = world.signed_in(duc).await;
        let made = organizer.post(&format!("{REGISTRATIONS}/phieu"), &[("title", "Phường"), ("slips", "2")]).await;
        let sheet = organizer.get(made.location()).await.text;
        let code = sheet.split("slip-code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let mut people = Vec::new();
        for (name, phone) in [("lan", "0912345678"), ("nam", "0912345679")] {
            let (person, mut browser) = world.trainee(name).await;
            assert_eq!(browser.post(REGISTER, &with(&LAN, &[("phone", phone), ("identity", "")])).await.status, 303);
            people.push(person);
        }
        let now = world.now();
        let removes = |person: PersonId| move |conn: &mut Conn<'_>| {
            let contest = ops::contest(conn, "tim-hieu", false)?;
            let actor = identity::ops::actor(conn, duc)?.ok_or_else(Problem::not_found)?;
            let own = registration::ops::own(conn, contest.id, person)?.ok_or_else(Problem::not_found)?;
            organize::mark(conn, now, &actor, &contest, own.id, "removed", "Khai sai").map_err(Problem::from)
        };
        let (lan, nam) = (people[0], people[1]);
        let (marked, verified) = overlapping(&world, removes(lan), move |conn| {
            let contest = ops::contest(conn, "tim-hieu", false)?;
            registration::ops::verify(conn, now, &contest, lan, &code).map_err(Problem::from)
        }).await;
        assert!(marked.is_ok() && verified.is_err(), "{verified:?}");
        let (marked, changed) = overlapping(&world, removes(nam), move |conn| {
            let contest = ops::contest(conn, "tim-hieu", false)?;
            let rounds = ops::rounds(conn, contest.id)?;
            let form = typed(&with(&LAN, &[("phone", "091****679"), ("identity", ""), ("address", "Mỹ Tho")]));
            registration::ops::register(conn, now, &SystemEntropy, &contest, &rounds, nam, &form, &[]).map_err(Problem::from)
        }).await;
        assert!(marked.is_ok() && changed.is_err(), "{changed:?}");
        for person in people {
            assert_eq!(seen(&world, person).await.1.as_deref(), Some("Khai sai"), "the removal stands");
        }
    }

    async fn who_registers_while_a_list_is_made_is_on_it(world: World) {
        let (duc, _) = contest(&world, &[]).await;
        let (lan, _) = world.trainee("lan").await;
        let now = world.now();
        let registers = move |conn: &mut Conn<'_>| {
            let contest = ops::contest(conn, "tim-hieu", false)?;
            let rounds = ops::rounds(conn, contest.id)?;
            registration::ops::register(conn, now, &SystemEntropy, &contest, &rounds, lan, &typed(&LAN), &[]).map_err(Problem::from)
        };
        let excludes = move |conn: &mut Conn<'_>| {
            let contest = ops::contest(conn, "tim-hieu", false)?;
            let actor = identity::ops::actor(conn, duc)?.ok_or_else(Problem::not_found)?;
            exclusions::add(conn, now, &SystemEntropy, &actor, &contest, "secretariat", "lan").map_err(Problem::from)
        };
        let (registered, listed) = overlapping(&world, registers, excludes).await;
        assert!(registered.is_ok() && listed.is_ok(), "{registered:?} {listed:?}");
        assert_eq!(seen(&world, lan).await.1.as_deref(), Some("secretariat"));
    }

    async fn who_begins_at_the_moment_of_a_pause_has_its_time(world: World) {
        let (duc, _) = contest(&world, &[]).await;
        let (lan, mut lans) = world.trainee("lan").await;
        assert_eq!(lans.post(REGISTER, &LAN).await.status, 303);
        open(&world);
        let now = world.now();
        let (started, paused) = overlapping(
            &world,
            move |conn| {
                let round = ops::round_named(conn, "tim-hieu.vong-1")?.1;
                let ready = ReadyRounds::default().get_held(conn, "tim-hieu.vong-1", round.id)?;
                Ok(entering::enter(conn, now, now, &SystemEntropy, &ready, lan)?.0)
            },
            move |conn| {
                let (contest, round) = ops::round_named(conn, "tim-hieu.vong-1")?;
                let actor = identity::ops::actor(conn, duc)?.expect("there");
                Ok(amending::pause(conn, now, &SystemEntropy, &actor, &contest, &round, (5, "Mất điện"))?)
            },
        ).await;
        let (attempt, called) = (started.expect("begun"), paused.expect("paused"));
        assert_eq!(called, amending::Called::InForce);
        let (attempt, quiz) = world.db.read(move |conn| {
            let attempt = quiz::ops::attempt(conn, attempt, lan)?.0;
            let quiz = quiz::ops::quiz_by_id(conn, attempt.quiz_id)?;
            Ok::<_, Problem>((attempt, quiz))
        }).await.unwrap();
        let limit = attempt.rules.time_limit_seconds.expect("limited");
        assert_eq!(attempt.deadline_at.expect("limited").seconds_since(now), limit + 300);
        assert!(quiz.pause_at(now).is_some());
    }

    async fn what_was_saved_while_somebody_submitted_counts(world: World) {
        let (lan, mut lans) = world.trainee("lan").await;
        let started = lans.api("POST", "/api/v1/quizzes/kl-57/attempts", None).await;
        let id = started.json["id"].as_str().unwrap().parse().unwrap();
        let responses = world.responses(id, lan, true).await;
        // The first slot has an answer already: a change of it touches no other table.
        let (slot, right) = responses[0].clone();
        let path = format!("/api/v1/attempts/{id}/responses/{slot}");
        assert_eq!(lans.api("PUT", &path, Some(json!({ "seq": 1, "response": null }))).await.status, 200);
        let now = world.now();
        let (saved, submitted) = overlapping(
            &world,
            move |conn| {
                quiz::ops::check_open(conn, now, id, lan)?;
                let paper = quiz::ops::paper(conn, id, lan)?;
                let save = Save { slot, seq: 2, response: right.clone(), flagged: false };
                let (outcomes, _) = quiz::ops::save_responses(conn, now, id, &paper, None, &[save])?;
                outcomes.into_iter().next().expect("an outcome").map_err(Problem::from)
            },
            move |conn| quiz::ops::submit(conn, now, id, lan).map_err(Problem::from),
        ).await;
        assert!(!saved.expect("acknowledged").superseded);
        assert_eq!(submitted.expect("closed").0.answered, 1, "what was acknowledged is in the receipt");
        let result = lans.api("GET", &format!("/api/v1/attempts/{id}/result"), None).await;
        assert!(result.json["score"].as_i64().unwrap() > 0, "{}", result.text);
    }

    async fn nobody_sees_marks_while_somebody_is_at_work(world: World) {
        let committee = organizers(&world).await;
        let round = RoundPlan {
            code: "vong-1".into(),
            title: "Vòng 1".into(),
            opens_at: MORNING.plus_seconds(3_600),
            closes_at: MORNING.plus_seconds(7_200),
            last_start_at: None,
            qualified_from: None,
            blueprint_of: "kl-57".into(),
            time_limit_minutes: Some(60),
            attempts_allowed: 1,
            seconds_per_item: None,
            ranking: Preset::PredictionThenEarliest.rules(Target::Participants),
        };
        let plan = ContestPlan {
            code: "tim-hieu".into(), title: "Cuộc thi".into(), summary: String::new(), organizer: "Ban Tổ chức".into(),
            limits: Limits::default(), standings: Standings::Hidden, rounds: vec![round],
        };
        let made = world.db.write(move |conn| {
            let contest = ops::create(conn, MORNING, &SystemEntropy, None, plan.clone())?;
            let round = ops::round(conn, contest, "vong-1")?;
            let quiz = quiz::ops::quiz_by_id(conn, round.quiz_id)?;
            // The longest grace that may be set.
            let rules = quiz::model::Rules { grace_seconds: 30, ..quiz.rules };
            let (opens_at, closes_at) = (round.opens_at, round.closes_at);
            let quiz = RoundQuiz { code: "tim-hieu.vong-1".into(), title: quiz.title, rules, blueprint: quiz.blueprint, opens_at, closes_at };
            quiz::ops::put_round_quiz(conn, MORNING, &SystemEntropy, quiz)?;
            ops::publish(conn, MORNING, &SystemEntropy, None, "tim-hieu").map_err(Problem::from)
        });
        made.await.unwrap();
        world.pass(HOUR + 10);
        let (lan, mut lans) = world.trainee("lan").await;
        let started = lans.api("POST", "/api/v1/rounds/tim-hieu.vong-1/attempts", None).await;
        let id = started.json["id"].as_str().unwrap().to_owned();
        world.pass(HOUR - 10 + 10);
        let mut duc = world.signed_in(committee[0]).await;
        let who = world.db.read(move |conn| {
            let contest = ops::contest(conn, "tim-hieu", false)?;
            ops::pseudonym(conn, contest.id, lan)
        }).await.unwrap();
        let until = [("appeals_until", "17:00 25/11/2026")];
        assert_eq!(duc.post(&format!("{ROUND}/mo-khieu-nai"), &until).await.status, 422, "ten seconds after the closing her answers are still taken");
        assert_eq!(duc.get(&format!("{ROUND}/bai/{who}/1")).await.status, 409);
        let saved = lans.api("PUT", &format!("/api/v1/attempts/{id}/responses/1"), Some(json!({ "seq": 1, "response": null }))).await;
        assert_eq!(saved.status, 200, "{}", saved.text);
        // The grace, and the moments in which a save may wait for its turn.
        world.pass(31);
        assert_eq!(duc.post(&format!("{ROUND}/mo-khieu-nai"), &until).await.status, 303, "what is overdue is closed first");
        assert_eq!(duc.get(&format!("{ROUND}/bai/{who}/1")).await.status, 200);
    }

    async fn one_person_by_two_accounts_is_a_signal(world: World) {
        let (duc, _) = contest(&world, &[]).await;
        let mut people = Vec::new();
        for (name, phone) in [("lan", "0912345678"), ("ten.khac", "0912345679")] {
            let (person, mut browser) = world.trainee(name).await;
            let form = with(&LAN, &[("full_name", if name == "lan" { "Nguyễn Thị Lan" } else { "nguyen thi lan" }), ("phone", phone), ("identity", "")]);
            assert_eq!(browser.post(REGISTER, &form).await.status, 303);
            people.push(person);
        }
        open(&world);
        for person in people {
            let mut browser = world.signed_in(person).await;
            let started = start(&mut browser).await;
            submit(&mut browser, started.json["id"].as_str().unwrap()).await;
        }
        let mut duc = world.signed_in(duc).await;
        let desk = duc.get(&format!("{ROUND}/bat-thuong?loai=same_name")).await.text;
        let table = desk.split_once("<tbody>").map(|(_, table)| table.to_owned()).unwrap_or_default();
        assert!(table.contains("trùng cả ngày sinh"), "{desk}");
    }
}
