//! Result files with everything that one can hold: three verifiers, written apart from each other, agree on what stands
//! and on what does not.

use hocthi::{
    bank::model::{CognitiveLevel, ItemType, Key},
    contests::{
        amendments::{Amendment, Change},
        commitment::{self, Frozen, FrozenItem, FrozenKey},
        facts::{AttemptFact, SavedResponse},
        prediction::{Question, Target},
        proof::{self, ContestFile, ContestRound, Receipts},
        ranking::{Counted, Criterion, RankingRules},
        result_file::{Basis, EarlierRound, ResultFile},
        reveal,
        signing::SiteKey,
        verify,
    },
    kernel::canonical,
    quiz::{model::Cell, receipt::ClosedBy, response::sent_for, scoring::MultipleResponseRule},
};
use serde_json::{Value, json};

const OPENS: i64 = 1_795_000_000_000;

fn frozen() -> Frozen {
    let keys = [
        (ItemType::SingleChoice, FrozenKey::Options(vec![0])),
        (ItemType::MultipleResponse, FrozenKey::Options(vec![1, 2])),
        (ItemType::TrueFalse, FrozenKey::Truth(true)),
        (ItemType::SingleChoice, FrozenKey::Options(vec![3])),
        (ItemType::MultipleResponse, FrozenKey::Options(vec![0, 1, 3])),
        (ItemType::TrueFalse, FrozenKey::Truth(false)),
    ];
    let item = |(number, (item_type, key)): (usize, (ItemType, FrozenKey))| FrozenItem {
        bank: "b".into(),
        code: format!("b-{number}"),
        item_type,
        topic: "t".into(),
        level: CognitiveLevel::NhanBiet,
        points: 100,
        stem: format!("Câu {number}: điều gì đúng?"),
        options: if item_type == ItemType::TrueFalse { vec![] } else { ["Một", "Hai", "Ba", "Bốn"].map(str::to_owned).to_vec() },
        key,
    };
    Frozen {
        format: commitment::FORMAT.into(),
        contest: "c".into(),
        round: "tuan-3".into(),
        opens_at: OPENS,
        closes_at: OPENS + 3_600_000,
        time_limit_seconds: Some(600),
        seconds_per_item: None,
        grace_seconds: 5,
        attempts_allowed: 2,
        last_start_at: None,
        attempts_per_contest: None,
        attempts_per_day: None,
        qualified_from: None,
        multiple_response: MultipleResponseRule::RightMinusWrong,
        ranking: RankingRules {
            counted: Counted::BestThenFastest,
            chain: vec![Criterion::Score, Criterion::PredictionDistance, Criterion::WorkingTime, Criterion::EarlierRounds, Criterion::Lots],
            prediction: Some(Question { target: Target::Participants, decimals: 0 }),
            earlier: vec!["tuan-1".into(), "tuan-2".into()],
            public_value: Some("Giải đặc biệt xổ số kiến thiết Tiền Giang ngày 06/12/2026".into()),
        },
        blueprint: vec![Cell { bank: "b".into(), topic: "t".into(), level: CognitiveLevel::NhanBiet, count: 5 }],
        items: keys.into_iter().enumerate().map(item).collect(),
        seed: "5a".repeat(32),
        reveal_ms: Some(3_000),
        rules_sha256: Some("cd".repeat(32)),
    }
}

/// Twenty-four people, some of them twice; most of them alike with the one twelve places on in all but the lots.
fn facts(frozen: &Frozen) -> Vec<AttemptFact> {
    let pool = frozen.pool();
    let mut facts = Vec::new();
    for number in 0..24_i64 {
        let pseudonym = format!("{:032x}", 0x1234_5678_u128 * u128::try_from(number + 1).unwrap());
        for ordinal in 1..=i32::try_from(1 + number % 2).unwrap() {
            let paper = frozen.paper(&pool, frozen.seed().unwrap(), &pseudonym, ordinal).unwrap();
            let wrong = i32::try_from(number % 3).unwrap();
            let response = |slot: &hocthi::quiz::model::Slot| SavedResponse {
                slot: slot.slot,
                seq: 1,
                response: sent_for(slot, &Key::from(&frozen.item(slot.version).unwrap().key), slot.slot > wrong),
            };
            // Some run into the pause at minute twenty, some into the extension at minute fifty-five.
            let mut started_at =
                OPENS + [60_000, 1_150_000, 3_000_000][usize::try_from(number % 3).unwrap()] + i64::from(ordinal - 1) * 30_000;
            if number % 6 == 0 {
                // These waited for the opening, and began at their own.
                started_at = OPENS + reveal::offset_millis(frozen.seed().unwrap(), &pseudonym);
            }
            let takes = [240_000, 600_000, 650_000][usize::try_from(number % 3).unwrap()];
            let mut fact = AttemptFact {
                pseudonym: pseudonym.clone(),
                ordinal,
                started_at,
                submitted_at: started_at + takes,
                closed_by: ClosedBy::Taker,
                responses: paper.iter().map(response).collect(),
                prediction: (number % 4 != 3).then(|| (20 + number % 4).to_string()),
                digest: String::new(),
                excluded: (number == 5).then(|| "Khai sai đơn vị".to_owned()),
                link: (number % 5 != 0).then(|| format!("{number:064x}")),
                block: (number != 7).then(|| if number % 2 == 0 { "trong-tinh" } else { "ngoai-tinh" }.to_owned()),
                earlier: Some(if number < 4 { 1_500 } else { 1_000 }),
            };
            fact.digest = fact.digest_of_responses();
            facts.push(fact);
        }
    }
    facts
}

fn amendments() -> Vec<Amendment> {
    let two = || vec!["organizer".to_owned(); 2];
    let at =
        |minutes: i64, change, decided_by| Amendment { at: OPENS + minutes * 60_000, change, reason: "Vì sự cố".into(), decided_by };
    let name = |number| ("b".to_owned(), format!("b-{number}"));
    let corrected = |minutes, number, old, new| {
        let (bank, code) = name(number);
        at(minutes, Change::KeyCorrected { bank, code, old, new }, two())
    };
    let (bank, code) = name(4);
    vec![
        at(20, Change::Pause { seconds: 300 }, vec!["organizer".to_owned()]),
        at(55, Change::Extension { seconds: 120 }, two()),
        corrected(90, 0, FrozenKey::Options(vec![0]), FrozenKey::Options(vec![2])),
        corrected(91, 0, FrozenKey::Options(vec![2]), FrozenKey::Options(vec![1])),
        corrected(92, 2, FrozenKey::Truth(true), FrozenKey::Truth(false)),
        at(93, Change::ItemVoided { bank, code }, two()),
    ]
}

fn site() -> SiteKey {
    SiteKey::from_secret(&"42".repeat(32)).unwrap()
}

fn file() -> ResultFile {
    let frozen = frozen();
    let facts = facts(&frozen);
    let earlier = |round: &String| EarlierRound { round: round.clone(), digest: "ef".repeat(32) };
    let basis = Basis {
        title: "Cuộc thi · Tuần 3".into(),
        committed_at: OPENS - 1_000,
        amendments: amendments(),
        public_value: Some("90817".into()),
        earlier_rounds: frozen.ranking.earlier.iter().map(earlier).collect(),
        frozen,
        public_key: site().public(),
    };
    site().sign(ResultFile::make(basis, facts).unwrap())
}

fn own_verdict(text: &str) -> Result<(), String> {
    let unreadable = |_| "unreadable".to_owned();
    let checked = if text.contains(proof::RECEIPT_FORMAT) {
        proof::verify_receipt(text, &serde_json::from_str(text).map_err(unreadable)?)
    } else if text.contains(proof::CONTEST_FORMAT) {
        proof::verify_contest(text, &serde_json::from_str(text).map_err(unreadable)?)
    } else {
        verify::verify(text, &verify::read(text).map_err(|_| "unreadable".to_owned())?)
    };
    checked.map_err(|fault| fault.code.to_owned())
}

/// What each of the three says: the code of the first fault, or nothing where the file stands.
fn verdicts(name: &str, text: &str) -> [Option<String>; 3] {
    let own = own_verdict(text).err();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("written");
    let root = env!("CARGO_MANIFEST_DIR");
    let run = |program: &str, args: &[&str]| {
        let output =
            std::process::Command::new(program).args(args).arg(&path).output().unwrap_or_else(|error| panic!("{program}: {error}"));
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        match output.status.code() {
            Some(0) => None,
            Some(1 | 2) => Some(said),
            other => panic!("{program} ended with {other:?}: {said} {}", String::from_utf8_lossy(&output.stderr)),
        }
    };
    let python = run("python3", &[&format!("{root}/tests/verifier/verify_result.py")]);
    let browser = run("node", &[&format!("{root}/tests/verifier/run_browser_check.mjs"), &format!("{root}/assets/js/check-result.js")]);
    [own, python, browser]
}

#[test]
fn all_three_stand_by_a_file_with_everything_in_it() {
    let file = file();
    assert_eq!(verdicts("whole.json", &file.canonical()), [None, None, None]);
    assert!(file.ranking.iter().any(|line| line.block_rank.is_some()) && file.ranking.iter().any(|line| line.block.is_none()));
    // Lots leave no ties: nobody shares a rank.
    assert!(file.ranking.iter().enumerate().all(|(at, line)| line.rank == at + 1));
    // Of those who worked through the pause ten minutes remain five.
    let paused = file.ranking.iter().find(|line| line.submitted_at == OPENS + 1_750_000).expect("a line");
    assert_eq!(paused.working_time, 300_000);
}

/// Alters a file, signs it again as a dishonest site would, and hears all three.
fn altered(name: &str, change: impl Fn(&mut Value)) -> [Option<String>; 3] {
    let mut value: Value = serde_json::from_str(&file().canonical()).unwrap();
    change(&mut value);
    let text = match serde_json::from_value::<ResultFile>(value.clone()) {
        // What an honest reader cannot even read is left as it is.
        Ok(file) => site().sign(file).canonical(),
        Err(_) => canonical::canonical(&value),
    };
    verdicts(name, &text)
}

#[test]
fn none_of_the_three_stands_by_what_was_altered() {
    let last = |file: &mut Value| file["amendments"].as_array().unwrap().len() - 1;
    let changes: [(&str, &dyn Fn(&mut Value)); 19] = [
        ("a pause made longer", &|file| file["amendments"][0]["change"]["seconds"] = json!(600)),
        ("an extension left out", &|file| drop(file["amendments"].as_array_mut().unwrap().remove(1))),
        ("a correction left out", &|file| drop(file["amendments"].as_array_mut().unwrap().remove(3))),
        ("a voided item left out", &|file| drop(file["amendments"].as_array_mut().unwrap().pop())),
        ("another key", &|file| file["amendments"][4]["change"]["new"] = json!(true)),
        ("a key that never stood", &|file| file["amendments"][3]["change"]["old"] = json!([3])),
        ("a key that the item cannot have", &|file| file["amendments"][3]["change"]["new"] = json!([0, 1])),
        ("decided by one", &|file| file["amendments"][2]["decided_by"] = json!(["organizer"])),
        ("without a reason", &|file| file["amendments"][2]["reason"] = json!(" ")),
        ("out of order", &|file| file["amendments"].as_array_mut().unwrap().swap(0, 1)),
        ("a pause after the closing", &|file| {
            let at = last(file);
            file["amendments"][at]["change"] = json!({ "kind": "pause", "seconds": 60 });
        }),
        ("an item nobody knows", &|file| {
            let at = last(file);
            file["amendments"][at]["change"]["code"] = json!("b-99");
        }),
        ("another public value", &|file| file["public_value"] = json!("90818")),
        ("no public value", &|file| drop(file.as_object_mut().unwrap().remove("public_value"))),
        ("points of earlier rounds", &|file| {
            for fact in file["attempts"].as_array_mut().unwrap().iter_mut().skip(20) {
                fact["earlier"] = json!(9_000);
            }
        }),
        ("an earlier round left out", &|file| drop(file["earlier_rounds"].as_array_mut().unwrap().pop())),
        ("begun before one's own opening", &|file| file["attempts"][0]["started_at"] = json!(OPENS - 1)),
        ("another block", &|file| file["attempts"][0]["block"] = json!("ngoai-tinh")),
        ("another link", &|file| file["attempts"][0]["link"] = json!("00".repeat(32))),
    ];
    for (name, change) in changes {
        let [own, python, browser] = altered("altered.json", change);
        assert!(own.is_some() && python.is_some() && browser.is_some(), "{name}: {own:?}, {python:?}, {browser:?}");
    }
}

#[test]
fn all_three_check_proofs_of_receipts_and_lists_of_contests() {
    let (file, key) = (file(), site());
    let receipts = Receipts::of(&file);
    for fact in file.attempts.iter().step_by(5) {
        let proof = receipts.prove(&key, &fact.pseudonym, fact.ordinal).expect("it is in the result");
        assert_eq!(verdicts("receipt.json", &proof::bytes(&proof)), [None, None, None]);
    }
    let round = |number: i64, result: Option<String>| ContestRound {
        round: format!("tuan-{number}"),
        title: format!("Tuần {number}"),
        opens_at: OPENS,
        closes_at: OPENS + 1,
        commitment: Some("ab".repeat(32)),
        voided: (number == 2).then(|| "Lộ đề".to_owned()),
        published_at: result.is_some().then_some(OPENS + 2),
        result,
    };
    let list = ContestFile::signed("c".into(), "Cuộc thi".into(), vec![round(1, Some(file.digest())), round(2, None)], &key);
    assert_eq!(verdicts("list.json", &proof::bytes(&list)), [None, None, None]);
    let proof = receipts.prove(&key, &file.attempts[3].pseudonym, file.attempts[3].ordinal).unwrap();
    let forgeries: [(&str, String); 5] = [
        ("another receipt", proof::bytes(&proof).replacen("\"ordinal\":1", "\"ordinal\":2", 1)),
        ("another path", proof::bytes(&proof).replacen("\"right\"", "\"left\"", 1)),
        ("another result", proof::bytes(&proof).replacen(&proof.result, &"00".repeat(32), 1)),
        ("another list", proof::bytes(&list).replacen(&file.digest(), &"00".repeat(32), 1)),
        ("a void round that counts", proof::bytes(&list).replacen("\"Lộ đề\"", "null", 1)),
    ];
    for (name, text) in forgeries {
        let said = verdicts("forged.json", &text);
        assert!(said.iter().all(Option::is_some), "{name}: {said:?}");
    }
}

/// A null where nothing should stand is another file, not the same one.
#[test]
fn an_absent_field_is_not_null() {
    for place in
        ["/public_value", "/attempts/1/link", "/attempts/1/block", "/attempts/1/earlier", "/frozen/rules_sha256", "/frozen/reveal_ms"]
    {
        let mut value: Value = serde_json::from_str(&file().canonical()).unwrap();
        *value.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = Value::Null;
        let said = verdicts("null.json", &canonical::canonical(&value));
        assert!(said.iter().all(Option::is_some), "{place}: {said:?}");
    }
}
