//! Forms as people fill them in.

use super::{check::decimal, *};
use crate::contests::registration::terms::{CustomField, FieldKind};

fn terms() -> Terms {
    Terms {
        min_age: Some(10),
        age_on: NaiveDate::from_ymd_opt(2026, 12, 1),
        guardian_under: 16,
        residences: vec!["Tỉnh Đồng Tháp".into(), "Nơi khác".into()],
        asked: [(BuiltIn::Phone, Asked::Required), (BuiltIn::Identity, Asked::Required)].into(),
        fields: vec![CustomField {
            code: "lop".into(),
            label: "Lớp".into(),
            kind: FieldKind::Choice,
            required: true,
            purpose: "Thống kê".into(),
            choices: vec!["10".into(), "11".into()],
        }],
        ..Terms::default()
    }
}

fn grown_up() -> Typed {
    [
        ("full_name", "Nguyễn Thị Lan"),
        ("birth_date", "01/12/2000"),
        ("phone", "+84 912 345 678"),
        ("identity", "082095001234"),
        ("residence", "Nơi khác"),
        ("x_lop", "10"),
        ("consent_take_part", "1"),
    ]
    .into_iter()
    .collect()
}

fn parse(typed: &Typed) -> Result<Entry, Vec<(String, &'static str)>> {
    let masks: Typed = [("phone", "091****678")].into_iter().collect();
    let around = Surroundings { today: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(), path: &[], masks: &masks };
    Entry::parse(&terms(), typed, &around).map_err(|wrong| wrong.into_iter().map(|field| (field.field, field.code)).collect())
}

#[test]
fn a_grown_up_registers_with_their_own_papers() {
    let entry = parse(&grown_up()).unwrap();
    assert_eq!(entry.phone, Number::Given("0912345678".into()));
    assert_eq!((entry.guardian, entry.consents), (None, vec![Purpose::TakePart]));
    assert_eq!(entry.answers["lop"].1, Number::Given("10".into()));
}

#[test]
fn every_fault_is_told_at_once_at_its_field() {
    let wrong = parse(&Typed::default()).unwrap_err();
    let expected = [
        ("full_name", "required"),
        ("birth_date", "required"),
        ("phone", "required"),
        ("identity", "required"),
        ("residence", "required"),
        ("x_lop", "required"),
        ("consent_take_part", "must_consent"),
    ];
    assert_eq!(wrong, expected.map(|(name, code)| (name.to_owned(), code)));
}

#[test]
fn a_child_registers_with_a_guardian_instead_of_papers() {
    let mut typed = grown_up();
    for (name, value) in [("birth_date", "02/12/2010"), ("phone", ""), ("identity", "")] {
        typed.put(name, value);
    }
    let wrong: Vec<_> = parse(&typed).unwrap_err().into_iter().map(|(name, _)| name).collect();
    assert_eq!(wrong, ["guardian_name", "guardian_relation", "guardian_phone", "guardian_identity", "consent_guardian"]);
    for (name, value) in
        [("guardian_name", "Trần Văn Đức"), ("guardian_relation", "parent"), ("guardian_phone", "0987654321"), ("consent_guardian", "1")]
    {
        typed.put(name, value);
    }
    assert_eq!(parse(&typed).unwrap_err(), [("guardian_identity".to_owned(), "required")]);
    typed.put("guardian_identity", "082075001234");
    let entry = parse(&typed).unwrap();
    assert_eq!(entry.phone, Number::None);
    assert_eq!(entry.guardian.unwrap().phone, Number::Given("0987654321".into()));
    // On the sixteenth birthday itself nobody is a child any more.
    typed.put("birth_date", "01/12/2010");
    assert!(parse(&typed).unwrap_err().iter().any(|(name, _)| name == "phone"));
}

#[test]
fn ages_count_at_the_stated_day() {
    let mut typed = grown_up();
    typed.put("birth_date", "02/12/2016");
    assert!(parse(&typed).unwrap_err().contains(&("birth_date".into(), "too_young")));
    typed.put("birth_date", "24/11/2026");
    assert!(parse(&typed).unwrap_err().contains(&("birth_date".into(), "birth_date_form")), "nobody is born tomorrow");
}

#[test]
fn a_mask_left_as_it_is_keeps_the_number() {
    let mut typed = grown_up();
    typed.put("phone", "091****678");
    assert_eq!(parse(&typed).unwrap().phone, Number::Kept);
    typed.put("phone", "091****679");
    assert!(parse(&typed).unwrap_err().contains(&("phone".into(), "phone_form")));
}

#[test]
fn numbers_take_a_comma_or_a_point() {
    assert_eq!(decimal("12.5").as_deref(), Some("12,5"));
    assert_eq!(decimal("-3").as_deref(), Some("-3"));
    for wrong in ["", "1,2,3", "a", "1,", "--1", "9999999999999999"] {
        assert_eq!(decimal(wrong), None, "{wrong}");
    }
}
