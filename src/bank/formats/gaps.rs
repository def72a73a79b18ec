//! Gaps of a stem: `[[1]]` where the first one is.

/// Gaps of a stem, at most.
const MOST: usize = 20;

/// The mark of a gap, as it stands in Markdown: the brackets need no escape to show, but their plain form is taken too.
pub fn mark(at: usize) -> String {
    format!("\\[\\[{}\\]\\]", at + 1)
}

/// A stem with the marks brought to one form.
pub fn normal(stem: &str) -> String {
    (0..MOST).fold(stem.to_owned(), |stem, at| {
        let plain = format!("[[{}]]", at + 1);
        if stem.contains(&plain) { stem.replace(&plain, &mark(at)) } else { stem }
    })
}

/// A stem with the marks as people type them.
pub fn plain(stem: &str) -> String {
    (0..MOST).fold(stem.to_owned(), |stem, at| stem.replace(&mark(at), &format!("[[{}]]", at + 1)))
}

/// How many gaps a stem has: marks from 1 on, each once, in order; 0 if they are not so.
pub fn marks(stem: &str) -> usize {
    let stem = normal(stem);
    let mut count = 0;
    let mut rest = stem.as_str();
    while let Some(start) = rest.find(&mark(count)) {
        rest = &rest[start + mark(count).len()..];
        count += 1;
    }
    // A mark out of turn is a fault of the stem.
    if stem.matches("\\[\\[").count() == count { count } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_counted_in_order() {
        assert_eq!(marks("Ban hành ngày [[1]] tại [[2]]."), 2);
        assert_eq!(marks("Ban hành ngày [[2]] tại [[1]]."), 0);
        assert_eq!(marks("Không có ô nào"), 0);
    }
}
