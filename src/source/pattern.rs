//! Patterns of paths as `.gitignore` has them.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// A pattern that holds below a folder.
#[derive(Clone, Debug)]
pub struct PathPattern {
    folder: PathBuf,
    pattern: Gitignore,
}

impl PathPattern {
    /// Reads a pattern as `.gitignore` in this folder would: `*.docx` anywhere below, `2024/*.docx` in the folder 2024 only,
    /// `督导/` with all that is in it.
    ///
    /// # Errors
    /// What does not fit, in words for people.
    pub fn below(folder: &Path, pattern: &str) -> Result<PathPattern, String> {
        let mut builder = GitignoreBuilder::new(folder);
        builder.add_line(None, pattern).map_err(|error| error.to_string())?;
        let read = builder.build().map_err(|error| error.to_string())?;
        if read.num_ignores() + read.num_whitelists() == 0 {
            return Err("names no file".to_owned());
        }
        Ok(PathPattern { folder: folder.to_owned(), pattern: read })
    }

    /// Returns whether the pattern names a file, or a folder that it is in.
    pub fn matches(&self, file: &Path) -> bool {
        file.starts_with(&self.folder) && self.pattern.matched_path_or_any_parents(file, false).is_ignore()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_gitignore() {
        let folder = Path::new("/r/报告");
        for (pattern, file, matches) in [
            ("*.docx", "/r/报告/a/b.docx", true),
            ("2024/*.docx", "/r/报告/2024/b.docx", true),
            ("2024/*.docx", "/r/报告/x/2024/b.docx", false),
            ("督导/", "/r/报告/x/督导/y/b.docx", true),
            ("*", "/r/b.docx", false),
        ] {
            let read = PathPattern::below(folder, pattern).expect(pattern);
            assert_eq!(read.matches(Path::new(file)), matches, "{pattern} {file}");
        }
        assert!(PathPattern::below(folder, "").is_err() && PathPattern::below(folder, "# a").is_err());
    }
}
