//! Markdown to HTML: the only way that markup from data reaches a page, always sanitised.

use std::{fmt::Write, sync::LazyLock};

use ammonia::Builder;
use moka::sync::Cache;
use pulldown_cmark::{Options, Parser, html};

/// Marks of a footnote's number in a text (see `courses::lesson`); private characters that nobody types.
const FOOTNOTE_OPEN: char = '\u{E000}';
const FOOTNOTE_CLOSE: char = '\u{E001}';

/// Rendered texts by source: items are shown thousands of times. Bounded by the bytes it holds.
static RENDERED: LazyLock<Cache<String, String>> = LazyLock::new(|| {
    Cache::builder()
        .max_capacity(64 * 1024 * 1024)
        .weigher(|source: &String, html: &String| u32::try_from(source.len() + html.len() + 128).unwrap_or(u32::MAX))
        .build()
});

static SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .tags(
            [
                "p",
                "br",
                "strong",
                "em",
                "del",
                "code",
                "pre",
                "blockquote",
                "ul",
                "ol",
                "li",
                "h2",
                "h3",
                "h4",
                "table",
                "thead",
                "tbody",
                "tr",
                "th",
                "td",
                "a",
                "sup",
                "sub",
                "hr",
            ]
            .into(),
        )
        .generic_attributes(std::collections::HashSet::new())
        .tag_attributes([("a", ["href"].into()), ("ol", ["start"].into())].into())
        .url_schemes(["http", "https", "mailto"].into())
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"));
    builder
});

/// A block of Markdown as safe HTML.
pub fn block(source: &str) -> String {
    RENDERED.get_with_by_ref(source, || render(source))
}

/// A block of Markdown with gaps (`[[1]]`) as pieces of safe HTML: each with the number of the gap behind it, 0 behind the last.
pub fn with_gaps(source: &str) -> Vec<(String, usize)> {
    let html = block(source);
    let (mut out, mut rest, mut piece) = (Vec::new(), html.as_str(), String::new());
    while let Some((before, after)) = rest.split_once("[[") {
        piece.push_str(before);
        match after.split_once("]]").and_then(|(number, tail)| Some((number.parse::<usize>().ok().filter(|number| *number > 0)?, tail))) {
            Some((number, tail)) => {
                out.push((std::mem::take(&mut piece), number));
                rest = tail;
            }
            None => {
                piece.push_str("[[");
                rest = after;
            }
        }
    }
    out.push((piece + rest, 0));
    out
}

/// A line of Markdown as safe HTML without the paragraph around it.
pub fn inline(source: &str) -> String {
    let html = block(source);
    let inner = html.trim().strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    match inner {
        Some(inner) if !inner.contains("<p>") => inner.to_owned(),
        _ => html,
    }
}

/// The text alone, for titles and lists.
pub fn plain(source: &str) -> String {
    let mut out = String::new();
    for event in Parser::new(source) {
        match event {
            pulldown_cmark::Event::Text(text) | pulldown_cmark::Event::Code(text) => out.push_str(&text),
            pulldown_cmark::Event::SoftBreak | pulldown_cmark::Event::HardBreak => out.push(' '),
            _ => {}
        }
    }
    out.chars().filter(|c| !matches!(*c, FOOTNOTE_OPEN | FOOTNOTE_CLOSE)).collect()
}

fn render(source: &str) -> String {
    let mut raw = String::with_capacity(source.len() * 2);
    html::push_html(&mut raw, Parser::new_ext(source, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH));
    let clean = SANITIZER.clean(&raw).to_string();
    footnotes(&wrap_tables(&clean))
}

/// Tables scroll inside their own frame on a narrow screen, also by keyboard.
fn wrap_tables(html: &str) -> String {
    html.replace("<table>", "<div class=\"table-wrap\" tabindex=\"0\"><table>").replace("</table>", "</table></div>")
}

fn footnotes(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(FOOTNOTE_OPEN) {
        out.push_str(before);
        match after.split_once(FOOTNOTE_CLOSE) {
            Some((number, tail)) if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => {
                let _ = write!(out, "<sup class=\"fn\"><a href=\"#nguon-{number}\">{number}</a></sup>");
                rest = tail;
            }
            _ => rest = after,
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_markup_is_inert() {
        for hostile in [
            "<script>alert(1)</script>",
            "\"><svg onload=alert(1)>",
            "[x](javascript:alert(1))",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<img src=x onerror=alert(1)>",
            "<p style=\"background:url(//evil)\">x</p>",
            "<iframe src=//evil></iframe>",
            "![x](https://evil/x.png)",
        ] {
            let html = block(hostile).to_lowercase();
            for sign in ["<script", "<svg", "javascript:", "onerror", "onload=a", "style=", "<iframe", "<img"] {
                assert!(!html.contains(sign) || html.contains("&lt;"), "{hostile} → {html}");
            }
        }
    }

    #[test]
    fn footnotes_become_links_to_the_list_of_sources() {
        assert_eq!(block("Một.\u{E000}3\u{E001}"), "<p>Một.<sup class=\"fn\"><a href=\"#nguon-3\">3</a></sup></p>\n");
        assert_eq!(block("x\u{E000}<b>"), "<p>x</p>\n");
    }

    #[test]
    fn gaps_part_the_html() {
        let pieces = with_gaps("Ngày \\[\\[1\\]\\] tại **\\[\\[2\\]\\]**, xem [[a]].");
        let parts: Vec<(&str, usize)> = pieces.iter().map(|(html, gap)| (html.as_str(), *gap)).collect();
        assert_eq!(parts, [("<p>Ngày ", 1), (" tại <strong>", 2), ("</strong>, xem [[a]].</p>\n", 0)]);
    }

    #[test]
    fn one_line_loses_its_paragraph() {
        assert_eq!(inline("**15/6/2023**"), "<strong>15/6/2023</strong>");
        assert_eq!(plain("**15/6/2023** của\nBộ"), "15/6/2023 của Bộ");
    }
}
