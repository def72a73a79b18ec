//! Formats and looks of cells.

use std::collections::HashMap;

use roxmltree::Node;

use super::number;
use crate::bank::formats::{
    exam::line::Look,
    xml::{attribute, child, children},
};

/// Styles of a workbook, by the number that cells give.
#[derive(Debug, Default)]
pub struct Styles(Vec<(String, Look)>);

impl Styles {
    /// Of `xl/styles.xml`.
    pub fn of(root: Node<'_, '_>) -> Self {
        let number = |node: Node<'_, '_>, name: &str| attribute(node, name).and_then(|value| value.parse::<u32>().ok());
        let codes: HashMap<u32, String> = child(root, "numFmts")
            .into_iter()
            .flat_map(|list| children(list, "numFmt"))
            .filter_map(|node| Some((number(node, "numFmtId")?, attribute(node, "formatCode")?.to_owned())))
            .collect();
        let fonts: Vec<Look> = child(root, "fonts").into_iter().flat_map(|list| children(list, "font")).map(font).collect();
        let fills: Vec<bool> = child(root, "fills").into_iter().flat_map(|list| children(list, "fill")).map(is_filled).collect();
        let of = |node: Node<'_, '_>| {
            let id = number(node, "numFmtId").unwrap_or(0);
            let code = codes.get(&id).cloned().or_else(|| number::built_in(id).map(str::to_owned)).unwrap_or_default();
            let mut look = number(node, "fontId").and_then(|at| fonts.get(at as usize)).copied().unwrap_or_default();
            look.highlight = number(node, "fillId").and_then(|at| fills.get(at as usize)).copied().unwrap_or_default();
            (code, look)
        };
        Self(child(root, "cellXfs").into_iter().flat_map(|list| children(list, "xf")).map(of).collect())
    }

    /// Format code and look of a style.
    pub fn get(&self, at: usize) -> (&str, Look) {
        self.0.get(at).map_or(("General", Look::default()), |(code, look)| (code, *look))
    }
}

/// How a font looks.
pub fn font(node: Node<'_, '_>) -> Look {
    let is_on = |name: &str| child(node, name).is_some_and(|node| !matches!(attribute(node, "val"), Some("0" | "false" | "none")));
    Look { bold: is_on("b"), italic: is_on("i"), underline: is_on("u"), highlight: false, colour: child(node, "color").map_or(0, colour) }
}

/// A colour; themes' text and background colours are no colours.
fn colour(node: Node<'_, '_>) -> u32 {
    if let Some(rgb) = attribute(node, "rgb").and_then(|rgb| u32::from_str_radix(rgb, 16).ok()) {
        let rgb = rgb & 0x00FF_FFFF;
        return if rgb == 0 { 0 } else { rgb + 1 };
    }
    let theme = attribute(node, "theme").and_then(|theme| theme.parse::<u32>().ok()).filter(|theme| *theme > 3);
    let indexed =
        attribute(node, "indexed").and_then(|index| index.parse::<u32>().ok()).filter(|index| !matches!(index, 0 | 1 | 8 | 9 | 64 | 65));
    theme.map(|theme| 0x0100_0000 + theme).or_else(|| indexed.map(|index| 0x0200_0000 + index)).unwrap_or(0)
}

fn is_filled(node: Node<'_, '_>) -> bool {
    child(node, "patternFill").is_some_and(|pattern| {
        attribute(pattern, "patternType") == Some("solid")
            && child(pattern, "fgColor").is_some_and(|colour| {
                !matches!(attribute(colour, "rgb"), Some("FFFFFFFF" | "00FFFFFF")) && attribute(colour, "theme") != Some("0")
            })
    })
}
