//! A Merkle tree over receipts: one hash stands for all of them, and a short path shows that one of them is in it.
//!
//! As in RFC 6962: a leaf is SHA-256(0x00 ‖ leaf), a node SHA-256(0x01 ‖ left ‖ right), and a list of n leaves is split
//! at the largest power of two below n. An empty list has the hash of the empty string.

use sha2::{Digest, Sha256};

/// A SHA-256.
pub type Hash = [u8; 32];

/// Hash of a leaf.
pub fn leaf(bytes: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(bytes).finalize().into()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

fn split(count: usize) -> usize {
    count.next_power_of_two() / 2
}

/// The root over hashed leaves, in their order.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [only] => *only,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node(&root(left), &root(right))
        }
    }
}

/// A tree with all its nodes kept, so that each path costs only its own length.
pub struct Tree(Vec<Vec<Hash>>);

impl Tree {
    /// Over hashed leaves, in their order. Pairs from the left, an odd one at the end going up as it is, give the same tree as
    /// splitting at the largest power of two.
    pub fn new(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while levels[levels.len() - 1].len() > 1 {
            let above = levels[levels.len() - 1]
                .chunks(2)
                .map(|pair| match pair {
                    [left, right] => node(left, right),
                    _ => pair[0],
                })
                .collect();
            levels.push(above);
        }
        Self(levels)
    }

    /// The root.
    pub fn root(&self) -> Hash {
        self.0.last().and_then(|top| top.first()).copied().unwrap_or_else(|| root(&[]))
    }

    /// The path from a leaf to the root: each step the other side's hash, and whether it stands on the right.
    pub fn path(&self, at: usize) -> Vec<(Hash, bool)> {
        let mut steps = Vec::new();
        for (height, level) in self.0.iter().enumerate() {
            let place = at >> height;
            if let Some(other) = level.get(place ^ 1) {
                steps.push((*other, place.is_multiple_of(2)));
            }
        }
        steps
    }
}

/// The root that a leaf and its path lead to.
pub fn climb(leaf: Hash, path: &[(Hash, bool)]) -> Hash {
    path.iter().fold(leaf, |below, (other, is_right)| if *is_right { node(&below, other) } else { node(other, &below) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::text::hex;

    #[test]
    fn the_tree_is_that_of_rfc_6962() {
        // Test vectors of Certificate Transparency: the empty tree, and the leaf of the empty string.
        assert_eq!(Tree::new(vec![]).root(), root(&[]));
        assert_eq!(hex(&root(&[])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(hex(&leaf(b"")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    }

    #[test]
    fn every_leaf_climbs_to_the_root_and_no_other_does() {
        for count in 1..20_u8 {
            let leaves: Vec<Hash> = (0..count).map(|number| leaf(&[number])).collect();
            let tree = Tree::new(leaves.clone());
            assert_eq!(tree.root(), root(&leaves), "{count}");
            for at in 0..usize::from(count) {
                let steps = tree.path(at);
                assert_eq!(climb(leaves[at], &steps), root(&leaves));
                assert_ne!(climb(leaf(b"another"), &steps), root(&leaves));
            }
        }
    }
}
