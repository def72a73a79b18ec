//! Renewal campaigns and the mail that goes with them: who is asked, how far they are, who is written to, once.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    sync::{Arc, Mutex},
};

use base64::Engine;
use hocthi::{
    identity::{self, model::NewPerson, ops::Credential},
    jobs,
    kernel::{
        Problem, Role,
        ids::{PersonId, UnitId},
        page::PageRequest,
        rng::SystemEntropy,
        sheet,
    },
    mail::{self, model::Mail, transport::Transport},
    org,
    web::format,
};

use crate::{
    on_both_databases, programmes,
    support::{Browser, World},
};

const DAY: u64 = 86_400;

async fn with_address(world: &World, username: &str, full_name: &str, unit: UnitId, role: Option<Role>) -> PersonId {
    let (now, new) = (world.now(), NewPerson::parse(username, full_name, "", &format!("{username}@don-vi.example")).expect("a person"));
    world
        .db
        .write(move |conn| {
            let id = identity::ops::create_person(conn, now, &SystemEntropy, None, &new, &Credential::None)?;
            org::people::join(conn, now, &SystemEntropy, None, id, unit)?;
            if let Some(role) = role {
                identity::roles::grant_by_system(conn, now, &SystemEntropy, id, role, Some(unit))?;
            }
            Ok::<_, Problem>(id)
        })
        .await
        .expect("created")
}

/// A mail server that takes what it is sent, except where an answer to the message is laid ready.
struct Server {
    transport: Transport,
    taken: Arc<Mutex<Vec<String>>>,
    answers: Arc<Mutex<Vec<&'static str>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let (taken, answers) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<Mutex<Vec<&'static str>>>::default());
        let (for_taken, for_answers) = (Arc::clone(&taken), Arc::clone(&answers));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                talk(stream, &for_taken, &for_answers);
            }
        });
        Self { transport: Transport::smtp(&url, "Học Thi <thu@hocthi.example>").unwrap(), taken, answers }
    }
}

fn talk(stream: std::net::TcpStream, taken: &Mutex<Vec<String>>, answers: &Mutex<Vec<&'static str>>) {
    let (mut out, mut lines) = (stream.try_clone().unwrap(), BufReader::new(stream).lines());
    let mut say = |line: &str| out.write_all(format!("{line}\r\n").as_bytes()).is_ok();
    say("220 thu.example");
    while let Some(Ok(line)) = lines.next() {
        let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let goes_on = match word.as_str() {
            "DATA" => {
                say("354 go on");
                let message: Vec<String> = lines.by_ref().map_while(Result::ok).take_while(|line| line != ".").collect();
                let mut answers = answers.lock().unwrap();
                if answers.is_empty() {
                    taken.lock().unwrap().push(message.join("\n"));
                    say("250 taken")
                } else {
                    say(answers.remove(0))
                }
            }
            "QUIT" => {
                say("221 bye");
                false
            }
            _ => say("250 thu.example"),
        };
        if !goes_on {
            break;
        }
    }
}

/// Header lines and decoded text of a message as it went over the line.
fn read(message: &str) -> (String, String) {
    let (head, body) = message.split_once("\n\n").expect("a head and a body");
    let decoded = if head.contains("base64") {
        base64::engine::general_purpose::STANDARD.decode(body.replace('\n', "")).unwrap()
    } else if head.contains("quoted-printable") {
        let joined = body.replace("=\n", "");
        let mut out = Vec::new();
        let mut rest = joined.as_bytes();
        while let Some((&first, tail)) = rest.split_first() {
            if first == b'=' {
                out.push(u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap());
                rest = &tail[2..];
            } else {
                out.push(first);
                rest = tail;
            }
        }
        out
    } else {
        body.as_bytes().to_vec()
    };
    (head.to_owned(), String::from_utf8(decoded).unwrap())
}

async fn outbox(world: &World, root: PersonId) -> Vec<Mail> {
    world
        .db
        .read(move |conn| {
            let actor = identity::ops::actor(conn, root)?.expect("may sign in");
            Ok::<_, Problem>(mail::ops::outbox(conn, &actor, None, PageRequest::new(1, 100))?.rows)
        })
        .await
        .unwrap()
}

async fn remind(world: &World) -> usize {
    jobs::reminding::remind(&world.shared.state).await.expect("reminded")
}

async fn deliver(world: &World, transport: &Transport) -> usize {
    jobs::mailing::deliver(&world.shared.state, transport).await.expect("tried")
}

async fn admin_id(world: &World) -> PersonId {
    world
        .db
        .read(|conn| Ok::<_, Problem>(hocthi::certification::programmes::ops::people_named(conn, None, "quantri", "username")?[0]))
        .await
        .unwrap()
}

async fn again(world: &World, person: PersonId) -> Browser {
    world.signed_in(person).await
}

on_both_databases! {
    async fn a_certificate_that_ends_is_told_three_times_and_not_once_more(world: World) {
        let mut admin = programmes::set_up(&world, false, false).await;
        let root = admin_id(&world).await;
        let unit = world.unit("my-tho", None).await;
        let lan = with_address(&world, "lan", "Nguyễn Thị Ưỡng", unit, None).await;
        world.person("quang", "Trần Đức Quang", Some(unit), None).await;
        let hoa = with_address(&world, "hoa", "Huỳnh Thị Hoa", unit, Some(Role::UnitLeader)).await;
        programmes::session(&world, &mut admin, "lan\nquang").await;
        programmes::issue(&world, &mut admin).await;
        let until = crate::papers::of_person(&world, lan).await[0].face.valid_until.expect("it ends");
        let days = u64::try_from((until - world.now().vietnam_date()).num_days()).unwrap();
        assert_eq!(remind(&world).await, 0, "two years are long");
        world.pass((days - 91) * DAY);
        assert_eq!(remind(&world).await, 0);

        // Two processes at once write one message between them, and the leader's digest of the week.
        world.pass(DAY);
        let (_, other, handle) = world.second_server();
        let (one, two) = futures_util::future::join(jobs::reminding::remind(&world.shared.state), jobs::reminding::remind(&other.state)).await;
        handle.stop(false).await;
        assert_eq!(one.unwrap() + two.unwrap(), 2);
        assert_eq!(remind(&world).await, 0);
        let mails = outbox(&world, root).await;
        let own = mails.iter().find(|mail| mail.person_id == lan).expect("hers");
        assert_eq!((own.address.as_str(), own.subject.as_str()), ("lan@don-vi.example", "Chứng nhận hết hạn sau 90 ngày"));
        assert!(own.body.contains("Nguyễn Thị Ưỡng") && own.body.contains("002/2026/GCN-BTGDV") && own.body.contains(&format::date(until)), "{}", own.body);
        let digest = mails.iter().find(|mail| mail.person_id == hoa).expect("the leader's");
        assert!(digest.body.contains("trong 90 ngày tới: 2.") && !digest.body.contains("Ưỡng") && !digest.body.contains("Quang"), "numbers, no names: {}", digest.body);

        // The server is busy, then takes it; what went over the line is what was written.
        let server = Server::start();
        server.answers.lock().unwrap().extend(["451 later", "451 later"]);
        assert_eq!(deliver(&world, &server.transport).await, 0);
        assert_eq!(deliver(&world, &server.transport).await, 0, "not before its time");
        world.pass(61);
        assert_eq!(deliver(&world, &server.transport).await, 2);
        assert_eq!(deliver(&world, &server.transport).await, 0);
        let taken: Vec<_> = server.taken.lock().unwrap().iter().map(|message| read(message)).collect();
        let (head, body) = taken.iter().find(|(head, _)| head.contains("lan@don-vi.example")).expect("hers");
        assert_eq!(body.replace("\r\n", "\n").trim_end(), own.body.trim_end());
        assert!(head.contains(&format!("Message-ID: <{}@hocthi.example>", own.id)) && head.contains("From: ") && head.contains("Subject: =?utf-8?"), "{head}");
        assert!(!head.contains("hoa@"), "nobody sees who else is written to");

        world.pass(30 * DAY);
        assert_eq!(remind(&world).await, 2, "sixty days, and another week for the leader");
        // By the link of the message she ends it, without signing in, and whose link it is stays unsaid.
        let link = own.body.split("/thu/").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a link").to_owned();
        let mut stranger = world.stranger();
        let page = stranger.get(&format!("/thu/{link}")).await;
        assert!(page.status == 200 && !page.text.contains("lan@") && !page.text.contains("Ưỡng"));
        assert_eq!(stranger.post(&format!("/thu/{link}"), &[("digests", "1")]).await.status, 303);
        assert_eq!(deliver(&world, &server.transport).await, 1, "what waited for her is gone");
        world.pass(31 * DAY);
        assert_eq!(remind(&world).await, 1, "only the leader");
        let mut lans = again(&world, lan).await;
        assert!(lans.get("/tai-khoan/thu").await.text.contains("lan@don-vi.example"));
        assert_eq!(lans.post("/tai-khoan/thu", &[("reminders", "1")]).await.status, 303);
        assert_eq!(remind(&world).await, 1, "she wants them again");
        assert_eq!(outbox(&world, root).await.iter().filter(|mail| mail.person_id == lan && mail.kind == "ending").count(), 2);
    }

    async fn a_server_that_refuses_is_tried_a_bounded_number_of_times(world: World) {
        let mut admin = programmes::set_up(&world, false, false).await;
        let root = admin_id(&world).await;
        let unit = world.unit("my-tho", None).await;
        with_address(&world, "lan", "Nguyễn Thị Ưỡng", unit, None).await;
        programmes::session(&world, &mut admin, "lan").await;
        programmes::issue(&world, &mut admin).await;
        world.pass(700 * DAY);
        assert_eq!(remind(&world).await, 1);
        let clerk = world.person("van.thu", "Văn Thư", Some(unit), Some((Role::Admin, Some(unit)))).await;
        assert_eq!(again(&world, clerk).await.get("/quan-tri/thu").await.status, 404, "the outbox holds addresses of everybody");
        let server = Server::start();
        for _ in 0..20 {
            server.answers.lock().unwrap().push("451 never");
            deliver(&world, &server.transport).await;
            world.pass(6 * 3_600);
        }
        let mail = outbox(&world, root).await.remove(0);
        assert_eq!((mail.state.as_str(), mail.attempts), ("failed", 6));
        let mut admin_again = again(&world, root).await;
        let page = admin_again.get("/quan-tri/thu?trang-thai=failed").await.text;
        assert!(page.contains("(451)") && page.contains("lan@don-vi.example") && !page.contains("001/2026"), "its text is for its reader alone: {page}");
        assert_eq!(admin_again.post(&format!("/quan-tri/thu/{}", mail.id), &[]).await.status, 303);
        assert_eq!(admin_again.post(&format!("/quan-tri/thu/{}", mail.id), &[]).await.status, 409);
        server.answers.lock().unwrap().clear();
        server.answers.lock().unwrap().push("550 no such person");
        assert_eq!(deliver(&world, &server.transport).await, 0);
        world.pass(DAY);
        assert_eq!(deliver(&world, &server.transport).await, 0);
        let mail = outbox(&world, root).await.remove(0);
        assert_eq!((mail.state.as_str(), mail.attempts), ("failed", 1), "a refusal for good is not asked for again");
        assert!(server.taken.lock().unwrap().is_empty());
    }

    async fn a_campaign_shows_who_is_how_far(world: World) {
        let mut admin = programmes::set_up(&world, false, false).await;
        let root = admin_id(&world).await;
        let (unit, other) = (world.unit("my-tho", None).await, world.unit("go-cong", None).await);
        let uong = with_address(&world, "uong", "Nguyễn Thị Ưỡng", unit, None).await;
        let quang = with_address(&world, "quang", "Trần Đức Quang", unit, None).await;
        world.person("dao", "Hồ Xuân Đào", Some(other), None).await;
        world.person("moi", "Võ Thị Mới", Some(unit), None).await;
        let hoa = world.person("hoa", "Huỳnh Thị Hoa", Some(unit), Some((Role::UnitLeader, Some(unit)))).await;
        let binh = world.person("binh", "Lê Bình", Some(other), Some((Role::UnitLeader, Some(other)))).await;
        programmes::session(&world, &mut admin, "uong\nquang\ndao").await;
        programmes::issue(&world, &mut admin).await;
        world.pass(680 * DAY);
        let mut hoas = again(&world, hoa).await;
        let (unit_text, other_text) = (unit.to_string(), other.to_string());
        let form = |title: &'static str, unit: &str, due: &'static str| vec![("title", title.to_owned()), ("programme", "boi-duong".to_owned()), ("unit_id", unit.to_owned()), ("due_on", due.to_owned())];
        for (wrong, told) in [
            (form("", &unit_text, "31/12/2028"), "31/12/2028"),
            (form("Đợt", &other_text, "31/12/2028"), "value=\"Đợt\""),
            (form("Đợt", &unit_text, "01/01/2020"), "Ngày này đã qua"),
            (form("Đợt", &unit_text, "10/10/2028"), "Không có ai đến hạn"),
        ] {
            let wrong: Vec<(&str, &str)> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let refused = hoas.post("/dot-cap-lai/them", &wrong).await;
            let text = refused.text.replace("&#x2f;", "/");
            assert!(refused.status == 422 && text.contains(told), "{told}: {} {text}", refused.status);
        }
        assert!(hoas.get("/dot-cap-lai").await.text.contains("Chưa có đợt nào"));
        let fine = form("Cấp lại năm 2028", &unit_text, "31/12/2028");
        let fine: Vec<(&str, &str)> = fine.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let opened = hoas.post("/dot-cap-lai/them", &fine).await;
        assert_eq!(opened.status, 303, "{}", opened.text);
        let path = opened.location().to_owned();
        let page = hoas.get(&path).await.text;
        assert!(page.contains("Đã xong 0&#x2f;2 người") || page.contains("Đã xong 0/2 người"), "{page}");
        assert!(page.contains("Trần Đức Quang") && !page.contains("Hồ Xuân Đào") && !page.contains("Võ Thị Mới"), "who holds none is not asked unless wanted");
        let mut binhs = again(&world, binh).await;
        assert_eq!(binhs.get(&path).await.status, 404);
        assert_eq!(binhs.get(&format!("{path}/tien-do.xlsx")).await.status, 404);
        assert_eq!(binhs.post(&format!("{path}/dong"), &[]).await.status, 404);

        // One earns it anew and is issued it; the other has done nothing since.
        let mut admin = again(&world, root).await;
        programmes::session(&world, &mut admin, "uong").await;
        assert!(hoas.get(&format!("{path}?muc=ready")).await.text.contains("Nguyễn Thị Ưỡng"));
        programmes::issue(&world, &mut admin).await;
        let page = hoas.get(&format!("{path}?muc=done")).await.text;
        assert!(page.contains("Nguyễn Thị Ưỡng") && !page.contains("Trần Đức Quang"), "{page}");
        assert!(hoas.get(&format!("{path}?muc=not_begun")).await.text.contains("Trần Đức Quang"), "what was done for the certificate before does not count");
        let rows = sheet::read(&hoas.get(&format!("{path}/tien-do.xlsx")).await.bytes).expect("a list");
        let line = |name: &str| rows.iter().find(|row| row.cells.iter().any(|cell| cell.contains(name))).unwrap_or_else(|| panic!("{name} in {rows:?}")).cells.join("|");
        assert!(line("Nguyễn Thị Ưỡng").contains("Đã xong") && line("Trần Đức Quang").contains("Chưa bắt đầu"));

        // Only who has something to do is written to, thirty days before and a week before.
        let due = |world: &World| (chrono::NaiveDate::from_ymd_opt(2028, 12, 31).unwrap() - world.now().vietnam_date()).num_days();
        world.pass(u64::try_from(due(&world) - 30).unwrap() * DAY);
        remind(&world).await;
        remind(&world).await;
        world.pass(23 * DAY);
        remind(&world).await;
        let sent: Vec<Mail> = outbox(&world, root).await.into_iter().filter(|mail| mail.kind == "due").collect();
        assert_eq!(sent.len(), 2);
        assert!(sent.iter().all(|mail| mail.person_id == quang && mail.body.contains("Cấp lại năm 2028")) && uong != quang);
        let mut hoas = again(&world, hoa).await;
        assert_eq!(hoas.post(&format!("{path}/dong"), &[]).await.status, 303);
        assert!(hoas.get(&path).await.text.contains("Đợt này đã đóng"));
        world.pass(3 * DAY);
        remind(&world).await;
        assert_eq!(outbox(&world, root).await.iter().filter(|mail| mail.kind == "due").count(), 2, "closed is closed");
    }
}
