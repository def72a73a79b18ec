//! Exams that stand by themselves: over several banks, open only to those who passed what they require.

use hocthi::{
    bank::native::NativeFile,
    courses::native_quiz::read_exam,
    kernel::{
        Problem,
        ids::{AttemptId, PersonId},
        rng::SystemEntropy,
    },
    quiz, shipped,
};
use serde_json::json;

use crate::{
    on_both_databases,
    support::{Browser, MORNING, World, issuer},
};

const EXAM: &str = r#"
summary = "Kỳ thi thử trên hai ngân hàng."
requires = ["kl-57"]
[quiz]
code = "ky-thi-thu"
title = "Kỳ thi thử"
attempts = 1
pass_percent = 70
blueprint = [
  { bank = "kl-57", topic = "nhan-dien", level = "nhan_biet", count = 2 },
  { bank = "kl-57-hai", topic = "nhan-dien", level = "nhan_biet", count = 2 },
]
[certificate]
code = "ky-thi-thu"
title = "Đạt kỳ thi thử"
"#;

/// The shipped library with a second bank (the first under other codes) and an exam over both.
async fn with_exam(world: &World) {
    let mut library = shipped::read().unwrap();
    let mut second = library.banks.iter().find(|bank| bank.code == "kl-57").unwrap().clone();
    second.code = "kl-57-hai".into();
    second.content_hash = [9; 32];
    for item in &mut second.items {
        item.code = format!("hai-{}", item.code);
    }
    library.banks.push(second);
    library.exams.push(read_exam(&NativeFile { path: "exams/ky-thi-thu.toml".into(), text: EXAM.into() }).unwrap());
    world.db.write(move |conn| shipped::load(conn, MORNING, &SystemEntropy, &library, &issuer())).await.unwrap();
}

async fn pass(world: &World, browser: &mut Browser, person: PersonId, quiz: &str) -> AttemptId {
    let started = browser.api("POST", &format!("/api/v1/quizzes/{quiz}/attempts"), None).await;
    assert_eq!(started.status, 201, "{}", started.text);
    let id: AttemptId = started.json["id"].as_str().unwrap().parse().unwrap();
    for (slot, response) in world.responses(id, person, true).await {
        browser.api("PUT", &format!("/api/v1/attempts/{id}/responses/{slot}"), Some(json!({ "seq": 1, "response": response }))).await;
    }
    assert_eq!(browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await.status, 201);
    id
}

on_both_databases! {
    async fn only_who_passed_what_it_requires_may_take_an_exam(world: World) {
        with_exam(&world).await;
        let (lan, mut browser) = world.trainee("lan").await;
        let refused = browser.api("POST", "/api/v1/quizzes/ky-thi-thu/attempts", None).await;
        assert_eq!((refused.status, refused.code()), (403, "not_eligible"));
        assert_eq!(browser.post("/bai-kiem-tra/ky-thi-thu", &[]).await.status, 403, "the form is refused too");
        let intro = browser.get("/bai-kiem-tra/ky-thi-thu").await.text;
        assert!(intro.contains("Điều kiện dự thi") && !intro.contains("method=\"post\" action=\"/bai-kiem-tra/ky-thi-thu\""));
        assert!(browser.get("/viec-cua-toi").await.text.contains("Chưa đủ điều kiện"));

        pass(&world, &mut browser, lan, "kl-57").await;
        assert!(browser.get("/viec-cua-toi").await.text.contains("Được dự thi"), "the exam is open now");
        pass(&world, &mut browser, lan, "ky-thi-thu").await;
        assert!(browser.get("/chung-nhan-cua-toi").await.text.contains("Đạt kỳ thi thử"));
        assert!(browser.get("/viec-cua-toi").await.text.contains("Đã hoàn thành"));
    }

    async fn a_void_pass_opens_no_exam(world: World) {
        with_exam(&world).await;
        let (lan, mut browser) = world.trainee("lan").await;
        let id = pass(&world, &mut browser, lan, "kl-57").await;
        world.db.write(move |conn| hocthi::storage::tamper_for_tests(conn, &format!("UPDATE attempts SET state = 'voided' WHERE state = 'submitted' AND ordinal = 1 /* {id} */"))).await.unwrap();
        assert_eq!(browser.api("POST", "/api/v1/quizzes/ky-thi-thu/attempts", None).await.status, 403);
    }

    async fn an_exam_draws_from_each_of_its_banks_and_tells_what_to_study(world: World) {
        with_exam(&world).await;
        let (lan, mut browser) = world.trainee("lan").await;
        pass(&world, &mut browser, lan, "kl-57").await;
        let started = browser.api("POST", "/api/v1/quizzes/ky-thi-thu/attempts", None).await.json;
        let id = started["id"].as_str().unwrap().to_owned();
        browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await;
        let result = browser.get(&format!("/api/v1/attempts/{id}/result")).await.json;
        let by_topic: Vec<(&str, i64)> = result["by_topic"].as_array().unwrap().iter().map(|line| (line["bank"].as_str().unwrap(), line["max_score"].as_i64().unwrap())).collect();
        assert_eq!(by_topic.len(), 2);
        assert!(by_topic.contains(&("kl-57", 200)) && by_topic.contains(&("kl-57-hai", 200)));
        let page = browser.get(&format!("/luot-lam/{id}/ket-qua")).await.text.replace("&#x2f;", "/");
        assert!(page.contains("/khoa-hoc/kl-57/nhan-dien"), "the lesson of the bank's own course is named");
        let quiz = world.db.read(|conn| { let quiz = quiz::ops::quiz(conn, "ky-thi-thu")?; Ok::<_, Problem>(quiz.size()) }).await.unwrap();
        assert_eq!(quiz, 4);
    }

    async fn an_exam_is_public_to_look_at(world: World) {
        with_exam(&world).await;
        let mut guest = world.stranger();
        assert!(guest.get("/khoa-hoc").await.text.contains("Kỳ thi thử"));
        assert!(guest.get("/bai-kiem-tra/ky-thi-thu").await.text.contains("Kỳ thi thử trên hai ngân hàng."));
    }
}
