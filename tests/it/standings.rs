//! Provisional standings: shown only where the contest chose so beforehand, by every way alike, and never where they would
//! betray a prediction.

use hocthi::{
    kernel::{Role, Timestamp, ids::PersonId},
    storage::{StorageError, tamper_for_tests},
};
use serde_json::json;

use crate::{
    on_both_databases,
    support::{Browser, MORNING, World},
};

const PAGE: &str = "/cuoc-thi/tim-hieu/vong/vong-1/xep-hang";
const CALL: &str = "/api/v1/rounds/tim-hieu.vong-1/ranking";

/// A round of one hour from ten o'clock, by score, working time and submission.
fn form(standings: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("title", "Cuộc thi tìm hiểu"),
        ("code", "tim-hieu"),
        ("organizer", "Ban Tổ chức"),
        ("rounds", "1"),
        ("first_opens_at", "10:00 23/11/2026"),
        ("open_hours", "1"),
        ("every_hours", "24"),
        ("blueprint_of", "kl-57"),
        ("time_limit", "20"),
        ("attempts", "1"),
        ("preset", "fastest_then_earliest"),
        ("target", "participants"),
        ("standings", standings),
    ]
}

async fn organizer(world: &World) -> Browser {
    let duc = world.person("duc", "Phạm Văn Đức", None, Some((Role::Organizer, None))).await;
    world.signed_in(duc).await
}

async fn published(world: &World, standings: &'static str) {
    let mut duc = organizer(world).await;
    let created = duc.post("/to-chuc-thi/them", &form(standings)).await;
    assert_eq!(created.status, 303, "{}", created.text);
    assert_eq!(duc.post("/to-chuc-thi/tim-hieu/cong-bo", &[]).await.status, 303);
    let ten = Timestamp::from_vietnam("2026-11-23T10:00:00".parse().unwrap());
    world.pass(u64::try_from(ten.seconds_since(MORNING)).unwrap() + 5);
}

/// One attempt of `seconds`, right in everything or wrong in everything.
async fn take(world: &World, browser: &mut Browser, person: PersonId, right: bool, seconds: u64) {
    let started = browser.api("POST", "/api/v1/rounds/tim-hieu.vong-1/attempts", None).await;
    assert_eq!(started.status, 201, "{}", started.text);
    let id = started.json["id"].as_str().unwrap().to_owned();
    for (slot, response) in world.responses(id.parse().unwrap(), person, right).await {
        browser.api("PUT", &format!("/api/v1/attempts/{id}/responses/{slot}"), Some(json!({ "seq": 1, "response": response }))).await;
    }
    world.pass(seconds);
    assert_eq!(browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await.status, 201);
}

on_both_databases! {
    async fn nothing_is_shown_by_default_nor_before_the_opening(world: World) {
        published(&world, "hidden").await;
        let (lan, mut lans) = world.trainee("lan").await;
        take(&world, &mut lans, lan, true, 60).await;
        for way in [PAGE, CALL] {
            assert_eq!(lans.get(way).await.status, 404, "{way}");
            assert_eq!(world.stranger().get(way).await.status, 404, "{way}");
        }
        let round = lans.get("/cuoc-thi/tim-hieu/vong/vong-1").await.text;
        assert!(!round.contains("xep-hang"));
        assert!(lans.get("/cuoc-thi/tim-hieu/the-le").await.text.contains("không hiện bảng xếp hạng"));
    }
}

on_both_databases! {
    async fn a_prediction_and_standings_do_not_go_together(world: World) {
        let mut duc = organizer(&world).await;
        let mut wrong = form("0");
        wrong.retain(|(name, _)| *name != "preset");
        wrong.push(("preset", "prediction_then_earliest"));
        let refused = duc.post("/to-chuc-thi/them", &wrong).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("lộ đáp số dự đoán") && refused.text.contains("id=\"f-standings"));

        // Set to hidden first, and to shown afterwards: the checklist holds the publication back.
        let mut hidden = wrong.clone();
        hidden.retain(|(name, _)| *name != "standings");
        hidden.push(("standings", "hidden"));
        assert_eq!(duc.post("/to-chuc-thi/them", &hidden).await.status, 303);
        let settings = [("title", "Cuộc thi tìm hiểu"), ("organizer", "Ban Tổ chức"), ("attempts_per_day", "0"), ("attempts_per_contest", "0"), ("standings", "60")];
        assert_eq!(duc.post("/to-chuc-thi/tim-hieu/sua", &settings).await.status, 303);
        assert!(duc.get("/to-chuc-thi/tim-hieu").await.text.contains("sẽ lộ đáp số dự đoán của"));
        assert_eq!(duc.post("/to-chuc-thi/tim-hieu/cong-bo", &[]).await.status, 409);
    }
}

on_both_databases! {
    async fn they_show_who_leads_and_stand_still_in_time(world: World) {
        published(&world, "15").await;
        let (lan, mut lans) = world.trainee("lan").await;
        let (nam, mut nams) = world.trainee("nam").await;
        let (hoa, mut hoas) = world.trainee("hoa").await;
        assert!(lans.get(PAGE).await.text.contains("Chưa có lượt thi nào"));
        take(&world, &mut lans, lan, false, 60).await;
        take(&world, &mut nams, nam, true, 90).await;
        world.pass(15);

        let board = world.stranger().api("GET", CALL, None).await.json;
        assert_eq!((board["provisional"].as_bool(), board["total"].as_i64()), (Some(true), Some(2)));
        let line = |at: usize| &board["ranking"][at];
        assert_eq!((line(0)["rank"].as_i64(), line(0)["score"].as_i64(), line(0)["working_time"].as_i64()), (Some(1), Some(2_000), Some(90_000)));
        assert_eq!((line(1)["rank"].as_i64(), line(1)["score"].as_i64()), (Some(2), Some(0)));
        let text = board.to_string();
        assert!(!text.contains("nam") && !text.contains("person"), "nobody is named: {text}");
        let own = lans.get(PAGE).await.text;
        assert!(own.contains("Thứ hạng của bạn") && own.contains("Từ 10:45 23&#x2f;11&#x2f;2026 bảng đứng yên"), "{own}");
        let elsewhere = world.stranger().get(PAGE).await.text;
        assert!(!elsewhere.contains("Thứ hạng của bạn") && elsewhere.contains(line(0)["pseudonym"].as_str().unwrap()));

        // At 10:50 the board has stood still for five minutes.
        world.pass(2_700);
        take(&world, &mut hoas, hoa, true, 20).await;
        world.pass(15);
        for way in [PAGE, CALL] {
            let shown = hoas.get(way).await.text;
            assert!(shown.contains(line(0)["pseudonym"].as_str().unwrap()), "{way}");
        }
        let still = hoas.api("GET", CALL, None).await.json;
        assert_eq!((still["total"].as_i64(), still["ranking"].clone()), (Some(2), board["ranking"].clone()), "what came later is not counted");
        assert!(hoas.get(PAGE).await.text.contains("Bảng đã đứng yên từ"));

        // Closed, the result not there yet: the same, and it says that it is no result.
        world.pass(1_200);
        let closed = hoas.get(PAGE).await.text;
        assert!(closed.contains("Đây chưa phải kết quả") && !closed.contains("Thứ hạng của bạn"));
    }
}

on_both_databases! {
    async fn who_is_excluded_or_void_does_not_stand_in_them(world: World) {
        published(&world, "0").await;
        let (lan, mut lans) = world.trainee("lan").await;
        let (nam, mut nams) = world.trainee("nam").await;
        take(&world, &mut lans, lan, true, 60).await;
        take(&world, &mut nams, nam, true, 90).await;
        world.pass(15);
        assert_eq!(world.stranger().api("GET", CALL, None).await.json["total"], 2);
        world.db.write(move |conn| tamper_for_tests(conn, "UPDATE attempts SET state = 'voided' WHERE score = 2000 AND ordinal = 1 AND closed_at = (SELECT min(closed_at) FROM attempts)")).await.map_err(|error: StorageError| error).unwrap();
        assert_eq!(world.stranger().api("GET", CALL, None).await.json["total"], 2, "kept for a quarter of a minute");
        world.pass(15);
        assert_eq!(world.stranger().api("GET", CALL, None).await.json["total"], 1);
    }
}
