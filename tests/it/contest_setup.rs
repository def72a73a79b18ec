//! Setting a contest up as real ones are: series, windows and finals, limits to the millisecond, rules in two hands.

use std::time::Duration;

use futures_util::future::join_all;
use hocthi::{
    contests::{
        approval, computing, entering,
        model::{ContestError, Limits},
        ops,
        plan::{ContestPlan, PATTERNS, Preset, RoundPlan},
        prediction::Target,
        qualification::{Cut, Qualification},
        verify,
    },
    kernel::{Problem, Role, Timestamp, ids::PersonId, rng::SystemEntropy, text::hex},
    quiz,
};
use serde_json::json;

use crate::{
    on_both_databases,
    support::{Browser, MORNING, World},
};

const HOUR: i64 = 3_600;

pub async fn organizers(world: &World) -> [PersonId; 2] {
    let first = world.person("duc", "Phạm Văn Đức", None, Some((Role::Organizer, None))).await;
    let second = world.person("huong", "Võ Thị Hương", None, Some((Role::Organizer, None))).await;
    [first, second]
}

/// A round from `opens` to `closes`, in hours after the tests' morning.
fn round(code: &str, opens: i64, closes: i64) -> RoundPlan {
    RoundPlan {
        code: code.into(),
        title: format!("Vòng {code}"),
        opens_at: MORNING.plus_seconds(opens * HOUR),
        closes_at: MORNING.plus_seconds(closes * HOUR),
        last_start_at: None,
        qualified_from: None,
        blueprint_of: "kl-57".into(),
        time_limit_minutes: Some(20),
        seconds_per_item: None,
        attempts_allowed: 5,
        ranking: Preset::PredictionThenEarliest.rules(Target::Participants),
    }
}

async fn publish(world: &World, limits: Limits, rounds: Vec<RoundPlan>) {
    let plan = ContestPlan {
        code: "thi".into(),
        title: "Cuộc thi".into(),
        summary: String::new(),
        organizer: "Ban Tổ chức".into(),
        limits,
        standings: hocthi::contests::standings::Standings::Hidden,
        rounds,
    };
    world
        .db
        .write(move |conn| {
            ops::create(conn, MORNING, &SystemEntropy, None, plan.clone())?;
            ops::publish(conn, MORNING, &SystemEntropy, None, "thi")
        })
        .await
        .unwrap();
}

/// Publishes the result of round `a`, approved by both.
async fn publish_result(world: &World, committee: [PersonId; 2], now: Timestamp) {
    let published = world.db.write(move |conn| {
        let contest = ops::contest(conn, "thi", false)?;
        let round = ops::round(conn, contest.id, "a")?;
        let computed = computing::compute(conn, now, &contest, &round)?;
        let revision = computed.revision;
        let signed = approval::signed(conn, computed)?;
        for organizer in committee {
            let actor = hocthi::identity::ops::actor(conn, organizer)?.expect("there");
            approval::approve(conn, now, &actor, &contest, &round, (signed.digest(), revision))?;
        }
        approval::publish(conn, now, None, &contest, &round, &signed)?;
        Ok::<_, Problem>(())
    });
    published.await.unwrap();
}

async fn start(world: &World, now: Timestamp, round: &'static str, person: PersonId) -> Result<bool, ContestError> {
    let started = world.db.write(move |conn| entering::start(conn, now, &SystemEntropy, round, person)).await;
    started.map(|(_, is_new)| is_new)
}

/// Starts an attempt and submits it at once.
async fn take(world: &World, now: Timestamp, round: &'static str, person: PersonId) -> Result<(), ContestError> {
    world
        .db
        .write(move |conn| {
            let (id, _) = entering::start(conn, now, &SystemEntropy, round, person)?;
            quiz::ops::submit(conn, now.plus_seconds(60), id, person)?;
            Ok(())
        })
        .await
}

on_both_databases! {
    async fn a_round_asks_no_type_of_item_that_verifiers_do_not_know(world: World) {
        let mut types = round("a", 24, 48);
        types.blueprint_of = "lam-quen".into();
        let plan = ContestPlan {
            code: "thi".into(),
            title: "Cuộc thi".into(),
            summary: String::new(),
            organizer: "Ban Tổ chức".into(),
            limits: Limits::default(),
            standings: hocthi::contests::standings::Standings::Hidden,
            rounds: vec![types],
        };
        world.db.write(move |conn| ops::create(conn, MORNING, &SystemEntropy, None, plan.clone())).await.unwrap();
        let refused = world.db.write(|conn| ops::publish(conn, MORNING, &SystemEntropy, None, "thi")).await;
        assert!(matches!(refused, Err(ContestError::NotReady { line: "types" })), "{refused:?}");
        let [first, _] = organizers(&world).await;
        let page = world.signed_in(first).await.get("/to-chuc-thi/thi").await;
        assert!(page.text.contains("Vòng thi chỉ hỏi loại câu mà tệp kết quả và công cụ kiểm tra biết"), "the checklist says it before");
        assert!(!world.db.read(|conn| ops::contest(conn, "thi", false)).await.is_ok_and(|contest| contest.published_at.is_some()));
    }
}

on_both_databases! {
    async fn a_day_of_attempts_ends_at_midnight_in_vietnam_to_the_millisecond(world: World) {
        publish(&world, Limits { per_contest: 3, per_day: 1 }, vec![round("a", 1, 100), round("b", 1, 100)]).await;
        let (lan, mut lans) = world.trainee("lan").await;
        let (nam, _) = world.trainee("nam").await;
        let at = |text: &str| Timestamp::from_vietnam(text.parse().unwrap());
        let last = at("2026-11-23T23:59:59.999");
        take(&world, last, "thi.a", lan).await.unwrap();
        assert!(matches!(take(&world, last, "thi.b", lan).await, Err(ContestError::NoneLeftToday { limit: 1 })), "in the other round too");
        take(&world, last, "thi.b", nam).await.unwrap();
        let midnight = at("2026-11-24T00:00:00");
        take(&world, midnight, "thi.b", lan).await.unwrap();
        assert!(matches!(take(&world, midnight, "thi.a", lan).await, Err(ContestError::NoneLeftToday { .. })));
        take(&world, midnight.plus_seconds(24 * HOUR), "thi.a", lan).await.unwrap();
        let fourth = take(&world, midnight.plus_seconds(48 * HOUR), "thi.a", lan).await;
        assert!(matches!(fourth, Err(ContestError::NoneLeftInContest { limit: 3 })), "{fourth:?}");

        world.clock.advance(Duration::from_micros(u64::try_from(midnight.plus_seconds(25 * HOUR).micros() - world.now().micros()).unwrap()));
        let mut lans_again = world.signed_in(lan).await;
        let refused = lans_again.api("POST", "/api/v1/rounds/thi.a/attempts", None).await;
        assert_eq!((refused.status, refused.code()), (409, "no_attempts_left_in_contest"));
        assert!(refused.json["detail"].as_str().unwrap().contains('3'));
        assert!(lans_again.get("/cuoc-thi/thi/vong/a").await.text.contains("dùng hết số lượt của cả cuộc thi"));
        assert!(world.signed_in(nam).await.get("/cuoc-thi/thi/vong/a").await.text.contains("Cả cuộc thi còn 2 lượt"));
        drop(lans.get("/cuoc-thi/thi").await);
    }

    async fn starts_at_once_get_exactly_what_is_left(world: World) {
        let rounds = ["a", "b", "c", "d", "e", "f"];
        publish(&world, Limits { per_contest: 2, per_day: 0 }, rounds.iter().map(|code| round(code, 1, 100)).collect()).await;
        let now = MORNING.plus_seconds(2 * HOUR);
        for number in 0..4 {
            let (person, _) = world.trainee(&format!("nguoi.{number}")).await;
            let names = ["thi.a", "thi.b", "thi.c", "thi.d", "thi.e", "thi.f"];
            let outcomes = join_all(names.map(|name| start(&world, now, name, person))).await;
            let started = outcomes.iter().filter(|outcome| matches!(outcome, Ok(true))).count();
            let refused = outcomes.iter().filter(|outcome| matches!(outcome, Err(ContestError::NoneLeftInContest { .. }))).count();
            assert_eq!((started, refused), (2, 4), "{outcomes:?}");
        }
        let (twice, _) = world.trainee("hai.may").await;
        let outcomes = join_all(["thi.a"; 8].map(|name| start(&world, now, name, twice))).await;
        assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Ok(true))).count(), 1, "{outcomes:?}");
        assert!(outcomes.iter().all(Result::is_ok), "two devices share the attempt that is running: {outcomes:?}");
        assert!(start(&world, now, "thi.b", twice).await.unwrap(), "one more is left");
        assert!(!start(&world, now, "thi.a", twice).await.unwrap(), "a running attempt may always be gone on with");
        assert!(start(&world, now, "thi.c", twice).await.is_err());
    }

    async fn after_the_last_start_only_running_attempts_go_on(world: World) {
        let mut plan = round("a", 1, 3);
        plan.last_start_at = Some(MORNING.plus_seconds(2 * HOUR));
        publish(&world, Limits::default(), vec![plan]).await;
        let (lan, mut lans) = world.trainee("lan").await;
        let (nam, mut nams) = world.trainee("nam").await;
        let before = Timestamp::from_micros(MORNING.plus_seconds(2 * HOUR).micros() - 1);
        assert!(start(&world, before, "thi.a", lan).await.unwrap());
        world.pass(2 * 3_600);
        let page = nams.get("/cuoc-thi/thi/vong/a").await.text;
        assert!(page.contains("Đã quá hạn bắt đầu") && !page.contains("Bắt đầu làm bài"));
        let late = nams.api("POST", "/api/v1/rounds/thi.a/attempts", None).await;
        assert_eq!((late.status, late.code()), (409, "last_start_passed"));
        let again = lans.api("POST", "/api/v1/rounds/thi.a/attempts", None).await;
        assert_eq!(again.status, 200, "{}", again.text);
        let id = again.json["id"].as_str().unwrap();
        assert_eq!(again.json["deadline_at"], before.plus_seconds(20 * 60).to_string(), "the limit of the paper, not the last start, ends it");
        assert_eq!(lans.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await.status, 201);
        assert!(start(&world, MORNING.plus_seconds(2 * HOUR), "thi.a", nam).await.is_err());
        world.pass(2 * 3_600);
        let frozen = world.db.read(|conn| {
            let contest = ops::contest(conn, "thi", false)?;
            let round = ops::round(conn, contest.id, "a")?;
            Ok::<_, Problem>(computing::compute(conn, MORNING.plus_seconds(4 * HOUR), &contest, &round)?.file.frozen)
        }).await.unwrap();
        assert_eq!(frozen.last_start_at, Some(MORNING.plus_seconds(2 * HOUR).millis()), "it is part of what was committed to");
    }

    async fn a_final_takes_only_who_came_through(world: World) {
        let committee = organizers(&world).await;
        let mut last = round("chung-ket", 10, 12);
        last.qualified_from = Some(Qualification { rounds: vec!["a".into()], cut: Cut::Ranks, n: 1 });
        publish(&world, Limits::default(), vec![round("a", 1, 3), last]).await;
        let (lan, _) = world.trainee("lan").await;
        let (nam, _) = world.trainee("nam").await;
        let (_, mut hoas) = world.trainee("hoa").await;
        take(&world, MORNING.plus_seconds(HOUR), "thi.a", lan).await.unwrap();
        take(&world, MORNING.plus_seconds(HOUR + 60), "thi.a", nam).await.unwrap();
        let opened = MORNING.plus_seconds(10 * HOUR);
        // Everybody's own moment has come.
        world.pass(10 * 3_600 + 600);
        let early = start(&world, opened, "thi.chung-ket", lan).await;
        assert!(matches!(early, Err(ContestError::QualifyingOpen { .. })), "{early:?}");
        let page = hoas.get("/cuoc-thi/thi/vong/chung-ket").await.text;
        assert!(page.contains("Chờ kết quả Vòng a") && !page.contains("Bắt đầu làm bài"));

        publish_result(&world, committee, opened).await;
        let (mut lans, mut nams) = (world.signed_in(lan).await, world.signed_in(nam).await);
        let refused = nams.api("POST", "/api/v1/rounds/thi.chung-ket/attempts", None).await;
        assert_eq!((refused.status, refused.code()), (403, "not_qualified"));
        assert!(refused.json["detail"].as_str().unwrap().contains("vòng trước"));
        assert!(nams.get("/cuoc-thi/thi/vong/chung-ket").await.text.contains("không có tên"));
        assert!(lans.get("/cuoc-thi/thi/vong/chung-ket").await.text.contains("được vào vòng này"));
        let started = lans.api("POST", "/api/v1/rounds/thi.chung-ket/attempts", None).await;
        assert_eq!(started.status, 201, "{}", started.text);
        let outsider = hoas.post("/cuoc-thi/thi/vong/chung-ket", &[]).await;
        assert_eq!(outsider.status, 403);
        assert!(outsider.text.contains("không dành cho bạn"));
    }
}

/// What a page's form would send as it stands, for these fields.
pub fn as_filled(html: &str) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(rest.split('"').next()?.replace("&#x2f;", "/").replace("&amp;", "&").replace("&#x27;", "'"))
    };
    let forms = html.split("<form").map(|form| form.split("</form>").next().unwrap_or_default());
    let form = forms.into_iter().find(|form| form.contains("name=\"title\"")).expect("the form");
    let mut out = Vec::new();
    let mut select = String::new();
    for tag in form.split('<') {
        let name = attribute(tag, "name").unwrap_or_default();
        let value = attribute(tag, "value").unwrap_or_default();
        match tag.split([' ', '>']).next().unwrap_or_default() {
            "input" if tag.contains("type=\"radio\"") || tag.contains("type=\"checkbox\"") => {
                out.extend(tag.contains(" checked").then_some((name, value)));
            }
            "input" if name != "csrf_token" => out.push((name, value)),
            "select" => select = name,
            "option" if tag.contains(" selected") => out.push((select.clone(), value)),
            "textarea" => out.push((name, tag.split_once('>').map(|(_, text)| text.trim().to_owned()).unwrap_or_default())),
            _ => {}
        }
    }
    out
}

pub fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

pub fn with(fields: &[(String, String)], changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = fields.to_vec();
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

/// Creates a contest from a pattern, changed; the address of its page.
pub async fn created(browser: &mut Browser, pattern: &str, changes: &[(&str, &str)]) -> String {
    let page = browser.get(&format!("/to-chuc-thi/them?mau={pattern}")).await.text;
    let answer = browser.post("/to-chuc-thi/them", &borrowed(&with(&as_filled(&page), changes))).await;
    assert_eq!(answer.status, 303, "{pattern}: {}", answer.text);
    answer.location().to_owned()
}

on_both_databases! {
    async fn every_pattern_is_published_as_it_comes(world: World) {
        let [duc, _] = organizers(&world).await;
        let mut browser = world.signed_in(duc).await;
        let mut rounds = Vec::new();
        for pattern in PATTERNS {
            let page = created(&mut browser, pattern.code, &[]).await;
            let draft = browser.get(&page).await.text;
            assert!(!draft.contains("class=\"bad\"") && draft.contains("rounds-picture"), "{}", pattern.code);
            assert_eq!(browser.post(&format!("{page}/cong-bo"), &[]).await.status, 303, "{}", pattern.code);
            let code = page.rsplit('/').next().unwrap().to_owned();
            let of = world.db.read(move |conn| { let contest = ops::contest(conn, &code, false)?; ops::rounds(conn, contest.id) }).await.unwrap();
            rounds.push(of.len());
        }
        assert_eq!(rounds, [16, 1, 1, 7, 14, 4, 9, 1]);
        let second = created(&mut browser, PATTERNS[0].code, &[]).await;
        assert!(second.ends_with("-2"), "a code of its own: {second}");
    }

    async fn windows_a_second_series_and_a_final_come_from_one_form(world: World) {
        let [duc, _] = organizers(&world).await;
        let mut browser = world.signed_in(duc).await;
        let page = created(&mut browser, "ereka_2019", &[
            ("code", "khung-gio"), ("days", "2"), ("windows", "20:30 13:30"), ("first_opens_at", "14:00 30/11/2026"), ("last_start_minutes", "5"),
            ("also_rounds", "1"), ("also_step", "month"), ("also_first_opens_at", "00:00 30/11/2026"),
            ("final_n", "5"), ("final_opens_at", "19:00 05/12/2026"), ("attempts_per_day", "2"),
        ]).await;
        let rounds = world.db.read(|conn| { let contest = ops::contest(conn, "khung-gio", true)?; ops::rounds(conn, contest.id) }).await.unwrap();
        let told: Vec<(&str, String)> = rounds.iter().map(|round| (round.code.as_str(), round.opens_at.vietnam().format("%d %H:%M").to_string())).collect();
        let told: Vec<(&str, &str)> = told.iter().map(|(code, at)| (*code, at.as_str())).collect();
        assert_eq!(told, [("thang-1", "30 00:00"), ("vong-1", "30 20:30"), ("vong-2", "01 13:30"), ("vong-3", "01 20:30"), ("chung-ket", "05 19:00")]);
        assert!(rounds.iter().all(|round| round.last_start_at == Some(round.closes_at.plus_seconds(-300))));
        assert_eq!(rounds[4].qualified_from.as_ref().unwrap().rounds, ["vong-1", "vong-2", "vong-3"]);
        let draft = browser.get(&page).await.text;
        assert!(draft.contains("3 cặp vòng mở cùng lúc") || draft.contains("cặp vòng mở cùng lúc"), "meant or not, it is told");
        let filled = as_filled(&browser.get("/to-chuc-thi/them?mau=ereka_2019").await.text);
        for (changes, told) in [
            (&[("windows", "13h30")][..], "cách nhau bằng dấu phẩy"),
            (&[("windows", "13:30, 13:35")], "chồng lên nhau"),
            (&[("days", "40")], "nhiều nhất 60"),
            (&[("last_start_minutes", "15")], "Hạn bắt đầu phải sau giờ mở"),
            (&[("final_n", "3"), ("final_opens_at", "08:00 24/11/2026")], "Chung kết phải mở sau"),
            (&[("also_rounds", "1"), ("also_first_opens_at", "hôm nay")], "Hãy viết giờ:phút"),
            (&[("attempts_per_day", "-1")], "từ 0 đến 100"),
        ] {
            let refused = browser.post("/to-chuc-thi/them", &borrowed(&with(&filled, changes))).await;
            assert_eq!(refused.status, 422, "{changes:?}");
            assert!(refused.text.contains(told), "{changes:?}: {told}");
            assert!(changes.iter().all(|(_, value)| refused.text.replace("&#x2f;", "/").contains(&format!("value=\"{value}\""))), "{changes:?} is typed still");
        }
    }

    async fn rounds_of_a_draft_are_changed_one_by_one_and_stand_once_published(world: World) {
        let [duc, _] = organizers(&world).await;
        let mut browser = world.signed_in(duc).await;
        let page = created(&mut browser, "bo_tu_phap_2021", &[("code", "sua"), ("first_opens_at", "08:00 30/11/2026")]).await;
        let edit = format!("{page}/vong/vong-1/sua");
        let filled = as_filled(&browser.get(&edit).await.text);
        let changed = with(&filled, &[
            ("title", "Vòng loại"), ("opens_at", "09:17 30/11/2026"), ("last_start_at", "10:03 30/11/2026"), ("closes_at", "10:30 30/11/2026"),
            ("attempts", "7"), ("counted", "last"), ("chain1", "score"), ("chain2", "working_time"), ("chain3", ""), ("cell-0", "1"), ("time_limit", "12"),
        ]);
        assert_eq!(browser.post(&edit, &borrowed(&changed)).await.status, 303);
        let copy = browser.post(&format!("{page}/vong/vong-1/nhan-ban"), &[]).await;
        assert_eq!(copy.location(), format!("{page}/vong/vong-2/sua"));
        let add = format!("{page}/them-vong");
        let third = as_filled(&browser.get(&add).await.text);
        let refused = browser.post(&add, &borrowed(&with(&third, &[("title", "Vòng loại"), ("chain1", "score"), ("chain2", "score"), ("chain3", "")]))).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("đã có vòng mang tên ấy") && refused.text.contains("mỗi tiêu chí một lần"), "{}", refused.text);
        let mut last = with(&third, &[("title", "Chung kết"), ("opens_at", "09:00 20/12/2026"), ("closes_at", "11:00 20/12/2026"), ("last_start_at", ""), ("qualified_n", "3")]);
        last.push(("qualified".into(), "vong-1".into()));
        assert_eq!(browser.post(&add, &borrowed(&last)).await.status, 303);
        let needed = browser.post(&format!("{page}/vong/vong-1/xoa"), &[]).await;
        assert_eq!(needed.status, 409, "the final depends on it");
        assert_eq!(browser.post(&format!("{page}/vong/vong-2/xoa"), &[]).await.status, 303);
        assert_eq!(browser.post(&format!("{page}/sua"), &[("title", "Tên mới"), ("organizer", "Ban Tổ chức"), ("attempts_per_day", "2"), ("attempts_per_contest", "9")]).await.status, 303);

        let (rounds, quiz) = world.db.read(|conn| {
            let contest = ops::contest(conn, "sua", true)?;
            let rounds = ops::rounds(conn, contest.id)?;
            let quiz = quiz::ops::quiz_by_id(conn, rounds[0].quiz_id)?;
            Ok::<_, Problem>((rounds, quiz))
        }).await.unwrap();
        assert_eq!(rounds.iter().map(|round| round.title.as_str()).collect::<Vec<_>>(), ["Vòng loại", "Chung kết"]);
        assert_eq!((quiz.title.as_str(), quiz.rules.attempts_allowed, quiz.rules.time_limit_seconds), ("Tên mới · Vòng loại", 7, Some(720)));
        assert_eq!(quiz.blueprint[0].count, 1);
        assert_eq!((quiz.opens_at, quiz.closes_at), (Some(rounds[0].opens_at), Some(rounds[0].closes_at)), "the attempts follow the round");
        assert!(rounds[0].ranking.prediction.is_none(), "nothing is asked that decides nothing");

        assert_eq!(browser.post(&format!("{page}/cong-bo"), &[]).await.status, 303);
        for (path, form) in [(&edit, &changed), (&add, &last)] {
            let late = browser.post(path, &borrowed(form)).await;
            assert_eq!(late.status, 409, "{path}: what is published stands");
        }
        for path in ["/vong/vong-1/xoa", "/vong/vong-1/nhan-ban", "/sua"] {
            assert_eq!(browser.post(&format!("{page}{path}"), &[]).await.status, 409, "{path}");
        }
    }

    async fn rules_are_written_published_and_amended_by_two(world: World) {
        let [duc, huong] = organizers(&world).await;
        let mut browser = world.signed_in(duc).await;
        let page = created(&mut browser, "bo_tu_phap_2021", &[("code", "the-le"), ("title", "Cuộc thi")]).await;
        let write = format!("{page}/the-le");
        let texts = |prizes: &'static str, reason: &'static str| vec![
            ("purpose", "Tìm hiểu."), ("audience", "Từ đủ 14 tuổi."), ("exclusions", "Ban tổ chức."), ("prizes", prizes),
            ("complaints", "Gửi trong 5 ngày."), ("contact", "0912 345 678"), ("layout", "party"), ("reason", reason),
        ];
        assert_eq!(browser.post(&write, &texts("", "")).await.status, 303, "a draft may be unfinished");
        let draft = browser.get(&page).await.text;
        assert!(draft.contains("1 mục còn trống") && !draft.contains("Chốt và công bố"));
        let refused = browser.post(&format!("{page}/cong-bo"), &[]).await;
        assert_eq!(refused.status, 409, "not without all parts of the rules");
        assert_eq!(world.stranger().get("/cuoc-thi/the-le/the-le").await.status, 404, "a draft is nobody else's to see");
        assert_eq!(browser.post(&write, &texts("Một giải Nhất **4 triệu** đồng.", "")).await.status, 303);
        assert_eq!(browser.post(&format!("{page}/cong-bo"), &[]).await.status, 303);

        let public = "/cuoc-thi/the-le/the-le";
        let mut stranger = world.stranger();
        let first = stranger.get(public).await.text;
        let bytes = stranger.get(&format!("{public}.json?ban=1")).await.text;
        let digest = hex(&<sha2::Sha256 as sha2::Digest>::digest(bytes.as_bytes()));
        assert!(first.contains(&digest), "the hash on the page is that of the bytes");
        assert!(first.contains("<strong>4 triệu</strong>") && first.contains("Điều 1.") && first.contains("Giá trị đúng của câu dự đoán"));
        let in_force = world.db.read(|conn| { let contest = ops::contest(conn, "the-le", false)?; hocthi::contests::rules::digest(conn, contest.id) }).await.unwrap();
        assert_eq!(in_force.as_ref(), Some(&digest));
        let admin = world.person("quan", "Lê Quân", None, Some((Role::Admin, None))).await;
        let log = world.signed_in(admin).await.get("/quan-tri/nhat-ky").await.text;
        assert!(log.contains("Thể lệ có hiệu lực") && log.contains(&digest), "and stands in the audit log: {log}");
        let paper = stranger.get(&format!("{public}?in=1")).await.text;
        assert!(paper.contains("ĐẢNG CỘNG SẢN VIỆT NAM") && paper.contains("TM. BAN TỔ CHỨC"));
        assert_eq!(stranger.get(&format!("{public}/so-sanh")).await.status, 404, "one version compares with none");

        let mut other = world.signed_in(huong).await;
        let unchanged = browser.post(&write, &texts("Một giải Nhất **4 triệu** đồng.", "")).await;
        assert_eq!(unchanged.status, 422);
        assert!(unchanged.text.contains("Hãy nêu lý do"));
        assert_eq!(browser.post(&write, &texts("Một giải Nhất **4 triệu** đồng.", "Không gì")).await.status, 422, "nothing changed");
        assert_eq!(browser.post(&write, &texts("Một giải Nhất **5 triệu** đồng.", "Thêm kinh phí")).await.status, 303);
        let still = stranger.get(public).await.text;
        assert!(still.contains("4 triệu") && !still.contains("5 triệu") && still.contains(&digest), "a proposal is not in force");
        let proposal = other.get(&write).await.text;
        let seen = proposal.split("name=\"digest\" value=\"").nth(1).unwrap()[..64].to_owned();
        assert!(proposal.contains("<ins>") && proposal.contains("Thêm kinh phí") && proposal.contains("Phạm Văn Đức"));
        assert_eq!(browser.post(&format!("{write}/duyet"), &[("digest", &seen)]).await.status, 409, "nobody approves their own");
        assert_eq!(browser.post(&write, &texts("Một giải Nhất **6 triệu** đồng.", "Thêm kinh phí")).await.status, 303);
        assert_eq!(other.post(&format!("{write}/duyet"), &[("digest", &seen)]).await.status, 409, "only what was looked at");
        let seen = other.get(&write).await.text.split("name=\"digest\" value=\"").nth(1).unwrap()[..64].to_owned();
        assert_eq!(other.post(&format!("{write}/duyet"), &[("digest", &seen)]).await.status, 303);
        assert_eq!(other.post(&format!("{write}/duyet"), &[("digest", &seen)]).await.status, 409, "once");

        let second = stranger.get(public).await.text;
        assert!(second.contains("6 triệu") && second.contains("Thể lệ sửa đổi lần 1"));
        assert_eq!(stranger.get(&format!("{public}.json?ban=1")).await.text, bytes, "the first version stays as it was");
        assert!(stranger.get(&format!("{public}?ban=1")).await.text.contains("Đây là bản cũ"));
        let compared = stranger.get(&format!("{public}/so-sanh")).await.text;
        let ins = compared.split("<ins>").nth(1).unwrap().split("</ins>").next().unwrap();
        assert!(ins.contains('6') && compared.contains("Thêm kinh phí"));
        for path in ["/cuoc-thi/the-le", "/cuoc-thi/the-le/vong/vong-1"] {
            let text = stranger.get(path).await.text.replace("&#x2f;", "/");
            assert!(text.contains("Thể lệ sửa đổi lần 1, 08:30 23/11/2026") && text.contains("Lý do: Thêm kinh phí"), "{path}");
        }
        assert_eq!(stranger.get(&format!("{public}?ban=3")).await.status, 404);
        browser.post(&write, &texts("Khác.", "Khác")).await;
        assert_eq!(other.post(&format!("{write}/rut"), &[]).await.status, 303);
        assert!(!other.get(&write).await.text.contains("name=\"digest\""));
    }

    async fn the_simulator_says_what_decides(world: World) {
        let [duc, _] = organizers(&world).await;
        let mut browser = world.signed_in(duc).await;
        let page = created(&mut browser, "lang_son_2026", &[("code", "thu")]).await;
        let first = browser.get(&format!("{page}/mo-phong")).await.text;
        assert!(first.contains("Chi đứng trước Bình") && first.contains("thời gian làm ngắn hơn"));
        assert!(first.contains("bằng nhau ở mọi tiêu chí nên đồng hạng"));
        let query = "name1=Lan&score1=20&prediction1=3&time1=9%3A00&minute1=5&name2=Nam&score2=20&prediction2=2&time2=9%3A00&minute2=1";
        let tied = browser.get(&format!("{page}/mo-phong?{query}")).await.text;
        assert!(tied.contains("Nam đứng trước Lan") && tied.contains("dự đoán gần đúng hơn"), "two attempts are two: Nam is right");
        let wrong = browser.get(&format!("{page}/mo-phong?name1=Lan&score1=21&time1=9&minute1=x")).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("Dòng 1: điểm từ 0 đến 20") && wrong.text.contains("value=\"21\""));
    }

    async fn what_the_rules_froze_stands_in_the_published_file(world: World) {
        let committee = organizers(&world).await;
        publish(&world, Limits { per_contest: 4, per_day: 2 }, vec![round("a", 1, 3)]).await;
        let (lan, _) = world.trainee("lan").await;
        take(&world, MORNING.plus_seconds(HOUR), "thi.a", lan).await.unwrap();
        publish_result(&world, committee, MORNING.plus_seconds(4 * HOUR)).await;
        let text = world.stranger().get("/cuoc-thi/thi/vong/a/ket-qua.json").await.text;
        let file = verify::read(&text).unwrap();
        assert_eq!(verify::verify(&text, &file), Ok(()));
        let frozen: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&frozen["frozen"]["attempts_per_contest"], &frozen["frozen"]["attempts_per_day"]), (&json!(4), &json!(2)));
        assert!(frozen["frozen"].get("last_start_at").is_none(), "what is not set is not there");
    }
}
