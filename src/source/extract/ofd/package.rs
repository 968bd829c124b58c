//! The files of an OFD, which is a zip.

use std::collections::HashMap;
use std::io::Cursor;

use zip::ZipArchive;

use super::super::limits::Budget;
use super::super::{ExtractError, Input};

/// An opened package.
pub(super) struct Package<'i> {
    archive: ZipArchive<Cursor<&'i [u8]>>,
    /// Where each file stands, by its path in lower case: writers do not agree on case.
    files: HashMap<String, usize>,
    budget: Budget<'i>,
}

impl<'i> Package<'i> {
    pub(super) fn open(input: &Input<'i>) -> Result<Package<'i>, ExtractError> {
        let damaged = |error: zip::result::ZipError| ExtractError::Damaged(error.to_string());
        let archive = ZipArchive::new(Cursor::new(input.bytes)).map_err(damaged)?;
        let names =
            archive.file_names_raw().map(|name| resolve("", &String::from_utf8_lossy(name)).to_lowercase());
        let files: HashMap<String, usize> = names.enumerate().map(|(at, name)| (name, at)).collect();
        // Files that are encrypted by GM/T 0099 are listed there.
        if files.contains_key("encryptions.xml") {
            return Err(ExtractError::Encrypted);
        }
        Ok(Package { archive, files, budget: Budget::new(input) })
    }

    /// Returns the bytes of a file, `None` when there is none of this path.
    pub(super) fn file(&mut self, path: &str) -> Result<Option<Vec<u8>>, ExtractError> {
        let Some(&at) = self.files.get(&path.to_lowercase()) else { return Ok(None) };
        match self.archive.by_index(at) {
            Ok(file) => self.budget.read_all(file).map(Some),
            Err(error) if error.to_string().to_lowercase().contains("password") => {
                Err(ExtractError::Encrypted)
            }
            Err(error) => Err(ExtractError::Damaged(error.to_string())),
        }
    }
}

/// Returns the path inside the package that `path`, named in a file of `folder`, stands for. It never leaves the
/// package.
pub(super) fn resolve(folder: &str, path: &str) -> String {
    let path = path.trim().replace('\\', "/");
    let mut parts: Vec<&str> = if path.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn paths_stay_inside_the_package() {
        for (folder, path, inside) in [
            ("Doc_0", "Pages/Page_0/Content.xml", "Doc_0/Pages/Page_0/Content.xml"),
            ("Doc_0/Pages", "../Res/a.png", "Doc_0/Res/a.png"),
            ("Doc_0", "/Doc_0/x.xml", "Doc_0/x.xml"),
            ("", "../../etc/passwd", "etc/passwd"),
            ("Doc_0", "Pages\\a.xml", "Doc_0/Pages/a.xml"),
        ] {
            assert_eq!(resolve(folder, path), inside);
        }
    }
}
