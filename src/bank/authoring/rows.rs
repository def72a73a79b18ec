//! The fields of an item's form as they were typed, and its rows: added, taken away and moved without losing a letter.

use std::collections::BTreeMap;

/// Rows of a kind, at most.
pub const MOST_ROWS: usize = 20;

/// The fields of a form as they were typed; what is missing is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed(BTreeMap<String, String>);

/// Rows that a form repeats. Their fields are named `<field>_<row>`, rows counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rows {
    /// Options, statements, accepted answers, things to put in order.
    Option,
    /// Left and right of a matching.
    Pair,
    /// Right sides without a left.
    Other,
    /// Gaps.
    Gap,
}

impl Rows {
    const ALL: [Self; 4] = [Self::Option, Self::Pair, Self::Other, Self::Gap];

    /// The word in the values of buttons.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Option => "option",
            Self::Pair => "pair",
            Self::Other => "other",
            Self::Gap => "gap",
        }
    }

    /// The fields of a row.
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Option => &["option", "key", "truth", "feedback"],
            Self::Pair => &["left", "right"],
            Self::Other => &["other"],
            Self::Gap => &["accepted", "wrong"],
        }
    }
}

impl Typed {
    /// Takes the fields of a form. The rows that are marked as right come as values of the one field `key`.
    pub fn of<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut typed = Self::default();
        for (name, value) in fields {
            match (name, value.parse::<usize>()) {
                ("csrf_token", _) => {}
                ("key", Ok(row)) if row < MOST_ROWS => typed.put(&at("key", row), "1"),
                _ => typed.put(name, value),
            }
        }
        typed
    }

    /// A field as it was typed.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// A field of a row.
    pub fn row(&self, field: &str, row: usize) -> &str {
        self.get(&at(field, row))
    }

    /// Keeps a field.
    pub fn put(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// Keeps a field of a row.
    pub fn put_row(&mut self, field: &str, row: usize, value: impl Into<String>) {
        self.put(&at(field, row), value);
    }

    /// All fields by name.
    pub fn values(&self) -> &BTreeMap<String, String> {
        &self.0
    }

    /// How many rows of a kind the form shows: up to the last that was sent, empty or not.
    pub fn count(&self, rows: Rows) -> usize {
        let is_there = |row: &usize| rows.fields().iter().any(|field| self.0.contains_key(&at(field, *row)));
        (0..MOST_ROWS).rev().find(is_there).map_or(0, |last| last + 1)
    }

    /// Does what a button of the rows says: `add:option`, `remove:option:2`, `up:option:2`, `down:option:2`. Whether it was
    /// such a button.
    pub fn press(&mut self, button: &str) -> bool {
        let mut parts = button.split(':');
        let (verb, kind) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let Some(rows) = Rows::ALL.into_iter().find(|rows| rows.code() == kind) else { return false };
        let count = self.count(rows);
        let row = parts.next().and_then(|row| row.parse::<usize>().ok()).filter(|row| *row < count);
        match (verb, row) {
            ("add", _) => {
                if count < MOST_ROWS {
                    self.put_row(rows.fields()[0], count, "");
                }
            }
            ("remove", Some(row)) => {
                for next in row + 1..count {
                    self.swap(rows, next - 1, next);
                }
                for field in rows.fields() {
                    self.0.remove(&at(field, count - 1));
                }
            }
            ("up", Some(row)) if row > 0 => self.swap(rows, row - 1, row),
            ("down", Some(row)) if row + 1 < count => self.swap(rows, row, row + 1),
            ("up" | "down", Some(_)) => {}
            _ => return false,
        }
        true
    }

    fn swap(&mut self, rows: Rows, one: usize, other: usize) {
        for field in rows.fields() {
            let (first, second) = (self.0.remove(&at(field, one)), self.0.remove(&at(field, other)));
            if let Some(value) = first {
                self.put_row(field, other, value);
            }
            if let Some(value) = second {
                self.put_row(field, one, value);
            }
        }
        // A row is there as soon as its first field is.
        for row in [one, other] {
            self.0.entry(at(rows.fields()[0], row)).or_default();
        }
    }
}

fn at(field: &str, row: usize) -> String {
    format!("{field}_{row}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(typed: &Typed) -> Vec<(String, bool)> {
        (0..typed.count(Rows::Option)).map(|row| (typed.row("option", row).to_owned(), !typed.row("key", row).is_empty())).collect()
    }

    #[test]
    fn rows_are_added_taken_away_and_moved_with_all_they_hold() {
        let mut typed = Typed::of([("option_0", "một"), ("option_1", "hai"), ("option_2", "ba"), ("key", "1"), ("csrf_token", "x")]);
        let told = |list: &[(&str, bool)]| list.iter().map(|(text, key)| ((*text).to_owned(), *key)).collect::<Vec<_>>();
        assert!(typed.press("add:option"));
        assert_eq!(options(&typed), told(&[("một", false), ("hai", true), ("ba", false), ("", false)]));
        assert!(typed.press("up:option:1"));
        assert_eq!(options(&typed), told(&[("hai", true), ("một", false), ("ba", false), ("", false)]));
        assert!(typed.press("remove:option:1"));
        assert_eq!(options(&typed), told(&[("hai", true), ("ba", false), ("", false)]));
        assert!(typed.press("down:option:0") && typed.press("down:option:2"));
        assert_eq!(options(&typed), told(&[("ba", false), ("hai", true), ("", false)]));
        assert_eq!(typed.get("csrf_token"), "");
    }

    #[test]
    fn other_buttons_are_not_taken_for_rows() {
        let mut typed = Typed::of([("option_0", "một")]);
        for button in ["save", "", "add", "add:x", "remove:option:9", "remove:option", "fly:option:0"] {
            assert!(!typed.press(button), "{button}");
        }
        assert_eq!(options(&typed), [("một".to_owned(), false)]);
        for _ in 0..50 {
            typed.press("add:option");
        }
        assert_eq!(typed.count(Rows::Option), MOST_ROWS);
    }
}
