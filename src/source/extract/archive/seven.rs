//! 7z.

use std::io::Cursor;

use sevenz_rust2::{ArchiveReader, Error, Password};

use super::super::limits::Budget;
use super::super::{ExtractError, Extraction, Input};
use super::{finish, member_name, take};

/// Reads an archive: its members in the order in which they are packed.
pub(in super::super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let mut archive = ArchiveReader::new(Cursor::new(input.bytes), Password::empty()).map_err(refused)?;
    archive.set_thread_count(1);
    let (mut budget, mut out, mut count, mut ended) = (Budget::new(input), Extraction::default(), 0, None);
    let walked = archive.for_each_entries(|entry, from| {
        let name = member_name(entry.name.as_bytes()).filter(|_| !entry.is_directory);
        // What is packed together is unpacked in a row, wanted or not.
        match budget.read_all(from) {
            Ok(bytes) => {
                if let Some(name) = name {
                    count += 1;
                    take(input, &name, &bytes, &mut out);
                }
                Ok(true)
            }
            Err(error) => {
                ended = Some(error);
                Err(Error::Other("it ends here".into()))
            }
        }
    });
    let error = match (walked, ended) {
        (Ok(()), _) => return finish(input, out, (count, 0)),
        (Err(_), Some(error)) => error,
        (Err(error), None) => refused(error),
    };
    // What stands before the damage is good.
    if count == 0 || !matches!(error, ExtractError::Damaged(_)) {
        return Err(error);
    }
    out.refused.push(("what follows".to_owned(), error.to_string()));
    Ok(out)
}

/// Why the archive cannot be read.
fn refused(error: Error) -> ExtractError {
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => ExtractError::Encrypted,
        Error::UnsupportedCompressionMethod(method) if method.contains("AES") => ExtractError::Encrypted,
        Error::MaxMemLimited { .. } => ExtractError::NoMemory,
        other => ExtractError::Damaged(other.to_string()),
    }
}
