//! What the command line says, in Vietnamese or English.

use std::{fmt::Write, sync::Arc};

use clap::{Arg, ArgAction, Command};
use fluent_bundle::FluentValue;

use super::Failure;
use crate::{
    bank::native::FileFault,
    kernel::Problem,
    storage::StorageError,
    web::i18n::{I18n, Lang, LocaleError},
};

/// A voice.
pub struct Say {
    i18n: Arc<I18n>,
    lang: Lang,
}

impl Say {
    /// `--lang`, else the locale of the environment, else Vietnamese.
    pub fn from_process() -> Result<Self, LocaleError> {
        let args: Vec<String> = std::env::args().collect();
        let asked = args.iter().enumerate().find_map(|(at, arg)| match arg.strip_prefix("--lang") {
            Some("") => args.get(at + 1).cloned(),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        });
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        let from_locale = locale.and_then(|locale| if locale.starts_with("en") { Some(Lang::En) } else { None });
        let lang = asked.as_deref().and_then(Lang::parse).or(from_locale).unwrap_or_default();
        Ok(Self { i18n: I18n::load()?, lang })
    }

    /// A message.
    pub fn text(&self, key: &str, args: &[(&'static str, String)]) -> String {
        let args: Vec<(&str, FluentValue<'_>)> = args.iter().map(|(name, value)| (*name, FluentValue::from(value.as_str()))).collect();
        self.i18n.message(self.lang, key, &args)
    }

    /// Says a message on standard output.
    pub fn line(&self, key: &str, args: &[(&'static str, String)]) {
        println!("{}", self.text(key, args));
    }

    /// Says a message on standard error.
    pub fn aside(&self, key: &str, args: &[(&'static str, String)]) {
        eprintln!("{}", self.text(key, args));
    }

    /// A fault in a file: `path:line: what, how to mend`.
    pub fn fault(&self, fault: &FileFault) -> String {
        let place = if fault.line > 0 { format!("{}:{}", fault.path, fault.line) } else { fault.path.clone() };
        format!("{place}: {}", self.text(&format!("file-{}", fault.code), &fault.args))
    }

    fn problem(&self, problem: &Problem) -> String {
        let mut out = self.text(&format!("problem-{}", problem.code), &problem.args);
        for field in &problem.fields {
            let _ = write!(out, "\n  {}: {}", field.field, self.text(&format!("field-{}", field.code), &field.args));
        }
        if let Some(cause) = &problem.cause {
            let _ = write!(out, "\n  ({cause})");
        }
        out
    }

    /// Says why a command failed.
    pub fn failure(&self, failure: &Failure) {
        let text = match failure {
            Failure::Told => return,
            Failure::Config(error) => {
                let allowed = self.text(&format!("cli-config-{}", error.code), &[]);
                self.text("cli-config-wrong", &[("name", error.name.clone()), ("value", error.value.clone()), ("allowed", allowed)])
            }
            Failure::Storage(StorageError::Unusable(why)) => self.text("cli-storage-unusable", &[("why", why.clone())]),
            Failure::Storage(error) => self.text("cli-storage-failed", &[("why", error.to_string())]),
            Failure::Problem(problem) => self.problem(problem),
            Failure::File(path, error) => self.text("cli-file-failed", &[("path", path.clone()), ("why", error.to_string())]),
            Failure::PortInUse(address) => self.text("cli-port-in-use", &[("address", address.clone())]),
            Failure::Message(code, args) | Failure::Unreadable(code, args) => self.text(&format!("cli-{code}"), args),
        };
        eprintln!("{}", self.text("cli-error", &[("what", text)]));
    }

    /// Puts the sentences into the command line's help: `cli-help-<command…>` and `cli-help-<command…>-<argument>`,
    /// examples from `cli-examples-<command…>`.
    pub fn localize(&self, command: Command) -> Command {
        self.localize_at(command, "")
    }

    fn localize_at(&self, command: Command, path: &str) -> Command {
        let about = if path.is_empty() { "cli-help".to_owned() } else { format!("cli-help-{path}") };
        let examples = if path.is_empty() { "cli-examples".to_owned() } else { format!("cli-examples-{path}") };
        let word = |name: &str| self.text(&format!("cli-help-{name}"), &[]);
        let mut command = command
            .about(self.text(&about, &[]))
            .help_template(format!("{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}", word("heading-usage")))
            .subcommand_help_heading(word("heading-commands"))
            .disable_help_flag(true)
            .arg(Arg::new("help").short('h').long("help").action(ArgAction::Help).help(word("own")));
        if path.is_empty() {
            command = command
                .bin_name("hocthi")
                .disable_version_flag(true)
                .arg(Arg::new("version").short('V').long("version").action(ArgAction::Version).help(word("version")));
        }
        if self.i18n.has(self.lang, &examples) {
            command = command.after_help(self.text(&examples, &[]));
        }
        let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
        for name in names {
            let sub_path = if path.is_empty() { name.clone() } else { format!("{path}-{name}") };
            command = command.mut_subcommand(&name, |sub| self.localize_at(sub, &sub_path));
        }
        let ids: Vec<String> = command.get_arguments().filter(|arg| !arg.is_hide_set()).map(|arg| arg.get_id().to_string()).collect();
        for id in ids {
            command = command.mut_arg(&id, |arg| {
                let heading = if arg.is_positional() { word("heading-arguments") } else { word("heading-options") };
                arg.help_heading(heading)
            });
            let key = if id == "lang" { "cli-help-lang".to_owned() } else { format!("{about}-{}", id.replace('_', "-")) };
            if self.i18n.has(self.lang, &key) {
                let help = self.text(&key, &[]);
                command = command.mut_arg(&id, |arg| arg.help(help));
            }
        }
        command
    }
}
