//! Attempts: what counts, what does not, and who may see what when.

use futures_util::future::join_all;
use hocthi::kernel::ids::AttemptId;
use serde_json::{Value, json};

use crate::{on_both_databases, support::Browser};

async fn start(browser: &mut Browser) -> (AttemptId, Value) {
    let started = browser.api("POST", "/api/v1/quizzes/kl-57/attempts", None).await;
    assert_eq!(started.status, 201, "{}", started.text);
    (started.json["id"].as_str().unwrap().parse().unwrap(), started.json)
}

fn some_response(slot: &Value) -> Value {
    match slot["item_type"].as_str().unwrap() {
        "single_choice" => json!("a"),
        "multiple_response" => json!(["a"]),
        _ => json!(true),
    }
}

async fn save(browser: &mut Browser, id: AttemptId, slot: i64, seq: i64, response: &Value) -> crate::support::Answer {
    browser.api("PUT", &format!("/api/v1/attempts/{id}/responses/{slot}"), Some(json!({ "seq": seq, "response": response }))).await
}

on_both_databases! {
    async fn a_paper_has_twenty_items_and_never_a_key(world: World) {
        let (lan, mut browser) = world.trainee("lan").await;
        let (id, attempt) = start(&mut browser).await;
        assert_eq!(attempt["slots"].as_array().unwrap().len(), 20);
        // What stands in the secret table of these very items must stand nowhere in what the taker gets.
        let secrets: Vec<String> = world.db.read(move |conn| {
            let (_, slots) = hocthi::quiz::ops::attempt(conn, id, lan)?;
            let versions: Vec<_> = slots.iter().map(|slot| slot.version).collect();
            let solutions = hocthi::bank::keys::solutions(conn, &versions)?;
            Ok::<_, hocthi::kernel::Problem>(solutions.into_iter().map(|(_, solution)| solution.rationale).collect())
        }).await.unwrap();
        let page = browser.get(&format!("/luot-lam/{id}")).await.text;
        let review = browser.get(&format!("/luot-lam/{id}/xem-lai")).await.text;
        let json = browser.get(&format!("/api/v1/attempts/{id}")).await.text;
        let result = browser.get(&format!("/api/v1/attempts/{id}/result")).await;
        assert_eq!(result.json["released"], false);
        for secret in secrets {
            let words: String = secret.chars().take(120).collect();
            for shown in [&page, &review, &json, &result.text] {
                assert!(!shown.contains(&words), "a rationale is shown before release");
            }
        }
        for word in ["\"key\"", "rationale", "citation", "version", "\"level\"", "\"topic\"", "kl57-"] {
            assert!(!json.contains(word), "the attempt tells its {word}");
            assert!(!page.contains(word), "the page tells its {word}");
        }
    }

    async fn the_highest_sequence_wins_whatever_the_order(world: World) {
        let (_, mut browser) = world.trainee("lan").await;
        let (id, attempt) = start(&mut browser).await;
        let slot = attempt["slots"].as_array().unwrap().iter().find(|slot| slot["item_type"] == "single_choice").unwrap()["slot"].as_i64().unwrap();
        assert_eq!(save(&mut browser, id, slot, 2, &json!("b")).await.status, 200);
        let late = save(&mut browser, id, slot, 1, &json!("a")).await;
        assert_eq!((late.status, &late.json["superseded"], &late.json["seq"]), (200, &json!(true), &json!(2)));
        assert_eq!(save(&mut browser, id, slot, 2, &json!("b")).await.status, 200, "a retry is harmless");
        let clash = save(&mut browser, id, slot, 2, &json!("c")).await;
        assert_eq!((clash.status, clash.code()), (409, "seq_conflict"));
        let stored = browser.get(&format!("/api/v1/attempts/{id}")).await.json;
        assert_eq!(stored["responses"], json!([{ "slot": slot, "seq": 2, "response": "b", "flagged": false, "saved_at": stored["responses"][0]["saved_at"] }]));
    }

    async fn what_does_not_fit_is_refused_and_nothing_kept(world: World) {
        let (_, mut browser) = world.trainee("lan").await;
        let (id, attempt) = start(&mut browser).await;
        let slot = attempt["slots"].as_array().unwrap().iter().find(|slot| slot["item_type"] == "single_choice").unwrap()["slot"].as_i64().unwrap();
        for response in [json!("z"), json!(["a"]), json!(1), json!({}), json!("aa"), json!(true)] {
            let refused = save(&mut browser, id, slot, 1, &response).await;
            assert_eq!((refused.status, refused.code()), (422, "response_shape"), "{response}");
        }
        assert_eq!(save(&mut browser, id, slot, 0, &json!("a")).await.status, 422);
        assert_eq!(save(&mut browser, id, slot, i64::MAX, &json!("a")).await.status, 422);
        assert_eq!(save(&mut browser, id, 21, 1, &json!("a")).await.status, 404);
        let unknown_field = browser.api("PUT", &format!("/api/v1/attempts/{id}/responses/{slot}"), Some(json!({ "seq": 1, "response": "a", "score": 100 }))).await;
        assert_eq!(unknown_field.status, 400);
        assert_eq!(browser.get(&format!("/api/v1/attempts/{id}")).await.json["responses"], json!([]));
    }

    async fn several_slots_at_once_each_have_their_outcome(world: World) {
        let (_, mut browser) = world.trainee("lan").await;
        let (id, attempt) = start(&mut browser).await;
        let slots = attempt["slots"].as_array().unwrap();
        let body = json!({ "responses": [
            { "slot": 1, "seq": 1, "response": some_response(&slots[0]), "flagged": true },
            { "slot": 2, "seq": 1, "response": { "no": "shape" } },
            { "slot": 77, "seq": 1, "response": "a" },
        ] });
        let answer = browser.api("PUT", &format!("/api/v1/attempts/{id}/responses"), Some(body)).await;
        let told: Vec<_> = answer.json["outcomes"].as_array().unwrap().iter().map(|outcome| (outcome["slot"].as_i64().unwrap(), outcome["status"].as_i64().unwrap())).collect();
        assert_eq!(told, [(1, 200), (2, 422), (77, 404)]);
        let stored = browser.get(&format!("/api/v1/attempts/{id}")).await.json;
        assert_eq!(stored["responses"].as_array().unwrap().len(), 1);
        assert_eq!(stored["responses"][0]["flagged"], true);
    }

    async fn the_deadline_is_the_servers_and_the_grace_ends_to_the_second(world: World) {
        let (_, mut browser) = world.trainee("lan").await;
        let (id, attempt) = start(&mut browser).await;
        let response = some_response(&attempt["slots"][0]);
        world.pass(30 * 60 + 5);
        assert_eq!(save(&mut browser, id, 1, 1, &response).await.status, 200, "the last second of the grace");
        world.pass(1);
        let late = save(&mut browser, id, 1, 2, &Value::Null).await;
        assert_eq!((late.status, late.code()), (409, "deadline_passed"));
        // Submitting late gives the receipt of the automatic closing; the saved answer counts.
        let receipt = browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await;
        assert_eq!((receipt.status, &receipt.json["closed_by"], &receipt.json["answered"]), (200, &json!("deadline"), &json!(1)));
        assert_eq!(receipt.json["submitted_at"], attempt["deadline_at"]);
        assert_eq!(browser.get(&format!("/api/v1/attempts/{id}")).await.json["state"], "expired");
    }

    async fn an_attempt_nobody_returns_to_is_scored_by_the_sweeper(world: World) {
        let (lan, mut browser) = world.trainee("lan").await;
        let (id, _) = start(&mut browser).await;
        for (slot, response) in world.responses(id, lan, true).await {
            assert_eq!(save(&mut browser, id, i64::from(slot), 1, &response).await.status, 200);
        }
        world.pass(30 * 60 + 10);
        assert_eq!(hocthi::jobs::sweep(&world.shared.state).await.unwrap(), 0, "a save may still be in the queue");
        world.pass(20);
        assert_eq!(hocthi::jobs::sweep(&world.shared.state).await.unwrap(), 1);
        assert_eq!(hocthi::jobs::sweep(&world.shared.state).await.unwrap(), 0);
        let (attempt, certificates) = world.db.read(move |conn| {
            Ok::<_, hocthi::kernel::Problem>((hocthi::quiz::ops::attempt(conn, id, lan)?.0, hocthi::certification::ops::of_person(conn, lan)?))
        }).await.unwrap();
        assert_eq!((attempt.score, attempt.passed), (Some(2_000), Some(true)));
        assert_eq!(certificates.len(), 1, "the certificate was earned all the same");
    }

    async fn leaving_and_coming_back_before_the_sweeper_gives_no_more_time(world: World) {
        let (_, mut browser) = world.trainee("lan").await;
        let (id, attempt) = start(&mut browser).await;
        world.pass(30 * 60 + 6);
        let page = browser.get(&format!("/luot-lam/{id}")).await;
        assert_eq!((page.status, page.location()), (303, format!("/luot-lam/{id}/ket-qua").as_str()));
        assert_eq!(save(&mut browser, id, 1, 1, &some_response(&attempt["slots"][0])).await.code(), "deadline_passed");
    }

    async fn nothing_changes_after_submission(world: World) {
        let (lan, mut browser) = world.trainee("lan").await;
        let id = world.take_quiz(&mut browser, lan, false).await;
        let first = browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await;
        assert_eq!(first.status, 200);
        let late = save(&mut browser, id, 1, 99, &json!("a")).await;
        assert_eq!((late.status, late.code()), (409, "already_submitted"));
        let again = browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await;
        assert_eq!(first.json, again.json);
    }

    async fn sixty_four_submits_make_one_receipt(world: World) {
        let (_, mut browser) = world.trainee("lan").await;
        let (id, _) = start(&mut browser).await;
        let token = browser.token().await;
        let cookie = browser.cookie("hocthi").unwrap().clone();
        let answers = join_all((0..64).map(|_| {
            let (base, token, cookie) = (world.base.clone(), token.clone(), cookie.clone());
            async move {
                let mut tab = Browser::new(&base);
                tab.set_cookie("hocthi", &cookie);
                tab.api_with(&token, "POST", &format!("/api/v1/attempts/{id}/submission"), None).await
            }
        })).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1, "one transition");
        assert!(answers.iter().all(|answer| answer.json == answers[0].json), "the same receipt for all");
    }

    async fn parallel_starts_open_one_attempt_and_never_more_than_allowed(world: World) {
        let (lan, mut browser) = world.trainee("lan").await;
        let token = browser.token().await;
        let cookie = browser.cookie("hocthi").unwrap().clone();
        let answers = join_all((0..16).map(|_| {
            let (base, token, cookie) = (world.base.clone(), token.clone(), cookie.clone());
            async move {
                let mut tab = Browser::new(&base);
                tab.set_cookie("hocthi", &cookie);
                tab.api_with(&token, "POST", "/api/v1/quizzes/kl-57/attempts", None).await
            }
        })).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        assert!(answers.iter().all(|answer| answer.json["id"] == answers[0].json["id"] && answer.json["slots"].as_array().is_some_and(|slots| slots.len() == 20)));
        let id = answers[0].json["id"].as_str().unwrap();
        browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await;
        for _ in 0..2 {
            world.take_quiz(&mut browser, lan, false).await;
        }
        let fourth = browser.api("POST", "/api/v1/quizzes/kl-57/attempts", None).await;
        assert_eq!((fourth.status, fourth.code()), (409, "no_attempts_left"));
    }

    async fn keys_show_after_passing_or_the_last_attempt_and_never_beside_an_open_one(world: World) {
        let (lan, mut browser) = world.trainee("lan").await;
        let first = world.take_quiz(&mut browser, lan, false).await;
        let result = browser.get(&format!("/api/v1/attempts/{first}/result")).await.json;
        assert_eq!((&result["released"], &result["passed"], result.get("items")), (&json!(true), &json!(false), None));
        let second = world.take_quiz(&mut browser, lan, true).await;
        let passed = browser.get(&format!("/api/v1/attempts/{second}/result")).await.json;
        assert_eq!((&passed["score"], &passed["passed"]), (&json!(2_000), &json!(true)));
        let item = &passed["items"][0];
        assert!(item["rationale"].as_str().is_some_and(|text| !text.is_empty()) && item["citation"]["source"].is_string(), "{item}");
        // A third attempt is open: its paper may hold the same items.
        let (third, _) = start(&mut browser).await;
        assert!(browser.get(&format!("/api/v1/attempts/{second}/result")).await.json.get("items").is_none());
        assert!(!browser.get(&format!("/luot-lam/{second}/ket-qua")).await.text.contains(item["rationale"].as_str().unwrap().split('.').next().unwrap()));
        browser.api("POST", &format!("/api/v1/attempts/{third}/submission"), None).await;
        assert!(browser.get(&format!("/api/v1/attempts/{first}/result")).await.json["items"].as_array().is_some_and(|items| items.len() == 20));
    }

    async fn somebody_elses_attempt_is_not_there_in_any_form(world: World) {
        let (lan, mut browser) = world.trainee("lan").await;
        let id = world.take_quiz(&mut browser, lan, true).await;
        let (_, mut quang) = world.trainee("quang").await;
        for path in ["", "/xem-lai", "/bien-nhan", "/ket-qua"] {
            assert_eq!(quang.get(&format!("/luot-lam/{id}{path}")).await.status, 404, "{path}");
        }
        for path in ["", "/result"] {
            assert_eq!(quang.get(&format!("/api/v1/attempts/{id}{path}")).await.status, 404, "{path}");
        }
        assert_eq!(save(&mut quang, id, 1, 1, &json!("a")).await.status, 404);
        assert_eq!(quang.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await.status, 404);
        assert_eq!(quang.post(&format!("/luot-lam/{id}/nop-bai"), &[]).await.status, 404);
        assert_eq!(quang.post(&format!("/luot-lam/{id}/cau/1"), &[("seq", "1"), ("response", "a")]).await.status, 404);
    }

    async fn forms_without_scripts_save_and_submit_the_same_attempt(world: World) {
        let (lan, mut browser) = world.trainee("lan").await;
        let to = browser.post("/bai-kiem-tra/kl-57", &[]).await;
        let id: AttemptId = to.location().trim_start_matches("/luot-lam/").parse().unwrap();
        for (slot, response) in world.responses(id, lan, true).await {
            let letters: Vec<String> = match &response {
                Value::Array(list) => list.iter().map(|letter| letter.as_str().unwrap().to_owned()).collect(),
                Value::Bool(truth) => vec![truth.to_string()],
                other => vec![other.as_str().unwrap().to_owned()],
            };
            let mut fields = vec![("seq", "1"), ("go", "next")];
            fields.extend(letters.iter().map(|letter| ("response", letter.as_str())));
            let answer = browser.post(&format!("/luot-lam/{id}/cau/{slot}"), &fields).await;
            let next = if slot == 20 { format!("/luot-lam/{id}/xem-lai") } else { format!("/luot-lam/{id}?cau={}", slot + 1) };
            assert_eq!((answer.status, answer.location()), (303, next.as_str()));
        }
        let submitted = browser.post(&format!("/luot-lam/{id}/nop-bai"), &[]).await;
        assert_eq!(submitted.location(), format!("/luot-lam/{id}/bien-nhan"));
        let receipt = browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await.json;
        let page = browser.get(&format!("/luot-lam/{id}/bien-nhan")).await.text;
        assert!(page.contains(receipt["code"].as_str().unwrap()) && page.contains(receipt["digest"].as_str().unwrap()));
        assert_eq!(browser.get(&format!("/api/v1/attempts/{id}/result")).await.json["score"], 2_000);
    }

    async fn an_old_tab_is_told_of_the_change(world: World) {
        let (_, mut browser) = world.trainee("lan").await;
        let (id, attempt) = start(&mut browser).await;
        assert_eq!(save(&mut browser, id, 1, 5, &some_response(&attempt["slots"][0])).await.status, 200);
        let stale = browser.post(&format!("/luot-lam/{id}/cau/1"), &[("seq", "1"), ("go", "next")]).await;
        assert_eq!(stale.location(), format!("/luot-lam/{id}?cau=1"), "back to the same item, with the stored value");
        assert!(browser.cookie("hocthi-flash").is_some_and(|code| code == "changed_elsewhere"));
    }

    async fn scores_can_be_computed_again_from_the_facts(world: World) {
        let (lan, mut browser) = world.trainee("lan").await;
        let id = world.take_quiz(&mut browser, lan, true).await;
        assert!(world.db.read(move |conn| hocthi::quiz::ops::recompute(conn, id)).await.unwrap());
        let all = world.db.read(move |conn| hocthi::quiz::ops::closed_attempts(conn, None, 10)).await.unwrap();
        assert_eq!(all, [id]);
    }
}
