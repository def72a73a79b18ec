//! The organizer's form of the terms: read with every fault at its field, and filled in again from terms.

use std::collections::{BTreeMap, HashSet};

use super::{
    entry::Typed,
    terms::{Asked, BuiltIn, CustomField, Division, Effect, ExclusionClass, FieldKind, Terms},
};
use crate::{
    kernel::{FieldProblem, Timestamp, ids::UnitId, text},
    org::model::parse_date,
};

/// Most groups, blocks or questions.
pub const MOST_ROWS: usize = 20;
/// Oldest age that can be a limit.
const OLDEST: i32 = 120;

/// Name of the choice how a field is asked.
pub fn ask_name(field: BuiltIn) -> String {
    format!("ask_{}", field.code())
}

/// Name of the choice what a class of exclusion does.
pub fn exclusion_name(class: ExclusionClass) -> String {
    format!("exclude_{}", class.code())
}

/// The names of all fields, so that a form comes back as it was typed.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> =
        ["has_terms", "min_age", "max_age", "age_on", "guardian_under", "units", "residences", "closes_at", "needs_code", "spreads"]
            .map(str::to_owned)
            .into();
    names.extend(BuiltIn::ALL.map(ask_name));
    names.extend(ExclusionClass::ALL.map(exclusion_name));
    for row in 0..MOST_ROWS {
        for name in ["group_code", "group_title", "group_units", "block_code", "block_title", "block_units"] {
            names.push(format!("{name}_{row}"));
        }
        for name in ["x_code", "x_label", "x_kind", "x_required", "x_purpose", "x_choices"] {
            names.push(format!("{name}_{row}"));
        }
    }
    names
}

/// How many rows of a kind are filled in, `marker` being the names that fill one.
pub fn rows(typed: &Typed, markers: &[&str]) -> usize {
    (0..MOST_ROWS)
        .rev()
        .find(|row| markers.iter().any(|name| !typed.get(&format!("{name}_{row}")).trim().is_empty()))
        .map_or(0, |row| row + 1)
}

/// Reads the form; `units` are the units by their codes, `now` is the present.
///
/// # Errors
/// The wrong fields.
pub fn parse(typed: &Typed, units: &BTreeMap<String, UnitId>, now: Timestamp) -> Result<Terms, Vec<FieldProblem>> {
    let mut form = Reader { typed, units, wrong: Vec::new() };
    let min_age = form.number("min_age", 1, OLDEST);
    let max_age = form.number("max_age", 1, OLDEST);
    if min_age.zip(max_age).is_some_and(|(min, max)| max < min) {
        form.wrong.push(FieldProblem::new("max_age", "age_order"));
    }
    let age_on = form.date("age_on");
    let guardian_under = form.number("guardian_under", 0, 18).unwrap_or(0);
    let within = form.units_of("units");
    let groups = form.divisions("group");
    let blocks = form.divisions("block");
    let residences: Vec<String> = typed.get("residences").lines().map(text::clean_line).filter(|line| !line.is_empty()).collect();
    if residences.len() > 200 || residences.iter().any(|line| line.chars().count() > 200) {
        form.wrong.push(FieldProblem::new("residences", "too_many_rows").with("max", 200));
    }
    let closes_at = form.moment("closes_at", now);
    let asked: BTreeMap<BuiltIn, Asked> = BuiltIn::ALL
        .into_iter()
        .filter_map(|field| match typed.get(&ask_name(field)) {
            "required" => Some((field, Asked::Required)),
            "optional" => Some((field, Asked::Optional)),
            _ => None,
        })
        .collect();
    let exclusions = ExclusionClass::ALL
        .into_iter()
        .filter_map(|class| Effect::parse(typed.get(&exclusion_name(class))).map(|effect| (class, effect)))
        .collect();
    let fields = form.questions();
    if !form.wrong.is_empty() {
        return Err(form.wrong);
    }
    Ok(Terms {
        min_age,
        max_age,
        age_on,
        guardian_under,
        units: within,
        groups,
        residences,
        blocks,
        exclusions,
        closes_at,
        needs_code: typed.ticked("needs_code"),
        spreads: typed.ticked("spreads"),
        asked,
        fields,
    })
}

struct Reader<'a> {
    typed: &'a Typed,
    units: &'a BTreeMap<String, UnitId>,
    wrong: Vec<FieldProblem>,
}

impl Reader<'_> {
    fn number(&mut self, name: &str, min: i32, max: i32) -> Option<i32> {
        let typed = self.typed.get(name).trim();
        if typed.is_empty() {
            return None;
        }
        let number = typed.parse().ok().filter(|number| (min..=max).contains(number));
        if number.is_none() {
            self.wrong.push(FieldProblem::new(name, "number_range").with("min", min).with("max", max));
        }
        number
    }

    fn date(&mut self, name: &str) -> Option<chrono::NaiveDate> {
        if self.typed.get(name).trim().is_empty() {
            return None;
        }
        let day = parse_date(self.typed.get(name));
        if day.is_none() {
            self.wrong.push(FieldProblem::new(name, "date_form"));
        }
        day
    }

    fn moment(&mut self, name: &str, now: Timestamp) -> Option<Timestamp> {
        let typed = text::clean_line(self.typed.get(name));
        if typed.is_empty() {
            return None;
        }
        let moment = chrono::NaiveDateTime::parse_from_str(&typed, "%H:%M %d/%m/%Y").ok().map(Timestamp::from_vietnam);
        match moment {
            None => self.wrong.push(FieldProblem::new(name, "moment_form")),
            Some(moment) if moment <= now => self.wrong.push(FieldProblem::new(name, "deadline_past")),
            Some(_) => {}
        }
        moment
    }

    /// Codes of units, divided by commas, semicolons or spaces.
    fn units_of(&mut self, name: &str) -> Vec<UnitId> {
        let mut out = Vec::new();
        for code in
            self.typed.get(name).split([',', ';', ' ', '\n', '\r']).map(|code| code.trim().to_lowercase()).filter(|code| !code.is_empty())
        {
            match self.units.get(&code) {
                Some(unit) if !out.contains(unit) => out.push(*unit),
                Some(_) => {}
                None => self.wrong.push(FieldProblem::new(name, "unit_code_unknown").with("value", code)),
            }
        }
        out
    }

    fn code(&mut self, name: &str, seen: &mut HashSet<String>) -> String {
        let code = text::clean_line(self.typed.get(name));
        let is_code = (1..=40).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !is_code {
            self.wrong.push(FieldProblem::new(name, "code_form"));
        } else if !seen.insert(code.clone()) {
            self.wrong.push(FieldProblem::new(name, "code_twice"));
        }
        code
    }

    fn title(&mut self, name: &str, most: usize) -> String {
        let title = text::clean_line(self.typed.get(name));
        if title.is_empty() {
            self.wrong.push(FieldProblem::new(name, "required"));
        } else if title.chars().count() > most {
            self.wrong.push(FieldProblem::new(name, "too_long").with("max", most));
        }
        title
    }

    fn divisions(&mut self, kind: &str) -> Vec<Division> {
        let names = ["code", "title", "units"].map(|part| format!("{kind}_{part}"));
        let mut seen = HashSet::new();
        let mut claimed = HashSet::new();
        let mut out = Vec::new();
        for row in 0..MOST_ROWS {
            let [code, title, units] = names.clone().map(|name| format!("{name}_{row}"));
            if [&code, &title, &units].iter().all(|name| self.typed.get(name).trim().is_empty()) {
                continue;
            }
            let division = Division { code: self.code(&code, &mut seen), title: self.title(&title, 100), units: self.units_of(&units) };
            if division.units.iter().any(|unit| !claimed.insert(*unit)) {
                self.wrong.push(FieldProblem::new(&*units, "unit_twice"));
            }
            out.push(division);
        }
        out
    }

    fn questions(&mut self) -> Vec<CustomField> {
        let mut seen = HashSet::new();
        let mut out = Vec::new();
        for row in 0..MOST_ROWS {
            let name = |part: &str| format!("x_{part}_{row}");
            if ["code", "label", "purpose", "choices"].iter().all(|part| self.typed.get(&name(part)).trim().is_empty()) {
                continue;
            }
            let code = self.code(&name("code"), &mut seen);
            let label = self.title(&name("label"), 200);
            let purpose = self.title(&name("purpose"), 200);
            let kind = FieldKind::parse(self.typed.get(&name("kind")));
            if kind.is_none() {
                self.wrong.push(FieldProblem::new(name("kind"), "choice"));
            }
            let kind = kind.unwrap_or(FieldKind::Text);
            let choices: Vec<String> =
                self.typed.get(&name("choices")).split([';', '\n']).map(text::clean_line).filter(|choice| !choice.is_empty()).collect();
            if kind == FieldKind::Choice && choices.len() < 2 {
                self.wrong.push(FieldProblem::new(name("choices"), "choices_few"));
            }
            let choices = if kind == FieldKind::Choice { choices } else { Vec::new() };
            out.push(CustomField { code, label, kind, required: self.typed.ticked(&name("required")), purpose, choices });
        }
        out
    }
}

/// The form of terms; `code_of` gives the code of a unit.
pub fn fill(terms: Option<&Terms>, code_of: &dyn Fn(UnitId) -> String) -> Typed {
    let mut typed = Typed::default();
    let Some(terms) = terms else {
        // What most real contests ask.
        typed.put("guardian_under", "16");
        typed.put(ask_name(BuiltIn::Phone), "required");
        typed.put(ask_name(BuiltIn::Unit), "optional");
        return typed;
    };
    let codes = |units: &[UnitId]| units.iter().map(|unit| code_of(*unit)).collect::<Vec<_>>().join(", ");
    let number = |number: Option<i32>| number.map(|number| number.to_string()).unwrap_or_default();
    typed.put("has_terms", "1");
    typed.put("min_age", number(terms.min_age));
    typed.put("max_age", number(terms.max_age));
    typed.put("age_on", terms.age_on.map(|day| day.format("%d/%m/%Y").to_string()).unwrap_or_default());
    typed.put("guardian_under", terms.guardian_under.to_string());
    typed.put("units", codes(&terms.units));
    typed.put("residences", terms.residences.join("\n"));
    typed.put("closes_at", terms.closes_at.map(|at| at.vietnam().format("%H:%M %d/%m/%Y").to_string()).unwrap_or_default());
    for (name, ticked) in [("needs_code", terms.needs_code), ("spreads", terms.spreads)] {
        typed.put(name, if ticked { "1" } else { "" });
    }
    for field in BuiltIn::ALL {
        let how = match terms.asked.get(&field) {
            Some(Asked::Required) => "required",
            Some(Asked::Optional) => "optional",
            None => "",
        };
        typed.put(ask_name(field), how);
    }
    for (class, effect) in &terms.exclusions {
        typed.put(exclusion_name(*class), effect.code());
    }
    for (kind, divisions) in [("group", &terms.groups), ("block", &terms.blocks)] {
        for (row, division) in divisions.iter().enumerate() {
            typed.put(format!("{kind}_code_{row}"), division.code.clone());
            typed.put(format!("{kind}_title_{row}"), division.title.clone());
            typed.put(format!("{kind}_units_{row}"), codes(&division.units));
        }
    }
    for (row, field) in terms.fields.iter().enumerate() {
        typed.put(format!("x_code_{row}"), field.code.clone());
        typed.put(format!("x_label_{row}"), field.label.clone());
        typed.put(format!("x_kind_{row}"), field.kind.code());
        typed.put(format!("x_required_{row}"), if field.required { "1" } else { "" });
        typed.put(format!("x_purpose_{row}"), field.purpose.clone());
        typed.put(format!("x_choices_{row}"), field.choices.join("; "));
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units() -> BTreeMap<String, UnitId> {
        [("tinh", 1), ("my-tho", 2)].map(|(code, byte)| (code.to_owned(), UnitId::from_uuid(uuid::Uuid::from_bytes([byte; 16])))).into()
    }

    fn parse(typed: &Typed) -> Result<Terms, Vec<(String, &'static str)>> {
        super::parse(typed, &units(), Timestamp::from_millis(1_795_397_400_000))
            .map_err(|wrong| wrong.into_iter().map(|field| (field.field, field.code)).collect())
    }

    #[test]
    fn terms_come_back_from_the_form_that_they_fill() {
        let mut typed = fill(None, &|_| String::new());
        for (name, value) in [
            ("min_age", "14"),
            ("max_age", "35"),
            ("age_on", "1/12/2026"),
            ("units", "Tinh, my-tho"),
            ("block_code_0", "trong-tinh"),
            ("block_title_0", "Trong tỉnh"),
            ("block_units_0", "tinh"),
            ("block_code_2", "ngoai-tinh"),
            ("block_title_2", "Ngoài tỉnh"),
            ("exclude_committee", "unranked"),
            ("closes_at", "17:00 30/11/2026"),
            ("residences", "Đồng Tháp\n\n Nơi khác "),
            ("x_code_0", "lop"),
            ("x_label_0", "Lớp"),
            ("x_kind_0", "choice"),
            ("x_purpose_0", "Thống kê"),
            ("x_choices_0", "10; 11;12"),
        ] {
            typed.put(name, value);
        }
        let terms = parse(&typed).unwrap();
        assert_eq!(terms.blocks.iter().map(|block| block.code.as_str()).collect::<Vec<_>>(), ["trong-tinh", "ngoai-tinh"]);
        assert_eq!((terms.residences.len(), terms.fields[0].choices.len(), terms.units.len()), (2, 3, 2));
        let by_id: BTreeMap<UnitId, String> = units().into_iter().map(|(code, id)| (id, code)).collect();
        let again = fill(Some(&terms), &|unit| by_id[&unit].clone());
        assert_eq!(parse(&again).unwrap(), terms);
    }

    #[test]
    fn every_fault_stands_at_its_field() {
        let typed: Typed = [
            ("min_age", "35"),
            ("max_age", "14"),
            ("units", "khong-co"),
            ("block_code_0", "Mã Sai"),
            ("block_title_1", "Không mã"),
            ("closes_at", "08:00 01/11/2026"),
            ("x_code_0", "lop"),
            ("x_kind_0", "choice"),
        ]
        .into_iter()
        .collect();
        let wrong = parse(&typed).unwrap_err();
        let expected = [
            ("max_age", "age_order"),
            ("units", "unit_code_unknown"),
            ("block_code_0", "code_form"),
            ("block_title_0", "required"),
            ("block_code_1", "code_form"),
            ("closes_at", "deadline_past"),
            ("x_label_0", "required"),
            ("x_purpose_0", "required"),
            ("x_choices_0", "choices_few"),
        ];
        assert_eq!(wrong, expected.map(|(name, code)| (name.to_owned(), code)));
    }

    #[test]
    fn one_unit_belongs_to_one_block() {
        let typed: Typed = [
            ("block_code_0", "a"),
            ("block_title_0", "A"),
            ("block_units_0", "tinh"),
            ("block_code_1", "b"),
            ("block_title_1", "B"),
            ("block_units_1", "tinh"),
        ]
        .into_iter()
        .collect();
        assert_eq!(parse(&typed).unwrap_err(), [("block_units_1".to_owned(), "unit_twice")]);
    }
}
