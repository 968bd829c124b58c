//! ZIP.

use super::super::limits::Budget;
use super::super::package::archive_of;
use super::super::{ExtractError, Extraction, Input};
use super::{finish, member_name, take};
use std::collections::HashSet;

/// Reads an archive: its members in the order of their names.
pub(in super::super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let damaged = |error: zip::result::ZipError| ExtractError::Damaged(error.to_string());
    let mut archive = archive_of(input).map_err(damaged)?;
    let mut budget = Budget::new(input);
    let names = archive.file_names_raw().enumerate();
    let mut members: Vec<(String, usize)> =
        names.filter_map(|(at, raw)| Some((member_name(raw)?, at))).collect();
    members.sort();
    let (mut out, mut encrypted) = (Extraction::default(), 0);
    for (name, at) in &members {
        let file = match archive.by_index(*at) {
            Ok(file) => file,
            Err(zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED)) => {
                encrypted += 1;
                out.refused.push((name.clone(), ExtractError::Encrypted.to_string()));
                continue;
            }
            Err(error) => {
                out.refused.push((name.clone(), damaged(error).to_string()));
                continue;
            }
        };
        match budget.read_all(file) {
            Ok(bytes) => take(input, name, &bytes, &mut out),
            Err(ExtractError::Damaged(why)) => {
                out.refused.push((name.clone(), ExtractError::Damaged(why).to_string()));
            }
            Err(error) => return Err(error),
        }
    }
    let why = "another member has the same name, and only the last of them is read";
    out.refused.extend(hidden_names(input.bytes).into_iter().map(|name| (name, why.to_owned())));
    finish(input, out, (members.len(), encrypted))
}

/// The names of members that others of the same name hide, as the list at the end of the archive has them: the crate
/// keeps one for each name. Empty where there is no such list.
fn hidden_names(bytes: &[u8]) -> Vec<String> {
    let number = |at: usize, length: usize| {
        let digits = bytes.get(at..at + length)?;
        Some(digits.iter().rev().fold(0, |sum, digit| sum << 8 | usize::from(*digit)))
    };
    let (mut seen, mut hidden) = (HashSet::new(), Vec::new());
    // The size of the list stands 12 bytes into the end record (APPNOTE 4.3.16). An entry has 46 bytes,
    // then name, extra field and comment, whose lengths stand at 28, 30 and 32 (4.3.12).
    let end = memchr::memmem::rfind(bytes, b"PK\x05\x06");
    let begin = end.and_then(|end| end.checked_sub(number(end + 12, 4)?));
    let mut at = begin.unwrap_or(bytes.len());
    while bytes.get(at..at + 4) == Some(b"PK\x01\x02") {
        let lengths = [28, 30, 32].map(|field| number(at + field, 2).unwrap_or(0));
        let Some(name) = bytes.get(at + 46..at + 46 + lengths[0]) else { break };
        if !seen.insert(name) {
            hidden.extend(member_name(name));
        }
        at += 46 + lengths.iter().sum::<usize>();
    }
    hidden
}
