//! Linux, macOS, the BSDs.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::process::{Pid, Signal, getpid, kill_process, kill_process_group};

use super::Stamps;

/// Returns the path whose encoded bytes these are.
pub(crate) fn path_from_bytes(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(OsString::from_vec(bytes))
}

/// Returns options for reading that wait for nothing: a pipe in the place of a file would be waited for without end.
/// Without `follow` a link is not opened.
pub(crate) fn read_options(follow: bool) -> OpenOptions {
    let flags = if follow { OFlags::empty() } else { OFlags::NOFOLLOW };
    let mut options = OpenOptions::new();
    options.read(true).custom_flags((flags | OFlags::NONBLOCK).bits() as i32);
    options
}

/// Whether the system refused to open a link that is not to be followed, or a socket.
pub(crate) fn is_link_or_socket(error: &io::Error) -> bool {
    [Errno::LOOP, Errno::NXIO].iter().any(|known| error.raw_os_error() == Some(known.raw_os_error()))
}

/// Whether opening failed because a symbolic link stands in the place of the file.
pub(crate) fn is_link(path: &Path, error: &io::Error) -> bool {
    let is_refused = error.raw_os_error() == Some(Errno::LOOP.raw_os_error());
    is_refused && path.symlink_metadata().is_ok_and(|known| known.is_symlink())
}

/// Whether an error says that this process, or all of them, may open no more files: that is no fault of the file.
pub(crate) fn is_want_of_handles(error: &io::Error) -> bool {
    [Errno::MFILE, Errno::NFILE].iter().any(|want| error.raw_os_error() == Some(want.raw_os_error()))
}

/// Returns what the system says when this process may open no more files.
pub(crate) fn want_of_handles() -> io::Error {
    Errno::MFILE.into()
}

/// Reads bytes of a file from the byte `at` on, without moving its place. Returns how many.
///
/// # Errors
/// What the file system says.
pub(crate) fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<usize> {
    file.read_at(bytes, at)
}

/// Returns what the system knows of a file beside its size.
pub(crate) fn stamps(known: &Metadata) -> Stamps {
    // Enough until the year 2262.
    let nanos = |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
    Stamps {
        modified: nanos(known.mtime(), known.mtime_nsec()),
        entry_changed: nanos(known.ctime(), known.ctime_nsec()),
        file_id: known.ino(),
    }
}

/// Has a file that these options make be closed to other users.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options.mode(0o600)
}

/// Makes a folder that is closed to other users.
///
/// # Errors
/// What the file system says.
pub(crate) fn create_private_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(folder)
}

/// Whether a file or folder belongs to the user of this process.
pub(crate) fn is_of_this_user(known: &Metadata) -> bool {
    known.uid() == rustix::process::geteuid().as_raw()
}

/// Whether other users may read a file.
pub(crate) fn is_shared(known: &Metadata) -> bool {
    known.mode() & 0o044 != 0
}

/// Opens a folder of ours to other users, or closes it to them.
///
/// # Errors
/// What the file system says.
pub(crate) fn set_folder_shared(folder: &Path, shared: bool) -> io::Result<()> {
    let mode = if shared { 0o755 } else { 0o700 };
    if fs::metadata(folder)?.mode() & 0o777 == mode {
        Ok(())
    } else {
        fs::set_permissions(folder, fs::Permissions::from_mode(mode))
    }
}

/// Opens a file of ours to other users, or closes it to them.
///
/// # Errors
/// What the file system says.
pub(crate) fn set_file_shared(file: &File, shared: bool) -> io::Result<()> {
    let mode = if shared { 0o644 } else { 0o600 };
    if file.metadata()?.mode() & 0o777 == mode {
        Ok(())
    } else {
        file.set_permissions(fs::Permissions::from_mode(mode))
    }
}

/// Brings the entries of a folder to the disk.
///
/// # Errors
/// What the file system says.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Has a write beyond the limit of the shell for files (`ulimit -f`) be an error like a full disk, not the end.
pub(crate) fn mind_file_limit() {
    static MINDED: std::sync::OnceLock<()> = std::sync::OnceLock::new();
    // Without it the process ends as it would have anyway, and the old index answers.
    let heard = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    MINDED.get_or_init(|| drop(signal_hook::flag::register(Signal::XFSZ.as_raw(), heard)));
}

/// Ends this process at once, as a power cut would.
pub(crate) fn kill_this_process() {
    kill_process(getpid(), Signal::KILL).unwrap_or_default();
}

/// Has a program that is about to be started ended with all that it starts ([`end_with_all`]).
pub(crate) fn set_apart(command: &mut Command) -> &mut Command {
    command.process_group(0)
}

/// Ends a program that was started apart, with all that it has started.
pub(crate) fn end_with_all(child: &mut Child) {
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // One that is gone needs no end.
        let _ = kill_process_group(group, Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// Returns the time that this thread has had a processor; `None` where the system does not tell it.
pub(crate) fn thread_time() -> Option<std::time::Duration> {
    // Linux: nanoseconds on a processor, nanoseconds of waiting for one, turns (Documentation/scheduler/sched-stats).
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(std::time::Duration::from_nanos)
}

/// Limits the memory of a program in bytes, where the system knows such limits.
pub(crate) fn limit_memory(child: &Child, bytes: u64) {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, Rlimit, prlimit};
        let most = Rlimit { current: Some(bytes), maximum: Some(bytes) };
        if let Ok(id) = i32::try_from(child.id()) {
            // One that has ended already needs no limit.
            let _ = prlimit(Pid::from_raw(id), Resource::Data, most);
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (child, bytes);
}
