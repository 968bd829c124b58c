//! `xunzhang.toml`: the user's settings, and those beside the reports; what is in force, and from where.
//!
//! The user's file lies in the configuration folder (or where `XUNZHANG_CONFIG` says); another may lie in the present folder or one
//! above it, beside the reports that it is for. The nearer one wins, variables win over both, and flags over all. A file
//! beside reports comes with them from others: it may not say which programs are run or where the index is.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anstyle::{AnsiColor, Style};
use etcetera::BaseStrategy;
use toml::{Table, Value};

use crate::language::tr;
use crate::output::Theme;
use crate::schema::Ranking;

use super::failure::Failure;

/// Name of the file.
const FILE: &str = "xunzhang.toml";

/// What a value must be.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Text,
    Number,
    Flag,
    OneOf(&'static [&'static str]),
    Colours,
    Weights,
    /// Of a recogniser of pages.
    Recogniser,
    /// Of another part of the program.
    Other,
}

/// A setting.
struct Key {
    name: &'static str,
    kind: Kind,
    /// Whether only the user's own file may hold it.
    own: bool,
    /// What holds where nothing is said.
    usual: &'static str,
}

const fn key(name: &'static str, kind: Kind, own: bool, usual: &'static str) -> Key {
    Key { name, kind, own, usual }
}

/// All settings.
const KEYS: [Key; 20] = [
    key("index", Kind::Text, true, "the data folder"),
    key("engine", Kind::Text, true, "none"),
    key("engine-user", Kind::Text, true, "none"),
    key("engine-password", Kind::Text, true, "none"),
    key("engine-api-key", Kind::Text, true, "none"),
    key("engine-ca", Kind::Text, true, "none"),
    key("pager", Kind::Text, true, "less"),
    key("editor", Kind::Text, true, "VISUAL, EDITOR"),
    key("hyperlink-format", Kind::Text, true, "auto"),
    key("lang", Kind::OneOf(&["zh", "en"]), false, "of the system"),
    key("color", Kind::OneOf(&["auto", "always", "never"]), false, "auto"),
    key("limit", Kind::Number, false, "10"),
    key("context", Kind::Number, false, "the best part"),
    key("group", Kind::OneOf(&["report", "section", "none"]), false, "none"),
    key("no-synonyms", Kind::Flag, false, "false"),
    key("colors", Kind::Colours, false, "of the program"),
    key("weights", Kind::Weights, false, "of the program"),
    key("ocr", Kind::Recogniser, true, "tesseract, when asked"),
    key("history", Kind::Flag, true, "the last hits"),
    key("facts", Kind::Other, false, "of the texts"),
];
/// Parts of the screen that have a colour.
const ROLES: [&str; 5] = ["title", "heading", "path", "match", "note"];

/// What is in force.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// Each setting that a file holds, with the file.
    values: Vec<(String, Value, PathBuf)>,
    /// The colours.
    theme: Theme,
    /// The weights, where a file holds some.
    pub(super) ranking: Option<Ranking>,
}

static IN_FORCE: OnceLock<Settings> = OnceLock::new();

/// Returns what is in force; nothing before [`load`].
pub(super) fn get() -> &'static Settings {
    IN_FORCE.get_or_init(Settings::default)
}

/// Reads the files and puts them in force.
///
/// # Errors
/// When one cannot be read, or holds what there is not.
pub(super) fn load() -> Result<(), Failure> {
    let mut settings = Settings::default();
    let own = own_file();
    let beside = beside(own.as_deref());
    for (file, is_own) in beside.iter().map(|file| (file, false)).chain(own.iter().map(|file| (file, true))) {
        match std::fs::read_to_string(file) {
            Ok(text) => settings.take(&text, file, is_own)?,
            // A home that is no folder, as services have it, holds no settings either.
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
                    && !(is_own && is_named()) => {}
            Err(error) => {
                return Err(Failure::new(
                    tr!("failure-cannot-read", file = format!("{file:?}"), error = error.to_string()),
                    Some(&tr!("settings-form")),
                ));
            }
        }
    }
    let _ = IN_FORCE.set(settings);
    Ok(())
}

fn is_named() -> bool {
    std::env::var_os("XUNZHANG_CONFIG").is_some_and(|name| !name.is_empty())
}

/// Returns the user's own file, whether it is there or not; `None` without a home.
pub(super) fn own_file() -> Option<PathBuf> {
    if is_named() {
        return std::env::var_os("XUNZHANG_CONFIG").map(PathBuf::from);
    }
    Some(etcetera::choose_base_strategy().ok()?.config_dir().join("xunzhang").join(FILE))
}

/// The nearest file in the present folder or above it.
fn beside(own: Option<&Path>) -> Option<PathBuf> {
    let here = super::home::here()?;
    let found = here.ancestors().map(|folder| folder.join(FILE)).find(|file| file.is_file())?;
    (own != Some(&found)).then_some(found)
}

impl Settings {
    /// Takes what a file holds; what is there already is of a nearer one and stays.
    fn take(&mut self, text: &str, file: &Path, is_own: bool) -> Result<(), Failure> {
        let at = file.display();
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            Failure::new(
                tr!("settings-unreadable", at = at.to_string(), message = error.message().to_string()),
                Some(&tr!("settings-line")),
            )
        })?;
        for (name, value) in table {
            let Some(key) = KEYS.iter().find(|key| key.name == name) else {
                return Err(Failure::new(
                    tr!("settings-unknown", at = at.to_string(), name = name.to_string()),
                    Some(&near(&name, &names())),
                ));
            };
            if key.own && !is_own {
                let hint = &tr!("settings-not-beside");
                return Err(Failure::new(
                    tr!("settings-sets", at = at.to_string(), name = name.to_string()),
                    Some(hint),
                ));
            }
            self.check(key, &value).map_err(|why| Failure::new(format!("{at}: `{name}` {why}"), None))?;
            if !self.values.iter().any(|(known, ..)| *known == name) {
                self.values.push((name, value, file.to_owned()));
            }
        }
        Ok(())
    }

    fn check(&mut self, key: &Key, value: &Value) -> Result<(), String> {
        let is_new = !self.values.iter().any(|(known, ..)| known == key.name);
        match (key.kind, value) {
            (Kind::Text, Value::String(_))
            | (Kind::Flag, Value::Boolean(_))
            | (Kind::Other, Value::Table(_)) => Ok(()),
            (Kind::Number, Value::Integer(number)) if *number >= 0 => Ok(()),
            (Kind::OneOf(all), Value::String(one)) if all.contains(&one.as_str()) => Ok(()),
            (Kind::OneOf(all), _) => Err(tr!("settings-one-of", all = all.join(", "))),
            (Kind::Colours, Value::Table(table)) => {
                let theme = theme(table)?;
                self.theme = if is_new { theme } else { self.theme };
                Ok(())
            }
            (Kind::Weights, Value::Table(table)) => {
                let ranking = weighed(table)?;
                self.ranking = if is_new { Some(ranking) } else { self.ranking.take() };
                Ok(())
            }
            (Kind::Recogniser, Value::Table(table)) => super::ocr::check(table),
            (Kind::Text, _) => Err(tr!("settings-text")),
            (Kind::Number, _) => Err(tr!("settings-number")),
            (Kind::Flag, _) => Err(tr!("settings-flag")),
            (Kind::Colours | Kind::Weights | Kind::Recogniser | Kind::Other, _) => Err(tr!("settings-table")),
        }
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(known, ..)| known == name).map(|(_, value, _)| value)
    }

    /// Returns a value of a table.
    pub(super) fn within(&self, table: &str, name: &str) -> Option<&Value> {
        self.value(table)?.as_table()?.get(name)
    }

    /// Returns a text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.value(name)?.as_str()
    }

    /// Returns a number.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.value(name)?.as_integer()?.try_into().ok()
    }

    /// Returns whether a flag is set.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.value(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Returns whether a setting was set to false, and not merely left as it is.
    pub(super) fn is_off(&self, name: &str) -> bool {
        self.value(name).and_then(Value::as_bool) == Some(false)
    }

    /// Returns the colours.
    pub(super) fn theme(&self) -> Theme {
        self.theme
    }

    /// Returns the file that holds a setting.
    pub(super) fn source(&self, name: &str) -> Option<&Path> {
        self.values.iter().find(|(known, ..)| known == name).map(|(.., file)| file.as_path())
    }

    /// Returns every setting with its value, and the file that it is from or what else it is.
    pub(super) fn lines(&self) -> Vec<(&'static str, String, String)> {
        let line = |key: &Key| match self.values.iter().find(|(known, ..)| known == key.name) {
            // Secrets are for the engine only.
            Some((_, _, file)) if ["engine-password", "engine-api-key"].contains(&key.name) => {
                (key.name, tr!("settings-set"), file.display().to_string())
            }
            Some((_, value, file)) => (key.name, value.to_string(), file.display().to_string()),
            None => (key.name, usual(key.usual), tr!("settings-default")),
        };
        KEYS.iter().map(line).collect()
    }
}

/// What holds where nothing is said, in the language in force; values that can be typed stay as they are.
fn usual(said: &str) -> String {
    match said {
        "the data folder" => tr!("settings-data-folder"),
        "none" => tr!("settings-none"),
        "of the system" => tr!("settings-of-system"),
        "the best part" => tr!("settings-best-part"),
        "of the program" => tr!("settings-of-program"),
        "tesseract, when asked" => tr!("settings-tesseract"),
        "the last hits" => tr!("settings-history"),
        "of the texts" => tr!("settings-of-texts"),
        value => value.to_owned(),
    }
}

fn names() -> Vec<&'static str> {
    KEYS.iter().map(|key| key.name).collect()
}

/// What is like a name that is not there.
pub(super) fn near(typed: &str, names: &[&str]) -> String {
    let best = names.iter().max_by(|a, b| strsim::jaro(typed, a).total_cmp(&strsim::jaro(typed, b)));
    tr!("settings-near", best = best.unwrap_or(&"").to_string(), names = names.join(", "))
}

/// The program's weights with some of them changed.
fn weighed(table: &Table) -> Result<Ranking, String> {
    let mut all: Table =
        Ranking::builtin_text().parse().map_err(|error: toml::de::Error| error.to_string())?;
    for (name, value) in table {
        if !all.contains_key(name) {
            let names: Vec<&str> = all.keys().map(String::as_str).collect();
            return Err(tr!("settings-unknown-weight", name = name, names = near(name, &names)));
        }
        // 2 is as good as 2.0.
        let value = match (value, &all[name]) {
            (Value::Integer(number), Value::Float(_)) => Value::Float(*number as f64),
            (value, _) => value.clone(),
        };
        all.insert(name.clone(), value);
    }
    Ranking::parse(&all.to_string()).map_err(|error| error.to_string())
}

fn theme(table: &Table) -> Result<Theme, String> {
    let mut theme = Theme::default();
    for (role, value) in table {
        let style = value.as_str().and_then(style).ok_or_else(|| tr!("settings-no-colour", role = role))?;
        match role.as_str() {
            "title" => theme.title = style,
            "heading" => theme.heading = style,
            "path" => theme.path = style,
            "match" => theme.mark = style,
            "note" => theme.dim = style,
            role => {
                return Err(tr!("settings-unknown-role", role = role, near = near(role, &ROLES)));
            }
        }
    }
    Ok(theme)
}

fn style(words: &str) -> Option<Style> {
    let mut style = Style::new();
    for word in words.split_whitespace() {
        style = match word {
            "none" => style,
            "bold" => style.bold(),
            "dim" => style.dimmed(),
            "italic" => style.italic(),
            "underline" => style.underline(),
            colour => style.fg_color(Some(colour_named(colour)?.into())),
        };
    }
    Some(style)
}

fn colour_named(name: &str) -> Option<AnsiColor> {
    let (name, is_bright) = name.strip_prefix("bright-").map_or((name, false), |name| (name, true));
    let colour = match name {
        "black" => AnsiColor::Black,
        "red" => AnsiColor::Red,
        "green" => AnsiColor::Green,
        "yellow" => AnsiColor::Yellow,
        "blue" => AnsiColor::Blue,
        "magenta" => AnsiColor::Magenta,
        "cyan" => AnsiColor::Cyan,
        "white" => AnsiColor::White,
        _ => return None,
    };
    Some(colour.bright(is_bright))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str, is_own: bool) -> Result<Settings, String> {
        let mut settings = Settings::default();
        let taken = settings.take(text, Path::new("/c/xunzhang.toml"), is_own);
        taken.map(|()| settings).map_err(|failure| failure.to_string())
    }

    #[test]
    fn a_file_is_taken_or_what_is_wrong_is_said() {
        let text = "limit = 20\ngroup = \"report\"\nno-synonyms = true\n[colors]\nmatch = \"bold bright-blue\"\n[weights]\ntitle = 3\n";
        let settings = taken(text, false).expect("it is right");
        assert_eq!((settings.number("limit"), settings.text("group")), (Some(20), Some("report")));
        assert!(settings.flag("no-synonyms") && settings.theme() != Theme::default());
        assert_eq!(settings.ranking.as_ref().map(|ranking| ranking.title), Some(3.0));
        for (text, wanted) in [
            ("limt = 20", "like it: `limit`"),
            ("limit = \"a\"", "must be a number"),
            ("group = \"all\"", "report, section, none"),
            ("pager = \"rm\"", "may not choose programs"),
            ("index = \"/x\"", "may not choose programs"),
            ("[colors]\nmatches = \"red\"", "`match`"),
            ("[colors]\nmatch = \"rot\"", "bold red"),
            ("[weights]\ntitel = 2", "`title`"),
            ("[ocr]\nwhen = \"auto\"", "may not choose programs"),
            ("limit =", "cannot be read"),
        ] {
            let said = taken(text, false).expect_err(text);
            assert!(said.contains(wanted), "{text}: {said}");
        }
        for (text, wanted) in [
            ("[ocr]\ncommand = [\"rapidocr\"]", "{image}"),
            ("[ocr]\ncommand = \"tesseract\"", "needs a command as"),
            ("[ocr]\nwhen = \"often\"", "always"),
            ("[ocr]\nlanguage = \"chi_sim\"", "unknown part"),
        ] {
            let said = taken(text, true).expect_err(text);
            assert!(said.contains(wanted), "{text}: {said}");
        }
        let own = taken("[ocr]\ncommand = [\"a\", \"{image}\"]\nwhen = \"auto\"\nseconds = 9", true);
        let own = own.expect("it is one's own");
        assert_eq!(own.within("ocr", "when").and_then(Value::as_str), Some("auto"));
        assert_eq!(taken("pager = \"more\"", true).expect("it is one's own").text("pager"), Some("more"));
    }

    #[test]
    fn the_nearer_file_wins() {
        let mut settings = Settings::default();
        settings.take("limit = 1\n", Path::new("/r/xunzhang.toml"), false).expect("it is right");
        settings.take("limit = 2\ncontext = 3\n", Path::new("/c/xunzhang.toml"), true).expect("it is right");
        assert_eq!((settings.number("limit"), settings.number("context")), (Some(1), Some(3)));
        assert_eq!(settings.source("limit"), Some(Path::new("/r/xunzhang.toml")));
    }
}
