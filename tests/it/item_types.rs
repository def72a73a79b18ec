//! All ten types: what a taker sees of them, how they are answered, and how they are marked.

use hocthi::{
    bank::{
        self,
        exchange::{self, Target},
        formats::{self, Format, model::Draft, store_form},
        model::{ItemType, Key},
    },
    kernel::{
        Problem, Role,
        ids::{AttemptId, PersonId},
        rng::SystemEntropy,
    },
    quiz,
};
use serde_json::{Value, json};

use crate::{
    on_both_databases,
    support::{Browser, MORNING, World},
};

async fn start(browser: &mut Browser, quiz: &str) -> (AttemptId, Value) {
    let started = browser.api("POST", &format!("/api/v1/quizzes/{quiz}/attempts"), None).await;
    assert_eq!(started.status, 201, "{}", started.text);
    (started.json["id"].as_str().unwrap().parse().unwrap(), started.json)
}

/// Slot of the type in an attempt as the API tells it.
fn slot_of<'v>(attempt: &'v Value, item_type: &str) -> &'v Value {
    attempt["slots"].as_array().unwrap().iter().find(|slot| slot["item_type"] == item_type).unwrap_or_else(|| panic!("no {item_type}"))
}

fn number(slot: &Value) -> i64 {
    slot["slot"].as_i64().unwrap()
}

async fn save(browser: &mut Browser, id: AttemptId, slot: i64, seq: i64, response: &Value) -> crate::support::Answer {
    browser.api("PUT", &format!("/api/v1/attempts/{id}/responses/{slot}"), Some(json!({ "seq": seq, "response": response }))).await
}

async fn take(world: &World, browser: &mut Browser, person: PersonId, quiz: &str, right: bool) -> (AttemptId, Value) {
    let (id, _) = start(browser, quiz).await;
    for (slot, response) in world.responses(id, person, right).await {
        assert_eq!(save(browser, id, i64::from(slot), 1, &response).await.status, 200, "{slot}: {response}");
    }
    assert_eq!(browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await.status, 201);
    (id, browser.get(&format!("/api/v1/attempts/{id}/result")).await.json)
}

/// What must stand nowhere before release: rationales, feedback, guides, and typed answers that stand in no text of the paper.
async fn secrets(world: &World, id: AttemptId, person: PersonId) -> Vec<String> {
    let read = move |conn: &mut hocthi::storage::Conn<'_>| {
        let (_, slots) = quiz::ops::attempt(conn, id, person)?;
        let versions: Vec<_> = slots.iter().map(|slot| slot.version).collect();
        Ok::<_, Problem>(bank::keys::solutions(conn, &versions)?)
    };
    let mut out = Vec::new();
    for (_, solution) in world.db.read(read).await.unwrap() {
        out.push(solution.rationale);
        out.extend(solution.feedback);
        match solution.key {
            Key::Guide(guide) => out.push(guide),
            Key::Text { accepted, .. } => out.extend(accepted),
            Key::Gaps(gaps) => {
                out.extend(gaps.into_iter().filter(|gap| gap.distractors.is_empty()).filter_map(|gap| gap.accepted.into_iter().last()));
            }
            _ => {}
        }
    }
    out.retain(|text| !text.is_empty());
    assert!(!out.is_empty());
    out
}

on_both_databases! {
    async fn nothing_of_a_key_is_sent_before_release(world: World) {
        let (lan, mut browser) = world.trainee("lan").await;
        for quiz in ["lam-quen", "luyen-viet"] {
            let (id, attempt) = start(&mut browser, quiz).await;
            let secrets = secrets(&world, id, lan).await;
            for (slot, response) in world.responses(id, lan, false).await {
                assert_eq!(save(&mut browser, id, i64::from(slot), 1, &response).await.status, 200);
            }
            let mut shown = vec![attempt.to_string()];
            for path in [format!("/luot-lam/{id}"), format!("/luot-lam/{id}/xem-lai"), format!("/api/v1/attempts/{id}"), format!("/api/v1/attempts/{id}/result")] {
                shown.push(browser.get(&path).await.text);
            }
            for text in &shown {
                for secret in &secrets {
                    assert!(!text.contains(secret.as_str()), "“{secret}” is told before release: {text}");
                }
                for word in ["\"key\":", "rationale", "citation", "feedback", "accepted", "tolerance", "\"order\":", "distractor", "lq-"] {
                    assert!(!text.contains(word), "the attempt tells its {word}");
                }
            }
        }
    }

    async fn each_type_is_shown_with_its_own_parts(world: World) {
        let (_, mut browser) = world.trainee("lan").await;
        let (_, attempt) = start(&mut browser, "lam-quen").await;
        let types: std::collections::BTreeSet<&str> = attempt["slots"].as_array().unwrap().iter().map(|slot| slot["item_type"].as_str().unwrap()).collect();
        let wanted: std::collections::BTreeSet<&str> = ItemType::ALL.into_iter().filter(|kind| *kind != ItemType::Essay).map(ItemType::code).collect();
        assert_eq!(types, wanted);
        let ids = |list: &Value| list.as_array().unwrap().iter().map(|part| part["id"].as_str().unwrap().to_owned()).collect::<String>();
        let cluster = slot_of(&attempt, "true_false_cluster");
        assert_eq!(ids(&cluster["options"]), "abcd");
        let matching = slot_of(&attempt, "matching");
        assert_eq!((ids(&matching["options"]), ids(&matching["matches"])), ("abc".into(), "abcd".into()));
        let gaps = slot_of(&attempt, "gap_fill");
        assert_eq!(gaps["gaps"], json!([{ "id": "1", "choices": ["Bộ Chính trị", "Chính phủ", "Quốc hội"] }, { "id": "2" }]));
        assert_eq!(ids(&slot_of(&attempt, "ordering")["options"]), "abc");
        // A plain item has the keys that it always had, and no more.
        let keys: Vec<&String> = slot_of(&attempt, "single_choice").as_object().unwrap().keys().collect();
        assert_eq!(keys, ["item_type", "options", "points", "slot", "stem"]);
    }

    async fn the_right_answers_have_all_the_points_and_wrong_ones_none(world: World) {
        let (lan, mut browser) = world.trainee("lan").await;
        let (wrong, result) = take(&world, &mut browser, lan, "lam-quen", false).await;
        assert_eq!((&result["score"], &result["max_score"], &result["passed"]), (&json!(0), &json!(900), &json!(false)));
        assert!(result.get("items").is_none(), "no keys before passing: {result}");
        let (right, result) = take(&world, &mut browser, lan, "lam-quen", true).await;
        assert_eq!((&result["score"], &result["passed"]), (&json!(900), &json!(true)));
        let item = |kind: &str| result["items"].as_array().unwrap().iter().find(|item| item["item_type"] == kind).unwrap().clone();
        for kind in ["true_false_cluster", "matching", "ordering", "single_choice", "multiple_response", "true_false"] {
            assert_eq!(item(kind)["key"], item(kind)["response"], "{kind}: the key has the shape of a response");
        }
        assert_eq!(item("numerical")["key"], json!({ "value": "63", "tolerance": "0" }));
        assert_eq!(item("gap_fill")["key"]["1"], json!(["Chính phủ"]));
        let page = browser.get(&format!("/luot-lam/{wrong}/ket-qua")).await.text.replace("&#x2f;", "/");
        for words in ["Ban Tuyên giáo Trung ương / Ban Tuyên giáo TW", "không biết", "06/8/2012", "Trả lời sớm nhất"] {
            assert!(page.contains(words), "the result tells {words}");
        }
        for id in [wrong, right] {
            assert!(world.db.read(move |conn| quiz::ops::recompute(conn, id)).await.unwrap());
        }
    }

    async fn parts_count_by_their_rules(world: World) {
        let (_, mut browser) = world.trainee("lan").await;
        let (id, attempt) = start(&mut browser, "lam-quen").await;
        // Three of four statements right: half of the point.
        let slot = number(slot_of(&attempt, "true_false_cluster"));
        assert_eq!(save(&mut browser, id, slot, 1, &json!({ "a": true, "b": true, "c": true, "d": true })).await.status, 200);
        let slot = number(slot_of(&attempt, "short_answer"));
        assert_eq!(save(&mut browser, id, slot, 1, &json!("  ban tuyên giáo  trung ương ")).await.status, 200);
        let slot = number(slot_of(&attempt, "numerical"));
        assert_eq!(save(&mut browser, id, slot, 1, &json!("63,0")).await.status, 200);
        let slot = number(slot_of(&attempt, "gap_fill"));
        assert_eq!(save(&mut browser, id, slot, 1, &json!({ "1": "Chính phủ" })).await.status, 200);
        browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await;
        let result = browser.get(&format!("/api/v1/attempts/{id}/result")).await.json;
        assert_eq!(result["score"], json!(50 + 100 + 100 + 50), "{result}");
    }

    async fn forms_work_without_scripts_and_lose_nothing(world: World) {
        let (_, mut browser) = world.trainee("lan").await;
        let (id, attempt) = start(&mut browser, "lam-quen").await;
        let post = |slot: i64| format!("/luot-lam/{id}/cau/{slot}");
        let ordering = number(slot_of(&attempt, "ordering"));
        let twice = browser.post(&post(ordering), &[("seq", "1"), ("response-a", "2"), ("response-b", "2"), ("response-c", "1"), ("flagged", "1"), ("go", "next")]).await;
        assert_eq!(twice.status, 422);
        assert!(twice.text.contains("cùng một số thứ tự"), "the page says why");
        assert_eq!(twice.text.matches("<option value=\"2\" selected>").count(), 2, "what was chosen stands there");
        assert_eq!(browser.get(&format!("/api/v1/attempts/{id}")).await.json["responses"], json!([]), "nothing was kept");
        let half = browser.post(&post(ordering), &[("seq", "1"), ("response-a", "2"), ("response-b", ""), ("response-c", "1"), ("go", "next")]).await;
        assert_eq!(half.status, 303, "{}", half.text);
        let cluster = number(slot_of(&attempt, "true_false_cluster"));
        browser.post(&post(cluster), &[("seq", "1"), ("response-a", "true"), ("response-c", "false"), ("go", "next")]).await;
        let matching = number(slot_of(&attempt, "matching"));
        browser.post(&post(matching), &[("seq", "1"), ("response-a", "d"), ("response-b", "a"), ("response-c", "b"), ("go", "next")]).await;
        let gaps = number(slot_of(&attempt, "gap_fill"));
        browser.post(&post(gaps), &[("seq", "1"), ("response-1", "Quốc hội"), ("response-2", "15/4"), ("go", "next")]).await;
        let short = number(slot_of(&attempt, "short_answer"));
        browser.post(&post(short), &[("seq", "1"), ("response", "Bộ Chính trị"), ("go", "next")]).await;
        let long = "x".repeat(501);
        let refused = browser.post(&post(short), &[("seq", "2"), ("response", &long), ("go", "next")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains(&long), "what was typed stands there");
        let held = browser.get(&format!("/api/v1/attempts/{id}")).await.json;
        let response = |slot: i64| held["responses"].as_array().unwrap().iter().find(|saved| saved["slot"] == slot).unwrap()["response"].clone();
        assert_eq!(response(ordering), json!(["c", "a", null]));
        assert_eq!(response(cluster), json!({ "a": true, "c": false }));
        assert_eq!(response(matching), json!({ "a": "d", "b": "a", "c": "b" }));
        assert_eq!(response(gaps), json!({ "1": "Quốc hội", "2": "15/4" }));
        assert_eq!(response(short), json!("Bộ Chính trị"));
        let review = browser.get(&format!("/luot-lam/{id}/xem-lai")).await.text;
        assert!(review.contains("Có 2 câu mới trả lời một phần."), "the order and the cluster are half answered");
        let page = browser.get(&format!("/luot-lam/{id}?cau={gaps}")).await.text.replace("&#x2f;", "/");
        assert!(page.contains("value=\"15/4\"") && page.contains("<option value=\"Quốc hội\" selected>"), "what was saved stands in its fields");
    }

    async fn an_essay_waits_until_somebody_else_has_read_it(world: World) {
        let lan = world.person("lan", "Nguyễn Thị Lan", None, Some((Role::Trainer, None))).await;
        let minh = world.person("minh", "Trần Văn Minh", None, Some((Role::Trainer, None))).await;
        let (mut lans, mut minhs) = (world.signed_in(lan).await, world.signed_in(minh).await);
        let (id, result) = take(&world, &mut lans, lan, "luyen-viet", true).await;
        assert_eq!(result, json!({ "id": id, "state": "submitted", "released": false, "awaiting_marks": true }));
        assert!(lans.get(&format!("/luot-lam/{id}/ket-qua")).await.text.contains("Đang chờ chấm"));
        assert!(world.db.read(move |conn| quiz::ops::recompute(conn, id)).await.unwrap());
        // The writer is no marker of their own.
        assert!(lans.get("/cham-bai").await.text.contains("Không còn bài nào chờ chấm"));
        let path = format!("/cham-bai/{id}/1");
        let own = lans.post(&path, &[("points", "nhiều"), ("comment", "")]).await;
        assert_eq!((own.status, own.location()), (303, "/cham-bai"), "nor sees the guide by a wrong form");

        let queue = minhs.get("/cham-bai").await.text;
        assert!(queue.contains("Bài viết gồm ba ý.") && queue.contains("Nói rõ buổi này bàn về việc gì"), "answer and guide");
        for name in ["Nguyễn Thị Lan", ">lan<"] {
            assert!(!queue.contains(name), "the marker sees no name");
        }
        for points in ["", "201", "-25", "30", "nhiều"] {
            let refused = minhs.post(&path, &[("points", points), ("comment", "Viết tốt.")]).await;
            assert_eq!(refused.status, 422, "{points}");
            assert!(refused.text.contains("Viết tốt."), "the comment stays");
        }
        let done = minhs.post(&path, &[("points", "150"), ("comment", "Viết  tốt.")]).await;
        assert_eq!((done.status, done.location()), (303, "/cham-bai"));
        assert!(minhs.get("/cham-bai").await.text.contains("Không còn bài nào chờ chấm"));
        let again = minhs.post(&path, &[("points", "0"), ("comment", "")]).await;
        assert_eq!((again.status, again.location()), (303, "/cham-bai"), "marked once");

        let marked: Vec<_> = world
            .db
            .read(|conn| hocthi::audit::ops::page(conn, hocthi::kernel::page::PageRequest::new(1, 100)))
            .await
            .unwrap()
            .rows
            .into_iter()
            .filter(|event| event.action == "essay.marked")
            .collect();
        assert_eq!(marked.len(), 1, "what was refused left no trace, what was given has one");
        assert_eq!((marked[0].actor_name.as_deref(), marked[0].subject_id.as_str()), (Some("Trần Văn Minh"), id.to_string().as_str()));
        // Nobody else comes near the queue: trainees, organizers, judges and leaders have no key.
        let (_, mut trainee) = world.trainee("nhan").await;
        assert_eq!((trainee.get("/cham-bai").await.status, trainee.post(&path, &[("points", "200"), ("comment", "")]).await.status), (403, 403));

        let result = lans.get(&format!("/api/v1/attempts/{id}/result")).await.json;
        assert_eq!((&result["released"], &result["score"], &result["max_score"], &result["passed"]), (&json!(true), &json!(150), &json!(200), &json!(true)));
        assert_eq!((&result["items"][0]["comment"], &result["items"][0]["key"]), (&json!("Viết tốt."), &Value::Null));
        let page = lans.get(&format!("/luot-lam/{id}/ket-qua")).await.text;
        assert!(page.contains("Viết tốt.") && page.contains("1,5/2"));
        assert!(!page.contains("Nói rõ buổi này bàn về việc gì"), "the guide is the markers'");
        assert!(world.db.read(move |conn| quiz::ops::recompute(conn, id)).await.unwrap(), "what is derived can be derived again");
    }

    async fn an_essay_left_blank_needs_no_marker(world: World) {
        let (_, mut browser) = world.trainee("lan").await;
        let (id, _) = start(&mut browser, "luyen-viet").await;
        assert_eq!(save(&mut browser, id, 1, 1, &json!("   ")).await.status, 200);
        browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await;
        let result = browser.get(&format!("/api/v1/attempts/{id}/result")).await.json;
        assert_eq!((&result["score"], &result["passed"]), (&json!(0), &json!(false)));
    }

    async fn every_type_goes_into_a_bank_and_comes_out_as_it_was(world: World) {
        let sources = world.db.read(|conn| bank::ops::sources(conn, &["KL57".to_owned()])).await.unwrap();
        let reading = formats::read(Format::Native, include_bytes!("every_type.toml"));
        assert!(!reading.has_errors(), "{:?}", reading.flaws);
        assert_eq!(reading.drafts.len(), 10);
        let items: Vec<_> = reading.drafts.iter().map(|draft| store_form::item(draft, &sources).expect("a bank takes it").0).collect();
        let target = Target { bank: "du-loai".into(), title: Some("Đủ loại".into()), no_topic: "Chưa phân loại".into(), skips_known: false };
        let done = world.db.write(move |conn| exchange::import(conn, MORNING, &SystemEntropy, None, &target, &items)).await.unwrap();
        assert_eq!(done.added, 10);
        let back = world.db.write(|conn| exchange::export(conn, MORNING, None, "du-loai", Format::Native)).await.unwrap();
        let essence = |draft: &Draft| (draft.code.clone(), draft.context.clone(), draft.stem.clone(), draft.body.clone(), draft.marking.clone(), draft.points, draft.source.clone(), draft.rationale.clone());
        let mut wanted: Vec<_> = reading.drafts.iter().map(essence).collect();
        wanted.sort_by(|a, b| a.0.cmp(&b.0));
        let found: Vec<_> = back.iter().enumerate().map(|(at, item)| essence(&store_form::draft(at, item))).collect();
        assert_eq!(found, wanted);
    }
}
