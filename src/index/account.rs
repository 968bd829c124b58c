//! Memory shared out among the reports of a run: who wants more than is left waits.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::fault::lock;

/// Time without memory after which a waiting thread asks whether waiting still makes sense.
const PATIENCE: Duration = Duration::from_secs(1);

/// Memory that is shared out.
#[derive(Debug)]
pub(crate) struct Account {
    limit: u64,
    /// Bytes of `limit` that only holders of a permit may take, to let it grow.
    reserve: u64,
    used: Mutex<u64>,
    freed: Condvar,
}

/// A share of an account, given back when dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    account: Arc<Account>,
    bytes: u64,
}

impl Account {
    /// Makes an account that shares out at most `limit` bytes.
    pub(crate) fn new(limit: u64) -> Arc<Account> {
        Account::with_reserve(limit, 0)
    }

    /// Makes an account of `limit` bytes, of which `reserve` bytes go only to permits that grow.
    pub(crate) fn with_reserve(limit: u64, reserve: u64) -> Arc<Account> {
        Arc::new(Account { limit, reserve, used: Mutex::new(0), freed: Condvar::new() })
    }

    /// Blocks until `bytes` fit, or nothing else is in use (an oversized request then runs alone), or `goes_on` returns false.
    pub(crate) fn take(self: &Arc<Self>, bytes: u64, goes_on: &dyn Fn() -> bool) -> Permit {
        let mut permit = Permit { account: Arc::clone(self), bytes: 0 };
        self.wait(&mut permit, bytes, self.limit - self.reserve, goes_on);
        permit
    }

    /// Waits until the permit may hold `bytes` bytes in all, with at most `limit` bytes in use.
    fn wait(&self, permit: &mut Permit, bytes: u64, limit: u64, goes_on: &dyn Fn() -> bool) {
        let mut used = self.used();
        // What the permit itself holds does not count: a holder that is alone may always grow, else it
        // would wait for itself.
        while *used > permit.bytes && *used - permit.bytes + bytes > limit {
            let (now, waited) =
                self.freed.wait_timeout(used, PATIENCE).unwrap_or_else(PoisonError::into_inner);
            used = now;
            if waited.timed_out() {
                // Nobody could give memory back while the caller's question holds the lock.
                drop(used);
                let goes_on = goes_on();
                used = self.used();
                if !goes_on {
                    break;
                }
            }
        }
        // Counted after giving up, too: the permit gives back what it counts, so the sum stays right.
        *used = *used - permit.bytes + bytes;
        permit.bytes = bytes;
    }

    /// Takes `bytes` if that many are free, or nothing is used at all.
    pub(crate) fn try_take(self: &Arc<Self>, bytes: u64) -> Option<Permit> {
        let mut used = self.used();
        let is_free = *used == 0 || *used + bytes <= self.limit - self.reserve;
        *used += if is_free { bytes } else { 0 };
        is_free.then(|| Permit { account: Arc::clone(self), bytes })
    }

    fn used(&self) -> MutexGuard<'_, u64> {
        lock(&self.used)
    }
}

impl Permit {
    /// Returns how much it is, in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Waits until the permit may hold `bytes` bytes in all, the reserve included.
    pub(crate) fn grow(&mut self, bytes: u64, goes_on: &dyn Fn() -> bool) {
        let account = Arc::clone(&self.account);
        account.wait(self, bytes, account.limit, goes_on);
    }

    /// Holds `bytes` bytes in all if that many are free, the reserve not counted; returns whether it does.
    pub(crate) fn try_grow(&mut self, bytes: u64) -> bool {
        let mut used = self.account.used();
        let is_free = *used - self.bytes + bytes <= self.account.limit - self.account.reserve;
        if is_free {
            *used = *used - self.bytes + bytes;
            self.bytes = bytes;
        }
        is_free
    }

    /// Notes that it is more or less than was thought; waits for nobody, since what is used is used.
    pub(crate) fn set(&mut self, bytes: u64) {
        let mut used = self.account.used();
        *used = *used - self.bytes + bytes;
        self.bytes = bytes;
        self.account.freed.notify_all();
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.set(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_wants_more_than_is_left_waits() {
        let account = Account::new(100);
        let mut first = account.take(60, &|| true);
        std::thread::scope(|scope| {
            let second = scope.spawn(|| account.take(50, &|| true));
            first.set(50);
            drop(second.join().expect("it waits for no longer than it must"));
        });
        // More than all there is, once nothing is used; and where nobody will give anything back.
        assert!(account.try_take(51).is_none() && account.try_take(50).is_some());
        drop(first);
        let all = account.take(1_000, &|| true);
        drop(account.take(10, &|| false));
        drop(all);
        assert_eq!(*account.used(), 0);
        // The reserve is for who has something.
        let account = Account::with_reserve(100, 50);
        let mut first = account.take(40, &|| true);
        assert!(account.try_take(20).is_none());
        assert!(first.try_grow(50) && !first.try_grow(51));
        first.set(40);
        first.grow(90, &|| false);
        assert_eq!((first.bytes(), *account.used()), (90, 90));
    }
}
