//! What a session leaves behind: the sheet that was signed, the ticks taken over from it, and the record that a person can show.

use std::io::Read;

use hocthi::{
    kernel::{Role, ids::PersonId},
    web::format,
};

use crate::{
    on_both_databases,
    papers::run,
    programmes,
    support::{Answer, Browser},
};

fn text_of_pdf(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paper.pdf");
    std::fs::write(&path, pdf).unwrap();
    let file = path.to_str().unwrap();
    let fonts = String::from_utf8(run("pdffonts", &[file])).unwrap();
    assert!(fonts.lines().skip(2).all(|line| line.contains(" yes yes yes ")), "embedded, as subsets, with their letters: {fonts}");
    String::from_utf8(run("pdftotext", &["-layout", file, "-"])).unwrap()
}

/// The text of a DOCX, one line for each paragraph; every part must be well-formed.
fn text_of_docx(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP");
    let mut text = String::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().expect("a name").into_owned();
        let mut part = String::new();
        entry.read_to_string(&mut part).expect("UTF-8");
        let xml = roxmltree::Document::parse(&part).unwrap_or_else(|error| panic!("{name}: {error}"));
        if name == "word/document.xml" {
            for paragraph in
                xml.descendants().filter(|node| node.has_tag_name(("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "p")))
            {
                text.extend(paragraph.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text()));
                text.push('\n');
            }
        }
    }
    for part in ["[Content_Types].xml", "_rels/.rels", "word/document.xml"] {
        assert!(archive.by_name(part).is_ok(), "{part}");
    }
    assert_eq!(text, hocthi::kernel::text::nfc(&text));
    text
}

fn stand_in_order(text: &str, names: &[&str]) {
    let places: Vec<usize> = names.iter().map(|name| text.find(name).unwrap_or_else(|| panic!("{name} in\n{text}"))).collect();
    assert!(places.is_sorted(), "by given name: {names:?} at {places:?}");
}

async fn held(admin: &mut Browser, day: &str) -> String {
    let form = [
        ("title", "Kỹ năng tuyên truyền miệng"),
        ("held_on", day),
        ("place", "Hội trường phường"),
        ("minutes", "180"),
        ("speaker", "Trần Quang Minh"),
    ];
    let added = admin.post("/chuong-trinh/boi-duong/buoi", &form).await;
    assert_eq!(added.status, 303, "{}", added.text);
    added.location().to_owned()
}

async fn tick(admin: &mut Browser, session: &str, shown: &[PersonId], present: &[PersonId]) -> Answer {
    let (shown, present): (Vec<String>, Vec<String>) =
        (shown.iter().map(ToString::to_string).collect(), present.iter().map(ToString::to_string).collect());
    let form: Vec<(&str, &str)> =
        shown.iter().map(|id| ("shown", id.as_str())).chain(present.iter().map(|id| ("present", id.as_str()))).collect();
    admin.post(&format!("{session}/diem-danh"), &form).await
}

const TALK: [(&str, &str); 6] = [
    ("title", "Quán triệt Kết luận 57"),
    ("held_on", "20/11/2026"),
    ("place", "Nhà văn hóa khu phố 3"),
    ("audience", "Đảng viên chi bộ khu phố 3"),
    ("listeners", "45"),
    ("minutes", "90"),
];

on_both_databases! {
    async fn a_sheet_is_printed_signed_and_taken_over(world: World) {
        let mut admin = programmes::set_up(&world, false, false).await;
        let (unit, other) = (world.unit("my-tho", None).await, world.unit("go-cong", None).await);
        let uong = world.person("uong", "Nguyễn Thị Ưỡng", Some(unit), None).await;
        let an = world.person("van.an", "Trần Văn An", Some(unit), None).await;
        let binh = world.person("binh", "Lê Văn Bình", Some(unit), None).await;
        let dao = world.person("dao", "Hồ Xuân Đào", Some(other), None).await;
        let today = format::date(world.now().vietnam_date());
        let session = held(&mut admin, &today).await;
        let sheet = admin.get(&format!("{session}/phieu-ky.pdf?don-vi={unit}")).await;
        assert_eq!((sheet.status, sheet.header("content-type")), (200, "application/pdf"));
        let text = text_of_pdf(&sheet.bytes);
        stand_in_order(&text, &["DANH SÁCH KÝ TÊN", "Hội trường phường", "Trần Văn An", "Lê Văn Bình", "Nguyễn Thị Ưỡng", "Danh sách này có 3 người"]);
        assert!(!text.contains("Hồ Xuân Đào"), "only the unit that was asked for");
        let word = text_of_docx(&admin.get(&format!("{session}/phieu-ky.docx?don-vi={unit}")).await.bytes);
        stand_in_order(&word, &["DANH SÁCH KÝ TÊN", "Trần Văn An", "Lê Văn Bình", "Nguyễn Thị Ưỡng"]);

        let page = admin.get(&format!("{session}/diem-danh?don-vi={unit}")).await.text;
        assert!(page.contains(&an.to_string()) && !page.contains(&dao.to_string()) && !page.contains(" checked"), "{page}");
        let told = tick(&mut admin, &session, &[an, binh, uong], &[an, uong]).await;
        assert_eq!(told.status, 303, "{}", told.text);
        let page = admin.get(&format!("{session}/diem-danh?don-vi={unit}")).await.text;
        assert_eq!(page.matches(" checked").count(), 2);
        // What another page of the list holds is not touched; an unticked name is taken away and written down.
        assert_eq!(tick(&mut admin, &session, &[uong], &[]).await.status, 303);
        let page = admin.get(&format!("{session}/diem-danh")).await.text;
        assert_eq!(page.matches(" checked").count(), 1, "{page}");
        let log = admin.get("/quan-tri/nhat-ky").await.text;
        assert!(log.contains("session.signed_in") || log.contains("Điểm danh") || log.contains("điểm danh"), "{log}");
        programmes::issue(&world, &mut admin).await;
        assert_eq!((crate::papers::of_person(&world, an).await.len(), crate::papers::of_person(&world, uong).await.len()), (1, 0));

        // An administrator of one unit neither sees nor ticks the people of another.
        let clerk = world.person("van.thu", "Văn Thư", Some(unit), Some((Role::Admin, Some(unit)))).await;
        let mut clerk = world.signed_in(clerk).await;
        assert_eq!(tick(&mut clerk, &session, &[dao], &[dao]).await.status, 404);
        assert_eq!(tick(&mut admin, &session, &[an], &[dao]).await.status, 404, "who was not shown is not ticked");
        let tomorrow = format::date(world.now().plus_seconds(86_400).vietnam_date());
        let ahead = held(&mut admin, &tomorrow).await;
        assert_eq!(admin.get(&format!("{ahead}/phieu-ky.pdf")).await.status, 200, "the sheet is printed before");
        let early = tick(&mut admin, &ahead, &[an], &[an]).await;
        assert!(early.status == 409 && early.text.contains("chưa diễn ra"), "{} {}", early.status, early.text);
    }

    async fn what_a_person_gave_counts_once_a_leader_confirms_it(world: World) {
        let (unit, other) = (world.unit("my-tho", None).await, world.unit("go-cong", None).await);
        let lan = world.person("lan", "Nguyễn Thị Ưỡng", Some(unit), None).await;
        let hoa = world.person("hoa", "Huỳnh Thị Hoa", Some(unit), Some((Role::UnitLeader, Some(unit)))).await;
        let binh = world.person("binh", "Lê Bình", Some(other), Some((Role::UnitLeader, Some(other)))).await;
        let (mut lans, mut hoas, mut binhs) = (world.signed_in(lan).await, world.signed_in(hoa).await, world.signed_in(binh).await);
        let wrong = lans.post("/ho-so/buoi-tuyen-truyen", &[("title", "Quán triệt"), ("held_on", "24/11/2026"), ("place", ""), ("audience", "Đảng viên"), ("listeners", "không đếm"), ("minutes", "90")]).await;
        assert_eq!(wrong.status, 422);
        for told in ["Ngày này chưa tới", "value=\"không đếm\"", "value=\"Đảng viên\"", "value=\"Quán triệt\""] {
            assert!(wrong.text.contains(told), "{told} in {}", wrong.text);
        }
        assert!(lans.get("/ho-so/buoi-tuyen-truyen").await.text.contains("Chưa ghi buổi nào"), "nothing was half-kept");
        assert_eq!(lans.post("/ho-so/buoi-tuyen-truyen", &TALK).await.status, 303);
        let waiting = hoas.get("/buoi-tuyen-truyen").await.text;
        assert!(waiting.contains("Quán triệt Kết luận 57") && waiting.contains("Nguyễn Thị Ưỡng"));
        assert!(!binhs.get("/buoi-tuyen-truyen").await.text.contains("Quán triệt"), "another unit's leader does not see it");
        let talk = waiting.split("action=\"/buoi-tuyen-truyen/").nth(1).and_then(|rest| rest.get(..36)).expect("a form").to_owned();
        let decide = format!("/buoi-tuyen-truyen/{talk}");
        assert_eq!(binhs.post(&decide, &[("decision", "accept")]).await.status, 404);
        assert_eq!(lans.post(&decide, &[("decision", "accept")]).await.status, 403);
        let bare = hoas.post(&decide, &[("decision", "refuse"), ("reason", " ")]).await;
        assert_eq!(bare.status, 422, "who sends back says why");
        assert!(!text_of_docx(&lans.get("/ho-so/xuat.docx").await.bytes).contains("Quán triệt"), "what nobody confirmed is not in the document");
        assert_eq!(hoas.post(&decide, &[("decision", "refuse"), ("reason", "Chưa rõ số người nghe")]).await.status, 303);
        assert!(lans.get("/ho-so/buoi-tuyen-truyen").await.text.contains("Chưa rõ số người nghe"));
        let late = hoas.post(&decide, &[("decision", "accept")]).await;
        assert!(late.status == 422 && late.text.contains("vừa được người khác quyết định"), "{}", late.text);
        assert_eq!(lans.post(&format!("/ho-so/buoi-tuyen-truyen/{talk}/rut"), &[]).await.status, 404, "what is decided is not withdrawn");

        assert_eq!(lans.post("/ho-so/buoi-tuyen-truyen", &TALK).await.status, 303);
        let page = hoas.get("/buoi-tuyen-truyen").await.text;
        let talk = page.split("action=\"/buoi-tuyen-truyen/").nth(1).and_then(|rest| rest.get(..36)).expect("a form").to_owned();
        assert_eq!(hoas.post(&format!("/buoi-tuyen-truyen/{talk}"), &[("decision", "accept"), ("reason", "")]).await.status, 303);
        assert!(lans.get("/ho-so").await.text.contains("Quán triệt Kết luận 57"));
        let own = text_of_docx(&lans.get("/ho-so/xuat.docx").await.bytes);
        stand_in_order(&own, &["HỒ SƠ BỒI DƯỠNG", "Họ và tên: Nguyễn Thị Ưỡng", "Quán triệt Kết luận 57", "20/11/2026", "45", "1,5"]);
        assert_eq!(text_of_docx(&hoas.get(&format!("/ho-so/{lan}/xuat.docx")).await.bytes), own, "the leader's copy is the same");
        assert_eq!(binhs.get(&format!("/ho-so/{lan}/xuat.docx")).await.status, 404);
        // A leader's own session is for somebody above to confirm.
        assert_eq!(hoas.post("/ho-so/buoi-tuyen-truyen", &TALK).await.status, 303);
        assert!(!hoas.get("/buoi-tuyen-truyen").await.text.contains("Quán triệt"));
        assert!(matches!(world.db.read(hocthi::audit::ops::verify).await.unwrap(), hocthi::audit::ops::Chain::Intact(_)));
    }
}
