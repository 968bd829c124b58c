//! What is told to whoever looks for a fault: the log that `XUNZHANG_LOG` asks for, and where a panic happened.

use std::time::Instant;

use log::{LevelFilter, Metadata, Record};

use crate::fault::{self, Fault};
use crate::language::tr;

use super::failure::Failure;

/// Begins to note panics, and to write the log where `XUNZHANG_LOG` names a level: `debug` tells what is decided of each
/// file and query, `trace` also of each heading and candidate. Only xunzhang's own modules are heard.
pub(super) fn begin() {
    fault::remember_panics();
    let wanted = std::env::var("XUNZHANG_LOG").ok().and_then(|level| level.parse::<LevelFilter>().ok());
    if let Some(level) = wanted {
        // A second logger is refused: the first goes on.
        let _ = log::set_logger(Box::leak(Box::new(Log { begun: Instant::now() })));
        log::set_max_level(level);
    }
}

/// Writes the log to standard error, a line for each thing said: milliseconds since the start, level, module.
struct Log {
    begun: Instant,
}

impl log::Log for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // Libraries log in great numbers what says nothing of reports.
        metadata.target().starts_with("xunzhang")
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let (level, module) = (record.level(), record.target());
        let milliseconds = self.begun.elapsed().as_secs_f64() * 1e3;
        for line in record.args().to_string().lines() {
            super::say(&format!("{milliseconds:9.3} {level:5} {module}: {line}"));
        }
    }

    fn flush(&self) {}
}

/// What is said of a panic that ended a command.
pub(super) fn failure(fault: &Fault) -> Failure {
    if fault.is_want_of_threads() {
        return Failure::new(tr!("failure-no-thread", why = &fault.message), Some(&tr!("failure-threads")));
    }
    let what = tr!("failure-unexpected", message = fault.message.to_string(), fault = fault.to_string());
    let hint = tr!("failure-report", fault = fault::REPORTS.to_string());
    Failure::new(what, Some(&hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_says_where_it_happened_and_where_to_report_it() {
        fault::remember_panics();
        let fault = fault::caught::<()>(|| panic!("a bit is missing")).expect_err("it panics");
        let said = failure(&fault).to_string();
        for part in
            ["a bit is missing", "src/cli/diagnosis.rs:", env!("CARGO_PKG_VERSION"), "/issues", "verify"]
        {
            assert!(said.contains(part), "{said} lacks {part}");
        }
    }
}
