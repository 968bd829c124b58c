//! Which engine is asked, and with which rights: named on the command line, by a variable or in the settings; secrets by a
//! variable or in the settings only, where nobody else sees them.

use std::path::Path;
use std::sync::OnceLock;

use crate::engine::Access;
use crate::language::tr;
use crate::search::{SearchError, Searcher};

use super::failure::Failure;
use super::settings;

/// No file of certificates is longer, in bytes.
const CERTIFICATES_BYTES_MAX: u64 = 16 << 20;

/// What `--engine` named, and whether an index of this machine was named beside it.
static NAMED: OnceLock<(Option<String>, bool)> = OnceLock::new();

/// Takes what was named on the command line.
pub(super) fn name(engine: Option<&str>, index: Option<&Path>) {
    let _ = NAMED.set((engine.map(str::to_owned), index.is_some()));
}

/// A variable, else a setting.
fn told(variable: &str, setting: &str) -> Option<String> {
    let set = std::env::var(variable).ok().filter(|set| !set.is_empty());
    set.or_else(|| settings::get().text(setting).map(str::to_owned))
}

/// Returns where the engine is that was named, and who asks; `None` where none was.
///
/// # Errors
/// When an address or the file of certificates cannot be used.
pub(super) fn access() -> Result<Option<Access>, Failure> {
    let named = NAMED.get().and_then(|(engine, _)| engine.clone());
    let Some(typed) = named.or_else(|| told("XUNZHANG_ENGINE", "engine")) else { return Ok(None) };
    let mut access = Access::parse(&typed).map_err(SearchError::from)?;
    if let Some(user) = told("XUNZHANG_ENGINE_USER", "engine-user") {
        access.set_user(&user, &told("XUNZHANG_ENGINE_PASSWORD", "engine-password").unwrap_or_default());
    }
    if let Some(key) = told("XUNZHANG_ENGINE_API_KEY", "engine-api-key") {
        access.set_api_key(&key);
    }
    if let Some(file) = told("XUNZHANG_ENGINE_CA", "engine-ca") {
        let read = crate::source::read_regular(Path::new(&file), CERTIFICATES_BYTES_MAX);
        access.set_authorities(read.map_err(|error| {
            Failure::new(
                tr!("failure-cannot-read", file = format!("{file:?}"), error = error.to_string()),
                Some(&tr!("failure-certificates")),
            )
        })?);
    }
    Ok(Some(access))
}

/// Returns whether an engine answers, where no folder was named: an index of this machine that was named wins over an engine
/// that only settings name.
///
/// # Errors
/// As [`access`].
pub(super) fn answers() -> Result<Option<Access>, Failure> {
    match NAMED.get() {
        Some((None, true)) => Ok(None),
        _ => access(),
    }
}

/// Opens the index that answers: that of the engine, where one does, else the one in this folder.
///
/// # Errors
/// When it cannot be opened.
pub(super) fn open(index: &Path) -> Result<Searcher, Failure> {
    Ok(match (index.as_os_str().is_empty(), answers()?) {
        (true, Some(access)) => Searcher::connect(access)?,
        _ => Searcher::open(index)?,
    })
}
