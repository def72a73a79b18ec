//! The form of an item, filled: an empty one for a type, or that of a draft.

use super::{
    form::TYPES,
    rows::{Rows, Typed},
};
use crate::bank::{
    formats::{
        gaps,
        model::{Body, Decimal, Draft},
    },
    model::CognitiveLevel,
};

/// An empty form for a type, with the rows that most items of it need.
pub fn blank(kind: &str) -> Typed {
    let mut typed = Typed::default();
    typed.put("type", if TYPES.contains(&kind) { kind } else { TYPES[0] });
    typed.put("points", "1");
    let rows = match typed.get("type") {
        "single_choice" | "multiple_response" | "true_false_cluster" | "ordering" => (Rows::Option, 4),
        "short_answer" => (Rows::Option, 2),
        "matching" => (Rows::Pair, 4),
        "gap_fill" => (Rows::Gap, 2),
        _ => return typed,
    };
    for row in 0..rows.1 {
        typed.put_row(rows.0.fields()[0], row, "");
    }
    typed
}

/// The form of a draft; [`read`] gives the draft again.
pub fn fill(draft: &Draft) -> Typed {
    let mut typed = Typed::default();
    typed.put("type", draft.body.code());
    typed.put("code", &draft.code);
    typed.put("context", &draft.context);
    typed.put("stem", if matches!(draft.body, Body::Gaps(_)) { gaps::plain(&draft.stem) } else { draft.stem.clone() });
    typed.put("rationale", &draft.rationale);
    typed.put("source", &draft.source);
    typed.put("topic", &draft.topic);
    typed.put("level", draft.level.map_or("", CognitiveLevel::code));
    typed.put("tags", draft.tags.join(", "));
    let points = draft.points.unwrap_or(100);
    typed.put("points", Decimal::parse(&format!("{}.{:02}", points / 100, points % 100)).unwrap_or_default().vietnamese());
    let ticked = |is_so: bool| if is_so { "1" } else { "" };
    typed.put("ignores_marks", ticked(draft.marking.ignores_marks));
    typed.put("strict_tones", ticked(draft.marking.strict_tones));
    typed.put("steps", draft.marking.steps.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "));
    let word = |truth: bool| if truth { "true" } else { "false" };
    match &draft.body {
        Body::Choice { options, .. } => {
            for (row, option) in options.iter().enumerate() {
                typed.put_row("option", row, &option.text);
                typed.put_row("feedback", row, &option.feedback);
                if option.is_key {
                    typed.put_row("key", row, "1");
                }
            }
        }
        Body::Truth(truth) => typed.put("truth", word(*truth)),
        Body::Statements(list) => {
            for (row, statement) in list.iter().enumerate() {
                typed.put_row("option", row, &statement.text);
                typed.put_row("truth", row, statement.is_true.map_or("", word));
            }
        }
        Body::Short { accepted, case_sensitive } => {
            accepted.iter().enumerate().for_each(|(row, answer)| typed.put_row("option", row, answer));
            typed.put("case_sensitive", ticked(*case_sensitive));
        }
        Body::Number { value, tolerance } => {
            typed.put("value", value.vietnamese());
            typed.put("tolerance", tolerance.vietnamese());
        }
        Body::Matching { pairs, distractors } => {
            for (row, (left, right)) in pairs.iter().enumerate() {
                typed.put_row("left", row, left);
                typed.put_row("right", row, right);
            }
            distractors.iter().enumerate().for_each(|(row, other)| typed.put_row("other", row, other));
        }
        Body::Ordering(list) => list.iter().enumerate().for_each(|(row, item)| typed.put_row("option", row, item)),
        Body::Gaps(gaps) => {
            for (row, gap) in gaps.iter().enumerate() {
                typed.put_row("accepted", row, gap.accepted.join("\n"));
                typed.put_row("wrong", row, gap.distractors.join("\n"));
            }
        }
        Body::Essay { guide } => typed.put("guide", guide),
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::{super::form::read, *};
    use crate::bank::formats::model::{Choice, Gap, Place, Statement};

    fn drafts() -> Vec<Draft> {
        let text = |text: &str| text.to_owned();
        let choice = |text: &str, is_key| Choice { text: text.to_owned(), is_key, feedback: String::new() };
        let decimal = |text: &str| Decimal::parse(text).unwrap();
        let bodies = [
            Body::Choice { options: vec![choice("15/6/2023", true), choice("09/01/2023", false)], many: false },
            Body::Choice { options: vec![choice("Một\nhai", true), choice("Hai", true), choice("Ba", false)], many: true },
            Body::Truth(false),
            Body::Statements(vec![
                Statement { text: text("Một."), is_true: Some(true) },
                Statement { text: text("Hai."), is_true: Some(false) },
            ]),
            Body::Short { accepted: vec![text("Bộ Chính trị"), text("BCT")], case_sensitive: true },
            Body::Number { value: decimal("84.7"), tolerance: decimal("0.05") },
            Body::Matching { pairs: vec![(text("A"), text("1")), (text("B"), text("2"))], distractors: vec![text("3")] },
            Body::Ordering(vec![text("Một"), text("Hai"), text("Ba")]),
            Body::Gaps(vec![
                Gap { accepted: vec![text("2023")], distractors: vec![text("2022"), text("2024")] },
                Gap { accepted: vec![text("Hà Nội"), text("Ha Noi")], distractors: vec![] },
            ]),
            Body::Essay { guide: text("Nêu đủ ba ý.") },
        ];
        bodies
            .into_iter()
            .map(|body| {
                let stem = if matches!(body, Body::Gaps(_)) { gaps::normal("Năm [[1]] tại [[2]].") } else { text("Câu hỏi?") };
                Draft {
                    code: text("cau-00001"),
                    level: Some(CognitiveLevel::VanDung),
                    topic: text("boi-canh"),
                    tags: vec![text("ôn tập"), text("tuần 1")],
                    rationale: text("Vì thế."),
                    source: text("KL57:nhan-dien"),
                    points: Some(50),
                    ..Draft::new(Place::File, stem, body)
                }
            })
            .collect()
    }

    #[test]
    fn every_type_goes_into_the_form_and_out_again() {
        let drafts = drafts();
        assert_eq!(drafts.iter().map(|draft| draft.body.code()).collect::<Vec<_>>(), TYPES);
        for draft in drafts {
            let understood = read(&fill(&draft));
            assert_eq!(understood.errors, [], "{}", draft.body.code());
            assert_eq!(understood.into_draft().unwrap(), draft);
        }
    }
}
