//! Ranked passages made into hits for people and programs.
//!
//! `hit` holds the types of an answer, `hits` makes them, `marks` finds what matched, `snippet` cuts the sentence that is
//! shown, `fresh` looks whether files changed since, `nothing` tells why nothing was found.

pub(in crate::search) mod fresh;
pub(in crate::search) mod hit;
pub(in crate::search) mod hits;
pub(in crate::search) mod marks;
pub(in crate::search) mod nothing;
pub(in crate::search) mod snippet;
pub(in crate::search) mod spelling;
