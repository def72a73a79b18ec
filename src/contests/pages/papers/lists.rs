//! Lists: winners, figures by unit, receipts; as documents and for spreadsheets.

use super::{Head, Words, heads};
use crate::{
    contests::{
        pages::minutes_seconds,
        prizes::{
            record::{self, Record, UnitLine, WinnerLine},
            words::amount_in_words,
        },
    },
    kernel::text::name_sort_key,
    paper::{
        Align, Block, Column, Document, Table,
        sheet::{Cell, Sheet},
    },
    web::format,
};

/// A column: key of its title, share of the width on paper, width in characters, how it stands.
type Shape = (&'static str, f32, f64, Align);

const WINNERS: [Shape; 8] = [
    ("paper-no", 0.6, 6.0, Align::Centre),
    ("paper-prize", 1.7, 22.0, Align::Left),
    ("paper-name", 2.4, 30.0, Align::Left),
    ("paper-unit", 2.6, 36.0, Align::Left),
    ("paper-rank", 0.8, 8.0, Align::Centre),
    ("paper-score", 1.0, 10.0, Align::Right),
    ("paper-time", 1.1, 12.0, Align::Right),
    ("paper-amount", 1.7, 16.0, Align::Right),
];
const UNITS: [Shape; 8] = [
    ("paper-no", 0.6, 6.0, Align::Centre),
    ("paper-unit", 3.6, 40.0, Align::Left),
    ("paper-headcount", 1.1, 12.0, Align::Right),
    ("paper-participants", 1.1, 12.0, Align::Right),
    ("paper-share", 1.1, 10.0, Align::Right),
    ("paper-attempts", 1.1, 12.0, Align::Right),
    ("paper-all-correct", 1.1, 12.0, Align::Right),
    ("paper-mean", 1.1, 12.0, Align::Right),
];
const RECEIPTS: [Shape; 7] = [
    ("paper-no", 0.6, 6.0, Align::Centre),
    ("paper-name", 2.2, 28.0, Align::Left),
    ("paper-unit", 2.4, 32.0, Align::Left),
    ("paper-prize", 1.5, 20.0, Align::Left),
    ("paper-amount", 1.4, 14.0, Align::Right),
    ("paper-amount-words", 2.2, 34.0, Align::Left),
    ("paper-received", 1.7, 18.0, Align::Left),
];

fn columns(words: &Words, shapes: &[Shape]) -> Vec<Column> {
    shapes.iter().map(|(key, share, _, align)| Column { title: words.say(key), share: *share, align: *align }).collect()
}

fn heads_of(words: &Words, shapes: &[Shape]) -> Vec<(String, f64)> {
    shapes.iter().map(|(key, _, width, _)| (words.say(key), *width)).collect()
}

/// Money, and what is given beside it.
fn worth(line: &WinnerLine) -> String {
    match (line.amount, line.goods.as_str()) {
        (0, goods) => goods.to_owned(),
        (amount, "") => format::integer(amount),
        (amount, goods) => format!("{} + {goods}", format::integer(amount)),
    }
}

fn document(words: &Words, head: &Head, record: &Record, title: &str, is_landscape: bool, body: Vec<Block>) -> Document {
    let mut blocks =
        vec![heads::letterhead(words, head), Block::Title(words.say(title)), Block::Subtitle(heads::about(record)), Block::Gap(6.0)];
    blocks.extend(body);
    Document {
        title: format!("{} – {}", words.say(title), heads::about(record)),
        language: "vi".into(),
        author: head.issuer.clone(),
        is_landscape,
        blocks,
    }
}

fn sheet(words: &Words, record: &Record, title: &str, shapes: &[Shape], rows: Vec<Vec<Cell>>, foot: Vec<Vec<Cell>>) -> Sheet {
    let name = words.say(title);
    Sheet { titles: vec![name.clone(), heads::about(record)], name, columns: heads_of(words, shapes), rows, foot, row_height: 0.0 }
}

/// "Tổng số tiền: 21.500.000 đồng (Hai mươi mốt triệu năm trăm nghìn đồng)."
pub(super) fn total_line(words: &Words, winners: &[WinnerLine]) -> String {
    let total = record::total(winners);
    words.with("paper-total-words", &[("amount", &format::integer(total)), ("words", &amount_in_words(total))])
}

/// The rows of the list of winners as texts.
pub(super) fn winner_table(words: &Words, record: &Record) -> Table {
    let row = |(number, line): (usize, &WinnerLine)| {
        vec![
            number.to_string(),
            line.prize.clone(),
            line.name.clone(),
            line.unit.clone(),
            if line.rank == 0 { String::new() } else { line.rank.to_string() },
            line.score.map(|score| format!("{}/{}", format::points(score), format::points(record.max_score))).unwrap_or_default(),
            line.working_time.map(minutes_seconds).unwrap_or_default(),
            worth(line),
        ]
    };
    let total = format::integer(record::total(&record.winners));
    let sum = vec![String::new(), words.say("paper-sum"), String::new(), String::new(), String::new(), String::new(), String::new(), total];
    Table { columns: columns(words, &WINNERS), rows: (1..).zip(&record.winners).map(row).collect(), foot: vec![sum], row_height: 0.0 }
}

/// The list of winners.
pub(super) fn winners(words: &Words, head: &Head, record: &Record) -> Document {
    let body = vec![
        Block::Table(winner_table(words, record)),
        Block::text(total_line(words, &record.winners)),
        heads::signatures(words, &["paper-secretary", "paper-chair"]),
    ];
    document(words, head, record, "paper-title-winners", true, body)
}

/// The list of winners for a spreadsheet, with the names of the published file.
pub(super) fn winners_sheet(words: &Words, record: &Record) -> Sheet {
    let row = |(number, line): (i64, &WinnerLine)| {
        vec![
            Cell::Integer(number),
            Cell::Text(line.prize.clone()),
            Cell::Text(line.name.clone()),
            Cell::Text(line.unit.clone()),
            if line.rank == 0 { Cell::Empty } else { Cell::Integer(i64::try_from(line.rank).unwrap_or(0)) },
            line.score.map_or(Cell::Empty, Cell::Hundredths),
            line.working_time.map_or(Cell::Empty, |time| Cell::Text(minutes_seconds(time))),
            Cell::Integer(line.amount),
            Cell::Text(line.goods.clone()),
            Cell::Text(line.pseudonym.clone()),
        ]
    };
    let mut shapes = WINNERS.to_vec();
    shapes.extend([("paper-goods", 1.0, 24.0, Align::Left), ("paper-pseudonym", 1.0, 36.0, Align::Left)]);
    let total = record::total(&record.winners);
    let mut sum = vec![Cell::Empty; shapes.len()];
    sum[1] = Cell::Text(words.say("paper-sum"));
    sum[7] = Cell::Integer(total);
    let said = vec![Cell::Empty, Cell::Text(amount_in_words(total))];
    sheet(words, record, "paper-title-winners", &shapes, (1..).zip(&record.winners).map(row).collect(), vec![sum, said])
}

/// Sums over all units: people, takers, attempts, full marks, points.
fn sums(units: &[UnitLine]) -> [i64; 5] {
    let sum = |of: fn(&UnitLine) -> i64| units.iter().map(of).sum();
    [
        sum(|line| line.facts.headcount),
        sum(|line| line.facts.participants),
        sum(|line| line.attempts),
        sum(|line| line.facts.all_correct),
        sum(|line| line.facts.score),
    ]
}

/// A mean of hundredths, rounded down.
fn mean(score: i64, people: i64) -> i64 {
    if people == 0 { 0 } else { score / people }
}

/// The figures by unit.
pub(super) fn units(words: &Words, head: &Head, record: &Record) -> Document {
    let row = |number: String, name: String, [headcount, participants, attempts, all_correct, score]: [i64; 5]| {
        vec![
            number,
            name,
            format::integer(headcount),
            format::integer(participants),
            format::percent(participants, headcount),
            format::integer(attempts),
            format::integer(all_correct),
            format::points(mean(score, participants)),
        ]
    };
    let rows = (1..)
        .zip(&record.units)
        .map(|(number, line): (usize, _)| row(number.to_string(), line.name.clone(), sums(std::slice::from_ref(line))));
    let foot = row(String::new(), words.say("paper-sum"), sums(&record.units));
    let table = Table { columns: columns(words, &UNITS), rows: rows.collect(), foot: vec![foot], row_height: 0.0 };
    let outside = record.participants - sums(&record.units)[1];
    let mut body = vec![Block::Table(table)];
    if outside > 0 {
        body.push(Block::text(words.with("paper-without-unit", &[("n", &format::integer(outside))])));
    }
    body.push(Block::text(words.say("paper-units-note")));
    body.push(heads::signatures(words, &["paper-secretary", "paper-chair"]));
    document(words, head, record, "paper-title-units", true, body)
}

/// The figures by unit for a spreadsheet.
pub(super) fn units_sheet(words: &Words, record: &Record) -> Sheet {
    let row = |number: Cell, name: String, [headcount, participants, attempts, all_correct, score]: [i64; 5]| {
        let share = if headcount == 0 { Cell::Empty } else { Cell::Hundredths(participants * 10_000 / headcount) };
        vec![
            number,
            Cell::Text(name),
            Cell::Integer(headcount),
            Cell::Integer(participants),
            share,
            Cell::Integer(attempts),
            Cell::Integer(all_correct),
            Cell::Hundredths(mean(score, participants)),
        ]
    };
    let rows =
        (1..).zip(&record.units).map(|(number, line)| row(Cell::Integer(number), line.name.clone(), sums(std::slice::from_ref(line))));
    let foot = row(Cell::Empty, words.say("paper-sum"), sums(&record.units));
    sheet(words, record, "paper-title-units", &UNITS, rows.collect(), vec![foot])
}

/// Winners in the order in which names are called: people by given name, then units.
fn called(record: &Record) -> Vec<&WinnerLine> {
    let mut lines: Vec<&WinnerLine> = record.winners.iter().collect();
    lines.sort_by_cached_key(|line| (line.pseudonym.is_empty(), name_sort_key(&line.name)));
    lines
}

/// The list that winners sign when they are given their prize.
pub(super) fn receipts(words: &Words, head: &Head, record: &Record) -> Document {
    let row = |(number, line): (usize, &WinnerLine)| {
        let said = if line.amount == 0 { String::new() } else { amount_in_words(line.amount) };
        vec![number.to_string(), line.name.clone(), line.unit.clone(), line.prize.clone(), worth(line), said, String::new()]
    };
    let total = record::total(&record.winners);
    let sum = vec![
        String::new(),
        words.say("paper-sum"),
        String::new(),
        String::new(),
        format::integer(total),
        amount_in_words(total),
        String::new(),
    ];
    let table =
        Table { columns: columns(words, &RECEIPTS), rows: (1..).zip(called(record)).map(row).collect(), foot: vec![sum], row_height: 36.0 };
    let body = vec![
        Block::Table(table),
        Block::text(total_line(words, &record.winners)),
        heads::signatures(words, &["paper-cashier", "paper-accountant", "paper-chair"]),
    ];
    document(words, head, record, "paper-title-receipts", true, body)
}

/// The same for a spreadsheet.
pub(super) fn receipts_sheet(words: &Words, record: &Record) -> Sheet {
    let row = |(number, line): (i64, &WinnerLine)| {
        let said = if line.amount == 0 { Cell::Text(line.goods.clone()) } else { Cell::Text(amount_in_words(line.amount)) };
        vec![
            Cell::Integer(number),
            Cell::Text(line.name.clone()),
            Cell::Text(line.unit.clone()),
            Cell::Text(line.prize.clone()),
            Cell::Integer(line.amount),
            said,
            Cell::Empty,
        ]
    };
    let total = record::total(&record.winners);
    let mut sum = vec![Cell::Empty; RECEIPTS.len()];
    sum[1] = Cell::Text(words.say("paper-sum"));
    sum[4] = Cell::Integer(total);
    sum[5] = Cell::Text(amount_in_words(total));
    let rows = (1..).zip(called(record)).map(row).collect();
    Sheet { row_height: 30.0, ..sheet(words, record, "paper-title-receipts", &RECEIPTS, rows, vec![sum]) }
}
