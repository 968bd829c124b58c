//! Hits for editors and `fzf`: a line each, path:line:column:text.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::search::Hit;
use crate::source::{Extracted, Extractor, read_file};
use crate::text::harmless_line;

use super::failure::Failure;

/// Larger files are not read for the sake of a column.
const FILE_BYTES_MAX: u64 = 64 << 20;

/// Writes a line for each hit: the place of its first match, columns in bytes of the decoded line from 1, and its best
/// part. Paths are written by their true bytes, from `here` where they lie below it.
///
/// # Errors
/// What the writer says.
pub(super) fn write(
    hits: &[Hit],
    here: Option<&Path>,
    extractor: &Extractor,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut files = Files { extractor, texts: HashMap::new() };
    for hit in hits {
        let place = &hit.places[0];
        let short = here.and_then(|here| place.path.strip_prefix(here).ok()).unwrap_or(&place.path);
        out.write_all(short.as_os_str().as_encoded_bytes())?;
        let member = place.member.as_ref().map(|member| format!("!/{member}")).unwrap_or_default();
        let column = files.column(hit);
        let text = harmless_line(&hit.snippet.text);
        writeln!(out, "{}:{}:{column}:{text}", harmless_line(&member), hit.line_match)?;
    }
    Ok(())
}

struct Files<'a> {
    extractor: &'a Extractor,
    texts: HashMap<PathBuf, Vec<Extracted>>,
}

impl Files<'_> {
    /// The column of the first match, in bytes from 1. What stands before the passage on its line is in the file alone; of a
    /// file that cannot be read it is 1.
    fn column(&mut self, hit: &Hit) -> usize {
        let first = hit.matches.first().map_or(0, |(start, _)| *start);
        let at = hit.text.char_indices().nth(first).map_or(0, |(byte, _)| byte);
        if let Some(end) = hit.text[..at].rfind(['\n', '\r']) {
            return at - end;
        }
        let at = hit.byte_start + at;
        let member = &hit.places[0].member;
        let texts = self.texts(&hit.places[0].path);
        let before = texts.iter().find(|text| text.member == *member).and_then(|text| text.text.get(..at));
        before.map_or(1, |before| at - before.rfind(['\n', '\r']).map_or(0, |end| end + 1) + 1)
    }

    fn texts(&mut self, path: &Path) -> &[Extracted] {
        if !self.texts.contains_key(path) {
            let bytes = read_file(path, FILE_BYTES_MAX).unwrap_or_default();
            let reports = self.extractor.extract(path, &bytes).map(|all| all.reports).unwrap_or_default();
            self.texts.insert(path.to_owned(), reports);
        }
        self.texts.get(path).map_or(&[], Vec::as_slice)
    }
}
