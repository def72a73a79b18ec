//! What organizers change after a round opened: pauses, more time, keys, appeals; and that the published file tells it.

use hocthi::{
    contests::{amending, ops, verify},
    kernel::{
        Role,
        ids::{AttemptId, PersonId},
        rng::SystemEntropy,
    },
};
use serde_json::json;

use crate::{
    on_both_databases,
    support::{Browser, World},
};

const ROUND: &str = "/cuoc-thi/tim-hieu/vong/vong-1";
const ADMIN: &str = "/to-chuc-thi/tim-hieu/vong/vong-1";
const HOUR: u64 = 3_600;
/// Seconds after the opening by which everybody may begin.
const REVEALED: u64 = 3;

/// A contest of one round of an hour with papers of twenty minutes, open since now; its two organizers.
async fn open_round(world: &World) -> [PersonId; 2] {
    let first = world.person("duc", "Phạm Văn Đức", None, Some((Role::Organizer, None))).await;
    let second = world.person("huong", "Võ Thị Hương", None, Some((Role::Organizer, None))).await;
    let mut duc = world.signed_in(first).await;
    let form = [
        ("title", "Cuộc thi tìm hiểu"),
        ("code", "tim-hieu"),
        ("organizer", "Ban Tổ chức"),
        ("summary", ""),
        ("rounds", "1"),
        ("first_opens_at", "10:00 23/11/2026"),
        ("open_hours", "1"),
        ("every_hours", "24"),
        ("blueprint_of", "kl-57"),
        ("time_limit", "20"),
        ("attempts", "2"),
        ("preset", "fastest_then_earliest"),
        ("target", "persons_all_correct"),
    ];
    assert_eq!(duc.post("/to-chuc-thi/them", &form).await.status, 303);
    assert_eq!(duc.post("/to-chuc-thi/tim-hieu/cong-bo", &[]).await.status, 303);
    let ten = hocthi::kernel::Timestamp::from_vietnam("2026-11-23T10:00:00".parse().unwrap());
    // Three seconds later everybody's own moment has come.
    world.pass(u64::try_from(ten.seconds_since(crate::support::MORNING)).unwrap() + REVEALED);
    [first, second]
}

async fn started(browser: &mut Browser) -> AttemptId {
    let started = browser.api("POST", "/api/v1/rounds/tim-hieu.vong-1/attempts", None).await;
    assert_eq!(started.status, 201, "{}", started.text);
    started.json["id"].as_str().unwrap().parse().unwrap()
}

async fn answer(world: &World, browser: &mut Browser, id: AttemptId, person: PersonId, right: bool) {
    for (slot, response) in world.responses(id, person, right).await {
        let saved =
            browser.api("PUT", &format!("/api/v1/attempts/{id}/responses/{slot}"), Some(json!({ "seq": 1, "response": response }))).await;
        assert_eq!(saved.status, 200, "{}", saved.text);
    }
}

async fn submit(browser: &mut Browser, id: AttemptId) {
    assert_eq!(browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await.status, 201);
}

async fn pseudonym(world: &World, person: PersonId) -> String {
    world
        .db
        .read(move |conn| {
            let contest = ops::contest(conn, "tim-hieu", false)?;
            ops::pseudonym(conn, contest.id, person)
        })
        .await
        .unwrap()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{before} in {text}"));
    rest.split_once(after).unwrap_or_else(|| panic!("{after} after {before}")).0
}

/// Id of the newest proposal on the page of changes.
async fn newest_change(browser: &mut Browser) -> String {
    let text = browser.get(&format!("{ADMIN}/sua-doi")).await.text;
    between(&text, "sua-doi/", "\"").to_owned()
}

/// Approved by both, publishes, and gives the file back, which must stand.
async fn published(world: &World, committee: [PersonId; 2]) -> (String, verify_file::File) {
    let (mut duc, mut huong) = (world.signed_in(committee[0]).await, world.signed_in(committee[1]).await);
    for browser in [&mut duc, &mut huong] {
        let page = browser.get(ADMIN).await.text;
        // Who has approved already is not asked again.
        if page.contains("name=\"digest\"") {
            let digest = between(&page, "name=\"digest\" value=\"", "\"").to_owned();
            assert_eq!(browser.post(&format!("{ADMIN}/duyet"), &[("digest", &digest)]).await.status, 303);
        }
    }
    let done = huong.post(&format!("{ADMIN}/cong-bo"), &[]).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let text = world.stranger().get(&format!("{ROUND}/ket-qua.json")).await.text;
    let file = verify::read(&text).unwrap();
    assert_eq!(verify::verify(&text, &file), Ok(()));
    (text, file)
}

mod verify_file {
    pub type File = hocthi::contests::result_file::ResultFile;
}

on_both_databases! {
    async fn a_pause_hides_the_paper_and_gives_the_time_back(world: World) {
        let committee = open_round(&world).await;
        let (lan, mut lans) = world.trainee("lan").await;
        let (_, mut nams) = world.trainee("nam").await;
        let (_, mut hoas) = world.trainee("hoa").await;
        let attempt = started(&mut lans).await;
        let before = lans.api("GET", &format!("/api/v1/attempts/{attempt}"), None).await.json;
        // Nam's twenty minutes are over before the pause; nothing is given to him.
        let over = started(&mut nams).await;
        world.pass(19 * 60);
        answer(&world, &mut lans, attempt, lan, true).await;
        let mut duc = world.signed_in(committee[0]).await;
        assert_eq!(duc.post(&format!("{ADMIN}/sua-doi"), &[("kind", "pause"), ("minutes", "0"), ("reason", "x")]).await.status, 422);
        assert_eq!(duc.post(&format!("{ADMIN}/sua-doi"), &[("kind", "pause"), ("minutes", "5"), ("reason", " ")]).await.status, 422);
        submit(&mut nams, over).await;
        let paused = duc.post(&format!("{ADMIN}/sua-doi"), &[("kind", "pause"), ("minutes", "5"), ("reason", "Mất điện ở máy chủ")]).await;
        assert_eq!(paused.status, 303, "{}", paused.text);

        let news = lans.api("GET", &format!("/api/v1/attempts/{attempt}/news"), None).await.json;
        let end = |value: &serde_json::Value| chrono::DateTime::parse_from_rfc3339(value["deadline_at"].as_str().unwrap()).unwrap();
        assert_eq!((end(&news) - end(&before)).num_seconds(), 300, "five minutes more");
        assert!(news["paused_until"].is_string());
        let hidden = lans.api("GET", &format!("/api/v1/attempts/{attempt}"), None).await;
        assert_eq!(hidden.json["slots"], json!([]), "no paper while it stands still");
        let page = lans.get(&format!("/luot-lam/{attempt}")).await.text;
        assert!(page.contains("tạm dừng") && !page.contains("take-items"));
        let late = lans.api("PUT", &format!("/api/v1/attempts/{attempt}/responses/1"), Some(json!({ "seq": 9, "response": null }))).await;
        assert_eq!(late.status, 200, "what is on its way is still kept: {}", late.text);
        let refused = hoas.api("POST", "/api/v1/rounds/tim-hieu.vong-1/attempts", None).await;
        assert_eq!((refused.status, refused.code()), (409, "paused"));
        assert!(hoas.get(ROUND).await.text.contains("Mất điện ở máy chủ"), "announced with its reason");

        world.pass(300);
        assert!(lans.get(&format!("/luot-lam/{attempt}")).await.text.contains("take-items"), "it goes on");
        let (_, mut toms) = world.trainee("tam").await;
        started(&mut toms).await;
        world.pass(30);
        answer_again(&world, &mut lans, attempt, lan).await;
        submit(&mut lans, attempt).await;
        // An hour and five minutes after the opening it is closed, and not before.
        world.pass(HOUR + 300 - REVEALED - 19 * 60 - 330 - 1);
        started(&mut hoas).await;
        world.pass(1);
        let closed = nams.api("POST", "/api/v1/rounds/tim-hieu.vong-1/attempts", None).await;
        assert_eq!((closed.status, closed.code()), (409, "closed"));
        world.pass(60);
        world.sweep().await;
        let (text, file) = published(&world, committee).await;
        assert!(text.contains("Mất điện ở máy chủ"));
        assert_eq!(file.amendments.len(), 1);
        let own = pseudonym(&world, lan).await;
        let line = file.ranking.iter().find(|line| line.pseudonym == own).unwrap();
        assert_eq!(line.working_time, (19 * 60 + 30) * 1_000, "the pause is no working time");
        proofs_stand(&world, &text, &own).await;
    }

    async fn more_time_needs_two_people_and_reaches_everybody_at_work(world: World) {
        let committee = open_round(&world).await;
        let (_, mut lans) = world.trainee("lan").await;
        let attempt = started(&mut lans).await;
        world.pass(60);
        let mut duc = world.signed_in(committee[0]).await;
        let mut huong = world.signed_in(committee[1]).await;
        assert_eq!(duc.post(&format!("{ADMIN}/sua-doi"), &[("kind", "extension"), ("minutes", "10"), ("reason", "Mạng chậm")]).await.status, 303);
        let change = newest_change(&mut duc).await;
        let before = deadline(&mut lans, attempt).await;
        let alone = duc.post(&format!("{ADMIN}/sua-doi/{change}"), &[("decision", "accept")]).await;
        assert_eq!(alone.status, 409, "one person is not two");
        assert_eq!(deadline(&mut lans, attempt).await, before, "nothing changes before");
        assert!(!lans.get(ROUND).await.text.contains("Mạng chậm"));
        assert_eq!(lans.post(&format!("{ADMIN}/sua-doi/{change}"), &[("decision", "accept")]).await.status, 403);
        assert_eq!(huong.post(&format!("{ADMIN}/sua-doi/{change}"), &[("decision", "accept")]).await.status, 303);
        assert_eq!(huong.post(&format!("{ADMIN}/sua-doi/{change}"), &[("decision", "accept")]).await.status, 409, "once");
        assert_eq!((deadline(&mut lans, attempt).await - before).num_seconds(), 600);
        assert!(lans.get(ROUND).await.text.contains("Mạng chậm"));
        assert_eq!(duc.post(&format!("{ADMIN}/sua-doi"), &[("kind", "extension"), ("minutes", "10"), ("reason", "Nhầm")]).await.status, 303);
        let mistaken = newest_change(&mut duc).await;
        assert_eq!(duc.post(&format!("{ADMIN}/sua-doi/{mistaken}"), &[("decision", "refuse")]).await.status, 303, "one's own may be withdrawn");
        assert_eq!(huong.post(&format!("{ADMIN}/sua-doi/{mistaken}"), &[("decision", "accept")]).await.status, 409);
        assert_eq!((deadline(&mut lans, attempt).await - before).num_seconds(), 600);
    }

    async fn an_appeal_upheld_corrects_the_key_for_everybody(world: World) {
        let committee = open_round(&world).await;
        let (lan, mut lans) = world.trainee("lan").await;
        let (nam, mut nams) = world.trainee("nam").await;
        let (right, wrong) = (started(&mut lans).await, started(&mut nams).await);
        answer(&world, &mut lans, right, lan, true).await;
        answer(&world, &mut nams, wrong, nam, false).await;
        world.pass(60);
        submit(&mut lans, right).await;
        submit(&mut nams, wrong).await;
        let (_, mut hoas) = world.trainee("hoa").await;
        assert!(!nams.get(&format!("{ROUND}/khieu-nai")).await.text.contains("Đáp án:"), "no key while the round is open");
        world.pass(HOUR + 60);
        let mut duc = world.signed_in(committee[0]).await;
        let mut huong = world.signed_in(committee[1]).await;
        assert!(!nams.get(&format!("{ROUND}/khieu-nai")).await.text.contains("Đáp án:"), "nor before it is opened for appeals");
        assert_eq!(nams.post(&format!("{ROUND}/khieu-nai"), &[("about", "1/1"), ("text", "Sớm quá")]).await.status, 422);
        assert_eq!(duc.post(&format!("{ADMIN}/mo-khieu-nai"), &[("appeals_until", "mai")]).await.status, 422);
        assert_eq!(duc.post(&format!("{ADMIN}/mo-khieu-nai"), &[("appeals_until", "09:00 23/11/2026")]).await.status, 422, "over already");
        assert_eq!(duc.post(&format!("{ADMIN}/mo-khieu-nai"), &[("appeals_until", "12:00 23/11/2026")]).await.status, 303);
        assert_eq!(duc.post(&format!("{ADMIN}/mo-khieu-nai"), &[("appeals_until", "11:30 23/11/2026")]).await.status, 422, "never cut");

        let marks = nams.get(&format!("{ROUND}/khieu-nai")).await.text;
        assert!(marks.contains("Đáp án:") && marks.contains("Gửi khiếu nại"));
        assert!(!hoas.get(&format!("{ROUND}/khieu-nai")).await.text.contains("Đáp án:"), "only those who took part");
        assert_eq!(hoas.post(&format!("{ROUND}/khieu-nai"), &[("about", ""), ("text", "Tôi không dự thi")]).await.status, 404);
        for (about, text) in [("9/1", "Không có lượt này"), ("1/999", "Không có câu này"), ("x", "Sai"), ("1/1", "  ")] {
            assert_eq!(nams.post(&format!("{ROUND}/khieu-nai"), &[("about", about), ("text", text)]).await.status, 422, "{about}");
        }
        assert_eq!(nams.post(&format!("{ROUND}/khieu-nai"), &[("about", "1/1"), ("text", "Đáp án câu 1 chưa đúng.")]).await.status, 303);
        assert!(!lans.get(&format!("{ROUND}/khieu-nai")).await.text.contains("chưa đúng"), "nobody sees another's appeal");

        let list = duc.get(&format!("{ADMIN}/khieu-nai")).await.text;
        assert!(list.contains("Đáp án câu 1 chưa đúng.") && list.contains("kl57-"), "with the item that it is about");
        let appeal = between(&list, "id=\"appeal-", "\"").to_owned();
        let item = between(&list, "class=\"code\">", "<").replace("&#x2f;", "/");
        assert_eq!(duc.post(&format!("{ADMIN}/khieu-nai/{appeal}"), &[("decision", "uphold"), ("answer", " ")]).await.status, 422);
        assert_eq!(duc.post(&format!("{ADMIN}/khieu-nai/{appeal}"), &[("decision", "uphold"), ("answer", "Đúng, xin cảm ơn.")]).await.status, 303);
        assert_eq!(huong.post(&format!("{ADMIN}/khieu-nai/{appeal}"), &[("decision", "reject"), ("answer", "Không")]).await.status, 422, "answered once");
        assert!(nams.get(&format!("{ROUND}/khieu-nai")).await.text.contains("Đúng, xin cảm ơn."));

        let bad = duc.post(&format!("{ADMIN}/sua-doi"), &[("kind", "item_voided"), ("item", "kl-57/khong-co"), ("reason", "x")]).await;
        assert_eq!(bad.status, 422);
        assert_eq!(duc.post(&format!("{ADMIN}/sua-doi"), &[("kind", "item_voided"), ("item", &item), ("reason", "Câu hỏi có hai đáp án")]).await.status, 303);
        let change = newest_change(&mut duc).await;
        assert_eq!(huong.post(&format!("{ADMIN}/sua-doi/{change}"), &[("decision", "accept")]).await.status, 303);
        let page = huong.get(ADMIN).await.text;
        let digest = between(&page, "id=\"digest\">", "<").to_owned();
        let early = huong.post(&format!("{ADMIN}/duyet"), &[("digest", &digest)]).await;
        assert_eq!(early.status, 409, "not while appeals may come");
        world.pass(HOUR);
        let (text, file) = published(&world, committee).await;
        assert!(text.contains("item_voided") && text.contains("Câu hỏi có hai đáp án"));
        let answers = answers_of(&world, "Đã hủy").await;
        assert!(answers.contains("Câu hỏi có hai đáp án") && answers.contains("trọn điểm"), "the page of the answers tells it too");
        let nams_line = file.ranking.iter().find(|line| line.ordinal == 1 && line.pseudonym != file.ranking[0].pseudonym).unwrap();
        assert_eq!(nams_line.score, 100, "the points of the voided item for everybody who was asked it");
    }

    async fn the_page_of_the_answers_shows_the_key_that_counts(world: World) {
        let committee = open_round(&world).await;
        let (_, mut lans) = world.trainee("lan").await;
        let attempt = started(&mut lans).await;
        submit(&mut lans, attempt).await;
        world.pass(HOUR + 60);
        let (mut duc, mut huong) = (world.signed_in(committee[0]).await, world.signed_in(committee[1]).await);
        let page = duc.get(&format!("{ADMIN}/sua-doi")).await.text.replace("&#x2f;", "/");
        // An item with one right option, as its line tells: "…: … [A]".
        let line = page.split("<option value=\"").find(|line| line.contains("[A]<") || line.contains("[B]<")).expect("a single choice");
        let (item, old) = (line.split('"').next().unwrap().to_owned(), if line.contains("[A]<") { "A" } else { "B" });
        let new = if old == "A" { "B" } else { "A" };
        let form = [("kind", "key_corrected"), ("item", item.as_str()), ("key", new), ("reason", "Nghị quyết đã sửa")];
        assert_eq!(duc.post(&format!("{ADMIN}/sua-doi"), &form).await.status, 303);
        let change = newest_change(&mut duc).await;
        assert_eq!(huong.post(&format!("{ADMIN}/sua-doi/{change}"), &[("decision", "accept")]).await.status, 303);
        published(&world, committee).await;
        let answers = answers_of(&world, "Đã sửa đáp án").await;
        assert!(answers.contains(&format!("từ {old} thành {new}")) && answers.contains("Nghị quyết đã sửa"), "{answers}");
        let keys: Vec<&str> = answers.split("<li class=\"key\"><span>").skip(1).map(|key| &key[..1]).collect();
        assert_eq!(keys, [new]);
    }

    async fn who_begins_while_a_pause_waits_for_its_turn_has_its_time_too(world: World) {
        let committee = open_round(&world).await;
        let asked_at = world.now();
        world.pass(2);
        let (_, mut lans) = world.trainee("lan").await;
        let attempt = started(&mut lans).await;
        let before = deadline(&mut lans, attempt).await;
        // The queue of writes was long: the pause that was asked for before Lan began comes to its turn after it.
        let by = committee[0];
        let paused = world.db.write(move |conn| {
            let (contest, round) = ops::round_named(conn, "tim-hieu.vong-1")?;
            let actor = hocthi::identity::ops::actor(conn, by)?.expect("there");
            amending::pause(conn, asked_at, &SystemEntropy, &actor, &contest, &round, (5, "Mất điện"))
        });
        paused.await.unwrap();
        assert_eq!((deadline(&mut lans, attempt).await - before).num_seconds(), 300);
        world.pass(360);
        submit(&mut lans, attempt).await;
        world.pass(2 * HOUR);
        world.sweep().await;
        let (_, file) = published(&world, committee).await;
        assert!(file.amendments[0].at > file.attempts[0].started_at);
        assert_eq!(file.ranking[0].working_time, 60_000, "the minute after the pause");
    }

    async fn one_person_pauses_for_so_long_and_no_longer(world: World) {
        let committee = open_round(&world).await;
        let (_, mut lans) = world.trainee("lan").await;
        let attempt = started(&mut lans).await;
        let before = deadline(&mut lans, attempt).await;
        let (mut duc, mut huong) = (world.signed_in(committee[0]).await, world.signed_in(committee[1]).await);
        let pause = |minutes: &'static str| [("kind", "pause"), ("minutes", minutes), ("reason", "Mất điện")];
        world.pass(60);
        assert_eq!(duc.post(&format!("{ADMIN}/sua-doi"), &pause("200")).await.status, 303);
        assert!(duc.get(&format!("{ADMIN}/sua-doi")).await.text.contains("dừng 200 phút"));
        assert_eq!((deadline(&mut lans, attempt).await - before).num_minutes(), 200);
        assert_eq!(duc.post(&format!("{ADMIN}/sua-doi"), &pause("41")).await.status, 303);
        assert_eq!((deadline(&mut lans, attempt).await - before).num_minutes(), 200, "a proposal gives nothing yet");
        let change = newest_change(&mut duc).await;
        assert_eq!(duc.post(&format!("{ADMIN}/sua-doi/{change}"), &[("decision", "accept")]).await.status, 409, "one person is not two");
        assert_eq!(huong.post(&format!("{ADMIN}/sua-doi/{change}"), &[("decision", "accept")]).await.status, 303);
        assert_eq!((deadline(&mut lans, attempt).await - before).num_minutes(), 241);
        assert_eq!(duc.post(&format!("{ADMIN}/sua-doi"), &pause("40")).await.status, 303, "up to the limit alone");
        assert_eq!((deadline(&mut lans, attempt).await - before).num_minutes(), 281);
        // It goes on where all three together end.
        world.pass(280 * 60);
        let paused = lans.api("POST", "/api/v1/rounds/tim-hieu.vong-1/attempts", None).await;
        assert_eq!(paused.status, 200, "the open attempt is given back");
        assert!(lans.get(&format!("/luot-lam/{attempt}")).await.text.contains("tạm dừng"));
        world.pass(60);
        assert!(lans.get(&format!("/luot-lam/{attempt}")).await.text.contains("take-items"));
        world.pass(60);
        submit(&mut lans, attempt).await;
        world.pass(2 * HOUR);
        world.sweep().await;
        let (_, file) = published(&world, committee).await;
        assert_eq!(file.amendments.iter().map(|amendment| amendment.decided_by.len()).collect::<Vec<_>>(), [1, 2, 1]);
        assert_eq!(file.ranking[0].working_time, 120_000, "a minute before and a minute after");
    }

    async fn a_round_is_not_changed_without_end(world: World) {
        let committee = open_round(&world).await;
        let mut duc = world.signed_in(committee[0]).await;
        for _ in 0..100 {
            assert_eq!(duc.post(&format!("{ADMIN}/sua-doi"), &[("kind", "pause"), ("minutes", "1"), ("reason", "Mất điện")]).await.status, 303);
        }
        let refused = duc.post(&format!("{ADMIN}/sua-doi"), &[("kind", "pause"), ("minutes", "1"), ("reason", "Mất điện")]).await;
        assert!(refused.status == 422 && refused.text.contains("quá nhiều sửa đổi"), "{}", refused.status);
    }

    async fn a_voided_round_has_no_result(world: World) {
        let committee = open_round(&world).await;
        let (_, mut lans) = world.trainee("lan").await;
        let attempt = started(&mut lans).await;
        submit(&mut lans, attempt).await;
        world.pass(HOUR + 60);
        let mut duc = world.signed_in(committee[0]).await;
        let mut huong = world.signed_in(committee[1]).await;
        assert_eq!(duc.post(&format!("{ADMIN}/sua-doi"), &[("kind", "round_voided"), ("reason", "Lộ đề")]).await.status, 303);
        let change = newest_change(&mut duc).await;
        assert_eq!(huong.post(&format!("{ADMIN}/sua-doi/{change}"), &[("decision", "accept")]).await.status, 303);
        assert!(lans.get(ROUND).await.text.contains("Lộ đề"));
        assert!(!huong.get(ADMIN).await.text.contains("name=\"digest\""));
        assert_eq!(huong.post(&format!("{ADMIN}/cong-bo"), &[]).await.status, 409);
        assert!(lans.get(&format!("/luot-lam/{attempt}/bien-nhan")).await.status == 200, "receipts stay");
    }
}

/// The article of the first item on the pages of the answers that says `told`.
async fn answers_of(world: &World, told: &str) -> String {
    let mut reader = world.stranger();
    for page in 1..=10 {
        let text = reader.get(&format!("{ROUND}/ket-qua/dap-an?trang={page}")).await.text;
        if let Some(article) = text.split("<article").find(|article| article.contains(told)) {
            return article.to_owned();
        }
    }
    panic!("no item says {told}")
}

/// The file comes whole, compressed or not; the proof of a receipt and the list of the contest stand and name it.
async fn proofs_stand(world: &World, text: &str, pseudonym: &str) {
    let mut reader = world.stranger();
    let squeezed = reader.raw("GET", &format!("{ROUND}/ket-qua.json"), &[("accept-encoding", "gzip")], vec![]).await;
    assert_eq!(squeezed.header("content-encoding"), "gzip");
    let plain = reader.raw("GET", &format!("{ROUND}/ket-qua.json"), &[("accept-encoding", "identity")], vec![]).await;
    assert_eq!((plain.header("content-length"), plain.text.as_str()), (text.len().to_string().as_str(), text));
    let proof = reader.get(&format!("{ROUND}/bang-chung.json?ma={pseudonym}&luot=1")).await.text;
    let receipt: hocthi::contests::proof::ReceiptProof = serde_json::from_str(&proof).expect("a proof");
    assert_eq!(hocthi::contests::proof::verify_receipt(&proof, &receipt), Ok(()));
    assert_eq!(reader.get(&format!("{ROUND}/bang-chung.json?ma={pseudonym}&luot=7")).await.status, 404);
    let list = reader.get("/cuoc-thi/tim-hieu/ket-qua.json").await.text;
    let contest: hocthi::contests::proof::ContestFile = serde_json::from_str(&list).expect("a list");
    assert_eq!(hocthi::contests::proof::verify_contest(&list, &contest), Ok(()));
    assert_eq!(contest.rounds[0].result.as_ref(), Some(&receipt.result));
    let keys = reader.api("GET", "/.well-known/hocthi-keys.json", None).await.json;
    for file in [text, &proof, &list] {
        whose_key_it_is_is_told(file, keys["keys"][0]["hex"].as_str().expect("a key"));
    }
}

/// The command says of a file that stands whose key signed it, or that nobody compared it; with another's it does not stand.
fn whose_key_it_is_is_told(file: &str, key: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ket-qua.json");
    std::fs::write(&path, file).expect("written");
    let told = |more: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_hocthi"));
        let done = command.args(["--lang", "vi", "contest", "verify"]).arg(&path).args(more).output().expect("runs");
        (done.status.code(), String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap())
    };
    let (status, said) = told(&[]);
    assert!(status == Some(0) && said.contains("Chưa so khóa ký") && said.contains(key), "{said}");
    let (status, said) = told(&["--key", &key.to_uppercase()]);
    assert!(status == Some(0) && said.contains("Khóa ký đúng là khóa đã cho") && !said.contains("Chưa so"), "{said}");
    let (status, said) = told(&["--key", &"0".repeat(64)]);
    assert!(status == Some(1) && said.contains("không ký bằng khóa đã cho"), "{said}");
    let (_, said) = told(&["--json"]);
    let json: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!((&json["stands"], &json["key_compared"], json["public_key"].as_str()), (&true.into(), &false.into(), Some(key)));
}

async fn deadline(browser: &mut Browser, attempt: AttemptId) -> chrono::DateTime<chrono::FixedOffset> {
    let news = browser.api("GET", &format!("/api/v1/attempts/{attempt}/news"), None).await.json;
    chrono::DateTime::parse_from_rfc3339(news["deadline_at"].as_str().unwrap()).unwrap()
}

/// After the emptied first slot the right response is sent again.
async fn answer_again(world: &World, browser: &mut Browser, id: AttemptId, person: PersonId) {
    let (slot, response) = world.responses(id, person, true).await.remove(0);
    browser.api("PUT", &format!("/api/v1/attempts/{id}/responses/{slot}"), Some(json!({ "seq": 10, "response": response }))).await;
}
