//! Every page renders with its samples, in both languages, and stays inert when the samples turn hostile.

use std::{path::Path, sync::Arc};

use hocthi::{
    routes,
    web::{
        i18n::{I18n, Lang},
        render::{self, Templates, Translator},
        view::Sample,
    },
};
use minijinja::{
    context,
    value::{Serde, Value},
};

fn globals(i18n: &Arc<I18n>, lang: Lang, signed_in: bool, view: Value) -> Value {
    let actor = serde_json::json!({
        "name": "Nguyễn Thị Lan", "username": "lan", "roles": ["trainee", "admin"],
        "is_staff": true, "can_manage_people": true, "can_see_units": true, "can_see_banks": true, "can_organize": true,
    });
    context! {
        lang => lang.code(), theme => "auto", csrf => "token", nonce => "nonce", path => "/khoa-hoc", back => "/khoa-hoc", demo => signed_in,
        actor => signed_in.then(|| Value::from(Serde(actor))), flash => Value::from(()), t => Translator::value(i18n, lang), ..view
    }
}

fn render(templates: &Templates, i18n: &Arc<I18n>, lang: Lang, signed_in: bool, sample: &Sample, view: Value) -> String {
    templates
        .render(sample.template, globals(i18n, lang, signed_in, view))
        .unwrap_or_else(|error| panic!("{} in {}: {error:#}\n{:?}", sample.template, lang.code(), error.detail()))
}

#[test]
fn every_page_renders_in_both_languages() {
    let (templates, i18n) = (Templates::load(), I18n::load().expect("the messages load"));
    let target = std::env::var("RENDER_TO").ok();
    for (number, sample) in routes::template_samples().iter().enumerate() {
        for lang in Lang::ALL {
            for signed_in in [false, true] {
                let html = render(&templates, &i18n, lang, signed_in, sample, sample.view.clone());
                assert!(html.starts_with("<!doctype html>"), "{}", sample.template);
                if let Some(folder) = &target {
                    write_for_a_look(Path::new(folder), number, lang, signed_in, sample.template, &html);
                }
            }
        }
    }
}

/// Writes a page that opens from disk, its stylesheet beside it.
fn write_for_a_look(folder: &Path, number: usize, lang: Lang, signed_in: bool, template: &str, html: &str) {
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let css: String = ["tokens", "base", "layout", "ui", "pages", "prizes", "intake", "print"]
        .map(|name| std::fs::read_to_string(format!("{}/assets/css/{name}.css", env!("CARGO_MANIFEST_DIR"))).unwrap_or_default())
        .concat();
    std::fs::write(folder.join("app.css"), format!("@layer tokens, base, layout, ui, pages, print;\n{css}")).expect("written");
    let html = &html.replace("&#x2f;", "/");
    let start = html.find("/assets/css/app.").expect("the page has its stylesheet");
    let end = start + html[start..].find('"').expect("quoted");
    let page = html.replace(&html[start..end], "app.css").replace("/assets/img/", concat!(env!("CARGO_MANIFEST_DIR"), "/assets/img/"));
    let who = if signed_in { "in" } else { "out" };
    let name = format!("{number:02}-{}-{}-{who}.html", template.replace(['/', '.'], "-"), lang.code());
    std::fs::write(folder.join(name), page).expect("written");
}

const HOSTILE: &str = "\"><svg onload=alert(1)>{{7*7}}</script><!--\u{2028}";

fn make_hostile(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) if text.chars().any(char::is_uppercase) || text.contains(' ') => *text = HOSTILE.to_owned(),
        serde_json::Value::Array(list) => list.iter_mut().for_each(make_hostile),
        serde_json::Value::Object(map) => map.values_mut().for_each(make_hostile),
        _ => {}
    }
}

#[test]
fn hostile_strings_stay_text_on_every_page() {
    let (templates, i18n) = (Templates::load(), I18n::load().expect("the messages load"));
    for sample in routes::template_samples() {
        let mut json = sample.json.clone();
        make_hostile(&mut json);
        let html = render(&templates, &i18n, Lang::Vi, true, &sample, Value::from(Serde(json)));
        assert!(!html.contains("<svg onload"), "{}: markup from data", sample.template);
        assert!(!html.contains(">49<"), "{}: an expression from data was computed", sample.template);
    }
}

#[test]
fn every_template_is_html_and_none_switches_escaping_off() {
    for name in render::names() {
        assert!(name.ends_with(".html") || name.ends_with(".txt"), "{name}: its name decides whether it is escaped");
        let source = render::source(&name).expect("it is embedded");
        for forbidden in ["|safe", "| safe", "autoescape", " style=\"", " onclick=", "javascript:"] {
            assert!(!source.contains(forbidden), "{name} has {forbidden}");
        }
        let is_partial =
            name.starts_with("layout/") || name.starts_with("ui/") || name.rsplit('/').next().is_some_and(|file| file.starts_with('_'));
        assert!(is_partial || routes::template_samples().iter().any(|sample| sample.template == name), "{name}: no view renders it");
    }
}
