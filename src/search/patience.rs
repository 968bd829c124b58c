//! How long somebody waits for an answer: work for one who has gone, or for whom it is too late, ends at the next passage.
//!
//! A process that answers one question and ends needs none of it. One that answers many says on the thread that works for a
//! question until when it is worth working, and the walks over passages and reports ask.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::SearchError;

thread_local! {
    static PATIENCE: RefCell<Option<Patience>> = const { RefCell::new(None) };
}

/// Until when an answer is waited for.
#[derive(Clone, Debug)]
pub struct Patience {
    /// When it is too late.
    pub until: Instant,
    /// Set when nobody waits any more.
    pub gone: Arc<AtomicBool>,
}

impl Patience {
    /// Does work on this thread that ends with [`SearchError::GivenUp`] once nobody waits for it.
    pub fn during<T>(self, work: impl FnOnce() -> T) -> T {
        struct Forget;
        impl Drop for Forget {
            fn drop(&mut self) {
                PATIENCE.with_borrow_mut(|patience| *patience = None);
            }
        }
        PATIENCE.with_borrow_mut(|patience| *patience = Some(self));
        // Also when the work panics: the thread has other work after it.
        let _forget = Forget;
        work()
    }
}

/// Ends the work of this thread where nobody waits for it any more.
///
/// # Errors
/// [`SearchError::GivenUp`].
pub(in crate::search) fn check() -> Result<(), SearchError> {
    let is_over = PATIENCE.with_borrow(|patience| {
        patience
            .as_ref()
            .is_some_and(|patience| patience.gone.load(Ordering::Relaxed) || Instant::now() >= patience.until)
    });
    if is_over { Err(SearchError::GivenUp) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::query::parse;
    use crate::search::SearchOptions;
    use crate::search::tests::Fixture;

    #[test]
    fn work_that_nobody_waits_for_ends_and_other_work_does_not() {
        let fixture = Fixture::of(&[("a.txt", "标题\n减轻教师负担。")]);
        let searcher = &fixture.searcher;
        let ask = || searcher.search(&parse("教师").0, &SearchOptions::default());
        let gone = Patience { until: Instant::now() + Duration::from_secs(60), gone: Arc::default() };
        let late = Patience { until: Instant::now(), ..gone.clone() };
        assert!(gone.clone().during(ask).is_ok());
        gone.gone.store(true, Ordering::Relaxed);
        assert!(matches!(gone.during(ask), Err(SearchError::GivenUp)));
        assert!(matches!(late.during(ask), Err(SearchError::GivenUp)));
        assert!(ask().is_ok(), "the thread is free for other work");
    }
}
