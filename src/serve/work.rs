//! Answers made off the threads of connections: a bounded number at once, each with a time limit, given up when nobody
//! waits any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use crate::fault;
use crate::search::Patience;

use super::problem::Problem;

/// Requests that wait for each thread, at most: whoever comes then is told to come again.
const WAITING_PER_THREAD: usize = 256;
/// Time after the limit in which work that does not look at the clock may still answer.
const GRACE: Duration = Duration::from_millis(500);

/// Where answers are made.
pub(super) struct Works {
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    waiting_max: usize,
    time_limit: Duration,
}

/// Tells the work that nobody waits, when the request that waits for it is dropped.
struct Gone(Arc<AtomicBool>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// One who waits, counted until it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Works {
    /// Makes room for so many answers at once, each of at most this time, waiting included.
    pub(super) fn new(threads: usize, time_limit: Duration) -> Works {
        let permits = Arc::new(Semaphore::new(threads));
        let waiting_max = threads * WAITING_PER_THREAD;
        Works { permits, waiting: AtomicUsize::new(0), waiting_max, time_limit }
    }

    /// Returns the longest time for an answer.
    pub(super) fn time_limit(&self) -> Duration {
        self.time_limit
    }

    /// Returns how many requests wait for a thread.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Does work on a thread of its own and returns what it says.
    ///
    /// # Errors
    /// What the work says; a problem where it takes too long, panics, or too many wait already.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let until = Instant::now() + self.time_limit;
        let waiting = self.waiting.fetch_add(1, Ordering::Relaxed);
        let waits = Waiting(&self.waiting);
        if waiting >= self.waiting_max {
            return Err(Problem::busy());
        }
        let permit = Arc::clone(&self.permits).acquire_owned();
        let permit = tokio::time::timeout(self.time_limit, permit).await.map_err(|_| Problem::busy())?;
        drop(waits);
        let gone = Gone(Arc::default());
        let patience = Patience { until, gone: Arc::clone(&gone.0) };
        let made = tokio::task::spawn_blocking(move || {
            // Held by the work, not by who waits for it: work that goes on counts.
            let _permit = permit;
            fault::caught(|| patience.during(work))
        });
        let left = until.saturating_duration_since(Instant::now()) + GRACE;
        match tokio::time::timeout(left, made).await {
            Ok(Ok(Ok(said))) => said,
            Ok(Ok(Err(fault))) => Err(Problem::fault(&fault)),
            Ok(Err(_)) => Err(Problem::busy()),
            Err(_) => Err(Problem::too_slow()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        runtime.expect("a runtime").block_on(future)
    }

    #[test]
    fn slow_work_and_panics_are_told_and_the_room_is_free_again() {
        block_on(async {
            let works = Works::new(1, Duration::from_millis(40));
            let slow = works.run(|| {
                std::thread::sleep(Duration::from_millis(800));
                Ok(())
            });
            assert_eq!(slow.await.expect_err("too slow").kind(), "time-limit");
            // The work that nobody waits for still holds the only thread.
            let next = works.run(|| Ok(1)).await;
            assert_eq!(next.expect_err("no room").kind(), "busy");
            tokio::time::sleep(Duration::from_millis(400)).await;
            let panics = works.run(|| -> Result<(), Problem> { panic!("it breaks") }).await;
            assert_eq!(panics.expect_err("a fault").kind(), "fault");
            assert_eq!(works.run(|| Ok(1)).await.ok(), Some(1));
            assert_eq!(works.waiting(), 0);
        });
    }
}
