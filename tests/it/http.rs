//! What the gate lets in, and what every answer carries.

use std::io::{Read, Write};

use hocthi::kernel::Role;
use serde_json::json;

use crate::{on_both_databases, support::World};

/// Sends bytes as they are and reads the status line and the rest.
fn raw(world: &World, request: &str) -> String {
    let mut stream = std::net::TcpStream::connect(world.base.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(5))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut out = vec![0; 4096];
    let read = stream.read(&mut out).unwrap_or(0);
    String::from_utf8_lossy(&out[..read]).into_owned()
}

on_both_databases! {
    async fn every_answer_is_dressed(world: World) {
        let mut browser = world.stranger();
        for path in ["/", "/khoa-hoc/khong-co", "/dang-nhap", "/api/v1/session", "/api/v1/quizzes", "/healthz", "/assets/khong.js"] {
            let answer = browser.get(path).await;
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
            assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
            assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            assert!(answer.header("server").is_empty() && answer.header("access-control-allow-origin").is_empty(), "{path}");
        }
        let first = browser.get("/").await.header("content-security-policy").to_owned();
        assert!(first.contains("script-src 'nonce-") && !first.contains("unsafe"));
        assert_ne!(first, browser.get("/").await.header("content-security-policy"), "a nonce is used once");
    }

    async fn cookies_are_bound_to_the_host_under_https(world: World) {
        let (base, _, handle) = world.server_at("https://hocthi.example.vn");
        let mut browser = crate::support::Browser::new(&base);
        let answer = browser.get("/").await;
        let cookie = answer.header("set-cookie");
        for part in ["__Host-hocthi-pre=", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{part} in {cookie}");
        }
        assert!(answer.header("strict-transport-security").contains("max-age=31536000"));
        handle.stop(false).await;
    }

    async fn hostile_framing_is_refused_before_anything_is_read(world: World) {
        let mut browser = world.stranger();
        let gzip = browser.raw("POST", "/dang-nhap", &[("content-encoding", "gzip"), ("content-type", "application/x-www-form-urlencoded")], b"x".to_vec()).await;
        assert_eq!(gzip.status, 415);
        for encoding in ["br", "deflate", "zstd", "gzip, br"] {
            assert_eq!(browser.raw("PUT", "/api/v1/session", &[("content-encoding", encoding)], b"x".to_vec()).await.status, 415, "{encoding}");
        }
        let chunked = raw(&world, "POST /dang-nhap HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n1\r\na\r\n0\r\n\r\n");
        assert!(chunked.starts_with("HTTP/1.1 411"), "{chunked}");
        assert!(chunked.to_lowercase().contains("connection: close"));
        assert_eq!(browser.get(&format!("/{}", "x".repeat(9_000))).await.status, 414);
        for method in ["TRACE", "PATCH", "PROPFIND", "OPTIONS"] {
            assert_eq!(browser.raw(method, "/", &[], vec![]).await.status, 405, "{method}");
        }
        assert_eq!(browser.raw("DELETE", "/khoa-hoc", &[], vec![]).await.status, 405);
        let huge = vec![b'a'; 300 * 1024];
        let token = browser.token().await;
        assert_eq!(browser.raw("POST", "/dang-nhap", &[("content-type", "application/x-www-form-urlencoded")], huge.clone()).await.status, 413);
        assert_eq!(browser.raw("POST", "/api/v1/session", &[("content-type", "application/json"), ("x-csrf-token", &token)], huge).await.status, 413);
        assert_eq!(browser.get("/").await.status, 200, "the service goes on");
    }

    async fn changes_from_elsewhere_or_without_a_token_are_refused(world: World) {
        let (_, mut browser) = world.trainee("lan").await;
        let token = browser.token().await;
        let form = ("content-type", "application/x-www-form-urlencoded");
        let body = format!("csrf_token={token}").into_bytes();
        for extra in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example"), ("origin", "null")] {
            let answer = browser.raw("POST", "/khoa-hoc/kl-57/ghi-danh", &[form, extra], body.clone()).await;
            assert_eq!(answer.status, 403, "{extra:?}");
        }
        assert_eq!(browser.raw("POST", "/khoa-hoc/kl-57/ghi-danh", &[form], b"x=1".to_vec()).await.status, 403);
        let strangers = world.stranger().token().await;
        assert_eq!(browser.raw("POST", "/khoa-hoc/kl-57/ghi-danh", &[form], format!("csrf_token={strangers}").into_bytes()).await.status, 403);
        assert_eq!(browser.api_with("", "POST", "/api/v1/quizzes/kl-57/attempts", None).await.status, 403);
        assert_eq!(browser.api_with(&strangers, "POST", "/api/v1/quizzes/kl-57/attempts", None).await.status, 403);
        assert_eq!(browser.get("/api/v1/quizzes").await.json[0]["attempts_left"], 3, "nothing was started");
        let base = world.base.clone();
        assert_eq!(browser.raw("POST", "/khoa-hoc/kl-57/ghi-danh", &[form, ("origin", &base), ("sec-fetch-site", "same-origin")], body).await.status, 303);
    }

    async fn bodies_that_make_no_sense_are_refused_quickly(world: World) {
        let mut browser = world.stranger();
        let token = browser.token().await;
        let form = ("content-type", "application/x-www-form-urlencoded");
        let with = |rest: &str| format!("csrf_token={token}{rest}").into_bytes();
        for rest in ["&username=a%00b&password=x", "&username=%FF%FE&password=x", "&username=a&username=b&password=x", "&password=x"] {
            assert_eq!(browser.raw("POST", "/dang-nhap", &[form], with(rest)).await.status, 400, "{rest}");
        }
        let many: String = (0..2_000).map(|n| format!("&f{n}=1")).collect::<Vec<_>>().concat();
        assert_eq!(browser.raw("POST", "/dang-nhap", &[form], with(&many)).await.status, 400);
        assert_eq!(browser.raw("POST", "/dang-nhap", &[("content-type", "text/plain")], with("&username=a")).await.status, 415);
        let json = [("content-type", "application/json"), ("x-csrf-token", token.as_str())];
        for body in ["", "{", "[]", "{\"username\":1,\"password\":2}", "{\"username\":\"a\",\"password\":\"b\",\"role\":\"admin\"}"] {
            let answer = browser.raw("POST", "/api/v1/session", &json, body.as_bytes().to_vec()).await;
            assert_eq!((answer.status, answer.code()), (400, "malformed"), "{body}");
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(browser.raw("POST", "/api/v1/session", &json, deep.into_bytes()).await.status, 400);
    }

    async fn redirects_stay_on_the_site(world: World) {
        let mut browser = world.stranger();
        let answer = browser.get("/viec-cua-toi").await;
        assert_eq!((answer.status, answer.location()), (303, "/dang-nhap?next=%2Fviec-cua-toi"));
        for evil in ["//evil.example", "/\\evil", "https://evil.example", "javascript:alert(1)", "/%2f%2fevil"] {
            let answer = browser.post("/ngon-ngu", &[("lang", "en"), ("next", evil)]).await;
            assert_eq!(answer.location(), "/", "{evil}");
        }
        let answer = browser.post("/ngon-ngu", &[("lang", "en"), ("next", "/khoa-hoc")]).await;
        assert_eq!(answer.location(), "/khoa-hoc");
        assert!(browser.get("/").await.text.contains("<html lang=\"en\""));
        let evil_host = browser.raw("GET", "/dang-nhap", &[("host", "evil.example")], vec![]).await;
        assert!(!evil_host.text.contains("evil.example"));
    }

    async fn errors_are_kind_and_tell_nothing_of_the_inside(world: World) {
        let mut browser = world.stranger();
        let missing = browser.get("/khong-co-trang-nay").await;
        assert_eq!(missing.status, 404);
        assert!(missing.header("content-type").starts_with("text/html") && missing.text.contains("<h1"));
        for path in ["/luot-lam/x", "/luot-lam/00000000-0000-0000-0000-000000000000", "/khoa-hoc/%00", "/ngan-hang/kl-57?q=%00", "/chung-nhan/%3Cscript%3E", "/assets/../Cargo.toml", "/bai-kiem-tra/khong-co", "/.git/config"] {
            let answer = browser.get(path).await;
            assert!([303, 400, 404].contains(&answer.status), "{path}: {}", answer.status);
            assert!(!answer.text.contains("<script>") && !answer.text.contains("diesel") && !answer.text.contains("src/"), "{path}");
        }
        let (_, mut lan) = world.trainee("lan").await;
        let problem = lan.get("/api/v1/attempts/00000000-0000-0000-0000-000000000000").await;
        assert_eq!((problem.status, problem.header("content-type")), (404, "application/problem+json; charset=utf-8"));
        assert_eq!((&problem.json["status"], problem.code()), (&json!(404), "not_found"));
    }

    async fn assets_are_kept_for_good_and_pages_are_not(world: World) {
        let mut browser = world.stranger();
        let home = browser.get("/").await.text.replace("&#x2f;", "/");
        let at = home.find("/assets/css/app.").unwrap();
        let path: String = home[at..].chars().take_while(|c| *c != '"').collect();
        let plain = browser.get(&path).await;
        assert_eq!((plain.status, plain.header("content-type")), (200, "text/css; charset=utf-8"));
        assert!(plain.header("cache-control").contains("immutable"));
        let packed = browser.raw("GET", &path, &[("accept-encoding", "gzip")], vec![]).await;
        assert_eq!(packed.header("content-encoding"), "gzip");
        assert!(packed.bytes.len() * 2 < plain.bytes.len());
        for range in ["", "bytes=0-1", "bytes=,,,", &format!("bytes={}", "0-1,".repeat(1_000))] {
            assert_eq!(browser.raw("GET", &path, &[("range", range)], vec![]).await.status, 200, "{range}");
        }
        let head = browser.raw("HEAD", "/khoa-hoc", &[], vec![]).await;
        assert_eq!((head.status, head.bytes.len()), (200, 0));
        assert_eq!(browser.get("/ket-qua/toi/x.css").await.status, 404);
    }

    async fn a_visitor_sees_courses_and_lessons_with_their_sources(world: World) {
        let mut browser = world.stranger();
        assert!(browser.get("/khoa-hoc").await.text.contains("Kết luận 57-KL"));
        let lesson = browser.get("/khoa-hoc/kl-57/nhan-dien").await;
        assert_eq!(lesson.status, 200);
        assert!(lesson.text.contains("href=\"#nguon-1\"") && lesson.text.contains("id=\"nguon-1\""), "footnotes lead to the list of sources");
        assert_eq!(browser.get("/bai-kiem-tra/kl-57").await.status, 200);
        assert_eq!(browser.get("/he-thong-thiet-ke").await.status, 404, "only in a demonstration");
        assert_eq!(browser.get("/readyz").await.status, 200);
    }

    async fn a_trainer_sees_items_with_keys_and_the_log_has_who_looked(world: World) {
        let minh = world.person("minh", "Trần Quang Minh", None, Some((Role::Trainer, None))).await;
        let mut browser = world.signed_in(minh).await;
        let bank = browser.get("/ngan-hang/kl-57?q=ket%20luan").await;
        assert_eq!(bank.status, 200);
        let text = bank.text.replace("&#x2f;", "/");
        let at = text.find("/ngan-hang/kl-57/kl57-").expect("an item is found without marks");
        let path: String = text[at..].chars().take_while(|c| *c != '"').collect();
        assert_eq!(browser.get(&path).await.status, 200);
        assert_eq!(browser.get("/de/kl-57").await.status, 200);
        let events = world.db.read(|conn| hocthi::audit::ops::page(conn, hocthi::kernel::page::PageRequest::new(1, 5))).await.unwrap();
        assert_eq!((events.rows[0].action.as_str(), events.rows[0].actor_name.as_deref()), ("item.key_seen", Some("Trần Quang Minh")));
    }
}
