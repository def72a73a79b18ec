//! The code of a certificate: 11 random characters of Crockford's base 32 and one that checks them.

use crate::kernel::Entropy;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A fresh code: 55 random bits, so that codes cannot be guessed by walking.
pub fn fresh(entropy: &dyn Entropy) -> String {
    let mut bytes = [0u8; 11];
    entropy.fill(&mut bytes);
    let values: Vec<usize> = bytes.iter().map(|byte| usize::from(byte % 32)).collect();
    values.iter().chain(std::iter::once(&check(&values))).map(|value| char::from(ALPHABET[*value])).collect()
}

/// A weighted sum modulo 31 (a prime): it finds every single wrong character and every swap of neighbours
/// among the values it can tell apart.
fn check(values: &[usize]) -> usize {
    values.iter().zip(1..).map(|(value, weight)| value * weight).sum::<usize>() % 31
}

/// Whether something has the twelve letters and digits of a code, right or not.
pub fn has_form(typed: &str) -> bool {
    let plain = plain(typed);
    plain.len() == 12 && plain.bytes().all(|byte| ALPHABET.contains(&byte))
}

/// Reads a code as people type it: any case, spaces, hyphens and dots, the address of its page, O for 0, I and L for 1.
/// `None` when it cannot be one.
pub fn parse(typed: &str) -> Option<String> {
    let plain = plain(typed);
    let values: Option<Vec<usize>> = plain.bytes().map(|byte| ALPHABET.iter().position(|known| *known == byte)).collect();
    let values = values.filter(|values| values.len() == 12)?;
    (check(&values[..11]) == values[11]).then_some(plain)
}

fn plain(typed: &str) -> String {
    let code = typed.trim().trim_end_matches('/').rsplit("/chung-nhan/").next().unwrap_or_default();
    code.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '‑' | '–' | '—' | '.'))
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

/// A code as it is printed: three groups of four.
pub fn printed(code: &str) -> String {
    code.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rng::SystemEntropy;

    #[test]
    fn a_typed_code_is_read_generously_and_checked() {
        let code = fresh(&SystemEntropy);
        assert_eq!(parse(&code), Some(code.clone()));
        assert_eq!(parse(&format!(" {} ", printed(&code).to_lowercase())), Some(code.clone()));
        assert_eq!(parse(&format!("https://hocthi.example.vn/chung-nhan/{code}/")), Some(code.clone()));
        assert_eq!(parse(&printed(&code).replace('-', " – ")), Some(code.clone()));
        assert_eq!(parse("7K2M-Q9XD-41T9").as_deref(), Some("7K2MQ9XD41T9"), "the example that pages give");
        assert!(has_form("7K2M-Q9XD-41T8") && parse("7K2M-Q9XD-41T8").is_none());
        assert_eq!(parse(&code[..11]), None);
        assert_eq!(parse("Mã này sai nhé"), None);
    }

    #[test]
    fn neighbours_swapped_are_found() {
        let mut found = 0;
        for _ in 0..200 {
            let code = fresh(&SystemEntropy);
            let mut bytes = code.clone().into_bytes();
            bytes.swap(3, 4);
            let swapped = String::from_utf8(bytes).unwrap();
            found += usize::from(swapped == code || parse(&swapped).is_none());
        }
        assert!(found >= 195, "{found} of 200");
    }
}
