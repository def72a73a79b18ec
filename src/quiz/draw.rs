//! Drawing a paper: pure and replayable from the recorded seed.
//!
//! For each cell in the blueprint's order the candidates (sorted by item code) are shuffled with the stream
//! `cell:<bank>:<topic>:<level>` and the first ones taken; `order` shuffles the paper; `options:<slot>` shuffles a
//! slot's options (right sides, things to order), those aside that are pinned to their places. Statements are not shuffled.

use super::model::{Cell, QuizError, Slot};
use crate::{
    bank::model::{Drawable, ItemType},
    kernel::rng::{DrawStream, Seed},
};

/// Draws a paper.
///
/// # Errors
/// [`QuizError::NotEnoughItems`] for the first cell that cannot be filled.
pub fn paper(seed: Seed, blueprint: &[Cell], pool: &[Drawable]) -> Result<Vec<Slot>, QuizError> {
    let mut drawn: Vec<&Drawable> = Vec::new();
    for cell in blueprint {
        let mut candidates: Vec<&Drawable> =
            pool.iter().filter(|item| item.bank == cell.bank && item.topic == cell.topic && item.level == cell.level).collect();
        if candidates.len() < cell.count {
            return Err(QuizError::NotEnoughItems {
                bank: cell.bank.clone(),
                topic: cell.topic.clone(),
                level: cell.level.code(),
                need: cell.count,
                have: candidates.len(),
            });
        }
        candidates.sort_by(|a, b| a.code.cmp(&b.code));
        DrawStream::new(seed, &format!("cell:{}:{}:{}", cell.bank, cell.topic, cell.level.code())).shuffle(&mut candidates);
        drawn.extend(&candidates[..cell.count]);
    }
    DrawStream::new(seed, "order").shuffle(&mut drawn);
    Ok((1..)
        .zip(drawn)
        .map(|(slot, item)| {
            let mut option_order: Vec<usize> = (0..item.options).collect();
            if is_shuffled(item.item_type) {
                let mut free: Vec<usize> = option_order.iter().copied().filter(|place| !item.pinned.contains(place)).collect();
                let places = free.clone();
                DrawStream::new(seed, &format!("options:{slot}")).shuffle(&mut free);
                for (place, option) in places.into_iter().zip(free) {
                    option_order[place] = option;
                }
            }
            Slot { slot, version: item.version, item_type: item.item_type, option_order, parts: item.parts, points: item.points }
        })
        .collect())
}

/// Options, right sides and what is to be ordered are shuffled. The statements of a cluster lead from one to the next and stay.
const fn is_shuffled(item_type: ItemType) -> bool {
    matches!(item_type, ItemType::SingleChoice | ItemType::MultipleResponse | ItemType::Matching | ItemType::Ordering)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{bank::model::CognitiveLevel, kernel::Id};

    fn pool(per_cell: usize) -> Vec<Drawable> {
        let mut pool = Vec::new();
        for (at, level) in [CognitiveLevel::NhanBiet, CognitiveLevel::VanDung].into_iter().enumerate() {
            for n in 0..per_cell {
                pool.push(Drawable {
                    version: Id::from_uuid(uuid::Uuid::from_u128((at * 1000 + n) as u128)),
                    bank: "b".into(),
                    code: format!("t-{at}-{n:03}"),
                    item_type: if n % 5 == 0 { ItemType::TrueFalse } else { ItemType::SingleChoice },
                    topic: "t".into(),
                    level,
                    options: if n % 5 == 0 { 0 } else { 4 },
                    parts: 0,
                    pinned: Vec::new(),
                    points: 100,
                });
            }
        }
        pool
    }

    fn cell(level: CognitiveLevel, count: usize) -> Cell {
        Cell { bank: "b".into(), topic: "t".into(), level, count }
    }

    proptest! {
        #[test]
        fn every_paper_follows_the_blueprint_and_can_be_replayed(seed: [u8; 32], low in 0usize..9, high in 0usize..9) {
            let pool = pool(9);
            let blueprint = [cell(CognitiveLevel::NhanBiet, low), cell(CognitiveLevel::VanDung, high)];
            let paper_a = paper(Seed(seed), &blueprint, &pool).unwrap();
            let mut reversed = pool.clone();
            reversed.reverse();
            prop_assert_eq!(&paper_a, &paper(Seed(seed), &blueprint, &reversed).unwrap());
            prop_assert_eq!(paper_a.len(), low + high);
            let versions: std::collections::HashSet<_> = paper_a.iter().map(|slot| slot.version).collect();
            prop_assert_eq!(versions.len(), low + high, "no item twice");
            let of_level = |level| paper_a.iter().filter(|slot| pool.iter().any(|item| item.version == slot.version && item.level == level)).count();
            prop_assert_eq!(of_level(CognitiveLevel::NhanBiet), low);
            for slot in &paper_a {
                let mut order = slot.option_order.clone();
                order.sort_unstable();
                prop_assert_eq!(order, (0..slot.option_order.len()).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn what_is_pinned_stays_and_the_rest_moves() {
        let mut pool = pool(9);
        let blueprint = [cell(CognitiveLevel::VanDung, 9)];
        let free = paper(Seed([3; 32]), &blueprint, &pool).unwrap();
        for item in &mut pool {
            item.pinned = vec![0, 3];
        }
        let pinned = paper(Seed([3; 32]), &blueprint, &pool).unwrap();
        let mut moved = false;
        for (one, other) in free.iter().zip(&pinned).filter(|(slot, _)| slot.item_type == ItemType::SingleChoice) {
            assert_eq!(one.version, other.version, "pins change no draw");
            assert_eq!((other.option_order[0], other.option_order[3]), (0, 3));
            moved |= other.option_order[1] == 2;
        }
        assert!(moved, "the two others change places in some slot");
    }

    #[test]
    fn each_cell_draws_from_its_own_bank() {
        let mut both = pool(3);
        both.extend(pool(3).into_iter().map(|item| Drawable { bank: "c".into(), code: format!("c-{}", item.code), ..item }));
        let other = Cell { bank: "c".into(), ..cell(CognitiveLevel::NhanBiet, 3) };
        let error = paper(Seed([7; 32]), &[other, cell(CognitiveLevel::NhanBiet, 4)], &both).unwrap_err();
        assert!(matches!(error, QuizError::NotEnoughItems { bank, need: 4, have: 3, .. } if bank == "b"));
    }

    #[test]
    fn a_cell_that_cannot_be_filled_is_named() {
        let error = paper(Seed([0; 32]), &[cell(CognitiveLevel::VanDungCao, 1)], &pool(3)).unwrap_err();
        assert!(matches!(error, QuizError::NotEnoughItems { need: 1, have: 0, level: "van_dung_cao", .. }));
    }
}
