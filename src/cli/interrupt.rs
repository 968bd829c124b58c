//! Ctrl-C: the process has one handler, which does what the part of it wants that is at work.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::fault::lock;
use crate::output::Bar;

/// Exit status of what Ctrl-C ended, as shells have it: 128 and the number of SIGINT.
pub(super) const INTERRUPTED: i32 = 130;

type Action = Box<dyn Fn() + Send>;

static ACTION: Mutex<Option<Action>> = Mutex::new(None);
static IS_SET: AtomicBool = AtomicBool::new(false);

/// Has this done at Ctrl-C from now on, and when the process is asked to end.
///
/// # Errors
/// When the system takes no handler.
pub(super) fn on_interrupt(action: impl Fn() + Send + 'static) -> Result<(), ctrlc::Error> {
    *lock(&ACTION) = Some(Box::new(action));
    if IS_SET.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    ctrlc::set_handler(|| {
        if let Some(action) = &*lock(&ACTION) {
            action();
        }
    })
}

/// Ends the process at Ctrl-C, as it is where nothing is said; until a run of `index` has begun to write: then it is that run
/// that ends, once what it wrote is removed. A second Ctrl-C ends the process at once.
pub(super) fn stops(bar: &Bar) {
    let stopper = bar.stopper();
    // Without a handler the system ends the process; the next run then removes what this one left.
    let _ = on_interrupt(move || {
        if !stopper.stop() {
            std::process::exit(INTERRUPTED);
        }
    });
}
