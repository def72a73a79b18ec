//! Accounts: signing in, passwords, links, sessions, roles.

use hocthi::{
    identity::{self, model::NewPerson, ops::Credential, sessions::SessionToken},
    kernel::{Problem, Role, ids::PersonId, rng::SystemEntropy},
    org,
};
use serde_json::json;

use crate::{
    on_both_databases,
    support::{Answer, Browser, MORNING, World},
};

async fn sign_in(world: &World, username: &str, password: &str) -> (Answer, Browser) {
    let mut browser = world.stranger();
    let answer = browser.post("/dang-nhap", &[("username", username), ("password", password), ("next", "")]).await;
    (answer, browser)
}

const PASSWORD: &str = "câu mật khẩu dài của Lan";

async fn registered(world: &World) -> Browser {
    let mut browser = world.stranger();
    let fields = [
        ("full_name", "Nguyễn Thị Lan"),
        ("username", "lan"),
        ("phone", "0912 345 678"),
        ("email", "Lan@Example.vn"),
        ("password", PASSWORD),
        ("agreed", "1"),
    ];
    let answer = browser.post("/dang-ky", &fields).await;
    assert_eq!((answer.status, answer.location()), (303, "/viec-cua-toi"), "{}", answer.text);
    browser
}

async fn admin(world: &World) -> (PersonId, Browser) {
    let id = world.person("quantri", "Bùi Thanh Ẩn", None, Some((Role::Admin, None))).await;
    (id, world.signed_in(id).await)
}

on_both_databases! {
    async fn a_trainee_registers_and_signs_in_by_name_phone_or_mail(world: World) {
        let mut browser = registered(&world).await;
        assert_eq!(browser.get("/viec-cua-toi").await.status, 200);
        for username in ["lan", " LAN ", "0912345678", "+84 912 345 678", "lan@example.vn"] {
            let (answer, mut browser) = sign_in(&world, username, PASSWORD).await;
            assert_eq!((answer.status, answer.location()), (303, "/viec-cua-toi"), "{username}");
            assert_eq!(browser.get("/tai-khoan").await.status, 200);
        }
        let (answer, _) = sign_in(&world, "lan", "câu mật khẩu dài của Lân").await;
        assert_eq!(answer.status, 422);
    }

    async fn a_form_comes_back_with_what_was_typed_and_the_message_at_the_field(world: World) {
        registered(&world).await;
        let mut browser = world.stranger();
        let fields = [("full_name", "Trần <b>Văn</b> Đức"), ("username", "LAN"), ("phone", "12345"), ("email", "khong-phai"), ("password", "12345678")];
        let answer = browser.post("/dang-ky", &fields).await;
        assert_eq!(answer.status, 422);
        for id in ["f-phone", "f-email", "f-password", "f-agreed"] {
            assert!(answer.text.contains(&format!("href=\"#{id}\"")), "{id} is not in the summary");
        }
        assert!(answer.text.contains("Trần &lt;b&gt;Văn") && answer.text.contains("khong-phai"), "what was typed is kept");
        assert!(!answer.text.contains("12345678"), "a password is never sent back");
        // Known contacts of others are refused with words that do not say whose they are.
        let fields = [("full_name", "Trần Đức"), ("username", "duc"), ("phone", "0912345678"), ("password", "một câu khác thật dài"), ("agreed", "1")];
        let answer = browser.post("/dang-ky", &fields).await;
        assert_eq!(answer.status, 422);
        let people: i64 = world.db.read(|conn| Ok::<_, Problem>(org::people::list(conn, &org::model::Scope::Everywhere, "", hocthi::kernel::page::PageRequest::new(1, 10))?.total)).await.unwrap();
        assert_eq!(people, 1, "nothing half-written");
    }

    async fn forms_cannot_give_themselves_roles(world: World) {
        let mut browser = world.stranger();
        let fields = [("full_name", "Kẻ Gian"), ("username", "gian"), ("password", PASSWORD), ("agreed", "1"), ("role", "admin"), ("roles", "admin"), ("must_change_password", "0"), ("id", "1")];
        assert_eq!(browser.post("/dang-ky", &fields).await.status, 303);
        assert_eq!(browser.get("/api/v1/session").await.json["person"]["roles"], json!(["trainee"]));
    }

    async fn known_and_unknown_accounts_are_told_the_same(world: World) {
        registered(&world).await;
        let (known, _) = sign_in(&world, "lan", "một mật khẩu sai").await;
        let (unknown, _) = sign_in(&world, "khong-co-ai", "một mật khẩu sai").await;
        let bare = |answer: &Answer, name: &str| {
            // Tokens and nonces differ on every page; the rest must not.
            let mut text = answer.text.replace(name, "");
            for marker in ["name=\"csrf_token\" value=\"", "nonce=\""] {
                while let Some(at) = text.find(marker) {
                    let end = at + marker.len() + text[at + marker.len()..].find('"').unwrap();
                    text.replace_range(at..=end, "");
                }
            }
            text
        };
        assert_eq!(known.status, unknown.status);
        assert_eq!(bare(&known, "value=\"lan\""), bare(&unknown, "value=\"khong-co-ai\""));
    }

    async fn wrong_passwords_slow_one_account_and_never_lock_it(world: World) {
        registered(&world).await;
        for name in ["lan", "khong-co-ai"] {
            for _ in 0..6 {
                assert_eq!(sign_in(&world, name, "một mật khẩu sai").await.0.status, 422);
            }
            let (blocked, _) = sign_in(&world, name, PASSWORD).await;
            assert_eq!(blocked.status, 429, "{name}");
            assert!(!blocked.header("retry-after").is_empty());
            // The API is no second way around.
            let mut browser = world.stranger();
            let by_api = browser.api("POST", "/api/v1/session", Some(json!({ "username": name, "password": PASSWORD }))).await;
            assert_eq!((by_api.status, by_api.code()), (429, "sign_in_throttled"));
        }
        world.pass(5);
        assert_eq!(sign_in(&world, "lan", PASSWORD).await.0.status, 303);
    }

    async fn a_session_dies_with_sign_out_lock_or_password_change(world: World) {
        let mut first = registered(&world).await;
        let (_, mut second) = sign_in(&world, "lan", PASSWORD).await;
        let stolen = first.cookie("hocthi").unwrap().clone();
        let out = first.post("/dang-xuat", &[]).await;
        assert!(out.header("clear-site-data").contains("storage"));
        let mut thief = world.stranger();
        thief.set_cookie("hocthi", &stolen);
        assert_eq!(thief.get("/tai-khoan").await.status, 303);
        assert_eq!(second.get("/tai-khoan").await.status, 200, "other devices stay");
        // Changing the password asks for the present one and ends the others.
        let (_, mut third) = sign_in(&world, "lan", PASSWORD).await;
        assert_eq!(second.post("/tai-khoan/mat-khau", &[("current", "sai"), ("password", "một câu mới rất dài")]).await.status, 422);
        assert_eq!(second.post("/tai-khoan/mat-khau", &[("current", PASSWORD), ("password", "một câu mới rất dài")]).await.status, 303);
        assert_eq!(third.get("/tai-khoan").await.status, 303);
        assert_eq!(second.get("/tai-khoan").await.status, 200);
        assert_eq!(sign_in(&world, "lan", PASSWORD).await.0.status, 422);
        assert_eq!(sign_in(&world, "lan", "một câu mới rất dài").await.0.status, 303);
        let (_, mut fourth) = sign_in(&world, "lan", "một câu mới rất dài").await;
        assert_eq!(second.post("/tai-khoan/thiet-bi", &[]).await.status, 303);
        assert_eq!(fourth.get("/tai-khoan").await.status, 303);
    }

    async fn sessions_end_when_idle_or_old_but_not_inside_an_attempt(world: World) {
        let id = world.person("lan", "Nguyễn Thị Lan", None, None).await;
        let mut browser = world.signed_in(id).await;
        let started = browser.api("POST", "/api/v1/quizzes/kl-57/attempts", None).await;
        let attempt = started.json["id"].as_str().unwrap().to_owned();
        world.pass(12 * 3600 + 60);
        assert_eq!(browser.get(&format!("/api/v1/attempts/{attempt}")).await.status, 200, "the attempt is still reachable");
        let mut idle = world.signed_in(id).await;
        world.pass(12 * 3600 + 60);
        assert_eq!(idle.get("/tai-khoan").await.status, 303);
        let staff = world.person("minh", "Trần Quang Minh", None, Some((Role::Trainer, None))).await;
        let mut browser = world.signed_in(staff).await;
        world.pass(29 * 60);
        assert_eq!(browser.get("/ngan-hang").await.status, 200);
        world.pass(31 * 60);
        assert_eq!(browser.get("/ngan-hang").await.status, 303);
    }

    async fn a_fixed_session_before_sign_in_is_worth_nothing(world: World) {
        registered(&world).await;
        let mut browser = world.stranger();
        let planted = "ab".repeat(32);
        browser.set_cookie("hocthi", &planted);
        browser.set_cookie("hocthi-pre", &planted);
        let answer = browser.post("/dang-nhap", &[("username", "lan"), ("password", PASSWORD), ("next", "")]).await;
        assert_eq!(answer.status, 303);
        assert_ne!(browser.cookie("hocthi"), Some(&planted));
        let mut attacker = world.stranger();
        attacker.set_cookie("hocthi", &planted);
        assert_eq!(attacker.get("/tai-khoan").await.status, 303);
    }

    async fn a_reset_link_works_once_and_a_newer_one_voids_it(world: World) {
        let (_, mut admin) = admin(&world).await;
        let lan = world.person("lan", "Nguyễn Thị Lan", None, None).await;
        let mut lan_browser = world.signed_in(lan).await;
        let link_of = |text: &str| text.replace("&#x2f;", "/").split("http").nth(1).unwrap().split("/lien-ket/").nth(1).unwrap().chars().take(64).collect::<String>();
        let first = link_of(&admin.post(&format!("/quan-tri/nguoi-dung/{lan}/lien-ket"), &[]).await.text);
        let second = link_of(&admin.post(&format!("/quan-tri/nguoi-dung/{lan}/lien-ket"), &[]).await.text);
        let mut browser = world.stranger();
        assert_eq!(browser.get(&format!("/lien-ket/{first}")).await.status, 409);
        assert_eq!(browser.get(&format!("/lien-ket/{second}")).await.status, 200);
        assert_eq!(browser.post(&format!("/lien-ket/{second}"), &[("password", "12345678")]).await.status, 422);
        let used = browser.post(&format!("/lien-ket/{second}"), &[("password", PASSWORD)]).await;
        assert_eq!((used.status, used.location()), (303, "/dang-nhap"));
        assert_eq!(browser.post(&format!("/lien-ket/{second}"), &[("password", "một câu khác thật dài")]).await.status, 409);
        assert_eq!(lan_browser.get("/tai-khoan").await.status, 303, "sessions of before are over");
        assert_eq!(sign_in(&world, "lan", PASSWORD).await.0.status, 303);
        let third = link_of(&admin.post(&format!("/quan-tri/nguoi-dung/{lan}/lien-ket"), &[]).await.text);
        world.pass(72 * 3600 + 1);
        assert_eq!(browser.get(&format!("/lien-ket/{third}")).await.status, 409);
        for nonsense in ["x", &"0".repeat(64)] {
            assert_eq!(browser.get(&format!("/lien-ket/{nonsense}")).await.status, 409);
        }
    }

    async fn the_first_administrator_is_created_by_the_link_of_the_first_start_only(world: World) {
        let (now, token) = (world.now(), SessionToken::fresh(&SystemEntropy));
        let issue = |token: SessionToken| world.db.write(move |conn| identity::ops::issue_first_admin_link(conn, now, &token));
        assert!(issue(token.clone()).await.unwrap());
        let mut browser = world.stranger();
        let path = format!("/lien-ket/{}", token.as_cookie());
        assert_eq!(browser.get(&path).await.status, 200);
        let fields = [("full_name", "Bùi Thanh Ẩn"), ("username", "quantri"), ("password", PASSWORD)];
        assert_eq!(browser.post(&path, &fields).await.status, 303);
        assert_eq!(browser.post(&path, &[("full_name", "Kẻ Gian"), ("username", "gian"), ("password", PASSWORD)]).await.status, 409);
        let (_, mut admin) = sign_in(&world, "quantri", PASSWORD).await;
        assert_eq!(admin.get("/quan-tri/nguoi-dung").await.status, 200);
        assert!(!issue(SessionToken::fresh(&SystemEntropy)).await.unwrap(), "there is an administrator now");
    }

    async fn a_given_password_must_be_changed_first(world: World) {
        world.person("lan", "Nguyễn Thị Lan", None, None).await;
        let now = world.now();
        let hash = identity::passwords::hash_blocking(PASSWORD).unwrap();
        world.db.write(move |conn| identity::ops::give_password(conn, now, "lan", &hash, true)).await.unwrap();
        let (_, mut browser) = sign_in(&world, "lan", PASSWORD).await;
        let kept_out = browser.get("/viec-cua-toi").await;
        assert_eq!(kept_out.location(), "/tai-khoan/mat-khau");
        assert_eq!(browser.get("/api/v1/quizzes").await.status, 403);
        assert_eq!(browser.post("/tai-khoan/mat-khau", &[("current", PASSWORD), ("password", "một câu mới rất dài")]).await.status, 303);
        assert_eq!(browser.get("/viec-cua-toi").await.status, 200);
    }

    async fn a_role_taken_away_counts_from_the_next_request(world: World) {
        let (_, mut admin) = admin(&world).await;
        let minh = world.person("minh", "Trần Quang Minh", None, Some((Role::Trainer, None))).await;
        let mut browser = world.signed_in(minh).await;
        assert_eq!(browser.get("/ngan-hang").await.status, 200);
        let grant = world.db.read(move |conn| identity::roles::held_by(conn, minh)).await.unwrap().into_iter().find(|held| held.grant.role == Role::Trainer).unwrap().id;
        let no_reason = admin.post(&format!("/quan-tri/nguoi-dung/{minh}/vai-tro/{grant}/thu-hoi"), &[("reason", " ")]).await;
        assert_eq!(no_reason.status, 422);
        assert_eq!(admin.post(&format!("/quan-tri/nguoi-dung/{minh}/vai-tro/{grant}/thu-hoi"), &[("reason", "Chuyển công tác")]).await.status, 303);
        assert_eq!(browser.get("/ngan-hang").await.status, 403);
        assert_eq!(admin.post(&format!("/quan-tri/nguoi-dung/{minh}/khoa"), &[("reason", "Thôi việc")]).await.status, 303);
        assert_eq!(browser.get("/tai-khoan").await.status, 303);
    }

    async fn the_last_administrator_stays_and_nobody_decides_about_themselves(world: World) {
        let (root, mut browser) = admin(&world).await;
        assert_eq!(browser.post(&format!("/quan-tri/nguoi-dung/{root}/khoa"), &[("reason", "x")]).await.status, 422);
        assert_eq!(browser.post(&format!("/quan-tri/nguoi-dung/{root}/vai-tro"), &[("role", "organizer"), ("unit_id", "")]).await.status, 422);
        let second = world.person("voan", "Võ An", None, Some((Role::Admin, None))).await;
        let mut second_browser = world.signed_in(second).await;
        assert_eq!(second_browser.post(&format!("/quan-tri/nguoi-dung/{root}/khoa"), &[("reason", "Nghỉ hưu")]).await.status, 303);
        assert_eq!(second_browser.get("/quan-tri").await.status, 200);
    }

    async fn two_servers_on_one_database_share_sessions_and_their_end(world: World) {
        let (base, shared, handle) = world.second_server();
        let lan = world.person("lan", "Nguyễn Thị Lan", None, None).await;
        let mut here = world.signed_in(lan).await;
        let mut there = Browser::new(&base);
        there.set_cookie("hocthi", here.cookie("hocthi").unwrap());
        assert_eq!((here.get("/tai-khoan").await.status, there.get("/tai-khoan").await.status), (200, 200));
        here.post("/dang-xuat", &[]).await;
        // What a running server does each second.
        shared.state.sessions.notice_changes(&shared.state.db).await.unwrap();
        assert_eq!(there.get("/tai-khoan").await.status, 303);
        handle.stop(false).await;
    }

    async fn an_administrator_corrects_a_name_and_the_log_keeps_the_one_before(world: World) {
        let unit = world.unit("my-tho", None).await;
        let lan = world.person("lan", "Nguyễn Thị Lam", Some(unit), None).await;
        let nam = NewPerson::parse("nam", "Trần Nam", "0912345678", "").unwrap();
        world.db.write(move |conn| identity::ops::create_person(conn, MORNING, &SystemEntropy, None, &nam, &Credential::None)).await.unwrap();
        let admin = world.person("quan.tri", "Bùi Thanh Ẩn", None, Some((Role::Admin, None))).await;
        let mut browser = world.signed_in(admin).await;
        let address = format!("/quan-tri/nguoi-dung/{lan}/sua");
        for (name, phone, reason, told) in [
            ("Lan 🌸", "", "Gõ nhầm", "chữ cái La-tinh"),
            ("Nguyễn Thị Lan", "0912345678", "Gõ nhầm", "Không dùng được số điện thoại"),
            ("Nguyễn Thị Lan", "", " ", "Hãy nêu lý do"),
        ] {
            let refused = browser.post(&address, &[("full_name", name), ("phone", phone), ("email", ""), ("reason", reason)]).await;
            assert_eq!(refused.status, 422, "{told}");
            assert!(refused.text.contains(told) && refused.text.contains(name), "{told}; what was typed comes back");
        }
        let done = browser.post(&address, &[("full_name", "Nguyễn Thị Lan"), ("phone", "0987654321"), ("email", ""), ("reason", "Gõ nhầm chữ cuối")]).await;
        assert_eq!(done.status, 303);
        let page = browser.get(&format!("/quan-tri/nguoi-dung/{lan}")).await.text;
        assert!(page.contains("Nguyễn Thị Lan") && page.contains("0987 654 321"));
        assert!(browser.get("/quan-tri/nguoi-dung?q=thi%20lan").await.text.contains("Nguyễn Thị Lan"), "found by the corrected name");
        let log = browser.get("/quan-tri/nhat-ky").await.text;
        assert!(log.contains("Sửa họ tên, liên hệ") && log.contains("Gõ nhầm chữ cuối"));
    }

    async fn a_form_that_creates_nothing_tells_nothing_of_phones(world: World) {
        let known = NewPerson::parse("nam", "Trần Nam", "0912345678", "").unwrap();
        world.db.write(move |conn| identity::ops::create_person(conn, MORNING, &SystemEntropy, None, &known, &Credential::None)).await.unwrap();
        let mut answers = std::collections::BTreeSet::new();
        for phone in ["0912345678", "0912345679"] {
            let new = NewPerson::parse("nam", "Trần Nam", phone, "").unwrap();
            let refused = world.db.write(move |conn| identity::ops::create_person(conn, MORNING, &SystemEntropy, None, &new, &Credential::None)).await;
            answers.insert(format!("{:?}", refused.unwrap_err()));
        }
        assert_eq!(answers.len(), 1, "a taken user name hides whether the phone is known");
    }
}
