//! Language and theme: a visitor's choice, kept in a cookie; and the message left for the next page.

use actix_web::{HttpResponse, dev::ServiceRequest, http::header};

use super::{Cx, Form, i18n::Lang};
use crate::kernel::Problem;

/// Language chosen by the switch.
pub const LANGUAGE_COOKIE: &str = "hocthi-lang";
/// Theme chosen by the switch.
pub const THEME_COOKIE: &str = "hocthi-theme";
/// Code of a message for the next page.
pub const FLASH_COOKIE: &str = "hocthi-flash";

const YEAR_SECONDS: i64 = 365 * 24 * 3600;
const THEMES: [&str; 3] = ["auto", "light", "dark"];

/// The visitor's choice, else the browser's wish if it is English before Vietnamese, else Vietnamese.
pub fn language(request: &ServiceRequest, cookie: Option<&str>) -> Lang {
    if let Some(lang) = cookie.and_then(Lang::parse) {
        return lang;
    }
    // Programs get Vietnamese too unless they ask: there is one source language.
    let wished = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = wished
        .split(',')
        .map(|part| part.trim().split(['-', ';']).next().unwrap_or_default().to_lowercase())
        .find_map(|code| Lang::parse(&code));
    // A browser in English does not mean a reader of English here; only the switch does.
    match first {
        Some(Lang::En) if request.path().starts_with("/api/") => Lang::En,
        _ => Lang::Vi,
    }
}

/// The chosen theme.
pub fn theme(cookie: Option<&str>) -> &'static str {
    THEMES.into_iter().find(|theme| Some(*theme) == cookie).unwrap_or("auto")
}

/// `POST /ngon-ngu`.
pub async fn choose_language(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let lang = Lang::parse(form.one("lang")?).ok_or_else(|| Problem::new(crate::kernel::ProblemKind::Malformed, "malformed"))?;
    let mut response = cx.redirect(&local_path(form.text("next")));
    let _ = response.add_cookie(&cx.cookies().build(LANGUAGE_COOKIE, lang.code().to_owned(), Some(YEAR_SECONDS)));
    Ok(response)
}

/// `POST /giao-dien`.
pub async fn choose_theme(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let theme = theme(Some(form.one("theme")?));
    let mut response = cx.redirect(&local_path(form.text("next")));
    let _ = response.add_cookie(&cx.cookies().build(THEME_COOKIE, theme.to_owned(), Some(YEAR_SECONDS)));
    Ok(response)
}

/// A path on this site, or `/`: never another host, whatever slashes, backslashes or encodings try.
pub fn local_path(next: &str) -> String {
    let is_local = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.to_ascii_lowercase().starts_with("/%2f")
        && !next.to_ascii_lowercase().starts_with("/%5c")
        && next.bytes().all(|byte| (0x21..0x7f).contains(&byte));
    if is_local { next.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_our_own_are_followed() {
        assert_eq!(local_path("/viec-cua-toi?x=1"), "/viec-cua-toi?x=1");
        for evil in
            ["//evil", "/\\evil", "/%2f%2fevil", "/%2Fevil", "/%5cevil", "javascript:alert(1)", "https://evil", "", "/a\r\nb", "evil"]
        {
            assert_eq!(local_path(evil), "/", "{evil}");
        }
    }
}
