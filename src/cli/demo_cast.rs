//! The people, units and progress of the demonstration.

use std::sync::Arc;

use super::{Failure, demo_contest, demo_training, say::Say};
use crate::{
    bank, certification, courses,
    identity::{self, model::NewPerson, ops::Credential, passwords},
    kernel::{
        Clock, Entropy, Problem, Role, Timestamp,
        clock::SystemClock,
        ids::{PersonId, UnitId},
        rng::SystemEntropy,
    },
    org::{self, model::UnitForm},
    quiz::{self, ops::Save},
    storage::{Conn, Db},
};

/// An account to try.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its role.
    pub role: Role,
    /// User name.
    pub username: String,
    /// Password.
    pub password: String,
}

/// One member of the cast: user name, full name, role beside trainee, unit code, whether the role is bound to the unit.
type Member = (&'static str, &'static str, Role, &'static str, bool);

/// Two trainers and two organizers, since approvals need two people; one of every other role.
const CAST: [Member; 8] = [
    ("lan", "Nguyễn Thị Lan", Role::Trainee, "phuong-my-tho", false),
    ("minh", "Trần Quang Minh", Role::Trainer, "tinh", false),
    ("thu", "Lê Thị Thu", Role::Trainer, "tinh", false),
    ("duc", "Phạm Văn Đức", Role::Organizer, "tinh", false),
    ("huong", "Võ Thị Hương", Role::Organizer, "tinh", false),
    ("khanh", "Đặng Quốc Khánh", Role::Judge, "tinh", false),
    ("hoa", "Huỳnh Thị Hoa", Role::UnitLeader, "phuong-my-tho", true),
    ("quantri", "Bùi Thanh Ẩn", Role::Admin, "tinh", false),
];

/// Units: code, name, kind, parent.
const UNITS: [(&str, &str, &str, &str); 7] = [
    ("tinh", "Tỉnh Tiền Giang (dữ liệu dùng thử)", "province", ""),
    ("phuong-my-tho", "Phường Mỹ Tho", "commune", "tinh"),
    ("chi-bo-1", "Chi bộ khu phố 1", "party_cell", "phuong-my-tho"),
    ("chi-bo-2", "Chi bộ khu phố 2", "party_cell", "phuong-my-tho"),
    ("phuong-go-cong", "Phường Gò Công", "commune", "tinh"),
    ("xa-cai-be", "Xã Cái Bè", "commune", "tinh"),
    ("khoi-truong-hoc", "Khối trường học", "school", "tinh"),
];

/// Colleagues whose progress fills the reports: name, unit, lessons finished, whether they took the quiz and how well (percent).
const COLLEAGUES: [(&str, &str, usize, Option<usize>); 12] = [
    ("Nguyễn Văn An", "phuong-my-tho", 7, Some(95)),
    ("Trần Thị Ánh", "chi-bo-1", 7, Some(80)),
    ("Lê Thị Ẩn", "chi-bo-1", 7, Some(40)),
    ("Phạm Bảo", "chi-bo-1", 7, None),
    ("Võ Ngọc Châu", "chi-bo-2", 5, None),
    ("Đỗ Mạnh Dũng", "chi-bo-2", 2, None),
    ("Ngô Thị Ưỡng", "chi-bo-2", 0, None),
    ("Hồ Xuân Đào", "phuong-go-cong", 7, Some(100)),
    ("Mai Thị Ếch", "phuong-go-cong", 3, None),
    ("Dương Văn Giàu", "xa-cai-be", 7, Some(75)),
    ("Cao Thị Hạnh", "xa-cai-be", 1, None),
    ("Tạ Quang Ý", "khoi-truong-hoc", 7, Some(55)),
];

/// Creates the cast (once: a kept folder keeps its cast) and `people` more trainees who share one password.
pub fn create(say: &Say, db: &Db, people: u32) -> Result<Vec<Account>, Failure> {
    let entropy = Arc::new(SystemEntropy);
    let now = SystemClock.now();
    let password = word_password(&*entropy);
    let hash = passwords::hash_blocking(&password)?;
    let is_new = {
        let hash = hash.clone();
        db.write_blocking(move |conn| set_up(conn, now, &hash))?
    };
    if !is_new {
        // The folder was kept from an earlier run: its people get this run's password.
        let hash = hash.clone();
        db.write_blocking(move |conn| {
            for (username, ..) in CAST {
                identity::ops::give_password(conn, now, username, &hash, false)?;
            }
            Ok::<_, Problem>(())
        })?;
    }
    let mut accounts: Vec<Account> = CAST
        .iter()
        .map(|(username, _, role, ..)| Account { role: *role, username: (*username).to_owned(), password: password.clone() })
        .collect();
    accounts.extend(crowd(say, db, now, people, &hash)?.into_iter().map(|username| Account {
        role: Role::Trainee,
        username,
        password: password.clone(),
    }));
    Ok(accounts)
}

/// Three syllables and a number: easy to type on a phone, new for each run.
fn word_password(entropy: &dyn Entropy) -> String {
    const SYLLABLES: [&str; 16] =
        ["song", "lua", "dua", "cau", "ghe", "cho", "que", "xanh", "vang", "gio", "nang", "trang", "sao", "bien", "dao", "hoa"];
    let mut bytes = [0u8; 5];
    entropy.fill(&mut bytes);
    let syllable = |byte: u8| SYLLABLES[usize::from(byte) % SYLLABLES.len()];
    format!(
        "{}-{}-{}-{}",
        syllable(bytes[0]),
        syllable(bytes[1]),
        syllable(bytes[2]),
        1000 + u32::from(bytes[3]) * 256 % 8000 + u32::from(bytes[4])
    )
}

fn set_up(conn: &mut Conn<'_>, now: Timestamp, hash: &str) -> Result<bool, Problem> {
    if org::ops::unit_by_code(conn, "tinh")?.is_some() {
        return Ok(false);
    }
    for (code, name, kind, parent) in UNITS {
        let parent_id = if parent.is_empty() { None } else { org::ops::unit_by_code(conn, parent)?.map(|unit| unit.id) };
        let valid_from = org::model::parse_date("01/07/2025").unwrap_or_default();
        let form = UnitForm { code: code.to_owned(), name: name.to_owned(), kind: kind.to_owned(), parent_id, valid_from, valid_to: None };
        org::ops::create_unit(conn, now, &SystemEntropy, None, form)?;
    }
    let (mut organizers, mut trainees, mut admin) = (Vec::new(), Vec::new(), None);
    for (username, full_name, role, unit, is_bound) in CAST {
        let unit = unit_id(conn, unit)?;
        let id = person(conn, now, username, full_name, hash, unit)?;
        if role == Role::Organizer {
            organizers.push(id);
        }
        if role == Role::Admin {
            admin = Some(id);
        }
        if role == Role::Trainee {
            trainees.push(id);
        } else {
            identity::roles::grant_by_system(conn, now, &SystemEntropy, id, role, is_bound.then_some(unit))?;
        }
    }
    let mut takers = Vec::new();
    for (number, (full_name, unit, lessons, score)) in (1..).zip(COLLEAGUES) {
        let unit = unit_id(conn, unit)?;
        let id = person(conn, now, &format!("dongnghiep{number:02}"), full_name, hash, unit)?;
        study(conn, now.plus_seconds(-3 * 24 * 3600), id, lessons)?;
        if let Some(percent) = score {
            take_quiz(conn, now.plus_seconds(-24 * 3600), id, percent)?;
        }
        takers.push(id);
    }
    takers.truncate(8);
    demo_contest::create(conn, now, &takers, &trainees, &organizers)?;
    if let Some(admin) = admin {
        demo_training::create(conn, now, admin)?;
    }
    Ok(true)
}

fn unit_id(conn: &mut Conn<'_>, code: &str) -> Result<UnitId, Problem> {
    Ok(org::ops::unit_by_code(conn, code)?.ok_or_else(Problem::not_found)?.id)
}

fn person(conn: &mut Conn<'_>, now: Timestamp, username: &str, full_name: &str, hash: &str, unit: UnitId) -> Result<PersonId, Problem> {
    // A name that no mail server can be reached under (RFC 2606).
    let email = Some(format!("{username}@hocthi.example"));
    let new = NewPerson { username: username.to_owned(), full_name: full_name.to_owned(), phone: None, email };
    let id = identity::ops::create_person(conn, now, &SystemEntropy, None, &new, &Credential::Chosen(hash.to_owned()))?;
    // Before the finished contest, whose units are those of its own days.
    org::people::join(conn, now.plus_seconds(-60 * 24 * 3_600), &SystemEntropy, None, id, unit)?;
    Ok(id)
}

fn study(conn: &mut Conn<'_>, now: Timestamp, person: PersonId, lessons: usize) -> Result<(), Problem> {
    let Some((_, list)) = courses::ops::courses(conn)?.into_iter().next() else { return Ok(()) };
    for lesson in list.iter().take(lessons) {
        courses::ops::finish_lesson(conn, now, person, lesson)?;
    }
    Ok(())
}

/// Takes the first quiz the way a person would: draws, answers about `percent` of the items right, submits.
fn take_quiz(conn: &mut Conn<'_>, now: Timestamp, person: PersonId, percent: usize) -> Result<(), Problem> {
    let Some(quiz) = quiz::ops::quizzes(conn)?.into_iter().next() else { return Ok(()) };
    let (id, _) = quiz::ops::start_attempt(conn, now, &SystemEntropy, quiz.id, person)?;
    let (_, slots) = quiz::ops::attempt(conn, id, person)?;
    let versions: Vec<_> = slots.iter().map(|slot| slot.version).collect();
    let keys = bank::keys::keys(conn, &versions)?;
    for (at, slot) in slots.iter().enumerate() {
        let is_right = (at + 1) * 100 <= percent * slots.len();
        let Some((_, key)) = keys.iter().find(|(version, _)| *version == slot.version) else { continue };
        let response = quiz::response::sent_for(slot, key, is_right);
        quiz::ops::save_response(conn, now.plus_seconds(30), id, &slots, &Save { slot: slot.slot, seq: 1, response, flagged: false })?;
    }
    quiz::ops::submit(conn, now.plus_seconds(600), id, person)?;
    certification::ops::award(conn, now.plus_seconds(600), &SystemEntropy, quiz.id, person)?;
    Ok(())
}

/// `hocvien0001` … in bounded transactions, with progress on a terminal.
fn crowd(say: &Say, db: &Db, now: Timestamp, people: u32, hash: &str) -> Result<Vec<String>, Failure> {
    const CHUNK: u32 = 500;
    let mut usernames = Vec::new();
    let mut made = 0;
    while made < people {
        let (from, to) = (made + 1, (made + CHUNK).min(people));
        let hash = hash.to_owned();
        db.write_blocking(move |conn| {
            let unit = unit_id(conn, "phuong-my-tho")?;
            for number in from..=to {
                let username = format!("hocvien{number:04}");
                // A kept folder may hold them from an earlier run.
                if identity::ops::give_password(conn, now, &username, &hash, false)?.is_none() {
                    person(conn, now, &username, &format!("Học viên {number:04}"), &hash, unit)?;
                }
            }
            Ok::<_, Problem>(())
        })?;
        usernames.extend((from..=to).map(|number| format!("hocvien{number:04}")));
        made = to;
        say.aside("cli-demo-people", &[("done", made.to_string()), ("total", people.to_string())]);
    }
    Ok(usernames)
}
