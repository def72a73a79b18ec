//! The organizers' desk: the live view, signals, and decisions by two people.

use std::sync::Arc;

use awc::Client;
use futures_util::StreamExt;
use hocthi::{
    audit,
    contests::{ops, pages::live::watch::Watch},
    jobs,
    kernel::{
        Problem, Role, Timestamp,
        ids::{AttemptId, PersonId},
        page::PageRequest,
    },
    web::gauge::Gauge,
};
use serde_json::json;

use crate::{
    contests::proposal_waiting,
    on_both_databases,
    support::{Browser, MORNING, World},
};

const HOUR: u64 = 3_600;
const PAGE: &str = "/to-chuc-thi/tim-hieu/vong/vong-1";
const PUBLIC: &str = "/cuoc-thi/tim-hieu/vong/vong-1";

const FORM: [(&str, &str); 13] = [
    ("title", "Cuộc thi tìm hiểu"),
    ("code", "tim-hieu"),
    ("organizer", "Ban Tổ chức"),
    ("summary", "Một vòng."),
    ("rounds", "1"),
    ("first_opens_at", "10:00 23/11/2026"),
    ("open_hours", "1"),
    ("every_hours", "24"),
    ("blueprint_of", "kl-57"),
    ("time_limit", "20"),
    ("attempts", "2"),
    ("preset", "prediction_then_earliest"),
    ("target", "persons_all_correct"),
];

/// Two organizers, and a round that is open from now on.
async fn open_round(world: &World) -> [PersonId; 2] {
    let duc = world.person("duc", "Phạm Văn Đức", None, Some((Role::Organizer, None))).await;
    let huong = world.person("huong", "Võ Thị Hương", None, Some((Role::Organizer, None))).await;
    let mut browser = world.signed_in(duc).await;
    let created = browser.post("/to-chuc-thi/them", &FORM).await;
    assert_eq!(created.status, 303, "{}", created.text);
    assert_eq!(browser.post("/to-chuc-thi/tim-hieu/cong-bo", &[]).await.status, 303);
    let ten = Timestamp::from_vietnam("2026-11-23T10:00:00".parse().unwrap());
    world.pass(u64::try_from(ten.seconds_since(MORNING)).unwrap());
    [duc, huong]
}

async fn both(world: &World, [duc, huong]: [PersonId; 2]) -> (Browser, Browser) {
    (world.signed_in(duc).await, world.signed_in(huong).await)
}

async fn start(browser: &mut Browser) -> AttemptId {
    let started = browser.api("POST", "/api/v1/rounds/tim-hieu.vong-1/attempts", None).await;
    assert_eq!(started.status, 201, "{}", started.text);
    started.json["id"].as_str().unwrap().parse().unwrap()
}

/// Takes the round in so many seconds.
async fn take(world: &World, browser: &mut Browser, person: PersonId, right: bool, seconds: u64) -> AttemptId {
    let id = start(browser).await;
    for (slot, response) in world.responses(id, person, right).await {
        let path = format!("/api/v1/attempts/{id}/responses/{slot}");
        assert_eq!(browser.api("PUT", &path, Some(json!({ "seq": 1, "response": response }))).await.status, 200);
    }
    world.pass(seconds);
    assert_eq!(browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await.status, 201);
    id
}

/// Address of the first signal of a kind on the desk.
async fn signal(browser: &mut Browser, kind: &str) -> Option<String> {
    let text = browser.get(&format!("{PAGE}/bat-thuong?loai={kind}")).await.text;
    let table = text.split_once("<tbody>")?.1;
    let (_, rest) = table.split_once("/bat-thuong/")?;
    Some(format!("{PAGE}/bat-thuong/{}", &rest[..16]))
}

async fn pseudonym(world: &World, person: PersonId) -> String {
    let of = move |conn: &mut hocthi::storage::Conn<'_>| {
        let contest = ops::contest(conn, "tim-hieu", false)?;
        ops::pseudonym(conn, contest.id, person)
    };
    world.db.read(of).await.unwrap()
}

/// Reads a stream until it has brought this many events, or has ended (`false`).
async fn events(
    stream: &mut (impl futures_util::Stream<Item = Result<bytes_of::Bytes, awc::error::PayloadError>> + Unpin),
    wanted: usize,
    text: &mut String,
) -> bool {
    while text.matches("event: live").count() < wanted || !text.ends_with("\n\n") {
        match stream.next().await {
            Some(chunk) => text.push_str(&String::from_utf8_lossy(&chunk.expect("a chunk"))),
            None => return false,
        }
    }
    true
}

mod bytes_of {
    pub use actix_web::web::Bytes;
}

/// Opens the stream of the round with this browser's session.
async fn stream_of(
    world: &World,
    browser: &Browser,
) -> impl futures_util::Stream<Item = Result<bytes_of::Bytes, awc::error::PayloadError>> + Unpin + use<> {
    let client = Client::builder().timeout(std::time::Duration::from_secs(30)).finish();
    let cookie = format!("hocthi={}", browser.cookie("hocthi").expect("signed in"));
    let response =
        client.get(format!("{}{PAGE}/truc-tiep/su-kien", world.base)).insert_header(("cookie", cookie)).no_decompress().send().await;
    let response = response.expect("an answer");
    assert_eq!(response.status().as_u16(), 200);
    assert!(response.headers().get("content-type").unwrap().to_str().unwrap().starts_with("text/event-stream"));
    response
}

on_both_databases! {
    async fn the_live_view_moves_and_tells_no_key_and_no_score(world: World) {
        let committee = open_round(&world).await;
        let (mut duc, _) = both(&world, committee).await;
        let unit = world.unit("my-tho", None).await;
        let lan = world.person("lan", "Nguyễn Thị Lan", Some(unit), None).await;
        let (_, mut nams) = world.trainee("nam").await;
        let mut lans = world.signed_in(lan).await;
        take(&world, &mut lans, lan, true, 300).await;
        let page = duc.get(&format!("{PAGE}/truc-tiep")).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("Đơn vị my-tho") && page.text.contains("đừng nói ra trước khi công bố"));
        assert!(page.text.contains("Lượt đã bắt đầu"));

        let mut stream = stream_of(&world, &duc).await;
        let mut told = String::new();
        assert!(events(&mut stream, 1, &mut told).await);
        assert!(told.starts_with("retry: 3000\n\nevent: live\ndata: "));
        let started = |text: &str| {
            let last = text.rsplit("event: live").next().unwrap().to_owned();
            let (_, rest) = last.split_once("Lượt đã bắt đầu").expect("the figure");
            rest.split_once("class=\"value\">").unwrap().1.split('<').next().unwrap().to_owned()
        };
        assert_eq!(started(&told), "1");
        start(&mut nams).await;
        // The next look may fall on a snapshot from before the start; the one after it cannot.
        while started(&told) != "2" {
            let seen = told.matches("event: live").count();
            assert!(seen < 4, "no event tells of the start: {told}");
            assert!(events(&mut stream, seen + 1, &mut told).await);
        }
        let stems = world.db.read(|conn| {
            let drawables = hocthi::bank::ops::drawables(conn, &["kl-57"])?;
            let versions: Vec<_> = drawables.iter().map(|item| item.version).collect();
            hocthi::bank::ops::faces(conn, &versions)
        }).await.unwrap();
        assert!(stems.values().all(|face| !told.contains(&face.stem)), "no item");
        for word in ["Điểm", "đáp án", "Đúng tất cả", "score", "csrf", "Xếp hạng"] {
            assert!(!told.contains(word), "{word}");
        }

        world.shared.end_streams();
        assert!(!events(&mut stream, 99, &mut told).await, "a stop ends the stream");
        assert_eq!(duc.get(&format!("{PAGE}/truc-tiep/su-kien")).await.status, 503, "and none is begun");
    }

    async fn one_snapshot_serves_all_who_look(world: World) {
        open_round(&world).await;
        let (watch, gauge) = (Watch::default(), Gauge::default());
        let round = world.db.read(|conn| ops::round_named(conn, "tim-hieu.vong-1")).await.unwrap().1;
        let (_, mut lans) = world.trainee("lan").await;
        let first = watch.look(&world.shared.state, &gauge, &round).await.unwrap();
        let again = watch.look(&world.shared.state, &gauge, &round).await.unwrap();
        assert!(Arc::ptr_eq(&first, &again), "who looks at once sees the same, and nobody asks the database again");
        start(&mut lans).await;
        actix_web::rt::time::sleep(std::time::Duration::from_millis(2_050)).await;
        let later = watch.look(&world.shared.state, &gauge, &round).await.unwrap();
        assert_eq!((first.snapshot.started, later.snapshot.started, later.snapshot.active), (0, 1, 1));
        assert_eq!(later.snapshot.minutes.last().unwrap().starts, 1, "in the present minute");
        assert_eq!(later.snapshot.minutes.len(), 60);
    }

    async fn the_desk_is_for_organizers(world: World) {
        open_round(&world).await;
        let (_, mut lans) = world.trainee("lan").await;
        let judge = world.person("vinh", "Lê Quang Vinh", None, Some((Role::Judge, None))).await;
        let mut judges = world.signed_in(judge).await;
        for path in ["truc-tiep", "truc-tiep/su-kien", "bat-thuong", "bat-thuong/0123456789abcdef"] {
            assert_eq!(lans.get(&format!("{PAGE}/{path}")).await.status, 403, "{path}");
            assert_eq!(judges.get(&format!("{PAGE}/{path}")).await.status, 403, "{path}");
            assert_eq!(world.stranger().get(&format!("{PAGE}/{path}")).await.status, 303, "{path}");
        }
        assert_eq!(lans.post(&format!("{PAGE}/de-nghi/{judge}"), &[("verdict", "confirmed")]).await.status, 403);
    }

    async fn two_people_decide_and_the_person_is_told_kindly(world: World) {
        let committee = open_round(&world).await;
        let (lan, mut lans) = world.trainee("lan").await;
        let (nam, mut nams) = world.trainee("nam").await;
        take(&world, &mut lans, lan, true, 1).await;
        // The same browser, another account.
        let device = lans.cookie("hocthi-device").expect("left at the start").clone();
        nams.set_cookie("hocthi-device", &device);
        take(&world, &mut nams, nam, false, 400).await;

        let (mut duc, mut huong) = both(&world, committee).await;
        let open = duc.get(&format!("{PAGE}/bat-thuong")).await;
        assert_eq!(open.status, 200);
        assert!(open.text.contains("chỉ có các dấu hiệu không dựa vào điểm"));
        assert!(signal(&mut duc, "too_fast").await.is_some() && signal(&mut duc, "full_marks_fast").await.is_none());
        let address = signal(&mut duc, "same_browser").await.expect("one browser, two people");
        let seen = duc.get(&address).await.text;
        assert!(seen.contains("Học viên lan") && seen.contains("Học viên nam") && seen.contains("Anh chị em"));

        let who = pseudonym(&world, lan).await;
        let reason = "Làm hộ người khác trên cùng một máy";
        let nobody = duc.post(&address, &[("kind", "same_browser"), ("action", "exclude"), ("reason", reason)]).await;
        assert_eq!(nobody.status, 422);
        assert!(nobody.text.contains("Hãy chọn ít nhất một người") && nobody.text.contains(reason), "what was typed comes back");
        let undecided = duc.post(&address, &[("kind", "same_browser"), ("person", &who), ("reason", reason)]).await;
        assert!(undecided.status == 422 && undecided.text.contains("checked"));
        assert_eq!(duc.post(&address, &[("kind", "same_browser"), ("person", &who), ("action", "exclude"), ("reason", " ")]).await.status, 422);
        assert_eq!(duc.post(&address, &[("kind", "same_browser"), ("person", &"0".repeat(32)), ("action", "exclude"), ("reason", reason)]).await.status, 422);
        let proposed = duc.post(&address, &[("kind", "same_browser"), ("person", &who), ("action", "exclude"), ("reason", reason)]).await;
        assert_eq!(proposed.status, 303, "{}", proposed.text);
        let twice = huong.post(&address, &[("kind", "same_browser"), ("person", &who), ("action", "no_action"), ("reason", reason)]).await;
        assert!(twice.status == 422 && twice.text.contains("đang chờ người thứ hai"));
        assert!(!lans.get(PUBLIC).await.text.contains(reason), "a proposal is nobody's to read");

        let decision = format!("{PAGE}/de-nghi/{}", proposal_waiting(&mut huong, PAGE).await);
        for verdict in ["confirmed", "refused"] {
            let alone = duc.post(&decision, &[("verdict", verdict), ("reason", "x")]).await;
            assert_eq!(alone.status, 409, "{verdict}");
            assert!(alone.text.contains("Cần người thứ hai"));
        }
        assert_eq!(huong.post(&decision, &[("verdict", "withdrawn")]).await.status, 409, "only who proposed takes it back");
        let silent = huong.post(&decision, &[("verdict", "refused"), ("reason", "  ")]).await;
        assert_eq!(silent.status, 422, "a refusal has a reason");
        assert_eq!(huong.post(&decision, &[("verdict", "confirmed")]).await.status, 303);
        assert_eq!(huong.post(&decision, &[("verdict", "refused"), ("reason", "Nhầm")]).await.status, 409, "decided once");

        let told = lans.get(PUBLIC).await.text.replace("&#x2f;", "/");
        assert!(told.contains(reason) && told.contains("bạn có quyền khiếu nại") && !told.contains(&format!("{PUBLIC}/khieu-nai")));
        assert!(lans.get("/viec-cua-toi").await.text.contains(reason));
        assert!(!nams.get(PUBLIC).await.text.contains(reason) && !nams.get("/viec-cua-toi").await.text.contains(reason), "nobody else's to read");
        assert!(duc.get(&format!("{PAGE}/bat-thuong")).await.text.contains("Võ Thị Hương xác nhận"));
        let actions: Vec<String> = world
            .db
            .read(|conn| audit::ops::page(conn, PageRequest::new(1, 10)).map_err(Problem::from))
            .await
            .unwrap()
            .rows
            .into_iter()
            .map(|event| event.action)
            .collect();
        assert_eq!(actions[..3], ["round.excluded", "exclusion.confirmed", "exclusion.proposed"]);

        world.pass(HOUR + 60);
        let (mut duc, _) = both(&world, committee).await;
        let opened = duc.post(&format!("{PAGE}/mo-khieu-nai"), &[("appeals_until", "17:00 25/11/2026")]).await;
        assert_eq!(opened.status, 303, "{}", opened.text);
        let told = lans.get(PUBLIC).await.text.replace("&#x2f;", "/");
        assert!(told.contains("khiếu nại đến 17:00 25/11/2026") && told.contains(&format!("{PUBLIC}/khieu-nai")));
        let tasks = lans.get("/viec-cua-toi").await.text.replace("&#x2f;", "/");
        assert!(tasks.contains("khiếu nại được đến 17:00 25/11/2026"));
    }

    async fn what_is_refused_or_taken_back_changes_nothing(world: World) {
        let committee = open_round(&world).await;
        let (lan, mut lans) = world.trainee("lan").await;
        take(&world, &mut lans, lan, true, 1).await;
        let (mut duc, mut huong) = both(&world, committee).await;
        let who = pseudonym(&world, lan).await;
        let address = signal(&mut duc, "too_fast").await.unwrap();
        let form = [("kind", "too_fast"), ("person", who.as_str()), ("action", "exclude"), ("reason", "Nhanh bất thường")];
        assert_eq!(duc.post(&address, &form).await.status, 303);
        let first = format!("{PAGE}/de-nghi/{}", proposal_waiting(&mut duc, PAGE).await);
        assert_eq!(huong.post(&first, &[("verdict", "refused"), ("reason", "Đã ôn kỹ")]).await.status, 303);
        assert!(duc.get(&format!("{PAGE}/bat-thuong")).await.text.contains("Đã ôn kỹ"));
        assert_eq!(huong.post(&address, &form).await.status, 303, "it may be proposed again");
        let second = format!("{PAGE}/de-nghi/{}", proposal_waiting(&mut duc, PAGE).await);
        assert_ne!(first, second);
        assert_eq!(huong.post(&second, &[("verdict", "withdrawn")]).await.status, 303);
        assert!(!lans.get(PUBLIC).await.text.contains("Nhanh bất thường"));
    }

    async fn a_proposal_lapses_when_the_result_is_published(world: World) {
        let committee = open_round(&world).await;
        let (lan, mut lans) = world.trainee("lan").await;
        take(&world, &mut lans, lan, true, 1).await;
        world.pass(HOUR + 60);
        let (mut duc, mut huong) = both(&world, committee).await;
        let who = pseudonym(&world, lan).await;
        assert_eq!(duc.post(&format!("{PAGE}/loai"), &[("pseudonym", &who), ("reason", "Khai sai")]).await.status, 303);
        let decision = format!("{PAGE}/de-nghi/{}", proposal_waiting(&mut huong, PAGE).await);
        let text = duc.get(PAGE).await.text;
        let digest = text.split_once("name=\"digest\" value=\"").unwrap().1[..64].to_owned();
        for browser in [&mut duc, &mut huong] {
            assert_eq!(browser.post(&format!("{PAGE}/duyet"), &[("digest", &digest)]).await.status, 303);
        }
        assert_eq!(duc.post(&format!("{PAGE}/cong-bo"), &[]).await.status, 303);
        let late = huong.post(&decision, &[("verdict", "confirmed")]).await;
        assert_eq!(late.status, 409);
        assert!(late.text.contains("Kết quả đã công bố"));
        assert!(huong.get(&format!("{PAGE}/bat-thuong")).await.text.contains("hết hiệu lực"));
        assert_eq!(duc.post(&format!("{PAGE}/loai"), &[("pseudonym", &who), ("reason", "Khai sai")]).await.status, 422);
    }

    async fn what_rests_on_scores_waits_for_the_closing(world: World) {
        let committee = open_round(&world).await;
        let mut takers = Vec::new();
        for number in 0..6 {
            let (person, mut browser) = world.trainee(&format!("hoc-vien-{number}")).await;
            take(&world, &mut browser, person, number > 0, if number == 5 { 20 } else { 200 }).await;
            takers.push(person);
        }
        let (mut duc, _) = both(&world, committee).await;
        assert!(signal(&mut duc, "full_marks_fast").await.is_none(), "no score while the round is open");
        world.pass(HOUR);
        let (mut duc, _) = both(&world, committee).await;
        let address = signal(&mut duc, "full_marks_fast").await.expect("twenty seconds against minutes");
        assert!(duc.get(&address).await.text.contains("Học viên hoc-vien-5"));
    }

    async fn traces_are_forgotten_after_their_time(world: World) {
        let committee = open_round(&world).await;
        let (lan, mut lans) = world.trainee("lan").await;
        let (nam, mut nams) = world.trainee("nam").await;
        take(&world, &mut lans, lan, true, 300).await;
        let device = lans.cookie("hocthi-device").unwrap().clone();
        nams.set_cookie("hocthi-device", &device);
        take(&world, &mut nams, nam, true, 300).await;
        let (mut duc, _) = both(&world, committee).await;
        assert!(signal(&mut duc, "same_browser").await.is_some());
        world.pass(91 * 24 * HOUR);
        jobs::sweep(&world.shared.state).await.unwrap();
        // Another process, which keeps no signals from before.
        let (base, _, _server) = world.second_server();
        let mut duc = world.signed_in_at(&base, committee[0]).await;
        assert!(signal(&mut duc, "same_browser").await.is_none());
    }
}
