//! Faults of the program itself: a panic costs the one file or command that met it, and is told with its place.
//!
//! - [`caught`]: work whose panic becomes a [`Fault`]
//! - [`remember_panics`]: the hook that notes where a panic happened
//! - [`beside`]: work on a thread of its own, or here where the system has no room for one more
//! - [`lock`]: a mutex, also after a thread that held it has panicked

use std::cell::RefCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, Scope, ScopedJoinHandle};

/// Where faults are reported.
pub const REPORTS: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/issues");

/// A panic of the program: what it said, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fault {
    /// What the panic said, one line for people who know the sources.
    pub message: String,
    /// Source file and line, as `src/report/parse/mod.rs:12`; of a dependency `tantivy-0.27.0/src/lib.rs:12`.
    pub place: String,
}

/// Place and version; what the panic said is for [`Fault::message`] alone, since it may hold text of a report.
impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.place.is_empty() { "a place that is not known" } else { &self.place };
        write!(out, "{place}, xunzhang {}", env!("CARGO_PKG_VERSION"))
    }
}

thread_local! {
    static LAST: RefCell<Option<Fault>> = const { RefCell::new(None) };
}

/// The last panic of all threads: one that another thread passes on is not in its own memory.
static LAST_OF_ALL: Mutex<Option<Fault>> = Mutex::new(None);

/// Has every panic from now on noted for [`caught`] instead of printed. Where `RUST_BACKTRACE` is set, it is printed too,
/// with the trace, as Rust does.
pub fn remember_panics() {
    let usual = std::panic::take_hook();
    // Tests run side by side: what fails in one of them is to be seen, although another has called this.
    let shown = cfg!(test) || std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
    std::panic::set_hook(Box::new(move |panic| {
        note(panic);
        if shown {
            usual(panic);
        }
    }));
}

fn note(panic: &PanicHookInfo<'_>) {
    let said = panic.payload_as_str().unwrap_or_default();
    let message = said.lines().next().unwrap_or_default().to_owned();
    let place = panic.location().map(|place| format!("{}:{}", short(place.file()), place.line()));
    let fault = Fault { message, place: place.unwrap_or_default() };
    log::warn!("panic at {fault}: {}", fault.message);
    // A thread that is ending has no memory of its own any more.
    let _ = LAST.try_with(|last| last.replace(Some(fault.clone())));
    *lock(&LAST_OF_ALL) = Some(fault);
}

/// The path of a source below its package: what stands before it tells of the machine that compiled the program.
fn short(file: &str) -> &str {
    match file.split_once("/registry/src/") {
        Some((_, inside)) => inside.split_once('/').map_or(inside, |(_, path)| path),
        None => file.split_once("/library/").map_or(file, |(_, path)| path),
    }
}

/// Does `work`; a panic in it ends it and nothing else.
///
/// # Errors
/// The panic. Its place is known once [`remember_panics`] was called.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, Fault> {
    // A panic of earlier work must not be taken for this one's.
    LAST.with_borrow_mut(|last| *last = None);
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        let own = LAST.with_borrow_mut(Option::take);
        own.or_else(|| lock(&LAST_OF_ALL).take()).unwrap_or_default()
    })
}

/// What the standard library says in its panic where the system starts no thread.
const NO_THREAD: &str = "failed to spawn thread";

impl Fault {
    /// Whether the system started no thread: want of memory or of processes, and no fault of the program.
    pub fn is_want_of_threads(&self) -> bool {
        self.message.starts_with(NO_THREAD)
    }
}

/// Work that was handed to another thread, or is done.
pub enum Beside<'scope, T> {
    /// A thread does it.
    Begun(ScopedJoinHandle<'scope, T>),
    /// It is done.
    Done(T),
}

impl<T> Beside<'_, T> {
    /// Waits for what comes of it.
    ///
    /// # Errors
    /// What the thread panicked with.
    pub fn join(self) -> thread::Result<T> {
        match self {
            Beside::Begun(handle) => handle.join(),
            Beside::Done(made) => Ok(made),
        }
    }
}

/// Does `work` on a thread of its own; where the system has no room for one more (`ulimit -v`, `-u`), here and now.
pub fn beside<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl Fn() -> T + Copy + Send + 'scope,
) -> Beside<'scope, T> {
    match thread::Builder::new().spawn_scoped(scope, work) {
        Ok(handle) => Beside::Begun(handle),
        Err(_) => Beside::Done(work()),
    }
}

/// Locks a mutex. What it guards is used as it was left by a thread that panicked: each of our mutexes guards values that
/// are whole after every statement.
pub fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_below_their_package() {
        for (file, told) in [
            ("src/report/parse/mod.rs", "src/report/parse/mod.rs"),
            (
                "/home/a/.cargo/registry/src/index.crates.io-1949/zip-9.0.0/src/read.rs",
                "zip-9.0.0/src/read.rs",
            ),
            ("/rustc/1234abcd/library/core/src/option.rs", "core/src/option.rs"),
        ] {
            assert_eq!(short(file), told);
        }
    }

    #[test]
    fn a_panic_is_caught_with_its_place_also_from_another_thread() {
        remember_panics();
        assert_eq!(caught(|| 7), Ok(7));
        let panic = || -> u32 { panic!("第一行\n第二行") };
        let passed_on = || {
            let ended = std::thread::spawn(panic).join();
            ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        for fault in [caught(panic), caught(passed_on)].map(|ended| ended.expect_err("it panics")) {
            assert_eq!(fault.message, "第一行");
            let line = fault.place.strip_prefix("src/fault.rs:").and_then(|line| line.parse::<u32>().ok());
            assert!(line.is_some(), "{}", fault.place);
            assert_eq!(fault.to_string(), format!("{}, xunzhang {}", fault.place, env!("CARGO_PKG_VERSION")));
        }
    }

    #[test]
    fn work_is_done_beside_or_here() {
        let made = thread::scope(|scope| {
            let works: Vec<Beside<'_, usize>> = (0..3).map(|nth| beside(scope, move || nth * 2)).collect();
            works.into_iter().chain([Beside::Done(6)]).filter_map(|work| work.join().ok()).collect::<Vec<_>>()
        });
        assert_eq!(made, [0, 2, 4, 6]);
        // The words that tell want of threads are those of the standard library.
        let message = format!("{NO_THREAD}: Os {{ code: 11 }}");
        assert!(Fault { message, ..Fault::default() }.is_want_of_threads());
    }

    #[test]
    fn a_mutex_outlives_a_panic_of_its_holder() {
        let mutex = Mutex::new(1);
        let holder = caught(|| {
            let mut held = lock(&mutex);
            *held = 2;
            panic!("while it is held");
        });
        assert!(holder.is_err() && *lock(&mutex) == 2);
    }
}
