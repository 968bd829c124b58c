//! ZIP.

use std::io::Cursor;

use zip::ZipArchive;

use super::super::limits::Budget;
use super::super::{ExtractError, Extraction, Input};
use super::{finish, member_name, take};

/// Reads an archive: its members in the order of their names.
pub(in super::super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let damaged = |error: zip::result::ZipError| ExtractError::Damaged(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(input.bytes)).map_err(damaged)?;
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
    finish(out, members.len(), encrypted)
}
