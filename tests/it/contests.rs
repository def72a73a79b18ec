//! Contests from setting up to the published result: what is hidden, who decides, and that the file is the facts.

use std::sync::atomic::{AtomicU64, Ordering};

use hocthi::{
    contests::{
        computing, entering,
        model::Limits,
        ops,
        plan::{ContestPlan, Preset, RoundPlan},
        prediction::Target,
        verify,
    },
    identity::{self, model::NewPerson, ops::Credential},
    kernel::{
        Entropy, Problem, Role, Timestamp,
        ids::{AttemptId, PersonId},
    },
    quiz::{self, ops::Save},
    storage::{Conn, Db},
};
use serde_json::json;

use crate::{
    on_both_databases,
    support::{Backend, Browser, MORNING, World},
};

const HOUR: u64 = 3_600;

/// A round of one hour that opens at nine, by the form that organizers fill in.
const FORM: [(&str, &str); 12] = [
    ("title", "Cuộc thi tìm hiểu"),
    ("code", "tim-hieu"),
    ("organizer", "Ban Tổ chức"),
    ("summary", "Một vòng."),
    ("rounds", "2"),
    ("first_opens_at", "10:00 23/11/2026"),
    ("open_hours", "1"),
    ("every_hours", "24"),
    ("blueprint_of", "kl-57"),
    ("time_limit", "20"),
    ("attempts", "2"),
    ("preset", "prediction_then_earliest"),
];

async fn organizers(world: &World) -> [PersonId; 2] {
    let first = world.person("duc", "Phạm Văn Đức", None, Some((Role::Organizer, None))).await;
    let second = world.person("huong", "Võ Thị Hương", None, Some((Role::Organizer, None))).await;
    [first, second]
}

/// Both signed in afresh: the sessions of staff end after half an hour without use.
async fn signed_in(world: &World, [first, second]: [PersonId; 2]) -> (Browser, Browser) {
    (world.signed_in(first).await, world.signed_in(second).await)
}

/// Creates the contest of [`FORM`] and publishes it.
async fn published(browser: &mut Browser) {
    let mut form = FORM.to_vec();
    form.push(("target", "persons_all_correct"));
    let created = browser.post("/to-chuc-thi/them", &form).await;
    assert_eq!((created.status, created.location()), (303, "/to-chuc-thi/tim-hieu"), "{}", created.text);
    assert_eq!(browser.post("/to-chuc-thi/tim-hieu/cong-bo", &[]).await.status, 303);
}

/// Seconds from the tests' morning to ten o'clock.
fn until_ten() -> u64 {
    let ten = Timestamp::from_vietnam("2026-11-23T10:00:00".parse().unwrap());
    u64::try_from(ten.seconds_since(MORNING)).unwrap()
}

async fn take(world: &World, browser: &mut Browser, person: PersonId, right: bool, prediction: &str) -> AttemptId {
    let started = browser.api("POST", "/api/v1/rounds/tim-hieu.vong-1/attempts", None).await;
    assert_eq!(started.status, 201, "{}", started.text);
    let id: AttemptId = started.json["id"].as_str().unwrap().parse().unwrap();
    for (slot, response) in world.responses(id, person, right).await {
        browser.api("PUT", &format!("/api/v1/attempts/{id}/responses/{slot}"), Some(json!({ "seq": 1, "response": response }))).await;
    }
    let predicted =
        browser.api("PUT", &format!("/api/v1/attempts/{id}/responses/prediction"), Some(json!({ "seq": 1, "response": prediction }))).await;
    assert_eq!(predicted.status, 200, "{}", predicted.text);
    world.pass(60);
    assert_eq!(browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await.status, 201);
    id
}

on_both_databases! {
    async fn from_a_form_to_a_result_that_verifies(world: World) {
        let committee = organizers(&world).await;
        let (mut duc, _) = signed_in(&world, committee).await;
        published(&mut duc).await;
        let (lan, mut lans) = world.trainee("lan").await;
        let (nam, mut nams) = world.trainee("nam").await;
        let page = "/cuoc-thi/tim-hieu/vong/vong-1";
        let early = lans.api("POST", "/api/v1/rounds/tim-hieu.vong-1/attempts", None).await;
        assert_eq!((early.status, early.code()), (409, "not_open"));
        let waiting = lans.get(page).await.text;
        assert!(waiting.contains("Phòng chờ") && waiting.contains("data-waiting"));

        world.pass(until_ten() - 1);
        assert_eq!(lans.post(page, &[]).await.status, 409, "a second before the opening is too early");
        world.pass(1);
        assert_eq!(lans.get("/bai-kiem-tra/tim-hieu.vong-1").await.status, 404, "a round is entered through its contest alone");
        assert_eq!(lans.api("POST", "/api/v1/quizzes/tim-hieu.vong-1/attempts", None).await.status, 404);
        let (mut duc, _) = signed_in(&world, committee).await;
        assert_eq!(duc.get("/de/tim-hieu.vong-1").await.status, 403);

        let first = take(&world, &mut lans, lan, true, "1").await;
        let result = lans.get(&format!("/api/v1/attempts/{first}/result")).await.json;
        assert_eq!(result["released"], false, "no score before the result is published");
        assert!(result.get("score").is_none() && result.get("items").is_none());
        let shown = lans.get(&format!("/luot-lam/{first}/ket-qua")).await;
        assert_eq!(shown.location(), page);
        take(&world, &mut nams, nam, false, "7").await;
        assert_eq!(nams.api("PUT", &format!("/api/v1/attempts/{first}/responses/prediction"), Some(json!({ "seq": 2, "response": "9" }))).await.status, 404);
        let organizer_page = "/to-chuc-thi/tim-hieu/vong/vong-1";
        let running = duc.get(organizer_page).await.text;
        assert!(!running.contains("Duyệt kết quả") && !running.contains("Bảng xếp hạng"), "organizers see no ranking during the round");
        assert_eq!(duc.post(&format!("{organizer_page}/duyet"), &[("digest", "00")]).await.status, 409);
        assert_eq!(lans.get(&format!("{page}/ket-qua.json")).await.status, 404);

        world.pass(HOUR + 60);
        let (mut duc, mut huong) = signed_in(&world, committee).await;
        let late = lans.api("POST", "/api/v1/rounds/tim-hieu.vong-1/attempts", None).await;
        assert_eq!((late.status, late.code()), (409, "closed"));
        let digest = digest_of(&mut duc, organizer_page).await;
        assert_eq!(duc.post(&format!("{organizer_page}/duyet"), &[("digest", &digest)]).await.status, 303);
        let twice = duc.post(&format!("{organizer_page}/duyet"), &[("digest", &digest)]).await;
        assert_eq!(twice.status, 409, "twice is once, and it says so");
        assert!(twice.text.contains("Bạn đã duyệt kết quả này rồi") && twice.text.contains(&format!("href=\"{}\"", organizer_page.replace('/', "&#x2f;"))), "with the way back");
        assert_eq!(duc.post(&format!("{organizer_page}/cong-bo"), &[]).await.status, 409, "one person is not two");
        assert_eq!(huong.post(&format!("{organizer_page}/duyet"), &[("digest", &digest)]).await.status, 303);
        assert_eq!(huong.post(&format!("{organizer_page}/cong-bo"), &[]).await.status, 303);
        assert_eq!(huong.post(&format!("{organizer_page}/cong-bo"), &[]).await.status, 409, "published once and for good");

        let text = world.stranger().get(&format!("{page}/ket-qua.json")).await.text;
        let file = verify::read(&text).unwrap();
        assert_eq!(verify::verify(&text, &file), Ok(()));
        assert_eq!((file.participants, file.all_correct, file.truth), (2, 1, Some(1)));
        assert_eq!(file.ranking.iter().map(|line| (line.rank, line.distance)).collect::<Vec<_>>(), [(1, Some(0)), (2, Some(6))]);
        assert!(!text.contains(&lan.to_string()) && !text.contains(&first.to_string()), "no id of the database");
        assert!(lans.get(page).await.text.contains("Bạn xếp hạng 1 trong 2"));
        assert!(world.stranger().get(&format!("{page}/ket-qua")).await.text.contains(&file.merkle_root));
        let ranking = world.stranger().get("/api/v1/rounds/tim-hieu.vong-1/ranking").await.json;
        assert_eq!(ranking["ranking"][0]["pseudonym"], json!(file.ranking[0].pseudonym));
        let commitment = world.stranger().get("/cuoc-thi/tim-hieu").await.text;
        assert!(commitment.contains(&file.commitment), "the hash that was published beforehand");
    }

    async fn an_exclusion_takes_back_the_approvals(world: World) {
        let committee = organizers(&world).await;
        let (mut duc, _) = signed_in(&world, committee).await;
        published(&mut duc).await;
        let (lan, mut lans) = world.trainee("lan").await;
        let (nam, mut nams) = world.trainee("nam").await;
        world.pass(until_ten());
        take(&world, &mut lans, lan, true, "1").await;
        take(&world, &mut nams, nam, true, "1").await;
        world.pass(HOUR + 60);
        let (mut duc, mut huong) = signed_in(&world, committee).await;
        let page = "/to-chuc-thi/tim-hieu/vong/vong-1";
        let before = digest_of(&mut duc, page).await;
        duc.post(&format!("{page}/duyet"), &[("digest", &before)]).await;
        huong.post(&format!("{page}/duyet"), &[("digest", &before)]).await;
        let winner = world.db.read(move |conn| { let contest = ops::contest(conn, "tim-hieu", false)?; ops::pseudonym(conn, contest.id, lan) }).await.unwrap();
        assert_eq!(duc.post(&format!("{page}/loai"), &[("pseudonym", &winner), ("reason", " ")]).await.status, 422);
        assert_eq!(duc.post(&format!("{page}/loai"), &[("pseudonym", "khong-co"), ("reason", "Khai sai")]).await.status, 422);
        assert_eq!(duc.post(&format!("{page}/loai"), &[("pseudonym", &winner), ("reason", "Khai sai ngày sinh")]).await.status, 303);
        let proposal = proposal_waiting(&mut duc, page).await;
        assert!(duc.get(page).await.text.contains(&before), "a proposal alone changes nothing");
        let decision = format!("{page}/de-nghi/{proposal}");
        assert_eq!(duc.post(&decision, &[("verdict", "confirmed")]).await.status, 409, "one person is not two");
        assert_eq!(huong.post(&decision, &[("verdict", "confirmed")]).await.status, 303);
        assert_eq!(duc.post(&format!("{page}/cong-bo"), &[]).await.status, 409, "what was approved is no longer the result");
        assert_eq!(huong.post(&format!("{page}/duyet"), &[("digest", &before)]).await.status, 409);
        let after = digest_of(&mut duc, page).await;
        assert_ne!(before, after);
        let approve = format!("{page}/duyet");
        assert_eq!(huong.post(&approve, &[("digest", &after)]).await.status, 409, "who was excluded must have time to appeal");
        assert_eq!(huong.post(&format!("{page}/mo-khieu-nai"), &[("appeals_until", "12:00 24/11/2026")]).await.status, 303);
        assert_eq!(huong.post(&approve, &[("digest", &after)]).await.status, 409, "and is heard before anybody approves");
        world.pass(25 * HOUR);
        let (mut duc, mut huong) = signed_in(&world, committee).await;
        for browser in [&mut duc, &mut huong] {
            assert_eq!(browser.post(&approve, &[("digest", &after)]).await.status, 303);
        }
        assert_eq!(huong.post(&format!("{page}/cong-bo"), &[]).await.status, 303);
        let text = world.stranger().get("/cuoc-thi/tim-hieu/vong/vong-1/ket-qua.json").await.text;
        let file = verify::read(&text).unwrap();
        assert_eq!(verify::verify(&text, &file), Ok(()));
        assert_eq!((file.ranking.len(), file.attempts.len(), file.truth), (1, 2, Some(1)), "excluded, with the reason, in the file");
        assert!(text.contains("Khai sai ngày sinh"));
    }

    async fn who_reads_keys_or_decides_takes_no_part(world: World) {
        let committee = organizers(&world).await;
        let (mut duc, _) = signed_in(&world, committee).await;
        published(&mut duc).await;
        let trainer = world.person("minh", "Lê Minh", None, Some((Role::Trainer, None))).await;
        let admin = world.person("quan-tri", "Đỗ Quản", None, Some((Role::Admin, None))).await;
        let leader = world.person("truong", "Hồ Trưởng", None, Some((Role::UnitLeader, None))).await;
        world.pass(until_ten() + 3);
        let (page, call) = ("/cuoc-thi/tim-hieu/vong/vong-1", "/api/v1/rounds/tim-hieu.vong-1/attempts");
        for person in [committee[0], trainer, admin] {
            let mut browser = world.signed_in(person).await;
            let seen = browser.get(page).await.text;
            assert!(seen.contains("nên không dự thi") && !seen.contains("Bắt đầu làm bài"));
            let refused = browser.api("POST", call, None).await;
            assert_eq!((refused.status, refused.code()), (403, "insider"));
            assert_eq!(browser.post(page, &[]).await.status, 403);
        }
        let mut leaders = world.signed_in(leader).await;
        assert_eq!(leaders.api("POST", call, None).await.status, 201, "a leader of a unit reads no keys");
    }

    async fn what_an_organizer_types_wrong_is_told_at_the_field(world: World) {
        let committee = organizers(&world).await;
        let (mut duc, _) = signed_in(&world, committee).await;
        let with = |name: &'static str, value: &'static str| {
            let mut form: Vec<(&str, &str)> = FORM.to_vec();
            form.push(("target", "participants"));
            form.iter_mut().filter(|(field, _)| *field == name).for_each(|field| field.1 = value);
            form
        };
        for (name, value, told) in [
            ("title", "  ", "Hãy đặt tên"),
            ("code", "Tìm Hiểu", "chữ thường không dấu"),
            ("rounds", "hai", "số nguyên"),
            ("rounds", "0", "từ 1 đến 60"),
            ("every_hours", "0", "chồng lên nhau"),
            ("first_opens_at", "10h 23/11", "Hãy viết giờ:phút"),
            ("first_opens_at", "07:00 23/11/2026", "phía trước"),
            ("blueprint_of", "khong-co", "Hãy chọn một mục"),
            ("time_limit", "-5", "từ 1 đến 600"),
            ("attempts", "1000", "từ 0 đến 100"),
            ("preset", "khac", "Hãy chọn một mục"),
        ] {
            let refused = duc.post("/to-chuc-thi/them", &with(name, value)).await;
            assert_eq!(refused.status, 422, "{name} = {value}");
            assert!(refused.text.contains(told), "{name} = {value}: {told}");
        }
        assert!(duc.get("/to-chuc-thi").await.text.contains("Chưa có cuộc thi nào"), "nothing is half-written");
        published(&mut duc).await;
        assert!(duc.post("/to-chuc-thi/them", &with("title", "Khác")).await.text.contains("đã có cuộc thi khác dùng"));
        assert_eq!(world.stranger().get("/cuoc-thi/tim-hieu/the-le").await.status, 200);
    }

    async fn a_draft_is_nobody_elses_to_see(world: World) {
        let committee = organizers(&world).await;
        let (mut duc, _) = signed_in(&world, committee).await;
        let mut form = FORM.to_vec();
        form.push(("target", "participants"));
        duc.post("/to-chuc-thi/them", &form).await;
        let (_, mut lans) = world.trainee("lan").await;
        assert_eq!(lans.get("/cuoc-thi/tim-hieu").await.status, 404);
        assert_eq!(lans.get("/to-chuc-thi/tim-hieu").await.status, 403);
        assert!(!lans.get("/viec-cua-toi").await.text.contains("vong-1"));
        world.pass(until_ten());
        assert_eq!(lans.api("POST", "/api/v1/rounds/tim-hieu.vong-1/attempts", None).await.status, 404);
        let (mut duc, _) = signed_in(&world, committee).await;
        let late = duc.post("/to-chuc-thi/tim-hieu/cong-bo", &[]).await;
        assert_eq!(late.status, 409, "nothing can be committed to once it is open");
    }

    async fn a_round_is_announced_a_week_before_it_opens_until_it_closes(world: World) {
        let committee = organizers(&world).await;
        let (mut duc, _) = signed_in(&world, committee).await;
        published(&mut duc).await;
        let announced = async |world: &World, name| {
            let (_, mut theirs) = world.trainee(name).await;
            let page = theirs.get("/viec-cua-toi").await.text;
            (page.contains("vong-1"), page.contains("Mở lúc"), page.contains("Đóng lúc"))
        };
        assert_eq!(announced(&world, "lan").await, (true, true, false));
        let (_, mut nam) = world.trainee("nam").await;
        let listed: serde_json::Value = serde_json::from_str(&nam.get("/api/v1/rounds").await.text).expect("JSON");
        assert_eq!(listed[0]["code"], "tim-hieu.vong-1");
        assert!(listed[0]["state"] == "upcoming" && listed[0]["attempts_left"].is_i64() && listed[0]["title"].is_string());
        world.pass(until_ten());
        let (first, _, is_open) = announced(&world, "hoa").await;
        assert!(first && is_open);
        world.pass(366 * 24 * 3_600);
        assert_eq!(announced(&world, "tam").await, (false, false, false));
    }

    async fn a_prediction_is_a_number_and_stays_with_the_attempt(world: World) {
        let committee = organizers(&world).await;
        let (mut duc, _) = signed_in(&world, committee).await;
        published(&mut duc).await;
        let (_, mut lans) = world.trainee("lan").await;
        world.pass(until_ten());
        let id = lans.api("POST", "/api/v1/rounds/tim-hieu.vong-1/attempts", None).await.json["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/attempts/{id}/responses/prediction");
        for wrong in [json!("-5"), json!("12,5"), json!("nhiều"), json!(null), json!("99999999999")] {
            let refused = lans.api("PUT", &path, Some(json!({ "seq": 1, "response": wrong }))).await;
            assert_eq!((refused.status, refused.code()), (422, "response_shape"));
        }
        assert_eq!(lans.api("PUT", &path, Some(json!({ "seq": 2, "response": "1.587" }))).await.status, 200);
        let stale = lans.api("PUT", &path, Some(json!({ "seq": 1, "response": "3" }))).await.json;
        assert_eq!((&stale["seq"], &stale["response"]), (&json!(2), &json!("1.587")), "the highest sequence stands");
        let review = lans.get(&format!("/luot-lam/{id}/xem-lai")).await.text;
        assert!(review.contains("Câu dự đoán") && review.contains("1.587"));
        let back = lans.post(&format!("/luot-lam/{id}/du-doan"), &[("seq", "3"), ("prediction", "nhiều lắm")]).await;
        let again = lans.get(back.location().split('#').next().unwrap()).await.text;
        assert!(again.contains("Chưa lưu") && again.contains("nhiều lắm"), "what was typed comes back with the reason");
        lans.post(&format!("/luot-lam/{id}/nop-bai"), &[]).await;
        assert_eq!(lans.api("PUT", &path, Some(json!({ "seq": 9, "response": "4" }))).await.status, 409, "not after the submission");
    }
}

/// The proposal about which somebody is asked on the organizers' desk.
pub async fn proposal_waiting(browser: &mut Browser, page: &str) -> String {
    let text = browser.get(&format!("{page}/bat-thuong")).await.text;
    let (_, rest) = text.split_once("/de-nghi/").unwrap_or_else(|| panic!("a proposal that waits: {text}"));
    rest[..36].to_owned()
}

async fn digest_of(browser: &mut Browser, page: &str) -> String {
    let text = browser.get(page).await.text;
    let (_, rest) = text.split_once("id=\"digest\">").unwrap_or_else(|| panic!("a digest to approve: {text}"));
    rest[..64].to_owned()
}

/// Entropy that gives the same bytes on every run: what chance decides is then the same on both databases.
struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            let number = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            chunk.copy_from_slice(&number.to_be_bytes()[..chunk.len()]);
        }
    }
}

/// A round with twelve takers, some of them twice, recorded by one clock and one source of chance.
fn record(conn: &mut Conn<'_>) -> Result<(), Problem> {
    let entropy = Counting(AtomicU64::new(1));
    let opens_at = MORNING.plus_seconds(3_600);
    let plan = ContestPlan {
        code: "dong-nhat".into(),
        title: "Cuộc thi đồng nhất".into(),
        summary: String::new(),
        organizer: "Ban Tổ chức".into(),
        limits: Limits::default(),
        standings: hocthi::contests::standings::Standings::Hidden,
        rounds: vec![RoundPlan {
            code: "vong-1".into(),
            title: "Vòng 1".into(),
            opens_at,
            closes_at: opens_at.plus_seconds(7_200),
            last_start_at: None,
            qualified_from: None,
            blueprint_of: "kl-57".into(),
            time_limit_minutes: Some(20),
            seconds_per_item: None,
            attempts_allowed: 2,
            ranking: Preset::PredictionThenEarliest.rules(Target::PersonsAllCorrect),
        }],
    };
    ops::create(conn, MORNING, &entropy, None, plan)?;
    ops::publish(conn, MORNING, &entropy, None, "dong-nhat")?;
    for number in 0..12_i64 {
        let new = NewPerson::parse(&format!("nguoi.{number:02}"), &format!("Người {number}"), "", "").map_err(Problem::invalid)?;
        let person = identity::ops::create_person(conn, MORNING, &entropy, None, &new, &Credential::None)?;
        for attempt in 0..=number % 2 {
            let start = opens_at.plus_seconds(number * 61 + attempt * 1_500);
            let (id, _) = entering::start(conn, start, &entropy, "dong-nhat.vong-1", person)?;
            let (_, slots) = quiz::ops::attempt(conn, id, person)?;
            for slot in slots.iter().filter(|slot| i64::from(slot.slot) % 5 != number % 5) {
                let response = if slot.option_order.is_empty() { json!(true) } else { json!("a") };
                let response = if slot.item_type == hocthi::bank::model::ItemType::MultipleResponse { json!(["a", "b"]) } else { response };
                quiz::ops::save_response(
                    conn,
                    start.plus_seconds(5),
                    id,
                    &slots,
                    &Save { slot: slot.slot, seq: 1, response, flagged: false },
                )?;
            }
            if number % 3 > 0 {
                entering::predict(conn, start.plus_seconds(6), id, person, 1, &number.to_string())?;
            }
            quiz::ops::submit(conn, start.plus_seconds(60 + number % 4), id, person)?;
        }
    }
    Ok(())
}

/// The rows of the facts, put back in another order.
async fn reorder(db: &Db, by: &'static str) {
    let tables = ["attempt_events", "item_scores", "predictions", "responses", "attempt_slots", "attempts"];
    db.write(move |conn| {
        for table in tables {
            hocthi::storage::tamper_for_tests(conn, &format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}"))?;
        }
        for table in tables {
            hocthi::storage::tamper_for_tests(conn, &format!("DELETE FROM {table}"))?;
        }
        hocthi::storage::tamper_for_tests(conn, &format!("INSERT INTO attempts SELECT * FROM kept_attempts ORDER BY {by}"))?;
        for table in ["attempt_slots", "responses", "predictions", "item_scores", "attempt_events"] {
            let order = if by.ends_with("DESC") { "attempt_id DESC" } else { "attempt_id" };
            hocthi::storage::tamper_for_tests(conn, &format!("INSERT INTO {table} SELECT * FROM kept_{table} ORDER BY {order}"))?;
        }
        for table in tables {
            hocthi::storage::tamper_for_tests(conn, &format!("DROP TABLE kept_{table}"))?;
        }
        Ok::<_, hocthi::storage::StorageError>(())
    })
    .await
    .expect("put back");
}

const ORDERS: [&str; 20] = [
    "id",
    "id DESC",
    "person_id",
    "person_id DESC",
    "started_at",
    "started_at DESC",
    "closed_at",
    "closed_at DESC",
    "score",
    "score DESC",
    "ordinal, id",
    "ordinal DESC, id DESC",
    "score, person_id",
    "score DESC, person_id DESC",
    "closed_at, score",
    "ordinal, score DESC",
    "ordinal DESC, closed_at DESC",
    "score, closed_at DESC",
    "ordinal, started_at DESC",
    "person_id, closed_at DESC",
];

async fn file_of(db: &Db) -> String {
    let after = MORNING.plus_seconds(4 * 3_600);
    db.read(move |conn| {
        let contest = ops::contest(conn, "dong-nhat", false)?;
        let round = ops::round(conn, contest.id, "vong-1")?;
        Ok::<_, hocthi::contests::model::ContestError>(computing::compute(conn, after, &contest, &round)?.file.canonical())
    })
    .await
    .expect("a result")
}

#[actix_web::test]
async fn twenty_orders_on_two_databases_give_the_same_bytes() {
    let mut files = std::collections::BTreeSet::new();
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let world = World::new(backend);
        world.db.write(record).await.expect("recorded");
        for by in ORDERS {
            reorder(&world.db, by).await;
            files.insert(file_of(&world.db).await);
        }
    }
    assert_eq!(files.len(), 1, "the same facts give the same file");
    let text = files.pop_first().unwrap();
    let file = verify::read(&text).unwrap();
    assert_eq!((file.attempts.len(), file.participants), (18, 12));
    assert_eq!(verify::verify(&text, &file).unwrap_err().code, "signature", "all but the signature, which a preview has not");
}

/// The verifier written in Python from the format's document alone agrees, and names what was altered.
/// What no taker can have sent: each puts one into an attempt where it can, with a digest that fits.
const FORGERIES: [(&str, fn(&mut serde_json::Value) -> bool); 11] = [
    ("a letter twice", |attempt| {
        let list = responses(attempt).iter_mut().find_map(|saved| saved["response"].as_array_mut().filter(|list| !list.is_empty()));
        list.map(|list| list.push(list[0].clone())).is_some()
    }),
    ("a slot twice", |attempt| {
        let list = responses(attempt);
        list.last().cloned().map(|last| list.push(last)).is_some()
    }),
    ("slots out of order", |attempt| {
        responses(attempt).reverse();
        responses(attempt).len() > 1
    }),
    ("two letters in one", |attempt| instead_of_a_letter(attempt, "ab")),
    ("no letter", |attempt| instead_of_a_letter(attempt, "")),
    ("a letter that no option has", |attempt| instead_of_a_letter(attempt, "z")),
    ("groups of one", |attempt| predicted(attempt, "1.5.8")),
    ("a comma with nothing behind", |attempt| predicted(attempt, "12,")),
    ("digits of another script", |attempt| predicted(attempt, "\u{661}")),
    ("a negative number", |attempt| predicted(attempt, "-1")),
    ("ten digits", |attempt| predicted(attempt, "1234567890")),
];

fn responses(attempt: &mut serde_json::Value) -> &mut Vec<serde_json::Value> {
    attempt["responses"].as_array_mut().expect("a list")
}

fn instead_of_a_letter(attempt: &mut serde_json::Value, text: &str) -> bool {
    let single = responses(attempt).iter_mut().find(|saved| saved["response"].is_string());
    single.map(|saved| saved["response"] = text.into()).is_some()
}

fn predicted(attempt: &mut serde_json::Value, text: &str) -> bool {
    attempt["prediction"] = text.into();
    true
}

fn forged(text: &str, forge: fn(&mut serde_json::Value) -> bool) -> String {
    let mut file: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let attempt = file["attempts"].as_array_mut().expect("a list").iter_mut().find_map(|attempt| forge(attempt).then_some(attempt));
    let attempt = attempt.expect("there is an attempt where it can be done");
    attempt["digest"] = hocthi::kernel::text::hex(&hocthi::kernel::canonical::digest(&attempt["responses"])).into();
    hocthi::kernel::canonical::canonical(&file)
}

#[actix_web::test]
async fn the_independent_verifier_agrees() {
    let world = World::new(Backend::Sqlite);
    world.db.write(record).await.expect("recorded");
    let entropy = Counting(AtomicU64::new(0));
    let text = world
        .db
        .write(move |conn| {
            let contest = ops::contest(conn, "dong-nhat", false)?;
            let round = ops::round(conn, contest.id, "vong-1")?;
            let file = computing::compute(conn, MORNING.plus_seconds(4 * 3_600), &contest, &round)?.file;
            Ok::<_, hocthi::contests::model::ContestError>(ops::site_key(conn, &entropy)?.sign(file).canonical())
        })
        .await
        .expect("signed");
    assert_eq!(verify::verify(&text, &verify::read(&text).unwrap()), Ok(()));
    let folder = tempfile::tempdir().expect("a folder");
    let run = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verifier/verify_result.py");
        let output = std::process::Command::new("python3").arg(script).arg(&path).output().expect("python3 runs");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    assert_eq!(run("good.json", &text), (Some(0), "stands: 12 people, 18 attempts\n".to_owned()));
    for (from, to, told) in [
        ("\"distance\":", "\"distance\":1", "ranking"),
        ("\"rank\":1,", "\"rank\":9,", "ranking"),
        ("\"opens_at\":", "\"opens_at\":1", "commitment"),
        ("\"response\":\"a\"", "\"response\":\"b\"", "digest"),
    ] {
        let altered = text.replacen(from, to, 1);
        let (code, said) = run("altered.json", &altered);
        assert_eq!(code, Some(1), "{from} → {to}: {said}");
        assert!(said.contains(told), "{from} → {to}: {said}");
    }
    assert_eq!(run("broken.json", "{").0, Some(2));
    for (name, forge) in FORGERIES {
        let forged = forged(&text, forge);
        let fault = verify::verify(&forged, &verify::read(&forged).unwrap()).unwrap_err();
        assert!(["response", "prediction"].contains(&fault.code), "{name}: {fault:?}");
        let (code, said) = run("forged.json", &forged);
        assert!(code == Some(1) && said.contains("response or prediction at"), "{name}: {said}");
    }
}
