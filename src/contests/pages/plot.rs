//! Bars of counts as whole numbers of a drawing, for templates to draw; the numbers themselves stand in a table beside it.

use serde::Serialize;

/// Size of the drawing.
const WIDTH: usize = 600;
const HEIGHT: i64 = 100;
/// Between two bars.
const GAP: usize = 2;

/// Bars of one series.
#[derive(Clone, Serialize)]
pub(super) struct Bars {
    /// All counts together.
    total: i64,
    /// The highest count.
    most: i64,
    shapes: Vec<Bar>,
}

#[derive(Clone, Serialize)]
struct Bar {
    x: usize,
    y: i64,
    width: usize,
    height: i64,
}

impl Bars {
    /// Bars for counts in their order; a count above nothing is always seen.
    pub(super) fn of(counts: &[i64]) -> Self {
        let most = counts.iter().copied().max().unwrap_or(0);
        let step = WIDTH / counts.len().max(1);
        let bar = |(at, count): (usize, &i64)| {
            let height = (count * HEIGHT / most.max(1)).max(2);
            Bar { x: at * step, y: HEIGHT - height, width: step.saturating_sub(GAP).max(1), height }
        };
        Self { total: counts.iter().sum(), most, shapes: counts.iter().enumerate().filter(|(_, count)| **count > 0).map(bar).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_bar_fills_the_drawing_and_nothing_is_no_bar() {
        let bars = Bars::of(&[0, 1, 1_000, 500]);
        assert_eq!((bars.total, bars.most, bars.shapes.len()), (1_501, 1_000, 3));
        assert_eq!((bars.shapes[1].x, bars.shapes[1].y, bars.shapes[1].height), (300, 0, 100));
        assert_eq!(bars.shapes[0].height, 2, "small, but seen");
        assert!(Bars::of(&[]).shapes.is_empty() && Bars::of(&[0, 0]).shapes.is_empty());
    }
}
