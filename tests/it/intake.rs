//! Questions come into a bank through the browser: looked at, mended, confirmed whole or not at all, taken back; and out again.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use hocthi::{
    bank::{
        self,
        exchange::{self, Imported, Target},
        formats::{self, Format, model::Reading, store_form},
        intake::{self, entries::gather, model::IntakeError},
    },
    kernel::{Problem, Role, ids::BankImportId, page::PageRequest, rng::SystemEntropy},
};

use crate::{
    on_both_databases,
    support::{Answer, Browser, World},
};

/// Four questions: one plain, one whose key names no option, one whose key is missing, one plain.
const FILE: &str = "Hồ Chí Minh sinh năm nào?\nA. 1890\nB. 1891\nANSWER: A\n\nSai khóa\nA. một\nB. hai\nANSWER: D\n\nKhông khóa\nA. mốt\nB. hai\nC. ba\n\nCâu cuối cùng\nA. một\nB. hai\nANSWER: B\n";

async fn trainer(world: &World, username: &str) -> Browser {
    let id = world.person(username, "Trần Thị Hai", None, Some((Role::Trainer, None))).await;
    world.signed_in(id).await
}

/// Brings a file; where it can be looked at.
async fn bring(browser: &mut Browser, bank: &str, name: &str, bytes: &[u8]) -> String {
    let answer = browser.upload(&format!("/ngan-hang/{bank}/nhap"), &[], name, bytes).await;
    assert_eq!(answer.status, 303, "{}", plain(&answer.text));
    answer.location().to_owned()
}

/// The words of a page, without its marks.
fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => {
                in_tag = true;
                out.push(' ');
            }
            '>' => in_tag = false,
            c if !in_tag => out.push(c),
            _ => {}
        }
    }
    out.replace("&#x2f;", "/").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An empty bank of a name.
async fn empty_bank(world: &World, code: &'static str) {
    let target =
        Target { bank: code.into(), title: Some(format!("Ngân hàng {code}")), no_topic: "Chưa phân loại".into(), skips_known: false };
    world.db.write(move |conn| exchange::import(conn, crate::support::MORNING, &SystemEntropy, None, &target, &[])).await.unwrap();
}

async fn items(world: &World, bank: &'static str) -> Vec<Imported> {
    world.db.write(move |conn| exchange::export(conn, crate::support::MORNING, None, bank, Format::Native)).await.unwrap()
}

async fn in_bank(world: &World, bank: &'static str) -> i64 {
    world
        .db
        .read(move |conn| {
            let bank = bank::ops::bank_by_code(conn, bank)?;
            Ok::<_, Problem>(
                bank::authoring::list::items(conn, bank.id, &bank::authoring::list::Filter::default(), PageRequest::new(1, 1))?.total,
            )
        })
        .await
        .unwrap()
}

fn id_of(path: &str) -> BankImportId {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

async fn audited(world: &World, action: &'static str) -> usize {
    world
        .db
        .read(move |conn| {
            let page = hocthi::audit::ops::page(conn, PageRequest::new(1, 1_000))?;
            Ok::<_, Problem>(page.rows.into_iter().filter(|event| event.action == action).count())
        })
        .await
        .unwrap()
}

fn has(answer: &Answer, words: &str) -> bool {
    plain(&answer.text).contains(words)
}

on_both_databases! {
    async fn a_file_is_looked_at_mended_taken_in_and_taken_back(world: World) {
        empty_bank(&world, "moi").await;
        let mut hai = trainer(&world, "hai").await;
        let path = bring(&mut hai, "moi", "Đề thi.txt", FILE.as_bytes()).await;
        assert_eq!(in_bank(&world, "moi").await, 0, "a look takes nothing in");
        let look = hai.get(&path).await;
        for words in ["4 câu đọc từ “Đề thi.txt”", "Dùng được 2", "Có lỗi 2", "Hồ Chí Minh sinh năm nào?", "Đáp án “D” không có trong các phương án.", "Chọn đáp án đúng"] {
            assert!(has(&look, words), "{words}: {}", plain(&look.text));
        }
        let problems = hai.get(&format!("{path}?loc=van-de")).await;
        assert!(has(&problems, "Sai khóa") && !has(&problems, "Câu cuối cùng"));

        let refused = hai.post(&path, &[]).await;
        assert_eq!(refused.status, 409);
        assert!(has(&refused, "Còn 2 câu có lỗi") && in_bank(&world, "moi").await == 0, "whole or not at all");

        // One key is chosen, the other question left out; topic and level are given to all.
        let chosen = hai.post(&format!("{path}/cau/2?loc=van-de"), &[("key", "1")]).await;
        assert_eq!((chosen.status, chosen.location()), (303, format!("{path}?loc=van-de#cau-2").as_str()));
        assert_eq!(hai.post(&format!("{path}/cau/3"), &[("decision", "skip")]).await.status, 303);
        assert_eq!(hai.post(&format!("{path}/chung"), &[("topic", ""), ("new_topic", "Lịch sử Đảng"), ("level", "van_dung")]).await.status, 303);
        let done = hai.post(&path, &[]).await;
        assert_eq!(done.status, 303, "{}", plain(&done.text));
        let report = hai.get(&path).await;
        for words in ["Đã nhập xong", "Đã vào ngân hàng 3", "Người nhập bỏ qua 1", "Hoàn tác"] {
            assert!(has(&report, words), "{words}: {}", plain(&report.text));
        }
        let found = items(&world, "moi").await;
        let told: Vec<(&str, &str, &str)> = found.iter().map(|item| (item.code.as_str(), item.face.stem.as_str(), item.topic.as_str())).collect();
        assert_eq!(told, [
            ("nhap-0001", "Hồ Chí Minh sinh năm nào?", "Lịch sử Đảng"),
            ("nhap-0002", "Sai khóa", "Lịch sử Đảng"),
            ("nhap-0003", "Câu cuối cùng", "Lịch sử Đảng"),
        ]);
        assert!(found.iter().all(|item| item.level == bank::model::CognitiveLevel::VanDung));
        assert_eq!(found[1].solution.key, bank::model::Key::Options(vec![1]));
        assert_eq!(hai.post(&path, &[]).await.status, 409, "once");

        assert_eq!(hai.post(&format!("{path}/hoan-tac"), &[]).await.status, 303);
        assert!(has(&hai.get(&path).await, "Đã lấy ra khỏi ngân hàng 3"));
        assert_eq!(in_bank(&world, "moi").await, 0);
        let topics = world.db.read(|conn| { let bank = bank::ops::bank_by_code(conn, "moi")?; bank::ops::topics(conn, bank.id) }).await.unwrap();
        assert!(topics.iter().all(|topic| topic.title != "Lịch sử Đảng"), "the topic that it brought goes too");
        assert_eq!(hai.post(&format!("{path}/hoan-tac"), &[]).await.status, 409);
        assert_eq!((audited(&world, "bank.imported").await, audited(&world, "bank.import_undone").await), (2, 1), "the empty bank was the first");
        assert!(matches!(world.db.read(hocthi::audit::ops::verify).await.unwrap(), hocthi::audit::ops::Chain::Intact(n) if n > 0));
    }

    async fn a_broken_question_is_mended_in_the_form_and_nothing_typed_is_lost(world: World) {
        empty_bank(&world, "moi").await;
        let (mut hai, mut ba) = (trainer(&world, "hai").await, trainer(&world, "bay").await);
        let path = bring(&mut hai, "moi", "Đề thi.txt", FILE.as_bytes()).await;
        let edit = format!("{path}/cau/3/sua");
        assert!(hai.get(&path).await.text.replace("&#x2f;", "/").contains(&edit));
        let form = hai.get(&edit).await;
        assert!(has(&form, "Sửa Câu thứ 3") && form.text.contains("mốt") && has(&form, "Chưa có đáp án"), "{}", plain(&form.text));
        for answer in [ba.get(&edit).await, ba.post(&edit, &[("do", "save")]).await] {
            assert_eq!(answer.status, 404, "another's");
        }
        let typed = [("type", "single_choice"), ("stem", "Không khóa, nay có"), ("option_0", "mốt"), ("option_1", "hai"), ("option_2", "ba"), ("points", "1"), ("level", "thong_hieu")];
        let with = |more: &[(&'static str, &'static str)]| [&typed, more].concat();
        // Without a key it cannot be kept; what was typed stands there again.
        let refused = hai.post(&edit, &with(&[("do", "save")])).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("Không khóa, nay có") && has(&refused, "Chưa có đáp án"), "{}", plain(&refused.text));
        // A row more, another type: nothing is kept yet, nothing is lost.
        let more = hai.post(&edit, &with(&[("do", "add:option"), ("key", "1")])).await;
        assert!(more.status == 200 && more.text.contains("name=\"option_3\"") && more.text.contains("Không khóa, nay có"));
        let turned = hai.post(&edit, &with(&[("do", "type"), ("new_type", "ordering")])).await;
        assert!(turned.status == 200 && turned.text.contains("name=\"type\" value=\"ordering\"") && turned.text.contains("mốt"), "{}", turned.text);
        let number = hai.post(&edit, &with(&[("do", "type"), ("new_type", "numerical")])).await;
        assert!(number.text.contains("name=\"tolerance\""));
        assert!(has(&hai.get(&path).await, "Có lỗi 2"));

        let saved = hai.post(&format!("{edit}?loc=van-de"), &with(&[("do", "save"), ("key", "2")])).await;
        assert_eq!((saved.status, saved.location()), (303, format!("{path}?loc=van-de#cau-3").as_str()), "{}", plain(&saved.text));
        assert!(has(&hai.get(&path).await, "Có lỗi 1"));
        // Another type altogether, and the essay needs no key.
        let essay = hai.post(&format!("{path}/cau/2/sua"), &[("type", "essay"), ("stem", "Trình bày."), ("guide", "Ba ý."), ("points", "2"), ("do", "save")]).await;
        assert_eq!(essay.status, 303, "{}", plain(&essay.text));
        assert_eq!(hai.post(&path, &[]).await.status, 303);
        let found = items(&world, "moi").await;
        let told: Vec<(&str, &str, i64)> = found.iter().map(|item| (item.face.stem.as_str(), item.face.item_type.code(), item.face.points)).collect();
        assert_eq!(told, [
            ("Hồ Chí Minh sinh năm nào?", "single_choice", 100),
            ("Trình bày.", "essay", 200),
            ("Không khóa, nay có", "single_choice", 100),
            ("Câu cuối cùng", "single_choice", 100),
        ]);
        assert_eq!(found[2].solution.key, bank::model::Key::Options(vec![2]));
        assert_eq!(hai.get(&edit).await.status, 409, "what is confirmed is not mended any more");
        assert_eq!(hai.post(&edit, &with(&[("do", "save"), ("key", "2")])).await.status, 409);
    }

    async fn what_only_the_file_said_survives_the_form(world: World) {
        empty_bank(&world, "moi").await;
        let mut hai = trainer(&world, "hai").await;
        let pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        let file = format!("[[item]]\ncode = \"c-1\"\ntype = \"true_false_cluster\"\nstem = \"Xét: ![](hinh.png)\"\nsteps = [0, 40, 100]\nstatements = [{{ text = \"một\", key = true }}, {{ text = \"hai\", key = false }}, {{ text = \"ba\", key = true }}]\n[item.images]\n\"hinh.png\" = \"{pixel}\"\n");
        let path = bring(&mut hai, "moi", "mot.toml", file.as_bytes()).await;
        let look = hai.get(&path).await;
        assert!(has(&look, "Ngân hàng chưa nhận ảnh: hinh.png") && has(&look, "diễn đạt bằng chữ"), "{}", plain(&look.text));
        let form = hai.get(&format!("{path}/cau/1/sua")).await;
        assert!(has(&form, "Hình trong tệp không vào ngân hàng: hinh.png"), "{}", plain(&form.text));
        let typed = [("type", "true_false_cluster"), ("code", "c-1"), ("stem", "Xét từng ý:"), ("steps", "0; 40; 100"), ("option_0", "một"), ("truth_0", "true"), ("option_1", "hai"), ("truth_1", "false"), ("option_2", "ba"), ("truth_2", "true"), ("points", "1"), ("do", "save")];
        let saved = hai.post(&format!("{path}/cau/1/sua"), &typed).await;
        assert_eq!(saved.status, 303, "{}", plain(&saved.text));
        assert_eq!(hai.post(&path, &[]).await.status, 303);
        let found = items(&world, "moi").await;
        assert_eq!((found[0].code.as_str(), found[0].face.parts.marking.steps.clone()), ("c-1", vec![0, 40, 100]));
    }

    async fn usable_questions_alone_go_in_when_the_person_says_so(world: World) {
        empty_bank(&world, "moi").await;
        let id = world.person("hai", "Trần Thị Hai", None, Some((Role::Trainer, None))).await;
        let mut hai = world.signed_in(id).await;
        let path = bring(&mut hai, "moi", "de.txt", FILE.as_bytes()).await;
        assert_eq!(hai.post(&path, &[("only_good", "1")]).await.status, 303);
        let report = hai.get(&path).await;
        assert!(has(&report, "Đã vào ngân hàng 2") && has(&report, "Để lại vì có lỗi 2"), "{}", plain(&report.text));
        assert_eq!(in_bank(&world, "moi").await, 2);
        world.pass(25 * 3_600);
        let mut hai = world.signed_in(id).await;
        let late = hai.post(&format!("{path}/hoan-tac"), &[]).await;
        assert_eq!(late.status, 409, "a day is a day");
        assert_eq!(in_bank(&world, "moi").await, 2);
    }

    async fn a_file_is_its_owners_and_the_chief_administrators(world: World) {
        let (mut hai, mut ba) = (trainer(&world, "hai").await, trainer(&world, "bay").await);
        let path = bring(&mut hai, "kl-57", "de.txt", FILE.as_bytes()).await;
        for (method, at) in [("GET", ""), ("POST", ""), ("POST", "/chung"), ("POST", "/cau/1"), ("POST", "/bo"), ("POST", "/hoan-tac")] {
            let at = format!("{path}{at}");
            let answer = if method == "GET" { ba.get(&at).await } else { ba.post(&at, &[("decision", "skip"), ("level", "")]).await };
            assert_eq!(answer.status, 404, "{method} {at}");
        }
        assert!(!has(&ba.get("/ngan-hang/kl-57/nhap").await, "de.txt"));
        assert_eq!(hai.get(&path.replace("kl-57", "nq-34")).await.status, 404, "nor through another bank");
        let admin = world.person("quantri", "Bùi Thanh Ẩn", None, Some((Role::Admin, None))).await;
        let mut admin = world.signed_in(admin).await;
        let shown = admin.get(&path).await;
        assert!(has(&shown, "Người đưa lên: Trần Thị Hai"), "{}", plain(&shown.text));
        assert!(has(&admin.get("/ngan-hang/kl-57/nhap").await, "de.txt"));
        assert_eq!(hai.post(&format!("{path}/bo"), &[]).await.status, 303);
        assert_eq!(hai.get(&path).await.status, 404);
    }

    async fn what_the_bank_has_is_shown_beside_what_comes(world: World) {
        empty_bank(&world, "moi").await;
        let mut hai = trainer(&world, "hai").await;
        let path = bring(&mut hai, "moi", "de.txt", FILE.as_bytes()).await;
        hai.post(&path, &[("only_good", "1")]).await;
        // The same again, and the same with other marks, spaces and order of options, and another key.
        let again = "Hồ Chí Minh sinh năm nào?\nA. 1890\nB. 1891\nANSWER: A\n\nHỒ CHÍ MINH  sinh năm nào ?\nA. 1891\nB. 1890\nANSWER: A\n";
        let path = bring(&mut hai, "moi", "de-2.txt", again.as_bytes()).await;
        let look = hai.get(&path).await;
        assert!(has(&look, "Ngân hàng đã có nguyên văn câu này") && has(&look, "Ngân hàng có câu cùng nội dung"), "{}", plain(&look.text));
        assert!(has(&look, "Bỏ qua (1)") && has(&look, "Chỉ câu có vấn đề (1)"));
        assert_eq!(hai.post(&format!("{path}/cau/2"), &[("decision", "take")]).await.status, 303);
        assert!(has(&hai.get(&path).await, "Chỉ câu có vấn đề (0)"));
        assert_eq!(hai.post(&path, &[]).await.status, 303);
        assert_eq!(in_bank(&world, "moi").await, 3);
    }

    async fn codes_that_are_taken_stop_all_or_get_new_ones(world: World) {
        empty_bank(&world, "moi").await;
        let mut hai = trainer(&world, "hai").await;
        let gift = |stems: [&str; 2]| stems.iter().enumerate().map(|(at, stem)| format!("// [id:c-{at}]\n{stem} {{=có ~không}}\n\n")).collect::<Vec<_>>().concat();
        let path = bring(&mut hai, "moi", "mot.gift", gift(["Một?", "Hai?"]).as_bytes()).await;
        hai.post(&path, &[]).await;
        let path = bring(&mut hai, "moi", "hai.gift", gift(["Ba?", "Bốn?"]).as_bytes()).await;
        let refused = hai.post(&path, &[]).await;
        assert_eq!(refused.status, 409);
        assert!(has(&refused, "Ngân hàng đã có các mã này: c-0, c-1"), "{}", plain(&refused.text));
        assert!(has(&hai.get(&path).await, "Đặt mã mới cho các câu trùng mã"));
        assert_eq!(in_bank(&world, "moi").await, 2);
        assert_eq!(hai.post(&path, &[("fresh_codes", "1")]).await.status, 303);
        let codes: Vec<String> = items(&world, "moi").await.into_iter().map(|item| item.code).collect();
        assert_eq!(codes, ["c-0", "c-1", "nhap-0001", "nhap-0002"]);
    }

    async fn many_questions_go_in_by_parts_and_what_comes_between_takes_all_of_them_back(world: World) {
        empty_bank(&world, "moi").await;
        let mut hai = trainer(&world, "hai").await;
        let file = (0..1_200).map(|n| format!("// [id:q-{n:04}]\nCâu số {n}? {{={n} ~x{n}}}\n\n")).collect::<Vec<_>>().concat();
        let path = bring(&mut hai, "moi", "lon.gift", file.as_bytes()).await;
        let id = id_of(&path);
        assert!(has(&hai.get(&path).await, "Tất cả (1.200)"));
        assert_eq!(hai.post(&path, &[]).await.status, 303);
        let running = hai.get(&path).await;
        assert!(has(&running, "500/1.200 câu"), "{}", plain(&running.text));
        assert_eq!(hai.post(&format!("{path}/hoan-tac"), &[]).await.status, 409, "not while it goes");
        // Two who carry on at once: each part is written by one of them.
        let state = &world.shared.state;
        let (_, other, server) = world.second_server();
        let (one, two) = tokio::join!(hocthi::jobs::importing::carry_on(state, id, 9), hocthi::jobs::importing::carry_on(&other.state, id, 9));
        one.unwrap();
        two.unwrap();
        drop(server.stop(false));
        assert!(hocthi::jobs::importing::carry_on(state, id, 9).await.unwrap());
        assert_eq!(in_bank(&world, "moi").await, 1_200);
        assert!(has(&hai.get(&path).await, "Đã vào ngân hàng 1.200"));
        hai.post(&format!("{path}/hoan-tac"), &[]).await;
        assert!(hocthi::jobs::importing::carry_on(state, id, 9).await.unwrap());
        assert_eq!(in_bank(&world, "moi").await, 0);

        // Somebody takes a code of the second part while the first is in the bank.
        let again: String = file.replace("Câu số", "Câu thứ");
        let path = bring(&mut hai, "moi", "lon-2.gift", again.as_bytes()).await;
        hai.post(&path, &[]).await;
        assert_eq!(in_bank(&world, "moi").await, 500);
        let own = bring(&mut hai, "moi", "chen.gift", "// [id:q-0700]\nChen ngang? {=có ~không}\n".as_bytes()).await;
        hai.post(&own, &[]).await;
        hocthi::jobs::importing::carry_on(state, id_of(&path), 9).await.unwrap();
        assert_eq!(in_bank(&world, "moi").await, 1, "all or nothing, also in parts");
        let open = hai.get(&path).await;
        assert!(has(&open, "Lần nhập trước đã dừng vì ngân hàng có mã trùng: q-0700"), "{}", plain(&open.text));
        assert_eq!(hai.post(&path, &[("fresh_codes", "1")]).await.status, 303);
        hocthi::jobs::importing::carry_on(state, id_of(&path), 9).await.unwrap();
        assert_eq!(in_bank(&world, "moi").await, 1_201);
    }

    async fn files_that_wait_are_forgotten_after_their_days(world: World) {
        let mut hai = trainer(&world, "hai").await;
        let path = bring(&mut hai, "kl-57", "de.txt", FILE.as_bytes()).await;
        let now = world.now();
        let forget = move |days: i64| move |conn: &mut hocthi::storage::Conn<'_>| intake::ops::forget(conn, now.plus_seconds(days * 24 * 3_600));
        assert_eq!(world.db.write(forget(29)).await.unwrap(), 0);
        assert_eq!(world.db.write(forget(31)).await.unwrap(), 1);
        assert_eq!(hai.get(&path).await.status, 404);
        for _ in 0..intake::model::MOST_WAITING {
            bring(&mut hai, "kl-57", "de.txt", FILE.as_bytes()).await;
        }
        let refused = hai.upload("/ngan-hang/kl-57/nhap", &[], "de.txt", FILE.as_bytes()).await;
        assert_eq!(refused.status, 422);
        assert!(has(&refused, "Đã có 10 tệp đang chờ xác nhận"));
    }

    async fn hostile_and_unreadable_files_are_refused_kindly(world: World) {
        let mut hai = trainer(&world, "hai").await;
        let bomb = formats_zip(&[("word/document.xml", vec![b' '; 60 * 1024 * 1024])]);
        let files: [(&str, Vec<u8>, &str); 7] = [
            ("rong.docx", Vec::new(), "Tệp"),
            ("bom.docx", bomb, "Tệp"),
            ("cu.doc", corpus_file("docx/ole-cu.doc"), "docx"),
            ("macro.docx", corpus_file("docx/doc-macro.docx"), "macro"),
            ("hong.docx", corpus_file("docx/doc-xml-hong.docx"), "Tệp"),
            ("la.bin", corpus_file("khac/nhi-phan.bin"), "Tệp"),
            ("khong-cau.docx", corpus_file("docx/khong-co-cau.docx"), "Không tìm thấy câu hỏi nào"),
        ];
        for (name, bytes, words) in files {
            let answer = hai.upload("/ngan-hang/kl-57/nhap", &[], name, &bytes).await;
            assert_eq!(answer.status, 422, "{name}");
            assert!(has(&answer, words) && answer.text.contains("error-summary"), "{name}: {}", plain(&answer.text));
        }
        assert_eq!(hai.post("/ngan-hang/kl-57/nhap", &[]).await.status, 422, "no file at all");
        let waiting = world.db.read(|conn| { let bank = bank::ops::bank_by_code(conn, "kl-57")?; Ok::<_, IntakeError>(bank.id) }).await.unwrap();
        let actor = hocthi::kernel::Actor { id: hocthi::kernel::Id::from_uuid(uuid::Uuid::nil()), username: String::new(), full_name: String::new(), grants: vec![hocthi::kernel::Grant { role: Role::Admin, unit: None }], must_change_password: false };
        assert!(world.db.read(move |conn| intake::ops::imports(conn, &actor, waiting)).await.unwrap().is_empty(), "nothing is kept of them");
        // What acts in a page stays words.
        let hostile = "// x\n<script>alert(1)</script> {{7*7}} \\{% include \"x\" %\\} {=<img src=x onerror=alert(1)> ~\"><svg onload=alert(1)>}\n".replace("{{7*7}}", "\\{\\{7*7\\}\\}");
        let path = bring(&mut hai, "kl-57", "\"><svg onload=alert(1)>.gift", hostile.as_bytes()).await;
        let look = hai.get(&path).await.text;
        assert!(!look.contains("<script>alert") && !look.contains("<svg") && !look.contains("<img src=x"), "{look}");
    }

    async fn pasted_text_is_read_like_a_file(world: World) {
        empty_bank(&world, "moi").await;
        let mut hai = trainer(&world, "hai").await;
        let text = "Câu 1. Một cộng một?\nA. 1\nB. 2\nĐáp án: B\n\nCâu 2. Hai?\nA. hai\nB. ba\n";
        let live = hai.post("/ngan-hang/moi/nhap/xem-thu", &[("text", text), ("html", "")]).await;
        assert_eq!(live.status, 200);
        assert!(has(&live, "1 câu dùng được, 1 câu có lỗi") && !live.text.contains("<html"), "{}", live.text);
        let html = "<p>Câu 1. Một cộng một?</p><p>A. 1</p><p><b>B. 2</b></p><p>Câu 2. Hai?</p><p><u>A</u>. hai</p><p>B. ba</p>";
        let kept = hai.post("/ngan-hang/moi/nhap/dan", &[("text", text), ("html", html)]).await;
        assert_eq!(kept.status, 303, "{}", plain(&kept.text));
        let path = kept.location().to_owned();
        let look = hai.get(&path).await;
        assert!(has(&look, "Đáp án đọc từ: in đậm") && has(&look, "Đáp án đọc từ: gạch chân"), "{}", plain(&look.text));
        assert_eq!(hai.post(&path, &[]).await.status, 303);
        assert_eq!(in_bank(&world, "moi").await, 2);
        let nothing = hai.post("/ngan-hang/moi/nhap/dan", &[("text", "Chỉ là một đoạn văn."), ("html", "")]).await;
        assert_eq!(nothing.status, 422);
        assert!(nothing.text.contains("Chỉ là một đoạn văn."), "what was typed is not lost");
    }

    async fn the_browser_takes_in_what_the_command_line_takes_in(world: World) {
        let mut hai = trainer(&world, "hai").await;
        let mut compared = 0;
        for (number, path) in sample_files().into_iter().enumerate() {
            let bytes = std::fs::read(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let Ok(format) = formats::detect(&name, &bytes) else { continue };
            // As the command line: what the bank cannot take is an error, here left out on both sides.
            let sources: Vec<bank::model::Source> = Vec::new();
            let good: Vec<Imported> = formats::read(format, &bytes).drafts.iter().filter_map(|draft| Some(store_form::item(draft, &sources).ok()?.0)).collect();
            if good.is_empty() {
                continue;
            }
            let (by_command, by_browser): (&'static str, &'static str) = (format!("lenh-{number}").leak(), format!("trang-{number}").leak());
            let target = Target { bank: by_command.into(), title: Some(by_command.into()), no_topic: "Chưa phân loại".into(), skips_known: true };
            let wanted = world.db.write(move |conn| exchange::import(conn, crate::support::MORNING, &SystemEntropy, None, &target, &good)).await.unwrap();
            assert_eq!(wanted.taken, Vec::<String>::new(), "{name}");
            empty_bank(&world, by_browser).await;
            let at = bring(&mut hai, by_browser, &name, &bytes).await;
            let done = hai.post(&at, &[("only_good", "1")]).await;
            assert_eq!(done.status, 303, "{name}: {}", plain(&done.text));
            let told = |item: Imported| (item.code, item.topic, item.level, item.face, item.solution);
            let by_command: Vec<_> = items(&world, by_command).await.into_iter().map(told).collect();
            let by_browser: Vec<_> = items(&world, by_browser).await.into_iter().map(told).collect();
            assert_eq!(by_browser, by_command, "{name}");
            compared += 1;
        }
        assert!(compared >= 12, "{compared} files");
    }

    async fn questions_go_out_with_what_is_lost_said_before(world: World) {
        empty_bank(&world, "moi").await;
        let mut hai = trainer(&world, "hai").await;
        let file = "::g-1::Kết luận **57** ban hành năm nào? {=2023 ~2024 ####Ghi ở đầu.}\n\nMột là số.{T}\n";
        let path = bring(&mut hai, "moi", "a.gift", file.as_bytes()).await;
        hai.post(&path, &[]).await;
        assert!(has(&hai.get("/ngan-hang/moi/xuat").await, "Xuất câu hỏi"));
        let aiken = hai.get("/ngan-hang/moi/xuat?dang=aiken&dap-an=co").await;
        assert!(has(&aiken, "Ghi được 1 trong 2 câu") && has(&aiken, "lời giải thích"), "{}", plain(&aiken.text));
        assert_eq!(audited(&world, "bank.exported").await, 0, "a look takes nothing away");
        for format in Format::ALL.into_iter().filter(|format| *format != Format::Csv) {
            let taken = hai.get(&format!("/ngan-hang/moi/xuat/tep?dang={}&dap-an=co", format.code())).await;
            assert_eq!(taken.status, 200);
            assert_eq!(taken.header("content-disposition"), format!("attachment; filename=\"moi.{}\"", format.ending()));
            let back = formats::read(format, &taken.bytes);
            assert!(!back.drafts.is_empty(), "{}: {:?}", format.code(), back.flaws);
        }
        assert_eq!(audited(&world, "bank.exported").await, 7);
        let bare = hai.get("/ngan-hang/moi/xuat/tep?dang=gift&dap-an=khong").await;
        assert_eq!(bare.header("content-disposition"), "attachment; filename=\"moi-khong-dap-an.docx\"");
        let back = formats::read(Format::Docx, &bare.bytes);
        assert!(back.drafts.is_empty() && back.spoiled.len() == 2, "{back:?}");
        assert!(!format!("{back:?}").contains("Ghi ở đầu") && !back.flaws.iter().any(|flaw| flaw.code == "keys_disagree"));
        assert_eq!(audited(&world, "bank.exported_without_keys").await, 1);
        // Every type has its place on paper, and none tells its key.
        let every = bring(&mut hai, "moi", "moi-dang.toml", include_bytes!("every_type.toml")).await;
        assert_eq!(hai.post(&every, &[]).await.status, 303);
        let bare = hai.get("/ngan-hang/moi/xuat/tep?dang=docx&dap-an=khong").await;
        let document = formats_entry(&bare.bytes, "word/document.xml");
        for shown in ["Kết luận 16", "a) 2010", "Xếp từ nhỏ đến lớn", "(1)………", "Huế / Hà Nội / Đà Nẵng"] {
            assert!(document.contains(shown), "{shown}: {document}");
        }
        for secret in ["Đáp án", "84,7", "15/06/2023", "Đúng ngày.", "Ngày của Nghị quyết", "Ghi ở đầu văn bản", "nhan-dien"] {
            assert!(!document.contains(secret), "{secret}: {document}");
        }
        let order: Vec<usize> = ["……… ba", "……… bốn", "……… hai", "……… một"].iter().map(|row| document.find(row).expect("a step")).collect();
        assert!(order.is_sorted(), "steps stand by their letters");
        assert_eq!(hai.get("/ngan-hang/moi/xuat/tep?dang=csv&dap-an=co").await.status, 404);
        for (file, format) in [("mau.xlsx", Format::Xlsx), ("mau.docx", Format::Docx)] {
            let taken = hai.get(&format!("/ngan-hang/moi/nhap/{file}")).await;
            assert_eq!(taken.status, 200);
            let read = formats::read(format, &taken.bytes);
            assert!(if format == Format::Docx { read.drafts.len() == 3 && !read.has_errors() } else { read.drafts.is_empty() }, "{read:?}");
        }
    }
}

fn formats_entry(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
}

fn formats_zip(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

fn corpus_file(name: &str) -> Vec<u8> {
    std::fs::read(corpus().join(name)).unwrap()
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file() && !path.to_string_lossy().ends_with(".expected.json"))
        .collect();
    out.sort();
    out
}

/// The files that trainers wrote, and a slice of each folder of the corpus.
fn sample_files() -> Vec<PathBuf> {
    let mut out = files_in(&corpus().join("mau"));
    for folder in ["docx", "xlsx", "csv", "gift", "aiken", "moodle", "native", "qti"] {
        let files = files_in(&corpus().join(folder));
        let step = (files.len() / 3).max(1);
        out.extend(files.into_iter().step_by(step));
    }
    out
}

#[test]
fn nothing_that_a_reader_tells_is_lost_on_the_way_to_the_page() {
    let mut compared = 0;
    for folder in ["mau", "docx", "xlsx", "csv", "gift", "aiken", "moodle", "native", "qti", "khac"] {
        for path in files_in(&corpus().join(folder)) {
            let bytes = std::fs::read(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let reading = formats::detect(&name, &bytes).map_or_else(Reading::refused, |format| formats::read(format, &bytes));
            let mut told: HashMap<(String, String, bool), i64> = HashMap::new();
            for flaw in &reading.flaws {
                *told.entry((flaw.code.to_owned(), flaw.value.replace('\0', ""), flaw.is_error)).or_default() += 1;
            }
            for draft in &reading.drafts {
                let flaws = match store_form::item(draft, &[]) {
                    Ok((_, remarks)) => remarks,
                    Err(errors) => errors,
                };
                for flaw in flaws {
                    *told.entry((flaw.code.to_owned(), flaw.value, flaw.is_error)).or_default() += 1;
                }
            }
            let (good, spoiled) = (reading.drafts.len(), reading.spoiled.len());
            let has_item_errors = reading.flaws.iter().any(|flaw| flaw.is_error);
            let (entries, rest) = gather(reading, &[]);
            for flaw in entries.iter().flat_map(|entry| &entry.flaws).chain(&rest) {
                *told.entry((flaw.code.clone(), flaw.value.clone(), flaw.is_error)).or_default() -= 1;
            }
            // What a reader gave up is told more of than the reader did.
            assert!(told.values().all(|n| *n == 0 || (*n < 0 && spoiled > 0)), "{name}: {told:?}");
            assert!(entries.len() >= good + spoiled, "{name}");
            // An item with an error has its error beside it; a good one of the command line is good here.
            let without_error = entries.iter().filter(|entry| entry.flaws.iter().all(|flaw| !flaw.is_error)).count();
            assert!(without_error <= good, "{name}: an item that cannot be taken seems good");
            assert!(has_item_errors || rest.iter().all(|flaw| !flaw.is_error), "{name}");
            compared += 1;
        }
    }
    assert!(compared > 300, "{compared} files");
}
