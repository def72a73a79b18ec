//! Columns as a picture: geometry only; the template draws it, and a table beside it says the same.

use serde::Serialize;

use crate::web::format;

/// A picture of columns in a square of 100 by 100 that the page stretches.
#[derive(Clone, Default, Serialize)]
pub(super) struct Plot {
    bars: Vec<Bar>,
    /// What the top edge stands for.
    top: String,
    /// Labels below: the first, the middle, the last.
    labels: Vec<String>,
    /// The same as rows: label and figures.
    rows: Vec<(String, Vec<String>)>,
}

#[derive(Clone, Serialize)]
struct Bar {
    x: String,
    width: String,
    y: String,
    height: String,
}

impl Plot {
    /// Columns of the last figure of each row, from labels and figures.
    pub(super) fn of(rows: Vec<(String, Vec<i64>)>) -> Self {
        let most = rows.iter().filter_map(|(_, figures)| figures.last()).copied().max().unwrap_or(0).max(1);
        let top = nice(most);
        let count = i64::try_from(rows.len().max(1)).unwrap_or(1);
        // Thousandths of the square, so that no float is printed in the page's language.
        let thousandths = |value: i64| format!("{}.{:03}", value / 1_000, value % 1_000);
        let bar = |(at, (_, figures)): (i64, &(String, Vec<i64>))| {
            let height = figures.last().copied().unwrap_or(0) * 100_000 / top;
            let step = 100_000 / count;
            Bar {
                x: thousandths(at * step + step / 10),
                width: thousandths(step * 8 / 10),
                y: thousandths(100_000 - height),
                height: thousandths(height),
            }
        };
        let labels = match rows.len() {
            0 => vec![],
            1 | 2 => rows.iter().map(|(label, _)| label.clone()).collect(),
            n => [0, n / 2, n - 1].map(|at| rows[at].0.clone()).to_vec(),
        };
        Self {
            bars: (0..).zip(&rows).map(bar).collect(),
            top: format::integer(top),
            labels,
            rows: rows.into_iter().map(|(label, figures)| (label, figures.into_iter().map(format::integer).collect())).collect(),
        }
    }
}

/// The next of 1, 2, 5, 10, 20, 50, … that is not smaller.
fn nice(value: i64) -> i64 {
    let mut step = 1;
    loop {
        for factor in [1, 2, 5] {
            if step * factor >= value {
                return step * factor;
            }
        }
        step *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_on_the_ground_and_under_the_top() {
        assert_eq!([1, 3, 7, 10, 12, 148_529].map(nice), [1, 5, 10, 10, 20, 200_000]);
        let rows = vec![("a".to_owned(), vec![9, 50]), ("b".to_owned(), vec![1, 25]), ("c".to_owned(), vec![0, 0])];
        let plot = Plot::of(rows);
        assert_eq!((plot.top.as_str(), plot.bars.len(), plot.labels.len()), ("50", 3, 3));
        assert_eq!((plot.bars[0].y.as_str(), plot.bars[0].height.as_str()), ("0.000", "100.000"));
        assert_eq!((plot.bars[1].y.as_str(), plot.bars[1].height.as_str()), ("50.000", "50.000"));
        assert_eq!(plot.rows[1].1, ["1", "25"]);
        assert!(Plot::of(vec![]).bars.is_empty());
    }
}
