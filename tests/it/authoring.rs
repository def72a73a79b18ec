//! Writing items in the browser: rights, the editor, versions, review, sources.

use hocthi::{
    bank::{
        self,
        authoring::{
            list::{self, Filter},
            rights::{self, Right, To},
        },
        model::BankError,
    },
    kernel::{Problem, Role, ids::PersonId, page::PageRequest, rng::SystemEntropy},
};

use crate::{
    on_both_databases,
    support::{Answer, Browser, World},
};

/// A good single choice item, its fields as the form sends them.
const ITEM: [(&str, &str); 14] = [
    ("type", "single_choice"),
    ("stem", "Nguyên tắc nào được nêu ở phần mở đầu của Kết luận số 57-KL/TW?"),
    ("option_0", "Chủ động, kịp thời"),
    ("option_1", "Bí mật, bất ngờ"),
    ("option_2", "Chờ chỉ đạo từng việc"),
    ("option_3", ""),
    ("key", "0"),
    ("rationale", "Phần mở đầu nêu như vậy, các phương án khác không có trong văn bản."),
    ("source", "KL57:nhan-dien"),
    ("topic", "boi-canh"),
    ("level", "nhan_biet"),
    ("points", "0,5"),
    ("tags", "ôn tập, tuần 1"),
    ("base", ""),
];

/// What the form of each other type sends in the place of the options.
const OTHERS: [&[(&str, &str)]; 9] = [
    &[
        ("type", "multiple_response"),
        ("stem", "Những việc nào?"),
        ("option_0", "Một"),
        ("option_1", "Hai"),
        ("option_2", "Ba"),
        ("key", "0"),
        ("key", "2"),
    ],
    &[("type", "true_false"), ("stem", "Một điều đúng."), ("truth", "true")],
    &[
        ("type", "true_false_cluster"),
        ("stem", "Xét:"),
        ("option_0", "Một"),
        ("truth_0", "true"),
        ("option_1", "Hai"),
        ("truth_1", "false"),
        ("steps", "25; 100"),
    ],
    &[("type", "short_answer"), ("stem", "Ai?"), ("option_0", "Bộ Chính trị"), ("option_1", "BCT"), ("ignores_marks", "1")],
    &[("type", "numerical"), ("stem", "Bao nhiêu?"), ("value", "84,7"), ("tolerance", "0,5")],
    &[("type", "matching"), ("stem", "Ghép:"), ("left_0", "Một"), ("right_0", "1"), ("left_1", "Hai"), ("right_1", "2"), ("other_0", "3")],
    &[("type", "ordering"), ("stem", "Xếp:"), ("option_0", "Một"), ("option_1", "Hai"), ("option_2", "Ba")],
    &[
        ("type", "gap_fill"),
        ("stem", "Ngày [[1]] tại [[2]]."),
        ("accepted_0", "15/6"),
        ("wrong_0", ""),
        ("accepted_1", "Hà Nội"),
        ("wrong_1", "Huế"),
    ],
    &[("type", "essay"), ("stem", "Trình bày."), ("guide", "Nêu ba ý.")],
];

/// The fields with some of them changed.
fn with<'a>(fields: &[(&'a str, &'a str)], changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = fields.iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
    kept.chain(changed).copied().collect()
}

async fn person(world: &World, username: &str, role: Option<Role>) -> (PersonId, Browser) {
    let id = world.person(username, &format!("Người {username}"), None, role.map(|role| (role, None))).await;
    (id, world.signed_in(id).await)
}

async fn write(browser: &mut Browser, path: &str, changed: &[(&str, &str)]) -> Answer {
    browser.post(path, &with(&ITEM, changed)).await
}

/// Writes the item and gives its address.
async fn written(browser: &mut Browser, bank: &str, changed: &[(&str, &str)]) -> String {
    let answer = write(browser, &format!("/ngan-hang/{bank}/cau-moi"), &with(&[("do", "save")], changed)).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.location().to_owned()
}

/// A page with its slashes as they were before they were escaped.
fn said(answer: &Answer) -> String {
    answer.text.replace("&#x2f;", "/")
}

/// A hidden field of a page.
fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    page.split(&mark).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("no {name} in {page}")).to_owned()
}

async fn decide(browser: &mut Browser, item: &str, act: &str, text: &str) -> Answer {
    let page = browser.get(item).await;
    let version = hidden(&page.text, "version");
    browser.post(item, &[("version", &version), ("act", act), ("text", text)]).await
}

async fn change(browser: &mut Browser, item: &str, changed: &[(&str, &str)]) -> Answer {
    let base = hidden(&browser.get(&format!("{item}/sua")).await.text, "base");
    write(browser, &format!("{item}/sua"), &with(changed, &[("base", &base)])).await
}

/// Stems of the items of a bank that may be drawn.
async fn drawn(world: &World, bank: &'static str) -> Vec<String> {
    world
        .db
        .read(move |conn| {
            let versions: Vec<_> = bank::ops::drawables(conn, &[bank])?.into_iter().map(|item| item.version).collect();
            let faces = bank::ops::faces(conn, &versions)?;
            Ok::<_, Problem>(versions.iter().map(|version| faces[version].stem.clone()).collect())
        })
        .await
        .unwrap()
}

async fn count(world: &World, bank: &'static str, filter: Filter) -> i64 {
    world
        .db
        .read(move |conn| {
            let bank = bank::ops::bank_by_code(conn, bank)?;
            Ok::<_, BankError>(list::items(conn, bank.id, &filter, PageRequest::new(1, 25))?.total)
        })
        .await
        .unwrap()
}

on_both_databases! {
    async fn two_people_stand_behind_an_item_before_it_is_drawn(world: World) {
        let (_, mut minh) = person(&world, "minh", Some(Role::Trainer)).await;
        let (_, mut hoa) = person(&world, "hoa", Some(Role::Trainer)).await;
        let before = drawn(&world, "kl-57").await.len();
        let item = written(&mut minh, "kl-57", &[]).await;
        assert_eq!(item, "/ngan-hang/kl-57/cau-00001");
        assert_eq!(drawn(&world, "kl-57").await.len(), before, "a draft is not drawn");
        assert_eq!(decide(&mut hoa, &item, "approved", "").await.status, 409, "nothing is approved that was not sent");
        assert_eq!(decide(&mut minh, &item, "submitted", "").await.status, 303);
        assert!(hoa.get("/viec-cua-toi").await.text.contains("/ngan-hang/cho-duyet"));
        assert!(!minh.get("/viec-cua-toi").await.text.contains("/ngan-hang/cho-duyet"), "one's own work does not wait for oneself");
        assert!(hoa.get("/ngan-hang/cho-duyet").await.text.contains("cau-00001"));
        let own = decide(&mut minh, &item, "approved", "").await;
        assert_eq!(own.status, 409);
        assert!(own.text.contains("cần người khác duyệt"));
        let bare = decide(&mut hoa, &item, "returned", " ").await;
        assert_eq!(bare.status, 422, "sending back needs a reason");
        assert_eq!(decide(&mut hoa, &item, "returned", "Phương án B chưa rõ.").await.status, 303);
        let page = minh.get(&item).await.text;
        assert!(page.contains("Phương án B chưa rõ.") && page.contains("Người hoa"));
        assert!(minh.get("/viec-cua-toi").await.text.contains("/ngan-hang/cho-duyet?loc=tra-lai"));
        assert!(said(&minh.get("/ngan-hang/cho-duyet?loc=tra-lai").await).contains(&item));
        assert!(!said(&hoa.get("/ngan-hang/cho-duyet?loc=tra-lai").await).contains(&item), "it came back to its author alone");
        let changed = change(&mut minh, &item, &[("option_1", "Bí mật, không báo trước"), ("do", "send")]).await;
        assert_eq!(changed.status, 303, "{}", changed.text);
        assert!(!said(&minh.get("/ngan-hang/cho-duyet?loc=tra-lai").await).contains(&item), "mended");
        assert_eq!(decide(&mut hoa, &item, "approved", "").await.status, 303);
        let now = drawn(&world, "kl-57").await;
        assert_eq!(now.len(), before + 1);
        assert!(now.iter().any(|stem| stem.starts_with("Nguyên tắc nào được nêu")));
        assert_eq!(decide(&mut hoa, &item, "retired", "Văn bản đã thay.").await.status, 303);
        assert_eq!(drawn(&world, "kl-57").await.len(), before);
        let log = person(&world, "sep", Some(Role::Admin)).await.1.get("/quan-tri/nhat-ky").await.text;
        for action in ["Gửi duyệt câu hỏi", "Duyệt câu hỏi", "Trả lại câu hỏi", "Ngừng dùng câu hỏi", "Lưu phiên bản câu hỏi"] {
            assert!(log.contains(action), "{action}: {log}");
        }
    }

    async fn items_of_every_type_are_written_shown_changed_and_drawn(world: World) {
        let (_, mut minh) = person(&world, "minh", Some(Role::Trainer)).await;
        let (_, mut hoa) = person(&world, "hoa", Some(Role::Trainer)).await;
        assert_eq!(minh.post("/ngan-hang/them", &[("code", "du-dang"), ("title", "Đủ dạng"), ("topics", "Bối cảnh"), ("is_open", "1")]).await.status, 303);
        let bodies = ["stem", "option_0", "option_1", "option_2", "option_3", "key", "type"];
        let common: Vec<_> = ITEM.into_iter().filter(|(name, _)| !bodies.contains(name)).collect();
        for fields in OTHERS {
            let kind = fields[0].1;
            let form: Vec<_> = common.iter().chain(fields).copied().collect();
            let sent: Vec<_> = form.iter().copied().chain([("do", "send")]).collect();
            let saved = minh.post("/ngan-hang/du-dang/cau-moi", &sent).await;
            assert_eq!(saved.status, 303, "{kind}: {}", saved.text);
            let item = saved.location().to_owned();
            // What comes back into the form is what was sent.
            let edit = said(&minh.get(&format!("{item}/sua")).await);
            for (name, value) in fields.iter().filter(|(_, value)| value.chars().count() > 1) {
                assert!(edit.contains(value), "{kind}: {name}");
            }
            let base = hidden(&edit, "base");
            let same: Vec<_> = form.iter().copied().filter(|(name, _)| *name != "base").chain([("do", "save"), ("base", &base)]).collect();
            assert_eq!(minh.post(&format!("{item}/sua"), &same).await.status, 303);
            assert!(!minh.get(&format!("{item}/lich-su")).await.text.contains("Phiên bản 2"), "{kind}: saving the same is no change");
            let page = hoa.get(&item).await.text;
            assert!(page.contains("class=\"item preview\""), "{kind}: as its taker sees it");
            assert_eq!(decide(&mut hoa, &item, "approved", "").await.status, 303, "{kind}");
        }
        assert_eq!(drawn(&world, "du-dang").await.len(), OTHERS.len());
        let steps = with(&common, OTHERS[2]).into_iter().filter(|(name, _)| *name != "steps").chain([("steps", "90; 50"), ("do", "save")]);
        let wrong = minh.post("/ngan-hang/du-dang/cau-moi", &steps.collect::<Vec<_>>()).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("id=\"e-steps\""), "{}", wrong.text);
    }

    async fn a_question_of_a_file_is_mended_in_the_form_before_it_comes_in(world: World) {
        let (_, mut minh) = person(&world, "minh", Some(Role::Trainer)).await;
        let (_, mut hoa) = person(&world, "hoa", Some(Role::Trainer)).await;
        assert_eq!(minh.post("/ngan-hang/them", &[("code", "nhap-sua"), ("title", "Nhập rồi sửa"), ("topics", "Bối cảnh"), ("is_open", "1")]).await.status, 303);
        let text = "Câu thiếu đáp án?\nA. Một\nB. Hai\n\nCâu đủ?\nA. Ba\nB. Bốn\nANSWER: B\n";
        let path = minh.upload("/ngan-hang/nhap-sua/nhap", &[], "de.txt", text.as_bytes()).await.location().to_owned();
        let mend = format!("{path}/cau/1/sua");
        assert_eq!(hoa.get(&mend).await.status, 404, "another's file");
        let page = minh.get(&mend).await;
        assert!(page.text.contains("Câu thiếu đáp án?") && page.text.contains("Chưa có đáp án"), "{}", page.text);
        let fields = [("type", "single_choice"), ("stem", "Câu đã có đáp án?"), ("option_0", "Một"), ("option_1", "Hai"), ("topic", "boi-canh"), ("level", "nhan_biet")];
        let row = minh.post(&mend, &with(&fields, &[("do", "add:option")])).await;
        assert!(row.status == 200 && row.text.contains("name=\"option_2\""));
        let bare = minh.post(&mend, &with(&fields, &[("do", "save")])).await;
        assert_eq!(bare.status, 422);
        assert!(bare.text.contains("id=\"e-option_0\"") && bare.text.contains("Câu đã có đáp án?"));
        let saved = minh.post(&format!("{mend}?loc=van-de"), &with(&fields, &[("do", "save"), ("key", "1")])).await;
        assert_eq!((saved.status, saved.location()), (303, format!("{path}?loc=van-de#cau-1").as_str()));
        assert_eq!(minh.post(&path, &[]).await.status, 303, "nothing is wrong any more");
        assert_eq!(minh.get(&mend).await.status, 409, "it is in the bank by now");
        // Taken back are those that nobody has spoken of yet.
        let item = "/ngan-hang/nhap-sua/nhap-0001";
        assert_eq!(decide(&mut hoa, item, "commented", "Nên nói rõ hơn.").await.status, 303);
        assert_eq!(minh.post(&format!("{path}/hoan-tac"), &[]).await.status, 303);
        assert_eq!(count(&world, "nhap-sua", Filter::default()).await, 1);
        assert_eq!(minh.get(item).await.status, 200);
    }

    async fn who_mended_an_item_cannot_approve_it_either(world: World) {
        let (_, mut minh) = person(&world, "minh", Some(Role::Trainer)).await;
        let (_, mut hoa) = person(&world, "hoa", Some(Role::Trainer)).await;
        let (_, mut lan) = person(&world, "lan", Some(Role::Trainer)).await;
        let item = written(&mut minh, "kl-57", &[]).await;
        let mended = change(&mut hoa, &item, &[("option_1", "Bí mật"), ("do", "send")]).await;
        assert_eq!(mended.status, 303);
        assert_eq!(decide(&mut minh, &item, "approved", "").await.status, 409, "the first author");
        assert_eq!(decide(&mut hoa, &item, "approved", "").await.status, 409, "the second author");
        assert_eq!(decide(&mut lan, &item, "approved", "").await.status, 303);
    }

    async fn a_change_of_an_item_in_force_leaves_it_alone_until_it_is_approved(world: World) {
        let (_, mut minh) = person(&world, "minh", Some(Role::Trainer)).await;
        let (_, mut hoa) = person(&world, "hoa", Some(Role::Trainer)).await;
        let item = "/ngan-hang/kl-57/kl57-boi-canh-001";
        let before = drawn(&world, "kl-57").await;
        let (lan, mut trainee) = world.trainee("lan").await;
        let attempt = world.take_quiz(&mut trainee, lan, true).await;
        let result = format!("/luot-lam/{attempt}/ket-qua");
        let seen = trainee.get(&result).await.text;
        let stem = "Kết luận số 57-KL/TW bàn về nội dung nào sau đây?";
        let saved = change(&mut minh, item, &[("stem", stem), ("do", "send")]).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        assert_eq!(drawn(&world, "kl-57").await, before, "the version in force stays");
        assert!(minh.get(item).await.text.contains("Bản sửa chờ duyệt"));
        // Loading the files again leaves alone what people changed.
        world
            .db
            .write(|conn| {
                let library = hocthi::shipped::read().expect("faultless");
                let bank = library.banks.iter().find(|bank| bank.code == "kl-57").expect("there");
                bank::ops::load(conn, crate::support::MORNING, &SystemEntropy, bank).map(|_| ())
            })
            .await
            .unwrap();
        assert_eq!(decide(&mut hoa, item, "approved", "").await.status, 303);
        let after = drawn(&world, "kl-57").await;
        assert_eq!(after.len(), before.len());
        assert!(after.iter().any(|drawn| drawn == stem));
        assert_eq!(trainee.get(&result).await.text.contains(stem), seen.contains(stem), "an attempt keeps its version");
        let history = hoa.get(&format!("{item}/lich-su")).await.text;
        assert!(history.contains("Phiên bản 2") && history.contains("Phiên bản 1") && history.contains("<ins>") && history.contains("<del>"));
    }

    async fn a_change_can_be_given_up(world: World) {
        let (_, mut minh) = person(&world, "minh", Some(Role::Trainer)).await;
        let item = "/ngan-hang/kl-57/kl57-boi-canh-001";
        assert_eq!(change(&mut minh, item, &[("do", "save")]).await.status, 303);
        assert!(minh.get(item).await.text.contains("Có bản sửa"));
        assert_eq!(decide(&mut minh, item, "dropped", "").await.status, 303);
        assert!(!minh.get(item).await.text.contains("Có bản sửa"));
        // The next change gets a number of its own, and the files' topics and tags are there to start from.
        assert_eq!(change(&mut minh, item, &[("do", "save")]).await.status, 303);
        assert!(minh.get(&format!("{item}/lich-su")).await.text.contains("Phiên bản 3"));
    }

    async fn nothing_typed_is_lost_and_every_fault_is_at_its_field(world: World) {
        let (_, mut minh) = person(&world, "minh", Some(Role::Trainer)).await;
        let path = "/ngan-hang/kl-57/cau-moi";
        let more = write(&mut minh, path, &[("do", "add:option")]).await;
        assert_eq!(more.status, 200);
        assert!(more.text.contains("name=\"option_4\"") && more.text.contains("Bí mật, bất ngờ") && more.text.contains("value=\"0,5\""));
        let up = write(&mut minh, path, &[("do", "up:option:1")]).await;
        assert!(up.text.find("Bí mật, bất ngờ").unwrap() < up.text.find("Chủ động, kịp thời").unwrap());
        let wrong = write(&mut minh, path, &[("do", "save"), ("key", "3"), ("topic", ""), ("source", "KL57:khong-co"), ("points", "nhiều")]).await;
        assert_eq!(wrong.status, 422);
        for id in ["e-option_3", "e-topic", "e-source", "e-points"] {
            assert!(wrong.text.contains(&format!("id=\"{id}\"")), "{id}: {}", wrong.text);
        }
        assert!(wrong.text.contains("Bí mật, bất ngờ") && wrong.text.contains("KL57:khong-co"));
        let checked = write(&mut minh, path, &[("do", "check"), ("option_2", "Tất cả các phương án trên")]).await;
        assert_eq!(checked.status, 200);
        assert!(checked.text.contains("nói về các phương án khác"), "the second reader speaks");
        assert_eq!(count(&world, "kl-57", Filter { status: "draft".into(), ..Filter::default() }).await, 0, "nothing was saved");
        let no_rationale = write(&mut minh, path, &[("do", "send"), ("rationale", "")]).await;
        assert_eq!(no_rationale.status, 422);
        assert!(no_rationale.text.contains("id=\"e-rationale\""));
        assert_eq!(count(&world, "kl-57", Filter { status: "draft".into(), ..Filter::default() }).await, 0);
    }

    async fn an_item_in_other_clothes_is_told(world: World) {
        let (_, mut minh) = person(&world, "minh", Some(Role::Trainer)).await;
        written(&mut minh, "kl-57", &[]).await;
        let dressed = [
            ("do", "save"),
            ("stem", "  nguyen tac nào được nêu ở phần mở đầu của  Kết luận số 57-KL/TW ?"),
            ("option_0", "Bí mật, bất ngờ"),
            ("option_1", "Chủ động, kịp thời."),
            ("key", "1"),
        ];
        let told = write(&mut minh, "/ngan-hang/kl-57/cau-moi", &dressed).await;
        assert_eq!(told.status, 409);
        assert!(told.text.contains("/ngan-hang/kl-57/cau-00001") && told.text.contains("name=\"may_repeat\""));
        let all_the_same = write(&mut minh, "/ngan-hang/kl-57/cau-moi", &with(&dressed, &[("may_repeat", "1")])).await;
        assert_eq!(all_the_same.status, 303);
        // Nobody learns of items of a bank that is not theirs.
        let (_, mut hoa) = person(&world, "hoa", Some(Role::Trainer)).await;
        let made = hoa.post("/ngan-hang/them", &[("code", "rieng"), ("title", "Riêng"), ("topics", "Bối cảnh")]).await;
        assert_eq!(made.status, 303, "{}", made.text);
        written(&mut hoa, "rieng", &[("stem", "Câu chỉ có ở ngân hàng riêng là câu nào?")]).await;
        let unseen = write(&mut minh, "/ngan-hang/kl-57/cau-moi", &[("do", "save"), ("stem", "Câu chỉ có ở ngân hàng riêng là câu nào?")]).await;
        assert_eq!(unseen.status, 303);
    }

    async fn the_older_form_is_told_and_loses_nothing(world: World) {
        let (_, mut minh) = person(&world, "minh", Some(Role::Trainer)).await;
        let (_, mut hoa) = person(&world, "hoa", Some(Role::Trainer)).await;
        let item = written(&mut minh, "kl-57", &[]).await;
        let path = format!("{item}/sua");
        let base = hidden(&minh.get(&path).await.text, "base");
        assert_eq!(change(&mut hoa, &item, &[("option_1", "Của Hoa"), ("do", "save")]).await.status, 303);
        let late = write(&mut minh, &path, &[("option_1", "Của Minh"), ("do", "save"), ("base", &base)]).await;
        assert_eq!(late.status, 409);
        assert!(late.text.contains("Người hoa") && late.text.contains("Của Minh") && late.text.contains("<del>Hoa</del>"), "{}", late.text);
        let theirs = hidden(&late.text, "base");
        assert_ne!(theirs, base);
        let over = write(&mut minh, &path, &[("option_1", "Của Minh"), ("do", "save"), ("base", &theirs)]).await;
        assert_eq!(over.status, 303, "who has seen the other version may put their own in its place");
        let history = minh.get(&format!("{item}/lich-su")).await.text;
        assert!(history.contains("Phiên bản 3") && history.contains("Người hoa"));
        // A decision about a version that is not the newest any more is refused.
        let old = hidden(&hoa.get(&item).await.text, "version");
        assert_eq!(change(&mut minh, &item, &[("option_1", "Bản mới"), ("do", "send")]).await.status, 303);
        let stale = hoa.post(&item, &[("version", &old), ("act", "approved"), ("text", "")]).await;
        assert_eq!(stale.status, 409);
        assert!(stale.text.contains("phiên bản mới hơn"));
    }

    async fn saving_the_same_again_makes_no_version(world: World) {
        let (_, mut minh) = person(&world, "minh", Some(Role::Trainer)).await;
        let item = written(&mut minh, "kl-57", &[]).await;
        assert_eq!(change(&mut minh, &item, &[("do", "save")]).await.status, 303);
        assert!(!minh.get(&format!("{item}/lich-su")).await.text.contains("Phiên bản 2"));
        assert_eq!(change(&mut minh, &item, &[("do", "save"), ("tags", "ôn tập")]).await.status, 303);
        assert!(minh.get(&format!("{item}/lich-su")).await.text.contains("Phiên bản 2"), "tags belong to a version too");
    }

    async fn a_bank_belongs_to_those_it_was_given_to(world: World) {
        let (_, mut owner) = person(&world, "chu", Some(Role::Trainer)).await;
        let (_, mut other) = person(&world, "khac", Some(Role::Trainer)).await;
        let (_, mut judge) = person(&world, "giam.khao", Some(Role::Judge)).await;
        let (_, mut chief) = person(&world, "sep", Some(Role::Admin)).await;
        assert_eq!(owner.post("/ngan-hang/them", &[("code", "Ma Sai"), ("title", ""), ("topics", "")]).await.status, 422);
        let made = owner.post("/ngan-hang/them", &[("code", "rieng"), ("title", "Ngân hàng riêng"), ("topics", "Bối cảnh\nNguyên tắc")]).await;
        assert_eq!(made.location(), "/ngan-hang/rieng");
        let taken = owner.post("/ngan-hang/them", &[("code", "rieng"), ("title", "Nữa"), ("topics", "A")]).await;
        assert_eq!(taken.status, 422, "the code is taken");
        let item = written(&mut owner, "rieng", &[]).await;
        for path in ["/ngan-hang/rieng", "/ngan-hang/rieng/cau-moi", "/ngan-hang/rieng/quyen", "/ngan-hang/rieng/sua", "/ngan-hang/rieng/nhap", "/ngan-hang/rieng/xuat", &item] {
            assert_eq!(other.get(path).await.status, 404, "{path}");
            assert_eq!(judge.get(path).await.status, 403, "{path}");
            assert_eq!(chief.get(path).await.status, 200, "{path}");
        }
        assert!(!other.get("/ngan-hang").await.text.contains("Ngân hàng riêng"));
        let give = |right, username| [("do", "give"), ("right", right), ("username", username), ("unit_id", "")];
        assert_eq!(owner.post("/ngan-hang/rieng/quyen", &give("reviewer", "khong.co")).await.status, 422);
        assert_eq!(owner.post("/ngan-hang/rieng/quyen", &give("reviewer", "giam.khao")).await.status, 303);
        assert_eq!(owner.post("/ngan-hang/rieng/quyen", &give("viewer", "khac")).await.status, 303);
        // A reviewer decides but does not write; a viewer only looks.
        assert_eq!(judge.get(&item).await.status, 200);
        assert_eq!(judge.get("/ngan-hang/rieng/cau-moi").await.status, 403);
        assert_eq!(judge.get("/ngan-hang/kl-57").await.status, 404, "one bank opens no other");
        assert_eq!(decide(&mut owner, &item, "submitted", "").await.status, 303);
        let version = hidden(&owner.get(&item).await.text, "version");
        assert_eq!(other.post(&item, &[("version", &version), ("act", "approved"), ("text", "")]).await.status, 403);
        assert_eq!(write(&mut other, "/ngan-hang/rieng/cau-moi", &[("do", "save")]).await.status, 403);
        assert_eq!(other.post("/ngan-hang/rieng/quyen", &give("owner", "khac")).await.status, 403);
        assert_eq!(other.get("/ngan-hang/rieng/nhap").await.status, 403);
        assert_eq!(other.upload("/ngan-hang/rieng/nhap", &[], "de.txt", b"A?\nA. 1\nB. 2\nANSWER: A").await.status, 403);
        assert_eq!(other.get("/ngan-hang/rieng/xuat/tep?dang=docx").await.status, 200);
        assert_eq!(decide(&mut judge, &item, "approved", "").await.status, 303);
        let page = owner.get("/ngan-hang/rieng/quyen").await.text;
        let grant = hidden(page.split("Người giam.khao").nth(1).unwrap(), "grant");
        assert_eq!(owner.post("/ngan-hang/rieng/quyen", &[("do", "take"), ("grant", &grant)]).await.status, 303);
        assert_eq!(judge.get(&item).await.status, 403, "the right is gone at once");
        assert_eq!(owner.post("/ngan-hang/rieng/quyen", &[("do", "open")]).await.status, 303);
        assert_eq!(write(&mut other, "/ngan-hang/rieng/cau-moi", &[("do", "save"), ("stem", "Câu khác hẳn thì hỏi gì?")]).await.status, 303);
    }

    async fn a_unit_is_given_to_its_trainers_and_to_nobody_else(world: World) {
        let province = world.unit("tinh", None).await;
        let commune = world.unit("xa", Some(province)).await;
        let trainer = world.person("gv.xa", "Giảng viên xã", Some(commune), Some((Role::Trainer, Some(commune)))).await;
        let trainee = world.person("hv.xa", "Học viên xã", Some(commune), None).await;
        let outside = world.person("gv.khac", "Giảng viên khác", None, Some((Role::Trainer, None))).await;
        let (chief, mut admin) = person(&world, "sep", Some(Role::Admin)).await;
        assert_eq!(admin.post("/ngan-hang/them", &[("code", "rieng"), ("title", "Riêng"), ("topics", "Bối cảnh")]).await.status, 303);
        world
            .db
            .write(move |conn| {
                let actor = hocthi::identity::ops::actor(conn, chief)?.ok_or_else(Problem::not_found)?;
                let (bank, _) = rights::bank(conn, &actor, "rieng")?;
                rights::give(conn, crate::support::MORNING, &SystemEntropy, &actor, &bank, To::Unit(province), Right::Editor)?;
                Ok::<_, Problem>(())
            })
            .await
            .unwrap();
        assert_eq!(world.signed_in(trainer).await.get("/ngan-hang/rieng/cau-moi").await.status, 200);
        assert_eq!(world.signed_in(trainee).await.get("/ngan-hang/rieng").await.status, 403);
        assert_eq!(world.signed_in(outside).await.get("/ngan-hang/rieng").await.status, 404);
    }

    async fn the_list_finds_without_marks_and_by_everything(world: World) {
        let (_, mut minh) = person(&world, "minh", Some(Role::Trainer)).await;
        let item = written(&mut minh, "kl-57", &[("source", "")]).await;
        let narrowed = |change: fn(&mut Filter)| {
            let mut filter = Filter::default();
            change(&mut filter);
            filter
        };
        let all = count(&world, "kl-57", Filter::default()).await;
        assert!(all > 60);
        let one = count(&world, "kl-57", narrowed(|filter| filter.search = "nguyen tac mo dau neu".into())).await;
        assert!(one >= 1 && one < all);
        assert_eq!(count(&world, "kl-57", narrowed(|filter| filter.search = "cau-00001".into())).await, 1);
        assert_eq!(count(&world, "kl-57", narrowed(|filter| filter.search = "100%_".into())).await, 0, "no pattern of theirs");
        assert_eq!(count(&world, "kl-57", narrowed(|filter| filter.tag = "ON TAP".into())).await, 1);
        assert_eq!(count(&world, "kl-57", narrowed(|filter| filter.citation = "none".into())).await, 1);
        let cited = count(&world, "kl-57", narrowed(|filter| filter.citation = "KL57:nhan-dien".into())).await;
        assert!(cited > 0 && cited < all);
        assert_eq!(count(&world, "kl-57", narrowed(|filter| filter.status = "draft".into())).await, 1);
        assert_eq!(count(&world, "kl-57", narrowed(|filter| filter.item_type = "essay".into())).await, 0);
        assert_eq!(count(&world, "kl-57", narrowed(|filter| filter.usage = "used".into())).await, 0);
        let (lan, mut trainee) = world.trainee("lan").await;
        world.take_quiz(&mut trainee, lan, true).await;
        assert_eq!(count(&world, "kl-57", narrowed(|filter| filter.usage = "used".into())).await, 20);
        assert_eq!(count(&world, "kl-57", narrowed(|filter| filter.usage = "unused".into())).await, all - 20);
        let page = minh.get("/ngan-hang/kl-57?q=nguyen+tac+mo+dau&the=on+tap").await;
        assert!(said(&page).contains(&item) && page.text.contains("Có 1 câu hỏi"), "{}", page.text);
    }

    async fn a_clause_that_changed_asks_for_a_second_look(world: World) {
        let (_, mut minh) = person(&world, "minh", Some(Role::Trainer)).await;
        let (_, mut hoa) = person(&world, "hoa", Some(Role::Trainer)).await;
        let page = minh.get("/can-cu/KL57").await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("id=\"nhan-dien\"") && page.text.contains("/ngan-hang/kl-57/kl57-") && !page.text.contains("cần xem lại"));
        assert!(minh.get("/can-cu").await.text.contains("/can-cu/KL57"));
        assert_eq!(minh.get("/can-cu/KHONG").await.status, 404);
        let changed = || Filter { citation: "changed".into(), ..Filter::default() };
        assert_eq!(count(&world, "kl-57", changed()).await, 0);
        world.pass(60);
        let now = world.now();
        world
            .db
            .write(move |conn| {
                let mut sources = bank::ops::sources(conn, &["KL57".to_owned()])?;
                let clause = sources[0].clauses.iter_mut().find(|clause| clause.id == "nhan-dien").expect("there");
                clause.summary.push_str(" Đã sửa đổi.");
                bank::ops::load_sources(conn, now, &sources)
            })
            .await
            .unwrap();
        let outdated = count(&world, "kl-57", changed()).await;
        assert!(outdated > 0);
        assert!(minh.get("/can-cu/KL57").await.text.contains("cần xem lại"));
        let filter = Filter { citation: "changed".into(), ..Filter::default() };
        let code = world
            .db
            .read(move |conn| {
                let bank = bank::ops::bank_by_code(conn, "kl-57")?;
                Ok::<_, BankError>(list::items(conn, bank.id, &filter, PageRequest::new(1, 1))?.rows.remove(0).code)
            })
            .await
            .unwrap();
        world.pass(60);
        assert_eq!(decide(&mut hoa, &format!("/ngan-hang/kl-57/{code}"), "rechecked", "").await.status, 303);
        assert_eq!(count(&world, "kl-57", changed()).await, outdated - 1);
    }

    async fn topics_in_use_stay_and_banks_of_files_are_theirs(world: World) {
        let (_, mut chief) = person(&world, "sep", Some(Role::Admin)).await;
        assert_eq!(chief.post("/ngan-hang/them", &[("code", "rieng"), ("title", "Riêng"), ("topics", "Bối cảnh\nThừa")]).await.status, 303);
        written(&mut chief, "rieng", &[]).await;
        let change = |topics| [("title", "Tên mới"), ("topics", topics), ("summary", "")];
        let lost = chief.post("/ngan-hang/rieng/sua", &change("Chủ đề khác")).await;
        assert_eq!(lost.status, 422);
        assert!(lost.text.contains("Bối cảnh") && lost.text.contains("id=\"e-topics\""));
        assert_eq!(chief.post("/ngan-hang/rieng/sua", &change("Chủ đề khác\nBối cảnh")).await.status, 303);
        assert!(chief.get("/ngan-hang/rieng").await.text.contains("Tên mới"));
        assert_eq!(chief.post("/ngan-hang/kl-57/sua", &change("A")).await.status, 422);
    }
}
