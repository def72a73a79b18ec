//! One altered fact anywhere, and the file no longer stands.

use serde_json::{Value, json};

use super::*;
use crate::{
    bank::model::{CognitiveLevel, ItemType},
    contests::{
        commitment::{Frozen, FrozenItem, FrozenKey},
        facts::SavedResponse,
        prediction::{Question, Target},
        ranking::{Counted, Criterion, RankingRules},
        result_file::Basis,
        signing::SiteKey,
    },
    kernel::canonical,
    quiz::{model::Cell, response::sent_for, scoring::MultipleResponseRule},
};

/// When the round of [`frozen`] opens.
pub const OPENS: i64 = 1_795_000_000_000;

fn item(number: usize, key: FrozenKey) -> FrozenItem {
    let is_truth = matches!(key, FrozenKey::Truth(_));
    let item_type = match &key {
        FrozenKey::Truth(_) => ItemType::TrueFalse,
        FrozenKey::Options(keys) if keys.len() > 1 => ItemType::MultipleResponse,
        FrozenKey::Options(_) => ItemType::SingleChoice,
    };
    FrozenItem {
        bank: "b".into(),
        code: format!("b-{number:03}"),
        item_type,
        topic: "t".into(),
        level: CognitiveLevel::NhanBiet,
        points: 100,
        stem: format!("Câu {number}?"),
        options: if is_truth { vec![] } else { ["Một", "Hai", "Ba", "Bốn"].map(str::to_owned).to_vec() },
        key,
    }
}

/// A round of one hour, papers of ten minutes, four items of six.
pub fn frozen() -> Frozen {
    let keys = [
        FrozenKey::Options(vec![0]),
        FrozenKey::Options(vec![3]),
        FrozenKey::Options(vec![1, 2]),
        FrozenKey::Truth(true),
        FrozenKey::Truth(false),
        FrozenKey::Options(vec![2]),
    ];
    Frozen {
        format: commitment::FORMAT.into(),
        contest: "c".into(),
        round: "tuan-1".into(),
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
            counted: Counted::BestThenEarliest,
            chain: vec![Criterion::Score, Criterion::PredictionDistance, Criterion::SubmittedAt],
            prediction: Some(Question { target: Target::PersonsAllCorrect, decimals: 0 }),
            earlier: vec![],
            public_value: None,
        },
        blueprint: vec![Cell { bank: "b".into(), topic: "t".into(), level: CognitiveLevel::NhanBiet, count: 4 }],
        items: keys.into_iter().enumerate().map(|(number, key)| item(number, key)).collect(),
        seed: "07".repeat(32),
        reveal_ms: None,
        rules_sha256: None,
    }
}

/// An attempt that answers the first `right` slots of its paper rightly.
fn fact(frozen: &Frozen, who: &str, ordinal: i32, right: i32, started: i64, submitted: i64, prediction: Option<&str>) -> AttemptFact {
    let pool = frozen.pool();
    let paper = frozen.paper(&pool, frozen.seed().unwrap(), who, ordinal).unwrap();
    let response = |slot: &crate::quiz::model::Slot| {
        let key = (&frozen.item(slot.version).unwrap().key).into();
        SavedResponse { slot: slot.slot, seq: 1, response: sent_for(slot, &key, slot.slot <= right) }
    };
    let mut fact = AttemptFact {
        pseudonym: who.into(),
        ordinal,
        started_at: OPENS + started * 1_000,
        submitted_at: OPENS + submitted * 1_000,
        closed_by: ClosedBy::Taker,
        responses: paper.iter().map(response).collect(),
        prediction: prediction.map(str::to_owned),
        digest: String::new(),
        excluded: None,
        link: None,
        block: None,
        earlier: None,
    };
    fact.digest = fact.digest_of_responses();
    fact
}

/// The key of the tests' site.
pub fn site() -> SiteKey {
    SiteKey::from_secret(&"42".repeat(32)).unwrap()
}

fn facts(frozen: &Frozen) -> Vec<AttemptFact> {
    vec![
        fact(frozen, "aa", 1, 4, 0, 300, Some("2")),
        fact(frozen, "aa", 2, 2, 400, 500, None),
        fact(frozen, "bb", 1, 4, 10, 200, Some("5")),
        fact(frozen, "cc", 1, 3, 10, 100, Some("1.000")),
        fact(frozen, "dd", 1, 0, 0, 50, None),
    ]
}

fn basis(frozen: Frozen) -> Basis {
    Basis {
        title: "Cuộc thi · Tuần 1".into(),
        committed_at: OPENS - 1_000,
        frozen,
        amendments: vec![],
        public_value: None,
        earlier_rounds: vec![],
        public_key: site().public(),
    }
}

fn made(facts: Vec<AttemptFact>) -> ResultFile {
    site().sign(ResultFile::make(basis(frozen()), facts).unwrap())
}

/// A small result that stands.
pub fn file() -> ResultFile {
    made(facts(&frozen()))
}

#[test]
fn a_file_stands_and_ranks_as_worked_by_hand() {
    let file = made(facts(&frozen()));
    let text = file.canonical();
    assert_eq!(verify(&text, &read(&text).unwrap()), Ok(()));
    // All correct: aa and bb, so the truth is 2. aa predicted it exactly, bb is 3 off; cc has fewer points, dd none.
    let told: Vec<(usize, &str, i32, i64, Option<i64>)> =
        file.ranking.iter().map(|line| (line.rank, line.pseudonym.as_str(), line.ordinal, line.score, line.distance)).collect();
    let cc = told[2].3;
    assert!((200..400).contains(&cc));
    assert_eq!(told[..2], [(1, "aa", 1, 400, Some(0)), (2, "bb", 1, 400, Some(3))]);
    assert_eq!((told[2].0, told[2].1, told[2].4), (3, "cc", Some(998)));
    assert_eq!((told[3].0, told[3].1, told[3].4), (4, "dd", None));
    assert_eq!((file.participants, file.all_correct, file.attempts_counted, file.truth), (4, 2, 5, Some(2)));
}

#[test]
fn the_order_of_the_facts_changes_no_byte() {
    let list = facts(&frozen());
    let first = made(list.clone()).canonical();
    for turn in 0..list.len() {
        let mut turned = list.clone();
        turned.rotate_left(turn);
        turned.reverse();
        assert_eq!(made(turned).canonical(), first);
    }
}

/// Changes one place of the file, signs it again as a dishonest site would, and says what the verifier finds.
fn altered(change: impl Fn(&mut Value)) -> Result<(), Fault> {
    let mut value: Value = serde_json::from_str(&made(facts(&frozen())).canonical()).unwrap();
    change(&mut value);
    let file = site().sign(serde_json::from_value(value).unwrap());
    verify(&file.canonical(), &file)
}

#[test]
fn every_altered_fact_is_named_even_when_the_site_signs_again() {
    let found = |change: &dyn Fn(&mut Value)| altered(change).map_err(|fault| (fault.code, fault.place)).unwrap_err();
    let at = |code: &'static str, place: &str| (code, place.to_owned());
    assert_eq!(found(&|file| file["frozen"]["items"][0]["key"] = json!([1])), at("commitment", ""));
    assert_eq!(found(&|file| file["frozen"]["seed"] = json!("08".repeat(32))), at("commitment", ""));
    assert_eq!(found(&|file| file["frozen"]["ranking"]["chain"] = json!(["score"])), at("commitment", ""));
    assert_eq!(found(&|file| file["committed_at"] = json!(OPENS)), at("committed_late", ""));
    assert_eq!(found(&|file| file["attempts"][2]["submitted_at"] = json!(OPENS + 1)), at("times", "bb/1"));
    assert_eq!(found(&|file| file["attempts"][2]["submitted_at"] = json!(OPENS + 199_999)), at("ranking", "#2"));
    assert_eq!(found(&|file| file["attempts"][3]["responses"][0]["response"] = json!(null)), at("digest", "cc/1"));
    assert_eq!(found(&|file| file["attempts"][3]["prediction"] = json!("2")), at("ranking", "#3"));
    assert_eq!(found(&|file| file["attempts"][3]["prediction"] = json!("hai")), at("prediction", "cc/1"));
    assert_eq!(found(&|file| file["attempts"][4]["excluded"] = json!("lý do")), at("counts", ""));
    assert_eq!(found(&|file| file["attempts"][1]["ordinal"] = json!(3)), at("attempt_number", "aa/3"));
    assert_eq!(found(&|file| file["truth"] = json!(3)), at("truth", ""));
    assert_eq!(found(&|file| file["ranking"][0]["rank"] = json!(2)), at("ranking", "#1"));
    assert_eq!(found(&|file| file["merkle_root"] = json!("00")), at("merkle_root", ""));
    assert_eq!(
        found(&|file| {
            file["attempts"].as_array_mut().unwrap().swap(0, 2);
        }),
        at("order", "aa/2")
    );
    assert_eq!(
        found(&|file| {
            file["attempts"].as_array_mut().unwrap().pop();
        }),
        at("counts", "")
    );
}

#[test]
fn a_file_that_somebody_else_signed_or_formatted_does_not_stand() {
    let file = made(facts(&frozen()));
    let other = SiteKey::from_secret(&"43".repeat(32)).unwrap();
    let forged = ResultFile { signature: other.sign(file.clone()).signature, ..file.clone() };
    assert_eq!(verify(&forged.canonical(), &forged).unwrap_err().code, "signature");
    let pretty = serde_json::to_string_pretty(&serde_json::to_value(&file).unwrap()).unwrap();
    assert_eq!(verify(&pretty, &file).unwrap_err().code, "canonical");
    assert_eq!(canonical::canonical(&serde_json::from_str(&pretty).unwrap()), file.canonical());
}

#[test]
fn what_this_format_does_not_have_cannot_be_read() {
    let file = made(facts(&frozen()));
    let told = |change: &dyn Fn(&mut Value)| {
        let mut value = serde_json::to_value(&file).unwrap();
        change(&mut value);
        read(&value.to_string()).unwrap_err()
    };
    assert_eq!(told(&|file| file["frozen"]["items"][1]["type"] = json!("matching")), "frozen.items[1].type");
    assert_eq!(told(&|file| file["frozen"]["multiple_response"] = json!("per_option")), "frozen.multiple_response");
}
