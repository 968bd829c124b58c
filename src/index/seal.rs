//! What covers every byte of a build: `meta.json` ends in a seal, a line of JSON with length and BLAKE3 hash of each
//! file that the commit rests on, closed by a hash of all that stands before it.
//!
//! [`Sealing`] is a folder of the engine's with this added: it hashes files while they are written (so that no commit
//! reads anything twice) and seals `meta.json` whenever the engine replaces it. Readers open the seal and never see
//! it ([`opened`]); the files are held against it in `check.rs`. Files that no seal names, such as those of a
//! killed run, are litter and no damage. It also tells the phases of a run (`phase.rs`).

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use serde::{Deserialize, Serialize};
use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};

use crate::fault::lock;

use super::ours::may_be_sealed;
use super::phase::{self, Phase};

/// The engine's list of segments, which carries our manifest.
pub(super) const META: &str = "meta.json";
/// Hexadecimal digits of the hash that closes the seal, and the line end.
const CLOSING_BYTES: usize = 65;

/// Length and hash of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sum {
    /// Length in bytes.
    pub(super) bytes: u64,
    /// BLAKE3 hash, in hexadecimal.
    pub(super) hash: String,
}

impl Sum {
    /// Sums up bytes.
    pub(super) fn of(bytes: &[u8]) -> Sum {
        Sum { bytes: bytes.len() as u64, hash: blake3::hash(bytes).to_hex().to_string() }
    }
}

/// Files by their names in the build.
pub(super) type Sums = BTreeMap<PathBuf, Sum>;

/// Appends the seal to what the engine wants to have written.
fn sealed(meta: &[u8], sums: &Sums) -> Vec<u8> {
    // Without blanks at its end, so that the last line end before the seal is the one that `opened` cuts
    // at.
    let mut bytes = meta.trim_ascii_end().to_vec();
    bytes.push(b'\n');
    bytes.extend(
        serde_json::to_vec(sums).expect("names of ours are UTF-8, and all else is numbers and strings"),
    );
    bytes.push(b'\n');
    let closing = blake3::hash(&bytes).to_hex();
    bytes.extend(closing.as_bytes());
    bytes.push(b'\n');
    bytes
}

/// Opens a sealed `meta.json`: the engine's part, and what the seal says; `None` when a byte is not as it was written.
pub(super) fn opened(bytes: &[u8]) -> Option<(&[u8], Sums)> {
    let (body, closing) = bytes.split_at_checked(bytes.len().checked_sub(CLOSING_BYTES)?)?;
    if closing != format!("{}\n", blake3::hash(body).to_hex()).as_bytes() {
        return None;
    }
    let body = body.strip_suffix(b"\n")?;
    let at = memchr::memrchr(b'\n', body)?;
    let sums: Sums = serde_json::from_slice(&body[at + 1..]).ok()?;
    // Whoever can write here could name any file of the reader's.
    sums.keys().all(|name| may_be_sealed(name)).then(|| (&body[..at], sums))
}

/// A folder of the engine's that seals what is written.
#[derive(Clone, Debug)]
pub(super) struct Sealing<D> {
    inner: D,
    sums: Arc<Mutex<Sums>>,
}

impl<D: Directory + Clone> Sealing<D> {
    /// Seals a folder. `others` are files beside the engine's that the build rests on.
    pub(super) fn new(inner: D, others: Sums) -> Self {
        Sealing { inner, sums: Arc::new(Mutex::new(others)) }
    }

    /// Writes a file that the next commit rests on and that is not the engine's.
    ///
    /// # Errors
    /// What the folder says; also when the file is there already.
    pub(super) fn write(&self, name: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut out = self.open_write(name).map_err(|error| match &error {
            OpenWriteError::IoError { io_error, .. } => match io_error.raw_os_error() {
                Some(code) => io::Error::from_raw_os_error(code),
                None => io::Error::new(io_error.kind(), error),
            },
            OpenWriteError::FileAlreadyExists(_) => io::Error::new(io::ErrorKind::AlreadyExists, error),
        })?;
        out.write_all(bytes)?;
        out.terminate()
    }

    /// Forgets the files of the commit before that the next one replaces by its own.
    pub(super) fn forget(&self, is_replaced: fn(&str) -> bool) {
        self.sums().retain(|name, _| !is_replaced(&name.to_string_lossy()));
    }

    /// Returns whether a file of this kind with these bytes is there already.
    pub(super) fn holds(&self, is_meant: fn(&str) -> bool, sum: &Sum) -> bool {
        self.sums().iter().any(|(name, known)| is_meant(&name.to_string_lossy()) && known == sum)
    }

    fn sums(&self) -> MutexGuard<'_, Sums> {
        lock(&self.sums)
    }
}

#[derive(Deserialize)]
struct EngineMeta {
    segments: Vec<EngineSegment>,
}

#[derive(Deserialize)]
struct EngineSegment {
    segment_id: String,
    deletes: Option<EngineDeletes>,
}

#[derive(Deserialize)]
struct EngineDeletes {
    opstamp: u64,
}

/// Those of the files that a commit rests on: of its segments, and what is of none.
fn of_commit(meta: &[u8], sums: &Sums) -> io::Result<Sums> {
    let meta: EngineMeta = serde_json::from_slice(meta)?;
    let segments: BTreeMap<String, Option<u64>> = meta
        .segments
        .into_iter()
        // Files are named by the identity of their segment without its hyphens.
        .map(|one| (one.segment_id.replace('-', ""), one.deletes.map(|deletes| deletes.opstamp)))
        .collect();
    let belongs = |name: &Path| {
        let name = name.to_string_lossy();
        let (stem, rest) = name.split_once('.').unwrap_or((&name, ""));
        if stem.len() != 32 || !stem.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            // No file of a segment but one of ours, of which `forget` has taken out those that are
            // replaced.
            return true;
        }
        // Of the files of deletions of a segment only the newest counts; its name tells the operation that
        // made it.
        segments.get(stem).is_some_and(|deletes| match rest.strip_suffix(".del") {
            Some(opstamp) => deletes.is_some_and(|wanted| opstamp == wanted.to_string()),
            None => true,
        })
    };
    Ok(sums.iter().filter(|(name, _)| belongs(name)).map(|(name, sum)| (name.clone(), sum.clone())).collect())
}

impl<D: Directory + Clone> Directory for Sealing<D> {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        // The engine names its threads, which tells merging from the writing of new segments.
        let merging = std::thread::current().name().is_some_and(|name| name.starts_with("merge_thread"));
        phase::begin(if merging { Phase::Merge } else { Phase::SegmentWrite });
        let summing = Summing {
            inner: self.inner.open_write(path)?,
            name: path.to_owned(),
            bytes: 0,
            hasher: blake3::Hasher::new(),
            sums: Arc::clone(&self.sums),
        };
        Ok(WritePtr::new(Box::new(summing)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let bytes = self.inner.atomic_read(path)?;
        if path != Path::new(META) {
            return Ok(bytes);
        }
        let (meta, sums) = opened(&bytes).ok_or_else(|| broken(path))?;
        // The next commit rests on what this one names, unless that is forgotten.
        self.sums().extend(sums);
        Ok(meta.to_vec())
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if path != Path::new(META) {
            return self.inner.atomic_write(path, data);
        }
        // Known only now: segments that the engine wrote meanwhile may have been merged away.
        let sums = of_commit(data, &self.sums())?;
        phase::begin(Phase::Commit);
        self.inner.atomic_write(path, &sealed(data, &sums))
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.inner.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

/// The error of a `meta.json` whose seal is broken.
pub(super) fn broken(path: &Path) -> OpenReadError {
    let error = io::Error::new(io::ErrorKind::InvalidData, "it is not as it was written");
    OpenReadError::wrap_io_error(error, path.to_owned())
}

/// Sums up a file while it is written.
struct Summing {
    inner: WritePtr,
    name: PathBuf,
    bytes: u64,
    hasher: blake3::Hasher,
    sums: Arc<Mutex<Sums>>,
}

impl Write for Summing {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(data)?;
        // Only what was taken: the rest comes with another call.
        self.hasher.update(&data[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl TerminatingWrite for Summing {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.inner.terminate_ref(token)?;
        // Summed up only once the file is complete: one that failed is named by no seal.
        let sum = Sum { bytes: self.bytes, hash: self.hasher.finalize().to_hex().to_string() };
        lock(&self.sums).insert(std::mem::take(&mut self.name), sum);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_covers_every_byte() {
        let sums = Sums::from([(PathBuf::from("dictionary.fst"), Sum::of(b"words"))]);
        let whole = sealed(b"{\n  \"segments\": []\n}\n", &sums);
        assert_eq!(opened(&whole), Some((&b"{\n  \"segments\": []\n}"[..], sums)));
        for cut in 0..whole.len() {
            assert!(opened(&whole[..cut]).is_none(), "{cut}");
        }
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut flipped = whole.clone();
                flipped[at] ^= 1 << bit;
                assert!(opened(&flipped).is_none(), "{at}");
            }
        }
    }

    #[test]
    fn a_commit_rests_on_its_segments_only() {
        let (here, gone) = ("a".repeat(32), "b".repeat(32));
        let names =
            [format!("{here}.idx"), format!("{here}.7.del"), format!("{here}.5.del"), format!("{gone}.idx")];
        let mut sums: Sums = names.iter().map(|name| (PathBuf::from(name), Sum::of(b""))).collect();
        sums.insert(PathBuf::from("schema/schema.toml"), Sum::of(b""));
        let id = format!("{}-{}", &here[..8], &here[8..]);
        let meta =
            format!("{{\"segments\": [{{\"segment_id\": \"{id}\", \"deletes\": {{\"opstamp\": 7}}}}]}}");
        let kept: Vec<PathBuf> = of_commit(meta.as_bytes(), &sums).expect("JSON").into_keys().collect();
        assert_eq!(
            kept,
            [format!("{here}.7.del"), format!("{here}.idx"), "schema/schema.toml".to_owned()]
                .map(PathBuf::from)
        );
    }
}
