//! Which language people are spoken to in: what `--lang` says, else the settings, else the system.

use std::ffi::OsString;
use std::io::IsTerminal;

use clap::ValueEnum;

use crate::language::{self, Language, tr};
use crate::system;

use super::settings;

/// A language that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    /// Chinese
    Zh,
    /// English
    En,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Language {
        match lang {
            Lang::Zh => Language::Chinese,
            Lang::En => Language::English,
        }
    }
}

/// Encodings of Chinese that a terminal may be set to, as locales name them.
const OTHER_ENCODINGS: [&str; 5] = ["gb18030", "gbk", "gb2312", "big5", "big5hkscs"];

/// Returns the encoding that the locale names, where it is another one than UTF-8 and would show Chinese as garbage.
fn other_encoding(locale: &str) -> Option<&str> {
    let (_, encoding) = locale.split_once('.')?;
    let encoding = encoding.split('@').next().unwrap_or_default();
    OTHER_ENCODINGS.iter().any(|other| encoding.eq_ignore_ascii_case(other)).then_some(encoding)
}

/// Says that a terminal of another encoding shows garbage, and what to type: in ASCII, which it shows.
fn warn_of_encoding(locale: &str) {
    let Some(encoding) = other_encoding(locale).filter(|_| std::io::stderr().is_terminal()) else { return };
    super::say(&tr!("use-encoding", encoding = encoding));
}

/// Settles the language before anything is said: it is wanted for what was typed wrongly too, so the words are looked
/// through as they are. What is for programs (`--json`, `mcp`, `serve`) is English unless another language is named.
pub(super) fn settle(typed: &[OsString]) {
    let words = || typed.iter().skip(1).map_while(|word| word.to_str().filter(|word| *word != "--"));
    let named = words().zip(words().skip(1).chain([""])).filter_map(|(word, next)| {
        match word.strip_prefix("--lang") {
            Some("") => Some(next.to_owned()),
            Some(value) => value.strip_prefix('=').map(str::to_owned),
            None => None,
        }
    });
    if let Some(lang) = named.last().and_then(|name| Lang::from_str(&name, true).ok()) {
        return language::choose(lang.into());
    }
    if words().any(|word| ["--json", "mcp", "serve"].contains(&word))
        && !words().any(|word| word.starts_with("-h") || word == "--help")
    {
        return;
    }
    let locale = system::locale();
    warn_of_encoding(&locale);
    let configured = settings::get().text("lang").and_then(|name| Lang::from_str(name, true).ok());
    language::choose(configured.map_or_else(|| Language::of_locale(&locale), Language::from));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_other_encodings_are_warned_of() {
        for (locale, wanted) in [
            ("zh_CN.GB18030", Some("GB18030")),
            ("zh_CN.gbk@pinyin", Some("gbk")),
            ("zh_TW.Big5", Some("Big5")),
            ("zh_CN.UTF-8", None),
            ("zh_CN", None),
            ("C", None),
        ] {
            assert_eq!(other_encoding(locale), wanted, "{locale}");
        }
    }
}
