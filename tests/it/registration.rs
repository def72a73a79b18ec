//! Who may take part: terms, registering, one person by one entry, exclusions, slips, consents, erasure, the list.

use hocthi::{
    contests::{ops, registration},
    kernel::{
        Problem, Role, Timestamp,
        ids::{PersonId, UnitId},
    },
};

use crate::{
    on_both_databases,
    support::{Answer, Browser, MORNING, World},
};

const CONTEST: [(&str, &str); 13] = [
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
    ("preset", "fastest_then_earliest"),
    ("target", "participants"),
];

const TERMS: [(&str, &str); 14] = [
    ("has_terms", "1"),
    ("min_age", "10"),
    ("age_on", "01/12/2026"),
    ("guardian_under", "16"),
    ("ask_phone", "required"),
    ("ask_identity", "optional"),
    ("ask_address", "optional"),
    ("ask_unit_id", "optional"),
    ("exclude_committee", "barred"),
    ("exclude_secretariat", "unranked"),
    ("exclude_relative", "unranked"),
    ("block_code_0", "trong-tinh"),
    ("block_title_0", "Trong tỉnh"),
    ("block_units_0", "tinh"),
];

pub const PAGE: &str = "/cuoc-thi/tim-hieu/dang-ky";
pub const ADMIN: &str = "/to-chuc-thi/tim-hieu/dang-ky";
const START: &str = "/api/v1/rounds/tim-hieu.vong-1/attempts";

pub const LAN: [(&str, &str); 5] = [
    ("full_name", "Nguyễn Thị Lan"),
    ("birth_date", "01/12/2000"),
    ("phone", "+84 912 345 678"),
    ("identity", "082 095 001 234"),
    ("consent_take_part", "1"),
];

/// The form with some of its fields changed.
pub fn with<'a>(form: &[(&'a str, &'a str)], changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = form.iter().filter(|(name, _)| !changes.iter().any(|(other, _)| other == name));
    kept.chain(changes).copied().collect()
}

/// The contest with terms, published; its organizer, and the unit of its first block.
pub async fn contest(world: &World, more: &[(&str, &str)]) -> (PersonId, UnitId) {
    let unit = world.unit("tinh", None).await;
    let duc = world.person("duc", "Phạm Văn Đức", None, Some((Role::Organizer, None))).await;
    let mut browser = world.signed_in(duc).await;
    assert_eq!(browser.post("/to-chuc-thi/them", &CONTEST).await.status, 303);
    let terms = with(&TERMS, &with(&[("block_code_1", "ngoai-tinh"), ("block_title_1", "Ngoài tỉnh")], more));
    let set = browser.post(ADMIN, &terms).await;
    assert_eq!(set.status, 303, "{}", set.text);
    assert_eq!(browser.post("/to-chuc-thi/tim-hieu/cong-bo", &[]).await.status, 303);
    (duc, unit)
}

/// Moves the clock to ten minutes past the opening.
pub fn open(world: &World) {
    let ten = Timestamp::from_vietnam("2026-11-23T10:10:00".parse().unwrap());
    world.pass(u64::try_from(ten.seconds_since(MORNING)).unwrap());
}

pub async fn start(browser: &mut Browser) -> Answer {
    browser.api("POST", START, None).await
}

/// What the rest of the contest asks, for one person: block, why unranked, name in public.
pub async fn seen(world: &World, person: PersonId) -> (Option<String>, Option<String>, Option<registration::asking::PublicName>) {
    world
        .db
        .read(move |conn| {
            let contest = ops::contest(conn, "tim-hieu", true)?;
            Ok::<_, Problem>((
                registration::block_of(conn, contest.id)?.remove(&person),
                registration::unranked(conn, contest.id)?.remove(&person),
                registration::public_names(conn, contest.id)?.remove(&person),
            ))
        })
        .await
        .unwrap()
}

on_both_databases! {
    async fn only_who_is_registered_takes_part_and_faults_stand_at_their_fields(world: World) {
        let (duc, unit) = contest(&world, &[]).await;
        let (lan, mut browser) = world.trainee("lan").await;
        assert!(browser.get("/cuoc-thi/tim-hieu").await.text.contains("Đăng ký dự thi"));
        let rules = browser.get("/cuoc-thi/tim-hieu/the-le").await.text.replace("&#x2f;", "/");
        assert!(rules.contains("từ đủ 10 tuổi") && rules.contains("01/12/2026") && rules.contains("Trong tỉnh; Ngoài tỉnh"));
        let wrong = browser.post(PAGE, &with(&LAN, &[("birth_date", "31/02/2000"), ("phone", "12"), ("identity", "99"), ("consent_take_part", "")])).await;
        assert_eq!(wrong.status, 422);
        // The tests' forms send an empty box as it never comes from a browser: nothing is agreed to by it.
        for told in ["e-birth_date", "e-phone", "e-identity", "e-consent_take_part", "value=\"31&#x2f;02&#x2f;2000\"", "Nguyễn Thị Lan"] {
            assert!(wrong.text.contains(told), "{told}");
        }
        open(&world);
        let mut browser = world.signed_in(lan).await;
        let refused = start(&mut browser).await;
        assert_eq!((refused.status, refused.code()), (403, "not_registered"));
        let round = browser.get("/cuoc-thi/tim-hieu/vong/vong-1").await.text;
        assert!(round.contains("cần đăng ký trước khi làm bài") && !round.contains("Bắt đầu làm bài"));
        assert_eq!(browser.post("/cuoc-thi/tim-hieu/vong/vong-1", &[]).await.location(), PAGE, "the next step");

        let unit_text = unit.to_string();
        let made = browser.post(PAGE, &with(&LAN, &[("unit_id", &unit_text), ("consent_publish", "1")])).await;
        assert_eq!((made.status, made.location()), (303, PAGE), "{}", made.text);
        let own = browser.get(PAGE).await.text;
        assert!(own.contains("091****678") && own.contains("*********234") && !own.contains("0912345678") && !own.contains("082095001234"));
        let changed = browser.post(PAGE, &with(&LAN, &[("phone", "091****678"), ("identity", "*********234"), ("unit_id", ""), ("address", "Mỹ Tho"), ("consent_publish", "1")])).await;
        assert_eq!(changed.status, 303, "a mask that is left as it is keeps the number: {}", changed.text);
        assert!(browser.get(PAGE).await.text.contains("091****678"));
        let (block, unranked, public) = seen(&world, lan).await;
        assert_eq!((block.as_deref(), unranked), (Some("ngoai-tinh"), None), "without a unit she falls into the rest");
        let public = public.unwrap();
        assert_eq!((public.full_name.as_str(), public.phone.as_str()), ("Nguyễn Thị Lan", "091****678"));

        assert_eq!(start(&mut browser).await.status, 201);
        let late = browser.post(PAGE, &LAN).await;
        assert!(late.status == 422 && late.text.contains("Đã bắt đầu làm bài"));
        assert!(browser.get(&format!("{PAGE}?sua=1")).await.text.contains("Đăng ký của bạn"), "no form any more");
        let mut duc = world.signed_in(duc).await;
        assert_eq!(duc.post(ADMIN, &TERMS).await.status, 409, "published terms stay");
    }

    async fn a_child_enters_with_a_guardian_and_so_does_its_brother(world: World) {
        contest(&world, &[("ask_identity", "required")]).await;
        let (an, mut ans) = world.trainee("minh.an").await;
        let (_, mut binhs) = world.trainee("binh").await;
        let child = [("full_name", "Trần Minh An"), ("birth_date", "05/09/2012"), ("consent_take_part", "1")];
        let alone = ans.post(PAGE, &child).await;
        assert!(alone.status == 422 && alone.text.contains("e-guardian_name") && alone.text.contains("e-consent_guardian") && !alone.text.contains("e-phone"));
        let guardian = [("guardian_name", "Trần Văn Đức"), ("guardian_relation", "parent"), ("guardian_phone", "0987654321"), ("guardian_identity", "082075001234"), ("consent_guardian", "1")];
        let made = ans.post(PAGE, &with(&child, &guardian)).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let own = ans.get(PAGE).await.text;
        assert!(own.contains("098****321") && own.contains("Trần Văn Đức") && own.contains("Người giám hộ đồng ý"));
        let brother = binhs.post(PAGE, &with(&with(&child, &guardian), &[("full_name", "Trần Minh Bình"), ("birth_date", "05/09/2014")])).await;
        assert_eq!(brother.status, 303, "brothers share a father's phone: {}", brother.text);
        let (_, mut agains) = world.trainee("minh.an2").await;
        let again = agains.post(PAGE, &with(&child, &guardian)).await;
        assert!(again.status == 422 && again.text.contains("e-guardian_phone") && again.text.contains("đã được dùng"), "the same child by another account");
        let young = world.trainee("be.ut").await.1.post(PAGE, &with(&with(&child, &guardian), &[("birth_date", "02/12/2016")])).await;
        assert!(young.status == 422 && young.text.contains("Cần đủ 10 tuổi"));
        open(&world);
        assert_eq!(start(&mut world.signed_in(an).await).await.status, 201);
    }

    async fn of_many_who_register_with_one_phone_at_once_one_enters(world: World) {
        contest(&world, &[]).await;
        let mut browsers = Vec::new();
        for number in 0..6 {
            browsers.push(world.trainee(&format!("nguoi{number}")).await.1);
        }
        let answers = futures_util::future::join_all(browsers.iter_mut().map(|browser| browser.post(PAGE, &LAN))).await;
        let entered = answers.iter().filter(|answer| answer.status == 303).count();
        assert_eq!(entered, 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
        let who = format!("nguoi{}", answers.iter().position(|answer| answer.status == 303).unwrap());
        for refused in answers.iter().filter(|answer| answer.status != 303) {
            assert!(refused.status == 422 && refused.text.contains("Số này đã được dùng"));
            assert!(!refused.text.contains(&who), "whose it is stays untold");
        }
        // Other spellings of the number are the number.
        let (_, mut other) = world.trainee("khac").await;
        assert_eq!(other.post(PAGE, &with(&LAN, &[("phone", "0912.345.678"), ("identity", "")])).await.status, 422);
        assert_eq!(other.post(PAGE, &with(&LAN, &[("phone", "0912345679"), ("identity", "082095001235")])).await.status, 303);
        // The same person twice at once is one registration.
        let (_, mut first) = world.trainee("hai.lan").await;
        let form = with(&LAN, &[("phone", "0912345680"), ("identity", "")]);
        let token = first.token().await;
        let body = form_urlencoded::Serializer::new(String::new()).append_pair("csrf_token", &token).extend_pairs(&form).finish();
        let mut second = Browser::new(&world.base);
        second.set_cookie("hocthi", &first.cookie("hocthi").unwrap().clone());
        let head = [("content-type", "application/x-www-form-urlencoded")];
        let (one, two) = futures_util::future::join(first.raw("POST", PAGE, &head, body.clone().into_bytes()), second.raw("POST", PAGE, &head, body.clone().into_bytes())).await;
        assert!([one.status, two.status].iter().all(|status| matches!(status, 303 | 422)) && (one.status == 303 || two.status == 303));
    }

    async fn numbers_are_not_in_the_database_and_erasing_leaves_nothing_personal(world: World) {
        contest(&world, &[("x_code_0", "thay"), ("x_label_0", "Điện thoại thầy cô"), ("x_kind_0", "phone"), ("x_purpose_0", "Báo tin")]).await;
        let (lan, mut browser) = world.trainee("lan").await;
        let form = with(&LAN, &[("x_thay", "0977111222"), ("address", "Ngõ Rất Riêng 12"), ("consent_contact", "1")]);
        let made = browser.post(PAGE, &form).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let Some(path) = world.db.sqlite_path().map(std::path::Path::to_owned) else { return };
        let bytes = || {
            let wal = path.with_file_name(format!("{}-wal", path.file_name().unwrap().to_string_lossy()));
            [std::fs::read(&path).unwrap(), std::fs::read(wal).unwrap_or_default()].concat()
        };
        let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        let before = bytes();
        assert!(holds(&before, "Ngõ Rất Riêng 12") && holds(&before, "091****678"), "the search finds what is there");
        for hidden in ["0912345678", "912345678", "082095001234", "0977111222"] {
            assert!(!holds(&before, hidden), "{hidden} stands in the database");
        }
        open(&world);
        let mut browser = world.signed_in(lan).await;
        assert_eq!(start(&mut browser).await.status, 201);
        assert_eq!(browser.post(&format!("{PAGE}/rut"), &[]).await.status, 303);
        let after = {
            use diesel::{Connection, RunQueryDsl};
            let mut conn = diesel::SqliteConnection::establish(&path.to_string_lossy()).unwrap();
            diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut conn).unwrap();
            bytes()
        };
        for gone in ["Ngõ Rất Riêng 12", "091****678", "Nguyễn Thị Lan", "nguyen thi lan"] {
            assert!(!holds(&after, gone), "{gone} is left in the database");
        }
        assert_eq!(seen(&world, lan).await.1.as_deref(), Some("withdrawn"));
        assert!(browser.get(PAGE).await.text.contains("Bạn đã rút đăng ký"));
        let refused = start(&mut browser).await;
        assert_eq!((refused.status, refused.code()), (403, "registration_gone"));
        let (_, mut again) = world.trainee("lan2").await;
        assert_eq!(again.post(PAGE, &LAN).await.status, 422, "nobody enters a second time by taking the first back");
    }

    async fn consents_are_apart_unticked_and_can_be_taken_back(world: World) {
        contest(&world, &[]).await;
        let (lan, mut browser) = world.trainee("lan").await;
        let form = browser.get(PAGE).await.text;
        let boxes: Vec<&str> = form.split("<input").filter(|part| part.contains("type=\"checkbox\"")).collect();
        assert!(boxes.len() >= 4 && boxes.iter().all(|part| !part.split('>').next().unwrap().contains("checked")), "nothing is ticked beforehand");
        assert_eq!(browser.post(PAGE, &LAN).await.status, 303);
        assert_eq!(seen(&world, lan).await.2, None, "who did not agree is not published");
        assert_eq!(browser.post(&format!("{PAGE}/dong-y"), &[("consent_publish", "1")]).await.status, 303);
        assert!(seen(&world, lan).await.2.is_some());
        world.pass(60);
        assert_eq!(browser.post(&format!("{PAGE}/dong-y"), &[]).await.status, 303);
        assert_eq!(seen(&world, lan).await.2, None);
        let kept = world
            .db
            .read(move |conn| {
                let contest = ops::contest(conn, "tim-hieu", true)?;
                let own = registration::ops::own(conn, contest.id, lan)?.ok_or_else(Problem::not_found)?;
                Ok::<_, Problem>(registration::ops::consents(conn, own.id)?)
            })
            .await
            .unwrap();
        let publish: Vec<_> = kept.iter().filter(|consent| consent.purpose.code() == "publish").collect();
        assert!(publish.len() == 1 && publish[0].withdrawn_at.is_some() && publish[0].text.contains("090****567") && publish[0].version == 1);
        // Taking part itself is taken back by withdrawing: without an attempt nothing is left.
        assert_eq!(browser.post(&format!("{PAGE}/rut"), &[]).await.status, 303);
        assert!(browser.get(PAGE).await.text.contains("Ai được dự thi"), "the form again");
        assert_eq!(browser.post(PAGE, &LAN).await.status, 303);
    }

    async fn lists_of_exclusion_bar_or_take_the_prize_also_afterwards(world: World) {
        let (duc, _) = contest(&world, &[]).await;
        let (lan, mut lans) = world.trainee("lan").await;
        let (nam, mut nams) = world.trainee("nam").await;
        let mut duc = world.signed_in(duc).await;
        let page = format!("{ADMIN}/loai-tru");
        let wrong = duc.post(&page, &[("class", "committee"), ("list", "lan\nkhong.co\n\nai.day")]).await;
        assert!(wrong.status == 422 && wrong.text.contains("Dòng 2") && wrong.text.contains("Dòng 4") && wrong.text.contains("khong.co"));
        assert_eq!(duc.post(&page, &[("class", "software"), ("list", "lan")]).await.status, 422, "the terms do not speak of it");
        assert_eq!(duc.post(&page, &[("class", "committee"), ("list", "lan")]).await.status, 303);
        assert!(lans.get(PAGE).await.text.contains("không dự thi được vì thuộc diện: Ban Tổ chức"));
        let barred = lans.post(PAGE, &LAN).await;
        assert_eq!(barred.status, 403);
        assert_eq!(nams.post(PAGE, &LAN).await.status, 303);
        assert_eq!(duc.post(&page, &[("class", "secretariat"), ("list", "0912 345 678;Nam")]).await.status, 303, "a phone that no account has");
        assert_eq!(seen(&world, nam).await.1.as_deref(), Some("secretariat"));
        assert!(nams.get(PAGE).await.text.contains("không xét giải vì thuộc diện: Tổ Thư ký"));
        let lines = duc.get(&page).await.text;
        assert!(lines.contains("091****678") && !lines.contains("0912345678"));
        open(&world);
        let refused = start(&mut world.signed_in(lan).await).await;
        assert_eq!((refused.status, refused.code()), (403, "not_registered"));
        assert_eq!(start(&mut world.signed_in(nam).await).await.status, 201, "who gets no prize takes part");
        let mut duc = world.signed_in(world.person("huong", "Võ Thị Hương", None, Some((Role::Organizer, None))).await).await;
        // Nam's line is the only one of his: lifted, he is ranked again.
        for id in ids(&lines, "loai-tru/") {
            assert_eq!(duc.post(&format!("{page}/{id}/bo"), &[]).await.status, 303);
        }
        assert_eq!(seen(&world, nam).await.1, None);
        let (con, mut cons) = world.trainee("con").await;
        let made = cons.post(PAGE, &with(&LAN, &[("relative", "1"), ("phone", "0912345670"), ("identity", "")])).await;
        assert_eq!(made.status, 303, "{}", made.text);
        assert_eq!(seen(&world, con).await.1.as_deref(), Some("relative"));
    }

    async fn a_slip_verifies_one_person(world: World) {
        let (duc, _) = contest(&world, &[("needs_code", "1")]).await;
        let mut duc = world.signed_in(duc).await;
        let page = format!("{ADMIN}/phieu");
        assert_eq!(duc.post(&page, &[("title", ""), ("slips", "0")]).await.status, 422);
        let made = duc.post(&page, &[("title", "Phường Mỹ Tho"), ("slips", "3")]).await;
        assert_eq!(made.status, 303);
        let sheet = duc.get(made.location()).await.text;
        let codes: Vec<String> = sheet.split("slip-code\">").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
        assert_eq!((codes.len(), codes[0].len()), (3, 11));
        let again = duc.get(made.location()).await.text;
        assert!(codes.iter().all(|code| again.contains(code.as_str())), "it can be printed again");
        let file = duc.get(&format!("{}/ma.xlsx", made.location())).await;
        assert_eq!(cells(&file.bytes)[1][1], codes[0]);

        let (lan, mut lans) = world.trainee("lan").await;
        let (nam, mut nams) = world.trainee("nam").await;
        assert_eq!(lans.post(PAGE, &with(&LAN, &[("code", &codes[0].to_lowercase())])).await.status, 303);
        let used = nams.post(PAGE, &with(&LAN, &[("phone", "0912345679"), ("identity", ""), ("code", &codes[0])])).await;
        assert!(used.status == 422 && used.text.contains("e-code"), "a used code and a wrong one are told alike");
        assert_eq!(nams.post(PAGE, &with(&LAN, &[("phone", "0912345679"), ("identity", "")])).await.status, 303, "the code may come later");
        open(&world);
        let (mut lans, mut nams) = (world.signed_in(lan).await, world.signed_in(nam).await);
        assert_eq!(start(&mut lans).await.status, 201);
        let refused = start(&mut nams).await;
        assert_eq!((refused.status, refused.code()), (403, "not_verified"));
        let wrong = nams.post(&format!("{PAGE}/xac-nhan"), &[("code", "00000-00000")]).await;
        assert!(wrong.status == 422 && wrong.text.contains("Mã này không dùng được"));
        assert_eq!(nams.post(&format!("{PAGE}/xac-nhan"), &[("code", &codes[1])]).await.status, 303);
        assert_eq!(start(&mut nams).await.status, 201);
    }

    async fn organizers_find_mark_and_take_out_and_nobody_sees_anothers(world: World) {
        let (duc, unit) = contest(&world, &[("spreads", "1")]).await;
        let (lan, mut lans) = world.trainee("lan").await;
        let (nam, mut nams) = world.trainee("nam").await;
        let unit_text = unit.to_string();
        let lan_form = with(&LAN, &[("full_name", "Nguyễn Thị Ưỡng"), ("unit_id", &unit_text), ("address", "=HYPERLINK(1)"), ("consent_contact", "1")]);
        assert_eq!(lans.post(PAGE, &lan_form).await.status, 303);
        let own = lans.get(PAGE).await.text;
        let code = own.split("dang-ky?gt=").nth(1).or(own.split("gt&#x3d;").nth(1)).unwrap()[..8].to_owned();
        let guest = world.stranger().get(&format!("{PAGE}?gt={code}")).await;
        assert!(guest.status == 303 && guest.location().ends_with(&format!("%3Fgt%3D{code}")), "{}", guest.location());
        assert!(nams.get(&format!("{PAGE}?gt={code}")).await.text.contains(&code), "the form carries who brought him");
        assert_eq!(nams.post(PAGE, &with(&LAN, &[("full_name", "Lê Nam"), ("phone", "0912345679"), ("identity", ""), ("gt", &code)])).await.status, 303);
        let others = nams.get(PAGE).await.text;
        assert!(!others.contains("Ưỡng") && !others.contains("091****678"));

        let mut duc = world.signed_in(duc).await;
        let found = duc.get(&format!("{ADMIN}/danh-sach?q=uong")).await.text;
        assert!(found.contains("Nguyễn Thị Ưỡng") && !found.contains("Lê Nam") && found.contains("091****678"));
        assert!(duc.get(&format!("{ADMIN}/danh-sach?khoi=trong-tinh")).await.text.contains("Ưỡng"));
        assert!(!duc.get(&format!("{ADMIN}/danh-sach?don-vi={unit_text}")).await.text.contains("Lê Nam"));
        let table = cells(&duc.get(&format!("{ADMIN}/danh-sach.xlsx")).await.bytes);
        assert_eq!(table.len(), 3);
        assert_eq!((table[1][1].as_str(), table[2][1].as_str()), ("Lê Nam", "Nguyễn Thị Ưỡng"), "by given name");
        assert!(table[2].contains(&"=HYPERLINK(1)".to_owned()) && table[2].contains(&"0912345678".to_owned()), "text, and the phone by consent");
        assert!(!table[1].contains(&"0912345679".to_owned()), "no phone without it");
        let person = format!("{ADMIN}/danh-sach/{}", ids(&found, "danh-sach/")[0]);
        assert_eq!(duc.post(&person, &[("mark", "removed"), ("reason", "")]).await.status, 422);

        open(&world);
        let mut nams = world.signed_in(nam).await;
        let started = start(&mut nams).await;
        let id = started.json["id"].as_str().unwrap().to_owned();
        assert_eq!(brought(&world, &mut lans, lan).await, "Chưa có ai được tính", "an attempt that is not finished does not count");
        nams.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await;
        assert_eq!(brought(&world, &mut lans, lan).await, "từ 1 đến 4 người");
        let huong = world.person("huong", "Võ Thị Hương", None, Some((Role::Organizer, None))).await;
        let mut huong = world.signed_in(huong).await;
        assert!(huong.get(&format!("{ADMIN}/lan-toa")).await.text.contains("Nguyễn Thị Ưỡng"));
        assert_eq!(huong.post(&person, &[("mark", "removed"), ("reason", "Khai sai ngày sinh")]).await.status, 303);
        let mut lans = world.signed_in(lan).await;
        let refused = start(&mut lans).await;
        assert_eq!((refused.status, refused.code()), (403, "registration_gone"));
        assert!(lans.get(PAGE).await.text.contains("Khai sai ngày sinh"), "the person reads why");
        assert_eq!(lans.post(PAGE, &LAN).await.status, 403, "nobody registers anew over it");
        assert_eq!(seen(&world, lan).await.1.as_deref(), Some("Khai sai ngày sinh"));
    }

    async fn a_contest_without_terms_stays_as_it_was(world: World) {
        let duc = world.person("duc", "Phạm Văn Đức", None, Some((Role::Organizer, None))).await;
        let mut browser = world.signed_in(duc).await;
        assert_eq!(browser.post("/to-chuc-thi/them", &CONTEST).await.status, 303);
        assert_eq!(browser.post(ADMIN, &TERMS[..3]).await.status, 303);
        assert_eq!(browser.post(ADMIN, &[]).await.status, 303, "unticked, the terms are gone");
        assert_eq!(browser.post("/to-chuc-thi/tim-hieu/cong-bo", &[]).await.status, 303);
        let (lan, mut lans) = world.trainee("lan").await;
        assert_eq!(lans.get(PAGE).await.status, 404);
        assert!(!lans.get("/cuoc-thi/tim-hieu").await.text.contains("dang-ky"));
        open(&world);
        assert_eq!(start(&mut world.signed_in(lan).await).await.status, 201);
    }
}

/// What the own page says of whom somebody brought.
async fn brought(world: &World, browser: &mut Browser, person: PersonId) -> String {
    *browser = world.signed_in(person).await;
    let page = browser.get(PAGE).await.text;
    ["Chưa có ai được tính", "từ 1 đến 4 người"].into_iter().find(|words| page.contains(words)).unwrap_or("nothing").to_owned()
}

/// The ids that stand behind `before` in a page.
pub fn ids(page: &str, before: &str) -> Vec<String> {
    page.replace("&#x2f;", "/")
        .split(before)
        .skip(1)
        .filter_map(|part| Some(part.get(..36)?.to_owned()))
        .filter(|id| id.matches('-').count() == 4)
        .collect()
}

/// The cells of a workbook's first sheet, as text.
fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    use calamine::{Data, Reader};
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes.to_vec())).expect("a workbook");
    let range = book.worksheet_range_at(0).expect("a sheet").expect("readable");
    range
        .rows()
        .map(|row| row.iter().map(|cell| if let Data::String(text) = cell { text.clone() } else { cell.to_string() }).collect())
        .collect()
}
