//! Which language people are spoken to in: what `--lang` says, else the settings, else the system.

use std::ffi::OsString;

use clap::ValueEnum;

use crate::language::{self, Language};
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
    let configured = settings::get().text("lang").and_then(|name| Lang::from_str(name, true).ok());
    language::choose(configured.map_or_else(|| Language::of_locale(&system::locale()), Language::from));
}
