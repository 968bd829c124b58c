//! The ZIP container of office documents: members by name, unpacked within the limits.

use std::collections::HashMap;
use std::io::Cursor;

use zip::ZipArchive;
use zip::result::ZipError;

use super::limits::Budget;
use super::xml::{self, Element};
use super::{ExtractError, Input};

/// A ZIP container whose directory was read; copies share it.
pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Reads the directory of a ZIP container: the one place where that is done by our own code.
///
/// # Errors
/// What is wrong with the directory.
pub(super) fn read_directory(bytes: &[u8]) -> Result<Archive<'_>, ZipError> {
    #[cfg(test)]
    DIRECTORIES_READ.with(|count| count.set(count.get() + 1));
    ZipArchive::new(Cursor::new(bytes))
}

#[cfg(test)]
thread_local! {
    /// Directories that this thread has read.
    pub(super) static DIRECTORIES_READ: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Returns the container of a reader's input: as it was opened to tell its format, if it was.
///
/// # Errors
/// What is wrong with its directory.
pub(super) fn archive_of<'a>(input: &Input<'a>) -> Result<Archive<'a>, ZipError> {
    input.archive.map_or_else(|| read_directory(input.bytes), |archive| Ok(archive.clone()))
}

/// That a member refers to another.
pub(super) struct Relation {
    /// By which it is named in the text.
    pub(super) id: String,
    /// The last word of its type: `chart`, `comments`.
    pub(super) kind: String,
    /// The other member.
    pub(super) target: String,
}

/// An opened container.
pub(super) struct Package<'a> {
    archive: Archive<'a>,
    /// Where each member stands, by its path in lower case: writers do not agree on case.
    places: HashMap<String, usize>,
    budget: Budget<'a>,
}

impl<'a> Package<'a> {
    /// Opens the container.
    ///
    /// # Errors
    /// [`ExtractError::Damaged`] when its directory cannot be read: it is cut short.
    pub(super) fn open(input: &Input<'a>) -> Result<Package<'a>, ExtractError> {
        let archive = archive_of(input).map_err(damaged)?;
        let names = archive.file_names_raw().map(|name| resolve("", &String::from_utf8_lossy(name)));
        // Of two names that differ in case only, the later one counts.
        let places = names.enumerate().map(|(at, name)| (name.to_lowercase(), at)).collect();
        Ok(Package { archive, places, budget: Budget::new(input) })
    }

    /// Returns the names of all members, sorted as people count: header2 before header10.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.archive.file_names().flatten().map(|name| name.into_owned()).collect();
        names.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        names
    }

    /// Returns whether there is a member of this name.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.places.contains_key(&name.to_lowercase())
    }

    /// Returns how many bytes a member unpacks to, as the directory has it.
    pub(super) fn size(&mut self, name: &str) -> Option<u64> {
        let at = *self.places.get(&name.to_lowercase())?;
        self.archive.by_index_raw(at).ok().map(|member| member.size())
    }

    /// Unpacks a member; `None` when there is none of this name, in whatever case.
    ///
    /// # Errors
    /// [`ExtractError`] when it is damaged, encrypted or too large.
    pub(super) fn member(&mut self, name: &str) -> Result<Option<Vec<u8>>, ExtractError> {
        let Some(&at) = self.places.get(&name.to_lowercase()) else { return Ok(None) };
        let member = self.archive.by_index(at).map_err(damaged)?;
        self.budget.read_all(member).map(Some)
    }

    /// Returns what a member refers to, in the order of its list: other members only, no addresses.
    ///
    /// # Errors
    /// As [`Package::xml`].
    pub(super) fn relations(&mut self, member: &str) -> Result<Vec<Relation>, ExtractError> {
        let (folder, file) = member.rsplit_once('/').unwrap_or(("", member));
        let Some(root) = self.xml(&resolve(folder, &format!("_rels/{file}.rels")))? else {
            return Ok(Vec::new());
        };
        let relation = |element: &Element| {
            let kind = element.attribute("Type").unwrap_or_default();
            Some(Relation {
                id: element.attribute("Id")?.to_owned(),
                kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                target: resolve(folder, element.attribute("Target")?),
            })
        };
        let inside = root.children().filter(|element| element.attribute("TargetMode") != Some("External"));
        Ok(inside.filter_map(relation).collect())
    }

    /// Unpacks a member and reads it as XML; `None` when there is none of this name.
    ///
    /// # Errors
    /// As [`Package::member`], or when it is no XML.
    pub(super) fn xml(&mut self, name: &str) -> Result<Option<Element>, ExtractError> {
        self.member(name)?.map(|bytes| xml::parse(&bytes)).transpose()
    }
}

/// Returns the folder of a member, as [`resolve`] takes it; empty at the top.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
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

fn damaged(error: ZipError) -> ExtractError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ExtractError::Encrypted,
        other => ExtractError::Damaged(other.to_string()),
    }
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
