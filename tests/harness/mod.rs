//! What tests share: the program in a world of its own, folders of reports, and the shared corpora.

mod packed;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub(crate) use packed::packed;

/// Returns the folder of this repository.
pub(crate) fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the folder of shared corpora, `../shared` or what `XUNZHANG_SHARED` names. It is not part of the repository:
/// tests that need it are ignored until they are asked for, as `.ci/run` does where it lies beside the checkout.
pub(crate) fn shared() -> PathBuf {
    let folder =
        std::env::var_os("XUNZHANG_SHARED").map_or_else(|| repository().join("../shared"), PathBuf::from);
    let hint = "leave out `--ignored` and `--include-ignored`, or set XUNZHANG_SHARED";
    assert!(folder.join("corpus").is_dir(), "{} is missing: {hint}", folder.display());
    folder
}

/// Where `XUNZHANG_KEEP_COLLECTIONS` names a folder, writes the documents, queries and judgements of a test there, so
/// that other systems can be asked the same (`benches/rivals/compare.py`).
pub(crate) fn keep_collection(name: &str, files: impl FnOnce() -> [String; 3]) {
    let Some(folder) = std::env::var_os("XUNZHANG_KEEP_COLLECTIONS") else { return };
    let folder = PathBuf::from(folder).join(name);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    for (name, content) in ["corpus.jsonl", "queries.tsv", "qrels.tsv"].iter().zip(files()) {
        std::fs::write(folder.join(name), content).expect("it can be written");
    }
}

/// What a command said.
pub(crate) struct Said {
    /// Exit status.
    pub(crate) status: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

/// The program with a home of its own, which vanishes with it.
pub(crate) struct World {
    home: tempfile::TempDir,
}

impl World {
    /// Makes an empty home.
    pub(crate) fn new() -> World {
        World { home: tempfile::tempdir().expect("a temporary folder") }
    }

    /// Returns the home folder.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// Returns the folder where indexes live by default.
    pub(crate) fn data(&self) -> PathBuf {
        self.home().join("data/xunzhang")
    }

    /// Writes a file under the home, with its folders, and returns its path.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home().join(name);
        std::fs::create_dir_all(path.parent().expect("inside the home")).expect("it can be made");
        std::fs::write(&path, content).expect("it can be written");
        path
    }

    /// Returns the program, ready to be given arguments.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xunzhang"));
        command
            .current_dir(self.home())
            .env("HOME", self.home())
            .env("XDG_DATA_HOME", self.home().join("data"))
            .env("XDG_CONFIG_HOME", self.home().join("config"))
            .env("XDG_STATE_HOME", self.home().join("state"))
            .env_remove("XDG_CACHE_HOME")
            .env("LANG", "C")
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env_remove("XUNZHANG_INDEX")
            .env_remove("XUNZHANG_ENGINE")
            .env_remove("XUNZHANG_DICTIONARY")
            .env_remove("XUNZHANG_LOG")
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::null());
        command
    }

    /// Runs the program with these arguments, each as it stands.
    pub(crate) fn run<A: AsRef<std::ffi::OsStr>>(&self, arguments: &[A]) -> Said {
        let output = self.command().args(arguments).output().expect("the program runs");
        Said {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Runs the program and fails the test unless it ends with `status`.
    pub(crate) fn expect<A: AsRef<std::ffi::OsStr>>(&self, status: i32, arguments: &[A]) -> Said {
        let said = self.run(arguments);
        assert_eq!(said.status, status, "{}\n{}", said.out, said.err);
        said
    }

    /// Returns the hits of a query as JSON, whatever the exit status.
    pub(crate) fn hits(&self, arguments: &[&str]) -> Vec<serde_json::Value> {
        let mut all = vec!["query", "--json"];
        all.extend(arguments);
        let said = self.run(&all);
        assert!(said.status < 2, "{arguments:?}: {}", said.err);
        said.out.lines().map(|line| serde_json::from_str(line).expect("every line is JSON")).collect()
    }
}

/// Returns the reports of `examples/reports` or `tests/corpus`.
pub(crate) fn reports(folder: &str) -> String {
    repository().join(folder).to_string_lossy().into_owned()
}

/// Returns all files below a folder, by path; of a file the file itself.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut waiting) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).expect("a folder that can be read");
            waiting.extend(entries.map(|entry| entry.expect("an entry that can be read").path()));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}
