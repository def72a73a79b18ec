//! Which certificates of a register and year are revoked, as a Bitstring Status List (W3C, 1.0): the bit of a number, the
//! first bit being the highest of the first byte.

use std::io::Write;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use flate2::{Compression, write::GzEncoder};

/// Bits of a list at least, so that one entry hides among many (the standard's minimum).
const LEAST_BITS: usize = 131_072;

/// The list in which these places are set, as the standard encodes it.
pub fn encoded(places: &[i32]) -> String {
    let places: Vec<usize> = places.iter().filter_map(|place| usize::try_from(*place).ok()).collect();
    let bits = places.iter().max().map_or(LEAST_BITS, |last| (last + 1).next_multiple_of(8).max(LEAST_BITS));
    let mut bytes = vec![0u8; bits / 8];
    for place in places {
        bytes[place / 8] |= 0x80 >> (place % 8);
    }
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    // Writing into memory does not fail.
    let packed = packed.write_all(&bytes).and_then(|()| packed.finish()).unwrap_or_default();
    format!("u{}", BASE64.encode(packed))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn the_bit_of_a_number_is_set_and_no_other() {
        let text = encoded(&[1, 8, 131_080]);
        let packed = BASE64.decode(text.strip_prefix('u').expect("multibase base64url")).unwrap();
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes.len() * 8, 131_088, "grows with its numbers");
        let set: Vec<usize> = (0..bytes.len() * 8).filter(|at| bytes[at / 8] & (0x80 >> (at % 8)) != 0).collect();
        assert_eq!(set, [1, 8, 131_080]);
        assert_eq!(bytes[0], 0b0100_0000, "the first bit is the highest of the first byte");
    }
}
