//! TAR, packed with gzip or not, and single files packed with gzip.

use std::io::{Chain, Cursor, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use super::super::limits::Budget;
use super::super::{ExtractError, Extraction, Input};
use super::{finish, member_name, take};

/// Length of a header of a member.
const HEADER: usize = 512;

/// Reads an archive, or the file that is packed alone: its members in the order of the archive.
pub(in super::super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    if input.bytes.starts_with(b"\x1F\x8B") {
        unpacked(input, MultiGzDecoder::new(input.bytes))
    } else {
        unpacked(input, input.bytes)
    }
}

fn unpacked(input: &Input<'_>, mut from: impl Read) -> Result<Extraction, ExtractError> {
    let mut head = Vec::new();
    let read = from.by_ref().take(HEADER as u64).read_to_end(&mut head);
    read.map_err(|error| ExtractError::Damaged(error.to_string()))?;
    let is_archive = is_header(&head);
    let whole = Cursor::new(head).chain(from);
    // The head was taken off the stream and is put back before it: a packed stream cannot be read twice.
    if is_archive { members(input, whole) } else { alone(input, whole) }
}

/// Whether bytes begin with a member of an archive.
pub(in super::super) fn begins_here(bytes: &[u8]) -> bool {
    bytes.get(..HEADER).is_some_and(is_header)
}

/// Whether the sum that a header of a member ends with is right; bytes of it count as blanks themselves.
fn is_header(head: &[u8]) -> bool {
    let Some(said) = head.get(148..156).filter(|_| head.len() == HEADER) else { return false };
    let said = String::from_utf8_lossy(said);
    let said = u32::from_str_radix(said.trim_matches(['\0', ' ']), 8);
    let sum: u32 = head
        .iter()
        .enumerate()
        .map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u32::from(*byte) })
        .sum();
    said == Ok(sum)
}

fn members(input: &Input<'_>, from: Chain<Cursor<Vec<u8>>, impl Read>) -> Result<Extraction, ExtractError> {
    let mut archive = tar::Archive::new(from);
    let damaged = |error: std::io::Error| ExtractError::Damaged(error.to_string());
    let (mut budget, mut out, mut count) = (Budget::new(input), Extraction::default(), 0);
    for entry in archive.entries().map_err(damaged)? {
        let entry = match entry {
            Ok(entry) => entry,
            // What stands before the damage is good.
            Err(error) if count > 0 => {
                out.refused.push(("what follows".to_owned(), damaged(error).to_string()));
                break;
            }
            Err(error) => return Err(damaged(error)),
        };
        // Links could name any file of this machine, and folders hold nothing themselves.
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let Some(name) = member_name(&entry.path_bytes()) else { continue };
        count += 1;
        let size = entry.size();
        match budget.read_all(entry) {
            // What follows a member that was cut short is not where its header says.
            Ok(bytes) if (bytes.len() as u64) < size => {
                out.refused.push((name, "is cut short".to_owned()));
                break;
            }
            Ok(bytes) => take(input, &name, &bytes, &mut out),
            Err(error @ ExtractError::Damaged(_)) => {
                out.refused.push((name, error.to_string()));
                break;
            }
            Err(error) => return Err(error),
        }
    }
    finish(input, out, (count, 0))
}

/// A file packed alone: `报告.txt.gz`.
fn alone(input: &Input<'_>, from: impl Read) -> Result<Extraction, ExtractError> {
    let bytes = Budget::new(input).read_all(from)?;
    let name = input.name.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_suffix(".gz").unwrap_or(&name).to_owned();
    let inner = Input { name: Path::new(&name), bytes: &bytes, depth: input.depth + 1, ..*input };
    super::extract_nested(&inner)
}
