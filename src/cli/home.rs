//! Where indexes live.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::analysis::TypedWord;
use crate::language::tr;
use crate::pipeline::true_path;
use crate::schema::TypedSynonym;
use crate::search::Searcher;

use super::failure::Failure;

/// Returns the folder of the index: the one that was named, else that of `XUNZHANG_INDEX`, else of the settings, else `xunzhang/index` in the
/// user's data folder.
///
/// # Errors
/// When there is no home folder and none was named.
pub(super) fn index_folder(named: Option<&Path>) -> Result<PathBuf, Failure> {
    let usual = || std::env::var_os("XUNZHANG_INDEX").filter(|usual| !usual.is_empty()).map(PathBuf::from);
    let configured = || super::settings::get().text("index").map(PathBuf::from);
    match named.map(Path::to_owned).or_else(usual).or_else(configured) {
        Some(folder) => Ok(folder),
        None => Ok(data_folder()?.join("index")),
    }
}

/// Returns the folder of the index that is kept of some folders (or files) alone: the one that was named, else its own.
/// `XUNZHANG_INDEX` is not for it: that index holds other reports.
///
/// # Errors
/// As [`index_folder`], when the folder is not there, and when the index that was named is kept of others too.
pub(super) fn index_kept_of(folders: &[PathBuf], named: Option<&Path>) -> Result<PathBuf, Failure> {
    let Some(named) = named else { return index_of_folders(folders) };
    // One that cannot be opened says so when it is asked.
    let Ok(searcher) = Searcher::open(named) else { return Ok(named.to_owned()) };
    let own: Vec<PathBuf> = folders.iter().map(|folder| true_path(folder)).collect();
    match searcher.manifest().roots.iter().find(|root| !own.contains(&root.path)) {
        None => Ok(named.to_owned()),
        Some(other) => Err(Failure::new(
            tr!(
                "query-kept-of-others",
                named = format!("{named:?}"),
                path = format!("{:?}", other.path),
                folders = format!("{folders:?}")
            ),
            Some(&tr!("query-leave-out-index")),
        )),
    }
}

/// Returns where the index of some folders lives that `query --in` keeps: the name of the first and a hash of their paths.
///
/// # Errors
/// As [`index_folder`], or when a folder is not there.
fn index_of_folders(folders: &[PathBuf]) -> Result<PathBuf, Failure> {
    let real = |folder: &PathBuf| {
        dunce::canonicalize(folder).map_err(|error| {
            Failure::new(
                tr!("failure-cannot-read-folder", folder = format!("{folder:?}"), error = error.to_string()),
                Some(&tr!("query-name-there")),
            )
        })
    };
    let mut all = folders.iter().map(real).collect::<Result<Vec<PathBuf>, Failure>>()?;
    all.sort();
    all.dedup();
    let first = all.first().and_then(|folder| folder.file_name()).unwrap_or_default();
    let name = first.to_string_lossy().into_owned();
    let paths: Vec<&[u8]> = all.iter().map(|folder| folder.as_os_str().as_encoded_bytes()).collect();
    let hash = blake3::hash(&paths.join(&0)).to_hex();
    Ok(folders_folder()?.join(format!("{name}-{}", &hash[..12])))
}

/// Returns where the indexes live that `query` keeps of folders by itself.
///
/// # Errors
/// As [`index_folder`].
pub(super) fn folders_folder() -> Result<PathBuf, Failure> {
    Ok(data_folder()?.join("folders"))
}

pub(super) fn data_folder() -> Result<PathBuf, Failure> {
    let strategy = etcetera::choose_base_strategy();
    strategy
        .map(|strategy| strategy.data_dir().join("xunzhang"))
        .map_err(|_| Failure::new(tr!("failure-no-home"), Some(&tr!("failure-name-index"))))
}

/// Returns the folder of what is kept of earlier runs; `None` where the system names none.
pub(super) fn state_folder() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.state_dir()?.join("xunzhang"))
}

/// Returns the words that an index begins with which is made now: those of the user's dictionary, `XUNZHANG_DICTIONARY` or
/// `xunzhang/dictionary.txt` in the config folder. An index that is there has words of its own.
///
/// # Errors
/// When the file that was named is not there, or cannot be read.
pub(super) fn words_of_user(index: &Path) -> Result<Vec<TypedWord>, Failure> {
    let hint = &tr!("index-user-words");
    let text = of_user(index, "XUNZHANG_DICTIONARY", "xunzhang/dictionary.txt", hint)?;
    Ok(text.map(|text| super::dict::words_in(&text)).unwrap_or_default())
}

/// Returns the synonyms that an index begins with which is made now: those of `XUNZHANG_SYNONYMS` or of
/// `xunzhang/synonyms.txt` in the config folder, as [`words_of_user`].
///
/// # Errors
/// When the file that was named is not there or cannot be read, and when a line of it is no synonym.
pub(super) fn synonyms_of_user(index: &Path) -> Result<Vec<TypedSynonym>, Failure> {
    let hint = &tr!("index-user-synonyms");
    let text = of_user(index, "XUNZHANG_SYNONYMS", "xunzhang/synonyms.txt", hint)?;
    super::synonym::synonyms_in(&text.unwrap_or_default())
}

/// Reads a file of the user's that a new index begins with: the one that the variable names, else the usual one in the
/// config folder; `None` where there is none, or the index is there already.
fn of_user(index: &Path, variable: &str, usual: &str, hint: &str) -> Result<Option<String>, Failure> {
    if crate::index::is_there(index) {
        return Ok(None);
    }
    let named = std::env::var_os(variable).filter(|named| !named.is_empty()).map(PathBuf::from);
    let usual = || Some(etcetera::choose_base_strategy().ok()?.config_dir().join(usual));
    let is_named = named.is_some();
    let Some(path) = named.or_else(usual) else { return Ok(None) };
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !is_named => Ok(None),
        Err(error) => Err(Failure::new(
            tr!("failure-cannot-read-path", path = format!("{path:?}"), error = error.to_string()),
            Some(hint),
        )),
    }
}

/// Returns a path as people type it, with `~` for their home.
pub(super) fn from_home(path: &Path) -> String {
    let home = std::env::home_dir().filter(|home| !home.as_os_str().is_empty());
    match home.as_ref().and_then(|home| path.strip_prefix(home).ok()) {
        Some(below) => format!("~/{}", below.display()),
        None => path.display().to_string(),
    }
}

/// Returns the folder that paths are shown from.
pub(super) fn here() -> Option<PathBuf> {
    dunce::canonicalize(std::env::current_dir().ok()?).ok()
}
