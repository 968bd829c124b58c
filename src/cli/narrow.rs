//! A query kept to some files: their paths narrow the search, and each hit is held against globs and kinds.

use crate::language::tr;
use crate::query::{Field, Query};
use crate::search::Answer;
use crate::source::FileGlobs;

use super::args::QueryArguments;
use super::failure::Failure;
use super::home;

/// Returns the files that were asked for; `None` where all are.
///
/// # Errors
/// When a glob cannot be read.
pub(super) fn files(arguments: &QueryArguments) -> Result<Option<FileGlobs>, Failure> {
    let here = home::here().unwrap_or_default();
    FileGlobs::new(&here, &arguments.globs, &arguments.kinds)
        .map_err(|why| Failure::new(tr!("query-glob", why = why), Some(&tr!("query-glob-form"))))
}

/// Returns a query that finds nothing but what may stand in these files, and perhaps a little more.
pub(super) fn narrowed(query: Query, files: &FileGlobs) -> Query {
    let in_path = |part: &String| Query::Field(Field::Path, part.clone());
    let conditions = files.parts().iter().map(|any| match any.as_slice() {
        [only] => in_path(only),
        any => Query::Or(any.iter().map(in_path).collect()),
    });
    query.narrowed_by(&conditions.collect::<Vec<Query>>())
}

/// Takes the hits out of an answer that stand in no file that was asked for; returns how many were taken out.
pub(super) fn keep_only(answer: &mut Answer, files: &FileGlobs) -> usize {
    let before = answer.hits.len();
    answer.hits.retain_mut(|hit| {
        // The file that is meant comes first: lines and bytes are still those of another.
        let meant = hit.places.iter().position(|place| files.takes(&place.path, place.member.as_deref()));
        if let Some(nth) = meant.filter(|nth| *nth > 0) {
            hit.places[..=nth].rotate_right(1);
            hit.elsewhere = true;
        }
        meant.is_some()
    });
    for (nth, hit) in answer.hits.iter_mut().enumerate() {
        hit.rank = nth + 1;
    }
    before - answer.hits.len()
}
