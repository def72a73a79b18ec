//! From what a reader understood to a list of items, each with what was noticed of it.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::json;

use super::model::{Entry, Noticed};
use crate::{
    bank::{
        formats::{
            check,
            model::{Body, Draft, Flaw, Place, Reading},
            rich, store_form,
        },
        model::{ItemFace, Source},
    },
    kernel::{canonical, text},
};

/// Flaws that stand between items and say nothing of the one before.
const OF_NO_ITEM: [&str; 4] = ["answer_without_question", "description", "outside_links", "stray_text"];

/// Codes of the sources that drafts may cite.
pub fn source_codes<'d>(drafts: impl Iterator<Item = &'d Draft>) -> Vec<String> {
    let codes: BTreeSet<&str> = drafts.filter_map(|draft| draft.source.split_once(':')).map(|(code, _)| code).collect();
    codes.into_iter().map(str::to_owned).collect()
}

/// The items of a file in its order, and what belongs to none of them.
pub fn gather(reading: Reading, sources: &[Source]) -> (Vec<Entry>, Vec<Noticed>) {
    let mut entries: Vec<Entry> = Vec::with_capacity(reading.drafts.len() + reading.spoiled.len());
    let entry = |draft: Draft, flaws: Vec<Flaw>| Entry {
        draft: without_nul(without_pictures(draft)),
        flaws: flaws.into_iter().map(Noticed::from).collect(),
        like: None,
        is_same: false,
    };
    let has_spoiled = !reading.spoiled.is_empty();
    for draft in reading.drafts {
        let flaws = stored(&draft, sources);
        entries.push(entry(draft, flaws));
    }
    entries.extend(reading.spoiled.into_iter().map(|draft| entry(draft, Vec::new())));
    entries.sort_by_key(|entry| entry.draft.place);
    let mut rest = Vec::new();
    for flaw in reading.flaws {
        match owner(&entries, &flaw) {
            Some(at) => entries[at].flaws.push(flaw.into()),
            // An item that gave nothing but its error can be written anew.
            None if flaw.is_error && !flaw.label.is_empty() => {
                let body = Body::Choice { options: Vec::new(), many: false };
                let draft = Draft { label: flaw.label.clone(), ..Draft::new(flaw.place, rich::from_plain(&flaw.value), body) };
                let at = entries.partition_point(|entry| entry.draft.place <= flaw.place);
                entries.insert(at, entry(draft, vec![flaw]));
            }
            None => rest.push(flaw.into()),
        }
    }
    for entry in &mut entries {
        // An item that its reader gave up says why, also where the reader told it of another place.
        if has_spoiled && !entry.flaws.iter().any(|flaw| flaw.is_error) {
            entry.flaws.extend(store_form::item(&entry.draft, sources).err().into_iter().flatten().map(Noticed::from));
        }
        entry.flaws.sort_by_key(|flaw| (!flaw.is_error, flaw.place));
    }
    (entries, rest)
}

/// What was noticed of an item that a person wrote or mended.
pub fn judge(draft: &Draft, sources: &[Source]) -> Vec<Noticed> {
    let mut flaws = check::item(draft);
    if !flaws.iter().any(|flaw| flaw.is_error) {
        for flaw in stored(draft, sources) {
            if !flaws.iter().any(|known| known.code == flaw.code && known.part == flaw.part) {
                flaws.push(flaw);
            }
        }
    }
    flaws.into_iter().map(|flaw| flaw.of(&draft.label)).map(Noticed::from).collect()
}

/// What the bank says of a draft without error.
fn stored(draft: &Draft, sources: &[Source]) -> Vec<Flaw> {
    match store_form::item(draft, sources) {
        Ok((_, remarks)) => remarks,
        Err(errors) => errors,
    }
}

/// The item that a flaw is about.
fn owner(entries: &[Entry], flaw: &Flaw) -> Option<usize> {
    if flaw.place == Place::File || OF_NO_ITEM.contains(&flaw.code) {
        return None;
    }
    let is_near = |at: usize| std::mem::discriminant(&entries[at].draft.place) == std::mem::discriminant(&flaw.place);
    let end = entries.partition_point(|entry| entry.draft.place <= flaw.place);
    if flaw.label.is_empty() {
        return end.checked_sub(1).filter(|at| is_near(*at));
    }
    // Keys at the end of a file speak of questions far before them; numbers may start again in each part.
    (0..end).rev().find(|at| is_near(*at) && entries[*at].draft.label == flaw.label)
}

/// Equal for items that say the same with other marks, capitals, spaces, order of options.
pub fn likeness(face: &ItemFace) -> [u8; 32] {
    let key = |markdown: &String| text::search_key(&rich::plain(markdown)).trim_end_matches(['.', '?', ':', ' ']).to_owned();
    let mut options: Vec<String> = face.options.iter().map(key).collect();
    options.sort_unstable();
    canonical::digest(&json!({ "stem": key(&face.stem), "options": options }))
}

/// Banks take no pictures: what is kept of them are their names, for the page to say so.
fn without_pictures(mut draft: Draft) -> Draft {
    for image in &mut draft.images {
        image.bytes = Arc::from([]);
    }
    draft
}

/// No text of ours holds NUL, and those of `PostgreSQL` cannot; whatever else a file wrote stays.
fn without_nul(draft: Draft) -> Draft {
    let has_nul = |text: &&str| text.contains('\0');
    let texts = [&*draft.label, &draft.code, &draft.context, &draft.stem, &draft.topic, &draft.rationale, &draft.source];
    let in_tags = draft.tags.iter().any(|tag| tag.contains('\0'));
    if !in_tags && !texts.iter().any(has_nul) && !draft.body.texts().iter().any(has_nul) {
        return draft;
    }
    // Rare enough to go the long way: through the form in which it is kept.
    let cleaned = serde_json::to_string(&draft).map(|text| text.replace("\\u0000", ""));
    cleaned.ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::{
        formats::{self, Format, model::Choice},
        intake::model::Verdict,
    };

    const FILE: &str = "Hồ Chí Minh sinh năm nào?\nA. 1890\nB. 1891\nANSWER: A\n\nSai khóa\nA. một\nB. hai\nANSWER: D\n\nKhông khóa\nA. một\nB. hai\n\nCâu cuối\nA. một\nB. hai\nANSWER: B\n";

    #[test]
    fn every_item_stands_in_its_place_with_its_flaws() {
        let (entries, rest) = gather(formats::read(Format::Aiken, FILE.as_bytes()), &[]);
        let told: Vec<(&str, Verdict, Vec<&str>)> = entries
            .iter()
            .map(|entry| (&*entry.draft.stem, entry.verdict(), entry.flaws.iter().map(|flaw| &*flaw.code).collect()))
            .collect();
        assert_eq!(
            told,
            [
                ("Hồ Chí Minh sinh năm nào?", Verdict::Good, vec!["level_missing"]),
                ("Sai khóa", Verdict::Error, vec!["key_unknown"]),
                ("Không khóa", Verdict::Error, vec!["no_key"]),
                ("Câu cuối", Verdict::Good, vec!["level_missing"]),
            ]
        );
        assert_eq!(rest, []);
    }

    #[test]
    fn a_kept_draft_comes_back_as_it_was() {
        let reading = formats::read(Format::Gift, "Một [[1]] hai {=a -> b =c -> d}\n\nSố? {#1.5:0.1}\n\nViết {}\n".as_bytes());
        assert_eq!(reading.drafts.len(), 3, "{:?}", reading.flaws);
        for draft in reading.drafts {
            let kept = serde_json::to_string(&draft).unwrap();
            assert_eq!(serde_json::from_str::<Draft>(&kept).unwrap(), draft);
        }
    }

    #[test]
    fn likeness_minds_words_alone() {
        let face = |stem: &str, options: &[&str]| {
            let options = options.iter().map(|text| Choice { text: (*text).into(), is_key: false, ..Default::default() });
            let mut options: Vec<_> = options.collect();
            options[0].is_key = true;
            let draft = Draft::new(Place::File, stem.into(), Body::Choice { options, many: false });
            store_form::item(&draft, &[]).unwrap().0.face
        };
        let one = face("Đảng ra đời năm nào?", &["1930", "Năm **1945**", "1954"]);
        assert_eq!(likeness(&one), likeness(&face("đảng  ra đời năm nào ?", &["1954", "năm 1945.", "1930"])));
        assert_ne!(likeness(&one), likeness(&face("Đảng ra đời năm nào?", &["1930", "1946", "1954"])));
    }

    #[test]
    fn nul_never_stays() {
        let mut draft = Draft::new(Place::File, "a\0b".into(), Body::Ordering(vec!["\0".into(), "x".into()]));
        draft = without_nul(draft);
        assert_eq!((draft.stem.as_str(), &draft.body), ("ab", &Body::Ordering(vec![String::new(), "x".into()])));
    }
}
