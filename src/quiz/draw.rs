//! Drawing a paper: pure and replayable from the recorded seed.
//!
//! For each cell in the blueprint's order the candidates (sorted by item code) are shuffled with the stream
//! `cell:<bank>:<topic>:<level>` and the first ones taken; `order` shuffles the paper; `options:<slot>` shuffles a
//! slot's options. True/false statements have no options to shuffle.

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
            if item.item_type != ItemType::TrueFalse {
                DrawStream::new(seed, &format!("options:{slot}")).shuffle(&mut option_order);
            }
            Slot { slot, version: item.version, item_type: item.item_type, option_order, points: item.points }
        })
        .collect())
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
