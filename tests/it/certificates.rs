//! Certificates: earned once, numbered without gap, verified by anyone.

use futures_util::future::join_all;
use hocthi::kernel::{Problem, Role};

use crate::on_both_databases;

fn pdf_text(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, bytes).unwrap();
    let done = std::process::Command::new("pdftotext").args(["-raw", file.to_str().unwrap(), "-"]).output().expect("pdftotext runs");
    String::from_utf8(done.stdout).unwrap()
}

on_both_databases! {
    async fn passing_earns_a_certificate_that_anyone_can_verify(world: World) {
        let unit = world.unit("my-tho", None).await;
        let lan = world.person("lan", "Nguyễn Thị Ưỡng", Some(unit), None).await;
        let mut browser = world.signed_in(lan).await;
        world.take_quiz(&mut browser, lan, false).await;
        assert!(world.db.read(move |conn| hocthi::certification::ops::of_person(conn, lan)).await.unwrap().is_empty(), "failing earns nothing");
        world.take_quiz(&mut browser, lan, true).await;
        let issued = world.db.read(move |conn| hocthi::certification::ops::of_person(conn, lan)).await.unwrap();
        assert_eq!(issued.len(), 1);
        let code = issued[0].code.clone();
        assert_eq!(issued[0].face.number, "001/2026/GCN-TN");
        let mut stranger = world.stranger();
        let page = stranger.get(&format!("/chung-nhan/{code}")).await;
        assert_eq!(page.status, 200);
        for printed in ["Nguyễn Thị Ưỡng", "Đơn vị my-tho", "001", "TRUNG TÂM THỬ NGHIỆM"] {
            assert!(page.text.contains(printed), "{printed}");
        }
        assert!(!page.text.contains("lan\"") && !page.text.contains(&lan.to_string()), "only what the paper shows");
        let typed = format!("{}-{}-{}", &code[..4], &code[4..8], &code[8..]).to_lowercase();
        assert_eq!(stranger.get(&format!("/chung-nhan?ma={typed}")).await.location(), format!("/chung-nhan/{code}"));
        let json = stranger.get(&format!("/api/v1/certificates/{code}")).await.json;
        assert_eq!((json["valid"].as_bool(), json["holder_name"].as_str()), (Some(true), Some("Nguyễn Thị Ưỡng")));
        assert_eq!(stranger.get("/chung-nhan?ma=khong-phai").await.status, 422);
        assert_eq!(stranger.get("/chung-nhan/000000000000").await.status, 404);
        assert_eq!(stranger.get("/api/v1/certificates/000000000000").await.status, 404);
    }

    async fn the_paper_says_what_the_record_says(world: World) {
        let lan = world.person("lan", "Nguyễn Thị Ưỡng Ậ", None, None).await;
        let mut browser = world.signed_in(lan).await;
        world.take_quiz(&mut browser, lan, true).await;
        let certificate = world.db.read(move |conn| hocthi::certification::ops::of_person(conn, lan)).await.unwrap().remove(0);
        let path = format!("/chung-nhan/{}/ban-in.pdf", certificate.code);
        let paper = browser.get(&path).await;
        assert_eq!((paper.status, paper.header("content-type")), (200, "application/pdf"));
        let text = pdf_text(&paper.bytes);
        for printed in ["Nguyễn Thị Ưỡng Ậ", "001/2026/GCN-TN", "TRUNG TÂM THỬ NGHIỆM", "20/20", "Mỹ Tho, ngày", "GIÁM ĐỐC"] {
            assert!(text.contains(printed), "{printed} in\n{text}");
        }
        assert_eq!(text, hocthi::kernel::text::nfc(&text));
        let (_, mut quang) = world.trainee("quang").await;
        assert_eq!(quang.get(&path).await.status, 404, "the paper is the holder's");
        assert_eq!(world.stranger().get(&path).await.status, 303);
    }

    async fn numbers_are_given_once_and_without_gap_however_many_pass_at_once(world: World) {
        let mut browsers = Vec::new();
        for number in 0..12 {
            let (id, browser) = world.trainee(&format!("hocvien{number}")).await;
            browsers.push((id, browser));
        }
        join_all(browsers.iter_mut().map(|(id, browser)| world.take_quiz(browser, *id, true))).await;
        let ids: Vec<_> = browsers.iter().map(|(id, _)| *id).collect();
        let mut numbers: Vec<String> = world.db.read(move |conn| {
            let mut out = Vec::new();
            for id in &ids {
                out.extend(hocthi::certification::ops::of_person(conn, *id)?.into_iter().map(|certificate| certificate.face.number));
            }
            Ok::<_, Problem>(out)
        }).await.unwrap();
        numbers.sort();
        let expected: Vec<String> = (1..=12).map(|n| format!("{n:03}/2026/GCN-TN")).collect();
        assert_eq!(numbers, expected);
    }

    async fn passing_twice_keeps_the_one_certificate(world: World) {
        let (lan, mut browser) = world.trainee("lan").await;
        world.take_quiz(&mut browser, lan, true).await;
        world.take_quiz(&mut browser, lan, true).await;
        assert_eq!(world.db.read(move |conn| hocthi::certification::ops::of_person(conn, lan)).await.unwrap().len(), 1);
    }

    async fn a_revoked_certificate_says_so_and_keeps_its_reason_inside(world: World) {
        let (lan, mut browser) = world.trainee("lan").await;
        world.take_quiz(&mut browser, lan, true).await;
        let code = world.db.read(move |conn| hocthi::certification::ops::of_person(conn, lan)).await.unwrap().remove(0).code;
        let path = format!("/chung-nhan/{code}");
        assert_eq!(browser.post(&format!("{path}/thu-hoi"), &[("reason", "Tự thu hồi")]).await.status, 403);
        let root = world.person("quantri", "Bùi Ẩn", None, Some((Role::Admin, None))).await;
        let mut admin = world.signed_in(root).await;
        assert_eq!(admin.post(&format!("{path}/thu-hoi"), &[("reason", "Phát hiện thi hộ")]).await.status, 303);
        let mut stranger = world.stranger();
        assert_eq!(stranger.get(&format!("/api/v1/certificates/{code}")).await.json["valid"], false);
        let page = stranger.get(&path).await.text;
        assert!(!page.contains("Phát hiện thi hộ"), "the reason is not for the public");
        let chain = world.db.read(hocthi::audit::ops::verify).await.unwrap();
        assert!(matches!(chain, hocthi::audit::ops::Chain::Intact(n) if n > 0));
    }
}
