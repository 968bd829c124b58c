//! Proofs over a whole index: that every string is found (`recall`), that what is stored is whole (`verify`).
//!
//! `random` draws the same numbers on every machine.

pub(crate) mod random;
pub(in crate::search) mod recall;
pub(in crate::search) mod verify;
