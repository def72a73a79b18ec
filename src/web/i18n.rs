//! Messages in Vietnamese (the source) and English.

use std::{collections::BTreeMap, sync::Arc};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Locales;

/// A language of the interface.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lang {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// `vi` or `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }
    /// Reads [`Lang::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }
}

/// All messages.
pub struct I18n {
    vi: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
}

/// A faulty message file: a fault of ours, found at start.
#[derive(Debug, thiserror::Error)]
#[error("locales/{file}: {reason}")]
pub struct LocaleError {
    file: String,
    reason: String,
}

impl I18n {
    /// Loads the messages in the binary.
    pub fn load() -> Result<Arc<Self>, LocaleError> {
        Ok(Arc::new(Self { vi: bundle(Lang::Vi)?, en: bundle(Lang::En)? }))
    }

    /// A message; the key itself when there is none, so that a gap is seen.
    pub fn message(&self, lang: Lang, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        let bundle = match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, lang = lang.code(), "a message is missing");
            return key.to_owned();
        };
        let mut fluent_args = FluentArgs::new();
        for (name, value) in args {
            fluent_args.set(*name, value.clone());
        }
        let mut faults = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&fluent_args), &mut faults);
        if !faults.is_empty() {
            tracing::error!(key, ?faults, "a message could not be formatted");
        }
        text.into_owned()
    }

    /// Whether there is such a message.
    pub fn has(&self, lang: Lang, key: &str) -> bool {
        match lang {
            Lang::Vi => self.vi.has_message(key),
            Lang::En => self.en.has_message(key),
        }
    }
}

/// The texts of the message files of a language, by file name.
pub fn files(lang: Lang) -> BTreeMap<String, String> {
    let prefix = format!("{}/", lang.code());
    Locales::iter()
        .filter_map(|path| {
            let name = path.strip_prefix(&prefix)?.to_owned();
            let text = String::from_utf8(Locales::get(&path)?.data.into_owned()).ok()?;
            Some((name, text))
        })
        .collect()
}

fn bundle(lang: Lang) -> Result<FluentBundle<FluentResource>, LocaleError> {
    let fault = |file: &str, reason: String| LocaleError { file: format!("{}/{file}", lang.code()), reason };
    let id = lang.code().parse().map_err(|error| fault("", format!("{error:?}")))?;
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Isolating marks would stand around every value; both languages run left to right.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(number));
    for (name, text) in files(lang) {
        let resource = FluentResource::try_new(text).map_err(|(_, faults)| fault(&name, format!("{faults:?}")))?;
        bundle.add_resource(resource).map_err(|faults| fault(&name, format!("{faults:?}")))?;
    }
    Ok(bundle)
}

/// Numbers inside messages: groups of three with a dot, decimals with a comma, in both languages.
fn number(value: &FluentValue<'_>, _: &intl_memoizer::concurrent::IntlLangMemoizer) -> Option<String> {
    match value {
        FluentValue::Number(number) => {
            #[allow(clippy::cast_possible_truncation)] // counts of pages and people are far below 2^53
            let whole = number.value as i64;
            Some(if number.value.fract() == 0.0 { super::format::integer(whole) } else { number.value.to_string().replace('.', ",") })
        }
        _ => None,
    }
}
