//! The head and the close of a document in the forms that bodies here use.

use super::{Head, Style, Words};
use crate::{
    contests::prizes::record::Record,
    paper::{Block, HeadLine, Signature, fonts::Weight},
    web::format,
};

fn line(text: String, weight: Weight) -> HeadLine {
    HeadLine::Text { text, weight }
}

/// Issuer and number on the left; on the right the motto of the form, place and date.
pub(super) fn letterhead(words: &Words, head: &Head) -> Block {
    let mut left = Vec::new();
    if !head.parent.is_empty() {
        left.push(line(head.parent.to_uppercase(), Weight::Regular));
    }
    left.push(line(head.issuer.to_uppercase(), Weight::Bold));
    let number = if head.number.is_empty() { words.say("paper-number-blank") } else { head.number.clone() };
    let mut right = Vec::new();
    match head.style {
        Style::State => {
            left.push(HeadLine::Rule(0.4));
            left.push(line(words.with("paper-number-state", &[("number", &number)]), Weight::Regular));
            right.push(line(words.say("paper-nation"), Weight::Bold));
            right.push(line(words.say("paper-motto"), Weight::Bold));
            right.push(HeadLine::Rule(1.0));
        }
        Style::Party => {
            left.push(line("*".to_owned(), Weight::Regular));
            left.push(line(words.with("paper-number-party", &[("number", &number)]), Weight::Regular));
            right.push(line(words.say("paper-party"), Weight::Bold));
            right.push(HeadLine::Rule(1.0));
        }
        Style::Plain => left.push(line(words.with("paper-number-state", &[("number", &number)]), Weight::Regular)),
    }
    right.push(line(place_date(words, head), Weight::Italic));
    Block::Letterhead { left, right }
}

/// "Mỹ Tho, ngày 01 tháng 12 năm 2026"; dots where no place was given.
pub(super) fn place_date(words: &Words, head: &Head) -> String {
    use chrono::Datelike;
    let (day, month) = format::document_day_month(head.day);
    let place = if head.place.is_empty() { words.say("paper-place-blank") } else { head.place.clone() };
    let year = head.day.year().to_string();
    words.with("paper-place-date", &[("place", &place), ("day", &day), ("month", &month), ("year", &year)])
}

/// What a paper is about: "Tuần 1 – Cuộc thi tìm hiểu".
pub(super) fn about(record: &Record) -> String {
    match &record.round {
        Some(round) => format!("{round} – {}", record.contest),
        None => record.contest.clone(),
    }
}

/// Offices that sign, side by side.
pub(super) fn signatures(words: &Words, offices: &[&str]) -> Block {
    let sign = |key: &&str| Signature { office: words.say(key), note: words.say("paper-sign-note"), ..Signature::default() };
    Block::Signatures(offices.iter().map(sign).collect())
}
