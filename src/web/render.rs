//! The render seam: one place where a view meets its template.

use std::{borrow::Cow, sync::Arc};

use fluent_bundle::FluentValue;
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior, context,
    value::{Kwargs, Object, Serde, Value},
};
use rust_embed::RustEmbed;
use serde::Serialize;

use super::{
    AppState, assets, csrf,
    gate::RequestContext,
    i18n::{I18n, Lang},
    markdown,
};
use crate::kernel::{Problem, Role};

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Files;

/// All templates.
pub struct Templates(Environment<'static>);

/// Names of the templates that are pages (partials and macros left out).
pub fn names() -> Vec<String> {
    Files::iter().map(Cow::into_owned).collect()
}

/// The source of a template.
pub fn source(name: &str) -> Option<String> {
    Files::get(name).and_then(|file| String::from_utf8(file.data.into_owned()).ok())
}

impl Templates {
    /// Loads the templates in the binary (from the source tree in a debug build).
    pub fn load() -> Self {
        let mut env = Environment::new();
        env.set_loader(|name| Ok(source(name)));
        // Pages see their changes at once while they are being written; a release never reloads.
        env.set_auto_reload(cfg!(debug_assertions));
        env.set_undefined_behavior(UndefinedBehavior::Strict);
        env.set_auto_escape_callback(|name| if name.ends_with(".txt") { AutoEscape::None } else { AutoEscape::Html });
        env.add_function("asset", |name: &str| {
            assets::url(name).ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("no asset {name}")))
        });
        // Our own source, which holds no "</": the page that a reader keeps has it inside.
        env.add_function("inline_asset", |name: &str| {
            assets::source_text(name)
                .map(Value::from_safe_string)
                .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("no asset {name}")))
        });
        env.add_function("error_for", error_for);
        env.add_filter("integer", super::format::integer);
        env.add_filter("md", |source: &str| Value::from_safe_string(markdown::block(source)));
        env.add_filter("md_inline", |source: &str| Value::from_safe_string(markdown::inline(source)));
        env.add_filter("md_gaps", |source: &str| {
            let piece = |(html, gap): (String, usize)| context! { html => Value::from_safe_string(html), gap };
            markdown::with_gaps(source).into_iter().map(piece).collect::<Vec<Value>>()
        });
        env.add_filter("plain", |source: &str| markdown::plain(source));
        Self(env)
    }

    /// Renders a template with a whole context.
    pub fn render(&self, name: &str, context: Value) -> Result<String, Error> {
        self.0.get_template(name)?.render(context)
    }
}

/// The message of a field among the errors of a form, or nothing.
fn error_for(errors: Vec<Value>, field: &str) -> String {
    errors
        .iter()
        .find(|error| error.get_attr("field").is_ok_and(|name| name.as_str() == Some(field)))
        .and_then(|error| error.get_attr("message").ok())
        .map(|message| message.to_string())
        .unwrap_or_default()
}

/// `t("key", name=value)` in templates, bound to a language.
#[derive(Debug)]
pub struct Translator {
    i18n: Arc<I18n>,
    lang: Lang,
}

impl Translator {
    /// For one language.
    pub fn value(i18n: &Arc<I18n>, lang: Lang) -> Value {
        Value::from_object(Self { i18n: Arc::clone(i18n), lang })
    }
}

impl Object for Translator {
    fn call(self: &Arc<Self>, _: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
        let (key, kwargs): (String, Kwargs) = minijinja::value::from_args(args)?;
        let mut values = Vec::new();
        for name in kwargs.args() {
            let value: Value = kwargs.get(name)?;
            let fluent = match i64::try_from(value.clone()) {
                Ok(number) if value.as_str().is_none() => FluentValue::from(number),
                _ => FluentValue::from(value.to_string()),
            };
            values.push((name, fluent));
        }
        if !self.i18n.has(self.lang, &key) {
            return Err(Error::new(ErrorKind::InvalidOperation, format!("no message {key}")));
        }
        Ok(Value::from(self.i18n.message(self.lang, &key, &values)))
    }
}

impl std::fmt::Debug for I18n {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("I18n")
    }
}

/// What every page knows of who looks at it.
#[derive(Serialize)]
#[allow(clippy::struct_excessive_bools)] // each is a door in the menu
pub struct ActorView {
    name: String,
    username: String,
    roles: Vec<&'static str>,
    is_staff: bool,
    can_manage_people: bool,
    can_see_units: bool,
    can_organize: bool,
    can_see_banks: bool,
}

impl ActorView {
    fn of(actor: &crate::kernel::Actor) -> Self {
        let any = |roles: &[Role]| roles.iter().any(|role| actor.has(*role));
        Self {
            name: actor.full_name.clone(),
            username: actor.username.clone(),
            roles: Role::ALL.into_iter().filter(|role| actor.has(*role)).map(Role::code).collect(),
            is_staff: actor.is_staff(),
            can_manage_people: any(&[Role::Admin]),
            can_see_units: any(&[Role::UnitLeader, Role::Admin]),
            can_organize: any(&[Role::Organizer]) || actor.has_everywhere(Role::Admin),
            can_see_banks: any(&[Role::Trainer]) || actor.has_everywhere(Role::Admin),
        }
    }
}

#[derive(Serialize)]
struct Flash {
    kind: &'static str,
    text: String,
}

/// Renders a page: the view's own values with what every page knows.
pub fn page(state: &AppState, context: &RequestContext, template: &str, view: &impl Serialize) -> Result<String, Problem> {
    let lang = context.lang;
    let flash = context.flash.as_ref().and_then(|code| {
        let key = format!("flash-{code}");
        state.i18n.has(lang, &key).then(|| Flash { kind: "ok", text: state.i18n.message(lang, &key, &[]) })
    });
    let values = context! {
        lang => lang.code(),
        theme => context.theme,
        csrf => csrf::token(&context.csrf_secret, &*state.entropy),
        nonce => &context.nonce,
        path => &context.path,
        back => &context.back,
        actor => Value::from(Serde(context.actor().map(ActorView::of))),
        demo => state.demo,
        flash => Value::from(Serde(flash)),
        t => Translator::value(&state.i18n, lang),
        ..Value::from(Serde(view))
    };
    state.templates.render(template, values).map_err(|error| Problem::unexpected(format!("{template}: {error:#}")))
}
