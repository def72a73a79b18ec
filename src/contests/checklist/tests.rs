use super::*;
use crate::{
    contests::{
        plan::Preset,
        prediction::Target,
        qualification::{Cut, Qualification},
        standings::Standings,
    },
    kernel::Id,
    quiz::{
        model::{Cell, KeyRelease, Purpose, Rules},
        scoring::MultipleResponseRule,
    },
};

const NOW: Timestamp = Timestamp::from_millis(1_795_397_400_000);
const HOUR: i64 = 3_600;

fn round(number: u128, opens: i64, closes: i64) -> Round {
    Round {
        id: Id::from_uuid(uuid::Uuid::from_u128(number)),
        contest_id: Id::from_uuid(uuid::Uuid::nil()),
        code: format!("vong-{number}"),
        title: format!("Vòng {number}"),
        quiz_id: Id::from_uuid(uuid::Uuid::from_u128(number)),
        opens_at: NOW.plus_seconds(opens * HOUR),
        closes_at: NOW.plus_seconds(closes * HOUR),
        last_start_at: None,
        qualified_from: None,
        ranking: Preset::PredictionThenEarliest.rules(Target::Participants),
        commitment: None,
        committed_at: None,
        facts_revision: 0,
        appeals_until: None,
        public_value: None,
        voided_at: None,
    }
}

fn quiz(round: &Round, count: usize) -> Quiz {
    Quiz {
        id: round.quiz_id,
        code: String::new(),
        purpose: Purpose::Round,
        course_id: None,
        title: String::new(),
        summary: String::new(),
        rules: Rules {
            time_limit_seconds: Some(1_200),
            seconds_per_item: None,
            grace_seconds: 5,
            attempts_allowed: 3,
            pass_percent: 100,
            multiple_response: MultipleResponseRule::RightMinusWrong,
            key_release: KeyRelease::Never,
        },
        blueprint: vec![Cell { bank: "b".into(), topic: "t".into(), level: CognitiveLevel::NhanBiet, count }],
        requires: vec![],
        opens_at: None,
        closes_at: None,
        paused_until: None,
    }
}

/// The lines that do not simply hold, with how they stand, beside cells whose keys are shown elsewhere.
fn told_beside(
    open: &[CellName],
    rounds: &[Round],
    count: usize,
    texts: &Texts,
    limits: Limits,
    organizers: usize,
) -> Vec<(&'static str, Mark)> {
    let contest = Contest {
        id: Id::from_uuid(uuid::Uuid::nil()),
        code: "c".into(),
        title: "C".into(),
        summary: String::new(),
        organizer: "O".into(),
        published_at: None,
        limits,
        standings: Standings::Hidden,
    };
    let quizzes = rounds.iter().map(|round| (round.quiz_id, quiz(round, count))).collect();
    let stock = [(("b".to_owned(), "t".to_owned(), CognitiveLevel::NhanBiet), 20)].into();
    let none = HashMap::new();
    let facts = Facts {
        contest: &contest,
        rounds,
        quizzes: &quizzes,
        stock: &stock,
        unfit: &none,
        tied: &none,
        open: &open.iter().cloned().collect(),
        texts,
        organizers,
    };
    read(&facts, NOW).into_iter().filter(|line| line.mark != Mark::Holds).map(|line| (line.code, line.mark)).collect()
}

/// All but that the rounds of these tests draw from the same cell.
fn told(rounds: &[Round], count: usize, texts: &Texts, limits: Limits, organizers: usize) -> Vec<(&'static str, Mark)> {
    let mut told = told_beside(&[], rounds, count, texts, limits, organizers);
    told.retain(|(code, _)| *code != "exposed");
    told
}

fn own_texts() -> Texts {
    let mut texts = Texts::template();
    texts.sections.insert(Section::Exclusions, "Thành viên ban tổ chức và người thân.".into());
    texts
}

#[test]
fn a_contest_that_is_ready_has_nothing_to_mend() {
    assert_eq!(told(&[round(1, 1, 24), round(2, 24, 48)], 20, &own_texts(), Limits::default(), 2), []);
}

#[test]
fn items_whose_keys_people_have_seen_deserve_a_look() {
    let cell = ("b".to_owned(), "t".to_owned(), CognitiveLevel::NhanBiet);
    let told = |open: &[CellName], rounds: &[Round]| told_beside(open, rounds, 20, &own_texts(), Limits::default(), 2);
    assert_eq!(told(&[], &[round(1, 1, 24)]), []);
    assert_eq!(told(&[cell], &[round(1, 1, 24)]), [("exposed", Mark::Look)], "a course shows them after its quiz");
    assert_eq!(told(&[], &[round(1, 1, 24), round(2, 24, 48)]), [("exposed", Mark::Look)], "the first round's result shows them");
}

#[test]
fn each_line_fails_for_its_own_reason() {
    let ready = [round(1, 1, 24), round(2, 24, 48)];
    let with = |change: &dyn Fn(&mut Round)| {
        let mut rounds = ready.clone();
        change(&mut rounds[1]);
        told(&rounds, 20, &own_texts(), Limits::default(), 2)
    };
    assert_eq!(told(&[], 20, &own_texts(), Limits::default(), 2), [("rounds", Mark::Fails)]);
    assert_eq!(told(&[round(1, 0, 24)], 20, &own_texts(), Limits::default(), 2), [("future", Mark::Fails)], "it opens this very instant");
    assert_eq!(with(&|round| round.closes_at = round.opens_at), [("times", Mark::Fails)]);
    assert_eq!(with(&|round| round.last_start_at = Some(round.opens_at)), [("times", Mark::Fails)]);
    assert_eq!(with(&|round| round.last_start_at = Some(round.closes_at)), []);
    assert_eq!(with(&|round| round.opens_at = NOW.plus_seconds(23 * HOUR)), [("overlap", Mark::Look)]);
    assert_eq!(with(&|round| round.ranking.prediction = None), [("prediction", Mark::Fails)]);
    let from = |rounds: &[&str]| Some(Qualification { rounds: rounds.iter().map(|code| (*code).into()).collect(), cut: Cut::Ranks, n: 5 });
    assert_eq!(with(&|round| round.qualified_from = from(&["vong-1"])), [], "the first closes as the second opens");
    assert_eq!(with(&|round| round.qualified_from = from(&["vong-2"])), [("qualified", Mark::Fails)]);
    assert_eq!(with(&|round| round.qualified_from = from(&[])), [("qualified", Mark::Fails)]);
    assert_eq!(told(&ready, 21, &own_texts(), Limits::default(), 2), [("items", Mark::Fails)], "twenty items are no paper of 21");
    assert_eq!(told(&ready, 20, &own_texts(), Limits { per_contest: 0, per_day: 2 }, 2), [("limits", Mark::Look)]);
    assert_eq!(told(&ready, 20, &own_texts(), Limits::default(), 1), [("organizers", Mark::Look)]);
    assert_eq!(told(&ready, 20, &Texts::template(), Limits::default(), 2), [("rules", Mark::Look), ("exclusions", Mark::Look)]);
    let mut empty = own_texts();
    empty.sections.insert(Section::Prizes, String::new());
    assert_eq!(told(&ready, 20, &empty, Limits::default(), 2), [("rules", Mark::Fails)]);
}

#[test]
fn an_item_that_the_verifiers_do_not_know_stops_the_contest() {
    let rounds = [round(1, 1, 24)];
    let contest = Contest {
        id: Id::from_uuid(uuid::Uuid::nil()),
        code: "c".into(),
        title: "C".into(),
        summary: String::new(),
        organizer: "O".into(),
        published_at: None,
        limits: Limits::default(),
        standings: Standings::Hidden,
    };
    let cell = |topic: &str| ("b".to_owned(), topic.to_owned(), CognitiveLevel::NhanBiet);
    let quizzes = [(rounds[0].quiz_id, quiz(&rounds[0], 5))].into();
    let stock = [(cell("t"), 20)].into();
    let texts = own_texts();
    let open = HashSet::new();
    let line = |items: HashMap<_, _>, code| {
        let facts = Facts {
            contest: &contest,
            rounds: &rounds,
            quizzes: &quizzes,
            stock: &stock,
            unfit: &items,
            tied: &items,
            open: &open,
            texts: &texts,
            organizers: 2,
        };
        read(&facts, NOW).into_iter().find(|line| line.code == code).unwrap()
    };
    for (code, mark) in [("types", Mark::Fails), ("tied", Mark::Look)] {
        let told = line([(cell("t"), vec!["t-ghep".to_owned()])].into(), code);
        assert_eq!(
            (told.mark, told.what, told.n, told.place),
            (mark, vec!["Vòng 1".to_owned(), "t-ghep".to_owned()], 1, Place::Round("vong-1".into()))
        );
    }
    assert_eq!(
        line([(cell("khac"), vec!["k-ghep".to_owned()])].into(), "types").mark,
        Mark::Holds,
        "a cell that the round does not draw from"
    );
}
