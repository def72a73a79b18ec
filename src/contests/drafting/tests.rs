use super::*;
use crate::{
    bank::model::CognitiveLevel,
    contests::{plan::Preset, prediction::Target, qualification::Cut},
    kernel::Id,
};

const NOW: Timestamp = Timestamp::from_millis(1_795_397_400_000);
const HOUR: i64 = 3_600;

fn draft() -> RoundDraft {
    let cell = |count| Cell { bank: "b".into(), topic: "t".into(), level: CognitiveLevel::NhanBiet, count };
    RoundDraft {
        title: " Chung  kết ".into(),
        opens_at: NOW.plus_seconds(48 * HOUR),
        last_start_at: None,
        closes_at: NOW.plus_seconds(50 * HOUR),
        time_limit_minutes: Some(20),
        seconds_per_item: None,
        attempts_allowed: 1,
        blueprint: vec![cell(5), cell(0)],
        ranking: Preset::PredictionThenEarliest.rules(Target::Participants),
        qualified_from: None,
    }
}

fn earlier(closes_hours: i64) -> Round {
    Round {
        id: Id::from_uuid(uuid::Uuid::nil()),
        contest_id: Id::from_uuid(uuid::Uuid::nil()),
        code: "vong-1".into(),
        title: "Vòng 1".into(),
        quiz_id: Id::from_uuid(uuid::Uuid::nil()),
        opens_at: NOW.plus_seconds(HOUR),
        closes_at: NOW.plus_seconds(closes_hours * HOUR),
        last_start_at: None,
        qualified_from: None,
        ranking: Preset::ScoreAlone.rules(Target::Participants),
        commitment: None,
        committed_at: None,
        facts_revision: 0,
        appeals_until: None,
        public_value: None,
        voided_at: None,
    }
}

#[test]
fn a_round_is_cleaned_as_it_is_kept() {
    let kept = RoundDraft { last_start_at: Some(draft().closes_at), ..draft() }.checked(NOW, &[earlier(24)]).unwrap();
    assert_eq!((kept.title.as_str(), kept.blueprint.len(), kept.last_start_at), ("Chung kết", 1, None));
    let mut plain = draft();
    plain.ranking.chain = vec![Criterion::Score];
    plain.ranking.public_value = Some("Giải đặc biệt".into());
    plain.ranking.earlier = vec!["vong-1".into()];
    let plain = plain.checked(NOW, &[]).unwrap().ranking;
    assert_eq!((plain.prediction, plain.public_value, plain.earlier.len()), (None, None, 0), "nothing is asked that decides nothing");
    let mut lots = draft();
    lots.ranking.chain.extend([Criterion::EarlierRounds, Criterion::Lots]);
    lots.ranking.public_value = Some(" Giải  đặc biệt ".into());
    lots.ranking.earlier = vec!["vong-1".into()];
    assert_eq!(lots.checked(NOW, &[earlier(24)]).unwrap().ranking.public_value.as_deref(), Some("Giải đặc biệt"));
}

#[test]
fn what_cannot_be_is_told_at_its_field() {
    let wrong = |change: &dyn Fn(&mut RoundDraft)| {
        let mut draft = draft();
        change(&mut draft);
        let fields = draft.checked(NOW, &[earlier(24)]).unwrap_err();
        fields.into_iter().map(|field| (field.field, field.code)).collect::<Vec<_>>()
    };
    let told = |field: &str, code: &'static str| vec![(field.to_owned(), code)];
    assert_eq!(wrong(&|draft| draft.title = "Vòng 1".into()), told("title", "round_title_taken"));
    assert_eq!(wrong(&|draft| draft.opens_at = NOW), told("opens_at", "moment_past"));
    assert_eq!(wrong(&|draft| draft.closes_at = draft.opens_at), told("closes_at", "closes_before_opening"));
    assert_eq!(wrong(&|draft| draft.last_start_at = Some(draft.opens_at)), told("last_start_at", "last_start_outside"));
    assert_eq!(wrong(&|draft| draft.last_start_at = Some(draft.closes_at.plus_seconds(1))), told("last_start_at", "last_start_outside"));
    assert_eq!(wrong(&|draft| draft.time_limit_minutes = Some(0)), told("time_limit", "number_range"));
    assert_eq!(wrong(&|draft| draft.attempts_allowed = -1), told("attempts", "number_range"));
    assert_eq!(wrong(&|draft| draft.blueprint.clear()), told("cells", "paper_size"));
    assert_eq!(wrong(&|draft| draft.ranking.chain.clear()), told("chain1", "chain_form"));
    assert_eq!(wrong(&|draft| draft.ranking.chain = vec![Criterion::Score, Criterion::Score]), told("chain1", "chain_form"));
    assert_eq!(wrong(&|draft| draft.ranking.chain.push(Criterion::EarlierRounds)), told("earlier", "qualified_not_earlier"));
    assert_eq!(wrong(&|draft| draft.ranking.chain.push(Criterion::Lots)), told("public_value", "public_value_needed"));
    let from = |rounds: &[&str], n| Some(Qualification { rounds: rounds.iter().map(|code| (*code).into()).collect(), cut: Cut::Best, n });
    assert_eq!(wrong(&|draft| draft.qualified_from = from(&["khong-co"], 5)), told("qualified", "qualified_not_earlier"));
    assert_eq!(wrong(&|draft| draft.qualified_from = from(&["vong-1"], 0)), told("qualified_n", "number_range"));
    let late = RoundDraft { qualified_from: from(&["vong-1"], 5), ..draft() };
    assert!(late.clone().checked(NOW, &[earlier(48)]).is_ok(), "it closes as the final opens");
    assert!(late.checked(NOW, &[earlier(49)]).is_err(), "it is still open then");
}

#[test]
fn a_new_round_takes_the_first_free_code() {
    assert_eq!(free_code(&[earlier(2)]), "vong-2");
    assert_eq!(free_code(&[]), "vong-1");
}
