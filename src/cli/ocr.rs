//! Which pages are recognised, by what, and where that is kept.

use std::path::PathBuf;

use etcetera::BaseStrategy;
use toml::{Table, Value};

use crate::language::tr;
use crate::source::{Extractor, Limits, OCR_COMMAND, Ocr, OcrPages, ocr_is_there};

use super::args::OcrWhen;
use super::failure::Failure;
use super::{is_installed, say, settings};

/// Seconds that a recogniser gets for a page where the settings say nothing.
const PAGE_SECONDS: usize = 180;

/// Who recognises the pages of this run: what was typed, else what the settings say; without either only what is kept of earlier
/// runs is used.
///
/// # Errors
/// When `always` was asked for and there is no recogniser.
pub(super) fn asked(typed: Option<OcrWhen>, limits: Limits) -> Result<Option<Ocr>, Failure> {
    let set = match settings::get().within("ocr", "when").and_then(|when| when.as_str()) {
        Some("auto") => Some(OcrWhen::Auto),
        Some("always") => Some(OcrWhen::Always),
        Some("never") => Some(OcrWhen::Never),
        _ => None,
    };
    let when = typed.or(set);
    let pages = match when {
        None => return Ok(kept(limits)),
        Some(OcrWhen::Never) => return Ok(None),
        Some(OcrWhen::Auto) => OcrPages::Pictures,
        Some(OcrWhen::Always) => OcrPages::All,
    };
    match ocr_is_there(&command()) {
        Ok(()) => Ok(Some(recogniser(pages, limits))),
        Err(why) if when == Some(OcrWhen::Always) => {
            Err(Failure::new(tr!("index-not-recognised", why = why), Some(&tr!("index-ocr-get"))))
        }
        Err(why) => {
            let warning = tr!("index-warning", warning = tr!("index-not-recognised", why = why));
            say(&format!("{warning}\n{}", tr!("failure-hint", hint = tr!("index-ocr-get"))));
            Ok(kept(limits))
        }
    }
}

/// What is kept of earlier runs, where there is anything.
pub(super) fn kept(limits: Limits) -> Option<Ocr> {
    folder().filter(|folder| folder.is_dir()).map(|_| recogniser(OcrPages::Kept, limits))
}

/// Returns who reads files for commands other than `index`: pages that were recognised before are read as they were.
pub(super) fn extractor(limits: Limits) -> Extractor {
    Extractor::new(std::env::current_exe().ok(), limits).recognising(kept(limits))
}

/// What is said where pages wait.
pub(super) fn hint(ocr: Option<&Ocr>) -> String {
    let command = command();
    let is_there = command.first().is_some_and(|program| is_installed(program));
    match ocr.map(Ocr::pages) {
        Some(OcrPages::Pictures | OcrPages::All) => {
            tr!("index-ocr-why")
        }
        _ if is_there => tr!("index-ocr-auto"),
        _ => format!("{}; {}", tr!("index-ocr-with"), tr!("index-ocr-get")),
    }
}

fn recogniser(pages: OcrPages, limits: Limits) -> Ocr {
    let seconds = settings::get().within("ocr", "seconds").and_then(|seconds| seconds.as_integer());
    let seconds = seconds.and_then(|seconds| u64::try_from(seconds).ok()).unwrap_or(PAGE_SECONDS as u64);
    Ocr::new(pages, command(), seconds, limits.memory_bytes, folder())
}

/// The command of the settings, else that of tesseract.
fn command() -> Vec<String> {
    let words = settings::get().within("ocr", "command").and_then(|command| command.as_array());
    let set = words.map(|words| words.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect());
    set.unwrap_or_else(|| OCR_COMMAND.map(str::to_owned).to_vec())
}

/// Where answers are kept: in the cache folder, by page and command.
fn folder() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("xunzhang").join("ocr"))
}

/// Looks at what the settings say of a recogniser.
///
/// # Errors
/// What is wrong with it, in words for people.
pub(super) fn check(table: &Table) -> Result<(), String> {
    for (name, value) in table {
        match (name.as_str(), value) {
            ("command", Value::Array(words)) if !words.is_empty() && words.iter().all(Value::is_str) => {
                if !words.iter().any(|word| word.as_str().is_some_and(|word| word.contains("{image}"))) {
                    return Err(tr!("settings-ocr-image"));
                }
            }
            ("command", _) => return Err(tr!("settings-ocr-command")),
            ("when", Value::String(when)) if ["auto", "always", "never"].contains(&when.as_str()) => {}
            ("when", _) => return Err(tr!("settings-ocr-when")),
            ("seconds", Value::Integer(seconds)) if *seconds > 0 => {}
            ("seconds", _) => return Err(tr!("settings-ocr-seconds")),
            (name, _) => {
                let names = ["command", "when", "seconds"];
                return Err(tr!("settings-unknown-part", name = name, names = settings::near(name, &names)));
            }
        }
    }
    Ok(())
}
