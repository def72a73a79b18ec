//! The rules of a contest for anyone (thể lệ): in words, on paper, version by version, and as the bytes that were hashed.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    super::{
        model::Contest,
        ops,
        qualification::{Cut, Qualification},
        ranking::RankingRules,
        registration,
        rules::{self, Change, Document, RoundRules, Section, Texts, Version},
        standings::Standings,
    },
    PaperTime, RulesView,
    example::{self, ExampleLine},
    prizes::in_words::{self, PrizesView},
};
use crate::{
    kernel::{Problem, Timestamp},
    web::{Cx, View, format, view::Sample},
};

#[derive(Serialize)]
struct RulesPage {
    code: String,
    doc: DocView,
    /// Set on paper: the document and nothing else.
    is_paper: bool,
    versions: Vec<VersionLine>,
    can_organize: bool,
    /// Who may take part, in words; empty where anybody may.
    terms: Vec<String>,
    prizes: PrizesView,
}

/// A version of the document, ready to be put into words.
#[derive(Serialize)]
pub(super) struct DocView {
    title: String,
    organizer: String,
    layout: &'static str,
    /// 0 while the contest is prepared.
    version: i32,
    /// A later version is in force.
    is_old: bool,
    in_force_at: String,
    reason: String,
    digest: String,
    /// Day, month and year as documents print them.
    date: [String; 3],
    /// HTML comes from the Markdown filter of the template.
    texts: BTreeMap<&'static str, String>,
    rounds: Vec<RoundRow>,
    per_contest: i32,
    per_day: i32,
    /// See [`super::standings::word`].
    standings: String,
    groups: Vec<Group>,
}

/// A round in the table of the document.
#[derive(Serialize)]
struct RoundRow {
    title: String,
    opens_at: String,
    /// Empty where it is the closing.
    last_start_at: String,
    closes_at: String,
    /// The version that is or was in force at its opening; 0 where there was none.
    version: i32,
    /// Whom earlier rounds let in; empty where it is for everybody.
    qualified: Option<QualifiedView>,
}

/// Whom earlier rounds let in.
#[derive(Serialize)]
pub(super) struct QualifiedView {
    cut: &'static str,
    n: usize,
    /// Titles of the earlier rounds.
    rounds: String,
}

impl QualifiedView {
    /// For these titles by code.
    pub(super) fn of(qualified: &Qualification, titles: &BTreeMap<&str, &str>) -> Self {
        let named: Vec<&str> = qualified.rounds.iter().map(|code| titles.get(code.as_str()).copied().unwrap_or(code)).collect();
        let rounds = match named.as_slice() {
            [first, .., last] if named.len() > 3 => format!("{first} – {last}"),
            _ => named.join(", "),
        };
        Self { cut: qualified.cut.code(), n: qualified.n, rounds }
    }

    pub(super) fn sample() -> Self {
        Self { cut: Cut::Ranks.code(), n: 10, rounds: "Tuần 1 – Tuần 8".into() }
    }
}

/// Rounds that share their rules, and these with an example.
#[derive(Serialize)]
struct Group {
    titles: String,
    rules: RulesView,
    example: Vec<ExampleLine>,
    truth: String,
}

#[derive(Serialize)]
pub(super) struct VersionLine {
    number: i32,
    in_force_at: String,
    reason: String,
    digest: String,
}

/// An amendment as it is announced: `sửa đổi lần 1`.
#[derive(Serialize)]
pub(super) struct AmendmentLine {
    number: i32,
    at: String,
    reason: String,
}

impl AmendmentLine {
    /// All amendments, the latest first.
    pub(super) fn all(versions: &[Version]) -> Vec<Self> {
        let line = |version: &Version| Self {
            number: version.number - 1,
            at: format::datetime(version.in_force_at),
            reason: version.reason.clone(),
        };
        versions.iter().skip(1).rev().map(line).collect()
    }

    pub(super) fn sample() -> Self {
        Self { number: 1, at: "09:00 01/12/2026".into(), reason: "Bổ sung giải tập thể".into() }
    }
}

#[derive(Serialize)]
struct ComparePage {
    code: String,
    title: String,
    from: i32,
    to: i32,
    in_force_at: String,
    reason: String,
    changes: Vec<SectionChange>,
}

/// A section that differs, in pieces.
#[derive(Serialize)]
pub(super) struct SectionChange {
    /// Code of the section, or `rounds`.
    section: &'static str,
    pieces: Vec<Piece>,
}

#[derive(Serialize)]
struct Piece {
    /// `kept`, `added` or `removed`.
    kind: &'static str,
    text: String,
}

impl SectionChange {
    fn of(section: &'static str, old: &str, new: &str) -> Option<Self> {
        let piece = |(kind, text): (Change, String)| Piece {
            kind: match kind {
                Change::Kept => "kept",
                Change::Added => "added",
                Change::Removed => "removed",
            },
            text,
        };
        (old != new).then(|| Self { section, pieces: rules::changes(old, new).into_iter().map(piece).collect() })
    }

    /// The sections that differ between two texts.
    pub(super) fn between(old: &Texts, new: &Texts) -> Vec<Self> {
        Section::ALL.into_iter().filter_map(|section| Self::of(section.code(), old.text(section), new.text(section))).collect()
    }

    pub(super) fn sample() -> Vec<Self> {
        let (old, new) = (Texts::template(), Texts::template());
        let mut new = new;
        new.sections.insert(Section::Prizes, "Một giải Nhất 4 triệu đồng.".into());
        Self::between(&old, &new)
    }
}

impl View for RulesPage {
    const TEMPLATE: &'static str = "contests/rules.html";
    fn samples() -> Vec<Self> {
        let page = |layout, is_paper, is_old| Self {
            code: "tim-hieu".into(),
            doc: DocView { layout, is_old, ..DocView::sample() },
            is_paper,
            versions: vec![
                VersionLine { number: 1, in_force_at: "09:00 20/11/2026".into(), reason: String::new(), digest: "ab".repeat(32) },
                VersionLine {
                    number: 2, in_force_at: "09:00 01/12/2026".into(), reason: "Bổ sung giải".into(), digest: "cd".repeat(32)
                },
            ],
            can_organize: is_paper,
            terms: if is_paper { vec![] } else { vec!["Từ đủ 14 tuổi.".into()] },
            prizes: PrizesView::sample(),
        };
        let bare = Self {
            versions: vec![],
            doc: DocView { version: 0, digest: String::new(), ..DocView::sample() },
            ..page("state", false, false)
        };
        vec![page("state", false, false), page("state", true, false), page("party", true, true), page("plain", true, false), bare]
    }
}

impl View for ComparePage {
    const TEMPLATE: &'static str = "contests/rules_compare.html";
    fn samples() -> Vec<Self> {
        let page = |changes| Self {
            code: "tim-hieu".into(),
            title: "Cuộc thi tìm hiểu".into(),
            from: 1,
            to: 2,
            in_force_at: "09:00 01/12/2026".into(),
            reason: "Bổ sung giải".into(),
            changes,
        };
        vec![page(SectionChange::sample()), page(vec![])]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<RulesPage>(), Sample::of::<ComparePage>()].into_iter().flatten().collect()
}

/// What rounds of one group have in common.
type Shared = (RankingRules, usize, (Option<i64>, Option<i64>), i32);

fn group(rules: &RoundRules, titles: String) -> Group {
    let (example, truth) = example::of(&rules.ranking, rules.items);
    let time = PaperTime { whole: rules.time_limit_seconds, per_item: rules.seconds_per_item };
    Group { titles, rules: RulesView::of(&rules.ranking, rules.items, time, rules.attempts_allowed), example, truth }
}

impl DocView {
    /// The document in words; `versions` tell under which each round opened.
    pub(super) fn of(document: Document, versions: &[Version], contest: &Contest) -> Self {
        let head = versions.iter().find(|version| version.number == document.version);
        let since = head.map(|version| version.in_force_at).or(contest.published_at);
        let titles: BTreeMap<&str, &str> = document.rounds.iter().map(|round| (round.code.as_str(), round.title.as_str())).collect();
        let moment = |millis: i64| format::datetime(Timestamp::from_millis(millis));
        let rounds: Vec<RoundRow> = document
            .rounds
            .iter()
            .map(|round| RoundRow {
                title: round.title.clone(),
                opens_at: moment(round.opens_at),
                last_start_at: round.last_start_at.map(moment).unwrap_or_default(),
                closes_at: moment(round.closes_at),
                version: rules::version_at(versions, Timestamp::from_millis(round.opens_at)),
                qualified: round.qualified_from.as_ref().map(|qualified| QualifiedView::of(qualified, &titles)),
            })
            .collect();
        let shared = |round: &RoundRules| {
            let time = (round.time_limit_seconds, round.seconds_per_item);
            (round.ranking.clone(), round.items, time, round.attempts_allowed)
        };
        let mut known: Vec<(Shared, Vec<&RoundRules>)> = Vec::new();
        for round in &document.rounds {
            match known.iter_mut().find(|(rules, _)| *rules == shared(round)) {
                Some((_, rounds)) => rounds.push(round),
                None => known.push((shared(round), vec![round])),
            }
        }
        let named = |rounds: &[&RoundRules]| match rounds {
            [first, .., last] if rounds.len() > 3 => format!("{} – {}", first.title, last.title),
            _ => rounds.iter().map(|round| round.title.as_str()).collect::<Vec<_>>().join(", "),
        };
        let day = since.map(Timestamp::vietnam_date);
        let date = day.map_or_else(Default::default, |day| {
            let (day_of_month, month) = format::document_day_month(day);
            [day_of_month, month, day.format("%Y").to_string()]
        });
        Self {
            groups: known.iter().filter_map(|(_, rounds)| rounds.first().map(|first| group(first, named(rounds)))).collect(),
            layout: document.texts.layout.code(),
            version: document.version,
            is_old: versions.last().is_some_and(|latest| latest.number > document.version),
            in_force_at: since.map(format::datetime).unwrap_or_default(),
            reason: head.map(|version| version.reason.clone()).unwrap_or_default(),
            digest: head.map(|version| version.digest.clone()).unwrap_or_default(),
            date,
            texts: Section::ALL.into_iter().map(|section| (section.code(), document.texts.text(section).to_owned())).collect(),
            rounds,
            per_contest: document.attempts_per_contest,
            per_day: document.attempts_per_day,
            standings: super::standings::word(Standings::from_minutes(document.standings_still_minutes)),
            title: document.title,
            organizer: document.organizer,
        }
    }

    pub(super) fn sample() -> Self {
        use super::super::{plan::Preset, prediction::Target};
        let round = |title: &str, preset: Preset, target, attempts_allowed| RoundRules {
            code: title.to_lowercase(),
            title: title.into(),
            opens_at: 1_795_397_400_000,
            last_start_at: None,
            closes_at: 1_795_997_400_000,
            items: 20,
            time_limit_seconds: (attempts_allowed > 0).then_some(1_200),
            seconds_per_item: (attempts_allowed == 1).then_some(60),
            attempts_allowed,
            ranking: preset.rules(target),
            qualified_from: None,
        };
        let groups = [
            round("Tuần 1", Preset::PredictionThenEarliest, Target::PersonsAllCorrect, 3),
            round("Tuần 2", Preset::FastestThenPrediction, Target::PercentAllCorrect, 1),
            round("Tuần 3", Preset::FastestThenEarliest, Target::Participants, 2),
            round("Tuần 4", Preset::ScoreAlone, Target::Attempts, 0),
        ]
        .iter()
        .map(|round| group(round, round.title.clone()))
        .collect();
        let row = |version, qualified| RoundRow {
            title: "Tuần 1".into(),
            opens_at: "08:00 24/11/2026".into(),
            last_start_at: if version == 1 { "06:30 01/12/2026".into() } else { String::new() },
            closes_at: "07:00 01/12/2026".into(),
            version,
            qualified,
        };
        let texts = Texts::template();
        Self {
            title: "Cuộc thi tìm hiểu".into(),
            organizer: "Ban Tuyên giáo và Dân vận".into(),
            layout: "state",
            version: 2,
            is_old: false,
            in_force_at: "09:00 01/12/2026".into(),
            reason: "Bổ sung giải tập thể".into(),
            digest: "cd".repeat(32),
            date: ["01".into(), "12".into(), "2026".into()],
            texts: Section::ALL.into_iter().map(|section| (section.code(), texts.text(section).to_owned())).collect(),
            rounds: vec![row(1, None), row(2, Some(QualifiedView::sample()))],
            per_contest: 10,
            per_day: 1,
            standings: "60".into(),
            groups,
        }
    }
}

fn lines(versions: &[Version]) -> Vec<VersionLine> {
    let line = |version: &Version| VersionLine {
        number: version.number,
        in_force_at: format::datetime(version.in_force_at),
        reason: version.reason.clone(),
        digest: version.digest.clone(),
    };
    versions.iter().map(line).collect()
}

/// The version that the address names, or the one in force.
fn wanted(cx: &Cx) -> Option<i32> {
    cx.query("ban").parse().ok()
}

/// `GET /cuoc-thi/{contest}/the-le`: the version in force, or an older one (`?ban=1`); on paper with `?in=1`.
/// Organizers see that of a contest in preparation.
pub async fn rules(cx: Cx) -> Result<HttpResponse, Problem> {
    let (code, wanted, is_paper) = (cx.path_str("contest")?.to_owned(), wanted(&cx), cx.query("in") == "1");
    let can_organize = cx.context.actor().is_some_and(super::organize::may);
    let (page, terms) = cx
        .state
        .db
        .read(move |conn| {
            let contest: Contest = ops::contest(conn, &code, can_organize)?;
            let terms = match registration::terms_of(conn, contest.id)? {
                Some(terms) => Some((registration::pages::unit_names(conn, &terms)?, terms)),
                None => None,
            };
            let rounds = ops::rounds(conn, contest.id)?;
            let prizes = in_words::of(conn, &contest, &rounds)?;
            let versions = rules::versions(conn, contest.id)?;
            let document = match wanted {
                Some(number) => rules::version(conn, &contest, number)?,
                None => rules::in_force(conn, &contest)?,
            };
            let doc = DocView::of(document, &versions, &contest);
            let page = RulesPage { doc, is_paper, versions: lines(&versions), code: contest.code, can_organize, terms: vec![], prizes };
            Ok::<_, Problem>((page, terms))
        })
        .await?;
    let terms = terms.map(|(units, terms)| registration::pages::sentences(&cx, &terms, &units)).unwrap_or_default();
    cx.page(&RulesPage { terms, ..page })
}

/// The rounds of a document, a line each, for comparing.
fn rounds_in_words(document: &Document) -> String {
    let moment = |millis: i64| format::datetime(Timestamp::from_millis(millis));
    let line = |round: &RoundRules| {
        let last = round.last_start_at.map(|last| format!(" ({})", moment(last))).unwrap_or_default();
        format!("{}: {} – {}{last}", round.title, moment(round.opens_at), moment(round.closes_at))
    };
    document.rounds.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// `GET /cuoc-thi/{contest}/the-le/so-sanh?ban=2`: what a version changed in the one before.
pub async fn compare_rules(cx: Cx) -> Result<HttpResponse, Problem> {
    let (code, wanted) = (cx.path_str("contest")?.to_owned(), wanted(&cx));
    let page = cx
        .state
        .db
        .read(move |conn| {
            let contest: Contest = ops::contest(conn, &code, false)?;
            let versions = rules::versions(conn, contest.id)?;
            let to = wanted.or_else(|| versions.last().map(|version| version.number)).unwrap_or(0);
            let head = versions.iter().find(|version| version.number == to && to > 1).ok_or_else(Problem::not_found)?;
            let (old, new) = (rules::version(conn, &contest, to - 1)?, rules::version(conn, &contest, to)?);
            let mut changes = SectionChange::between(&old.texts, &new.texts);
            changes.extend(SectionChange::of("rounds", &rounds_in_words(&old), &rounds_in_words(&new)));
            Ok::<_, Problem>(ComparePage {
                from: to - 1,
                to,
                in_force_at: format::datetime(head.in_force_at),
                reason: head.reason.clone(),
                changes,
                code: contest.code,
                title: contest.title,
            })
        })
        .await?;
    cx.page(&page)
}

/// `GET /cuoc-thi/{contest}/the-le.json`: the exact bytes of a version, whose SHA-256 stands on the page.
pub async fn rules_file(cx: Cx) -> Result<HttpResponse, Problem> {
    let (code, wanted) = (cx.path_str("contest")?.to_owned(), wanted(&cx));
    let body = cx
        .state
        .db
        .read(move |conn| {
            let contest = ops::contest(conn, &code, false)?;
            let latest = rules::versions(conn, contest.id)?.last().map(|version| version.number);
            let number = wanted.or(latest).ok_or_else(Problem::not_found)?;
            rules::body(conn, contest.id, number).map_err(Problem::from)
        })
        .await?;
    Ok(HttpResponse::Ok().content_type("application/json; charset=utf-8").body(body))
}
