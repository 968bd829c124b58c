//! The language that people are spoken to in: every message stands in a catalogue, once in English and once in Chinese.
//!
//! - [`Language`]: which ones there are; [`choose`] settles it once, [`current`] tells it
//! - `tr!`: a message of the catalogue, in the language in force
//! - `reasons.rs`: reasons that were said in English far below; `system.rs`: what the system says of errors
//! - `en/`, `zh/`: the catalogues, in Fluent's format, a file for each room; the first part of a message's name is its room
//!
//! A room is parsed when its first message is asked for: a query needs two or three of them, tens of microseconds each.
//! What programs read stays as it is in every language: names of JSON fields, exit status, formats of files.

mod reasons;
mod system;

use std::borrow::Cow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// A language that people are spoken to in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Chinese, in simplified characters.
    Chinese,
}

impl Language {
    /// Returns the language of a locale's name, such as `zh_CN.UTF-8`, `zh-Hans-CN`, `en_GB`, `C`; English where it is
    /// none of ours.
    pub fn of_locale(name: &str) -> Language {
        let language = name.split(['_', '-', '.', '@']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") { Language::Chinese } else { Language::English }
    }
}

static IS_CHINESE: AtomicBool = AtomicBool::new(false);

/// Settles the language of this process.
pub fn choose(language: Language) {
    IS_CHINESE.store(language == Language::Chinese, Ordering::Relaxed);
}

#[cfg(test)]
thread_local! {
    /// The language of a test, whose neighbours are spoken to in English.
    static OF_TEST: std::cell::Cell<Option<Language>> = const { std::cell::Cell::new(None) };
}

/// Does `work` in a language, on this thread alone.
#[cfg(test)]
pub(crate) fn within<T>(language: Language, work: impl FnOnce() -> T) -> T {
    OF_TEST.set(Some(language));
    let done = work();
    OF_TEST.set(None);
    done
}

/// Returns the language in force: English unless another was chosen.
pub fn current() -> Language {
    #[cfg(test)]
    if let Some(language) = OF_TEST.get() {
        return language;
    }
    if IS_CHINESE.load(Ordering::Relaxed) { Language::Chinese } else { Language::English }
}

pub(crate) use reasons::reason;

type Bundle = FluentBundle<FluentResource>;

/// The messages of one room.
struct Room {
    name: &'static str,
    english: &'static str,
    chinese: &'static str,
    /// As parsed, of each language.
    parsed: [OnceLock<Bundle>; 2],
}

/// The rooms: the catalogues of each name.
macro_rules! rooms {
    ($($name:literal),* $(,)?) => {
        [$(Room {
            name: $name,
            english: include_str!(concat!("en/", $name, ".ftl")),
            chinese: include_str!(concat!("zh/", $name, ".ftl")),
            parsed: [const { OnceLock::new() }; 2],
        }),*]
    };
}

static ROOMS: [Room; 24] = rooms![
    "across", "chart", "count", "eval", "failure", "fault", "folders", "head", "hits", "index", "list",
    "nothing", "push", "query", "serve", "settings", "show", "stats", "summary", "system", "terms", "tui",
    "use", "verify",
];
/// What `--help` says in Chinese; in English it stands with the arguments themselves.
static HELP: Room = Room {
    name: "help",
    english: "",
    chinese: include_str!("zh/help.ftl"),
    parsed: [const { OnceLock::new() }; 2],
};

impl Room {
    fn bundle(&self, language: Language) -> &Bundle {
        let [english, chinese] = &self.parsed;
        match language {
            Language::English => english.get_or_init(|| bundle("en", self.english)),
            Language::Chinese => chinese.get_or_init(|| bundle("zh", self.chinese)),
        }
    }
}

fn bundle(language: &str, source: &str) -> Bundle {
    let language: LanguageIdentifier = language.parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![language]);
    // Marks of direction around each value, which terminals show as boxes.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => Some(grouped(number.value)),
        _ => None,
    }));
    // Messages that cannot be parsed, or stand there twice, are left out; a test sees to it that there are none.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
    let _ = bundle.add_resource(resource);
    bundle
}

/// Returns a whole number with its thousands parted by commas.
pub fn grouped(number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let mut out = String::from(if number < 0.0 { "-" } else { "" });
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// What stands in a message: a text, or a number, which decides the plural and is grouped by threes.
#[derive(Debug)]
pub struct Value<'a>(FluentValue<'a>);

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Value<'a> {
        Value(FluentValue::String(Cow::Borrowed(text)))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Value<'a> {
        Value(FluentValue::String(Cow::Borrowed(text)))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value(FluentValue::String(Cow::Owned(text)))
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Value<'a> {
        Value(FluentValue::String(text))
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl From<$number> for Value<'_> {
            fn from(number: $number) -> Self {
                Value(FluentValue::from(number))
            }
        })*
    };
}

numbers!(usize, u64, u32, u16, i64);

/// The room of a message.
fn room_of(id: &str) -> Option<&'static Room> {
    let name = id.split('-').next().unwrap_or_default();
    ROOMS.iter().find(|room| room.name == name)
}

/// Returns a message in the language in force; `tr!` calls it, whose names a test holds against the catalogues.
pub fn message<const N: usize>(id: &'static str, values: [(&'static str, Value<'_>); N]) -> String {
    let found = room_of(id).and_then(|room| said(room.bundle(current()), id, values));
    let found = found.unwrap_or_else(|| id.to_owned());
    if current() == Language::Chinese { system::in_chinese(found) } else { found }
}

fn said<const N: usize>(bundle: &Bundle, id: &str, values: [(&'static str, Value<'_>); N]) -> Option<String> {
    let pattern = bundle.get_message(id)?.value()?;
    let arguments = FluentArgs::from_iter(values.into_iter().map(|(name, value)| (name, value.0)));
    let mut faults = Vec::new();
    Some(bundle.format_pattern(pattern, Some(&arguments), &mut faults).into_owned())
}

/// Returns what `--help` says in Chinese of a command (`query`, `dict-add`), or of its `part`: an argument, an example.
/// `None` where the catalogue has nothing.
pub fn chinese_help(command: &str, part: Option<&str>) -> Option<String> {
    let bundle = HELP.bundle(Language::Chinese);
    let message = bundle.get_message(command)?;
    let pattern = match part {
        None => message.value()?,
        Some(part) => message.get_attribute(part)?.value(),
    };
    let mut faults = Vec::new();
    Some(bundle.format_pattern(pattern, None, &mut faults).into_owned())
}

/// A message of the catalogue: `tr!("count-reports", count = 3)`.
macro_rules! tr {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::language::message($id, [$((stringify!($name), $crate::language::Value::from($value))),*])
    };
}
pub(crate) use tr;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_tell_the_language() {
        for (name, language) in [
            ("zh_CN.UTF-8", Language::Chinese),
            ("zh-Hans-CN", Language::Chinese),
            ("ZH", Language::Chinese),
            ("zh_TW.GB18030", Language::Chinese),
            ("en_GB.UTF-8", Language::English),
            ("C", Language::English),
            ("zhx_CN", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(Language::of_locale(name), language, "{name}");
        }
    }

    #[test]
    fn numbers_decide_the_plural_and_are_grouped() {
        for (count, wanted) in
            [(0, "0 reports"), (1, "1 report"), (2, "2 reports"), (1_234_567, "1,234,567 reports")]
        {
            assert_eq!(tr!("count-reports", count = count as usize), wanted);
        }
        assert_eq!(grouped(-12_345.0), "-12,345");
    }

    #[test]
    fn every_language_says_a_message() {
        for (language, wanted) in [(Language::English, "3 reports"), (Language::Chinese, "3 篇报告")] {
            let values = [("count", Value::from(3_usize))];
            assert_eq!(
                said(
                    room_of("count-reports").expect("it is there").bundle(language),
                    "count-reports",
                    values
                )
                .as_deref(),
                Some(wanted)
            );
        }
    }

    #[test]
    fn what_is_not_there_is_told_by_its_name() {
        assert_eq!(tr!("failure-of-nobody"), "failure-of-nobody");
    }
}
