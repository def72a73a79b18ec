//! Loading banks and courses: once, without loss, versions frozen; and the audit chain.

use hocthi::{
    audit::{self, ops::Chain},
    bank, courses,
    kernel::{Problem, page::PageRequest, rng::SystemEntropy},
    shipped,
};

use crate::{
    on_both_databases,
    support::{MORNING, World, issuer},
};

async fn load(world: &World, library: shipped::Library) -> bool {
    world.db.write(move |conn| shipped::load(conn, MORNING, &SystemEntropy, &library, &issuer())).await.unwrap()
}

fn bank_of(library: &mut shipped::Library) -> &mut bank::native::NativeBank {
    library.banks.iter_mut().find(|bank| bank.code == "kl-57").expect("the bank")
}

fn course_of(library: &mut shipped::Library) -> &mut courses::native::NativeCourse {
    library.courses.iter_mut().find(|course| course.code == "kl-57").expect("the course")
}

async fn counts(world: &World) -> (i64, i64) {
    world
        .db
        .read(|conn| {
            let bank = bank::ops::bank_by_code(conn, "kl-57")?;
            let count = |conn: &mut _, status: &str| {
                bank::authoring::list::items(
                    conn,
                    bank.id,
                    &bank::authoring::list::Filter { status: status.into(), ..Default::default() },
                    PageRequest::new(1, 1),
                )
                .map(|page| page.total)
            };
            Ok::<_, Problem>((count(conn, "approved")?, count(conn, "retired")?))
        })
        .await
        .unwrap()
}

on_both_databases! {
    async fn unchanged_content_is_not_written_again(world: World) {
        assert!(!load(&world, shipped::read().unwrap()).await);
    }

    async fn a_changed_item_gets_a_new_version_and_running_attempts_keep_theirs(world: World) {
        let (lan, mut browser) = world.trainee("lan").await;
        let before = browser.api("POST", "/api/v1/quizzes/kl-57/attempts", None).await.json;
        let id: hocthi::kernel::ids::AttemptId = before["id"].as_str().unwrap().parse().unwrap();
        let mut library = shipped::read().unwrap();
        let (approved, _) = counts(&world).await;
        let bank = bank_of(&mut library);
        for item in &mut bank.items {
            item.face.stem.push_str(" (đã sửa)");
            item.solution.rationale.push_str(" (đã sửa)");
        }
        let gone = bank.items.pop().unwrap();
        bank.content_hash = [1; 32];
        assert!(load(&world, library).await);
        assert_eq!(counts(&world).await, (approved - 1, 1), "{} is retired, not deleted", gone.code);
        let after = browser.get(&format!("/api/v1/attempts/{id}")).await.json;
        assert_eq!(before["slots"], after["slots"], "what was asked is frozen");
        for (slot, response) in world.responses(id, lan, true).await {
            browser.api("PUT", &format!("/api/v1/attempts/{id}/responses/{slot}"), Some(serde_json::json!({ "seq": 1, "response": response }))).await;
        }
        browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await;
        let result = browser.get(&format!("/api/v1/attempts/{id}/result")).await.text;
        assert!(result.contains("\"passed\":true") && !result.contains("đã sửa"));
        let fresh = browser.api("POST", "/api/v1/quizzes/kl-57/attempts", None).await.json;
        assert!(fresh["slots"][0]["stem"].as_str().unwrap().ends_with("(đã sửa)"));
    }

    async fn a_blueprint_that_cannot_be_filled_is_a_clear_refusal(world: World) {
        let mut library = shipped::read().unwrap();
        let cell = course_of(&mut library).quiz.as_ref().unwrap().quiz.blueprint[0].clone();
        let bank = bank_of(&mut library);
        bank.items.retain(|item| !(item.topic == cell.topic && item.level == cell.level));
        bank.content_hash = [2; 32];
        assert!(load(&world, library).await);
        let (_, mut browser) = world.trainee("lan").await;
        let refused = browser.api("POST", "/api/v1/quizzes/kl-57/attempts", None).await;
        assert_eq!((refused.status, refused.code()), (409, "not_enough_items"));
        assert_eq!(browser.post("/bai-kiem-tra/kl-57", &[]).await.status, 409);
    }

    async fn a_lesson_that_leaves_the_course_keeps_its_record(world: World) {
        let (lan, mut browser) = world.trainee("lan").await;
        let mut library = shipped::read().unwrap();
        let last = course_of(&mut library).lessons.last().unwrap().code.clone();
        browser.post(&format!("/khoa-hoc/kl-57/{last}/hoan-thanh"), &[]).await;
        let course = course_of(&mut library);
        course.lessons.pop();
        course.content_hash = [3; 32];
        assert!(load(&world, library).await);
        assert_eq!(browser.get(&format!("/khoa-hoc/kl-57/{last}")).await.status, 404);
        assert!(load(&world, shipped::read().unwrap()).await);
        assert_eq!(browser.get(&format!("/khoa-hoc/kl-57/{last}")).await.status, 200);
        let finished = world.db.read(move |conn| {
            let (course, _) = courses::ops::course(conn, "kl-57")?;
            courses::ops::finished_counts(conn, course.id, &[lan])
        }).await.unwrap();
        assert_eq!(finished.get(&lan), Some(&1));
    }

    async fn an_altered_event_breaks_the_chain_where_it_stands(world: World) {
        world.unit("my-tho", None).await;
        world.unit("go-cong", None).await;
        let total = match world.db.read(audit::ops::verify).await.unwrap() {
            Chain::Intact(total) => total,
            Chain::BrokenAt(seq) => panic!("broken at {seq}"),
        };
        world.db.write(move |conn| hocthi::storage::tamper_for_tests(conn, "UPDATE audit_events SET action = 'nothing.happened' WHERE seq = 2")).await.unwrap();
        assert_eq!(world.db.read(audit::ops::verify).await.unwrap(), Chain::BrokenAt(2));
        world.db.write(move |conn| hocthi::storage::tamper_for_tests(conn, &format!("DELETE FROM audit_events WHERE seq >= {total} OR seq = 2"))).await.unwrap();
        assert_eq!(world.db.read(audit::ops::verify).await.unwrap(), Chain::BrokenAt(2), "a hole is found too");
    }

    async fn a_cut_tail_is_found(world: World) {
        world.unit("my-tho", None).await;
        world.db.write(|conn| hocthi::storage::tamper_for_tests(conn, "DELETE FROM audit_events WHERE seq = (SELECT MAX(seq) FROM audit_events)")).await.unwrap();
        assert!(matches!(world.db.read(audit::ops::verify).await.unwrap(), Chain::BrokenAt(_)));
    }
}
