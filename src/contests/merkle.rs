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

/// The path from a leaf to the root: each step the other side's hash, and whether it stands on the right.
pub fn path(leaves: &[Hash], at: usize) -> Vec<(Hash, bool)> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let middle = split(leaves.len());
    let (left, right) = leaves.split_at(middle);
    let (mut steps, other) =
        if at < middle { (path(left, at), (root(right), true)) } else { (path(right, at - middle), (root(left), false)) };
    steps.push(other);
    steps
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
        assert_eq!(hex(&root(&[])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(hex(&leaf(b"")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    }

    #[test]
    fn every_leaf_climbs_to_the_root_and_no_other_does() {
        for count in 1..20_u8 {
            let leaves: Vec<Hash> = (0..count).map(|number| leaf(&[number])).collect();
            for at in 0..usize::from(count) {
                let steps = path(&leaves, at);
                assert_eq!(climb(leaves[at], &steps), root(&leaves));
                assert_ne!(climb(leaf(b"another"), &steps), root(&leaves));
            }
        }
    }
}
