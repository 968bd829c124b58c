//! The hits of the last query in this terminal, so that `show 2` and `open 2` know what is meant.
//!
//! They are kept in a file of the user's state folder for each terminal, which only the user can read. Nothing is kept of answers to
//! programs; where nothing can be written, there is nothing to go back to, and that is no error.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::language::tr;
use crate::search::Hit;

use super::failure::Failure;
use super::settings;

/// Hits that are kept at the most.
const KEPT_MAX: usize = 1_000;
/// Different matched texts of a hit that are kept.
const MATCHED_MAX: usize = 50;

/// The last answer in a terminal.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct LastAnswer {
    /// What was typed.
    pub(super) query: String,
    /// Its hits, in order.
    pub(super) hits: Vec<LastHit>,
}

/// Where a hit stands.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct LastHit {
    /// The number that was shown before it.
    pub(super) rank: usize,
    /// Absolute path of the file.
    pub(super) path: PathBuf,
    /// Name of the report inside the file, where a file holds many.
    pub(super) member: Option<String>,
    /// Beginning of the hash of the file's bytes, in hexadecimal.
    pub(super) hash: String,
    /// First byte of the hit in the decoded text.
    pub(super) byte_start: usize,
    /// Line of the first match.
    pub(super) line: usize,
    /// Headings from the first level down to the section.
    pub(super) headings: Vec<String>,
    /// The texts that match, each once.
    pub(super) matched: Vec<String>,
}

impl LastHit {
    /// Takes from a hit what finds it again.
    pub(super) fn of(hit: &Hit) -> LastHit {
        let chars: Vec<char> = hit.text.chars().collect();
        let mut matched: Vec<String> = Vec::new();
        for (start, end) in &hit.matches {
            let text: String = chars[*start..*end].iter().collect();
            if matched.len() < MATCHED_MAX && !matched.contains(&text) {
                matched.push(text);
            }
        }
        let place = &hit.places[0];
        LastHit {
            rank: hit.rank,
            path: place.path.clone(),
            member: place.member.clone(),
            hash: place.hash.clone(),
            byte_start: hit.byte_start,
            line: hit.line_match,
            headings: hit.heading_path.clone(),
            matched,
        }
    }
}

/// Keeps the hits of an answer for this terminal; where that cannot be done, nothing is kept.
pub(super) fn keep(query: &str, hits: &[Hit]) {
    // Whoever wants no history wants no traces of hits either.
    if settings::get().is_off("history") {
        return;
    }
    let hits = hits.iter().take(KEPT_MAX).map(LastHit::of).collect();
    let last = LastAnswer { query: query.to_owned(), hits };
    if let (Some(file), Ok(text)) = (file(), serde_json::to_vec(&last)) {
        let _ = write(&file, &text);
    }
}

fn write(file: &Path, text: &[u8]) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    // Made anew for the user alone, and put in place whole.
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(text)?;
    new.persist(file)?;
    Ok(())
}

/// Returns hit number `rank` of the last query in this terminal, and that query.
///
/// # Errors
/// When nothing was asked here, or there were fewer hits.
pub(super) fn hit(rank: usize) -> Result<(String, LastHit), Failure> {
    let read = file().and_then(|file| std::fs::read(file).ok());
    let last: Option<LastAnswer> = read.and_then(|text| serde_json::from_slice(&text).ok());
    let hint = &tr!("show-ask-first");
    let Some(last) = last else {
        return Err(Failure::new(tr!("show-no-query", rank = rank.to_string()), Some(hint)));
    };
    match last.hits.iter().find(|hit| hit.rank == rank) {
        Some(hit) => Ok((last.query.clone(), hit.clone())),
        None => Err(Failure::new(
            tr!(
                "show-no-hit",
                query = last.query.to_string(),
                last = last.hits.len().to_string(),
                rank = rank.to_string()
            ),
            Some(&tr!("show-more-hits")),
        )),
    }
}

/// The file of this terminal; `None` where there is no terminal or no home.
fn file() -> Option<PathBuf> {
    let terminal = [0, 1, 2].into_iter().find_map(|handle| {
        let name = std::fs::read_link(format!("/proc/self/fd/{handle}")).ok()?;
        let name = name.to_str()?.strip_prefix("/dev/")?.replace('/', "-");
        (name.starts_with("pts") || name.starts_with("tty")).then_some(name)
    });
    Some(super::home::state_folder()?.join(format!("last-{}.json", terminal?)))
}
