//! The rounds of a contest as a picture: when each is open, beside or after the others. Only geometry; the page draws it.

use serde::Serialize;

use super::super::model::{Round, RoundState};
use crate::{kernel::Timestamp, web::format};

/// Rounds that still get a row with their title each; more are packed into lanes with their numbers.
const MOST_ROWS: usize = 12;
/// Heights in CSS pixels: of a row with a title, of a packed lane, of the axis.
const ROW: i64 = 42;
const LANE: i64 = 34;
const AXIS: i64 = 26;
/// Ten-thousandths of the width that a number needs for itself.
const NUMBER_WIDTH: i64 = 700;
/// Narrowest bar, in ten-thousandths of the width.
const NARROWEST: i64 = 60;
const DAY_MILLIS: i64 = 86_400_000;

/// The picture. Positions across are percentages of its width, so that its letters keep their size on every screen.
#[derive(Clone, Serialize)]
pub(super) struct Timeline {
    bars: Vec<Bar>,
    ticks: Vec<Tick>,
    /// Where the present lies; empty where it lies outside.
    now: String,
    /// Pixels.
    height: i64,
    /// Where the axis stands.
    axis: i64,
    /// Bars have their titles above them.
    has_titles: bool,
}

#[derive(Clone, Serialize)]
struct Bar {
    number: usize,
    title: String,
    state: &'static str,
    x: String,
    width: String,
    y: i64,
    /// Where the letters stand, and how: `start`, `middle` or `end`.
    label_x: String,
    label_y: i64,
    anchor: &'static str,
    /// There is room for its number.
    has_label: bool,
    /// From here on nobody starts; empty where that is the end.
    last_start: String,
}

#[derive(Clone, Serialize)]
struct Tick {
    x: String,
    anchor: &'static str,
    text: String,
}

/// Ten-thousandths as a percentage.
fn percent(of: i64) -> String {
    format!("{}.{:02}%", of / 100, of % 100)
}

impl Timeline {
    /// The picture of these rounds; none where there are none.
    pub(super) fn of(rounds: &[Round], states: &[RoundState], now: Timestamp) -> Option<Self> {
        let start = rounds.iter().map(|round| round.opens_at.millis()).min()?;
        let end = rounds.iter().map(|round| round.closes_at.millis()).max()?.max(start + 1);
        let place = |at: i64| (at - start) * 10_000 / (end - start);
        let has_titles = rounds.len() <= MOST_ROWS;
        let mut lanes: Vec<(i64, i64)> = Vec::new();
        let mut bars = Vec::with_capacity(rounds.len());
        for ((number, round), state) in (1..).zip(rounds).zip(states) {
            let (opens, closes) = (round.opens_at.millis(), round.closes_at.millis());
            let (from, to) = (place(opens), place(closes));
            let width = (to - from).max(NARROWEST);
            let from = from.min(10_000 - width);
            let free = if has_titles { None } else { lanes.iter().position(|(until, _)| *until <= opens) };
            let lane = free.unwrap_or(lanes.len());
            if lane == lanes.len() {
                lanes.push((i64::MIN, -NUMBER_WIDTH));
            }
            let middle = from + width / 2;
            let has_label = has_titles || middle - lanes[lane].1 >= NUMBER_WIDTH;
            lanes[lane] = (closes, if has_label { middle } else { lanes[lane].1 });
            let top = i64::try_from(lane).unwrap_or(0) * if has_titles { ROW } else { LANE };
            let (label, anchor) = match () {
                () if !has_titles => (middle.clamp(150, 9_850), "middle"),
                () if from > 5_000 => (from + width, "end"),
                () => (from, "start"),
            };
            bars.push(Bar {
                number,
                title: round.title.clone(),
                state: state.code(),
                x: percent(from),
                width: percent(width),
                y: top + 18,
                label_x: percent(label),
                label_y: top + 13,
                anchor,
                has_label,
                last_start: round.last_start_at.map(|last| percent(place(last.millis()))).unwrap_or_default(),
            });
        }
        let axis = i64::try_from(lanes.len()).unwrap_or(0) * if has_titles { ROW } else { LANE } + 4;
        let ticks = [(0, "start"), (1, "middle"), (2, "middle"), (3, "end")]
            .map(|(third, anchor)| Tick {
                x: percent(third * 10_000 / 3),
                anchor,
                text: tick(Timestamp::from_millis(start + (end - start) / 3 * third), end - start),
            })
            .into();
        let now = Some(now.millis()).filter(|now| (start..=end).contains(now)).map(|now| percent(place(now))).unwrap_or_default();
        Some(Self { bars, ticks, now, height: axis + AXIS, axis, has_titles })
    }

    /// Two of them: few rounds, and many.
    pub(super) fn samples() -> Vec<Self> {
        use crate::{
            contests::{plan, ranking::RankingRules},
            kernel::Id,
        };
        let ranking: RankingRules = plan::Preset::ScoreAlone.rules(plan::TARGETS[0]);
        let first = Timestamp::from_millis(1_795_397_400_000);
        let round = |number: i64, hours: i64| Round {
            id: Id::from_uuid(uuid::Uuid::nil()),
            contest_id: Id::from_uuid(uuid::Uuid::nil()),
            code: format!("vong-{number}"),
            title: format!("Tuần {number}"),
            quiz_id: Id::from_uuid(uuid::Uuid::nil()),
            opens_at: first.plus_seconds(number * hours * 3_600),
            closes_at: first.plus_seconds((number + 1) * hours * 3_600 - 600),
            last_start_at: (number == 1).then(|| first.plus_seconds((number + 1) * hours * 3_600 - 6_000)),
            qualified_from: None,
            ranking: ranking.clone(),
            commitment: None,
            committed_at: None,
            facts_revision: 0,
            appeals_until: None,
            public_value: None,
            voided_at: None,
        };
        [(4, 168), (30, 12)]
            .into_iter()
            .filter_map(|(rounds, hours)| {
                let rounds: Vec<Round> = (0..rounds).map(|number| round(number, hours)).collect();
                let states = vec![RoundState::Upcoming; rounds.len()];
                Self::of(&rounds, &states, first.plus_seconds(3_600))
            })
            .collect()
    }
}

/// A day, or a time of day where the whole is short.
fn tick(at: Timestamp, span: i64) -> String {
    if span <= 2 * DAY_MILLIS { format::hour_minute(at) } else { at.vietnam().format("%d/%m").to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_rounds_share_lanes_and_few_get_rows() {
        let samples = Timeline::samples();
        let (few, many) = (&samples[0], &samples[1]);
        assert!(few.has_titles && few.bars.iter().map(|bar| bar.y).collect::<std::collections::HashSet<_>>().len() == 4);
        assert!(!many.has_titles && many.bars.iter().all(|bar| bar.y == many.bars[0].y), "one after the other: one lane");
        assert!(many.bars.iter().filter(|bar| bar.has_label).count() < many.bars.len(), "numbers do not run into each other");
        assert_eq!((few.bars[0].x.as_str(), few.ticks.len()), ("0.00%", 4));
        assert!(few.bars[1].last_start.ends_with('%') && few.bars[0].last_start.is_empty());
        assert!(Timeline::of(&[], &[], Timestamp::from_millis(0)).is_none());
    }
}
