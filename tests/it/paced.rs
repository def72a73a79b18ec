//! Rounds whose items each have their own time: what is shown, what is taken, and that the clock alone moves on.

use futures_util::future::join_all;
use hocthi::{
    bank,
    contests::{ops, verify},
    kernel::{
        Problem, Role,
        ids::{AttemptId, PersonId},
    },
    quiz::{self, chain::Event, pace::Mark},
};
use serde_json::{Value, json};

use crate::{
    contest_setup::{as_filled, borrowed, with},
    on_both_databases,
    support::{Answer, Browser, World},
};

const ROUND: &str = "/cuoc-thi/tung-cau/vong/vong-1";
const ADMIN: &str = "/to-chuc-thi/tung-cau/vong/vong-1";
const FORM: [(&str, &str); 14] = [
    ("title", "Biển đảo Việt Nam"),
    ("code", "tung-cau"),
    ("organizer", "Ban Tổ chức"),
    ("summary", ""),
    ("rounds", "1"),
    ("first_opens_at", "10:00 23/11/2026"),
    ("open_hours", "1"),
    ("every_hours", "24"),
    ("blueprint_of", "kl-57"),
    ("time_limit", "0"),
    ("seconds_per_item", "10"),
    ("attempts", "2"),
    ("preset", "fastest_then_earliest"),
    ("target", "persons_all_correct"),
];

async fn committee(world: &World) -> [PersonId; 2] {
    let first = world.person("duc", "Phạm Văn Đức", None, Some((Role::Organizer, None))).await;
    let second = world.person("huong", "Võ Thị Hương", None, Some((Role::Organizer, None))).await;
    [first, second]
}

/// A round of an hour whose twenty items have ten seconds each, open for everybody since three seconds.
async fn open_round(world: &World) -> [PersonId; 2] {
    let committee = committee(world).await;
    let mut duc = world.signed_in(committee[0]).await;
    let made = duc.post("/to-chuc-thi/them", &FORM).await;
    assert_eq!(made.status, 303, "{}", made.text);
    assert_eq!(duc.post("/to-chuc-thi/tung-cau/cong-bo", &[]).await.status, 303);
    let ten = hocthi::kernel::Timestamp::from_vietnam("2026-11-23T10:00:00".parse().unwrap());
    world.pass(u64::try_from(ten.seconds_since(crate::support::MORNING)).unwrap() + 3);
    committee
}

async fn started(browser: &mut Browser) -> (AttemptId, Value) {
    let started = browser.api("POST", "/api/v1/rounds/tung-cau.vong-1/attempts", None).await;
    assert_eq!(started.status, 201, "{}", started.text);
    (started.json["id"].as_str().unwrap().parse().unwrap(), started.json)
}

async fn look(browser: &mut Browser, id: AttemptId) -> Value {
    browser.api("GET", &format!("/api/v1/attempts/{id}"), None).await.json
}

async fn save(browser: &mut Browser, id: AttemptId, slot: i32, seq: i64, response: &Value) -> Answer {
    browser.api("PUT", &format!("/api/v1/attempts/{id}/responses/{slot}"), Some(json!({ "seq": seq, "response": response }))).await
}

async fn move_on(browser: &mut Browser, id: AttemptId, body: Value) -> Answer {
    browser.api("POST", &format!("/api/v1/attempts/{id}/moves"), Some(body)).await
}

fn end(value: &Value) -> chrono::DateTime<chrono::FixedOffset> {
    chrono::DateTime::parse_from_rfc3339(value.as_str().unwrap()).unwrap()
}

/// The shown item's number and how many whole seconds it has left.
fn shown(attempt: &Value) -> (i64, i64) {
    let shown = &attempt["pace"]["shown"];
    (shown["slot"].as_i64().unwrap(), (end(&shown["until"]) - end(&attempt["now"])).num_seconds())
}

/// The stems of a paper in its order, as they stand in the database.
async fn stems(world: &World, id: AttemptId, person: PersonId) -> Vec<String> {
    let stems = world.db.read(move |conn| {
        let (_, slots) = quiz::ops::attempt(conn, id, person)?;
        let versions: Vec<_> = slots.iter().map(|slot| slot.version).collect();
        let faces = bank::ops::faces(conn, &versions)?;
        Ok::<_, Problem>(versions.iter().map(|version| faces[version].stem.clone()).collect())
    });
    stems.await.unwrap()
}

async fn mark(world: &World, id: AttemptId, person: PersonId) -> Mark {
    world.db.read(move |conn| quiz::ops::attempt(conn, id, person)).await.unwrap().0.mark.unwrap()
}

/// Items left early, as the chain of the attempt tells them; the chain stands.
async fn moves(world: &World, id: AttemptId) -> Vec<i32> {
    let (kept, broken) = world.db.read(move |conn| quiz::chaining::history(conn, id)).await.unwrap();
    assert_eq!(broken, None);
    let left = kept.into_iter().filter_map(|kept| match kept.entry.unwrap().event {
        Event::Moved { slot } => Some(slot),
        _ => None,
    });
    left.collect()
}

on_both_databases! {
    async fn only_the_shown_item_leaves_the_server_and_the_clock_alone_moves_on(world: World) {
        open_round(&world).await;
        let (lan, mut lans) = world.trainee("lan").await;
        let (_, mut nams) = world.trainee("nam").await;
        let (id, begun) = started(&mut lans).await;
        let stems = stems(&world, id, lan).await;
        assert_eq!((stems.len(), shown(&begun)), (20, (1, 10)));
        assert_eq!((end(&begun["deadline_at"]) - end(&begun["started_at"])).num_seconds(), 200);
        let right = world.responses(id, lan, true).await;
        let first = mark(&world, id, lan).await;
        assert_eq!((first.slot, first.since), (1, world.now()));

        let said = |text: &str, own: usize| {
            for (at, stem) in stems.iter().enumerate().filter(|(at, _)| *at != own) {
                let beginning: String = stem.chars().take(40).collect();
                assert!(!text.contains(&beginning), "item {} is told while {} is shown", at + 1, own + 1);
            }
        };
        for number in [1, 2, 3] {
            let attempt = lans.api("GET", &format!("/api/v1/attempts/{id}"), None).await;
            assert_eq!((shown(&attempt.json).0, attempt.json["slots"].as_array().unwrap().len()), (number, 1));
            assert_eq!(attempt.json["slots"][0]["stem"], json!(stems[usize::try_from(number).unwrap() - 1]));
            let page = lans.get(&format!("/luot-lam/{id}?cau=9")).await.text;
            assert!(page.contains(&format!("Câu {number} trong 20")) && page.matches("class=\"item\"").count() == 1);
            let review = lans.get(&format!("/luot-lam/{id}/xem-lai")).await;
            assert_eq!((review.status, review.location()), (303, format!("/luot-lam/{id}").as_str()), "nothing to look over");
            let result = lans.get(&format!("/api/v1/attempts/{id}/result")).await.text;
            let again = lans.api("POST", "/api/v1/rounds/tung-cau.vong-1/attempts", None).await;
            assert_eq!(again.status, 200);
            let all: Vec<Value> = right.iter().map(|(slot, response)| json!({ "slot": slot, "seq": 1, "response": response })).collect();
            let bulk = lans.api("PUT", &format!("/api/v1/attempts/{id}/responses"), Some(json!({ "responses": all }))).await;
            let kept: Vec<i64> = bulk.json["outcomes"].as_array().unwrap().iter().filter(|one| one["status"] == 200).map(|one| one["slot"].as_i64().unwrap()).collect();
            // The item before has lapsed this very instant and is within its grace; what was kept of it stands already.
            assert_eq!(kept, (1..=number).collect::<Vec<_>>(), "{}", bulk.text);
            let late: Vec<&Value> = bulk.json["outcomes"].as_array().unwrap().iter().filter(|one| one["status"] != 200).collect();
            assert!(late.iter().all(|one| one["status"] == 409 && one["code"] == "item_not_yet"));
            for text in [&attempt.text, &page, &review.text, &result, &again.text, &bulk.text] {
                said(text, usize::try_from(number).unwrap() - 1);
            }
            world.pass(10);
        }
        assert_eq!(mark(&world, id, lan).await, first, "three items have passed and nothing was written for it");
        assert_eq!(moves(&world, id).await, Vec::<i32>::new());
        assert_eq!(look(&mut nams, id).await["status"], 404, "nobody sees another's item");
        assert_eq!(move_on(&mut nams, id, json!({ "slot": 4 })).await.status, 404);
        assert_eq!(save(&mut lans, id, 21, 1, &Value::Null).await.code(), "no_slot");

        // Item 4 since now. Within five seconds what was given for the third still counts, as a new answer too.
        world.pass(5);
        assert_eq!(save(&mut lans, id, 3, 2, &Value::Null).await.status, 200);
        world.pass(1);
        let over = save(&mut lans, id, 3, 3, &right[2].1).await;
        assert_eq!((over.status, over.code()), (409, "item_over"));
        assert!(over.json["detail"].as_str().unwrap().contains("Bây giờ là câu 4"), "{}", over.text);
        let early = save(&mut lans, id, 5, 1, &right[4].1).await;
        assert_eq!((early.status, early.code()), (409, "item_not_yet"));
        assert_eq!(save(&mut lans, id, 4, 1, &right[3].1).await.status, 200);
        assert_eq!(lans.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await.status, 201);
        let closed = look(&mut lans, id).await;
        assert_eq!((&closed["state"], &closed["slots"]), (&json!("submitted"), &json!([])), "items that were never shown stay so");
        assert_eq!(closed["responses"].as_array().unwrap().len(), 4);
    }

    async fn moving_on_early_moves_once_however_often_it_is_asked(world: World) {
        open_round(&world).await;
        let (lan, mut lans) = world.trainee("lan").await;
        let (id, begun) = started(&mut lans).await;
        let right = world.responses(id, lan, true).await;
        world.pass(4);
        let body = json!({ "slot": 1, "seq": 1, "response": right[0].1 });
        let moved = move_on(&mut lans, id, body.clone()).await;
        assert_eq!((moved.status, shown(&moved.json)), (200, (2, 10)), "{}", moved.text);
        assert_eq!(moved.json["outcome"]["status"], 200);
        assert_eq!((end(&begun["deadline_at"]) - end(&moved.json["deadline_at"])).num_seconds(), 6, "what was left of it ends the paper earlier");
        let again = move_on(&mut lans, id, body).await;
        assert_eq!((shown(&again.json).0, &again.json["outcome"]["status"]), (2, &json!(200)), "the answer was lost on its way: harmless");
        let changed = move_on(&mut lans, id, json!({ "slot": 1, "seq": 2, "response": null })).await;
        assert_eq!((shown(&changed.json).0, &changed.json["outcome"]["code"]), (2, &json!("item_over")), "no way back");
        assert_eq!(save(&mut lans, id, 1, 2, &Value::Null).await.code(), "item_over", "not even within the grace");
        let early = move_on(&mut lans, id, json!({ "slot": 9 })).await;
        assert_eq!((early.status, early.code()), (409, "item_not_yet"));
        let unfit = move_on(&mut lans, id, json!({ "slot": 2, "seq": 1, "response": { "no": "shape" } })).await;
        assert_eq!((shown(&unfit.json).0, &unfit.json["outcome"]["status"]), (2, &json!(422)), "it can still be mended");

        let mut tabs = Vec::new();
        for _ in 0..8 {
            tabs.push(world.signed_in(lan).await);
        }
        let asked = join_all(tabs.iter_mut().map(|tab| async { move_on(tab, id, json!({ "slot": 2, "seq": 5, "response": null })).await })).await;
        for answer in &asked {
            assert_eq!((answer.status, shown(&answer.json).0), (200, 3), "{}", answer.text);
        }
        assert_eq!(moves(&world, id).await, [1, 2]);
        // The third lapses, the fourth is left without an answer; then to the last one.
        world.pass(12);
        for slot in 4..20 {
            assert_eq!(shown(&move_on(&mut lans, id, json!({ "slot": slot })).await.json), (slot + 1, 10));
        }
        assert_eq!(shown(&move_on(&mut lans, id, json!({ "slot": 20 })).await.json).0, 20, "nothing follows the last one");
        assert_eq!(look(&mut lans, id).await["deadline_at"], look(&mut lans, id).await["pace"]["shown"]["until"]);

        // Nobody comes back: the last item's end is the attempt's, four seconds after the start, twelve, and ten more.
        world.pass(30);
        world.sweep().await;
        let receipt = lans.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await;
        assert_eq!((receipt.status, &receipt.json["closed_by"], &receipt.json["answered"]), (200, &json!("deadline"), &json!(1)), "{}", receipt.text);
        assert_eq!((end(&receipt.json["submitted_at"]) - end(&begun["started_at"])).num_seconds(), 4 + 12 + 10);
        let over = move_on(&mut lans, id, json!({ "slot": 20 })).await;
        assert_eq!((over.status, over.code()), (409, "deadline_passed"));
        let plain = lans.api("POST", "/api/v1/quizzes/kl-57/attempts", None).await.json["id"].as_str().unwrap().to_owned();
        let refused = move_on(&mut lans, plain.parse().unwrap(), json!({ "slot": 1 })).await;
        assert_eq!((refused.status, refused.code()), (409, "not_paced"));
    }

    async fn without_scripts_one_form_answers_and_moves(world: World) {
        open_round(&world).await;
        let (lan, mut lans) = world.trainee("lan").await;
        let begun = lans.post(ROUND, &[]).await;
        assert_eq!(begun.status, 303, "{}", begun.text);
        let home = begun.location().to_owned();
        let id: AttemptId = home.rsplit('/').next().unwrap().parse().unwrap();
        let page = lans.get(&home).await.text.replace("&#x2f;", "/");
        assert!(page.contains("Câu 1 trong 20") && page.contains("Trả lời và sang câu tiếp") && page.contains("Còn 10 giây"));
        assert!(page.contains(&format!("<noscript><meta http-equiv=\"refresh\" content=\"10;url={home}\">")), "it asks by itself when the time is over");
        let fields = |slot: i32, seq: &str, go: &str, right: &[(i32, Value)]| -> Vec<(String, String)> {
            let response = &right.iter().find(|(known, _)| *known == slot).unwrap().1;
            let values: Vec<String> = match response {
                Value::Array(list) => list.iter().map(|one| one.as_str().unwrap().to_owned()).collect(),
                Value::Bool(truth) => vec![truth.to_string()],
                other => vec![other.as_str().unwrap().to_owned()],
            };
            let mut fields = vec![("seq".to_owned(), seq.to_owned()), ("go".to_owned(), go.to_owned())];
            fields.extend(values.into_iter().map(|value| ("response".to_owned(), value)));
            fields
        };
        let right = world.responses(id, lan, true).await;
        let to = |slot: i32| format!("{home}/cau/{slot}/tiep");
        world.pass(3);
        let moved = lans.post(&to(1), &borrowed(&fields(1, "1", "next", &right))).await;
        assert_eq!((moved.status, moved.location()), (303, home.as_str()), "{}", moved.text);
        assert!(lans.get(&home).await.text.contains("Câu 2 trong 20"));
        // The second lapses; its form arrives four seconds later and counts, one of seven seconds later does not.
        world.pass(14);
        assert_eq!(lans.post(&to(2), &borrowed(&fields(2, "1", "next", &right))).await.status, 303);
        let third = lans.get(&home).await.text;
        assert!(third.contains("Câu 3 trong 20") && third.contains("Còn 6 giây") && !third.contains("không được nhận"));
        world.pass(13);
        assert_eq!(lans.post(&to(3), &borrowed(&fields(3, "1", "next", &right))).await.status, 303);
        let fourth = lans.get(&home).await.text;
        assert!(fourth.contains("Câu 4 trong 20") && fourth.contains("không được nhận"), "{fourth}");
        let token = lans.token().await;
        let body = form_urlencoded::Serializer::new(String::new()).append_pair("csrf_token", &token).extend_pairs(fields(4, "1", "stay", &right)).finish();
        let in_place = lans.raw("POST", &to(4), &[("content-type", "application/x-www-form-urlencoded"), ("x-in-place", "1")], body.into_bytes()).await;
        assert_eq!(in_place.status, 200);
        assert!(in_place.text.contains("Câu 4 trong 20") && in_place.text.contains("name=\"seq\" value=\"2\"") && in_place.text.contains("checked"));
        assert_eq!(lans.post(&to(99), &borrowed(&fields(4, "1", "stay", &right))).await.status, 404);
        for slot in 4..20 {
            assert_eq!(lans.post(&to(slot), &[("seq", "1"), ("go", "next")]).await.status, 303);
        }
        assert!(lans.get(&home).await.text.contains("value=\"submit\""), "the last one is submitted");
        let done = lans.post(&to(20), &borrowed(&fields(20, "1", "submit", &right))).await;
        assert_eq!((done.status, done.location()), (303, format!("{home}/bien-nhan").as_str()));
        let held: Vec<i64> = look(&mut lans, id).await["responses"].as_array().unwrap().iter().map(|one| one["slot"].as_i64().unwrap()).collect();
        assert_eq!(held, [1, 2, 4, 20]);
    }

    async fn a_pause_gives_the_seconds_of_the_item_back_and_nothing_is_extended(world: World) {
        let committee = open_round(&world).await;
        let (mut duc, mut huong) = (world.signed_in(committee[0]).await, world.signed_in(committee[1]).await);
        let (lan, mut lans) = world.trainee("lan").await;
        let (id, begun) = started(&mut lans).await;
        let right = world.responses(id, lan, true).await;
        world.pass(24);
        assert_eq!(shown(&look(&mut lans, id).await), (3, 6));
        let refused = duc.post(&format!("{ADMIN}/sua-doi"), &[("kind", "extension"), ("minutes", "5"), ("reason", "Mạng chậm")]).await;
        assert!(refused.status == 422 && refused.text.contains("hãy tạm dừng"), "{}", refused.status);
        assert!(duc.get(&format!("{ADMIN}/sua-doi")).await.text.contains("tính giờ từng câu nên không gia hạn"));
        assert_eq!(duc.post(&format!("{ADMIN}/sua-doi"), &[("kind", "pause"), ("minutes", "5"), ("reason", "Mất điện")]).await.status, 303);
        let paused = look(&mut lans, id).await;
        assert_eq!((&paused["slots"], paused["pace"]["shown"]["slot"].as_i64()), (&json!([]), Some(3)), "no paper while it stands still");
        world.pass(200);
        assert!(lans.get(&format!("/luot-lam/{id}")).await.text.contains("tạm dừng"));
        assert_eq!(save(&mut lans, id, 3, 1, &right[2].1).await.status, 200, "what is on its way is kept");
        assert_eq!(save(&mut lans, id, 4, 1, &right[3].1).await.code(), "item_not_yet");
        assert_eq!(huong.post(&format!("{ADMIN}/sua-doi"), &[("kind", "pause"), ("minutes", "1"), ("reason", "Chưa có điện")]).await.status, 303);
        world.pass(160);
        let on = look(&mut lans, id).await;
        assert_eq!(shown(&on), (3, 6), "as it was when it was brought to a stand");
        assert_eq!((end(&on["deadline_at"]) - end(&begun["deadline_at"])).num_seconds(), 360);
        world.pass(6);
        assert_eq!(shown(&look(&mut lans, id).await), (4, 10));
        assert_eq!(lans.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await.status, 201);

        // Published, the file tells the pace and stands; whoever bends it is found out.
        world.pass(3 * 3_600);
        world.sweep().await;
        let (mut duc, mut huong) = (world.signed_in(committee[0]).await, world.signed_in(committee[1]).await);
        for browser in [&mut duc, &mut huong] {
            let page = browser.get(ADMIN).await.text;
            let digest = page.split("name=\"digest\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            assert_eq!(browser.post(&format!("{ADMIN}/duyet"), &[("digest", &digest)]).await.status, 303);
        }
        assert_eq!(huong.post(&format!("{ADMIN}/cong-bo"), &[]).await.status, 303);
        let text = world.stranger().get(&format!("{ROUND}/ket-qua.json")).await.text;
        let file = verify::read(&text).unwrap();
        assert_eq!(verify::verify(&text, &file), Ok(()));
        assert_eq!((file.frozen.seconds_per_item, file.frozen.time_limit_seconds, file.amendments.len()), (Some(10), Some(200), 2));
        assert_eq!(file.ranking[0].working_time, 30_000, "the stops are no working time");
        let mut bent = file;
        bent.frozen.time_limit_seconds = Some(300);
        bent.commitment = bent.frozen.commitment();
        assert_eq!(verify::verify(&bent.canonical(), &bent).unwrap_err().code, "pace");
        let pseudonym = world.db.read(move |conn| { let contest = ops::contest(conn, "tung-cau", false)?; ops::pseudonym(conn, contest.id, lan) }).await.unwrap();
        assert!(duc.get(&format!("{ADMIN}/bai/{pseudonym}/1")).await.status == 200);
    }

    async fn the_setting_is_told_at_its_field_and_in_the_rules(world: World) {
        let [duc, _] = committee(&world).await;
        let mut duc = world.signed_in(duc).await;
        let form = |changes: &[(&str, &str)]| {
            let fields: Vec<(String, String)> = FORM.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            with(&fields, changes)
        };
        for (changes, told) in [
            (&[("time_limit", "20")][..], "Chọn một trong hai"),
            (&[("seconds_per_item", "4")], "từ 5 đến 600"),
            (&[("seconds_per_item", "601")], "từ 5 đến 600"),
            (&[("seconds_per_item", "mười")], "số nguyên"),
            (&[("preset", "prediction_then_earliest")], "câu dự đoán thì không tính giờ từng câu"),
            (&[("seconds_per_item", "600")], "20 câu cần 12000 giây"),
        ] {
            let refused = duc.post("/to-chuc-thi/them", &borrowed(&form(changes))).await;
            assert_eq!(refused.status, 422, "{changes:?}");
            assert!(refused.text.contains(told), "{changes:?}: {told}");
            assert!(changes.iter().all(|(name, value)| *name == "preset" || refused.text.contains(&format!("value=\"{value}\""))), "{changes:?} is typed still");
        }
        assert_eq!(duc.post("/to-chuc-thi/them", &FORM).await.status, 303);
        let draft = duc.get("/to-chuc-thi/tung-cau").await.text;
        assert!(draft.contains("ai bắt đầu muộn sẽ không được xem hết"), "worth a look");
        let edit = format!("{ADMIN}/sua");
        let filled = as_filled(&duc.get(&edit).await.text);
        assert!(filled.contains(&("seconds_per_item".into(), "10".into())) && filled.contains(&("time_limit".into(), "0".into())));
        let short = duc.post(&edit, &borrowed(&with(&filled, &[("closes_at", "10:03 23/11/2026")]))).await;
        assert!(short.status == 422 && short.text.contains("20 câu cần 200 giây"), "{}", short.status);
        let roomy = with(&filled, &[("last_start_at", "10:56 23/11/2026"), ("seconds_per_item", "12")]);
        assert_eq!(duc.post(&edit, &borrowed(&roomy)).await.status, 303);
        assert!(!duc.get("/to-chuc-thi/tung-cau").await.text.contains("ai bắt đầu muộn"));
        assert_eq!(duc.post("/to-chuc-thi/tung-cau/cong-bo", &[]).await.status, 303);
        for path in ["/cuoc-thi/tung-cau/the-le", ROUND] {
            let text = world.stranger().get(path).await.text;
            assert!(text.contains("Mỗi câu có 12 giây (cả bài nhiều nhất 240 giây)") && text.contains("không quay lại câu trước"), "{path}");
        }
        let mut english = world.stranger();
        english.set_cookie("hocthi-lang", "en");
        assert!(english.get("/cuoc-thi/tung-cau/the-le").await.text.contains("Each item has 12 seconds (the whole paper at most 240 seconds)"));
        let bytes = world.stranger().get("/cuoc-thi/tung-cau/the-le.json").await.json;
        assert_eq!(bytes["rounds"][0]["seconds_per_item"], 12);
    }
}
