//! Templates of papers and the papers of contests: how they look, who is given one, how they are proven.

use hocthi::{
    certification::{self, code, model::Certificate},
    jobs,
    kernel::{Role, ids::PersonId},
    web::format,
};

use crate::{
    on_both_databases,
    prizes::{self, ADMIN, HOUR, People},
    programmes,
    support::{Browser, World},
};

const LOOK: [(&str, &str); 13] = [
    ("template", ""),
    ("version", "0"),
    ("name", "Giấy của Ban"),
    ("kind", "training"),
    ("unit_id", ""),
    ("title", "CHỨNG NHẬN"),
    ("certifies", "Trưởng ban chứng nhận đồng chí"),
    ("has", "đã hoàn thành"),
    ("note", "Cấp tại {dia-danh} ngày {ngay-cap}, số {so}"),
    ("orientation", "portrait"),
    ("palette", "red"),
    ("border", "plain"),
    ("signer_title", "KT. TRƯỞNG BAN | PHÓ TRƯỞNG BAN"),
];

fn look_with(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut form: Vec<_> = LOOK.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name)).copied().collect();
    form.extend(changes);
    form
}

fn logo() -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 64, 64);
    encoder.set_color(png::ColorType::Rgb);
    encoder.add_text_chunk("Author".into(), "ai do khong ten".into()).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[200; 64 * 64 * 3]).unwrap();
    writer.finish().unwrap();
    out
}

pub fn run(program: &str, args: &[&str]) -> Vec<u8> {
    let done = std::process::Command::new(program).args(args).output().unwrap_or_else(|_| panic!("{program} runs"));
    assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}

/// A paper as others see it.
struct Seen {
    text: String,
    fonts: String,
    info: String,
    qr: String,
    attachments: String,
}

fn seen(pdf: &[u8]) -> Seen {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paper.pdf");
    std::fs::write(&path, pdf).unwrap();
    let file = path.to_str().unwrap();
    let told = |program: &str, args: &[&str]| String::from_utf8(run(program, args)).unwrap();
    // A picture as a scanner would make it: grey, 150 dots an inch, in the plain format that needs no library.
    let picture = run("pdftoppm", &["-gray", "-r", "150", file]);
    Seen {
        text: told("pdftotext", &["-raw", file, "-"]),
        fonts: told("pdffonts", &[file]),
        info: told("pdfinfo", &[file]),
        qr: qr_of(&picture),
        attachments: told("pdfdetach", &["-list", file]),
    }
}

/// Reads the QR code off a PGM.
fn qr_of(pgm: &[u8]) -> String {
    let mut parts = pgm.splitn(4, u8::is_ascii_whitespace);
    assert_eq!(parts.next(), Some(&b"P5"[..]));
    let number = |part: Option<&[u8]>| -> usize { std::str::from_utf8(part.unwrap()).unwrap().parse().unwrap() };
    let (width, height) = (number(parts.next()), number(parts.next()));
    let pixels = &pgm[pgm.len() - width * height..];
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "one code stands on the paper");
    grids[0].decode().expect("readable").1
}

pub async fn of_person(world: &World, person: PersonId) -> Vec<Certificate> {
    world.db.read(move |conn| certification::ops::of_person(conn, person)).await.unwrap()
}

async fn saved(admin: &mut Browser, form: &[(&str, &str)], logo: &[u8]) -> String {
    let put = admin.upload("/mau-giay/them", form, "logo.png", logo).await;
    assert_eq!(put.status, 303, "{}", put.text);
    put.location().rsplit('/').next().unwrap().to_owned()
}

/// Chooses a template for the programme of these tests.
async fn choose(admin: &mut Browser, template: &str) {
    let form = [
        ("title", "Chương trình bồi dưỡng năm 2026"),
        ("unit_id", ""),
        ("body_code", "btg"),
        ("template_id", template),
        ("starts_on", "01/01/2026"),
        ("sessions", "1"),
        ("validity_months", "24"),
        ("renew_days", "60"),
        ("grace_days", "30"),
    ];
    let put = admin.post("/chuong-trinh/boi-duong/sua", &form).await;
    assert_eq!(put.status, 303, "{}", put.text);
}

on_both_databases! {
    async fn a_paper_keeps_the_look_of_its_day(world: World) {
        let mut admin = programmes::set_up(&world, false, false).await;
        let unit = world.unit("my-tho", None).await;
        let lan = world.person("lan", "Nguyễn Thị Ưỡng", Some(unit), None).await;
        let quang = world.person("quang", "Trần Đức Quang", Some(unit), None).await;
        let template = saved(&mut admin, &LOOK, &logo()).await;
        choose(&mut admin, &template).await;
        programmes::session(&world, &mut admin, "lan").await;
        programmes::issue(&world, &mut admin).await;
        let own = of_person(&world, lan).await.remove(0);
        let mut lans = world.signed_in(lan).await;
        let path = format!("/chung-nhan/{}/ban-in.pdf", own.code);
        let first = lans.get(&path).await.bytes;
        let paper = seen(&first);
        for printed in [
            "CHỨNG NHẬN",
            "Trưởng ban chứng nhận đồng chí",
            "Nguyễn Thị Ưỡng",
            "Cấp tại Mỹ Tho ngày 23/11/2026, số 001/2026/GCN-BTGDV",
            "PHÓ TRƯỞNG BAN",
            code::printed(&own.code).as_str(),
        ] {
            assert!(paper.text.contains(printed), "{printed} in\n{}", paper.text);
        }
        assert_eq!(paper.text, hocthi::kernel::text::nfc(&paper.text));
        assert_eq!(paper.qr, format!("{}/chung-nhan/{}", world.base, own.code));
        assert!(paper.info.contains("Pages:           1") && paper.info.contains("595.28 x 841.89"), "{}", paper.info);
        let fonts: Vec<&str> = paper.fonts.lines().skip(2).collect();
        assert!(!fonts.is_empty() && fonts.iter().all(|line| line.contains(" yes yes yes ")), "embedded, as subsets, with their letters: {}", paper.fonts);
        let page = world.stranger().get(&format!("/chung-nhan/{}", own.code)).await.text;
        assert!(page.contains("Trưởng ban chứng nhận đồng chí") && page.contains("Cấp tại Mỹ Tho ngày 23&#x2f;11&#x2f;2026"), "the page shows what the paper shows");

        // The template changes: what was issued does not, what is issued next does.
        let changed = look_with(&[("template", Box::leak(template.clone().into_boxed_str())), ("version", "1"), ("certifies", "Nay chứng nhận"), ("orientation", "landscape")]);
        let put = admin.upload(&format!("/mau-giay/{template}"), &changed, "", &[]).await;
        assert_eq!(put.status, 303, "{}", put.text);
        programmes::session(&world, &mut admin, "quang").await;
        programmes::issue(&world, &mut admin).await;
        let (_, other, handle) = world.second_server();
        let mut elsewhere = world.signed_in_at(&other.state.base_url, lan).await;
        let again = seen(&elsewhere.get(&path).await.bytes);
        assert!(again.text.contains("Trưởng ban chứng nhận đồng chí") && again.info.contains("595.28 x 841.89"), "as on its day, without any cache");
        handle.stop(false).await;
        let next = of_person(&world, quang).await.remove(0);
        let mut quangs = world.signed_in(quang).await;
        let next = seen(&quangs.get(&format!("/chung-nhan/{}/ban-in.pdf", next.code)).await.bytes);
        assert!(next.text.contains("Nay chứng nhận") && next.info.contains("841.89 x 595.28"));
        // Whoever saves on top of a version that is gone is told so.
        let stale = admin.upload(&format!("/mau-giay/{template}"), &changed, "", &[]).await;
        assert!(stale.status == 422 && stale.text.contains("Người khác vừa sửa mẫu này"), "{} {}", stale.status, stale.text);
        let versions = admin.get(&format!("/mau-giay/{template}")).await.text;
        assert!(versions.contains("Bản 2") && versions.contains("Bản 1") && versions.contains("Mẫu đang có biểu trưng"));
    }

    async fn a_template_that_cuts_or_lacks_a_letter_is_not_saved(world: World) {
        let mut admin = programmes::set_up(&world, false, false).await;
        for (field, value, told) in [
            ("title", "龍", "Ký tự 龍 không in được"),
            ("title", "CHỨNG NHẬN CHỨNG NHẬN CHỨNG NHẬN CHỨNG NHẬN CHỨNG NHẬN", "Không in vừa trang giấy: tên loại giấy"),
            ("has", "đã {hoan-thanh}", "Không có trường {hoan-thanh}"),
            ("note", "{ho-ten", "Không có trường {"),
            ("pattern", "{nam}", "Cách ghi số cần có"),
            ("certifies", "", "Chỗ này còn trống"),
            ("palette", "tim", "Hãy chọn"),
        ] {
            let refused = admin.upload("/mau-giay/them", &look_with(&[(field, value)]), "", &[]).await;
            assert_eq!(refused.status, 422, "{field} {value}");
            assert!(refused.text.contains("Giấy của Ban") && refused.text.contains("đã hoàn thành") || field == "has", "comes back filled");
            let text = refused.text.replace("&#x2f;", "/").replace("&#123;", "{");
            assert!(text.contains(told), "{field} {value}: {told} in {text}");
        }
        for (bytes, told) in [(&b"GIF89a"[..], "không phải hình PNG"), (&logo()[..60], "không phải hình PNG")] {
            let refused = admin.upload("/mau-giay/them", &LOOK, "logo.png", bytes).await;
            assert!(refused.status == 422 && refused.text.contains(told), "{}", refused.text);
        }
        assert!(admin.get("/mau-giay").await.text.contains("Chưa có mẫu nào"), "nothing was half-saved");
        let preview = admin.upload("/mau-giay/xem-truoc", &LOOK, "logo.png", &logo()).await;
        assert_eq!((preview.status, preview.header("content-type")), (200, "application/pdf"));
        assert!(seen(&preview.bytes).text.contains("Công Huyền Tôn Nữ"), "the longest name is whole");
        assert!(!String::from_utf8_lossy(&preview.bytes).contains("ai do khong ten"), "nothing but pixels travels in a logo");
        // Of another unit it is not even there.
        let unit = world.unit("my-tho", None).await;
        let template = saved(&mut admin, &LOOK, &[]).await;
        let clerk = world.person("van.thu", "Văn Thư", Some(unit), Some((Role::Admin, Some(unit)))).await;
        let mut clerk = world.signed_in(clerk).await;
        assert_eq!(clerk.get(&format!("/mau-giay/{template}")).await.status, 404);
        assert_eq!(clerk.upload("/mau-giay/them", &LOOK, "", &[]).await.status, 422, "a template of everybody is not theirs to make");
        assert_eq!(clerk.post(&format!("/mau-giay/{template}/ngung"), &[]).await.status, 404);
        assert_eq!(admin.post(&format!("/mau-giay/{template}/ngung"), &[]).await.status, 303);
        let gone = admin.post("/chuong-trinh/boi-duong/sua", &[("title", "T"), ("body_code", "btg"), ("sessions", "1"), ("template_id", &template)]).await;
        assert_eq!(gone.status, 422, "what is out of use is not chosen anew");
    }

    async fn nobody_is_given_a_number_for_a_paper_that_cannot_be_printed(world: World) {
        let mut admin = programmes::set_up(&world, false, false).await;
        let names = ["Nguyễn Thị Ưỡng", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"];
        for (at, name) in names.iter().enumerate() {
            world.person(&format!("nguoi{at}"), name, None, None).await;
        }
        programmes::session(&world, &mut admin, "nguoi0\nnguoi1").await;
        let today = format::date(world.now().vietnam_date());
        let refused = admin.post("/chuong-trinh/boi-duong/cap-giay", &[("who", "ready"), ("issued_on", &today)]).await;
        assert!(refused.status == 422 && refused.text.contains("Giấy của WWW") && refused.text.contains("không in vừa"), "{}", refused.text);
        assert!(world.db.read(certification::ops::gaps).await.unwrap().is_empty());
        let fine = admin.post("/chuong-trinh/boi-duong/cap-giay", &[("who", "named"), ("usernames", "nguoi0"), ("issued_on", &today)]).await;
        assert_eq!(fine.status, 303);
    }

    async fn a_file_proves_itself_with_its_credential(world: World) {
        let lan = world.person("lan", "Nguyễn Thị Ưỡng", None, None).await;
        let mut lans = world.signed_in(lan).await;
        world.take_quiz(&mut lans, lan, true).await;
        let own = of_person(&world, lan).await.remove(0);
        let paper = lans.get(&format!("/chung-nhan/{}/ban-in.pdf", own.code)).await.bytes;
        assert!(seen(&paper).attachments.contains("huy-hieu.jwt"));
        let mut stranger = world.stranger();
        let checked = stranger.upload("/chung-nhan/kiem-tra-tep", &[], "giay.pdf", &paper).await;
        assert!(checked.status == 200 && checked.text.contains("đúng từng byte"), "{}", checked.text);
        // The credential is of the same file: another's does not pass, a broken one neither.
        let mut forged = paper.clone();
        let at = forged.windows(3).position(|part| part == b"eyJ").unwrap() + 200;
        forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
        let checked = stranger.upload("/chung-nhan/kiem-tra-tep", &[], "giay.pdf", &forged).await;
        assert!(checked.status == 422 && checked.text.contains("Chữ ký số trong tệp không đúng"), "{}", checked.text);
        let mut other = paper.clone();
        let last = other.len() - 20;
        other[last] ^= 1;
        let checked = stranger.upload("/chung-nhan/kiem-tra-tep", &[], "giay.pdf", &other).await;
        assert!(checked.status == 422 && checked.text.contains("không giống bản hệ thống in ra"), "{}", checked.text);
        // An administrator may print the paper, but the badge is its holder's.
        let root = world.person("quantri", "Bùi Thanh Ẩn", None, Some((Role::Admin, None))).await;
        let mut admin = world.signed_in(root).await;
        let bare = admin.get(&format!("/chung-nhan/{}/ban-in.pdf", own.code)).await.bytes;
        assert!(seen(&bare).attachments.starts_with("0 embedded"));
        let checked = stranger.upload("/chung-nhan/kiem-tra-tep", &[], "giay.pdf", &bare).await;
        assert!(checked.status == 200 && checked.text.contains("đúng từng byte"));
        // After the key was changed, what the old one signed still stands.
        assert_eq!(admin.post("/quan-tri/khoa-ky", &[("reason", "đổi khóa định kỳ")]).await.status, 303);
        let checked = stranger.upload("/chung-nhan/kiem-tra-tep", &[], "giay.pdf", &paper).await;
        assert!(checked.status == 200 && checked.text.contains("đúng từng byte"), "{}", checked.text);
    }

    async fn a_contest_gives_papers_of_its_own_kind(world: World) {
        let (people, _): (People, _) = prizes::contest(&world).await;
        let root = world.person("quantri", "Bùi Thanh Ẩn", None, Some((Role::Admin, None))).await;
        let mut admin = world.signed_in(root).await;
        let body = |kind: &'static str, code: &'static str, symbol: &'static str| {
            vec![("code", code), ("name", "BAN TỔ CHỨC CUỘC THI"), ("unit_id", ""), ("place", "Mỹ Tho"), ("symbol", symbol), ("pattern", "{so}/{nam}/{ky-hieu}"), ("kind", kind)]
        };
        assert_eq!(admin.post("/quan-tri/noi-cap", &body("contest", "btc", "GCN-BTC")).await.status, 303);
        assert_eq!(admin.post("/quan-tri/noi-cap", &body("training", "btg", "GCN-BTG")).await.status, 303);
        let mixed = admin.post("/quan-tri/noi-cap", &body("training", "btc", "GCN-BTC")).await;
        assert!(mixed.status == 422 && mixed.text.contains("đã dùng cho loại giấy kia"), "a register has one kind for ever");
        let path = format!("{ADMIN}/giay-chung-nhan");
        let mut duc = world.signed_in(people.committee[0]).await;
        let wrong = duc.post(&format!("{path}/noi-cap"), &[("body_code", "btg")]).await;
        assert_eq!(wrong.status, 422, "a body of training issues no papers of contests");
        let training = admin.post("/chuong-trinh/them", &[("code", "x"), ("title", "T"), ("body_code", "btc"), ("sessions", "1")]).await;
        assert_eq!(training.status, 422, "and the other way round");
        assert_eq!(duc.post(&format!("{path}/noi-cap"), &[("body_code", "btc")]).await.status, 303);
        let today = format::date(world.now().vietnam_date());
        let early = duc.post(&path, &[("who", "prizes"), ("prize", "vong-1:0"), ("issued_on", &today)]).await;
        assert_eq!(early.status, 422, "nothing is given before the result is published");

        prizes::take(&world, "vong-1", people.an, true, 30).await;
        prizes::take(&world, "vong-1", people.binh, true, 60).await;
        prizes::take(&world, "vong-1", people.chi, false, 60).await;
        world.pass(HOUR);
        prizes::publish_round(&world, people.committee, "vong-1").await;
        let mut duc = world.signed_in(people.committee[0]).await;
        let page = duc.get(&path).await.text;
        assert!(page.contains("Giải Nhất – ") && page.contains("Giải Nhì – ") && !page.contains("Đơn vị tỷ lệ cao"), "{page}");
        let given = duc.post(&path, &[("who", "prizes"), ("prize", "vong-1:0"), ("prize", "vong-1:1"), ("issued_on", &today)]).await;
        assert_eq!(given.status, 303, "{}", given.text);
        jobs::issuing::issue(&world.shared.state).await.expect("issued");
        let batch = given.location().to_owned();
        assert!(duc.get(&batch).await.text.contains("Đã cấp xong"), "who organizes sees the batch");
        let ans = of_person(&world, people.an).await.remove(0);
        assert_eq!((ans.face.number.as_str(), ans.face.issuer.as_str()), ("001/2026/GCN-BTC", "BAN TỔ CHỨC CUỘC THI"));
        assert!(ans.face.achievement.starts_with("Giải Nhất – ") && ans.face.achievement.ends_with("\nCuộc thi tìm hiểu"), "{}", ans.face.achievement);
        assert_eq!((ans.face.score, ans.face.max_score), (2_000, 2_000));
        let mut an = world.signed_in(people.an).await;
        let paper = seen(&an.get(&format!("/chung-nhan/{}/ban-in.pdf", ans.code)).await.bytes);
        assert!(paper.text.contains("Ban Tổ chức cuộc thi chứng nhận") && paper.text.contains("20/20 (100%)"), "{}", paper.text);
        let public = world.stranger().get(&format!("/chung-nhan/{}", ans.code)).await.text;
        assert!(public.contains("giấy chứng nhận của một cuộc thi") && !public.contains("chứng nhận hoàn thành bồi dưỡng, do đơn vị"));
        assert_eq!(world.stranger().get(&format!("/api/v1/certificates/{}", ans.code)).await.json["kind"], "contest");
        let badge = an.get(&format!("/chung-nhan/{}/huy-hieu.jwt", ans.code)).await.text;
        let claims: serde_json::Value = {
            use base64::Engine;
            let part = badge.split('.').nth(1).unwrap();
            serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
        };
        assert_eq!(claims["credentialSubject"]["achievement"]["achievementType"], "Award");

        // The same again gives nobody a second one; a threshold gives another paper.
        let again = duc.post(&path, &[("who", "prizes"), ("prize", "vong-1:0"), ("issued_on", &today)]).await;
        assert_eq!(again.status, 303);
        jobs::issuing::issue(&world.shared.state).await.expect("issued");
        assert_eq!(of_person(&world, people.an).await.len(), 1);
        let reached = duc.post(&path, &[("who", "reached"), ("percent", "70"), ("at_least", "1"), ("issued_on", &today)]).await;
        assert_eq!(reached.status, 303, "{}", reached.text);
        jobs::issuing::issue(&world.shared.state).await.expect("issued");
        assert_eq!((of_person(&world, people.an).await.len(), of_person(&world, people.binh).await.len(), of_person(&world, people.chi).await.len()), (2, 2, 0));
        let wrong = duc.post(&path, &[("who", "reached"), ("percent", "0"), ("at_least", "x"), ("issued_on", "hôm nay")]).await;
        assert!(wrong.status == 422 && wrong.text.contains("value=\"x\"") && wrong.text.contains("hôm nay"));

        // The committee revokes and puts right; an administrator of a unit has no part in it.
        let unit = world.unit("cai-be", None).await;
        let clerk = world.person("van.thu", "Văn Thư", Some(unit), Some((Role::Admin, Some(unit)))).await;
        let mut clerk = world.signed_in(clerk).await;
        let revoke = format!("/chung-nhan/{}/thu-hoi", ans.code);
        assert_eq!(clerk.post(&revoke, &[("reason", "thử")]).await.status, 404);
        assert_eq!(clerk.get(&batch).await.status, 404);
        assert_eq!(duc.post(&revoke, &[("reason", "Thi hộ")]).await.status, 303);
        assert!(world.stranger().get(&format!("/chung-nhan/{}", ans.code)).await.text.contains("đã bị thu hồi"));
        assert!(world.db.read(certification::ops::gaps).await.unwrap().is_empty());
        assert!(matches!(world.db.read(hocthi::audit::ops::verify).await.unwrap(), hocthi::audit::ops::Chain::Intact(_)));
    }
}
