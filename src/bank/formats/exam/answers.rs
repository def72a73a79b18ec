//! Lists and tables of keys at the end of a file.

use super::{labels, line::Line};
use crate::kernel::text::search_key;

/// A key for the question of a number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pair {
    /// Number of the question.
    pub number: usize,
    /// The key as written.
    pub key: String,
    /// Explanation beside it.
    pub rationale: String,
    /// Where it stands.
    pub paragraph: usize,
}

/// Pairs of a line that holds nothing else: "1-A 2-B 3-C", "Câu 1: B".
pub fn line(text: &str, paragraph: usize) -> Option<Vec<Pair>> {
    let mut out = Vec::new();
    let mut end = 0;
    for found in labels::PAIR.captures_iter(text) {
        let whole = found.get(0)?;
        if !text[end..whole.start()].chars().all(|c| !c.is_alphanumeric()) {
            return None;
        }
        end = whole.end();
        out.push(Pair { number: found[1].parse().ok()?, key: found[2].to_owned(), rationale: String::new(), paragraph });
    }
    let rest_is_empty = text[end..].chars().all(|c| !c.is_alphanumeric());
    (!out.is_empty() && rest_is_empty).then_some(out)
}

fn is_key(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', ')']);
    !text.is_empty()
        && (labels::KEY_LETTERS.is_match(text) || crate::bank::formats::vietnamese::truths(text).is_some())
        && text.chars().count() <= 24
}

fn number(text: &str) -> Option<usize> {
    let text = text.trim().trim_end_matches(['.', ')', ':']);
    let bare = search_key(text);
    let digits = bare.strip_prefix("cau").map_or(bare.as_str(), str::trim);
    (digits.len() <= 4).then(|| digits.parse().ok()).flatten()
}

fn cell(lines: &[Line]) -> (String, usize) {
    let text: Vec<String> = lines.iter().map(Line::text).collect();
    (text.join("\n").trim().to_owned(), lines.first().map_or(0, |line| line.paragraph))
}

/// What a cell at the head of a row or column names.
fn head(text: &str) -> Option<&'static str> {
    let key = search_key(text);
    match key.trim_end_matches(':') {
        "cau" | "cau hoi" | "cau so" | "so cau" | "stt" | "question" => Some("number"),
        "dap an" | "da" | "đa" | "key" | "answer" | "chon" | "d/a" => Some("key"),
        "giai thich" | "loi giai" | "huong dan" | "huong dan giai" | "ghi chu" | "can cu" => Some("rationale"),
        _ => None,
    }
}

/// Pairs of a table of keys; `None` if the table is something else.
pub fn table(rows: &[Vec<Vec<Line>>]) -> Option<Vec<Pair>> {
    let cells: Vec<Vec<(String, usize)>> = rows.iter().map(|row| row.iter().map(|lines| cell(lines)).collect()).collect();
    let pairs = side_by_side(&cells).or_else(|| number_over_key(&cells)).or_else(|| pairs_in_cells(&cells))?;
    (!pairs.is_empty()).then_some(pairs)
}

type Cells = [Vec<(String, usize)>];

/// Rows in turn: numbers, keys under them; either may have a heading cell.
fn number_over_key(rows: &Cells) -> Option<Vec<Pair>> {
    let rows: Vec<_> = rows.iter().filter(|row| row.iter().any(|(text, _)| !text.is_empty())).collect();
    if rows.len() < 2 || !rows.len().is_multiple_of(2) {
        return None;
    }
    let mut out = Vec::new();
    for two in rows.chunks(2) {
        let [numbers, keys] = two else { return None };
        let (skip_first, names_keys) =
            (head(&numbers.first()?.0).is_some() || numbers.first()?.0.is_empty(), head(&keys.first()?.0) == Some("key"));
        let skip = usize::from(skip_first || names_keys);
        for (at, (text, _)) in numbers.iter().enumerate().skip(skip) {
            let (key, paragraph) = keys.get(at).cloned().unwrap_or_default();
            if text.is_empty() && key.is_empty() {
                continue;
            }
            if key.is_empty() {
                number(text)?;
                continue;
            }
            if !names_keys && !is_key(&key) {
                return None;
            }
            out.push(Pair { number: number(text)?, key, rationale: String::new(), paragraph });
        }
    }
    Some(out)
}

/// Columns in turn: number, key, number, key …; or number, key, explanation under headings.
fn side_by_side(rows: &Cells) -> Option<Vec<Pair>> {
    let heads: Vec<_> = rows.first()?.iter().map(|(text, _)| head(text)).collect();
    let has_heads = heads.iter().any(Option::is_some) && heads.contains(&Some("key")) && heads.contains(&Some("number"));
    let columns: Vec<(usize, usize, Option<usize>)> = if has_heads {
        let at = |from: usize, what: &str| (from..heads.len()).find(|at| heads[*at] == Some(what));
        (0..heads.len())
            .filter(|at| heads[*at] == Some("number"))
            .filter_map(|from| {
                let key = at(from, "key")?;
                let next = at(from + 1, "number").unwrap_or(heads.len());
                Some((from, key, at(from, "rationale").filter(|column| *column < next)))
            })
            .collect()
    } else {
        let width = rows.iter().map(Vec::len).max()?;
        if !width.is_multiple_of(2) {
            return None;
        }
        (0..width).step_by(2).map(|at| (at, at + 1, None)).collect()
    };
    let mut out = Vec::new();
    for row in rows.iter().skip(usize::from(has_heads)) {
        for (number_at, key_at, rationale_at) in &columns {
            let get = |at: usize| row.get(at).cloned().unwrap_or_default();
            let ((text, paragraph), (key, _)) = (get(*number_at), get(*key_at));
            if text.is_empty() && key.is_empty() {
                continue;
            }
            if key.is_empty() || (!has_heads && !is_key(&key)) {
                return None;
            }
            out.push(Pair { number: number(&text)?, key, rationale: rationale_at.map(|at| get(at).0).unwrap_or_default(), paragraph });
        }
    }
    // A column of keys goes through columns of numbers: order by number is the order of the file.
    Some(out)
}

/// "1-A" in every cell.
fn pairs_in_cells(rows: &Cells) -> Option<Vec<Pair>> {
    let mut out = Vec::new();
    for (text, paragraph) in rows.iter().flatten().filter(|(text, _)| !text.is_empty()) {
        out.extend(line(text, *paragraph)?);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<(usize, String)>> {
        line(text, 1).map(|pairs| pairs.into_iter().map(|pair| (pair.number, pair.key)).collect())
    }

    #[test]
    fn lists_of_keys() {
        let list = |pairs: &[(usize, &str)]| Some(pairs.iter().map(|(n, key)| (*n, (*key).to_owned())).collect::<Vec<_>>());
        assert_eq!(read("1-A 2-B\t3.C  4) D"), list(&[(1, "A"), (2, "B"), (3, "C"), (4, "D")]));
        assert_eq!(read("Câu 1: B; Câu 2: A, C;"), list(&[(1, "B"), (2, "A, C")]));
        assert_eq!(read("1A 2B 10AC"), list(&[(1, "A"), (2, "B"), (10, "AC")]));
        assert_eq!(read("3 ĐSĐS"), list(&[(3, "ĐSĐS")]));
        assert_eq!(read("Năm 2023 A Lưới có 3 xã"), None);
        assert_eq!(read("Câu 1. Bộ Chính trị"), None);
    }
}
