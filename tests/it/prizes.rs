//! Prizes from the organizer's form to the signed list: what is given, who wins it, what the papers say.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use hocthi::{
    contests::{
        ops,
        prizes::{self, board},
        verify,
    },
    kernel::{
        Role, Timestamp,
        ids::{AttemptId, PersonId, UnitId},
        text::{name_sort_key, nfc},
    },
};
use serde_json::json;

use crate::{
    on_both_databases,
    support::{Answer, Browser, MORNING, World},
};

pub const HOUR: u64 = 3_600;
pub const ADMIN: &str = "/to-chuc-thi/tim-hieu";
const PUBLIC: &str = "/cuoc-thi/tim-hieu";

/// Two rounds of one hour, a day apart, the first at ten.
const CONTEST: [(&str, &str); 13] = [
    ("title", "Cuộc thi tìm hiểu"),
    ("code", "tim-hieu"),
    ("organizer", "Ban Tổ chức"),
    ("summary", "Hai vòng."),
    ("rounds", "2"),
    ("first_opens_at", "10:00 23/11/2026"),
    ("open_hours", "1"),
    ("every_hours", "24"),
    ("blueprint_of", "kl-57"),
    ("time_limit", "20"),
    ("attempts", "2"),
    ("preset", "fastest_then_earliest"),
    ("target", "participants"),
];

/// First and second prize in each round, one for the whole contest, one for units, one for reaching a threshold.
const PRIZES: [(&str, &str); 40] = [
    ("do", "save"),
    ("i_rows", "4"),
    ("i0_name", "Giải Nhất"),
    ("i0_quantity", "1"),
    ("i0_amount", "4.000.000"),
    ("i0_goods", ""),
    ("i0_scope", "each_round"),
    ("i0_basis", "ranking"),
    ("i0_rounds", "0"),
    ("i1_name", "=Giải Nhì"),
    ("i1_quantity", "1"),
    ("i1_amount", "1500000 đ"),
    ("i1_goods", ""),
    ("i1_scope", "each_round"),
    ("i1_basis", "ranking"),
    ("i1_rounds", "0"),
    ("i2_name", "Chung cuộc"),
    ("i2_quantity", "1"),
    ("i2_amount", "5.000.000"),
    ("i2_scope", "contest"),
    ("i2_basis", "ranking"),
    ("i2_rounds", "2"),
    ("c_rows", "1"),
    ("c0_name", "Đơn vị tỷ lệ cao"),
    ("c0_quantity", "1"),
    ("c0_amount", "3.000.000"),
    ("c0_scope", "each_round"),
    ("c0_basis", "share"),
    ("t_rows", "1"),
    ("t0_name", "Chứng nhận"),
    ("t0_goods", "Giấy chứng nhận"),
    ("t0_scope", "contest"),
    ("t0_rounds", "2"),
    ("t0_points", "20"),
    ("ties", "all"),
    ("per_round", "1"),
    ("per_contest", "0"),
    ("unit_level", "0"),
    ("fair_participation", "40"),
    ("fair_mean", "40"),
];
const REST: [(&str, &str); 3] = [("fair_above", "20"), ("fair_threshold", "70"), ("fair_shrink", "10")];

fn form() -> Vec<(&'static str, &'static str)> {
    PRIZES.iter().chain(&REST).copied().collect()
}

fn with(name: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut form = form();
    form.iter_mut().filter(|(field, _)| *field == name).for_each(|field| field.1 = value);
    form
}

async fn organizers(world: &World) -> [PersonId; 2] {
    let first = world.person("duc", "Phạm Văn Đức", None, Some((Role::Organizer, None))).await;
    [first, world.person("huong", "Võ Thị Hương", None, Some((Role::Organizer, None))).await]
}

/// Starts, answers everything right or wrong, and submits after so many seconds.
pub async fn take(world: &World, round: &str, person: PersonId, right: bool, seconds: u64) {
    let mut browser = world.signed_in(person).await;
    let started = browser.api("POST", &format!("/api/v1/rounds/tim-hieu.{round}/attempts"), None).await;
    assert_eq!(started.status, 201, "{}", started.text);
    let id: AttemptId = started.json["id"].as_str().unwrap().parse().unwrap();
    let answers: Vec<_> = world
        .responses(id, person, right)
        .await
        .into_iter()
        .map(|(slot, response)| json!({ "slot": slot, "seq": 1, "response": response }))
        .collect();
    let saved = browser.api("PUT", &format!("/api/v1/attempts/{id}/responses"), Some(json!({ "responses": answers }))).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    world.pass(seconds);
    assert_eq!(browser.api("POST", &format!("/api/v1/attempts/{id}/submission"), None).await.status, 201);
}

pub async fn publish_round(world: &World, committee: [PersonId; 2], round: &str) {
    let page = format!("{ADMIN}/vong/{round}");
    let (mut duc, mut huong) = (world.signed_in(committee[0]).await, world.signed_in(committee[1]).await);
    let text = duc.get(&page).await.text;
    let digest = text.split_once("name=\"digest\" value=\"").unwrap_or_else(|| panic!("{text}")).1[..64].to_owned();
    for browser in [&mut duc, &mut huong] {
        assert_eq!(browser.post(&format!("{page}/duyet"), &[("digest", &digest)]).await.status, 303);
    }
    assert_eq!(huong.post(&format!("{page}/cong-bo"), &[]).await.status, 303);
}

pub struct People {
    pub committee: [PersonId; 2],
    pub an: PersonId,
    pub binh: PersonId,
    pub chi: PersonId,
}

/// The contest with its prizes, published; three people of two units.
pub async fn contest(world: &World) -> (People, UnitId) {
    let committee = organizers(world).await;
    let my_tho = world.unit("my-tho", None).await;
    let go_cong = world.unit("go-cong", None).await;
    let an = world.person("nguyen.an", "Nguyễn Thị Ẩn", Some(my_tho), None).await;
    let binh = world.person("tran.binh", "Trần Văn Bình", Some(go_cong), None).await;
    let chi = world.person("le.chi", "Lê Ưỡng Ái", Some(go_cong), None).await;
    world.person("do.dung", "Đỗ Mạnh Dũng", Some(my_tho), None).await;
    let mut duc = world.signed_in(committee[0]).await;
    assert_eq!(duc.post("/to-chuc-thi/them", &CONTEST).await.status, 303);
    let saved = duc.post(&format!("{ADMIN}/giai-thuong"), &form()).await;
    assert_eq!((saved.status, saved.location()), (303, "/to-chuc-thi/tim-hieu/giai-thuong"), "{}", saved.text);
    assert_eq!(duc.post(&format!("{ADMIN}/cong-bo"), &[]).await.status, 303);
    let ten = Timestamp::from_vietnam("2026-11-23T10:00:00".parse().unwrap());
    world.pass(u64::try_from(ten.seconds_since(MORNING)).unwrap());
    (People { committee, an, binh, chi }, my_tho)
}

fn pdf_text(answer: &Answer) -> String {
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/pdf"), "{}", answer.text);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, &answer.bytes).unwrap();
    let done = std::process::Command::new("pdftotext").args(["-layout", file.to_str().unwrap(), "-"]).output().expect("pdftotext runs");
    let text = String::from_utf8(done.stdout).unwrap();
    assert_eq!(text, nfc(&text), "composed, as it was stored");
    text
}

/// The rows below the head, and whether any cell is a formula.
fn sheet(answer: &Answer, head: usize) -> Vec<Vec<Data>> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(answer.bytes.clone())).expect("a workbook");
    let name = book.sheet_names()[0].clone();
    assert!(book.worksheet_formula(&name).unwrap().cells().all(|(_, _, formula)| formula.is_empty()), "no formula");
    book.worksheet_range(&name).unwrap().rows().skip(head).map(<[Data]>::to_vec).collect()
}

fn words(cell: &Data) -> &str {
    match cell {
        Data::String(text) => text,
        _ => "",
    }
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

on_both_databases! {
    async fn what_is_typed_wrong_is_told_at_its_field_and_rows_come_and_go_without_scripts(world: World) {
        let committee = organizers(&world).await;
        let mut duc = world.signed_in(committee[0]).await;
        assert_eq!(duc.post("/to-chuc-thi/them", &CONTEST).await.status, 303);
        let page = format!("{ADMIN}/giai-thuong");
        let fresh = duc.get(&page).await.text;
        assert!(fresh.contains("Giải Khuyến khích"), "the four that nearly every contest has are there to begin with");
        for (name, value, told) in [
            ("i0_amount", "bốn triệu", "Số tiền viết bằng chữ số"),
            ("i0_amount", "4.000.00", "Số tiền viết bằng chữ số"),
            ("i0_amount", "", "Hãy ghi số tiền hoặc hiện vật"),
            ("i1_quantity", "0", "Số lượng cần từ 1 đến"),
            ("i1_quantity", "hai", "số nguyên"),
            ("i2_rounds", "3", "Cuộc thi chỉ có 2 vòng"),
            ("i0_basis", "block:khong-co", "Hãy chọn một mục"),
            ("i0_scope", "round:khong-co", "Hãy chọn một mục"),
            ("i0_basis", "referrals", "chỉ trao cho toàn cuộc thi"),
            ("t0_points", "bốn mươi", "Điểm cần là một số"),
            ("per_round", "x", "số nguyên"),
            ("fair_above", "101", "Mỗi trọng số từ 0 đến 100"),
        ] {
            let refused = duc.post(&page, &with(name, value)).await;
            assert_eq!(refused.status, 422, "{name} = {value}");
            assert!(refused.text.contains(told), "{name} = {value}: {told}");
            let field = if name == "fair_above" { "fair_participation" } else if name == "i0_basis" && value == "referrals" { "i0_scope" } else { name };
            assert!(refused.text.contains(&format!("href=\"#f-{field}\"")), "{name} = {value} is told at its field");
            assert!(refused.text.contains("Đơn vị tỷ lệ cao"), "nothing typed is lost");
        }
        let typed = duc.post(&page, &with("i0_amount", "bốn triệu")).await.text;
        assert!(typed.contains("value=\"bốn triệu\"") && typed.contains("value=\"1500000 đ\""), "as it was typed");
        let added = duc.post(&page, &with("do", "add-c")).await;
        assert_eq!(added.status, 200);
        assert!(added.text.contains("name=\"c1_name\"") && added.text.contains("Đơn vị tỷ lệ cao"));
        let removed = duc.post(&page, &with("do", "remove-i-0")).await;
        assert!(!removed.text.contains("value=\"Giải Nhất\"") && removed.text.contains("=Giải Nhì") && !removed.text.contains("name=\"i3_name\""));
        assert!(!duc.get(&page).await.text.contains("Đơn vị tỷ lệ cao"), "nothing was kept so far");
        assert_eq!(duc.post(&page, &form()).await.status, 303);
        assert!(duc.get(&page).await.text.contains("value=\"1.500.000\""), "kept, and written as people write it");
        assert_eq!(duc.post(&format!("{ADMIN}/cong-bo"), &[]).await.status, 303);
        let late = duc.post(&page, &with("i0_amount", "9.000.000")).await;
        assert_eq!(late.status, 409, "what is published stays");
        let rules = world.stranger().get(&format!("{PUBLIC}/the-le")).await.text;
        for told in ["4.000.000 đồng", "Giải Nhất", "Mỗi người nhận nhiều nhất 1 giải", "Tỷ lệ người dự thi", "tổng điểm từ 20 trở lên", "22.000.000 đồng", "Hai mươi hai triệu đồng"] {
            assert!(rules.contains(told), "{told}");
        }
        let log = world.db.read(hocthi::audit::ops::verify).await;
        assert!(log.is_ok(), "the chain of official actions stands");
    }

    async fn winners_follow_from_the_published_file_and_every_paper_says_the_same(world: World) {
        let (people, _) = contest(&world).await;
        take(&world, "vong-1", people.binh, true, 60).await;
        take(&world, "vong-1", people.an, true, 30).await;
        take(&world, "vong-1", people.chi, false, 20).await;
        let mut stranger = world.stranger();
        let result = format!("{PUBLIC}/vong/vong-1/ket-qua");
        for path in [&result, &format!("{result}/thong-ke"), &format!("{result}/dap-an"), &format!("{PUBLIC}/ket-qua")] {
            let early = stranger.get(path).await;
            assert_eq!(early.status, 303, "{path}: nothing before the publication");
            assert!(!early.text.contains("Giải Nhất"));
        }
        let mut duc = world.signed_in(people.committee[0]).await;
        assert_eq!(duc.get(&format!("{ADMIN}/vong/vong-1/xuat/bien-ban.pdf")).await.status, 409, "no paper before the publication");
        world.pass(HOUR + 60);
        publish_round(&world, people.committee, "vong-1").await;

        let file = verify::read(&stranger.get(&format!("{result}.json")).await.text).unwrap();
        let (an, binh) = (pseudonym(&world, people.an).await, pseudonym(&world, people.binh).await);
        assert_eq!(file.ranking[0].pseudonym, an, "An was as right and faster");
        let shown = stranger.get(&result).await.text;
        let winners = &shown[shown.find("Người đạt giải").unwrap()..shown.find("Bảng xếp hạng</h2>").unwrap()];
        assert!(winners.find(&an).unwrap() < winners.find(&binh).unwrap() && winners.contains("Đơn vị go-cong"));
        assert!(!shown.contains("Nguyễn Thị Ẩn") && !shown.contains("Trần Văn Bình"), "no name without consent");
        let statistics = stranger.get(&format!("{result}/thong-ke")).await.text.replace("&#x2f;", "/");
        let mean = file.ranking.iter().map(|line| line.score).sum::<i64>() / 3;
        for told in ["Đơn vị go-cong", "100%", "50%", &format!("{}/20", hocthi::web::format::points(mean))] {
            assert!(statistics.contains(told), "{told}");
        }
        let answers = stranger.get(&format!("{result}/dap-an")).await.text;
        assert!(answers.contains("class=\"key\"") && answers.contains("KL16:nhan-dien") && answers.contains("lượt"));

        let mut duc = world.signed_in(people.committee[0]).await;
        let paper = async |browser: &mut Browser, name: &str| {
            browser.get(&format!("{ADMIN}/vong/vong-1/xuat/{name}?style=dang&parent=T%E1%BB%89nh+%E1%BB%A7y&issuer=Ban+T%E1%BB%95+ch%E1%BB%A9c&number=12-BB%2FBTC&place=M%E1%BB%B9+Tho&day=01%2F02%2F2027")).await
        };
        let rows = sheet(&paper(&mut duc, "danh-sach-dat-giai.xlsx").await, 3);
        let told: Vec<(&str, &str, f64)> = rows.iter().take(3).map(|row| (words(&row[1]), words(&row[2]), match row[7] { Data::Float(amount) => amount, _ => 0.0 })).collect();
        assert_eq!(told, [("Giải Nhất", "Nguyễn Thị Ẩn", 4_000_000.0), ("=Giải Nhì", "Trần Văn Bình", 1_500_000.0), ("Đơn vị tỷ lệ cao", "Đơn vị go-cong", 3_000_000.0)]);
        assert_eq!(words(&rows[0][9]), an, "the name that the published file has for her");
        assert_eq!((&rows[3][7], words(&rows[4][1])), (&Data::Float(8_500_000.0), "Tám triệu năm trăm nghìn đồng"));

        let minutes = pdf_text(&paper(&mut duc, "bien-ban.pdf").await);
        let digest = world.db.read(|conn| { let contest = ops::contest(conn, "tim-hieu", false)?; let round = ops::round(conn, contest.id, "vong-1")?; prizes::record::of_round(conn, &contest, &round) }).await.unwrap().proofs.remove(0).digest;
        for told in ["ĐẢNG CỘNG SẢN VIỆT NAM", "TỈNH ỦY", "Số 12-BB/BTC", "Mỹ Tho, ngày 01 tháng 02 năm 2027", "Nguyễn Thị Ẩn", "8.500.000", "Tám triệu năm trăm nghìn đồng", &digest, &file.merkle_root, &file.commitment, "Phạm Văn Đức", "Võ Thị Hương"] {
            assert!(minutes.contains(told), "{told} in\n{minutes}");
        }
        assert_eq!(digest, file.digest(), "the digest of exactly the published file");
        let receipts = pdf_text(&paper(&mut duc, "ky-nhan.pdf").await);
        let called = ["Nguyễn Thị Ẩn", "Trần Văn Bình", "Đơn vị go-cong"].map(|name| receipts.find(name).unwrap_or_else(|| panic!("{name}\n{receipts}")));
        assert!(called.is_sorted() && name_sort_key("Nguyễn Thị Ẩn") < name_sort_key("Trần Văn Bình"), "by given name, units last");
        assert!(receipts.contains("Bốn triệu đồng") && receipts.contains("Ký nhận"));
        let units = sheet(&paper(&mut duc, "thong-ke-don-vi.xlsx").await, 3);
        assert_eq!((words(&units[0][1]), &units[0][2], &units[0][4]), ("Đơn vị go-cong", &Data::Float(2.0), &Data::Float(100.0)));
        assert!(pdf_text(&paper(&mut duc, "thong-ke-don-vi.pdf").await).contains("Đơn vị my-tho"));
        assert!(pdf_text(&paper(&mut duc, "danh-sach-dat-giai.pdf").await).contains("=Giải Nhì"));
        let plain = pdf_text(&duc.get(&format!("{ADMIN}/vong/vong-1/xuat/bien-ban.pdf")).await);
        assert!(plain.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") && plain.contains("BAN TỔ CHỨC"));
        let wrong = duc.get(&format!("{ADMIN}/vong/vong-1/xuat/bien-ban.pdf?style=dang&issuer=&day=31%2F02%2F2027&place=G%C3%B2+C%C3%B4ng")).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("href=\"#f-issuer\"") && wrong.text.contains("href=\"#f-day\"") && wrong.text.contains("Gò Công"));
        for missing in ["khong-co.pdf", "bien-ban.xlsx", "bien-ban"] {
            assert_eq!(duc.get(&format!("{ADMIN}/vong/vong-1/xuat/{missing}")).await.status, 404, "{missing}");
        }
        let mut ans = world.signed_in(people.an).await;
        assert_eq!(ans.get(&format!("{ADMIN}/vong/vong-1/xuat/ky-nhan.xlsx")).await.status, 403);
        assert!(ans.get(&result).await.text.contains("(bạn)"));
    }

    async fn sums_units_and_thresholds_once_every_round_is_published(world: World) {
        let (people, my_tho) = contest(&world).await;
        take(&world, "vong-1", people.an, true, 30).await;
        take(&world, "vong-1", people.binh, true, 60).await;
        world.pass(HOUR);
        publish_round(&world, people.committee, "vong-1").await;
        let mut stranger = world.stranger();
        let home = stranger.get(PUBLIC).await.text;
        assert!(!home.contains("Kết quả toàn cuộc thi"), "one round is not the contest");
        let before = stranger.get(&format!("{PUBLIC}/vong/vong-1/ket-qua/thong-ke")).await.text.replace("&#x2f;", "/");
        // Bình moves to another unit after the first round: that round's figures stay what they were.
        world.pass(23 * HOUR);
        let (now, binh) = (world.now(), people.binh);
        world.db.write(move |conn| hocthi::org::people::join(conn, now, &hocthi::kernel::rng::SystemEntropy, None, binh, my_tho)).await.unwrap();
        take(&world, "vong-2", people.an, false, 30).await;
        take(&world, "vong-2", people.binh, true, 40).await;
        world.pass(HOUR);
        publish_round(&world, people.committee, "vong-2").await;
        let again = stranger.get(&format!("{PUBLIC}/vong/vong-1/ket-qua/thong-ke")).await.text.replace("&#x2f;", "/");
        let table = |page: &str| page[page.find("Theo đơn vị").unwrap()..].split("<footer").next().unwrap().to_owned();
        assert_eq!(table(&before), table(&again));

        let total = stranger.get(&format!("{PUBLIC}/ket-qua")).await.text.replace("&#x2f;", "/");
        let (an, binh) = (pseudonym(&world, people.an).await, pseudonym(&world, people.binh).await);
        for told in ["Chung cuộc", "Chứng nhận", "40/40", "20/40", "2/2", &an, &binh] {
            assert!(total.contains(told), "{told}");
        }
        assert!(stranger.get(PUBLIC).await.text.contains("Kết quả toàn cuộc thi"));
        let board = world.db.read(|conn| { let contest = ops::contest(conn, "tim-hieu", false)?; board::of(conn, &contest) }).await.unwrap();
        let whole = board.contest.as_ref().unwrap();
        let given: Vec<(usize, &str, i64)> = whole.awards.iter().map(|award| (award.prize, award.to.as_str(), award.amount)).collect();
        // The places in the plan: 2 is the whole contest's, 4 the certificate for two rounds and twenty points.
        assert_eq!(given, [(2, binh.as_str(), 5_000_000), (4, binh.as_str(), 0), (4, an.as_str(), 0)]);
        let mut duc = world.signed_in(people.committee[0]).await;
        let receipts = pdf_text(&duc.get(&format!("{ADMIN}/xuat/ky-nhan.pdf")).await);
        assert!(receipts.contains("5.000.000") && receipts.contains("Năm triệu đồng"));
        let rows = sheet(&duc.get(&format!("{ADMIN}/xuat/ky-nhan.xlsx")).await, 3);
        let goods: Vec<(&str, &str)> = rows.iter().take(3).map(|row| (words(&row[1]), words(&row[5]))).collect();
        assert_eq!(goods, [("Nguyễn Thị Ẩn", "Giấy chứng nhận"), ("Trần Văn Bình", "Năm triệu đồng"), ("Trần Văn Bình", "Giấy chứng nhận")]);
        let minutes = pdf_text(&duc.get(&format!("{ADMIN}/xuat/bien-ban.pdf")).await);
        assert!(minutes.contains("Ngày 1") && minutes.contains("Ngày 2"));
    }

    async fn pages_of_the_ranking_the_file_and_the_api_agree(world: World) {
        let (people, _) = contest(&world).await;
        let mut takers = vec![people.an, people.binh, people.chi];
        for number in 0..52 {
            takers.push(world.person(&format!("nguoi.{number:02}"), &format!("Người {number}"), None, None).await);
        }
        for (at, person) in takers.iter().enumerate() {
            take(&world, "vong-1", *person, at % 3 != 0, 10).await;
        }
        world.pass(HOUR);
        publish_round(&world, people.committee, "vong-1").await;
        let mut stranger = world.stranger();
        let result = format!("{PUBLIC}/vong/vong-1/ket-qua");
        let file = verify::read(&stranger.get(&format!("{result}.json")).await.text).unwrap();
        let mut shown = Vec::new();
        for page in 1..=2 {
            let text = stranger.get(&format!("{result}?trang={page}")).await.text;
            let table = text[text.find("Bảng xếp hạng</h2>").unwrap()..].split("</table>").next().unwrap().to_owned();
            shown.extend(table.split("class=\"code\">").skip(1).map(|rest| rest[..32].to_owned()));
        }
        let in_file: Vec<String> = file.ranking.iter().map(|line| line.pseudonym.clone()).collect();
        assert_eq!(shown, in_file, "page 1 and page 2 are the whole ranking, in its order");
        let mut from_api = Vec::new();
        for page in 1..=2 {
            let json = stranger.get(&format!("/api/v1/rounds/tim-hieu.vong-1/ranking?page={page}")).await.json;
            from_api.extend(json["ranking"].as_array().unwrap().iter().map(|line| line["pseudonym"].as_str().unwrap().to_owned()));
        }
        assert_eq!(from_api, in_file);
        let mut duc = world.signed_in(people.committee[0]).await;
        let rows = sheet(&duc.get(&format!("{ADMIN}/vong/vong-1/xuat/danh-sach-dat-giai.xlsx")).await, 3);
        assert_eq!([words(&rows[0][9]), words(&rows[1][9])], [in_file[0].as_str(), in_file[1].as_str()]);
        let statistics = stranger.get(&format!("{result}/thong-ke")).await.text.replace("&#x2f;", "/");
        assert!(statistics.contains("55") && statistics.contains("52 người không thuộc đơn vị nào"));
    }
}
