//! Training programmes: what is missing is told, what is earned is issued in numbers, what is issued can be proven.

use std::io::{Cursor, Read};

use hocthi::{
    certification::{self, issuing},
    identity::{self, model::NewPerson, ops::Credential},
    jobs,
    kernel::{
        Problem, Role,
        ids::{IssueBatchId, PersonId},
        rng::SystemEntropy,
        sheet,
    },
    web::format,
};
use serde_json::Value;

use crate::{
    on_both_databases,
    support::{Browser, World},
};

/// An administrator of everything with an issuing body, and a programme that asks for a session and, if told, for the quiz.
pub async fn set_up(world: &World, needs_quiz: bool, second_approval: bool) -> Browser {
    let root = world.person("quantri", "Bùi Thanh Ẩn", None, Some((Role::Admin, None))).await;
    let mut admin = world.signed_in(root).await;
    let body = [
        ("code", "btg"),
        ("name", "BAN TUYÊN GIÁO VÀ DÂN VẬN"),
        ("parent", "TỈNH ỦY TIỀN GIANG"),
        ("unit_id", ""),
        ("place", "Mỹ Tho"),
        ("symbol", "GCN-BTGDV"),
        ("pattern", "{so}/{nam}/{ky-hieu}"),
        ("signer_title", "KT. TRƯỞNG BAN | PHÓ TRƯỞNG BAN"),
        ("signer_name", "Trần Văn Đức"),
    ];
    let put = admin.post("/quan-tri/noi-cap", &body).await;
    assert_eq!(put.status, 303, "{}", put.text);
    let mut form = vec![
        ("code", "boi-duong"),
        ("title", "Chương trình bồi dưỡng năm 2026"),
        ("unit_id", ""),
        ("body_code", "btg"),
        ("starts_on", "01/01/2026"),
        ("ends_on", ""),
        ("sessions", "1"),
        ("validity_months", "24"),
        ("renew_days", "60"),
        ("grace_days", "30"),
    ];
    if needs_quiz {
        form.push(("quiz-kl-57", "70"));
    }
    if second_approval {
        form.push(("second_approval", "1"));
    }
    let put = admin.post("/chuong-trinh/them", &form).await;
    assert_eq!(put.location(), "/chuong-trinh/boi-duong", "{}", put.text);
    admin
}

/// Records a session with these people on its sheet.
pub async fn session(world: &World, admin: &mut Browser, usernames: &str) {
    let today = format::date(world.now().vietnam_date());
    let held = [
        ("title", "Kỹ năng tuyên truyền miệng"),
        ("held_on", today.as_str()),
        ("place", "Hội trường"),
        ("minutes", "180"),
        ("speaker", "Trần Quang Minh"),
    ];
    let added = admin.post("/chuong-trinh/boi-duong/buoi", &held).await;
    assert_eq!(added.status, 303, "{}", added.text);
    let signed = admin.post(added.location(), &[("usernames", usernames)]).await;
    assert_eq!(signed.status, 303, "{}", signed.text);
}

pub async fn issue(world: &World, admin: &mut Browser) -> String {
    let today = format::date(world.now().vietnam_date());
    let proposed = admin.post("/chuong-trinh/boi-duong/cap-giay", &[("who", "ready"), ("issued_on", &today)]).await;
    assert_eq!(proposed.status, 303, "{}", proposed.text);
    jobs::issuing::issue(&world.shared.state).await.expect("issued");
    proposed.location().to_owned()
}

/// A programme with a session and a batch that is done: their ids.
pub async fn with_a_batch(world: &World) -> (String, String) {
    let mut admin = set_up(world, false, false).await;
    world.trainee("nguoi.duoc.cap").await;
    session(world, &mut admin, "nguoi.duoc.cap").await;
    let id = admin.get("/chuong-trinh/boi-duong/buoi").await.text.split("/buoi/").nth(1).and_then(|rest| rest.get(..36)).map(str::to_owned);
    let batch = issue(world, &mut admin).await;
    (id.expect("a session"), batch.rsplit('/').next().expect("an id").to_owned())
}

/// A batch of this many people that runs and has issued nothing yet.
pub async fn with_a_batch_of(world: &World, count: usize) -> IssueBatchId {
    let _admin = set_up(world, false, false).await;
    let now = world.now();
    world
        .db
        .write(move |conn| {
            let root = certification::programmes::ops::people_named(conn, None, "quantri", "username")?[0];
            let actor = identity::ops::actor(conn, root)?.expect("may sign in");
            let mut people = Vec::new();
            for number in 0..count {
                let new = NewPerson {
                    username: format!("nguoi{number:05}"),
                    full_name: format!("Nguyễn Ưỡng {number:05}"),
                    phone: None,
                    email: None,
                };
                people.push(identity::ops::create_person(conn, now, &SystemEntropy, None, &new, &Credential::None)?);
            }
            Ok::<_, Problem>(issuing::ops::propose(conn, now, &SystemEntropy, &actor, "boi-duong", &people, now.vietnam_date())?)
        })
        .await
        .expect("a batch")
}

async fn latest(world: &World, person: PersonId) -> certification::model::Certificate {
    world
        .db
        .read(move |conn| certification::ops::of_person(conn, person))
        .await
        .unwrap()
        .into_iter()
        .max_by_key(|it| it.sequence)
        .expect("a certificate")
}

fn entries(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).expect("a ZIP");
    (0..archive.len())
        .map(|at| {
            let mut entry = archive.by_index(at).expect("an entry");
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("readable");
            (entry.name().expect("a name").into_owned(), bytes)
        })
        .collect()
}

fn pdf_text(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, bytes).unwrap();
    let done = std::process::Command::new("pdftotext").args(["-raw", file.to_str().unwrap(), "-"]).output().expect("pdftotext runs");
    String::from_utf8(done.stdout).unwrap()
}

/// What the independent verifier says of a carrier.
fn verified(kind: &str, carrier: &[u8], did: &str, list: Option<&str>) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path(&format!("badge.{kind}")), carrier).unwrap();
    std::fs::write(path("did.json"), did).unwrap();
    std::fs::write(path("list"), list.unwrap_or_default()).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/verify_badge.py");
    let list = if list.is_some() { path("list") } else { "-".to_owned() };
    let done = std::process::Command::new("python3")
        .args([script, &path(&format!("badge.{kind}")), &path("did.json"), &list])
        .output()
        .expect("python3 runs");
    serde_json::from_slice(&done.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&done.stderr)))
}

on_both_databases! {
    async fn a_person_sees_what_is_missing_and_is_issued_what_is_earned(world: World) {
        let mut admin = set_up(&world, true, false).await;
        let unit = world.unit("my-tho", None).await;
        let lan = world.person("lan", "Nguyễn Thị Ưỡng", Some(unit), None).await;
        let mut lans = world.signed_in(lan).await;
        assert!(lans.get("/chuong-trinh").await.text.contains("Đạt 0&#x2f;2 yêu cầu"));
        session(&world, &mut admin, "lan\n").await;
        let page = lans.get("/chuong-trinh/boi-duong").await.text;
        assert!(page.contains("Đạt 1&#x2f;2 yêu cầu") && page.contains("Chưa đạt đủ yêu cầu") && page.contains("&#x2f;bai-kiem-tra&#x2f;kl-57"), "{page}");
        let empty = admin.post("/chuong-trinh/boi-duong/cap-giay", &[("who", "ready"), ("issued_on", &format::date(world.now().vietnam_date()))]).await;
        assert!(empty.status == 422 && empty.text.contains("Chưa có ai đủ điều kiện"));
        world.take_quiz(&mut lans, lan, true).await;
        assert!(lans.get("/chuong-trinh/boi-duong").await.text.contains("Đơn vị tổ chức sẽ cấp chứng nhận"));
        let batch = issue(&world, &mut admin).await;
        assert!(admin.get(&batch).await.text.contains("Đã cấp xong"));
        let certificate = world.db.read(move |conn| certification::ops::of_person(conn, lan)).await.unwrap();
        let own = certificate.iter().find(|it| it.register == "GCN-BTGDV").expect("issued");
        assert_eq!((own.face.number.as_str(), own.face.holder_unit.as_deref()), ("001/2026/GCN-BTGDV", Some("Đơn vị my-tho")));
        assert_eq!(own.face.valid_until.map(format::date).as_deref(), Some("22/11/2028"), "24 months from 23/11/2026");
        let page = world.stranger().get(&format!("/chung-nhan/{}", own.code)).await.text;
        for printed in ["Chương trình bồi dưỡng năm 2026", "22&#x2f;11&#x2f;2028", "PHÓ TRƯỞNG BAN", "TỈNH ỦY TIỀN GIANG"] {
            assert!(page.contains(printed), "{printed}");
        }
        assert!(!page.contains("Kết quả:"), "no score was earned, none is printed");
        let paper = lans.get(&format!("/chung-nhan/{}/ban-in.pdf", own.code)).await;
        assert!(pdf_text(&paper.bytes).contains("Có giá trị đến hết ngày 22/11/2028"));
        assert!(lans.get("/chuong-trinh").await.text.contains("Có chứng nhận"));
    }

    async fn terms_and_sheets_that_are_wrong_come_back_filled(world: World) {
        let mut admin = set_up(&world, false, false).await;
        let wrong = admin.post("/chuong-trinh/them", &[("code", "boi-duong"), ("title", "Tên mới"), ("body_code", "btg"), ("sessions", "mười"), ("rounds", "3"), ("starts_on", "hôm nay")]).await;
        assert!(wrong.status == 422 && wrong.text.contains("value=\"Tên mới\"") && wrong.text.contains("value=\"mười\"") && wrong.text.contains("Ngày cần viết"));
        let taken = admin.post("/chuong-trinh/them", &[("code", "boi-duong"), ("title", "Tên mới"), ("body_code", "btg"), ("sessions", "1")]).await;
        assert!(taken.status == 422 && taken.text.contains("Mã này đã có chương trình khác dùng"));
        let nothing = admin.post("/chuong-trinh/them", &[("code", "khac"), ("title", "Tên mới"), ("body_code", "btg")]).await;
        assert!(nothing.status == 422 && nothing.text.contains("Hãy chọn ít nhất một yêu cầu"));
        for (pattern, symbol) in [("{nam}", "GCN-KHAC"), ("{so}/{nam}", "GCN-BTGDV")] {
            let body = [("code", "khac"), ("name", "X"), ("place", "Y"), ("symbol", symbol), ("pattern", pattern)];
            assert_eq!(admin.post("/quan-tri/noi-cap", &body).await.status, 422, "{pattern} {symbol}");
        }
        let tomorrow = format::date(world.now().vietnam_date().succ_opt().unwrap());
        let ahead = admin.post("/chuong-trinh/boi-duong/buoi", &[("title", "T"), ("held_on", &tomorrow), ("place", "P"), ("minutes", "60"), ("speaker", "S")]).await;
        // A session may be planned, so that its sheet can be printed; nobody was there yet.
        assert_eq!(ahead.status, 303, "{}", ahead.text);
        let early = admin.post(ahead.location(), &[("usernames", "quantri")]).await;
        assert!(early.status == 422 && early.text.contains("Buổi này chưa diễn ra"));
        let far = admin.post("/chuong-trinh/boi-duong/buoi", &[("title", "T"), ("held_on", "01/01/2099"), ("place", "P"), ("minutes", "60"), ("speaker", "S")]).await;
        assert!(far.status == 422 && far.text.contains("không quá một năm"));
        world.trainee("lan").await;
        session(&world, &mut admin, "lan").await;
        // The one that was held stands below the one ahead.
        let id = admin.get("/chuong-trinh/boi-duong/buoi").await.text.split("/buoi/").nth(2).and_then(|rest| rest.get(..36)).map(str::to_owned);
        let path = format!("/chuong-trinh/boi-duong/buoi/{}", id.expect("a session"));
        let unknown = admin.post(&path, &[("usernames", "lan\n\nkhong.co")]).await;
        assert!(unknown.status == 422 && unknown.text.contains("Dòng 3") && unknown.text.contains("khong.co</textarea>"));
    }

    async fn where_two_are_asked_for_two_are_needed(world: World) {
        let mut admin = set_up(&world, false, true).await;
        let (lan, _) = world.trainee("lan").await;
        session(&world, &mut admin, "lan").await;
        let batch = issue(&world, &mut admin).await;
        assert!(admin.get(&batch).await.text.contains("Chờ duyệt"), "nothing runs before the second approval");
        let own = admin.post(&batch, &[("decision", "approve")]).await;
        assert!(own.status == 409 && own.text.contains("không tự duyệt được"));
        let second = world.person("quantri.hai", "Trần Thị Hai", None, Some((Role::Admin, None))).await;
        let mut second = world.signed_in(second).await;
        assert_eq!(second.post(&batch, &[("decision", "approve")]).await.status, 303);
        assert_eq!(second.post(&batch, &[("decision", "approve")]).await.status, 409, "once");
        jobs::issuing::issue(&world.shared.state).await.expect("issued");
        assert_eq!(latest(&world, lan).await.face.number, "001/2026/GCN-BTGDV");
        assert!(matches!(world.db.read(hocthi::audit::ops::verify).await.unwrap(), hocthi::audit::ops::Chain::Intact(_)));
    }

    async fn a_batch_pauses_resumes_and_gives_its_papers(world: World) {
        let mut admin = set_up(&world, false, false).await;
        let unit = world.unit("my-tho", None).await;
        let mut names = String::new();
        for number in 0..130 {
            let name = format!("hocvien{number:03}");
            world.person(&name, &format!("Nguyễn Văn Ưỡng {number:03}"), Some(unit), None).await;
            names.push_str(&name);
            names.push('\n');
        }
        session(&world, &mut admin, &names).await;
        let today = format::date(world.now().vietnam_date());
        let batch = admin.post("/chuong-trinh/boi-duong/cap-giay", &[("who", "ready"), ("issued_on", &today)]).await.location().to_owned();
        let id = batch.rsplit('/').next().unwrap().parse().unwrap();
        let again = admin.post("/chuong-trinh/boi-duong/cap-giay", &[("who", "ready"), ("issued_on", &today)]).await;
        assert!(again.status == 422 && again.text.contains("chưa xong"), "one batch at a time");
        let now = world.now();
        let next = move |conn: &mut hocthi::storage::Conn<'_>| issuing::ops::issue_next(conn, now, &SystemEntropy, id);
        assert!(world.db.write(next).await.unwrap());
        assert_eq!(admin.post(&batch, &[("decision", "pause")]).await.status, 303);
        assert!(!world.db.write(next).await.unwrap(), "nothing is issued while it is paused");
        assert!(admin.get(&batch).await.text.contains("Đã xử lý 100&#x2f;130"));
        assert_eq!(admin.post(&batch, &[("decision", "resume")]).await.status, 303);
        jobs::issuing::issue(&world.shared.state).await.expect("issued");
        assert!(world.db.read(certification::ops::gaps).await.unwrap().is_empty());
        let papers = admin.get(&format!("{batch}/giay.zip")).await;
        let papers = entries(&papers.bytes);
        assert_eq!(papers.len(), 130);
        assert!(papers[0].0.starts_with("001-2026-GCN-BTGDV_") && papers[129].0.starts_with("130-2026-"), "{}", papers[0].0);
        assert!(pdf_text(&papers[129].1).contains("130/2026/GCN-BTGDV"));
        let sheets = entries(&admin.get(&format!("{batch}/in.zip")).await.bytes);
        assert_eq!(sheets.len(), 3);
        let pages: Vec<usize> = sheets.iter().map(|(_, bytes)| pdf_text(bytes).matches('\u{c}').count()).collect();
        assert_eq!(pages, [50, 50, 30]);
        let list = sheet::read(&admin.get(&format!("{batch}/danh-sach.xlsx")).await.bytes).unwrap();
        assert_eq!(list.last().unwrap().cells[0], "130");
        assert!(list.iter().any(|row| row.cells.contains(&"130/2026/GCN-BTGDV".to_owned())));
        // An administrator of another unit has no part in it.
        let other = world.unit("go-cong", None).await;
        let stranger = world.person("van.thu", "Văn Thư", None, Some((Role::Admin, Some(other)))).await;
        let mut stranger = world.signed_in(stranger).await;
        for path in ["", "/giay.zip", "/in.zip", "/danh-sach.xlsx"] {
            assert_eq!(stranger.get(&format!("{batch}{path}")).await.status, 404, "{path}");
        }
        assert_eq!(stranger.post(&batch, &[("decision", "pause")]).await.status, 404);
    }

    async fn two_processes_issue_one_batch_without_gap_or_double(world: World) {
        let mut admin = set_up(&world, false, false).await;
        let mut names = String::new();
        for number in 0..250 {
            let name = format!("hocvien{number:03}");
            world.person(&name, "Nguyễn Văn Ưỡng", None, None).await;
            names.push_str(&name);
            names.push('\n');
        }
        session(&world, &mut admin, &names).await;
        let today = format::date(world.now().vietnam_date());
        admin.post("/chuong-trinh/boi-duong/cap-giay", &[("who", "ready"), ("issued_on", &today)]).await;
        let (_, other, handle) = world.second_server();
        let (one, two) = futures_util::future::join(jobs::issuing::issue(&world.shared.state), jobs::issuing::issue(&other.state)).await;
        one.expect("issued");
        two.expect("issued");
        // What one left because the other had it is finished by the next look.
        jobs::issuing::issue(&world.shared.state).await.expect("issued");
        handle.stop(false).await;
        let numbers = world.db.read(|conn| Ok::<_, Problem>(certification::ops::numbers_given(conn, "GCN-BTGDV", 2026)?)).await.unwrap();
        assert_eq!(numbers, (1..=250).collect::<Vec<i32>>());
    }

    async fn a_certificate_ends_is_due_and_is_renewed(world: World) {
        let mut admin = set_up(&world, false, false).await;
        let unit = world.unit("my-tho", None).await;
        let lan = world.person("lan", "Nguyễn Thị Ưỡng", Some(unit), None).await;
        let other = world.unit("go-cong", None).await;
        let hoa = world.person("hoa", "Huỳnh Thị Hoa", Some(unit), Some((Role::UnitLeader, Some(unit)))).await;
        let binh = world.person("binh", "Lê Bình", Some(other), Some((Role::UnitLeader, Some(other)))).await;
        session(&world, &mut admin, "lan").await;
        issue(&world, &mut admin).await;
        let first = latest(&world, lan).await;
        assert_eq!(first.standing(world.now().vietnam_date()).code(), "valid");
        // 24 months less 20 days later.
        world.pass((730 - 20) * 24 * 3_600);
        let mut admin = { let root = world.person("quantri.hai", "Trần Thị Hai", None, Some((Role::Admin, None))).await; world.signed_in(root).await };
        let mut leader = world.signed_in(hoa).await;
        let due = leader.get("/den-han?ngay=30").await.text;
        assert!(due.contains("Nguyễn Thị Ưỡng") && due.contains("001&#x2f;2026&#x2f;GCN-BTGDV"), "{due}");
        assert!(!world.signed_in(binh).await.get("/den-han?ngay=90").await.text.contains("Nguyễn Thị Ưỡng"), "another unit's");
        let mut lans = world.signed_in(lan).await;
        assert!(lans.get("/chuong-trinh/boi-duong").await.text.contains("cần làm lại"), "the session of then does not count again");
        assert!(lans.get("/chung-nhan-cua-toi").await.text.contains("Còn 20 ngày"));
        assert!(lans.get("/viec-cua-toi").await.text.contains("Còn 20 ngày"), "the tasks remind of it");
        session(&world, &mut admin, "lan").await;
        issue(&world, &mut admin).await;
        let second = latest(&world, lan).await;
        assert_eq!((second.sequence, second.face.number.as_str()), (2, "001/2028/GCN-BTGDV"));
        assert_eq!(second.face.valid_until.map(format::date).as_deref(), Some("22/11/2030"), "continues the first");
        assert!(!leader.get("/den-han?ngay=90").await.text.contains("Nguyễn Thị Ưỡng"), "renewed");
        world.pass(30 * 24 * 3_600);
        let page = world.stranger().get(&format!("/chung-nhan/{}", first.code)).await.text;
        assert!(page.contains("Chứng nhận đã hết hạn"));
        let api = world.stranger().get(&format!("/api/v1/certificates/{}", first.code)).await.json;
        assert_eq!((api["valid"].as_bool(), api["status"].as_str()), (Some(false), Some("expired")));
    }

    async fn a_paper_is_revoked_put_right_and_replaced(world: World) {
        let mut admin = set_up(&world, false, false).await;
        let (lan, mut lans) = world.trainee("lan").await;
        session(&world, &mut admin, "lan").await;
        issue(&world, &mut admin).await;
        let code = latest(&world, lan).await.code;
        let path = format!("/chung-nhan/{code}");
        let empty = admin.post(&format!("{path}/thu-hoi"), &[("reason", " ")]).await;
        assert!(empty.status == 422 && empty.text.contains("Hãy nêu lý do"));
        assert_eq!(admin.post(&format!("{path}/thu-hoi"), &[("reason", "Nhầm danh sách")]).await.status, 303);
        assert!(lans.get("/chuong-trinh").await.text.contains("Bị thu hồi"));
        assert_eq!(lans.post(&format!("{path}/khoi-phuc"), &[("reason", "Xin lại")]).await.status, 403);
        assert_eq!(admin.post(&format!("{path}/khoi-phuc"), &[("reason", "Xác minh lại")]).await.status, 303);
        assert_eq!(world.stranger().get(&format!("/api/v1/certificates/{code}")).await.json["valid"], true);
        assert!(admin.get(&path).await.text.contains("Nhầm danh sách"), "the administrator sees what happened");
        assert!(!world.stranger().get(&path).await.text.contains("Nhầm danh sách"));
        let replaced = admin.post(&format!("{path}/cap-lai"), &[("reason", "Sai họ tên")]).await;
        assert_eq!(replaced.status, 303, "{}", replaced.text);
        let old = world.stranger().get(&path).await.text;
        assert!(old.contains("đã bị thu hồi") && old.contains(replaced.location()), "the old paper leads to the new");
        assert_eq!(admin.post(&format!("{path}/khoi-phuc"), &[("reason", "Thử")]).await.status, 422, "what was replaced stays so");
        let new = latest(&world, lan).await;
        assert_eq!((new.face.number.as_str(), new.sequence), ("002/2026/GCN-BTGDV", 2));
        assert!(world.db.read(certification::ops::gaps).await.unwrap().is_empty());
    }

    async fn a_file_is_checked_against_the_register(world: World) {
        let (lan, mut lans) = world.trainee("lan").await;
        world.take_quiz(&mut lans, lan, true).await;
        let code = latest(&world, lan).await.code;
        let paper = lans.get(&format!("/chung-nhan/{code}/ban-in.pdf")).await.bytes;
        let mut stranger = world.stranger();
        let same = stranger.upload("/chung-nhan/kiem-tra-tep", &[], "chung-nhan.pdf", &paper).await;
        assert!(same.status == 200 && same.text.contains("đúng từng byte") && same.text.contains("Học viên lan"), "{}", same.text);
        let mut changed = paper.clone();
        let last = changed.len() - 20;
        changed[last] ^= 1;
        let changed = stranger.upload("/chung-nhan/kiem-tra-tep", &[], "chung-nhan.pdf", &changed).await;
        assert!(changed.status == 422 && changed.text.contains("không giống bản hệ thống in ra"));
        let badge = lans.get(&format!("/chung-nhan/{code}/huy-hieu.svg")).await.text;
        let signed = stranger.upload("/chung-nhan/kiem-tra-tep", &[], "huy-hieu.svg", badge.as_bytes()).await;
        assert!(signed.status == 200 && signed.text.contains("Chữ ký số đúng"));
        let at = badge.find("verify=\"").unwrap() + 200;
        let mut forged = badge.clone().into_bytes();
        forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
        let forged = stranger.upload("/chung-nhan/kiem-tra-tep", &[], "huy-hieu.svg", &forged).await;
        assert!(forged.status == 422 && forged.text.contains("Chữ ký số trong tệp không đúng"));
        let nothing = stranger.upload("/chung-nhan/kiem-tra-tep", &[], "anh.png", b"\x89PNG xin chao").await;
        assert!(nothing.status == 422 && nothing.text.contains("Không thấy chứng nhận nào"));
        assert_eq!(stranger.post("/chung-nhan/kiem-tra-tep", &[]).await.status, 422);
    }

    async fn walking_through_codes_is_stopped_and_real_papers_are_not(world: World) {
        let (lan, mut lans) = world.trainee("lan").await;
        world.take_quiz(&mut lans, lan, true).await;
        let code = latest(&world, lan).await.code;
        let mut stranger = world.stranger();
        for _ in 0..60 {
            assert_eq!(stranger.get(&format!("/chung-nhan/{code}")).await.status, 200, "a hall may scan");
        }
        let mut answers = Vec::new();
        for _ in 0..32 {
            answers.push(stranger.get("/api/v1/certificates/000000000000").await.status);
        }
        assert_eq!((answers[0], answers[29], answers[31]), (404, 404, 429));
        assert_eq!(stranger.get(&format!("/chung-nhan/{code}")).await.status, 429);
    }

    async fn a_badge_is_proven_by_others_without_us(world: World) {
        let mut admin = set_up(&world, false, false).await;
        let lan = world.person("lan", "Nguyễn Thị Ưỡng", None, None).await;
        session(&world, &mut admin, "lan").await;
        issue(&world, &mut admin).await;
        let (base, _, handle) = world.server_at("https://hocthi.example.vn");
        let mut lans = world.signed_in_at(&base, lan).await;
        lans.set_cookie("__Host-hocthi", &lans.cookie("hocthi").unwrap().clone());
        let certificate = latest(&world, lan).await;
        let path = format!("/chung-nhan/{}", certificate.code);
        let mut carriers = Vec::new();
        for kind in ["jwt", "json", "svg", "png"] {
            let answer = lans.get(&format!("{path}/huy-hieu.{kind}")).await;
            assert_eq!(answer.status, 200, "{kind}");
            carriers.push((kind, answer.bytes));
        }
        let did = lans.get("/.well-known/did.json").await.text;
        assert!(did.contains("\"id\":\"did:web:hocthi.example.vn\""));
        let list = lans.get("/chung-nhan/trang-thai/2026/GCN-BTGDV").await.text;
        for (kind, bytes) in &carriers {
            let said = verified(kind, bytes, &did, Some(&list));
            assert_eq!(said["name"], "Nguyễn Thị Ưỡng", "{kind}: {said}");
            assert_eq!((said["number"].as_str(), said["revoked"].as_bool()), (Some("001/2026/GCN-BTGDV"), Some(false)));
            assert_eq!(said["until"], "2028-11-22T16:59:59Z", "the last second of the last day in Vietnam");
            assert_eq!(said["list"], "https://hocthi.example.vn/chung-nhan/trang-thai/2026/GCN-BTGDV");
        }
        // A changed token is refused, wherever it is changed.
        let token = String::from_utf8(carriers[0].1.clone()).unwrap();
        for at in [token.find('.').unwrap() + 40, token.len() - 5] {
            let mut forged = token.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            assert!(verified("jwt", &forged, &did, None)["refused"].is_string());
        }
        // Revoked: the list says so; another key: the old badge still stands.
        let root = world.person("quantri.hai", "Trần Thị Hai", None, Some((Role::Admin, None))).await;
        let mut root = world.signed_in(root).await;
        assert_eq!(root.post("/quan-tri/khoa-ky", &[("reason", "Định kỳ")]).await.status, 303);
        let did = lans.get("/.well-known/did.json").await.text;
        assert_eq!(did.matches("JsonWebKey").count(), 2);
        assert_eq!(verified("jwt", &carriers[0].1, &did, None)["name"], "Nguyễn Thị Ưỡng");
        let newer = lans.get(&format!("{path}/huy-hieu.jwt")).await.bytes;
        assert_eq!(verified("jwt", &newer, &did, None)["name"], "Nguyễn Thị Ưỡng");
        assert_eq!(admin.post(&format!("{path}/thu-hoi"), &[("reason", "Thi hộ")]).await.status, 303);
        let list = lans.get("/chung-nhan/trang-thai/2026/GCN-BTGDV").await.text;
        assert_eq!(verified("jwt", &newer, &did, Some(&list))["revoked"], true);
        assert_eq!(lans.get(&format!("{path}/huy-hieu.jwt")).await.status, 404, "what is revoked is not signed again");
        assert_eq!(lans.get("/chung-nhan/trang-thai/2026/KHONG-CO").await.status, 404);
        let (_, mut quang) = world.trainee("quang").await;
        assert_eq!(quang.get(&format!("{path}/huy-hieu.png")).await.status, 404, "a badge is its holder's");
        handle.stop(false).await;
    }

    async fn a_record_holds_what_a_person_did_and_only_those_above_see_it(world: World) {
        let mut admin = set_up(&world, true, false).await;
        let unit = world.unit("my-tho", None).await;
        let other = world.unit("go-cong", None).await;
        let lan = world.person("lan", "Nguyễn Thị Ưỡng", Some(unit), None).await;
        let mut lans = world.signed_in(lan).await;
        assert!(lans.get("/ho-so").await.text.contains("Chưa có gì"));
        session(&world, &mut admin, "lan").await;
        world.take_quiz(&mut lans, lan, true).await;
        issue(&world, &mut admin).await;
        let page = lans.get("/ho-so").await.text;
        for told in ["Kỹ năng tuyên truyền miệng", "1 buổi, 3 giờ", "001&#x2f;2026&#x2f;GCN-BTGDV", "001&#x2f;2026&#x2f;GCN-TN", "20&#x2f;20"] {
            assert!(page.contains(told), "{told} in {page}");
        }
        let file = lans.get("/ho-so/xuat.xlsx").await;
        let rows = sheet::read(&file.bytes).expect("a list");
        assert!(rows[0].cells[0].contains("Hồ sơ bồi dưỡng"), "{rows:?}");
        let hoa = world.person("hoa", "Huỳnh Thị Hoa", Some(unit), Some((Role::UnitLeader, Some(unit)))).await;
        let binh = world.person("binh", "Lê Bình", Some(other), Some((Role::UnitLeader, Some(other)))).await;
        let path = format!("/ho-so/{lan}");
        assert!(world.signed_in(hoa).await.get(&path).await.text.contains("Kỹ năng tuyên truyền miệng"));
        assert_eq!(world.signed_in(binh).await.get(&path).await.status, 404);
        assert_eq!(world.signed_in(binh).await.get(&format!("{path}/xuat.xlsx")).await.status, 404);
        assert!(world.signed_in(hoa).await.get("/chuong-trinh/boi-duong/nguoi").await.text.contains(&path));
    }
}
