//! The page of the editor.

use serde::Serialize;

use super::{super::form, draft_form::DraftFormView, history::ChangeView};
use crate::{
    quiz::pages::ShownItem,
    web::{View, error::FieldError, view::Sample},
};

#[derive(Serialize)]
pub(super) struct EditorPage {
    pub(super) bank_code: String,
    pub(super) bank_title: String,
    /// Empty for a new item.
    pub(super) code: String,
    /// The version that the form was filled from; empty for a new item.
    pub(super) base: String,
    /// The item is in force and stays so until this change is approved.
    pub(super) is_in_force: bool,
    pub(super) types: [&'static str; 10],
    pub(super) form: DraftFormView,
    /// Something was typed that is not saved.
    pub(super) is_dirty: bool,
    pub(super) panel: Panel,
    /// What somebody else saved meanwhile.
    pub(super) theirs: Option<Theirs>,
    /// Items that say the same keep this one from being saved without a word.
    pub(super) must_confirm: bool,
}

/// What is said of the item as it stands in the form.
#[derive(Serialize)]
pub(super) struct Panel {
    /// As its taker will see it, as far as it is written.
    pub(super) preview: ShownItem,
    /// A new form in which nothing was typed yet.
    pub(super) is_untouched: bool,
    /// Nothing keeps it from being saved.
    pub(super) is_sound: bool,
    pub(super) missing: Vec<FieldError>,
    pub(super) advice: Vec<AdviceLine>,
    pub(super) likes: Vec<LikeLine>,
}

/// A remark of the item-writing rules: the message `advice-<code>` and its values.
#[derive(Serialize)]
pub(super) struct AdviceLine {
    pub(super) code: &'static str,
    pub(super) value: String,
    pub(super) most: String,
    pub(super) longest: String,
    pub(super) shortest: String,
}

#[derive(Serialize)]
pub(super) struct LikeLine {
    pub(super) bank: String,
    pub(super) code: String,
    pub(super) stem: String,
}

#[derive(Serialize)]
pub(super) struct Theirs {
    pub(super) author: String,
    pub(super) number: i32,
    /// From theirs to what stands in the form.
    pub(super) changes: Vec<ChangeView>,
}

impl View for EditorPage {
    const TEMPLATE: &'static str = "bank/editor.html";
    fn samples() -> Vec<Self> {
        let codes = [
            "item_catch_all",
            "item_negative",
            "item_charged",
            "item_stem_end",
            "item_long_sentence",
            "item_long_stem",
            "item_no_case",
            "item_short_rationale",
            "item_option_lengths",
            "item_option_stops",
            "text_quote",
            "text_spaces",
            "text_space_before",
            "text_date",
            "text_date_impossible",
            "text_decimal",
            "text_range",
        ];
        let advice =
            |code| AdviceLine { code, value: "cả A và B".into(), most: "45".into(), longest: "60".into(), shortest: "20".into() };
        let page = |form: DraftFormView, is_full: bool| Self {
            bank_code: "kl-57".into(),
            bank_title: "Kết luận 57".into(),
            code: if is_full { "cau-00001".into() } else { String::new() },
            base: if is_full { "1".into() } else { String::new() },
            is_in_force: is_full,
            types: form::TYPES,
            is_dirty: is_full,
            panel: Panel {
                preview: ShownItem::sample(&form.kind),
                is_untouched: !is_full && form.kind == "essay",
                is_sound: !is_full,
                missing: form.errors.clone(),
                advice: if is_full { codes.map(advice).into() } else { vec![] },
                likes: if is_full {
                    vec![LikeLine { bank: "b".into(), code: "b-1".into(), stem: "Kết luận **nào**?".into() }]
                } else {
                    vec![]
                },
            },
            theirs: is_full.then(|| Theirs { author: "Trần Văn Minh".into(), number: 3, changes: ChangeView::samples() }),
            must_confirm: is_full,
            form,
        };
        DraftFormView::samples()
            .into_iter()
            .map(|form| {
                let is_full = !form.errors.is_empty();
                page(form, is_full)
            })
            .collect()
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<EditorPage>()
}
