//! The opening minute of a round: who may begin when, who waits at the door, and the chain of what was accepted.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use hocthi::{
    contests::{
        ops,
        plan::{ContestPlan, Preset, RoundPlan},
        prediction::Target,
    },
    kernel::{
        Problem, Role, Timestamp,
        ids::{AttemptId, PersonId},
        rng::SystemEntropy,
        text::hex,
    },
    quiz::{self, chaining},
    web::admission::Admission,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    on_both_databases,
    support::{Browser, MORNING, World},
};

const ROUND: &str = "mo-man.vong-1";
const START: &str = "/api/v1/rounds/mo-man.vong-1/attempts";
const PAGE: &str = "/cuoc-thi/mo-man/vong/vong-1";
const ORGANIZER_PAGE: &str = "/to-chuc-thi/mo-man/vong/vong-1";
/// Seconds until it opens, and that it is open.
const UNTIL: u64 = 600;
const OPEN: u64 = 3_600;

/// A round that opens in ten minutes, for two attempts of each person.
async fn a_round(world: &World) -> Timestamp {
    let opens_at = MORNING.plus_seconds(i64::try_from(UNTIL).unwrap());
    let round = RoundPlan {
        code: "vong-1".into(),
        title: "Vòng 1".into(),
        opens_at,
        closes_at: opens_at.plus_seconds(i64::try_from(OPEN).unwrap()),
        last_start_at: None,
        qualified_from: None,
        blueprint_of: "kl-57".into(),
        time_limit_minutes: Some(20),
        seconds_per_item: None,
        attempts_allowed: 2,
        ranking: Preset::PredictionThenEarliest.rules(Target::PersonsAllCorrect),
    };
    let plan = ContestPlan {
        code: "mo-man".into(),
        title: "Mở màn".into(),
        summary: String::new(),
        organizer: "Ban Tổ chức".into(),
        limits: hocthi::contests::model::Limits::default(),
        standings: hocthi::contests::standings::Standings::Hidden,
        rounds: vec![round],
    };
    world
        .db
        .write(move |conn| {
            ops::create(conn, MORNING, &SystemEntropy, None, plan.clone())?;
            ops::publish(conn, MORNING, &SystemEntropy, None, "mo-man").map_err(Problem::from)
        })
        .await
        .expect("a contest");
    opens_at
}

fn time(value: &Value) -> Timestamp {
    serde_json::from_value(value.clone()).expect("a time")
}

async fn started(browser: &mut Browser) -> (AttemptId, Value) {
    let answer = browser.api("POST", START, None).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    (answer.json["id"].as_str().unwrap().parse().unwrap(), answer.json)
}

async fn save(browser: &mut Browser, id: AttemptId, slot: i32, seq: i64, response: &Value) -> u16 {
    browser.api("PUT", &format!("/api/v1/attempts/{id}/responses/{slot}"), Some(json!({ "seq": seq, "response": response }))).await.status
}

/// Begun, answered, predicted and submitted; the receipt.
async fn whole_attempt(world: &World, browser: &mut Browser, person: PersonId) -> (AttemptId, Value) {
    let (id, _) = started(browser).await;
    for (slot, response) in world.responses(id, person, true).await {
        assert_eq!(save(browser, id, slot, 1, &response).await, 200);
    }
    let predicted = format!("/api/v1/attempts/{id}/responses/prediction");
    assert_eq!(browser.api("PUT", &predicted, Some(json!({ "seq": 1, "response": "1.587" }))).await.status, 200);
    let receipt = browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await;
    assert_eq!(receipt.status, 201);
    (id, receipt.json)
}

on_both_databases! {
    async fn nobody_begins_before_their_own_moment(world: World) {
        let opens_at = a_round(&world).await;
        let mut people = Vec::new();
        for name in ["lan", "nam", "tam", "hai"] {
            people.push(world.trainee(name).await.1);
        }
        let mut moments = Vec::new();
        world.pass(UNTIL - 1);
        for browser in &mut people {
            let early = browser.api("POST", START, None).await;
            assert_eq!((early.status, early.code()), (409, "not_open"));
            assert_eq!(time(&early.json["opens_at"]), opens_at);
            let told = browser.get("/api/v1/rounds/mo-man.vong-1/opening").await.json;
            assert_eq!(time(&told["now"]), world.now(), "the countdown runs on the server's clock");
            assert_eq!(told["enters_at"], early.json["retry_at"], "the moment is stable");
            let moment = time(&told["enters_at"]);
            assert!(moment >= opens_at && moment < opens_at.plus_seconds(3));
            moments.push(moment);
            let page = browser.get(PAGE).await.text;
            assert!(page.contains(&format!("data-waiting=\"{}\"", moment.millis() - world.now().millis())), "{page}");
        }
        moments.dedup();
        assert!(moments.len() > 1, "spread");
        world.pass(1);
        let began = Instant::now();
        let all = join_all(people.iter_mut().map(async |browser| {
            let (_, attempt) = started(browser).await;
            (began.elapsed(), time(&attempt["started_at"]))
        }))
        .await;
        for ((waited, started_at), moment) in all.into_iter().zip(&moments) {
            assert_eq!(started_at, *moment, "one's time begins at one's own moment");
            let held = Duration::from_micros(u64::try_from(moment.micros() - opens_at.micros()).unwrap());
            assert!(waited >= held, "the paper came {waited:?} after the opening instead of {held:?}");
        }
        world.pass(10);
        let (_, mut late) = world.trainee("muon").await;
        let (_, attempt) = started(&mut late).await;
        assert_eq!(time(&attempt["started_at"]), world.now(), "later everybody begins when they come");
    }

    async fn parallel_starts_never_exceed_the_limit(world: World) {
        a_round(&world).await;
        let (lan, _) = world.trainee("lan").await;
        world.pass(UNTIL + 5);
        let mut browsers = Vec::new();
        for _ in 0..12 {
            browsers.push(world.signed_in(lan).await);
        }
        for number in 1..=2 {
            let answers = join_all(browsers.iter_mut().map(|browser| browser.api("POST", START, None))).await;
            let mut ids: Vec<_> = answers.iter().map(|answer| answer.json["id"].as_str().expect(&answer.text).to_owned()).collect();
            assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1, "one of them began attempt {number}");
            ids.dedup();
            assert_eq!(ids.len(), 1, "the others found it");
            assert!(answers.iter().all(|answer| answer.json["ordinal"] == json!(number)));
            assert_eq!(browsers[0].api("POST", &format!("/api/v1/attempts/{}/submission", ids[0]), None).await.status, 201);
        }
        for answer in join_all(browsers.iter_mut().map(|browser| browser.api("POST", START, None))).await {
            assert_eq!((answer.status, answer.code()), (409, "no_attempts_left"));
        }
    }

    async fn a_receipt_carries_the_last_link_and_the_history_gives_it_again(world: World) {
        a_round(&world).await;
        let (lan, mut lans) = world.trainee("lan").await;
        let duc = world.person("duc", "Phạm Văn Đức", None, Some((Role::Organizer, None))).await;
        world.pass(UNTIL + 5);
        let (id, receipt) = whole_attempt(&world, &mut lans, lan).await;
        let (link, pseudonym) = (receipt["link"].as_str().unwrap().to_owned(), receipt["pseudonym"].as_str().unwrap().to_owned());
        let again = lans.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await;
        assert_eq!((again.status, &again.json), (200, &receipt), "the same receipt again");
        let page = lans.get(&format!("/luot-lam/{id}/bien-nhan")).await.text;
        assert!(page.contains(&link) && page.contains(&pseudonym));
        assert!(lans.get(PAGE).await.text.contains(&pseudonym), "the name on the receipt is the name of the round");
        let history = format!("{ORGANIZER_PAGE}/bai/{pseudonym}/1");
        let mut organizer = world.signed_in(duc).await;
        let during = organizer.get(&format!("{history}/nhat-ky.json")).await;
        assert_eq!(during.status, 409, "nobody looks into attempts while the round is open");
        world.pass(OPEN + 60);
        let mut organizer = world.signed_in(duc).await;
        let told = organizer.get(&format!("{history}/nhat-ky.json")).await.json;
        let events = told["events"].as_array().unwrap();
        assert_eq!(events.len(), 1 + 20 + 1 + 1, "started, saved, predicted, closed");
        let mut last = [0_u8; 32].to_vec();
        for event in events {
            last = Sha256::digest([&last[..], event["event"].as_str().unwrap().as_bytes()].concat()).to_vec();
            assert_eq!(event["link"], json!(hex(&last)));
        }
        assert_eq!(hex(&last), link);
        let first: Value = serde_json::from_str(events[0]["event"].as_str().unwrap()).unwrap();
        assert_eq!((&first["of"], &first["pseudonym"], &first["ordinal"]), (&json!(ROUND), &json!(pseudonym), &json!(1)));
        let shown = organizer.get(&history).await.text;
        assert!(shown.contains("23 mắt xích nguyên vẹn") && shown.contains(&link) && shown.contains("1.587"));
        assert!(!shown.contains("Học viên lan"), "a pseudonym, no name");
        let found = organizer.get(&format!("{ORGANIZER_PAGE}/bai?pseudonym=%20{}&ordinal=1", pseudonym.to_uppercase())).await;
        assert_eq!((found.status, found.location()), (303, history.as_str()));
        let unknown = organizer.get(&format!("{ORGANIZER_PAGE}/bai?pseudonym=abc&ordinal=1")).await;
        assert!(unknown.status == 422 && unknown.text.contains("Không có lượt nào") && unknown.text.contains("abc"));
        assert_eq!(organizer.get(&format!("{ORGANIZER_PAGE}/bai/{pseudonym}/2")).await.status, 404);
        assert_eq!(lans.get(&history).await.status, 403);
        let looks = world.db.read(|conn| hocthi::audit::ops::page(conn, hocthi::kernel::page::PageRequest::new(1, 50))).await.unwrap();
        let looks: Vec<_> = looks.rows.iter().filter(|event| event.action == "round.history_seen").collect();
        assert_eq!(looks.len(), 2, "each look is recorded");
        assert_eq!(looks[0].detail["pseudonym"], json!(pseudonym));

        // What somebody changes in the database afterwards is told, and where.
        let quiz = world.db.read(move |conn| { let contest = ops::contest(conn, "mo-man", false)?; Ok::<_, Problem>(ops::round(conn, contest.id, "vong-1")?.quiz_id) }).await.unwrap();
        let links = world.db.read(move |conn| chaining::last_links(conn, quiz)).await.unwrap();
        assert_eq!(links, [(id, link.clone())].into());
        assert_eq!(world.db.read(move |conn| chaining::check(conn, id)).await.unwrap(), None);
        for (sql, broken_at) in [
            ("DELETE FROM attempt_events WHERE n = 23", 23),
            ("DELETE FROM attempt_events WHERE n = 9", 9),
            ("UPDATE attempt_events SET event = replace(event, '\"seq\":1', '\"seq\":2') WHERE n = 5", 5),
        ] {
            world.db.write(move |conn| hocthi::storage::tamper_for_tests(conn, sql)).await.unwrap();
            assert_eq!(world.db.read(move |conn| chaining::check(conn, id)).await.unwrap(), Some(broken_at), "{sql}");
        }
        let shown = organizer.get(&history).await.text;
        assert!(shown.contains("Chuỗi đứt ở mắt xích 5"), "{shown}");
    }

    async fn only_what_was_accepted_is_in_the_chain(world: World) {
        a_round(&world).await;
        let (lan, mut lans) = world.trainee("lan").await;
        world.pass(UNTIL + 5);
        let (id, _) = started(&mut lans).await;
        let (slot, response) = world.responses(id, lan, true).await.remove(0);
        assert_eq!(save(&mut lans, id, slot, 2, &response).await, 200);
        assert_eq!(save(&mut lans, id, slot, 2, &response).await, 200, "a retry");
        assert_eq!(save(&mut lans, id, slot, 1, &Value::Null).await, 200, "superseded");
        assert_eq!(save(&mut lans, id, slot, 3, &json!({})).await, 422);
        assert_eq!(save(&mut lans, id, 99, 3, &response).await, 404);
        let bulk = json!({ "responses": [
            { "slot": slot, "seq": 3, "response": null }, { "slot": slot, "seq": 2, "response": null },
            { "slot": 99, "seq": 1, "response": null }, { "slot": slot, "seq": 4, "response": response },
        ] });
        assert_eq!(lans.api("PUT", &format!("/api/v1/attempts/{id}/responses"), Some(bulk)).await.status, 200);
        // Nobody comes back: the sweeper closes it, and the chain ends with that.
        world.pass(1_300);
        hocthi::jobs::sweep(&world.shared.state).await.unwrap();
        let (events, broken) = world.db.read(move |conn| chaining::history(conn, id)).await.unwrap();
        let told: Vec<(String, Option<i64>)> = events
            .iter()
            .map(|kept| serde_json::from_str::<Value>(&kept.text).unwrap())
            .map(|event| (event["kind"].as_str().unwrap().to_owned(), event["seq"].as_i64()))
            .collect();
        let told: Vec<_> = told.iter().map(|(kind, seq)| (kind.as_str(), *seq)).collect();
        assert_eq!(told, [("started", None), ("saved", Some(2)), ("saved", Some(3)), ("saved", Some(4)), ("closed", None)]);
        assert_eq!(broken, None);
        let receipt = lans.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await;
        assert_eq!((receipt.status, receipt.json["link"].as_str()), (200, Some(events[4].link.as_str())));
        assert_eq!(save(&mut lans, id, slot, 9, &Value::Null).await, 409);

        let (nam, mut nams) = world.trainee("nam").await;
        let quiz = world.take_quiz(&mut nams, nam, true).await;
        let (events, _) = world.db.read(move |conn| chaining::history(conn, quiz)).await.unwrap();
        assert!(events.is_empty(), "a quiz that is no round has no chain");
        let receipt = nams.api("POST", &format!("/api/v1/attempts/{quiz}/submission"), None).await.json;
        assert!(receipt.get("link").is_none() && receipt.get("pseudonym").is_none());
    }

    async fn two_processes_append_to_one_chain(world: World) {
        a_round(&world).await;
        let (lan, mut here) = world.trainee("lan").await;
        world.pass(UNTIL + 5);
        let (id, _) = started(&mut here).await;
        let (base, _shared, server) = world.second_server();
        let mut there = world.signed_in_at(&base, lan).await;
        let (slot, response) = world.responses(id, lan, true).await.remove(0);
        for seq in 1..=9 {
            // Each of them twice, so that what one knows of the chain is old when its turn comes again.
            let browser = if seq % 4 < 2 { &mut here } else { &mut there };
            assert_eq!(save(browser, id, slot, seq, &response).await, 200);
        }
        assert_eq!(there.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await.status, 201);
        assert_eq!(save(&mut here, id, slot, 10, &response).await, 409);
        let (events, broken) = world.db.read(move |conn| chaining::history(conn, id)).await.unwrap();
        assert_eq!((events.len(), broken), (1 + 9 + 1, None));
        server.stop(false).await;
    }

    async fn saves_beside_a_submission_are_in_the_chain_and_count_or_are_refused(world: World) {
        a_round(&world).await;
        let (lan, mut lans) = world.trainee("lan").await;
        world.pass(UNTIL + 5);
        let (id, _) = started(&mut lans).await;
        let responses = world.responses(id, lan, true).await;
        let token = lans.token().await;
        let mut browsers = Vec::new();
        for _ in &responses {
            browsers.push(world.signed_in(lan).await);
        }
        let mut tokens = Vec::new();
        for browser in &mut browsers {
            tokens.push(browser.token().await);
        }
        let saves = join_all(browsers.iter_mut().zip(&tokens).zip(&responses).map(async |((browser, token), (slot, response))| {
            let body = json!({ "seq": 1, "response": response });
            browser.api_with(token, "PUT", &format!("/api/v1/attempts/{id}/responses/{slot}"), Some(body)).await.status
        }));
        let submission = async {
            actix_web::rt::time::sleep(Duration::from_millis(12)).await;
            lans.api_with(&token, "POST", &format!("/api/v1/attempts/{id}/submission"), None).await
        };
        let (saved, receipt) = futures_util::future::join(saves, submission).await;
        assert_eq!(receipt.status, 201, "{}", receipt.text);
        assert!(saved.iter().all(|status| [200, 409].contains(status)), "{saved:?}");
        let kept = i64::try_from(saved.iter().filter(|status| **status == 200).count()).unwrap();
        assert_eq!(receipt.json["answered"], json!(kept), "what was acknowledged counts, and nothing else");
        let (events, broken) = world.db.read(move |conn| chaining::history(conn, id)).await.unwrap();
        assert_eq!((i64::try_from(events.len()).unwrap(), broken), (kept + 2, None));
        assert!(world.db.read(move |conn| quiz::ops::recompute(conn, id)).await.unwrap());
    }

    async fn those_inside_work_on_while_newcomers_wait_in_their_order(world: World) {
        a_round(&world).await;
        let (base, shared, server) = world.server_with_door(1);
        let door: &Admission = &shared.state.admission;
        let (lan, _) = world.trainee("lan").await;
        let (nam, _) = world.trainee("nam").await;
        let (tam, _) = world.trainee("tam").await;
        let duc = world.person("duc", "Phạm Văn Đức", None, Some((Role::Organizer, None))).await;
        world.pass(UNTIL + 5);
        let mut lans = world.signed_in_at(&base, lan).await;
        let (id, _) = started(&mut lans).await;
        let responses = world.responses(id, lan, true).await;
        assert_eq!(save(&mut lans, id, responses[0].0, 1, &responses[0].1).await, 200);

        // Somebody slow is inside, and one more has been asked to wait: from now on there is a line.
        let slow = door.enter(None, world.now(), false).await.unwrap();
        let ahead = door.enter(None, world.now(), true).await.unwrap_err();
        let (mut nams, mut tams) = (world.signed_in_at(&base, nam).await, world.signed_in_at(&base, tam).await);
        let refused = nams.api("POST", START, None).await;
        assert_eq!((refused.status, refused.code()), (503, "crowded"), "{}", refused.text);
        assert_eq!(refused.json["place"], json!("2"));
        assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
        assert!(time(&refused.json["retry_at"]) > world.now());
        let page = tams.post(PAGE, &[]).await;
        assert_eq!(page.status, 503);
        let text = page.text.replace("&#x2f;", "/");
        assert!(text.contains("Bạn ở chỗ thứ 3 trong hàng chờ") && text.contains(&format!("action=\"{PAGE}\"")), "{text}");
        assert!(nams.get(PAGE).await.text.contains("Bạn ở chỗ thứ 2"), "the same place on any page");
        assert!(nams.cookie("hocthi-cho").is_some());

        for (slot, response) in &responses {
            assert_eq!(save(&mut lans, id, *slot, 2, response).await, 200, "saves are never turned away");
        }
        assert_eq!(lans.get(&format!("/luot-lam/{id}")).await.status, 200);
        assert_eq!(lans.get(PAGE).await.status, 200, "nor pages of those inside");
        assert_eq!(lans.get("/healthz").await.status, 200);
        assert_eq!(world.signed_in_at(&base, duc).await.get("/to-chuc-thi").await.status, 200, "nor the organizers");

        drop(slow);
        let tick = Duration::from_millis(50);
        assert_eq!(nams.api("POST", START, None).await.status, 503, "it is somebody else's turn");
        world.clock.advance(tick);
        assert_eq!(tams.api("POST", START, None).await.json["place"], json!("2"), "who came before is called before");
        assert!(door.enter(Some(&ahead.ticket), world.now(), false).await.is_ok());
        world.clock.advance(tick);
        assert_eq!(nams.api("POST", START, None).await.status, 201);
        world.clock.advance(tick);
        assert_eq!(tams.api("POST", START, None).await.status, 201);
        assert_eq!(lans.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await.status, 201);
        assert_eq!(Browser::new(&base).get("/").await.status, 200, "the line is empty");
        server.stop(false).await;
    }

    async fn who_is_held_until_their_moment_takes_nobodys_place(world: World) {
        let opens_at = a_round(&world).await;
        let (base, shared, server) = world.server_with_door(1);
        let mut early = Vec::new();
        for number in 0..4 {
            let (person, _) = world.trainee(&format!("nguoi.{number}")).await;
            early.push(world.signed_in_at(&base, person).await);
        }
        let mut tokens = Vec::new();
        for browser in &mut early {
            tokens.push(browser.token().await);
        }
        world.pass(UNTIL);
        let starts = join_all(early.iter_mut().zip(&tokens).map(|(browser, token)| browser.api_with(token, "POST", START, None)));
        let looks = async {
            actix_web::rt::time::sleep(Duration::from_millis(20)).await;
            let mut stranger = Browser::new(&base);
            let mut statuses = Vec::new();
            for _ in 0..5 {
                statuses.push(stranger.get("/cuoc-thi").await.status);
            }
            statuses
        };
        let (started, looks) = futures_util::future::join(starts, looks).await;
        assert_eq!(looks, [200; 5], "the door is free while they wait");
        assert!(started.iter().all(|answer| answer.status == 201), "{:?}", started.iter().map(|answer| &answer.text).collect::<Vec<_>>());
        assert!(started.iter().all(|answer| time(&answer.json["started_at"]) >= opens_at));
        drop(shared);
        server.stop(false).await;
    }
}
