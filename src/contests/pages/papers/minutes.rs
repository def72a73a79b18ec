//! The minutes (biên bản) of closing a round, or the contest.

use super::{Head, Words, heads, lists};
use crate::{
    contests::{pages::example, prizes::record::Record},
    paper::{Align, Block, Column, Document, Signature, Table, fonts::Weight},
    web::format,
};

/// The document: who was there, the figures, the winners, what proves the result, who signs.
pub(super) fn document(words: &Words, head: &Head, record: &Record) -> Document {
    let title = words.say("paper-title-minutes");
    let mut blocks = vec![
        heads::letterhead(words, head),
        Block::Title(title.clone()),
        Block::Subtitle(words.with("paper-minutes-about", &[("about", &heads::about(record))])),
        Block::Gap(8.0),
        Block::text(
            words.with("paper-minutes-opening", &[("place_date", &heads::place_date(words, head)), ("about", &heads::about(record))]),
        ),
        Block::Heading(words.say("paper-minutes-present")),
        Block::Dotted { label: words.say("paper-minutes-chair"), lines: 1 },
        Block::Dotted { label: words.say("paper-minutes-secretary"), lines: 1 },
        Block::Dotted { label: words.say("paper-minutes-others"), lines: 3 },
        Block::Heading(words.say("paper-minutes-figures")),
        Block::Table(figures(words, record)),
        Block::Heading(words.say("paper-minutes-winners")),
    ];
    if record.winners.is_empty() {
        blocks.push(Block::text(words.say("paper-minutes-no-winners")));
    } else {
        blocks.push(Block::Table(winners(words, record)));
        blocks.push(Block::text(lists::total_line(words, &record.winners)));
    }
    blocks.push(Block::Heading(words.say("paper-minutes-proof")));
    blocks.push(Block::text(words.say("paper-minutes-proof-text")));
    for proof in &record.proofs {
        if record.round.is_none() {
            blocks.push(Block::Text { text: proof.round.clone(), weight: Weight::Bold });
        }
        for (key, value) in [
            ("paper-proof-digest", &proof.digest),
            ("paper-proof-merkle", &proof.merkle_root),
            ("paper-proof-commitment", &proof.commitment),
        ] {
            blocks.push(Block::text(words.with(key, &[("value", value)])));
        }
        blocks.push(Block::text(words.with("paper-proof-published", &[("time", &format::datetime(proof.published_at))])));
        for (name, at) in &proof.approvals {
            blocks.push(Block::text(words.with("paper-proof-approved", &[("name", name), ("time", &format::datetime(*at))])));
        }
    }
    blocks.push(Block::Heading(words.say("paper-minutes-opinions")));
    blocks.push(Block::Dotted { label: String::new(), lines: 2 });
    blocks.push(Block::text(words.say("paper-minutes-close")));
    blocks.push(heads::signatures(words, &["paper-secretary", "paper-chair"]));
    let approvers = approvers(words, record);
    if !approvers.is_empty() {
        blocks.push(Block::Signatures(approvers));
    }
    Document {
        title: format!("{title} – {}", heads::about(record)),
        language: "vi".into(),
        author: head.issuer.clone(),
        is_landscape: false,
        blocks,
    }
}

/// The people who approved, each once, by name: they sign for the result.
fn approvers(words: &Words, record: &Record) -> Vec<Signature> {
    let mut names: Vec<&String> = Vec::new();
    for (name, _) in record.proofs.iter().flat_map(|proof| &proof.approvals) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.truncate(3);
    names
        .into_iter()
        .map(|name| Signature {
            office: words.say("paper-approver"),
            note: words.say("paper-sign"),
            name: name.clone(),
            ..Signature::default()
        })
        .collect()
}

fn figures(words: &Words, record: &Record) -> Table {
    let mut rows = vec![
        ("paper-figure-opens", format::datetime(record.opens_at)),
        ("paper-figure-closes", format::datetime(record.closes_at)),
        ("paper-figure-participants", format::integer(record.participants)),
        ("paper-figure-attempts", format::integer(record.attempts)),
    ];
    if let Some(all_correct) = record.all_correct {
        rows.push(("paper-figure-all-correct", format::integer(all_correct)));
    }
    if let Some((truth, decimals)) = record.truth {
        rows.push(("paper-figure-truth", example::number(truth, decimals)));
    }
    let column = |key: &str, share, align| Column { title: words.say(key), share, align };
    Table {
        columns: vec![column("paper-figure", 3.0, Align::Left), column("paper-value", 2.0, Align::Left)],
        rows: rows.into_iter().map(|(key, value)| vec![words.say(key), value]).collect(),
        ..Table::default()
    }
}

/// The winners in the narrower table of a page on end.
fn winners(words: &Words, record: &Record) -> Table {
    let whole = lists::winner_table(words, record);
    let kept = [0, 1, 2, 3, 5, 7];
    let pick = |row: &Vec<String>| kept.iter().map(|at| row[*at].clone()).collect::<Vec<_>>();
    Table {
        columns: kept.iter().map(|at| whole.columns[*at].clone()).collect(),
        rows: whole.rows.iter().map(pick).collect(),
        foot: whole.foot.iter().map(pick).collect(),
        row_height: 0.0,
    }
}
