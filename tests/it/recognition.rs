//! The register: lists come in whole or not at all, leaders see their own people, what happened stays readable.

use futures_util::future::join_all;
use hocthi::{
    kernel::{
        Role,
        ids::UnitId,
        sheet::{self, Cell, Column, Sheet},
    },
    web::format,
};

use crate::{
    on_both_databases,
    support::{Answer, Browser, World},
};

const HEADS: [&str; 9] =
    ["Họ và tên", "Ngày sinh", "Đơn vị", "Loại", "Cấp ủy công nhận", "Số quyết định", "Ngày quyết định", "Số thẻ", "Tên đăng nhập"];

fn list(rows: &[[&str; 9]]) -> Vec<u8> {
    let columns = HEADS.map(|head| Column::new(head, 20)).into();
    let rows = rows.iter().map(|row| row.iter().map(|cell| Cell::text(*cell)).collect()).collect();
    sheet::write(&[Sheet { name: "Danh sách".into(), title: vec!["DANH SÁCH".into()], columns, rows }]).expect("written")
}

fn person<'a>(name: &'a str, unit: &'a str, number: &'a str) -> [&'a str; 9] {
    [name, "", unit, "bcv-tinh", "Ban Thường vụ Tỉnh ủy", number, "05/08/2025", "", ""]
}

async fn admin(world: &World) -> Browser {
    let id = world.person("quantri", "Bùi Thanh Ẩn", None, Some((Role::Admin, None))).await;
    world.signed_in(id).await
}

async fn leader(world: &World, username: &str, unit: UnitId) -> Browser {
    let id = world.person(username, "Huỳnh Thị Hoa", Some(unit), Some((Role::UnitLeader, Some(unit)))).await;
    world.signed_in(id).await
}

/// Checks and confirms a list.
async fn bring(browser: &mut Browser, bytes: &[u8]) -> Answer {
    let checked = browser.upload("/danh-ba/nhap", &[], "danh-sach.xlsx", bytes).await;
    assert_eq!(checked.status, 303, "{}", checked.text);
    let preview = checked.location().to_owned();
    assert_eq!(browser.get(&preview).await.status, 200);
    browser.post(&preview, &[]).await
}

on_both_databases! {
    async fn a_list_is_looked_at_and_then_recorded(world: World) {
        let tinh = world.unit("tinh", None).await;
        let my_tho = world.unit("my-tho", Some(tinh)).await;
        let uong = world.person("uong", "Nguyễn Thị Ưỡng", Some(my_tho), None).await;
        let mut browser = admin(&world).await;
        let mut first = person("Nguyễn Thị Ưỡng", "my-tho", "125-QĐ/TU");
        first[8] = "uong";
        let bytes = list(&[first, person("Đặng Văn Đức", "Đơn vị tinh", "125-QĐ/TU")]);
        let checked = browser.upload("/danh-ba/nhap", &[], "danh-sach.xlsx", &bytes).await;
        let preview = checked.location().to_owned();
        assert!(browser.get("/danh-ba").await.text.contains("Danh bạ còn trống"), "a look records nothing");
        let shown = browser.get(&preview).await;
        assert!(shown.text.contains("Đặng Văn Đức") && shown.text.contains("danh-sach.xlsx"));
        assert_eq!(browser.post(&preview, &[]).await.location(), "/danh-ba");
        assert_eq!(browser.post(&preview, &[]).await.status, 404, "a list is recorded once");
        let found = browser.get("/danh-ba?q=duc").await.text;
        assert!(found.contains("Đặng Văn Đức") && !found.contains("Nguyễn Thị Ưỡng"), "without marks");
        assert!(browser.get("/danh-ba?q=125-qd").await.text.contains("Nguyễn Thị Ưỡng"), "by the number of the decision");
        assert!(browser.get("/danh-ba?q=%25").await.text.contains("Không có ai khớp"), "a wildcard is a letter");
        let own = world.db.read(move |conn| hocthi::recognition::ops::of_person(conn, uong)).await.unwrap();
        assert_eq!((own.len(), own[0].facts.unit_name.as_str()), (1, "Đơn vị my-tho"));
        assert!(matches!(world.db.read(hocthi::audit::ops::verify).await.unwrap(), hocthi::audit::ops::Chain::Intact(n) if n > 0));
    }

    async fn one_wrong_row_keeps_the_whole_list_out_and_is_named(world: World) {
        world.unit("my-tho", None).await;
        let mut browser = admin(&world).await;
        let mut wrong = person("Lê Thị An", "my-to", "125-QĐ/TU");
        wrong[6] = "31/02/2025";
        let mut unknown = person("Lê Thị Bình", "my-tho", "125-QĐ/TU");
        unknown[8] = "khong.co";
        let bytes = list(&[person("Nguyễn Thị Ưỡng", "my-tho", "125-QĐ/TU"), wrong, unknown]);
        let answer = browser.upload("/danh-ba/nhap", &[], "danh-sach.xlsx", &bytes).await;
        assert_eq!(answer.status, 422);
        for told in ["Dòng 4", "Ngày quyết định", "31&#x2f;02&#x2f;2025", "Viết ngày&#x2f;tháng&#x2f;năm", "my-to", "Dòng 5", "khong.co"] {
            assert!(answer.text.contains(told), "{told}");
        }
        assert!(browser.get("/danh-ba").await.text.contains("Danh bạ còn trống"));
        let junk = browser.upload("/danh-ba/nhap", &[], "anh.xlsx", b"khong phai excel").await;
        assert!(junk.status == 422 && junk.text.contains("không đọc được"), "{}", junk.status);
        assert_eq!(browser.post("/danh-ba/nhap", &[]).await.status, 422, "no file at all");
        let token = "0".repeat(64);
        let forged = browser.raw("POST", "/danh-ba/nhap", &[("content-type", "multipart/form-data; boundary=x")], format!("--x\r\nContent-Disposition: form-data; name=\"csrf_token\"\r\n\r\n{token}\r\n--x--\r\n").into_bytes()).await;
        assert_eq!(forged.status, 403);
    }

    async fn the_sample_file_and_the_export_are_read_again(world: World) {
        world.unit("my-tho", None).await;
        let mut browser = admin(&world).await;
        for lang in ["vi", "en"] {
            browser.post("/ngon-ngu", &[("lang", lang), ("next", "/")]).await;
            let sample = browser.get("/danh-ba/mau.xlsx").await;
            let heads = sheet::read(&sample.bytes).expect("a list").remove(0).cells;
            let (_, faults) = hocthi::recognition::import::check(&[hocthi::kernel::sheet::ReadRow { number: 1, cells: heads }], &Default::default());
            assert_eq!(faults[0].code, "no_rows", "every head is known in {lang}");
        }
        browser.post("/ngon-ngu", &[("lang", "vi"), ("next", "/")]).await;
        assert_eq!(bring(&mut browser, &list(&[person("Nguyễn Thị Ưỡng", "my-tho", "=1+1")])).await.status, 303);
        let export = browser.get("/danh-ba/xuat.xlsx").await;
        let rows = sheet::read(&export.bytes).expect("a list");
        let row = rows.last().expect("a row");
        assert!(row.cells.contains(&"Nguyễn Thị Ưỡng".to_owned()) && row.cells.contains(&"=1+1".to_owned()) && row.cells.contains(&"05/08/2025".to_owned()), "{row:?}");
        let again = browser.upload("/danh-ba/nhap", &[], "xuat.xlsx", &export.bytes).await;
        assert!(again.status == 422 && again.text.contains("Danh bạ đã có"), "an export comes back, and is known already");
    }

    async fn two_who_confirm_the_same_list_at_once_record_it_once(world: World) {
        world.unit("my-tho", None).await;
        let bytes = list(&[person("Nguyễn Thị Ưỡng", "my-tho", "125-QĐ/TU"), person("Lê Thị An", "my-tho", "125-QĐ/TU")]);
        let mut clerks = Vec::new();
        for name in ["van.thu.mot", "van.thu.hai"] {
            let id = world.person(name, "Văn Thư", None, Some((Role::Admin, None))).await;
            let mut browser = world.signed_in(id).await;
            let preview = browser.upload("/danh-ba/nhap", &[], "a.xlsx", &bytes).await.location().to_owned();
            clerks.push((browser, preview));
        }
        let mut answers: Vec<u16> = join_all(clerks.iter_mut().map(|(browser, preview)| browser.post(preview, &[]))).await.iter().map(|answer| answer.status).collect();
        answers.sort_unstable();
        assert_eq!(answers, [303, 409]);
        assert!(clerks[0].0.get("/danh-ba").await.text.contains("2 người"));
    }

    async fn a_leader_sees_the_own_subtree_and_nothing_else(world: World) {
        let tinh = world.unit("tinh", None).await;
        let my_tho = world.unit("my-tho", Some(tinh)).await;
        let chi_bo = world.unit("chi-bo", Some(my_tho)).await;
        let go_cong = world.unit("go-cong", Some(tinh)).await;
        let own = world.recognition("Lê Thị An", chi_bo).await;
        let other = world.recognition("Trần Văn Bình", go_cong).await;
        let mut hoa = leader(&world, "hoa", my_tho).await;
        let page = hoa.get("/danh-ba").await.text;
        assert!(page.contains("Lê Thị An") && !page.contains("Trần Văn Bình") && !page.contains("go-cong"));
        assert_eq!((hoa.get(&format!("/danh-ba/{own}")).await.status, hoa.get(&format!("/danh-ba/{other}")).await.status), (200, 404));
        assert_eq!(hoa.get(&format!("/danh-ba?don-vi={go_cong}")).await.status, 404);
        assert_eq!(hoa.get(&format!("/danh-ba?don-vi={tinh}")).await.status, 404, "nor the unit above");
        let export = sheet::read(&hoa.get("/danh-ba/xuat.xlsx").await.bytes).unwrap();
        assert!(!export.iter().any(|row| row.cells.contains(&"Trần Văn Bình".to_owned())));
        assert_eq!(hoa.post(&format!("/danh-ba/{own}/thay-doi"), &[]).await.status, 403, "a leader reads");
        // An administrator of one unit cannot write about another's people.
        let clerk = world.person("van.thu", "Văn Thư", Some(my_tho), Some((Role::Admin, Some(my_tho)))).await;
        let mut clerk = world.signed_in(clerk).await;
        let change = [("state", "relieved"), ("effective_on", "01/01/2027"), ("document", "9-QĐ/TU"), ("reason", "Nghỉ hưu")];
        assert_eq!(clerk.post(&format!("/danh-ba/{other}/thay-doi"), &change).await.status, 404);
        let foreign = clerk.upload("/danh-ba/nhap", &[], "a.xlsx", &list(&[person("Lê Thị Em", "go-cong", "1-QĐ/TU")])).await;
        assert!(foreign.status == 422 && foreign.text.contains("Không có đơn vị này"));
        assert_eq!(clerk.get("/danh-ba/loai").await.status, 403);
    }

    async fn what_happened_to_a_recognition_stays_readable(world: World) {
        let unit = world.unit("my-tho", None).await;
        let id = world.recognition("Lê Thị An", unit).await;
        let mut browser = admin(&world).await;
        let path = format!("/danh-ba/{id}");
        let empty = browser.post(&format!("{path}/thay-doi"), &[("state", "relieved"), ("effective_on", "mai"), ("document", ""), ("reason", "Nghỉ")]).await;
        assert!(empty.status == 422 && empty.text.contains("Hãy điền số văn bản") && empty.text.contains(">\nNghỉ</textarea>"), "comes back filled");
        let today = format::date(world.now().vietnam_date());
        let relieve = [("state", "relieved"), ("effective_on", today.as_str()), ("document", "9-QĐ/TU"), ("reason", "Chuyển công tác")];
        assert_eq!(browser.post(&format!("{path}/thay-doi"), &relieve).await.status, 303);
        assert_eq!(browser.post(&format!("{path}/thay-doi"), &relieve).await.status, 422, "twice is too often");
        let page = browser.get(&path).await.text;
        for told in ["Miễn nhiệm", "9-QĐ&#x2f;TU", "Chuyển công tác", "Bùi Thanh Ẩn", "125-QĐ&#x2f;TU"] {
            assert!(page.contains(told), "{told}");
        }
        assert!(browser.get("/danh-ba?trang-thai=relieved").await.text.contains("Lê Thị An"));
        assert!(browser.get("/danh-ba?trang-thai=in_force").await.text.contains("Không có ai khớp"));
    }

    async fn a_new_decision_takes_the_place_of_the_old(world: World) {
        let unit = world.unit("my-tho", None).await;
        let old = world.recognition("Lê Thị An", unit).await;
        let mut browser = admin(&world).await;
        assert!(browser.get(&format!("/danh-ba/them?thay={old}")).await.text.contains("value=\"Lê Thị An\""));
        let (old, unit, today) = (old.to_string(), unit.to_string(), format::date(world.now().vietnam_date()));
        let mut fields = vec![
            ("replaces", old.as_str()), ("full_name", "Lê Thị An"), ("unit_id", unit.as_str()), ("kind", "bcv-huyen"),
            ("committee", "Ban Thường vụ Tỉnh ủy"), ("decision_number", "300-QĐ/TU"), ("decision_date", today.as_str()),
        ];
        let ended = browser.post("/danh-ba/them", &fields).await;
        assert!(ended.status == 422 && ended.text.contains("Loại này không dùng"), "the district level has ended");
        fields[3].1 = "bcv-trung-uong";
        let added = browser.post("/danh-ba/them", &fields).await;
        assert_eq!(added.status, 303);
        let before = browser.get(&format!("/danh-ba/{old}")).await.text;
        assert!(before.contains("Đã thay thế") && before.contains(added.location()), "the old record leads to the new");
        assert!(browser.get(added.location()).await.text.contains(&format!("/danh-ba/{old}")));
        assert_eq!(browser.post("/danh-ba/them", &fields).await.status, 422, "what was replaced is not replaced again");
    }
}
