//! Items answered part by part: clusters of statements, matchings, orderings.

use super::share;

/// Percentages of the points for one, two, three and four right statements of a cluster of four: those of the graduation
/// examination since 2025 (Bộ Giáo dục và Đào tạo, Quyết định 764/QĐ-BGDĐT ngày 08/3/2024, cấu trúc định dạng đề thi: 0,1 – 0,25 –
/// 0,5 – 1 điểm). Guessing all four gives 1 point in 16 tries, not half of the points.
const OF_FOUR: [i64; 4] = [10, 25, 50, 100];

/// The percentages in force for a cluster: the author's, else those of the examination for four statements. For other sizes there
/// is no such rule, and each statement has its share (empty).
pub fn steps(statements: usize, own: &[i64]) -> Vec<i64> {
    match statements {
        _ if own.len() == statements => own.to_vec(),
        4 => OF_FOUR.to_vec(),
        _ => Vec::new(),
    }
}

/// Points by the number of right statements; one left out is not right.
pub fn cluster(points: i64, truths: &[bool], own_steps: &[i64], given: &[Option<bool>]) -> i64 {
    let right = truths.iter().zip(given).filter(|(truth, given)| **given == Some(**truth)).count();
    let steps = steps(truths.len(), own_steps);
    match right.checked_sub(1).and_then(|at| steps.get(at)) {
        Some(percent) => points * (*percent).clamp(0, 100) / 100,
        None => share(points, right, truths.len()),
    }
}

/// The share of the left sides that were given their right side.
pub fn matching(points: i64, rights: &[usize], given: &[Option<usize>]) -> i64 {
    let right = rights.iter().zip(given).filter(|(right, given)| **given == Some(**right)).count();
    share(points, right, rights.len())
}

/// The share of the neighbours that were given as neighbours, one right after the other: with one thing misplaced the rest still
/// counts, which places compared one by one would not give (all shift), and an order turned round gets nothing. The rule is
/// Moodle's "relative next, excluding last"; by chance it gives 1 part in as many as there are things.
pub fn ordering(points: i64, order: &[usize], given: &[Option<usize>]) -> i64 {
    let is_pair = |pair: &[usize]| given.windows(2).any(|two| two == [Some(pair[0]), Some(pair[1])]);
    share(points, order.windows(2).filter(|pair| is_pair(pair)).count(), order.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn given(list: &[usize]) -> Vec<Option<usize>> {
        list.iter().copied().map(Some).collect()
    }

    #[test]
    fn four_statements_go_by_steps() {
        let truths = [true, true, false, false];
        let of = |right: usize| {
            let given: Vec<Option<bool>> = truths.iter().enumerate().map(|(at, truth)| Some(*truth == (at < right))).collect();
            cluster(100, &truths, &[], &given)
        };
        assert_eq!([0, 1, 2, 3, 4].map(of), [0, 10, 25, 50, 100]);
        assert_eq!(cluster(100, &truths, &[], &[Some(true), None, None, Some(false)]), 25, "left out is not right");
        // A cluster of 50 hundredths: 10 % are 5, 25 % are 12.5, rounded down.
        assert_eq!(cluster(50, &truths, &[], &[Some(true), Some(true), None, None]), 12);
    }

    #[test]
    fn other_sizes_have_shares_or_steps_of_their_own() {
        assert_eq!(cluster(100, &[true, false, true], &[], &[Some(true), Some(false), Some(false)]), 66);
        assert_eq!(cluster(100, &[true, false, true], &[0, 30, 100], &[Some(true), Some(false), Some(false)]), 30);
        assert_eq!(cluster(100, &[true, false, true], &[0, 30, 100], &[Some(true), None, None]), 0);
    }

    #[test]
    fn pairs_have_their_share() {
        assert_eq!(matching(100, &[2, 0, 1], &[Some(2), Some(0), Some(1)]), 100);
        assert_eq!(matching(100, &[2, 0, 1], &[Some(2), None, Some(0)]), 33);
        assert_eq!(matching(100, &[1, 1], &[Some(1), Some(0)]), 50, "two left sides may have the same right side");
    }

    #[test]
    fn neighbours_count_in_an_order() {
        let order = [3, 1, 0, 2];
        assert_eq!(ordering(100, &order, &given(&[3, 1, 0, 2])), 100);
        // The first thing at the end: two of three neighbours stand.
        assert_eq!(ordering(100, &order, &given(&[1, 0, 2, 3])), 66);
        assert_eq!(ordering(100, &order, &given(&[2, 0, 1, 3])), 0, "turned round");
        assert_eq!(ordering(100, &order, &[Some(3), Some(1), None, None]), 33, "half given");
        assert_eq!(ordering(100, &order, &[Some(3), None, Some(1), None]), 0, "a gap between is no neighbour");
    }

    proptest! {
        #[test]
        fn points_stay_within_bounds_and_the_right_answer_has_all(
            points in 1i64..100_000,
            truths in prop::collection::vec(any::<bool>(), 2..9),
            judged in prop::collection::vec(prop::option::of(any::<bool>()), 2..9),
            order in Just((0..6usize).collect::<Vec<_>>()).prop_shuffle(),
            other in Just((0..6usize).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            prop_assert!((0..=points).contains(&cluster(points, &truths, &[], &judged)));
            prop_assert_eq!(cluster(points, &truths, &[], &truths.iter().copied().map(Some).collect::<Vec<_>>()), points);
            prop_assert!((0..=points).contains(&ordering(points, &order, &given(&other))));
            prop_assert_eq!(ordering(points, &order, &given(&order)), points);
            prop_assert_eq!(ordering(points, &order, &given(&other)) == points, order == other);
            prop_assert!((0..=points).contains(&matching(points, &order, &given(&other))));
            prop_assert_eq!(matching(points, &order, &given(&order)), points);
        }

        #[test]
        fn the_order_of_statements_does_not_matter(pairs in prop::collection::vec((any::<bool>(), prop::option::of(any::<bool>())), 2..9), turn in 0usize..9) {
            let mut turned = pairs.clone();
            turned.rotate_left(turn % pairs.len());
            let of = |list: &[(bool, Option<bool>)]| {
                let (truths, given): (Vec<_>, Vec<_>) = list.iter().copied().unzip();
                cluster(100, &truths, &[], &given)
            };
            prop_assert_eq!(of(&pairs), of(&turned));
        }
    }
}
