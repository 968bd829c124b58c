//! Which files an answer may come from: globs as ripgrep takes them (`-g '*.docx' -g '!旧/**'`), and kinds of files.

use std::path::Path;

use ignore::overrides::{Override, OverrideBuilder};

/// Kinds of files by name, and the endings of each.
const KINDS: [(&str, &[&str]); 10] = [
    ("text", &["txt", "text", "md", "markdown", "jsonl", "ndjson"]),
    ("word", &["docx", "doc", "wps", "rtf", "odt"]),
    ("pdf", &["pdf"]),
    ("ofd", &["ofd"]),
    ("sheet", &["xlsx", "xls", "ods"]),
    ("slides", &["pptx"]),
    ("web", &["html", "htm", "xhtml", "mht", "mhtml", "xml"]),
    ("mail", &["eml"]),
    ("book", &["epub"]),
    ("archive", &["zip", "7z", "tar", "tgz", "tar.gz"]),
];

/// Files told by globs and kinds.
#[derive(Debug)]
pub struct FileGlobs {
    globs: Override,
    kinds: Override,
    /// For each requirement texts of which the path of a file that is taken holds one.
    parts: Vec<Vec<String>>,
}

impl FileGlobs {
    /// Makes them of globs, which count from the folder `here`, and kinds or endings of files; `None` where there are none.
    ///
    /// # Errors
    /// The glob that cannot be read, in words for people.
    pub fn new(here: &Path, globs: &[String], kinds: &[String]) -> Result<Option<FileGlobs>, String> {
        if globs.is_empty() && kinds.is_empty() {
            return Ok(None);
        }
        let build = |globs: &[String]| -> Result<Override, String> {
            let mut builder = OverrideBuilder::new(here);
            builder.case_insensitive(true).map_err(|error| error.to_string())?;
            for glob in globs {
                builder.add(glob).map_err(|error| error.to_string())?;
            }
            builder.build().map_err(|error| error.to_string())
        };
        let endings: Vec<&str> = kinds.iter().flat_map(|kind| endings(kind)).collect();
        let by_kind: Vec<String> = endings.iter().map(|ending| format!("*.{ending}")).collect();
        let wanted: Vec<&String> = globs.iter().filter(|glob| !glob.starts_with('!')).collect();
        let mut parts = Vec::new();
        if let [glob] = wanted.as_slice() {
            parts.extend(fixed_parts(glob).into_iter().map(|part| vec![part]));
        }
        if !endings.is_empty() {
            parts.push(endings.iter().map(|ending| format!(".{ending}")).collect());
        }
        Ok(Some(FileGlobs { globs: build(globs)?, kinds: build(&by_kind)?, parts }))
    }

    /// Returns whether a file is taken; `member` is the name of a report inside it.
    pub fn takes(&self, path: &Path, member: Option<&str>) -> bool {
        let whole = member.map_or_else(|| path.to_owned(), |member| path.join(member));
        let is_taken =
            |all: &Override| !all.matched(path, false).is_ignore() || !all.matched(&whole, false).is_ignore();
        is_taken(&self.globs) && is_taken(&self.kinds)
    }

    /// Returns texts that narrow the search: of each list the path of a file that is taken holds one.
    pub fn parts(&self) -> &[Vec<String>] {
        &self.parts
    }
}

/// The endings of a kind; what is no kind is an ending itself.
fn endings(kind: &str) -> Vec<&str> {
    let known = KINDS.iter().find(|(name, _)| *name == kind);
    known.map_or_else(|| vec![kind.trim_start_matches('.')], |(_, endings)| endings.to_vec())
}

/// What every path that a glob matches holds as it stands.
fn fixed_parts(glob: &str) -> Vec<String> {
    if glob.contains(['{', '[', '\\', '?']) {
        return Vec::new();
    }
    glob.split(['*', '/']).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_and_kinds_are_both_asked() {
        let all = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
        for (globs, kinds, taken, left) in [
            (all(&["*.txt"]), all(&[]), "/r/a/b.TXT", "/r/a.docx"),
            (all(&["!旧/**"]), all(&[]), "/r/新/a.txt", "/r/旧/a.txt"),
            (all(&["2024*"]), all(&["pdf"]), "/r/2024年.pdf", "/r/2024年.txt"),
            (all(&[]), all(&["word"]), "/r/a.wps", "/r/a.pdf"),
            (all(&[]), all(&["pdf", ".txt"]), "/r/a.txt", "/r/a.doc"),
        ] {
            let files =
                FileGlobs::new(Path::new("/r"), &globs, &kinds).expect("they can be read").expect("some");
            assert!(files.takes(Path::new(taken), None), "{globs:?} {kinds:?} {taken}");
            assert!(!files.takes(Path::new(left), None), "{globs:?} {kinds:?} {left}");
            let folded = taken.to_lowercase();
            assert!(
                files.parts().iter().all(|any| any.iter().any(|part| folded.contains(part))),
                "{globs:?}"
            );
        }
        assert!(FileGlobs::new(Path::new("/r"), &[], &[]).expect("nothing").is_none());
        assert!(FileGlobs::new(Path::new("/r"), &all(&["[a"]), &[]).is_err());
    }
}
