//! Text to sections to passages: pure values that know no file system, engine or segmenter.
//!
//! [`parse`] turns decoded text into a tree of sections and never fails: what is odd becomes a
//! [`Remark`]. [`cut_passages`] cuts the tree into the pieces that are indexed and shown.
//! Invariant, tested: the passages and the `kept_out` spans of the remarks, together, cover every character
//! of the text that is not blank, without overlap.

pub mod compare;
mod facts;
pub mod figures;
mod parse;
mod passage;
mod qualifier;
mod remark;
mod section;

pub use facts::{
    COUNTRY_CODE, COUNTRY_NAME, Correction, Date, DateKind, Divisions, FACT_NAMES, FactTables, Facts, How,
    IssuedBy, KindRule, Kinds, Known, Repeal, divisions_around, facts_of_name, holds_division, read_facts,
    repeals,
};
pub use parse::{Lines, is_article, parse, parse_marked, work_title};
pub use passage::{Passage, PassageSize, cut_passages};
pub use qualifier::{Qualifier, place_and_year, qualifier};
pub use remark::{Remark, RemarkKind};
pub use section::{Report, Section};

/// The release of what makes sections, and facts, of texts. A new one makes all reports again: it is part of an index's fingerprint.
pub const RELEASE: &str = "sections 2, facts 3, repeals 1";
